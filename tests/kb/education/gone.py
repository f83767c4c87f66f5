"""Whether a planted identifier can still be read, and the texts it is planted in."""

from kb.education.redaction.folding import bare, bare_words
from tests.kb.education.planted import Planted


def with_plants(piece: str, plants: list[Planted]) -> str:
    """The sentences set between the sentences of the text, evenly."""
    sentences = piece.split("。")
    step = max(1, len(sentences) // (len(plants) + 1))
    for rank, one in enumerate(plants):
        place = min(len(sentences) - 1, (rank + 1) * step + rank)
        sentences.insert(place, one.sentence.removesuffix("。"))
    return "。".join(sentences)


def still_there(one: Planted, text: str) -> bool:
    """Whether the value, or what was shown of it, can still be read."""
    if one.kind == "name":
        known = bare_words(one.value) in bare_words(text)
        return known or ("*" in one.shown and one.shown in text)
    return bare(one.value) in bare(text) or one.shown in text
