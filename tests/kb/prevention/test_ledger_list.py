"""The ledger as it is looked at: filters, order, pages, colours, counts; and the sheet of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from kb.errors import InvalidQuery, NotAllowed, TooLarge
from kb.governance.access import Level, Principal, Role
from kb.governance.audit import AuditEntry
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.ledger_facts import (
    EVIDENCE,
    ITEMS,
    LETTERS,
    EvidenceFacts,
    ItemFacts,
    LetterFacts,
    LetterKind,
)
from kb.prevention.ledger_lines import COLOURS, Colour, LedgerLine, colour
from kb.prevention.ledger_list import LedgerList, LedgerQuery
from kb.prevention.ledger_sheet import export_ledger
from kb.prevention.working_days import CalendarDay, WorkingDays
from kb.registers.records import Placing, declared
from kb.store.registry import Registry

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
# Friday 8 May 2026; Monday 11 May is off
TODAY = datetime(2026, 5, 8, 2, tzinfo=UTC)
CALENDAR = WorkingDays([CalendarDay(date(2026, 5, 11), working=False)])
ITEM = ItemFacts(problem="验收由一人完成", due=date(2026, 6, 30), owner="王某")


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        pytest.param("in_progress", {"due": date(2026, 5, 7)}, Colour.RED, id="past"),
        pytest.param("in_progress", {"due": date(2026, 5, 8)}, Colour.YELLOW, id="today"),
        # 12, 13, 14, 15, 18 May are the next five working days
        pytest.param("in_progress", {"due": date(2026, 5, 18)}, Colour.YELLOW, id="in_five_days"),
        pytest.param("in_progress", {"due": date(2026, 5, 19)}, Colour.BLUE, id="in_six_days"),
        pytest.param(
            "extended",
            {"due": date(2026, 5, 1), "extended_due": date(2026, 6, 1)},
            Colour.BLUE,
            id="extended",
        ),
        pytest.param("overdue", {"due": date(2026, 6, 1)}, Colour.RED, id="marked_overdue"),
        pytest.param("submitted", {"due": date(2026, 5, 1)}, Colour.BLUE, id="applied"),
        pytest.param(
            "in_progress",
            {"due": date(2026, 5, 1), "paused_from": date(2026, 4, 30)},
            Colour.BLUE,
            id="paused",
        ),
        pytest.param("drafted", {"due": None}, Colour.BLUE, id="no_date_yet"),
        pytest.param("written_off", {"due": date(2026, 5, 1)}, Colour.DONE, id="written_off"),
    ],
)
def test_colours(state: str, facts: dict[str, Any], expected: Colour) -> None:
    assert colour(state, replace(ITEM, **facts), TODAY.date(), CALENDAR) is expected


@pytest.fixture
def world(registry: OpenRegistry) -> dict[str, str]:
    """Two units, a letter, eight items; ids by name."""
    with registry() as one:
        kind = UnitKind.PARTY_GOVERNMENT
        housing = one.add(UNITS, UnitFacts(name="某区住建局", kind=kind)).id
        civil = one.add(UNITS, UnitFacts(name="某区民政局", kind=kind)).id
        letter = LetterFacts(
            kind=LetterKind.SUPERVISION, body="某区纪委监委", title="建议书", number="〔2026〕3号"
        )
        sent = one.add(LETTERS, letter, state="served").id
        ids = {"housing": housing, "civil": civil, "letter": sent}
        for name, state, facts in (
            ("late", "overdue", {"due": date(2026, 4, 1), "unit": housing, "letter": sent}),
            ("past", "in_progress", {"due": date(2026, 5, 7), "unit": housing}),
            ("soon", "in_progress", {"due": date(2026, 5, 12), "unit": civil}),
            ("far", "extended", {"due": date(2026, 5, 1), "extended_due": date(2026, 6, 1)}),
            ("done", "written_off", {"due": date(2026, 5, 2), "written_off": date(2026, 5, 1)}),
            ("draft", "drafted", {"due": None, "note": "=1+1"}),
            ("word", "issued", {"problem": "采购 100% 没有比价_记录", "owner": "李某"}),
            ("hole", "issued", {"loopholes": ("no_rule",), "domain": "healthcare"}),
        ):
            ids[name] = one.add(ITEMS, replace(ITEM, **facts), state=state).id
        for number in range(2):
            evidence = EvidenceFacts(item=ids["late"], name="甲.pdf", sha256=f"{number}" * 64)
            one.add(EVIDENCE, evidence)
        struck = EvidenceFacts(item=ids["late"], name="乙.pdf", sha256="9" * 64)
        one.add(EVIDENCE, struck, state="struck")
    return ids


def names(world: dict[str, str], lines: Any) -> list[str]:
    known = {record: name for name, record in world.items()}
    return [known[line.id] for line in lines]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"states": ("overdue", "drafted")}, {"late", "draft"}, id="states"),
        pytest.param({"unit": "housing"}, {"late", "past"}, id="unit"),
        pytest.param({"letter": "letter"}, {"late"}, id="letter"),
        pytest.param({"owner": "李某"}, {"word"}, id="owner"),
        pytest.param({"domain": "healthcare"}, {"hole"}, id="domain"),
        pytest.param({"loophole": "no_rule"}, {"hole"}, id="loophole"),
        pytest.param({"overdue": True}, {"late", "past"}, id="overdue"),
        pytest.param({"colour": "yellow"}, {"soon"}, id="colour"),
        pytest.param(
            {"due_from": date(2026, 5, 7), "due_to": date(2026, 6, 1)},
            {"past", "soon", "far"},
            id="due_range_by_the_date_that_counts",
        ),
        pytest.param({"text": "没有比价"}, {"word"}, id="text"),
        pytest.param({"text": "比价 采购"}, {"word"}, id="two_words"),
        pytest.param({"text": "100%"}, {"word"}, id="a_percent_sign_is_no_wildcard"),
        pytest.param({"text": "1%0"}, set(), id="nor_between_letters"),
        pytest.param({"case_id": "case-none"}, set(), id="case"),
    ],
)
def test_filters(
    registry: OpenRegistry, world: dict[str, str], query: dict[str, Any], found: set[str]
) -> None:
    wanted = {k: world.get(v, v) if isinstance(v, str) else v for k, v in query.items()}
    with registry(at=TODAY) as one:
        ledger, asked = LedgerList(one, CALENDAR), LedgerQuery(**wanted)
        assert set(names(world, ledger.page(asked).lines)) == found
        assert ledger.total(asked) == len(found)


def test_the_most_pressing_come_first_and_pages_join(
    registry: OpenRegistry, world: dict[str, str]
) -> None:
    with registry(at=TODAY) as one:
        ledger = LedgerList(one, CALENDAR)
        whole = ledger.page(LedgerQuery())
        assert whole.next == ""
        assert names(world, whole.lines)[:5] == ["late", "done", "past", "soon", "far"]
        assert names(world, whole.lines)[-1] == "draft"
        joined, after = [], ""
        for _ in range(4):
            page = ledger.page(LedgerQuery(), after=after, limit=2)
            joined += page.lines
            after = page.next
        assert (tuple(joined), after) == (whole.lines, "")
        assert tuple(ledger.every(LedgerQuery())) == whole.lines


def test_a_line_says_what_stands_beside_the_item(
    registry: OpenRegistry, world: dict[str, str]
) -> None:
    with registry(at=TODAY) as one:
        [late] = LedgerList(one, CALENDAR).page(LedgerQuery(letter=world["letter"])).lines
    assert (late.unit_name, late.letter_number, late.issuer) == (
        "某区住建局",
        "〔2026〕3号",
        "某区纪委监委",
    )
    assert (late.evidence, late.colour, late.state_name) == (2, Colour.RED, "逾期未完成")
    # after 1 April: 21 weekdays of April, and 1, 4–8 May
    assert late.left == -27


def test_counts_are_of_all_states_within_the_filter(
    registry: OpenRegistry, world: dict[str, str]
) -> None:
    with registry(at=TODAY) as one:
        ledger = LedgerList(one, CALENDAR)
        counted = ledger.counts(LedgerQuery(unit=world["housing"], states=("overdue",)))
    assert list(counted) == list(ITEMS.states)
    assert {state: n for state, n in counted.items() if n} == {"overdue": 1, "in_progress": 1}


def test_every_red_line_is_found_as_overdue_and_no_other(
    registry: OpenRegistry, world: dict[str, str]
) -> None:
    with registry(at=TODAY) as one:
        ledger = LedgerList(one, CALENDAR)
        red = [line for line in ledger.every(LedgerQuery()) if line.colour is Colour.RED]
        assert list(ledger.every(LedgerQuery(overdue=True))) == red


@pytest.mark.parametrize("moved", [-30, -5, 0, 3, 30])
def test_every_line_is_found_by_its_colour_and_counted_under_it(
    registry: OpenRegistry, world: dict[str, str], moved: int
) -> None:
    with registry(at=TODAY + timedelta(days=moved)) as one:
        ledger = LedgerList(one, CALENDAR)
        lines = list(ledger.every(LedgerQuery()))
        counts = ledger.colours(LedgerQuery(states=("issued",), colour="red"))
        for each in Colour:
            of_colour = [line for line in lines if line.colour is each]
            assert list(ledger.every(LedgerQuery(colour=each.value))) == of_colour
            assert counts[each] == len(of_colour)
    assert sum(counts.values()) == len(lines)


def test_mine_are_those_i_answer_for_or_supervise(
    registry: OpenRegistry, world: dict[str, str], person: Callable[..., Principal]
) -> None:
    told: tuple[dict[str, Any], ...] = (
        {"owner": "officer"},
        {"supervisor": "officer"},
        {"supervisor": "another"},
    )
    with registry(person("officer", Role.PREVENTION), at=TODAY) as one:
        ids = [one.add(ITEMS, replace(ITEM, **facts)).id for facts in told]
        found = LedgerList(one, CALENDAR).page(LedgerQuery(mine=True)).lines
    assert {line.id for line in found} == set(ids[:2])


@pytest.mark.parametrize(
    ("query", "after"),
    [
        pytest.param({"states": ("flying",)}, "", id="state"),
        pytest.param({"loophole": "no_such"}, "", id="loophole"),
        pytest.param({"colour": "pink"}, "", id="colour"),
        pytest.param({}, "item-1", id="cursor"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(
    registry: OpenRegistry, query: dict[str, Any], after: str
) -> None:
    with registry(at=TODAY) as one, pytest.raises(InvalidQuery):
        LedgerList(one, CALENDAR).page(LedgerQuery(**query), after=after)


def test_a_person_sees_what_the_rule_opens(
    registry: OpenRegistry, world: dict[str, str], person: Callable[..., Principal]
) -> None:
    with registry(at=TODAY) as one:
        hidden = replace(ITEM, unit=world["housing"])
        placing = Placing(level=Level.SENSITIVE, department="d2")
        one.add(ITEMS, hidden, placing, state="in_progress")
    rectifier = person("r", Role.RECTIFIER, department="", unit=world["civil"])
    with registry(rectifier, at=TODAY) as one:
        ledger = LedgerList(one, CALENDAR)
        assert names(world, ledger.page(LedgerQuery()).lines) == ["soon"]
        assert ledger.total(LedgerQuery()) == 1
    with registry(person("u1", Role.PREVENTION), at=TODAY) as one:
        ledger = LedgerList(one, CALENDAR)
        # the items of the desktop belong to no department and are of level 1
        assert ledger.total(LedgerQuery(unit=world["housing"])) == 0


def test_the_sheet_holds_what_the_list_shows(registry: OpenRegistry, world: dict[str, str]) -> None:
    entries: list[AuditEntry] = []
    query = LedgerQuery(states=("drafted", "issued", "overdue", "in_progress", "extended"))
    with registry(at=TODAY, entries=entries) as one:
        lines = tuple(LedgerList(one, CALENDAR).every(query))
        sheet = export_ledger(one, CALENDAR, query)
        taxonomy = one.taxonomy
    assert sheet.lines == len(lines) == 7
    book = load_workbook(BytesIO(sheet.content))
    table = book["整改台账"]
    header, *rows = table.iter_rows()
    about = declared(LedgerLine)
    assert [cell.value for cell in header] == [about[one.name].zh for one in fields(LedgerLine)]
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        cells = dict(zip((one.name for one in fields(LedgerLine)), row, strict=True))
        for name, cell in cells.items():
            value = getattr(line, name)
            if name == "colour":
                value = COLOURS[value]
            elif name == "paused":
                value = "否"
            elif name == "domain" and value:
                value = taxonomy.label(f"domain:{value}")
            elif name == "loopholes":
                value = "\n".join(taxonomy.label(f"loopholes:{one}") for one in value)
            elif name == "acceptance":
                value = "\n".join(value)
            found = cell.value.date() if isinstance(cell.value, datetime) else cell.value
            assert (found or "") == (value or "") or found == value == 0, name
    assert table.freeze_panes == "A2"
    assert [(e.action, e.subject) for e in entries] == [("ledger.export", "7 items")]
    notes = {row[0].value: row[1].value for row in book["导出说明"].iter_rows()}
    assert (notes["行数"], notes["导出人"]) == (7, "本机")
    assert notes["状态"] == "待下达、已下达待签收、逾期未完成、整改中、已准予延期"
    assert notes["导出时间（北京时间）"] == "2026-05-08 10:00:00"


def test_what_begins_like_a_formula_stays_text(
    registry: OpenRegistry, world: dict[str, str]
) -> None:
    with registry(at=TODAY) as one:
        sheet = export_ledger(one, CALENDAR, LedgerQuery(states=("drafted",)))
    table = load_workbook(BytesIO(sheet.content))["整改台账"]
    [cell] = [cell for row in table.iter_rows() for cell in row if cell.value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_an_export_needs_the_right_and_is_not_endless(
    registry: OpenRegistry, world: dict[str, str], person: Callable[..., Principal]
) -> None:
    rectifier = person("r", Role.RECTIFIER, department="", unit=world["civil"])
    with registry(rectifier) as one, pytest.raises(NotAllowed):
        export_ledger(one, CALENDAR, LedgerQuery())
    with registry() as one, pytest.raises(TooLarge, match="EXPORT_TOO_LARGE"):
        export_ledger(one, CALENDAR, LedgerQuery(), most=7)
