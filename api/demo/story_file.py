"""Reads ``corpora/demo/registers.yaml``: typed, and checked."""

from datetime import date

from api.demo.story import (
    CaseTold,
    ClueTold,
    FindingTold,
    ItemTold,
    LetterTold,
    OfficerTold,
    PlainLetterTold,
    Story,
    UnitTold,
)
from kb.errors import KbError
from kb.prevention.chain_facts import ClueSource, UnitKind
from kb.prevention.ledger_facts import LetterKind
from kb.yaml_rows import Row, mapping, read_corpus_file, rows, text, texts

_DAYS = 90  # to rectify, where the story says nothing else


def load_story() -> Story:
    """Read the file that ships in ``corpora``; CORPUS_INVALID names a row that does not do."""
    file = read_corpus_file("demo/registers.yaml")
    units = {one.id: one for one in map(_unit, rows(file, "units"))}
    return Story(
        units=units,
        officers=tuple(_officer(row) for row in plain_rows(file, "officers")),
        clues=tuple(_clue(row) for row in rows(file, "clues")),
        cases=tuple(_case(row) for row in rows(file, "cases")),
        letters=tuple(_plain_letter(row) for row in rows(file, "letters")),
        findings=tuple(_finding(row) for row in rows(file, "findings")),
    )


def _unit(row: Row) -> UnitTold:
    return UnitTold(
        text(row, "id"),
        text(row, "name"),
        UnitKind(text(row, "kind")),
        text(row, "system"),
        text(row, "region"),
        number(row, "staff"),
        texts(row, "domains"),
    )


def _officer(row: Row) -> OfficerTold:
    return OfficerTold(
        text(row, "unit"),
        text(row, "name"),
        text(row, "title"),
        text(row, "position"),
        day(row, "since"),
        row.get("key_post") is True,
    )


def _clue(row: Row) -> ClueTold:
    names = ("id", "unit", "domain", "position", "link", "loophole", "step", "title", "summary")
    source = ClueSource(text(row, "source"))
    return ClueTold(day(row, "received"), source, *(text(row, name) for name in names))


def _case(row: Row) -> CaseTold:
    return CaseTold(
        id=text(row, "id"),
        unit=text(row, "unit"),
        title=text(row, "title"),
        post=text(row, "post"),
        position=text(row, "position"),
        offences=texts(row, "offences"),
        amount=float(number(row, "amount")),
        received=day(row, "received"),
        filed=day(row, "filed"),
        concluded=day(row, "concluded"),
        source=ClueSource(text(row, "source")),
        summary=text(row, "summary"),
        result=text(row, "result"),
        roots=texts(row, "roots"),
        causes=texts(row, "causes"),
        grade=text(row, "grade"),
        visited=row.get("visited") is True,
        letter=_letter(mapping(row, "letter")),
        items=_items(row),
    )


def _plain_letter(row: Row) -> PlainLetterTold:
    return PlainLetterTold(
        text(row, "id"),
        text(row, "unit"),
        day(row, "served"),
        row.get("replied") is True,
        text(row, "domain"),
        text(row, "grade", ""),
        row.get("visited") is True,
        _letter(mapping(row, "letter")),
        _items(row),
    )


def _letter(row: Row) -> LetterTold:
    kind = LetterKind(text(row, "kind"))
    return LetterTold(kind, text(row, "body"), text(row, "mark"), text(row, "title"))


def _items(row: Row) -> tuple[ItemTold, ...]:
    names = ("link", "loophole", "found", "measure", "does", "proof", "fate")
    return tuple(
        ItemTold(number(one, "days", _DAYS), *(text(one, name) for name in names))
        for one in plain_rows(row, "items")
    )


def _finding(row: Row) -> FindingTold:
    names = ("id", "unit", "loophole", "domain", "position", "link", "found")
    return FindingTold(day(row, "day"), *(text(row, name) for name in names))


def plain_rows(row: Row, field: str) -> list[Row]:
    """A field that holds rows without ids."""
    found = row.get(field)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return found


def number(row: Row, field: str, default: int | None = None) -> int:
    """A field that holds a whole number."""
    value = row.get(field, default)
    if not isinstance(value, int):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return value


def day(row: Row, field: str) -> date:
    """A field that holds a day."""
    value = row.get(field)
    if not isinstance(value, date):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return value
