"""The page of one record: its facts, where it comes from, what may be decided, its life."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from starlette.responses import Response

from api.pages.moments import asked_moment
from api.pages.page import Crumb, Page
from api.pages.posting import Posting, Slip, take
from api.pages.record_history import history
from api.pages.record_paths import record_path
from api.pages.record_words import fact_rows, linked_ids, state_tone, state_words
from api.pages.sources import sources_shown
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.routes.registers import ENTERED
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.governance.accounts import account_names
from kb.governance.departments import Departments
from kb.model import Span
from kb.prevention.chain_facts import LOOPHOLES, MEASURES, RISK_POINTS
from kb.prevention.findings import Decision, Findings
from kb.prevention.source_refs import words_source
from kb.prevention.stages import FINDING_STEPS, MEASURE_STEPS
from kb.prevention.steps import Step, open_steps
from kb.registers.catalogue import register_of
from kb.registers.records import Kept, Placing, Register
from kb.store.register_events import as_of, events_of
from kb.store.register_titles import SHAPES, titles
from kb.store.registry import Wanted

_DECIDED: Mapping[str, Mapping[str, Step]] = {
    RISK_POINTS.kind: FINDING_STEPS,
    LOOPHOLES.kind: FINDING_STEPS,
    MEASURES.kind: MEASURE_STEPS,
}
_DECIDERS = {
    RISK_POINTS.kind: (Permission.CLUES, Permission.CASES),
    LOOPHOLES.kind: (Permission.CASES,),
    MEASURES.kind: (Permission.CASES,),
}
_WRITERS = {register.kind: permissions for register, _, permissions in ENTERED}
_SOURCED = frozenset({"sources", "document", "start", "end", "basis"})


def record_page(
    page: Page,
    service: Service,
    who: Principal,
    record_id: str,
    *,
    moment: str = "",
    slip: Slip | None = None,
    reason: str = "",
) -> Response:
    """The record now, or as it stood at a moment."""
    register = register_of(record_id)
    at = asked_moment(moment)
    with registry_for_reading(service, who) as registry:
        now = registry.get(register, record_id)
        events = events_of(registry.session, record_id)
        kept = as_of(register, events, at) if at else now
        linked = [*linked_ids(register, kept.facts), kept.head.case_id]
        known = titles(registry, linked)
        anchors = anchors_of(kept)
        content: dict[str, object] = {
            "register": register,
            "kept": kept,
            "title": str(getattr(kept.facts, SHAPES[register.kind].title))[:120],
            "rows": fact_rows(register, kept.facts, registry.taxonomy, known, leave=_SOURCED),
            "sources": list(sources_shown(service, registry, anchors).values()),
            "case": known.get(kept.head.case_id),
            "case_path": record_path(kept.head.case_id),
            "history": history(registry, events),
            "creator": account_names(registry.session, [now.head.created_by]),
            "departments": Departments(registry.session).listed(),
        }
    record_shown(service, who, register, [now])
    steps = open_steps(_DECIDED.get(register.kind, {}), kept.state)
    content |= {
        "state": state_words(register.kind, kept.state),
        "tone": state_tone(kept.state),
        "level_name": LEVEL_NAMES[kept.head.level],
        "levels": [(str(int(one)), LEVEL_NAMES[one]) for one in Level if one <= who.clearance],
        "steps": steps if may_decide(who, register) and not at else (),
        "may_edit": not at and may_edit(who, register, now),
        "at": moment,
        "slip": slip,
        "reason": reason,
    }
    crumbs = (
        Crumb("登记", "/registers"),
        Crumb(register.zh, f"/registers/{register.kind}"),
        Crumb("详情"),
    )
    status = slip.status if slip else 200
    return page.show(
        "registers/record.html", content, title=register.zh, crumbs=crumbs, status=status
    )


def anchors_of(kept: Kept[Any]) -> Sequence[str]:
    """Where a risk point, a loophole or a question says that it comes from."""
    facts = kept.facts
    told = list(getattr(facts, "sources", ()))
    if kept.id.startswith("loophole-") and facts.document and facts.end is not None:
        told.append(words_source(facts.document, Span(facts.start or 0, facts.end)))
    if kept.id.startswith("check-") and facts.basis:
        told.append(facts.basis)
    return [one for one in told if isinstance(one, str)]


def may_decide(who: Principal, register: Register[Any]) -> bool:
    """Whether the person decides on findings of the register."""
    return bool(who.permissions & set(_DECIDERS.get(register.kind, ())))


def may_edit(who: Principal, register: Register[Any], kept: Kept[Any]) -> bool:
    """Whether the person enters records of the register, and this one may still be edited."""
    entered = bool(who.permissions & set(_WRITERS.get(register.kind, ())))
    return entered and (register.editable is None or kept.state in register.editable)


def decide(posting: Posting, record_id: str) -> Response:
    """A decision of a person on a finding; back to where it was taken."""
    register = register_of(record_id)
    posting.who.require(*_DECIDERS.get(register.kind, (Permission.SYSTEM,)))
    service, who = posting.service, posting.who
    action, reason = posting.first("decision"), posting.first("reason")

    def done() -> tuple[str, str]:
        chosen = next((one for one in get_args(Decision) if one == action), None)
        if chosen is None:
            raise InvalidQuery("FIELD_INVALID", field="决定", value=action[:20])
        with registry_for_writing(service, who) as registry:
            kept = Findings(registry).decide(
                register, record_id, chosen, reason=reason, expected=posting.version
            )
        words = f"{register.zh}：{state_words(register.kind, kept.state)}。"
        return _back(posting, record_id), words

    def again(slip: Slip) -> Response:
        return record_page(posting.page, service, who, record_id, slip=slip, reason=reason)

    return take(posting, done, again, form="decision", record_id=record_id)


def place_record(posting: Posting, record_id: str) -> Response:
    """Another level or department, from the version that the form was shown with."""
    register = register_of(record_id)
    service, who = posting.service, posting.who

    def done() -> tuple[str, str]:
        level = posting.first("level")
        if level not in {str(int(one)) for one in Level}:
            raise InvalidQuery("FIELD_INVALID", field="级别", value=level[:20])
        with registry_for_writing(service, who) as registry:
            kept = registry.get(register, record_id, lock=True)
            placing = Placing(
                Level(int(level)), posting.first("department"), posting.first("case_id")
            )
            registry.place(register, kept, placing, expected=posting.version)
            seen = registry.count(register, Wanted(equal=(("id", (record_id,)),)))
        if not seen:
            return f"/registers/{register.kind}", "已改归，这条记录您不再看得到。"
        return record_path(record_id), "已改归。"

    def again(slip: Slip) -> Response:
        return record_page(posting.page, service, who, record_id, slip=slip)

    return take(posting, done, again, form="placing", record_id=record_id)


def _back(posting: Posting, record_id: str) -> str:
    """Where the form stood, of the rooms of the chain; else the record itself."""
    back = posting.first("back")
    ours = back.startswith(("/cases/case-", "/clues/clue-")) and back.isprintable()
    return back if ours and "//" not in back else record_path(record_id)
