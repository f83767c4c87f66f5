"""The passages that may answer a search, document by document, as the index lists them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import And, Filter, Match, Or
from kb.index.port import IndexHit, PointPayload, SparseVector, VectorIndex
from kb.model import DocumentId, DocumentKind
from kb.retrieval.word_query import QueryWord, WordQuery, sparse_of
from kb.terms import LAYERS

_RAREST, _COMMONEST = 5.0, 1.0
_SOFT = 0.15
# 线 of 线上, 站 of 站所长: often a piece of a word that the dictionary lacks
_SINGLE = 0.4
# the passage that says a word most has a BM25 of about twice the word's idf
_TOP_OVER_IDF = 2.0
_OF_TITLED = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage; ``wording`` and ``meaning`` say how near it comes to the best of the store: 0..1.

    ``wording`` is a share of the best BM25, ``meaning`` the place of the cosine between the last
    and the best of the list by meaning.
    """

    payload: PointPayload
    wording: float = 0.0
    meaning: float = 0.0


@dataclass(frozen=True, slots=True)
class WordWeights:
    """Of each word: what it counts for in a document's coverage, and in the sparse vector."""

    counts: tuple[float, ...]
    factors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """Passages of documents, the likeliest document first; ``more`` where the lists were cut."""

    documents: Mapping[DocumentId, tuple[Listed, ...]]
    more: bool


def word_weights(
    index: VectorIndex, words: Sequence[QueryWord], *, reach: Filter | None = None
) -> WordWeights:
    """Rare words count more, between a floor and a ceiling; soft words count for little.

    How rare a word is within ``reach`` the index tells by the passage that says it most. Without
    the ceiling one odd word would outweigh all others together.
    """
    counts, factors = [], []
    for word in words:
        idf = _COMMONEST if word.soft else _idf(index, word, reach)
        one = min(max(idf, _COMMONEST), _RAREST) * (_SOFT if word.soft else 1.0)
        one *= _SINGLE if len(word.terms[0]) == 1 else 1.0
        counts.append(one)
        factors.append(min(one / idf, 1.0))
    return WordWeights(tuple(counts), tuple(factors))


def word_lists(
    index: VectorIndex,
    query: WordQuery,
    weights: WordWeights,
    *,
    filter: Filter | None,
    titled: Collection[DocumentId],
    depth: int,
) -> Lists:
    """By words and by meaning; and the same among the kinds hinted at and the ``titled``.

    A document stands where its best passage stands in any list, so that deeper lists only add to
    the end.
    """
    sparse = sparse_of(query.words, weights.factors)
    by_words = _nearest(index, sparse, filter, depth)
    by_meaning = _nearest(index, query.dense, filter, depth // 2)
    lists = [by_words, by_meaning]
    more = len(by_words) == depth or len(by_meaning) == depth // 2
    narrower = [(one, depth // 2) for one in _hinted(query)]
    if titled:
        among = Match("document_id", values=tuple(sorted(titled)))
        narrower.append((among, 2 * _OF_TITLED * len(titled)))
    for narrow, room in narrower:
        both = narrow if filter is None else And(filter, narrow)
        lists += [
            _nearest(index, sparse, both, room),
            _nearest(index, query.dense, both, room // 2),
        ]
    best = by_words[0].score if by_words else 0.0
    meanings = (by_meaning[-1].score, by_meaning[0].score) if by_meaning else (0.0, 0.0)
    return Lists(by_document(lists, best=best, meanings=meanings), more)


def _idf(index: VectorIndex, word: QueryWord, reach: Filter | None) -> float:
    for term in word.indices:
        one = SparseVector(np.array([term], dtype=np.uint32), np.ones(1, dtype=np.float32))
        if found := index.search(dense=None, sparse=one, filter=reach, limit=1):
            return found[0].score / _TOP_OVER_IDF
    return _RAREST


def _nearest(
    index: VectorIndex,
    vector: SparseVector | NDArray[np.float32],
    filter: Filter | None,
    limit: int,
) -> list[IndexHit]:
    if isinstance(vector, SparseVector):
        return index.search(dense=None, sparse=vector, filter=filter, limit=limit)
    return index.search(dense=vector, sparse=None, filter=filter, limit=limit)


def _hinted(query: WordQuery) -> Iterator[Filter]:
    """The papers that are hinted at, and the passages with a label that the words name.

    Judgments make up most of a store: where they are hinted at, the lists of all will do.
    """
    papers = [
        Match(field, values=tuple(sorted(values)))
        for field, values in (("kind", query.hint.kinds), ("section", query.hint.sections))
        if values
    ]
    if papers and DocumentKind.JUDGMENT_FIRST_INSTANCE not in query.hint.kinds:
        yield Or(*papers)
    keys = sorted({key for word in query.words for key in word.keys})
    if labels := tuple(key for key in keys if key.startswith(LAYERS)):
        yield Match("labels", values=labels)


def by_document(
    lists: Sequence[Sequence[IndexHit]], *, best: float, meanings: tuple[float, float]
) -> dict[DocumentId, tuple[Listed, ...]]:
    """Lists by words and by meaning in turn, as documents; the one best placed comes first.

    ``best`` is the score that counts as 1 by words, ``meanings`` are those of 0 and 1 by meaning.
    """
    furthest, nearest = meanings
    wording: dict[str, float] = {}
    meaning: dict[str, float] = {}
    payloads: dict[str, PointPayload] = {}
    order: dict[DocumentId, dict[str, None]] = {}
    for rank in zip_longest(*lists):
        for number, hit in enumerate(rank):
            if hit is None:
                continue
            payloads[hit.id] = hit.payload
            order.setdefault(hit.payload.document_id, {})[hit.id] = None
            if number % 2 == 0:
                wording[hit.id] = min(hit.score / best, 1.0) if best else 0.0
            elif nearest > furthest:
                share = (hit.score - furthest) / (nearest - furthest)
                meaning[hit.id] = min(max(share, 0.0), 1.0)
    return {
        document: tuple(
            Listed(payloads[one], wording.get(one, 0.0), meaning.get(one, 0.0)) for one in points
        )
        for document, points in order.items()
    }
