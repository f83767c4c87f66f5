"""What papers say of a problem: cases whose problems were alike, and the measures stated there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kb.index.filters import And, Filter, Match
from kb.index.port import IndexHit, SparseVector, VectorIndex
from kb.model import CaseId, DocumentId, SectionKind
from kb.parts import PARTS
from kb.prevention.measure_base import MeasureBase
from kb.prevention.measure_statements import MEASURE_SECTIONS, SourceLevel, Statement, Typed
from kb.retrieval.alignment import Encode
from kb.retrieval.criteria import without_regulations
from kb.retrieval.measure_fit import Problem, shares
from kb.store.registry import Registry

_PROBLEM_SECTIONS = tuple(dict.fromkeys((*PARTS["问题"], *PARTS["原因"], *PARTS["教训"])))
_PROBLEMS, _LISTS, _MORE = 40, 120, 10
_DAMPING = 10
_MEANING = 0.6  # of a statement's nearness; the rest is by its words
_LEAST_REACH = 0.35
_LISTED_BONUS, _LEVEL_BONUS = 0.25, 0.03
_USES, _TALE, _FULL = 3, 0.3, 2.0
_TRUST: Mapping[Typed, float] = MappingProxyType(
    {Typed.LABEL: 1.0, Typed.WORDS: 0.9, Typed.NONE: 0.0}
)


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The problem's words as vectors (both None where nothing was said), and with their shares.

    ``terms`` are the words that are looked for and how much each says beside the others.
    """

    dense: NDArray[np.float32] | None = None
    sparse: SparseVector | None = None
    terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A statement and how near (0..1) it is to the problem."""

    statement: Statement
    nearness: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Cosines as 0..1: the middle of the texts is 0, what lies far above it is 1.

    How far texts of one kind stand out depends on the question; short questions lie far from all.
    """

    middle: float
    reach: float

    @classmethod
    def of(cls, cosines: NDArray[np.float32], *, least: float = _LEAST_REACH) -> "Scale":
        """The scale of some texts (at least one); the best lies at ``least`` above the middle."""
        middle = float(np.median(cosines))
        return cls(middle, max(least, float(cosines.max()) - middle))

    def of_all(self, cosines: NDArray[np.float32]) -> list[float]:
        """Each cosine on the scale."""
        return [float(one) for one in np.clip((cosines - self.middle) / self.reach, 0.0, 1.0)]


class ProblemPapers:
    """The papers that speak of one problem, as one person may read them.

    ``told`` are statements of measures, nearest first; ``cases`` says how near (0..1) the problems
    of a case are, and ``loopholes`` which those papers bear, the most borne being 1. ``reach`` is
    what the person may read, in the words of the index.
    """

    def __init__(
        self,
        index: VectorIndex,
        encode: Encode,
        registry: Registry,
        problem: Problem,
        words: AskedWords,
        *,
        reach: Filter | None,
    ) -> None:
        self._index = index
        self._encode = encode
        self._reach = reach
        self._base = MeasureBase(registry.session, registry.principal)
        self._own_case = problem.own_case
        self._words = words
        self._scale = Scale(0.0, 1.0)
        self.cases: Mapping[CaseId, float] = {}
        self.loopholes: Mapping[str, float] = {}
        self.told: tuple[Told, ...] = ()
        if words.dense is not None:
            self._read(words.dense)

    def uses(self) -> dict[str, float]:
        """How near (0..1) the nearest uses of each measure are, up to twice so in a case alike.

        Three of them, so that what is often said does not win by that; tales of how cases were
        handled count for less than parts that list measures.
        """
        uses: dict[str, list[float]] = defaultdict(list)
        for one in self.told:
            near = one.nearness * (1 + self.cases.get(one.statement.case_id, 0.0))
            listed = one.statement.section in MEASURE_SECTIONS
            weight = _TRUST[one.statement.typed] * (1.0 if listed else _TALE)
            for term in one.statement.terms:
                uses[term].append(weight * near)
        return {
            term: min(1.0, sum(sorted(near, reverse=True)[:_USES]) / _FULL)
            for term, near in uses.items()
        }

    def levels(self) -> dict[str, SourceLevel]:
        """The best source of each measure."""
        found: dict[str, SourceLevel] = defaultdict(lambda: SourceLevel.VOCABULARY)
        for one in self.told:
            for term in one.statement.terms:
                found[term] = max(found[term], one.statement.level)
        return found

    def of_measure(self, term: str, *, papers: int) -> tuple[Told, ...]:
        """Statements of a measure, nearest first; from further papers where there are too few."""
        known = [one for one in self.told if term in one.statement.terms]
        dense = self._words.dense
        if dense is None or len({one.statement.document_id for one in known}) >= papers:
            return tuple(known)
        label = And(without_regulations(), Match("labels", f"measures:{term}"))
        fresh = {hit.payload.document_id for hit in self._search(label, _MORE)}
        held = {(one.statement.document_id, one.statement.span) for one in known}
        found = [
            one
            for one in self._base.of_documents(fresh)
            if term in one.terms and not one.hollow and (one.document_id, one.span) not in held
        ]
        return tuple(sorted((*known, *self._near(found, dense)), key=_order))

    def _read(self, dense: NDArray[np.float32]) -> None:
        cases: dict[CaseId, float] = {}
        votes: list[tuple[str, float]] = []
        for rank, hit in enumerate(self._hits(_PROBLEM_SECTIONS, _PROBLEMS)):
            weight = _DAMPING / (_DAMPING + rank)
            cases.setdefault(hit.payload.case_id, weight)
            borne = [key for key in hit.payload.labels if key.startswith("loopholes:")]
            votes += [(key.partition(":")[2], weight / len(borne)) for key in borne]
        documents = {hit.payload.document_id for hit in self._hits(MEASURE_SECTIONS, _LISTS)}
        told = {
            (one.document_id, one.span): one
            for one in (*self._base.of_documents(documents), *self._base.of_cases(cases))
            if not one.hollow and one.case_id != self._own_case
        }
        self.cases, self.loopholes = cases, shares(votes)
        self.told = tuple(sorted(self._near(list(told.values()), dense, own=True), key=_order))

    def _hits(self, sections: Sequence[SectionKind], limit: int) -> list[IndexHit]:
        among = And(without_regulations(), Match("section", values=tuple(sections)))
        return self._search(among, limit)

    def _search(self, among: Filter, limit: int) -> list[IndexHit]:
        """Passages that the person may read, of other cases."""
        hits = self._index.search(
            dense=self._words.dense,
            sparse=self._words.sparse,
            filter=among if self._reach is None else And(self._reach, among),
            limit=limit,
        )
        return [hit for hit in hits if hit.payload.case_id != self._own_case]

    def _near(
        self, statements: Sequence[Statement], dense: NDArray[np.float32], *, own: bool = False
    ) -> Iterator[Told]:
        """Statements with their nearness; they set the scale for those that come later."""
        if not statements:
            return
        cosines = self._encode([one.text for one in statements]) @ dense
        if own:
            self._scale = Scale.of(cosines)
        near = self._scale.of_all(cosines)
        for one, meaning in zip(statements, near, strict=True):
            worded = sum(share for term, share in self._words.terms if term in one.text)
            yield Told(one, _MEANING * meaning + (1 - _MEANING) * worded)


def _order(told: Told) -> tuple[float, DocumentId, int]:
    """Nearest first; a part that lists measures and a source that says more go before."""
    one = told.statement
    bonus = _LEVEL_BONUS * one.level + _LISTED_BONUS * (one.section in MEASURE_SECTIONS)
    return (-(told.nearness + bonus), one.document_id, one.span.start)
