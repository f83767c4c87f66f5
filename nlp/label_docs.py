"""Sentences as spaCy's ``Doc``: our words as its tokens, text and words kept beside them.

Asking a ``Doc`` for its text builds every token anew, which costs more than reading the labels.
"""

from collections.abc import Callable, Sequence
from typing import cast

from nlp.lean_spacy import Doc, Vocab

_TEXT, _WORDS = "text", "words"
Words = Callable[[str], list[str]]


class WordTokenizer:
    """A spaCy tokenizer over our segmentation, which must give the text back exactly."""

    def __init__(self, vocab: Vocab, words: Words) -> None:
        self._vocab = vocab
        self._words = words

    def __call__(self, text: str) -> Doc:
        """The Doc of a text: no word is followed by a space, spaces are words."""
        words = self._words(text)
        kept = {_TEXT: text, _WORDS: words}
        return Doc(self._vocab, words=words, spaces=[False] * len(words), user_data=kept)


def text_of(doc: Doc) -> str:
    """The text of a Doc, from whichever tokenizer."""
    kept = doc.user_data.get(_TEXT)
    return doc.text if kept is None else cast(str, kept)


def words_of(doc: Doc) -> Sequence[str]:
    """The words of a Doc."""
    kept = doc.user_data.get(_WORDS)
    return [token.text for token in doc] if kept is None else cast(Sequence[str], kept)
