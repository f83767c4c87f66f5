"""Lists over the registers: one query over all of them, and the rows of one with its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from api.pages.record_forms import FormField
from api.pages.record_paths import record_path
from api.pages.record_words import (
    Shown,
    fact_rows,
    linked_ids,
    state_tone,
    state_words,
    term_key,
    term_options,
    term_words,
)
from api.registers import record_shown, registry_for_reading
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Principal
from kb.prevention.chain_facts import UNITS
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Kept, Register
from kb.store.register_search import Crossing, RegisterSearch
from kb.store.register_titles import Titled, choices, titles
from kb.store.registry import Registry, Wanted

LIMIT = 50
_TERMS = ("domain", "position", "loophole")
_SECTIONS = {"domain": "domains", "position": "positions", "loophole": "loopholes"}
_NAMES = {"domain": "领域", "position": "岗位", "loophole": "漏洞"}


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list; ``cells`` are its fields by name."""

    id: str
    kind: str
    title: str
    path: str
    state: str
    tone: str
    day: str
    level: int
    facts: Any = None
    cells: Mapping[str, Sequence[Shown]] | None = None

    @property
    def kind_name(self) -> str:
        """The register in Chinese."""
        return REGISTERS[self.kind].zh


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list; ``next`` leads to the following one, empty at the end."""

    rows: Sequence[Row]
    next: str
    asked: Crossing
    chips: Sequence[tuple[str, str]]


def asked_of(request: Request, who: Principal, kinds: Sequence[str]) -> Crossing:
    """What the query string asks for; FILTER_VALUE_UNKNOWN for what is no day."""
    given = request.query_params
    asked = Crossing(
        text=given.get("text", "")[:100].strip(),
        unit=given.get("unit", "")[:64],
        domain=given.get("domain", "")[:60],
        position=given.get("position", "")[:60],
        loophole=given.get("loophole", "")[:60],
        case_id=given.get("case_id", "")[:64],
        states=tuple(one[:30] for one in given.getlist("state") if one),
        kinds=tuple(kinds) or tuple(one[:30] for one in given.getlist("kind") if one),
        created_by=who.account if given.get("mine") else "",
    )
    return replace(asked, since=_day(given, "since"), until=_day(given, "until"))


def listing(service: Service, who: Principal, request: Request, kinds: Sequence[str]) -> Listing:
    """The newest first, of the registers ``kinds`` (all where none is named)."""
    asked = asked_of(request, who, kinds)
    after = request.query_params.get("after", "")[:100]
    with registry_for_reading(service, who) as registry:
        found = RegisterSearch(registry).find(asked, after=after, limit=LIMIT)
        ids: dict[str, list[str]] = {}
        for hit in found:
            ids.setdefault(hit.kind, []).append(hit.id)
        kept = {
            one.id: one
            for kind, wanted in ids.items()
            for one in registry.all(REGISTERS[kind], Wanted(equal=(("id", tuple(wanted)),)))
        }
        known = titles(
            registry,
            (to for one in kept.values() for to in linked_ids(_register(one), one.facts)),
        )
        rows = [
            _row(registry, kept[hit.id], hit.title, hit.day.isoformat(), known) for hit in found
        ]
        chips = _chips(registry, request)
    for kind, wanted in ids.items():
        record_shown(service, who, REGISTERS[kind], [kept[one] for one in wanted])
    following = found[-1].cursor if len(found) == LIMIT else ""
    return Listing(rows, _with(request, "after", following) if following else "", asked, chips)


def filters(registry: Registry, request: Request, *names: str) -> Sequence[FormField]:
    """The choices above a list, with what is chosen."""
    given = request.query_params
    made = []
    for name in names:
        if name in _TERMS:
            options = [("", "全部"), *term_options(registry.taxonomy, _SECTIONS[name])]
            made.append(
                FormField(name, _NAMES[name], "choice", [given.get(name, "")], options=options)
            )
        if name == "unit":
            units = [(one.id, one.title) for one in choices(registry, UNITS)]
            made.append(
                FormField(
                    "unit",
                    "单位",
                    "choice",
                    [given.get("unit", "")],
                    options=[("", "全部"), *units],
                )
            )
    return made


def _register(kept: Kept[Any]) -> Register[Any]:
    return REGISTERS[kept.id.rpartition("-")[0]]


def _row(
    registry: Registry, kept: Kept[Any], title: str, day: str, known: Mapping[str, Titled]
) -> Row:
    register = _register(kept)
    cells = fact_rows(register, kept.facts, registry.taxonomy, known)
    if register.kind == "loophole":
        title = term_words(registry.taxonomy, term_key("loopholes", kept.facts.term))
    return Row(
        id=kept.id,
        kind=register.kind,
        title=" ".join(title.split()) or "（无标题）",
        path=record_path(kept.id),
        state=state_words(register.kind, kept.state),
        tone=state_tone(kept.state),
        day=day,
        level=int(kept.head.level),
        facts=kept.facts,
        cells={one.name: one.values for one in cells},
    )


def _chips(registry: Registry, request: Request) -> Sequence[tuple[str, str]]:
    """What narrows the list, each with the way to the list without it."""
    given = request.query_params
    told = []
    for name in _TERMS:
        if value := given.get(name, ""):
            words = term_words(registry.taxonomy, term_key(_SECTIONS[name], value))
            told.append((f"{_NAMES[name]}：{words}", _with(request, name, "")))
    if unit := given.get("unit", ""):
        found = titles(registry, [unit]).get(unit)
        told.append((f"单位：{found.title if found else '—'}", _with(request, "unit", "")))
    if case := given.get("case_id", ""):
        found = titles(registry, [case]).get(case)
        told.append((f"案件：{found.title if found else '—'}", _with(request, "case_id", "")))
    if text := given.get("text", ""):
        told.append((f"“{text[:30]}”", _with(request, "text", "")))
    if given.get("mine"):
        told.append(("我登记的", _with(request, "mine", "")))
    return told


def _with(request: Request, name: str, value: str) -> str:
    """The same list with one parameter changed; from its first page but where ``after`` is it."""
    pairs = [
        (key, one)
        for key, one in request.query_params.multi_items()
        if key not in (name, "after") and one
    ]
    if value:
        pairs.append((name, value))
    query = urlencode(pairs)
    return f"{request.url.path}?{query}" if query else request.url.path


def _day(given: Mapping[str, str], name: str) -> date | None:
    value = given.get(name, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=name, value=value[:20]) from error
