"""The models that ship, each with its card: what it learned from, its figures, its limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

_CARD = "README.md"
_WITHOUT_CARD = {"crimes": "罪名画像（类案排序用）", "rarity": "词的罕见度（检索用）"}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model; ``card`` is Markdown, empty where none ships."""

    id: str
    title: str
    size: int
    card: str


def shipped_models() -> Sequence[ModelCard]:
    """By their folders; their sizes are of the files that ship."""
    folders = sorted(
        (one for one in files("nlp").joinpath("models").iterdir() if one.is_dir()),
        key=lambda one: one.name,
    )
    return [_card(one) for one in folders if not one.name.startswith("_")]


def _card(folder: Traversable) -> ModelCard:
    path = folder.joinpath(_CARD)
    card = path.read_text(encoding="utf-8") if path.is_file() else ""
    title = card.partition("\n")[0].removeprefix("# ") or _WITHOUT_CARD.get(folder.name, "")
    return ModelCard(folder.name, title or folder.name, _size(folder), card)


def _size(folder: Traversable) -> int:
    return sum(
        _size(one) if one.is_dir() else len(one.read_bytes())
        for one in folder.iterdir()
        if one.name != _CARD
    )
