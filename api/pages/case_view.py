"""What the page of a case shows: the chain with its gates, records by node, papers, its life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.case_alike import alike_content
from api.pages.moments import asked_moment
from api.pages.record_history import history
from api.pages.record_page import anchors_of, may_decide
from api.pages.record_paths import record_path
from api.pages.record_words import fact_rows, linked_ids, state_tone, state_words, term_words
from api.pages.sources import sources_shown
from api.pages.steps_shown import blocked, steps_shown
from api.reach import readable_by
from api.reach import record_shown as papers_shown
from api.schemas.chain import GAPS
from api.wiring import Service
from kb.errors import NotFound
from kb.governance.access import LEVEL_NAMES, Permission, Principal
from kb.governance.accounts import account_names
from kb.governance.departments import Departments
from kb.governance.grants import list_grants
from kb.prevention.case_counters import counters
from kb.prevention.case_past import lives_of, records_then
from kb.prevention.case_records import CaseRecords, records_of
from kb.prevention.chain_facts import CASES, LOOPHOLES, MEASURES, RISK_POINTS
from kb.prevention.obstacles import case_obstacle
from kb.prevention.report_facts import REPORTS
from kb.prevention.stages import CASE_STEPS, FINDING_STEPS, LOOP, MEASURE_STEPS
from kb.prevention.steps import Step, open_steps
from kb.prevention.trace import Node, trace
from kb.registers.records import Kept
from kb.retrieval.case_labels import CaseLabel, case_labels
from kb.store.catalogue import DocumentCatalogue
from kb.store.register_titles import titles
from kb.store.registry import Registry, Wanted
from kb.store.rows import DocumentSummary

_ANCHORS = {
    "CHECKLIST_EMPTY": "checks",
    "CHECKS_OPEN": "checks",
    "CAUSES_MISSING": "facts",
    "ROOTS_MISSING": "facts",
    "LOOPHOLES_UNDECIDED": "loopholes",
    "LOOPHOLES_MISSING": "loopholes",
    "MEASURES_MISSING": "measures",
    "LOOPHOLES_UNANSWERED": "measures",
    "LETTER_NOT_SERVED": "letters",
    "ITEMS_MISSING": "letters",
    "ITEMS_OPEN": "items",
    "REPLY_MISSING": "letters",
    "EVALUATION_FAILED": "items",
    "EVALUATION_MISSING": "items",
    "NOT_IMPROVED": "steps",
}
_LAYER_NAMES = {
    "causes": "原因",
    "loopholes": "漏洞",
    "ideological_roots": "思想根源",
    "measures": "对策",
}
# the stage of a case at which a node of the loop is worked on, and the step that leads on
_GATES = {
    "analyse": "立案调查",
    "decide": "案件审结",
    "carry_out": "后续整改",
    "improve": "评估完善",
}


@dataclass(frozen=True, slots=True)
class NodeShown:
    """A node of the loop; ``state`` is complete, begun or empty."""

    key: str
    name: str
    state: str
    count: int
    gaps: Sequence[tuple[str, str]]
    gate: str


def case_content(
    service: Service, registry: Registry, case_id: str, *, moment: str = ""
) -> dict[str, object]:
    """All of it, now or as the records stood at a moment; counters and papers are those of now."""
    who = registry.principal
    now = records_of(registry, case_id)
    events = lives_of(registry, now)
    at = asked_moment(moment)
    records = records_then(now, events, at) if at else now
    reports = registry.all(REPORTS, Wanted(equal=(("case_id", (case_id,)),)))
    known = titles(registry, _linked(records, [one.record_id for one in events]))
    papers, labels = _papers(service, registry, case_id)
    anchors = [
        anchor
        for kept in (records.checks, records.risk_points, records.loopholes)
        for one in kept
        for anchor in anchors_of(one)
    ]
    may_keep = Permission.CASES in who.permissions and not at
    steps = open_steps(CASE_STEPS, records.case.state) if may_keep else ()
    shown = steps_shown(steps, lambda step: case_obstacle(records, step), known)
    return {
        "case": records.case,
        "data": records,
        "reports": reports,
        "rows": fact_rows(
            CASES, records.case.facts, registry.taxonomy, known, leave=frozenset({"title"})
        ),
        "nodes": [_node(one) for one in trace(records)],
        "counters": counters(registry, case_id),
        "steps": shown,
        "blocked": blocked(shown),
        "known": known,
        "sources": sources_shown(service, registry, anchors),
        "anchors_of": anchors_of,
        "papers": papers,
        "labels": by_layer(labels),
        "history": history(registry, events),
        "history_titles": {one.id: (one.title, record_path(one.id)) for one in known.values()},
        "decided": _decided(who, records) if may_keep else {},
        "may_keep": may_keep,
        "may_report": bool(who.permissions & {Permission.CASES, Permission.LETTERS_DRAFT})
        and not at,
        "state_tone": state_tone,
        "label": lambda key: term_words(registry.taxonomy, key),
        "state_of": state_words,
        "level_name": LEVEL_NAMES[records.case.head.level],
        "today": registry.today(),
        "at": moment,
        **alike_content(service, registry, case_id, at),
        **_granting(registry, case_id, at is None),
    }


def library_case(
    service: Service, registry: Registry, case_id: str
) -> tuple[Sequence[DocumentSummary], Sequence[CaseLabel]]:
    """A case of the library that the registers do not know: its papers and labels."""
    found = _papers(service, registry, case_id)
    if not found[0]:
        raise NotFound(id=case_id)
    return found


def by_layer(labels: Sequence[CaseLabel]) -> Sequence[tuple[str, Sequence[CaseLabel]]]:
    """The labels of a case under the Chinese names of their layers."""
    found = [(name, [one for one in labels if one.key.startswith(f"{layer}:")])
             for layer, name in _LAYER_NAMES.items()]  # fmt: skip
    return [(name, of_layer) for name, of_layer in found if of_layer]


def _papers(
    service: Service, registry: Registry, case_id: str
) -> tuple[Sequence[DocumentSummary], Sequence[CaseLabel]]:
    who = registry.principal
    if Permission.LIBRARY_READ not in who.permissions:
        return (), ()
    among = readable_by(service, who)
    try:
        papers = DocumentCatalogue(registry.session).of_case(case_id, among=among)
        labels = case_labels(registry.session, case_id, among=among)
    except NotFound:  # nothing was uploaded to it yet, or nothing that may be read
        return (), ()
    papers_shown(service, who, (one.id for one in papers), "document.list")
    return papers, labels


def _node(node: Node) -> NodeShown:
    gaps = [
        (
            GAPS[gap.code] + (f"（{len(gap.records)}）" if gap.records else ""),
            f"#{_ANCHORS[gap.code]}",
        )
        for gap in node.gaps
    ]
    state = "complete" if node.complete else "begun" if node.there else "empty"
    return NodeShown(
        node.key, LOOP[node.key], state, len(node.there), gaps, _GATES.get(node.key, "")
    )


def _linked(records: CaseRecords, others: Sequence[str]) -> Sequence[str]:
    ids = [*others, *linked_ids(CASES, records.case.facts)]
    for register, kept in ((LOOPHOLES, records.loopholes), (MEASURES, records.measures)):
        for one in kept:
            ids.extend(linked_ids(register, one.facts))
    return ids


def _decided(who: Principal, records: CaseRecords) -> Mapping[str, Sequence[Step]]:
    found: dict[str, Sequence[Step]] = {}
    pairs: tuple[tuple[Any, Any, Sequence[Kept[Any]]], ...] = (
        (RISK_POINTS, FINDING_STEPS, records.risk_points),
        (LOOPHOLES, FINDING_STEPS, records.loopholes),
        (MEASURES, MEASURE_STEPS, records.measures),
    )
    for register, steps, kept in pairs:
        if may_decide(who, register):
            found |= {one.id: open_steps(steps, one.state) for one in kept}
    return found


def _granting(registry: Registry, case_id: str, now: bool) -> dict[str, object]:
    """To whom the case is opened; for whoever may open it."""
    who, session = registry.principal, registry.session
    if Permission.GRANTS not in who.permissions or not now:
        return {"grants": None}
    departments = Departments(session).listed()
    grants = [one for one in list_grants(session, case_id) if one.revoked_at is None]
    names = account_names(session, (one.grantee for one in grants))
    names |= {one.id: one.name for one in departments}
    return {
        "grants": grants,
        "grantee_names": names,
        "departments": departments,
        "levels": [(str(int(one)), name) for one, name in LEVEL_NAMES.items()],
    }
