"""Facts are checked when they are entered: lengths, vocabularies, text that can be stored."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from kb.errors import InvalidQuery, NotFound
from kb.registers.days import YEARS
from kb.registers.records import About, Register, declared
from kb.terms import LAYERS, Taxonomy

_MOST_ITEMS = 200
_SECTIONS = {
    "domains": "domain",
    "positions": "position",
    "offences": "offence",
    "discipline_types": "discipline",
}


def check_facts(register: Register[Any], facts: object, taxonomy: Taxonomy) -> None:
    """Refuse facts that say nothing where something is needed, or what the vocabulary lacks.

    FIELD_NEEDED, FIELD_TOO_LONG, LABEL_UNKNOWN, INVALID_TEXT and FIELD_INVALID name the field.
    """
    about = declared(register.facts)
    for one in fields(facts):  # type: ignore[arg-type]
        told, value = about[one.name], getattr(facts, one.name)
        if told.needed and (value is None or value in ("", ()) or not str(value).strip()):
            raise InvalidQuery("FIELD_NEEDED", field=told.zh)
        values = value if isinstance(value, tuple) else (value,)
        if len(values) > _MOST_ITEMS:
            raise InvalidQuery("FIELD_TOO_LONG", field=told.zh, limit=_MOST_ITEMS)
        for each in values:
            _check_value(told, each, taxonomy)


def _check_value(told: About, value: object, taxonomy: Taxonomy) -> None:
    if is_dataclass(value):
        for one in fields(value):
            held = getattr(value, one.name)
            for each in held if isinstance(held, tuple) else (held,):
                _check_value(told, each, taxonomy)
        return
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise InvalidQuery("FIELD_INVALID", field=told.zh, value=str(value))
    if isinstance(value, int) and abs(value) >= 2**31:
        raise InvalidQuery("FIELD_INVALID", field=told.zh, value=str(value))
    if isinstance(value, date) and value.year >= YEARS.stop:
        raise InvalidQuery("FIELD_INVALID", field=told.zh, value=value.isoformat())
    if not isinstance(value, str):
        return
    if len(value) > told.most:
        raise InvalidQuery("FIELD_TOO_LONG", field=told.zh, limit=told.most)
    if "\x00" in value or any("\ud800" <= one <= "\udfff" for one in value):
        raise InvalidQuery("INVALID_TEXT", field=told.zh)
    if told.terms and value and not known_term(told.terms, value, taxonomy):
        raise InvalidQuery("LABEL_UNKNOWN", key=value[:60])


def known_term(section: str, value: str, taxonomy: Taxonomy) -> bool:
    """Whether the section of the taxonomy holds the id: ``domains``, ``loopholes`` …"""
    key = f"{section if section in LAYERS else _SECTIONS[section]}:{value}"
    try:
        taxonomy.label(key)
    except NotFound:
        return False
    return True
