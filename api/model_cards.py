"""The models that ship, each with its card: what it learned from, its figures, its limits."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from api.settings import Settings

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
    return [_card(one) for one in _folders()]


def model_fingerprints(settings: Settings) -> Mapping[str, str]:
    """What the models in use are known by: a digest of the files of each, by its name."""
    found = {one.name: _digest(one) for one in _folders()}
    if settings.own_label_model.is_dir():
        found["labels"] = _digest(settings.own_label_model)
    if settings.embedding_model:
        found["embedding"] = _digest(Path(settings.embedding_model))
    return found


def _folders() -> Sequence[Traversable]:
    every = (one for one in files("nlp").joinpath("models").iterdir() if one.is_dir())
    return sorted((one for one in every if one.name[0] != "_"), key=lambda one: one.name)


def _digest(folder: Traversable) -> str:
    digest = hashlib.sha256()
    for name, one in sorted(_every_file(folder, "")):
        digest.update(f"{name}\n{hashlib.sha256(one.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _every_file(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _every_file(one, f"{above}{one.name}/")
        elif one.name != _CARD:
            yield f"{above}{one.name}", one


def _card(folder: Traversable) -> ModelCard:
    path = folder.joinpath(_CARD)
    card = path.read_text(encoding="utf-8") if path.is_file() else ""
    title = card.partition("\n")[0].removeprefix("# ") or _WITHOUT_CARD.get(folder.name, "")
    return ModelCard(folder.name, title or folder.name, _size(folder), card)


def _size(folder: Traversable) -> int:
    return sum(len(one.read_bytes()) for _, one in _every_file(folder, ""))
