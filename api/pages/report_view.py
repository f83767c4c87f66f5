"""What the page of a report shows: its sentences with their sources, the gaps, both reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.page import Crumb
from api.pages.record_history import history
from api.pages.record_paths import record_path
from api.pages.record_words import state_tone, state_words, term_words
from api.pages.sources import SourceShown, sources_shown
from api.pages.steps_shown import blocked, steps_shown
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Permission
from kb.governance.accounts import account_names
from kb.prevention.chain_facts import MEASURES
from kb.prevention.ledger_facts import LETTER_KINDS
from kb.prevention.obstacles import report_obstacle
from kb.prevention.report_check import GAPS, MARKS, Examined, Mark, ReportGap, examine
from kb.prevention.report_facts import (
    REPORTS,
    REVIEW_BODIES,
    SECTION_NAMES,
    STANCES,
    Opinion,
    ReportFacts,
    ReportSection,
    ReviewBody,
    Stance,
    Statement,
)
from kb.prevention.reports import conflicts, sections_of
from kb.prevention.stages import REPORT_STEPS
from kb.prevention.steps import open_steps
from kb.registers.records import Event, Kept
from kb.store.register_events import as_of, events_of
from kb.store.register_titles import Titled, titles
from kb.store.registry import Registry, Wanted

HOME = Crumb("风险分析报告", "/reports")
_NEEDED = {
    "submit": (Permission.CASES, Permission.LETTERS_DRAFT),
    "review": (Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE),
    "resolve": (Permission.LETTERS_APPROVE,),
    "send_back": (Permission.LETTERS_APPROVE,),
    "approve": (Permission.LETTERS_APPROVE,),
}


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence by its number from 1; ``mark`` is how it stands to its anchors."""

    number: int
    statement: Statement
    mark: Mark
    sources: Sequence[SourceShown]
    author: str

    @property
    def mark_words(self) -> str:
        """The mark in Chinese."""
        return MARKS[self.mark]

    @property
    def bad(self) -> bool:
        """Whether it keeps the report from being approved."""
        return self.mark in (Mark.UNANCHORED, Mark.BROKEN)


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section with its sentences and what each body says of it."""

    key: ReportSection
    name: str
    ordinal: str
    sentences: Sequence[SentenceShown]


@dataclass(frozen=True, slots=True)
class GapShown:
    """What is missing; sentences by their numbers, records by their titles."""

    words: str
    blocking: bool
    sentences: Sequence[int]
    records: Sequence[Titled]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A section as both bodies see it, side by side; a conflict until somebody resolves it."""

    section: ReportSection
    name: str
    opinions: Mapping[ReviewBody, Opinion]
    conflict: bool
    resolution: str
    resolved_by: str


_ORDINALS = "一二三四五六七八九十"


def report_content(
    service: Service, registry: Registry, report_id: str, *, version: int = 0
) -> dict[str, object]:
    """The report now, or one of its former versions (which is read alone)."""
    who = registry.principal
    now = registry.get(REPORTS, report_id)
    events = events_of(registry.session, report_id)
    report = former(now, events, version)
    examined = examine(registry, report)
    facts = report.facts
    anchors = [anchor for one in facts.statements for anchor in one.anchors]
    found = sources_shown(service, registry, anchors)
    people = [one.author for one in facts.statements] + [one.by for one in facts.opinions]
    people += [one.by for one in facts.resolutions] + [facts.approved_by, facts.submitted_by]
    names = account_names(registry.session, people)
    case = titles(registry, [report.head.case_id]).get(report.head.case_id)
    is_now = report.head.version == now.head.version
    steps = [
        one
        for one in open_steps(REPORT_STEPS, report.state)
        if is_now and who.permissions & set(_NEEDED[one.action])
    ]
    shown = steps_shown(steps, lambda step: report_obstacle(registry, report, examined, step))
    return {
        "report": report,
        "case": case,
        "state": state_words("report", report.state),
        "tone": state_tone(report.state),
        "level_name": LEVEL_NAMES[report.head.level],
        "sections": _sections(facts, examined, found, names),
        "absent": [
            (one, SECTION_NAMES[one])
            for one in ReportSection
            if one not in sections_of(facts.statements)
        ],
        "gaps": _gaps(registry, examined),
        "counts": {one: examined.marks.count(one) for one in Mark},
        "marks": MARKS,
        "review": _review(facts, names),
        "bodies": REVIEW_BODIES,
        "stances": STANCES,
        "steps": dict.fromkeys(REPORT_STEPS) | {one.action: one for one in shown},
        "blocked": blocked(one for one in shown if one.action in ("approve", "send_back")),
        "history": history(registry, events),
        "is_now": is_now,
        "may_edit": is_now
        and bool(who.permissions & {Permission.CASES, Permission.LETTERS_DRAFT})
        and report.state in (REPORTS.editable or ()),
        "may_draft": is_now and Permission.LETTERS_DRAFT in who.permissions,
        "may_export": Permission.EXPORT in who.permissions,
        "measures": _measures(registry, report),
        "kinds": [(one.value, words) for one, words in LETTER_KINDS.items()],
        "names": names,
        "term": lambda key: term_words(registry.taxonomy, key),
        "path": record_path,
    }


def former(now: Kept[ReportFacts], events: Sequence[Event], version: int) -> Kept[ReportFacts]:
    """The report as one of its versions; 0 for now. FILTER_VALUE_UNKNOWN for none of them."""
    if not version or version == now.head.version:
        return now
    if not 1 <= version <= len(events):
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="version", value=str(version))
    return as_of(REPORTS, events[:version], events[version - 1].at)


def _sections(
    facts: ReportFacts,
    examined: Examined,
    found: Mapping[str, SourceShown],
    names: Mapping[str, str],
) -> Sequence[SectionShown]:
    numbered = [
        SentenceShown(
            at,
            one,
            examined.marks[at - 1],
            [found[anchor] for anchor in one.anchors],
            names.get(one.author, one.author),
        )
        for at, one in enumerate(facts.statements, start=1)
    ]
    return [
        SectionShown(
            key,
            SECTION_NAMES[key],
            _ordinal(place),
            [one for one in numbered if one.statement.section is key],
        )
        for place, key in enumerate(sections_of(facts.statements), start=1)
    ]


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= 10 else f"十{_ORDINALS[number - 11]}"


def _gaps(registry: Registry, examined: Examined) -> Sequence[GapShown]:
    known = titles(registry, (one for gap in examined.gaps for one in gap.records))

    def shown(gap: ReportGap) -> GapShown:
        records = [known[one] for one in gap.records if one in known]
        return GapShown(GAPS[gap.code], gap.blocking, gap.statements, records)

    return sorted(map(shown, examined.gaps), key=lambda one: not one.blocking)


def _review(facts: ReportFacts, names: Mapping[str, str]) -> Sequence[ReviewLine]:
    by_section: dict[ReportSection, dict[ReviewBody, Opinion]] = {}
    for one in facts.opinions:
        by_section.setdefault(one.section, {})[one.body] = one
    differing = conflicts(facts.opinions)
    resolved = {one.section: one for one in facts.resolutions}
    return [
        ReviewLine(
            section,
            SECTION_NAMES[section],
            opinions,
            section in differing,
            resolved[section].text if section in resolved else "",
            names.get(resolved[section].by, resolved[section].by) if section in resolved else "",
        )
        for section, opinions in by_section.items()
        if section in differing or any(o.stance is Stance.DISAGREE for o in opinions.values())
    ]


def _measures(registry: Registry, report: Kept[ReportFacts]) -> Sequence[tuple[str, str, str]]:
    """The measures of the case that a letter may be drafted from: id, text, state."""
    wanted = Wanted(equal=(("case_id", (report.head.case_id,)),))
    return [
        (one.id, one.facts.text, state_words("measure", one.state))
        for one in registry.all(MEASURES, wanted)
        if one.state != "dropped"
    ]
