"""The daily run: every rule over the registers; what they propose is raised once, then followed.

A warning that stands is added to, not repeated. One that was dismissed or closed comes again only
with facts it did not have. Nobody signing in time lifts a warning to the superior. A second run of
the day changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from kb.governance.access import Level, Permission
from kb.prevention.ledger_facts import WARNINGS, WarningFacts
from kb.prevention.warning_known import Known, adds, is_new, known_of
from kb.prevention.warning_patterns import (
    clue_cluster,
    relapse,
    repeated_among_sisters,
    repeated_in_unit,
)
from kb.prevention.warning_records import single
from kb.prevention.warning_rules import (
    evaluation_failed,
    letter_unanswered,
    long_tenure,
    overdue,
    risk_unmeasured,
    unit_uncovered,
)
from kb.prevention.warning_terms import (
    GRADES,
    NearPairs,
    NoticeRule,
    Proposal,
    Rule,
    WarningRules,
    higher,
)
from kb.prevention.warning_watch import Watch
from kb.prevention.working_days import WorkingDays
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry, Wanted

STANDING = ("raised", "acknowledged", "verified")
# to whom a warning that nobody signs for is put, by its tier
SUPERIORS = ("承办部门负责人", "分管负责人", "主要负责人")
_MOST = 200  # as many subjects and grounds as a warning names: the newest


@dataclass(frozen=True, slots=True)
class Run:
    """Ids of warnings that a run raised, added to, lifted, or found no longer to hold."""

    raised: tuple[str, ...] = ()
    added_to: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.raised, *self.added_to, *self.lifted, *self.lapsed)


def rules_of(near_pairs: NearPairs | None = None) -> Mapping[Rule, NoticeRule]:
    """Every rule by its name; clues are compared by their words where ``near_pairs`` is given."""
    return MappingProxyType(
        {
            Rule.OVERDUE: overdue,
            Rule.LETTER_UNANSWERED: letter_unanswered,
            Rule.EVALUATION_FAILED: evaluation_failed,
            Rule.RISK_UNMEASURED: risk_unmeasured,
            Rule.LONG_TENURE: long_tenure,
            Rule.UNIT_UNCOVERED: unit_uncovered,
            Rule.REPEATED_IN_UNIT: repeated_in_unit,
            Rule.REPEATED_AMONG_SISTERS: repeated_among_sisters,
            Rule.CLUE_CLUSTER: partial(clue_cluster, near_pairs=near_pairs),
            Rule.RELAPSE: relapse,
        }
    )


class WarningRun:
    """One run by the program itself over all departments."""

    def __init__(
        self,
        registry: Registry,
        calendar: WorkingDays,
        rules: WarningRules | None = None,
        *,
        near_pairs: NearPairs | None = None,
    ) -> None:
        registry.principal.require(Permission.SYSTEM)
        self._registry = registry
        self._calendar = calendar
        self._rules = rules or WarningRules()
        self._near_pairs = near_pairs

    def run(self) -> Run:
        """The rules, then the duty to sign. The ledger's clock is to have ticked before."""
        proposals = self.proposals()
        raised = self.raise_all(proposals)
        lapsing, unsigned = self.to_follow({one.signature for one in proposals})
        return Run(raised.raised, raised.added_to, self.lift(unsigned), self.lapse(lapsing))

    def proposals(self) -> list[Proposal]:
        """What the rules say of the registers as they stand; nothing is written."""
        watch = Watch(self._registry)
        return [
            one for rule in rules_of(self._near_pairs).values() for one in rule(watch, self._rules)
        ]

    def news(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """Those of the proposals that say something new; nothing is written."""
        return [one for one, former in self._with_former(proposals) if _tells(one, former)]

    def raise_all(self, proposals: Sequence[Proposal]) -> Run:
        """Raise what is new, add to what stands."""
        raised, added_to = [], []
        for proposal, former in self._with_former(proposals):
            if not _tells(proposal, former):
                continue
            if former is None or former.state not in STANDING:
                raised.append(self._raise(proposal).id)
            else:
                added_to.append(self._add_to(former.id, proposal))
        return Run(tuple(raised), tuple(added_to))

    def to_follow(self, proposed: set[str]) -> tuple[list[str], list[str]]:
        """Ids of what no longer holds and of what nobody signed for in time; nothing is written.

        ``proposed`` are signatures.
        """
        last = {one.signature: one for one in self._known()}.values()
        ours = {rule.value for rule in Rule}
        gone = {
            one.id
            for one in last
            if one.state in STANDING
            and one.holds
            and one.rule in ours
            and one.signature not in proposed
        }
        return sorted(gone), [one.id for one in last if one.id not in gone and self._unsigned(one)]

    def lapse(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Mark standing warnings that are not proposed any more: a person closes them."""
        done = []
        for warning_id in ids:
            kept = self._registry.get(WARNINGS, warning_id, lock=True)
            if kept.state in STANDING and kept.facts.holds:
                facts = replace(kept.facts, holds=False)
                done.append(self._registry.change(WARNINGS, kept, facts=facts, action="lapse").id)
        return tuple(done)

    def lift(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Put warnings that nobody signed for to the next superior."""
        found = (self._registry.get(WARNINGS, one, lock=True) for one in ids)
        return tuple(self._lift(one) for one in found if self._unsigned(known_of(one)))

    def _with_former(
        self, proposals: Sequence[Proposal]
    ) -> Iterator[tuple[Proposal, Known | None]]:
        """Each proposal with the last warning of its signature."""
        signatures = [one.signature for one in proposals]
        last = {
            one.signature: one
            for at in range(0, len(signatures), _MOST)
            for one in self._known(signatures[at : at + _MOST])
        }
        return ((one, last.get(one.signature)) for one in proposals)

    def _known(self, signatures: Sequence[str] | None = None) -> Iterator[Known]:
        """Oldest first, so that the last of a signature is what counts; those of these, or all."""
        wanted = None if signatures is None else Wanted(equal=(("signature", tuple(signatures)),))
        return map(known_of, self._registry.all(WARNINGS, wanted))

    def _raise(self, proposal: Proposal) -> Kept[WarningFacts]:
        today = self._registry.today()
        facts = WarningFacts(
            title=proposal.title,
            rule=proposal.rule.value,
            grade=proposal.grade,
            unit=proposal.unit,
            domain=proposal.domain,
            subjects=tuple(one.id for one in proposal.subjects)[-_MOST:],
            grounds=proposal.grounds[-_MOST:],
            signature=proposal.signature,
            raised=today,
            ack_due=self._calendar.add(today, self._rules.respond_days[proposal.grade]),
        )
        return self._registry.add(WARNINGS, facts, _placing(proposal))

    def _add_to(self, warning_id: str, proposal: Proposal) -> str:
        kept = self._registry.get(WARNINGS, warning_id, lock=True)
        subjects = (one.id for one in proposal.subjects)
        facts = replace(
            kept.facts,
            title=proposal.title,
            grade=higher(kept.facts.grade, proposal.grade),
            subjects=tuple(dict.fromkeys((*kept.facts.subjects, *subjects)))[-_MOST:],
            grounds=tuple(dict.fromkeys((*kept.facts.grounds, *proposal.grounds)))[-_MOST:],
            holds=True,
        )
        placing = _placing(proposal)
        if placing.level > kept.head.level:  # first: a new subject must not show at the old level
            kept = self._registry.place(WARNINGS, kept, placing)
        return self._registry.change(WARNINGS, kept, facts=facts, action="add").id

    def _unsigned(self, one: Known) -> bool:
        late = one.ack_due is not None and one.ack_due < self._registry.today()
        spent = one.tier >= len(SUPERIORS) and one.grade == GRADES[-1]
        return one.state == "raised" and one.holds and late and not spent

    def _lift(self, kept: Kept[WarningFacts]) -> str:
        facts = kept.facts
        grade = GRADES[min(GRADES.index(facts.grade) + 1, len(GRADES) - 1)]
        tier = min(facts.tier + 1, len(SUPERIORS))
        today = self._registry.today()
        lifted = replace(
            facts,
            grade=grade,
            tier=max(tier, facts.tier),
            ack_due=self._calendar.add(today, self._rules.respond_days[grade]),
        )
        said = f"应于{facts.ack_due}前签收而未签收，提请{SUPERIORS[tier - 1]}督促"
        return self._registry.change(WARNINGS, kept, facts=lifted, action="lift", reason=said).id


def warnings_of(registry: Registry, ids: Sequence[str]) -> tuple[Kept[WarningFacts], ...]:
    """Those of the warnings that the person may read."""
    found: list[Kept[WarningFacts]] = []
    for start in range(0, len(ids), _MOST):
        found += registry.all(WARNINGS, Wanted(equal=(("id", tuple(ids[start : start + _MOST])),)))
    return tuple(found)


def _tells(proposal: Proposal, former: Known | None) -> bool:
    """Whether it is raised, or added to the warning that stands."""
    if former is None:
        return True
    return adds(proposal, former) if former.state in STANDING else is_new(proposal, former)


def _placing(proposal: Proposal) -> Placing:
    """Where it belongs: as high as the highest of its subjects, by their department."""
    level = Level(max(one.level for one in proposal.subjects))
    cases = {one.case_id for one in proposal.subjects}
    case_id = single(cases) if len(cases) == 1 else ""
    return Placing(level, proposal.subjects[0].department, case_id)
