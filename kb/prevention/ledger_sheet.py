"""The ledger as a workbook: the rows and columns of the list, and a sheet that says what it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from kb.errors import TooLarge
from kb.governance.access import Level, Permission
from kb.official_sheet import CellValue, OfficialSheet
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.ledger_lines import COLOURS, Colour, LedgerLine
from kb.prevention.ledger_list import LedgerList, LedgerQuery
from kb.prevention.working_days import WorkingDays
from kb.registers.days import in_china
from kb.registers.records import declared
from kb.store.registry import Registry
from kb.terms import Taxonomy

MOST_ROWS = 20_000
_WIDE = {"problem", "measure", "acceptance", "note", "opinion", "recurrence", "accountability"}
_WIDTH, _WIDE_WIDTH = 14.0, 40.0


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A workbook of the ledger: its bytes and how many lines it holds."""

    content: bytes
    lines: int


def export_ledger(
    registry: Registry, calendar: WorkingDays, query: LedgerQuery, *, most: int = MOST_ROWS
) -> LedgerSheet:
    """The lines that the list gives for the same query, as XLSX; audited before it is given.

    EXPORT_TOO_LARGE above ``most`` lines: narrow the query.
    """
    registry.principal.require(Permission.EXPORT)
    ledger = LedgerList(registry, calendar)
    total = ledger.total(query)
    if total > most:
        raise TooLarge("EXPORT_TOO_LARGE", count=total, limit=most)
    lines = tuple(ledger.every(query))
    said = tuple(_filter(query, registry.taxonomy))
    level = max((Level(one.level) for one in lines), default=Level.PUBLIC)
    reason = "；".join(f"{name}={value}" for name, value in said)
    registry.audit("ledger.export", f"{len(lines)} items", level, reason=reason[:200])
    content = _workbook(registry, lines, said)
    return LedgerSheet(content, len(lines))


def sheet_columns() -> tuple[str, ...]:
    """The Chinese names of the columns, in order."""
    return tuple(one.zh for one in declared(LedgerLine).values())


def sheet_cells(line: LedgerLine, taxonomy: Taxonomy) -> tuple[CellValue, ...]:
    """A line as the cells of its row."""
    return tuple(_shown(name, getattr(line, name), taxonomy) for name in declared(LedgerLine))


def _workbook(
    registry: Registry, lines: Sequence[LedgerLine], said: Sequence[tuple[str, str]]
) -> bytes:
    made = in_china(registry.clock())
    book = OfficialSheet()
    book.table(
        "整改台账",
        sheet_columns(),
        (sheet_cells(one, registry.taxonomy) for one in lines),
        widths=[_WIDE_WIDTH if name in _WIDE else _WIDTH for name in declared(LedgerLine)],
    )
    notes: list[tuple[str, CellValue]] = [
        ("导出时间（北京时间）", f"{made:%Y-%m-%d %H:%M:%S}"),
        ("导出人", registry.principal.name),
        ("行数", len(lines)),
        ("范围", "导出人有权查看的整改事项"),
        *said,
    ]
    book.table("导出说明", ("项目", "内容"), notes, widths=(24.0, 60.0))
    return book.to_bytes(made=made)


def _filter(query: LedgerQuery, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """The filter in words, what does not narrow left out."""
    for name, about in declared(LedgerQuery).items():
        value = getattr(query, name)
        if not value:
            continue
        if name == "states":
            yield about.zh, "、".join(ITEMS.states[one] for one in value)
        elif name == "colour":
            yield about.zh, COLOURS[Colour(value)]
        elif name == "loophole":
            yield about.zh, taxonomy.label(f"loopholes:{value}")
        else:
            yield about.zh, str(_shown(name, value, taxonomy))


def _shown(name: str, value: object, taxonomy: Taxonomy) -> CellValue:
    if isinstance(value, Colour):
        return COLOURS[value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "domain" and value:
        return taxonomy.label(f"domain:{value}")
    if isinstance(value, tuple):
        labelled = name == "loopholes"
        return "\n".join(taxonomy.label(f"{name}:{one}") if labelled else one for one in value)
    return cast("CellValue", value)
