"""How well a document answers a search, and which of its passages show it.

A document is worth what few of its passages together say of the subject, not how often one of them
says one word. Every part lies in 0..1:

    score = (0.35·together + 0.10·whole + 0.20·wording + 0.20·meaning + 0.15·title)
            · (1 + 0.6·paper) / 1.6

``together``: the share of the words, and of the words typed side by side, that stand in the title
and the best three passages; ``whole``: in the whole document; ``title``: in the title alone. A word
counts by how rare it is, between a floor and a ceiling (``word_lists.word_weights``), a pair half
of its weightier word. What stands in testimony or formalities counts for less, and a word that
names a term of the vocabulary (站所长) is held, in part, by what bears the term.
``wording`` and ``meaning``: the best passage by BM25 and by its vector, against the best of the
store. ``paper``: whether the document is of a kind, and its best passage of a section, that the
words hint at (整改 → 整改报告); without a hint there is no such factor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul

from kb.model import DocumentId, SectionKind
from kb.retrieval.sources import Quote
from kb.retrieval.word_lists import Listed
from kb.retrieval.word_query import Hint, QueryWord, WordQuery, borne_by

_TOGETHER, _WHOLE, _WORDING, _MEANING, _TITLE = 0.35, 0.10, 0.20, 0.20, 0.15
_PAPER = 0.6
_PAIR = 0.5
_BEST = 3
# testimony and formalities repeat the words of a case without telling it
_PRIOR: dict[str, float] = {
    SectionKind.EVIDENCE: 0.85,
    SectionKind.DEFENCE: 0.85,
    SectionKind.APPEAL_REASONS: 0.85,
    SectionKind.PROCEDURE: 0.75,
    SectionKind.PARTIES: 0.75,
    SectionKind.STATUTES: 0.75,
    SectionKind.RULING: 0.85,
    SectionKind.KEYWORDS: 0.85,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that may be shown: its words, its number, and what the index says of it."""

    quote: Quote
    number: int | None = None
    listed: Listed | None = None

    @property
    def prior(self) -> float:
        """What standing in such a section is worth."""
        return _PRIOR.get(self.quote.section, 1.0)

    @property
    def borne(self) -> frozenset[str]:
        """The terms of the vocabulary that it bears."""
        return borne_by(self.listed.payload) if self.listed else frozenset()


@dataclass(frozen=True, slots=True)
class Weighted:
    """Words of the query (pairs too) and what each counts for."""

    words: tuple[QueryWord, ...]
    weights: tuple[float, ...]
    hint: Hint

    def held(self, text: str, borne: frozenset[str] = frozenset()) -> tuple[float, ...]:
        """How far each word is held by a text and the terms of the vocabulary that it bears."""
        return tuple(word.held(text, borne) for word in self.words)

    def share(self, held: Iterable[float]) -> float:
        """The share of the words that are held, by weight; 1 without words."""
        every = sum(self.weights)
        return sum(map(mul, self.weights, held)) / every if every else 1.0


def weighted(query: WordQuery, counts: Sequence[float]) -> Weighted:
    """The words of a query with their counts, and its pairs, each half of its weightier word."""
    pairs = tuple(QueryWord((pair.text,), ()) for pair in query.pairs)
    of_pairs = (_PAIR * max(counts[one.first], counts[one.second]) for one in query.pairs)
    return Weighted((*query.words, *pairs), (*counts, *of_pairs), query.hint)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its passages, the most telling first.

    ``held`` is the share (0..1) of what is looked for that stands anywhere in it.
    """

    document_id: DocumentId
    score: float
    passages: tuple[Passage, ...]
    held: float = 1.0


def ranked(
    document_id: DocumentId,
    *,
    kind: str,
    title: str,
    text: str,
    passages: Iterable[Passage],
    query: Weighted,
) -> Ranked:
    """The document's score and its passages in the order in which they should be read."""
    named = query.held(title)
    told = [(query.held(one.quote.text, one.borne), one) for one in passages]
    told.sort(key=lambda one: (-_telling(one[0], one[1], query), one[1].quote.span))
    best = tuple(one for _, one in told)
    together = named
    for held, one in told[:_BEST]:
        together = tuple(max(had, one.prior * has) for had, has in zip(together, held, strict=True))
    whole = (
        has if has == 1.0 else max(has, word.held(text))
        for has, word in zip(together, query.words, strict=True)
    )
    everywhere = query.share(whole)
    listed = [(one.prior, one.listed) for one in best if one.listed]
    score = (
        _TOGETHER * query.share(together)
        + _WHOLE * everywhere
        + _WORDING * max((prior * one.wording for prior, one in listed), default=0.0)
        + _MEANING * max((prior * one.meaning for prior, one in listed), default=0.0)
        + _TITLE * query.share(named)
    )
    if query.hint != Hint():
        score *= (1 + _PAPER * _of_paper(kind, best, query.hint)) / (1 + _PAPER)
    return Ranked(document_id, score, best, everywhere)


def _telling(held: Sequence[float], one: Passage, query: Weighted) -> float:
    told = 0.6 * query.share(held)
    if one.listed:
        told += 0.2 * one.listed.wording + 0.2 * one.listed.meaning
    return told * one.prior * (1 + _PAPER * (one.quote.section in query.hint.sections))


def _of_paper(kind: str, best: Sequence[Passage], hint: Hint) -> float:
    """0..1: of the kind and of the section, as far as both are hinted at."""
    found = [kind in hint.kinds] if hint.kinds else []
    if hint.sections:
        found.append(bool(best) and best[0].quote.section in hint.sections)
    return sum(found) / len(found) if found else 0.0
