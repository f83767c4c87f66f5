"""Plain baselines beside the product's ranking: BM25, TF-IDF and the vectors alone.

All see the same terms of the same facts; rarity is counted over the whole corpus.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import orjson
from numpy.typing import NDArray

from api.commands.judged import Judged
from api.terminal import progress_bar
from kb.model import RawFile
from nlp.pipeline import LawReader
from nlp.term_rows import TermRows

_CUT, _BEST = 200, 3
Floats = NDArray[np.float64]


def baseline_rankings(
    reader: LawReader, judged: Judged, rows: Iterable[RawFile]
) -> dict[str, dict[str, list[str]]]:
    """``BM25`` (bm25s, k1 1.5, b 0.75), ``TF-IDF`` (cosine) and ``向量`` (three best passages)."""
    # here, because only the baseline needs it
    import bm25s

    names: list[str] = []
    facts: list[Sequence[str]] = []
    with progress_bar() as progress:
        for row in progress.track(rows, description="基线：切词"):
            names.append(row.name.partition("#")[2])
            facts.append(reader.segmenter.terms(str(orjson.loads(row.content).get("fact", ""))))
    place = {name: number for number, name in enumerate(names)}
    queries = {query_id: reader.segmenter.terms(text) for query_id, text in judged.queries.items()}
    lists: dict[str, dict[str, list[str]]] = {"BM25": {}, "TF-IDF": {}, "向量": {}}
    retriever = bm25s.BM25(k1=1.5, b=0.75)
    retriever.index([list(terms) for terms in facts], show_progress=False)
    rarity = _rarity(facts)
    for query_id, terms in queries.items():
        pool = [one for one in judged.pools[query_id] if one in place]
        chosen = [facts[place[one]] for one in pool]
        worded = retriever.get_scores(list(dict.fromkeys(terms)))
        scores: Mapping[str, Floats] = {
            "BM25": np.array([worded[place[one]] for one in pool], float),
            "TF-IDF": _cosines(terms, chosen, rarity),
            "向量": _nearness(reader, terms, chosen),
        }
        for name, each in scores.items():
            order = [pool[number] for number in np.argsort(-each, kind="stable")]
            lists[name][query_id] = [*order, *sorted(set(judged.pools[query_id]) - set(order))]
    return lists


def _rarity(facts: Sequence[Sequence[str]]) -> dict[str, float]:
    counts = Counter(term for terms in facts for term in set(terms))
    return {term: math.log(len(facts) / count) for term, count in counts.items()}


def _cosines(
    query: Sequence[str], facts: Sequence[Sequence[str]], rarity: Mapping[str, float]
) -> Floats:
    def weighed(terms: Sequence[str]) -> dict[str, float]:
        return {t: (1 + math.log(n)) * rarity.get(t, 0.0) for t, n in Counter(terms).items()}

    ours = weighed(query)
    scores = []
    for terms in facts:
        theirs = weighed(terms)
        length = math.sqrt(sum(weight * weight for weight in theirs.values())) or 1.0
        scores.append(sum(weight * theirs.get(term, 0.0) for term, weight in ours.items()) / length)
    return np.array(scores)


def _nearness(reader: LawReader, query: Sequence[str], facts: Sequence[Sequence[str]]) -> Floats:
    passages = [
        [terms[start : start + _CUT] for start in range(0, max(1, len(terms)), _CUT)]
        for terms in facts
    ]
    flat = [passage for each in passages for passage in each]
    vectors = reader.encode([""] * (len(flat) + 1), terms=TermRows.of([query, *flat]))
    likeness = vectors[1:] @ vectors[0]
    ends = np.cumsum([len(each) for each in passages])
    parts = np.split(likeness, ends[:-1])
    return np.array([float(np.sort(part)[::-1][:_BEST].mean()) for part in parts])
