"""What registers keep, in the words of a reader: states, values, links, and their names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, get_type_hints

from api.pages.environment import day
from api.pages.record_paths import record_path
from kb.education.pack_facts import EDITIONS, Edition
from kb.errors import NotFound
from kb.evaluation_terms import load_evaluation_terms
from kb.prevention.chain_facts import (
    CLUE_SOURCES,
    DIMENSIONS,
    RISK_GRADES,
    UNIT_KINDS,
    ClueSource,
    Dimension,
    RiskGrade,
    UnitKind,
)
from kb.prevention.ledger_facts import (
    INSPECTION_METHODS,
    LETTER_KINDS,
    SIDES,
    InspectionMethod,
    LetterKind,
    Side,
)
from kb.prevention.warning_terms import RULES
from kb.registers.catalogue import REGISTERS
from kb.registers.records import About, Register, declared
from kb.store.register_titles import Titled
from kb.terms import LAYERS, Taxonomy

CHOICES: Mapping[type, Mapping[Any, str]] = MappingProxyType(
    {
        UnitKind: UNIT_KINDS,
        ClueSource: CLUE_SOURCES,
        RiskGrade: RISK_GRADES,
        Dimension: DIMENSIONS,
        LetterKind: LETTER_KINDS,
        InspectionMethod: INSPECTION_METHODS,
        Side: SIDES,
        Edition: EDITIONS,
    }
)
_SINGULAR = {
    "domains": "domain",
    "positions": "position",
    "offences": "offence",
    "discipline_types": "discipline",
}
_GOOD = frozenset(
    {
        *("standing", "answered", "confirmed", "adopted", "approved", "concluded", "written_off"),
        *("improvement", "kept", "done", "verified", "closed", "replied", "filed"),
    }
)
_WAITING = frozenset(
    {
        *("proposed", "open", "review", "returned", "held", "objection", "submitted", "raised"),
        *("draft", "drafted", "planned", "clue_intake", "inquiry", "extended", "verifying"),
    }
)
_BAD = frozenset({"overdue", "reopened", "escalated", "appealed"})
_OVER = frozenset(
    {
        *("dismissed", "dropped", "withdrawn", "retired", "closed_clue", "cancelled", "struck"),
        *("archived", "closed_by_accountability"),
    }
)
_HEAD = {"head.state": "状态", "head.level": "级别", "head.department": "部门"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value: its words, where it leads, the key of a label of the taxonomy."""

    words: str
    path: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A field as it is shown; ``long`` ones stand under their name."""

    name: str
    label: str
    values: tuple[Shown, ...]
    long: bool


def state_words(kind: str, state: str) -> str:
    """``served`` of a letter → 已送达."""
    return REGISTERS[kind].states.get(state, state)


def state_tone(state: str) -> str:
    """The tone of a badge."""
    for tone, states in (("good", _GOOD), ("warn", _WAITING), ("bad", _BAD), ("", _OVER)):
        if state in states:
            return tone
    return "info"


def field_words(register: Register[Any], name: str) -> str:
    """A field by its Chinese name; heads too."""
    told = declared(register.facts)
    return told[name].zh if name in told else _HEAD.get(name, "案件")


def term_key(section: str, value: str) -> str:
    """The key of a value of a section: domains, healthcare → domain:healthcare."""
    return f"{section if section in LAYERS else _SINGULAR[section]}:{value}"


def term_words(taxonomy: Taxonomy, key: str) -> str:
    """The name of a term; the code of one that the vocabulary no longer has."""
    try:
        return taxonomy.label(key)
    except NotFound:
        return key.partition(":")[2]


def term_options(taxonomy: Taxonomy, section: str) -> Sequence[tuple[str, str]]:
    """The terms of a section that may be chosen: pairs of code and name."""
    if section in LAYERS:
        return [(one.id, one.name) for one in taxonomy.layer(section) if not one.deprecated]
    prefix = f"{_SINGULAR[section]}:"
    return [(k.removeprefix(prefix), v) for k, v in taxonomy.names.items() if k.startswith(prefix)]


def linked_ids(register: Register[Any], facts: Any) -> Iterator[str]:
    """The records that facts link to."""
    for name, about in declared(register.facts).items():
        if about.to and about.to != "document":
            value = getattr(facts, name)
            yield from (one for one in (value if isinstance(value, tuple) else (value,)) if one)


def fact_rows(
    register: Register[Any],
    facts: Any,
    taxonomy: Taxonomy,
    known: Mapping[str, Titled],
    *,
    leave: frozenset[str] = frozenset(),
) -> tuple[FactRow, ...]:
    """Every field that says something, in the order it is declared."""
    rows = []
    for name, about in declared(register.facts).items():
        value = getattr(facts, name)
        values = value if isinstance(value, tuple) else (value,)
        if name in leave or any(is_dataclass(one) for one in values):
            continue
        told = tuple(
            shown(about, one, taxonomy, known) for one in values if one not in (None, "", ())
        )
        if told:
            long = sum(len(one.words) for one in told) > 44 and not about.to and not about.terms
            rows.append(FactRow(name, about.zh, told, long))
    return tuple(rows)


def shown(about: About, value: Any, taxonomy: Taxonomy, known: Mapping[str, Titled]) -> Shown:
    """One value in a reader's words."""
    if about.to == "document":
        return Shown("打开文书", f"/documents/{value}")
    if about.to:
        titled = known.get(value)
        return Shown(titled.title, record_path(value)) if titled else Shown("（看不到的记录）")
    if about.terms:
        key = term_key(about.terms, value)
        return Shown(term_words(taxonomy, key), tag=key)
    if isinstance(value, bool):
        return Shown("是" if value else "否")
    if isinstance(value, StrEnum):
        return Shown(CHOICES[type(value)][value])
    if isinstance(value, date):
        return Shown(day(value))
    if isinstance(value, float):
        return Shown(f"{value:,.2f}".rstrip("0").rstrip("."))
    return Shown(_coded(about).get(str(value), str(value)))


def _coded(about: About) -> Mapping[str, str]:
    """The words of a field that keeps codes of the evaluation's vocabulary or of the rules."""
    terms = load_evaluation_terms()
    if about.zh in ("等级", "评估等级"):
        levels = {code: level.name for code, level in terms.warning_levels.items()}
        return {**levels, **terms.grades}
    if about.zh == "指标":
        return {code: kpi.name for code, kpi in terms.kpis.items()}
    return {code.value: words for code, words in RULES.items()} if about.zh == "规则" else {}


def change_words(register: Register[Any], name: str, value: Any, taxonomy: Taxonomy) -> str:
    """A value of an event (plain JSON) in a reader's words; ids of records stay as they are."""
    if value in (None, "", []):
        return "空"
    if name == "head.state":
        return state_words(register.kind, value)
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return f"{len(value)} 条"
        return "、".join(change_words(register, name, one, taxonomy) for one in value)
    about = declared(register.facts).get(name)
    if about and about.terms:
        return term_words(taxonomy, term_key(about.terms, value))
    names = CHOICES.get(get_type_hints(register.facts).get(name, str))
    names = names or (_coded(about) if about else {})
    return names.get(value, str(value))
