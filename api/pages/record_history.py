"""The life of a record as lines of a timeline."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.pages.record_words import change_words, field_words, state_words
from api.pages.step_words import action_words
from kb.errors import NotFound
from kb.governance.accounts import account_names
from kb.registers.catalogue import REGISTERS, register_of
from kb.registers.records import Event
from kb.store.register_titles import Titled, titles
from kb.store.registry import Registry

_MOST_CHANGES, _LONGEST = 6, 60
_RECORD_ID = re.compile(rf"(?:{'|'.join(REGISTERS)})-[0-9a-f]{{16}}")
_BY_PROGRAM = frozenset({"build", "propose"})
_SILENT = frozenset({"head.level", "head.department", "head.case_id"})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step: when, what, by whom, why; ``changes`` are a few of the fields it set."""

    at: datetime
    words: str
    by: str
    note: str = ""
    changes: tuple[str, ...] = ()
    record_id: str = ""
    version: int = 0


def history(registry: Registry, events: Iterable[Event]) -> Sequence[HistoryLine]:
    """The latest first."""
    told = list(events)
    names = account_names(registry.session, (one.actor for one in told))
    reasons = reason_words(registry, told)
    lines = []
    versions: dict[str, int] = {}
    for one in told:
        versions[one.record_id] = versions.get(one.record_id, 0) + 1
        lines.append(
            HistoryLine(
                one.at,
                _words(one),
                names.get(one.actor, _program(one.actor)),
                reasons[one.reason],
                () if one.action == "create" else tuple(_changes(registry, one)),
                one.record_id,
                versions[one.record_id],
            )
        )
    return list(reversed(lines))


def reason_words(registry: Registry, events: Iterable[Event]) -> Mapping[str, str]:
    """What stands as the reason of each event: a record that is the reason goes by its name.

    One that the person may not read goes by its kind alone.
    """
    reasons = {one.reason for one in events}
    known = titles(registry, reasons)
    return {one: _reason(one, known) for one in reasons}


def _reason(reason: str, known: Mapping[str, Titled]) -> str:
    if reason in _BY_PROGRAM:
        return ""
    if not _RECORD_ID.fullmatch(reason):
        return reason
    kind = register_of(reason).zh
    return f"{kind}：{known[reason].title}" if reason in known else kind


def _words(event: Event) -> str:
    step = action_words(event.kind, event.action)
    if event.before and event.before != event.after:
        return f"{step}：{state_words(event.kind, event.before)} → " + state_words(
            event.kind, event.after
        )
    return step


def _changes(registry: Registry, event: Event) -> Iterable[str]:
    register = REGISTERS[event.kind]
    told = [one for one in event.changes if one.field not in _SILENT and one.field != "head.state"]
    for one in told[:_MOST_CHANGES]:
        try:
            old, new = (
                change_words(register, one.field, value, registry.taxonomy)
                for value in (one.old, one.new)
            )
        except NotFound:
            continue
        yield f"{field_words(register, one.field)}：{_short(old)} → {_short(new)}"
    if len(told) > _MOST_CHANGES:
        yield f"另有 {len(told) - _MOST_CHANGES} 项改动"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _program(actor: str) -> str:
    """Whoever has no account: the program, the one person of a desktop, people of the demo."""
    if actor.startswith("demo-"):
        return "示范人员"
    return {"": "程序", "system": "程序", "local": "本机"}.get(actor, actor)
