"""Rules that look at several records together: repetition, clusters of clues, relapse.

Records are brought together within one department alone: no warning tells of what its readers may
not read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from kb.prevention.letter_rules import add_months
from kb.prevention.warning_records import (
    ClueWatched,
    ItemWatched,
    LoopholeWatched,
    Watched,
    found_on,
    single,
)
from kb.prevention.warning_terms import NearPairs, Proposal, Rule, WarningRules, signature
from kb.prevention.warning_watch import Watch

Key: TypeAlias = tuple[str, ...]
W = TypeVar("W", bound=Watched)
_LEAST = 2
_MANY_SISTERS = 3


def repeated_in_unit(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """A loophole of one kind confirmed on two occasions in a unit; one case is one occasion."""
    groups = _grouped(_recent(watch, rules), lambda one: (one.department, one.unit, one.term))
    for (department, unit, term), found in groups.items():
        occasions = {one.case_id or one.id for one in found}
        if unit and len(occasions) >= _LEAST:
            yield Proposal(
                rule=Rule.REPEATED_IN_UNIT,
                signature=signature(Rule.REPEATED_IN_UNIT, department, unit, term),
                grade="orange",
                title=f"同一单位{len(occasions)}次查出“{_name(watch, term)}”",
                subjects=found,
                grounds=tuple(map(_found, found)),
                unit=unit,
                domain=single(one.domain for one in found),
            )


def repeated_among_sisters(watch: Watch, rules: WarningRules) -> Iterator[Proposal]:
    """A loophole of one kind confirmed in several units of one system, in one domain."""

    def key(one: LoopholeWatched) -> Key:
        return one.department, watch.system_of(one.unit), one.domain, one.term

    for (department, system, domain, term), found in _grouped(_recent(watch, rules), key).items():
        units = {one.unit for one in found}
        if system and len(units) >= _LEAST:
            yield Proposal(
                rule=Rule.REPEATED_AMONG_SISTERS,
                signature=signature(Rule.REPEATED_AMONG_SISTERS, department, system, domain, term),
                grade="orange" if len(units) >= _MANY_SISTERS else "yellow",
                title=f"同系统{len(units)}个单位查出“{_name(watch, term)}”",
                subjects=found,
                grounds=tuple(map(_found, found)),
                domain=domain,
            )


def clue_cluster(
    watch: Watch, rules: WarningRules, near_pairs: NearPairs | None = None
) -> Iterator[Proposal]:
    """Clues of a year about one unit, about one domain, post and link of power, or in near words.

    A cluster whose clues are all in one before it is not told again.
    """
    since = add_months(watch.today, -rules.cluster_months)
    clues = [one for one in watch.clues if one.received >= since]
    told: list[frozenset[str]] = []
    for about, title, found in _clusters(watch, clues, near_pairs):
        ids = frozenset(one.id for one in found)
        if len(ids) < _LEAST or any(ids <= former for former in told):
            continue
        told.append(ids)
        yield Proposal(
            rule=Rule.CLUE_CLUSTER,
            signature=signature(Rule.CLUE_CLUSTER, *about),
            grade="orange" if len(ids) >= rules.cluster_many else "yellow",
            title=f"{title}{rules.cluster_months}个月内有{len(ids)}件线索",
            subjects=found,
            grounds=tuple(f"{one.id}：{one.received}受理" for one in found),
            unit=single(one.unit for one in found),
            domain=single(one.domain for one in found),
        )


def relapse(watch: Watch, _rules: WarningRules) -> Iterator[Proposal]:
    """What was written off is found again: same unit, loophole and domain, on a later day.

    Red where a clue or a case tells of it (officials are concerned), orange where only a check or
    another item does.
    """
    closed: dict[Key, list[ItemWatched]] = defaultdict(list)
    for item in watch.items:
        if item.written_off and item.state == "written_off" and item.unit:
            for term in item.loopholes:
                closed[item.department, item.unit, term].append(item)
    again: dict[Key, dict[str, tuple[Watched, bool, str]]] = defaultdict(dict)
    former: dict[Key, dict[str, ItemWatched]] = defaultdict(dict)
    for (department, unit, term), domain, day, record, official in _findings(watch):
        for item in closed.get((department, unit, term), ()):
            same_domain = not item.domain or not domain or item.domain == domain
            if record.id != item.id and same_domain and item.written_off and day > item.written_off:
                key: Key = (department, unit, term, item.domain or domain)
                former[key][item.id] = item
                again[key][record.id] = (record, official, f"{record.id}：{day}又见")
    for key, found in again.items():
        yield _relapsed(watch, key, tuple(former[key].values()), tuple(found.values()))


def _relapsed(
    watch: Watch,
    key: Key,
    items: Sequence[ItemWatched],
    found: Sequence[tuple[Watched, bool, str]],
) -> Proposal:
    department, unit, term, domain = key
    official = any(one for _, one, _ in found)
    return Proposal(
        rule=Rule.RELAPSE,
        signature=signature(Rule.RELAPSE, department, unit, term, domain),
        grade="red" if official else "orange",
        title=f"已销号的“{_name(watch, term)}”又有发现，请复核是否复发",
        subjects=(*items, *(record for record, _, _ in found)),
        grounds=(
            *(f"{one.id}：{one.written_off}销号" for one in items),
            *(ground for _, _, ground in found),
        ),
        unit=unit,
        domain=domain,
    )


def _findings(watch: Watch) -> Iterator[tuple[Key, str, date, Watched, bool]]:
    """Each loophole seen in a unit: its key, domain, day, the record, whether officials are."""
    for one in watch.loopholes:
        key = (one.department, one.unit, one.term)
        yield key, one.domain, found_on(one), one, bool(one.case_id)
    clues = {one.id: one for one in watch.clues}
    for point in watch.points:
        clue = clues.get(point.clue)
        if point.state == "confirmed" and clue and clue.department == point.department:
            for term in point.loopholes:
                yield (
                    (clue.department, clue.unit, term),
                    clue.domain,
                    clue.received,
                    clue,
                    True,
                )
    for item in watch.items:
        if item.issued:
            for term in item.loopholes:
                yield (item.department, item.unit, term), item.domain, item.issued, item, False


def _clusters(
    watch: Watch, clues: Sequence[ClueWatched], near_pairs: NearPairs | None
) -> Iterator[tuple[Key, str, list[ClueWatched]]]:
    by_unit = _grouped(clues, lambda one: (one.department, one.unit))
    for (department, unit), found in by_unit.items():
        if unit:
            yield (department, "unit", unit), "同一单位", found
    links: dict[str, set[str]] = defaultdict(set)
    for point in watch.points:
        links[point.clue].add(point.power_link)
    by_post: dict[Key, list[ClueWatched]] = defaultdict(list)
    for one in clues:
        for link in sorted(links[one.id] - {""}):
            if one.domain and one.position:
                by_post[one.department, one.domain, one.position, link].append(one)
    for (department, *post), found in by_post.items():
        yield (department, "post", *post), f"同一领域、岗位和“{post[-1]}”环节", found
    if near_pairs is not None:
        for owner, own in _grouped(clues, lambda one: (one.department,)).items():
            for found in _near(own, near_pairs):
                yield (*owner, "words", found[0].id), "反映的情况相近，", found


def _near(clues: Sequence[ClueWatched], near_pairs: NearPairs) -> list[list[ClueWatched]]:
    """Clues joined by near words, directly or through others; each group oldest first."""
    group = list(range(len(clues)))
    for one, other in near_pairs([clue.summary for clue in clues]):
        low, high = sorted((group[one], group[other]))
        group = [low if at == high else at for at in group]
    joined: dict[int, list[ClueWatched]] = defaultdict(list)
    for at, clue in zip(group, clues, strict=True):
        joined[at].append(clue)
    return list(joined.values())


def _recent(watch: Watch, rules: WarningRules) -> list[LoopholeWatched]:
    since = add_months(watch.today, -rules.repeat_months)
    return [one for one in watch.loopholes if since <= found_on(one) <= watch.today]


def _grouped(records: Iterable[W], key: Callable[[W], Key]) -> Mapping[Key, list[W]]:
    groups: dict[Key, list[W]] = defaultdict(list)
    for one in records:
        groups[key(one)].append(one)
    return groups


def _found(one: LoopholeWatched) -> str:
    return f"{one.id}：{found_on(one)}查出"


def _name(watch: Watch, term: str) -> str:
    return watch.taxonomy.terms[f"loopholes:{term}"].name
