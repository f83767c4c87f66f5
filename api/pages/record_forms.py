"""Forms of records, made of what their registers declare, and what was posted read back.

Values travel as text by the name of their field, the same from a record and from a form, so that a
refused form is shown again with what was entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal, TypeAlias, TypeVar

from starlette.datastructures import FormData

from api.pages.choices import UNSEEN
from api.pages.record_words import CHOICES, term_options
from kb.errors import InvalidQuery
from kb.registers.catalogue import REGISTERS
from kb.registers.records import SHORT, About, Register, declared
from kb.registers.values import kinds, parts, plain
from kb.store.register_titles import choices, titles
from kb.store.registry import Registry

F = TypeVar("F")
Entered: TypeAlias = Mapping[str, Sequence[str]]
Widget: TypeAlias = Literal["line", "area", "lines", "day", "number", "yes", "choice", "choices"]
HINTS: Mapping[str, str] = {
    "sources": "每行一个：文书编号:起-止，或记录、案件的编号",
    "power_links": "每行一个环节",
    "problems": "违纪类型或罪名，可多选",
    "document": "文书编号",
    "evidence": "每行一份",
    "cosigners": "每行一个账号或姓名",
    "copies": "每行一个",
    "staff": "发生率的分母",
    "system": "同系统的单位为姊妹单位",
    "domains": "可多选",
    "grade": "",
}
_OF_CASE = frozenset({"loophole", "measure", "item"})


@dataclass(frozen=True, slots=True)
class FormField:
    """A field to fill in; ``options`` are pairs of value and words."""

    name: str
    label: str
    widget: Widget
    values: Sequence[str]
    needed: bool = False
    options: Sequence[tuple[str, str]] = ()
    most: int = SHORT
    hint: str = ""
    numeric: str = ""

    @property
    def value(self) -> str:
        """The value of a field that has one."""
        return self.values[0] if self.values else ""


def entered_of(form: FormData) -> Entered:
    """What was posted, by field; a browser ends lines with CRLF, a text with a line feed."""
    return {
        name: [one.replace("\r\n", "\n") for one in form.getlist(name) if isinstance(one, str)]
        for name in form
    }


def entered_of_facts(facts: Any) -> Entered:
    """Facts as a form would post them."""
    return {name: _texts(value) for name, value in plain(facts).items()}


def form_fields(
    registry: Registry,
    register: Register[Any],
    entered: Entered,
    *,
    only: Sequence[str] = (),
    case_id: str = "",
) -> tuple[FormField, ...]:
    """The fields of a register that people fill in, with what was entered so far."""
    known = kinds(register.facts)
    told = declared(register.facts)
    names = only or entered_names(register)
    usual = {one.name: _usual(one.default) for one in fields(register.facts)}
    return tuple(
        _field(registry, name, known[name], told[name], entered.get(name, usual[name]), case_id)
        for name in names
    )


def entered_names(register: Register[Any]) -> tuple[str, ...]:
    """The fields that people fill in by this kind of form: no managed ones, no lists of parts."""
    told, of = declared(register.facts), parts(register.facts)
    return tuple(name for name, about in told.items() if not about.managed and name not in of)


def read_facts(
    register: Register[F], entered: Entered, former: F | None = None, *, only: Sequence[str] = ()
) -> F:
    """The facts that a form gives; what it does not ask for stays as it was.

    FIELD_NEEDED and FIELD_INVALID name the field.
    """
    known, told = kinds(register.facts), declared(register.facts)
    empty = {one.name: one.default for one in fields(register.facts)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for name in only or entered_names(register):
        given = [one.strip() for one in entered.get(name, ())]
        values[name] = _read(known[name], told[name], given, empty[name])
    if former is not None:
        return replace(former, **values)  # type: ignore[type-var]
    return register.facts(**values)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def _read(kind: type, about: About, given: Sequence[str], empty: Any) -> Any:
    first = given[0] if given else ""
    if kind is tuple:
        if about.terms or about.to or about.zh == "反映问题类别":
            return tuple(dict.fromkeys(one for one in given if one))
        return tuple(line for one in given for line in lines_of(one))
    if kind is bool:
        return first in ("1", "on", "true")
    if not first:
        if kind is str:
            return ""
        if empty is MISSING:
            raise InvalidQuery("FIELD_NEEDED", field=about.zh)
        return empty
    try:
        return _typed(kind, first)
    except ValueError as error:
        raise InvalidQuery("FIELD_INVALID", field=about.zh, value=first[:60]) from error


def _usual(default: Any) -> Sequence[str]:
    """What stands in a field of a new form: a usual choice or number, nothing else."""
    chosen = isinstance(default, (StrEnum, int)) and not isinstance(default, bool)
    return [str(default)] if chosen else []


def _typed(kind: type, text: str) -> Any:
    if kind is date:
        return date.fromisoformat(text)
    if kind in (int, float):
        return kind(text.replace(",", "").replace("，", ""))
    return kind(text) if issubclass(kind, StrEnum) else text


def _field(
    registry: Registry, name: str, kind: type, about: About, values: Sequence[str], case_id: str
) -> FormField:
    made = FormField(name, about.zh, "line", values, about.needed, most=about.most)
    made = replace(made, hint=HINTS.get(name, ""))
    options = _options(registry, name, kind, about, case_id)
    if options is not None:
        options = [*options, *_kept(registry, about, values, options)]
        if kind is tuple:
            return replace(made, widget="choices", options=options)
        needed = about.needed or issubclass(kind, StrEnum)
        blank = [] if needed and values else [("", "（请选择）" if needed else "（不填）")]
        return replace(made, widget="choice", options=[*blank, *options], needed=needed)
    if kind is tuple:
        return replace(made, widget="lines", values=["\n".join(values)], most=20_000)
    if kind is bool:
        return replace(made, widget="yes")
    if kind is date:
        return replace(made, widget="day")
    if kind in (int, float):
        return replace(made, widget="number", numeric="1" if kind is int else "any")
    return replace(made, widget="area") if about.most > SHORT else made


def _options(
    registry: Registry, name: str, kind: type, about: About, case_id: str
) -> Sequence[tuple[str, str]] | None:
    if about.terms:
        return term_options(registry.taxonomy, about.terms)
    if name == "problems" and about.zh == "反映问题类别":
        return [
            *term_options(registry.taxonomy, "discipline_types"),
            *term_options(registry.taxonomy, "offences"),
        ]
    if about.to and about.to != "document":
        within = case_id if about.to in _OF_CASE else ""
        found = choices(registry, REGISTERS[about.to], case_id=within)
        return [(one.id, one.title) for one in found]
    if issubclass(kind, StrEnum):
        return [(code.value, words) for code, words in CHOICES[kind].items()]
    return None


def _kept(
    registry: Registry, about: About, values: Sequence[str], options: Sequence[tuple[str, str]]
) -> Sequence[tuple[str, str]]:
    """What stands in the field though it is not offered: an edit of other fields leaves it."""
    if not (about.to or about.terms):
        return ()
    offered = {value for value, _ in options}
    missing = [one for one in values if one and one not in offered]
    known = titles(registry, missing) if about.to else {}
    unseen = UNSEEN if about.to else "（不再使用的词）"
    return [(one, known[one].title if one in known else unseen) for one in missing]


def _texts(value: Any) -> Sequence[str]:
    if isinstance(value, list):
        return [str(one) for one in value if not isinstance(one, dict)]
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["1"] if value else []
    if isinstance(value, float) and value == int(value):
        return [str(int(value))]
    return [str(value)]
