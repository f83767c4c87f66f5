"""What became of the items of the ledger, by the kind of measure they bear.

Of an item: whether it was done in time, was seen on site, was graded, was reopened after it was
written off, and whether the loophole it was to close was found again. Only records that the person
may read count.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from kb.prevention.evaluation_sheet import Grade
from kb.prevention.measure_histories import (
    Finding,
    ItemHistory,
    findings_by_loophole,
    histories,
    systems_of,
)
from kb.prevention.proven import Component, Outcome, Trial
from kb.store.registry import Registry

YEAR, HORIZON = timedelta(days=365), timedelta(days=730)
GRADE_WORTH: Mapping[str, float] = {Grade.EXCELLENT: 1.0, Grade.QUALIFIED: 0.7}
_IN_TIME, _SEEN, _HELD = (
    {held: Trial(component, float(held)) for held in (False, True)}
    for component in (Component.ON_TIME, Component.ON_SITE, Component.HELD)
)
_GRADED = {worth: Trial(Component.EVALUATION, worth) for worth in (0.0, *GRADE_WORTH.values())}
# the loophole came again: in the unit itself or in a sister unit, within one year or within two
_AGAIN: Mapping[tuple[bool, bool], float] = {
    (True, True): 0.0,
    (True, False): 0.5,
    (False, True): 0.5,
    (False, False): 0.75,
}
_AGAIN_TRIALS = {worst: Trial(Component.NO_RELAPSE, worst) for worst in set(_AGAIN.values())}


def outcomes_by_measure(registry: Registry) -> Mapping[str, tuple[Outcome, ...]]:
    """For each measure of the vocabulary that items bear, what became of them."""
    systems = systems_of(registry)
    findings = findings_by_loophole(registry, systems)
    today = registry.today()
    found: dict[str, list[Outcome]] = defaultdict(list)
    about: dict[tuple[str, tuple[str, ...]], Mapping[str, Sequence[Finding]]] = {}
    same: dict[tuple[Trial, ...], tuple[Trial, ...]] = {}  # few are different, kept once
    for item in histories(registry):
        system, key = systems.get(item.unit, ""), (item.unit, item.loopholes)
        if key not in about:
            about[key] = {
                term: [one for one in findings.get(term, ()) if _near(one, item.unit, system)]
                for term in item.loopholes
            }
        trials = tuple(trials_of(item, about[key], system=system, today=today))
        told = Outcome(
            item.id,
            same.setdefault(trials, trials),
            item.state,
            item.case_id,
            item.unit,
            item.level,
        )
        for term in item.measures:
            found[term].append(told)
    return {term: tuple(of) for term, of in found.items()}


def trials_of(
    item: ItemHistory,
    findings: Mapping[str, Sequence[Finding]],
    *,
    system: str,
    today: date,
) -> Iterator[Trial]:
    """What an item says of each component, as far as it says anything yet.

    In time: of the present round, once it is written off, or its day has passed and it does not
    wait for others (applied for, verified, paused). Written off: seen on site or not, reopened or
    not, and for two years whether the loophole came again; what was written off only lately counts
    for the part of the two years that has passed.
    """
    late = item.deadline is not None and item.deadline < today and not item.waiting
    if item.deadline and (item.written_off or late):
        yield _IN_TIME[item.written_off is not None and item.written_off <= item.deadline]
    if item.grade:
        yield _GRADED[GRADE_WORTH.get(item.grade, 0.0)]
    if item.closed is None:
        return
    yield _SEEN[item.on_site]
    yield _HELD[not item.reopened]
    if item.loopholes:
        yield _relapse(item, item.closed, findings, system, today)


def _relapse(
    item: ItemHistory,
    closed: date,
    findings: Mapping[str, Sequence[Finding]],
    system: str,
    today: date,
) -> Trial:
    worst = 1.0
    for term in item.loopholes:
        for one in findings.get(term, ()):
            after = one.found - closed
            if timedelta() < after <= HORIZON and _near(one, item.unit, system):
                worst = min(worst, _AGAIN[one.unit == item.unit, after <= YEAR])
    if worst < 1.0:
        return _AGAIN_TRIALS[worst]
    watched = min(1.0, max(0, (today - closed).days) / HORIZON.days)
    return _watched(watched)


def _near(finding: Finding, unit: str, system: str) -> bool:
    """Whether it was found in the unit itself or in a sister unit."""
    return finding.unit == unit or bool(system and finding.system == system)


@lru_cache(maxsize=1024)  # as many days as the horizon has
def _watched(weight: float) -> Trial:
    """No relapse so far, over a part of the two years."""
    return Trial(Component.NO_RELAPSE, 1.0, weight)
