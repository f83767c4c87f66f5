"""How well a measure fits a problem, and how it is ranked: visible parts and visible factors.

    fit   = Σ weight · value of the parts that the problem speaks of (the weights of the others go
            to these in proportion)
    score = fit · standing · 0.85^(measures of the same group ranked before)
            (· 0.5 for a group that the problem sets aside)

Loopholes and roots count by the share of them that the measure answers, weighed by how sure each
is; where the problem is told in words, 0.6 of that, and the rest as far as its words or others'
practice speak of the measure: one loophole has many answers.

``standing`` is 0.5 + P of the proven grade (0.5 … 1.5); a measure of which no outcome is known has
1.0 and the level of its best source decides: 0.90 for the vocabulary alone, 1.10 for what a report
says was done under the number of a paper.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kb.model import CaseId
from kb.prevention.measure_statements import SourceLevel
from kb.prevention.proven import Proven, ProvenGrade
from kb.terms import Taxonomy, Term

FIT_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "loopholes": 0.30,
        "roots": 0.06,
        "position": 0.15,
        "domain": 0.07,
        "unit_kind": 0.06,
        "practice": 0.14,
        "meaning": 0.22,
    }
)
FIT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "loopholes": "针对的漏洞",
        "roots": "针对的思想根源",
        "position": "岗位",
        "domain": "领域",
        "unit_kind": "同类单位用过",
        "practice": "类似问题用过",
        "meaning": "与所问的意思相近",
    }
)
_AGAIN, _ASIDE = 0.85, 0.5
_ALONE = 0.6  # a loophole alone, where neither the words nor others' practice speak of the measure
_LOWEST, _STEP = 0.90, 0.05


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be prevented. Loopholes and roots bear how sure they are (0..1) by their ids.

    ``domains`` and ``positions`` are ids; ``unit_kind`` a kind of unit; ``text`` the words that
    are looked for among papers; ``meaning`` how near they are (0..1) to each measure of the
    vocabulary. ``set_aside`` are groups that are not wanted alone (不要只写加强教育); ``own_case``
    is left out of what others did.
    """

    text: str = ""
    loopholes: Mapping[str, float] = field(default_factory=dict)
    roots: Mapping[str, float] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    unit_kind: str = ""
    meaning: Mapping[str, float] = field(default_factory=dict)
    set_aside: frozenset[str] = frozenset()
    own_case: CaseId = ""

    @property
    def speaks(self) -> bool:
        """Whether anything is asked."""
        told = (self.text.strip(), self.loopholes, self.roots, self.domains, self.positions)
        return any(told)


@dataclass(frozen=True, slots=True)
class FitPart:
    """``value`` 0..1 times ``weight``; ``shared`` are the keys (``loopholes:no_trace``) behind."""

    name: str
    value: float
    weight: float
    shared: tuple[str, ...] = ()

    @property
    def contribution(self) -> float:
        """What the part adds to the fit."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Practice:
    """How much others used each measure for problems like this, and in units of its kind (0..1)."""

    by_term: Mapping[str, float] = field(default_factory=dict)
    by_unit_kind: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A measure in its place. ``repeated`` counts those of its group before it."""

    term: str
    parts: tuple[FitPart, ...]
    standing: float
    proven: Proven
    level: SourceLevel
    repeated: int = 0
    set_aside: bool = False

    @property
    def fit(self) -> float:
        """The sum of the parts."""
        return sum(part.contribution for part in self.parts)

    @property
    def score(self) -> float:
        """fit · standing · 0.85^repeated, half of it where its group is set aside."""
        wanted = _ASIDE if self.set_aside else 1.0
        return self.fit * self.standing * wanted * _AGAIN**self.repeated


def fit_parts(
    term: Term, problem: Problem, practice: Practice, taxonomy: Taxonomy
) -> tuple[FitPart, ...]:
    """The parts of one measure."""
    parts = []
    for name, wanted in (("loopholes", problem.loopholes), ("roots", problem.roots)):
        if wanted:
            layer = "loopholes" if name == "loopholes" else "ideological_roots"
            met = [one for one in wanted if one in term.counterparts]
            value = sum(wanted[one] for one in met) / sum(wanted.values())
            if problem.meaning:
                value *= _ALONE + (1 - _ALONE) * _spoken_of(term, problem, practice)
            parts.append(_part(name, value, [f"{layer}:{one}" for one in met]))
    if problem.positions:
        met = [
            one
            for one in problem.positions
            if term.id in taxonomy.positions[one].recommended_measures
        ]
        parts.append(_part("position", len(met) / len(problem.positions), _keys("position", met)))
    if problem.domains:
        shares = {one: _of_domain(term, one, taxonomy) for one in problem.domains}
        met = [one for one, share in shares.items() if share]
        parts.append(_part("domain", max(shares.values()), _keys("domain", met)))
    if practice.by_unit_kind:
        parts.append(_part("unit_kind", practice.by_unit_kind.get(term.id, 0.0)))
    if practice.by_term:
        parts.append(_part("practice", practice.by_term.get(term.id, 0.0)))
    if problem.meaning:
        parts.append(_part("meaning", problem.meaning.get(term.id, 0.0)))
    known = sum(part.weight for part in parts)
    whole = sum(FIT_WEIGHTS.values())
    return tuple(
        FitPart(one.name, one.value, one.weight * whole / known, one.shared) for one in parts
    )


def standing_of(proven: Proven, level: SourceLevel) -> float:
    """The factor for what is known of a measure's effect."""
    if proven.grade is ProvenGrade.NONE:
        return _LOWEST + _STEP * level
    return 0.5 + proven.mean


def ranked(
    fits: Mapping[str, tuple[FitPart, ...]],
    *,
    proven: Mapping[str, Proven],
    levels: Mapping[str, SourceLevel],
    group_of: Callable[[str], str],
    set_aside: Collection[str] = (),
    limit: int,
) -> tuple[Ranked, ...]:
    """The best measures, each further one of a group a little lower; none that fits not at all."""
    left = {
        term: Ranked(
            term,
            parts,
            standing_of(proven[term], levels[term]),
            proven[term],
            levels[term],
            set_aside=group_of(term) in set_aside,
        )
        for term, parts in fits.items()
        if any(part.value for part in parts)
    }
    chosen: list[Ranked] = []
    counts: dict[str, int] = {}
    while left and len(chosen) < limit:
        best = min(
            (replace(one, repeated=counts.get(group_of(one.term), 0)) for one in left.values()),
            key=lambda one: (-one.score, one.term),
        )
        chosen.append(best)
        counts[group_of(best.term)] = best.repeated + 1
        del left[best.term]
    return tuple(chosen)


def shares(weights: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Sums by name, the largest made 1."""
    found: dict[str, float] = {}
    for name, weight in weights:
        found[name] = found.get(name, 0.0) + weight
    most = max(found.values(), default=0.0)
    return {name: weight / most for name, weight in found.items()} if most else {}


def _spoken_of(term: Term, problem: Problem, practice: Practice) -> float:
    return max(problem.meaning.get(term.id, 0.0), practice.by_term.get(term.id, 0.0))


def _part(name: str, value: float, shared: Sequence[str] = ()) -> FitPart:
    return FitPart(name, min(1.0, value), FIT_WEIGHTS[name], tuple(shared))


def _keys(facet: str, ids: Iterable[str]) -> list[str]:
    return [f"{facet}:{one}" for one in ids]


def _of_domain(term: Term, domain: str, taxonomy: Taxonomy) -> float:
    """The share of a domain's typical loopholes that the measure answers, two being full."""
    typical = taxonomy.domains[domain].typical_loopholes
    return min(1.0, sum(one in term.counterparts for one in typical) / 2)
