"""Words of a text for reading, terms of a text for searching: one dictionary, one rule layer.

The dictionary is jieba's with ``corpora/lexicon/*.txt`` on top. A rule layer keeps whole what no
dictionary can hold (case numbers, document numbers, law titles, articles, decimals, anonymised
names). New-word guessing (HMM) is off: it glues ``某甲犯`` together, cuts the same words otherwise
from one sentence to the next (so a query misses its document), and is the only point where rjieba
and jieba part. Terms are made by the same code for documents and for queries; ``fingerprint``
goes with the index so that another dictionary is noticed.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from itertools import chain
from typing import Literal

import rjieba

from kb.errors import AnalysisError
from nlp.jieba_dictionary import own_tokenizer
from nlp.protected_words import (
    FOLDED,
    NUMBER,
    PERSON,
    PROTECTED,
    WIDE,
    article_term,
    number_term,
)
from nlp.term_rows import TermRows, Vocabulary

RULES = "1"
LEXICON_FILES = ("law_titles.txt", "legal_terms.txt", "party_terms.txt", "posts_units.txt")

_STATE = "中华人民共和国"
_CACHED_WORDS = 300_000
_OWN_FREQUENCY = 5
_FUNCTION_WORDS = frozenset(
    "的了在是和与及或等对于为以之其该并将被把从向由至到后前时因而且但也又均已未不有无上下中内外"
    "我你他她它们这那此各每本即则若如所让使给用就都还再才只很最更其乃且着过地得个名次日月年号条款项"
    "元第某一二三四五六七八九十百千万余多约共计许来去起说要会能可"
)


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """One line of the lexicon: ``围标串标 5 n``."""

    word: str
    frequency: int
    tag: str


@dataclass(frozen=True, slots=True)
class _Engine:
    """What we ask of rjieba or jieba."""

    cut: Callable[[str], list[str]]
    has_word: Callable[[str], bool]


class Segmenter:
    """Cuts text into words and index terms.

    ``words("张某甲犯受贿罪")`` is ``["张某甲", "犯", "受贿罪"]``.
    """

    def __init__(self, engine: _Engine, *, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._cut = engine.cut
        self._terms_of = _TermsOfWord(engine)
        self._vocabulary = Vocabulary(self._terms_of.__getitem__)

    def words(self, text: str) -> list[str]:
        """Every word, mark and blank of the text, in order: joined, they are the text again."""
        words: list[str] = []
        position = 0
        for match in PROTECTED.finditer(text):
            start, end = match.span()
            if start > position:
                words += self._cut(text[position:start])
            if match.lastgroup:  # the title, the only group
                words += ("《", match["title"], "》")
            else:
                words.append(match[0])
            position = end
        if position < len(text):
            words += self._cut(text[position:])
        return words

    def terms(self, text: str) -> list[str]:
        """Index terms: words and the shorter words inside them, folded; the same for a query.

        ``受贿罪`` gives ``受贿罪`` and ``受贿``; ``《中华人民共和国刑法》`` gives ``刑法``. Marks,
        blanks, function words, bare numbers and anonymised names give nothing. All terms of an
        inner word are among the terms of the word.
        """
        return list(chain.from_iterable(map(self._terms_of.__getitem__, self.folded_words(text))))

    def folded_words(self, text: str) -> list[str]:
        """The words that terms are made of: wide letters and figures are narrow ones."""
        return self.words(text.translate(FOLDED) if WIDE.search(text) else text)

    def term_rows(self, texts: Sequence[Sequence[str]]) -> TermRows:
        """``terms`` of many texts at once, each given as its ``folded_words``."""
        if len(self._vocabulary) >= _CACHED_WORDS:
            self._vocabulary = Vocabulary(self._terms_of.__getitem__)
        return self._vocabulary.rows(texts)


class _TermsOfWord(dict[str, tuple[str, ...]]):
    """Terms of each word met, remembered; emptied when full, so that no text can fill memory."""

    def __init__(self, engine: _Engine) -> None:
        super().__init__()
        self._engine = engine

    def __missing__(self, word: str) -> tuple[str, ...]:
        terms = tuple(self._expand(word))
        if len(self) >= _CACHED_WORDS:
            self.clear()
        self[word] = terms
        return terms

    def _expand(self, word: str) -> Iterator[str]:
        if not any(character.isalnum() for character in word):
            return
        if PERSON.fullmatch(word) or NUMBER.fullmatch(word):
            return
        if len(word) == 1:
            if word not in _FUNCTION_WORDS and not word.isascii():
                yield word
            return
        if word.startswith(_STATE) and len(word) > len(_STATE):
            yield from self[word.removeprefix(_STATE)]
            return
        special = article_term(word) or number_term(word)
        if special:
            yield special
            return
        folded = unicodedata.normalize("NFKC", word).lower()
        parts = self._parts(word) if self._engine.has_word(word) else self._engine.cut(word)
        inner = (term for part in parts if part != word for term in self[part])
        yield from dict.fromkeys(chain([folded], inner))

    def _parts(self, word: str) -> list[str]:
        """Shorter words that fit together: 工作 in 国家工作人员, but not 作人."""
        size = len(word)
        parts = [
            (start, end)
            for start in range(size - 1)
            for end in range(start + 2, size + 1)
            if end - start < size and self._engine.has_word(word[start:end])
        ]
        left = _fewest_loose(parts, size=size)
        right = _fewest_loose([(size - end, size - start) for start, end in parts], size=size)
        return [
            word[start:end] for start, end in parts if left[start] + right[size - end] == left[size]
        ]


def _fewest_loose(parts: list[tuple[int, int]], *, size: int) -> list[int]:
    """For each position, the fewest characters outside all parts when tiling up to it."""
    loose = [0]
    for position in range(1, size + 1):
        closing = [loose[start] for start, end in parts if end == position]
        loose.append(min([loose[position - 1] + 1, *closing]))
    return loose


def load_segmenter(
    *, engine: Literal["rjieba", "jieba"] = "rjieba", own: Iterable[str] = ()
) -> Segmenter:
    """Build a segmenter. ``jieba`` (20 times slower, the same words) is the reference.

    ``own`` are further words of a deployment, each as frequent as it takes to stand alone; they
    are part of the fingerprint.
    """
    lexicon, more = tuple(read_lexicon()), tuple(sorted(set(own)))
    build = _rjieba_engine if engine == "rjieba" else _jieba_engine
    return Segmenter(build(lexicon, more), fingerprint=_fingerprint(more))


def read_lexicon() -> Iterator[LexiconWord]:
    """The words of ``corpora/lexicon``; a bad line is an error, not a skipped line."""
    for name in LEXICON_FILES:
        for number, line in enumerate(_lexicon_text(name).splitlines(), start=1):
            if line and not line.startswith("#"):
                yield _lexicon_word(line, name=name, number=number)


def _lexicon_word(line: str, *, name: str, number: int) -> LexiconWord:
    word, *rest = line.split()
    frequency, tag = (*rest, *("5", "n")[len(rest) :])[:2]
    if len(rest) > 2 or not frequency.isdecimal():
        raise AnalysisError("LEXICON_INVALID", file=name, line=number)
    return LexiconWord(word=word, frequency=int(frequency), tag=tag)


def _lexicon_text(name: str) -> str:
    return (resources.files("corpora") / "lexicon" / name).read_text(encoding="utf-8")


def _fingerprint(own: Sequence[str]) -> str:
    digest = hashlib.sha256(f"jieba {metadata.version('jieba')} rules {RULES}".encode())
    for name in LEXICON_FILES:
        digest.update(_lexicon_text(name).encode())
    if own:
        digest.update("\n".join(("own", *own)).encode())
    return digest.hexdigest()[:16]


def _rjieba_engine(lexicon: Sequence[LexiconWord], own: Sequence[str]) -> _Engine:
    engine = rjieba.Jieba()
    _add_words(engine, lexicon, own)
    return _Engine(cut=lambda text: engine.cut(text, False), has_word=engine.has_word)


def _jieba_engine(lexicon: Sequence[LexiconWord], own: Sequence[str]) -> _Engine:
    engine = own_tokenizer()
    _add_words(engine, lexicon, own)
    return _Engine(
        cut=lambda text: engine.lcut(text, HMM=False),
        has_word=lambda word: bool(engine.FREQ.get(word)),
    )


def _add_words(engine: rjieba.Jieba, lexicon: Sequence[LexiconWord], own: Sequence[str]) -> None:
    for entry in lexicon:
        for word in {entry.word, entry.word.lower()}:  # U盾 and u盾
            engine.add_word(word, entry.frequency, entry.tag)
    for one in own:
        for word in {one, one.lower()}:
            engine.add_word(word, max(_OWN_FREQUENCY, engine.suggest_freq(word)), "n")
