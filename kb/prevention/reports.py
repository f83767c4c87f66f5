"""A report's way: edited, reviewed jointly by two bodies, conflicts resolved by name, approved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.errors import IllegalTransition, InvalidQuery, MissingEvidence, NotAllowed
from kb.prevention.report_check import GAPS, Examined, examine
from kb.prevention.report_facts import (
    REPORTS,
    REVIEW_BODIES,
    SECTION_NAMES,
    Opinion,
    ReportFacts,
    ReportSection,
    Resolution,
    ReviewBody,
    Stance,
    Statement,
    in_order,
)
from kb.prevention.source_refs import parse_source
from kb.prevention.stages import REPORT_STEPS
from kb.prevention.steps import require_step
from kb.registers.records import Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry

_WRITING = frozenset({"create", "edit", "submit"})
Said = Mapping[ReportSection, tuple[Stance, str]]


class RiskReports:
    """The steps of reports, for one person."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def edit(self, report_id: str, facts: ReportFacts, *, expected: int) -> Kept[ReportFacts]:
        """A person's text; a statement that is not as it was bears the person's account.

        SOURCE_INVALID for an anchor that names no words and no record.
        """
        for anchor in (anchor for one in facts.statements for anchor in one.anchors):
            parse_source(anchor)
        report = self._registry.get(REPORTS, report_id, lock=True)
        known = {_said(one): one.author for one in report.facts.statements}
        account = self._registry.principal.account
        statements = tuple(
            replace(one, author=known.get(_said(one), account)) for one in facts.statements
        )
        edited = replace(facts, statements=in_order(statements))
        return self._registry.edit(REPORTS, report, edited, expected=expected)

    def submit(self, report_id: str, *, expected: int | None = None) -> Kept[ReportFacts]:
        """For joint review; what was said of a former version lapses. Gaps are no obstacle yet."""
        report = self._begin(report_id, "submit")
        facts = replace(
            report.facts,
            submitted_by=self._registry.principal.account,
            submitted=self._registry.today(),
            opinions=(),
            resolutions=(),
        )
        return self._change(report, "submit", facts, expected=expected)

    def review(
        self, report_id: str, body: ReviewBody, said: Said, *, expected: int | None = None
    ) -> Kept[ReportFacts]:
        """What a body says of each section; sections not named are agreed to.

        By somebody who wrote none of it (SAME_PERSON), of another department than the other body's
        reviewer (SAME_BODY). A body may say it anew: conflicts resolved of sections it changes are
        open again. REASON_NEEDED where it disagrees without a word.
        """
        report = self._begin(report_id, "review")
        require_no_author(self._registry, report, "会审")
        principal, today = self._registry.principal, self._registry.today()
        for section, (stance, text) in said.items():
            if stance is Stance.DISAGREE and not text.strip():
                raise MissingEvidence("REASON_NEEDED", id=report_id, to=SECTION_NAMES[section])
        others = [one for one in report.facts.opinions if one.body is not body]
        for one in others:
            same_department = principal.department and one.department == principal.department
            if one.by == principal.account or same_department:
                raise NotAllowed("SAME_BODY", id=report_id)
        opinions = [
            Opinion(
                body=body,
                section=section,
                stance=said.get(section, (Stance.AGREE, ""))[0],
                text=said.get(section, (Stance.AGREE, ""))[1],
                by=principal.account,
                department=principal.department,
                on=today,
            )
            for section in sections_of(report.facts.statements)
        ]
        facts = replace(report.facts, opinions=(*others, *opinions))
        still = conflicts(facts.opinions)
        kept = tuple(
            one
            for one in facts.resolutions
            if one.section in still and one.section in conflicts(report.facts.opinions)
        )
        return self._change(report, "review", replace(facts, resolutions=kept), expected=expected)

    def resolve(
        self, report_id: str, section: ReportSection, text: str, *, expected: int | None = None
    ) -> Kept[ReportFacts]:
        """Decide a conflict by name: not by its writers, nor by either reviewer.

        NO_CONFLICT where the bodies do not differ on the section.
        """
        report = self._begin(report_id, "resolve", text)
        require_no_author(self._registry, report, "处理分歧")
        account = self._registry.principal.account
        if any(one.by == account for one in report.facts.opinions):
            raise NotAllowed("SAME_PERSON", id=report_id, step="处理分歧")
        if section not in conflicts(report.facts.opinions):
            raise InvalidQuery("NO_CONFLICT", id=report_id, value=SECTION_NAMES[section])
        others = tuple(one for one in report.facts.resolutions if one.section is not section)
        made = Resolution(section=section, text=text, by=account, on=self._registry.today())
        facts = replace(report.facts, resolutions=(*others, made))
        return self._change(report, "resolve", facts, reason=text, expected=expected)

    def send_back(
        self, report_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[ReportFacts]:
        """To the writers, with what is to be changed."""
        report = self._begin(report_id, "send_back", reason)
        return self._change(report, "send_back", reason=reason, expected=expected)

    def approve(self, report_id: str, *, expected: int | None = None) -> Kept[ReportFacts]:
        """By somebody who wrote none of it, once both bodies agree or were resolved.

        REPORT_BLOCKED names the gaps; REVIEW_MISSING the bodies; REVIEW_CONFLICT the sections that
        they differ on and nobody resolved; REVIEW_REJECTED those that both reject.
        """
        report = self._begin(report_id, "approve")
        require_no_author(self._registry, report, "审定")
        require_unblocked(report, examine(self._registry, report))
        require_reviewed(report)
        facts = replace(
            report.facts,
            approved_by=self._registry.principal.account,
            approved=self._registry.today(),
        )
        return self._change(report, "approve", facts, expected=expected)

    def _begin(self, report_id: str, action: str, reason: str = "") -> Kept[ReportFacts]:
        report = self._registry.get(REPORTS, report_id, lock=True)
        require_step(REPORT_STEPS, report, action, reason)
        return report

    def _change(
        self,
        report: Kept[ReportFacts],
        action: str,
        facts: ReportFacts | None = None,
        *,
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[ReportFacts]:
        return self._registry.change(
            REPORTS,
            report,
            action=action,
            facts=facts,
            state=REPORT_STEPS[action].after,
            reason=reason,
            expected=expected,
        )


def sections_of(statements: Sequence[Statement]) -> tuple[ReportSection, ...]:
    """The sections that have statements, in the order of the paper."""
    there = {one.section for one in statements}
    return tuple(one for one in ReportSection if one in there)


def conflicts(opinions: Sequence[Opinion]) -> tuple[ReportSection, ...]:
    """The sections on which the two bodies differ, in the order of the paper."""
    stances: dict[ReportSection, set[Stance]] = defaultdict(set)
    for one in opinions:
        stances[one.section].add(one.stance)
    return tuple(one for one in ReportSection if len(stances[one]) > 1)


def require_no_author(registry: Registry, report: Kept[ReportFacts], step: str) -> None:
    """SAME_PERSON for whoever wrote any of it."""
    writers = {
        one.actor for one in events_of(registry.session, report.id) if one.action in _WRITING
    }
    if registry.principal.account in writers:
        raise NotAllowed("SAME_PERSON", id=report.id, step=step)


def require_unblocked(report: Kept[ReportFacts], examined: Examined) -> None:
    """REPORT_BLOCKED names the gaps that keep it from being approved."""
    if examined.blocking:
        named = "；".join(
            GAPS[one.code]
            + (f"（第{'、'.join(map(str, one.statements[:10]))}句）" if one.statements else "")
            for one in examined.blocking
        )
        raise MissingEvidence("REPORT_BLOCKED", id=report.id, gaps=named)


def require_reviewed(report: Kept[ReportFacts]) -> None:
    """Both bodies were asked, rejected no section together, and differ on none unresolved."""
    facts = report.facts
    missing = set(ReviewBody) - {one.body for one in facts.opinions}
    if missing:
        raise MissingEvidence(
            "REVIEW_MISSING",
            id=report.id,
            bodies="、".join(REVIEW_BODIES[one] for one in ReviewBody if one in missing),
        )
    against: dict[ReportSection, int] = defaultdict(int)
    for one in facts.opinions:
        against[one.section] += one.stance is Stance.DISAGREE
    both = [SECTION_NAMES[one] for one, count in against.items() if count == len(ReviewBody)]
    if both:
        raise IllegalTransition("REVIEW_REJECTED", id=report.id, sections="、".join(both))
    resolved = {one.section for one in facts.resolutions}
    still = [SECTION_NAMES[one] for one in conflicts(facts.opinions) if one not in resolved]
    if still:
        raise IllegalTransition("REVIEW_CONFLICT", id=report.id, sections="、".join(still))


def _said(one: Statement) -> Statement:
    return replace(one, author="")
