"""The tables of the registers, derived from what their facts declare; events; number series.

One column a field. An id that points into another register is a foreign key (NULL where empty);
lists are JSON text, their ids checked when written.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    func,
    literal,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from kb.registers.catalogue import REGISTERS
from kb.registers.records import SHORT, About, Register, declared
from kb.registers.values import kinds
from kb.store.tables import Row, Serial

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "case": "case_files",
        "check": "risk_checks",
        "loophole": "found_loopholes",
        "measure": "chosen_measures",
        "item": "rectification_items",
        "evidence": "evidence",
    }
)
_SQL_TYPES: Mapping[type, type[TypeEngine[Any]]] = MappingProxyType(
    {bool: Boolean, int: Integer, float: Float, date: Date, tuple: Text}
)


def table_name(kind: str) -> str:
    """``item`` → rectification_items."""
    return _NAMES.get(kind, f"{kind}s")


def _head() -> list[Column[Any]]:
    return [
        Column("id", String(64), primary_key=True),
        Column("state", String(40), nullable=False),
        Column("level", SmallInteger, nullable=False),
        Column("owner_department", String(64), nullable=False),
        Column("case_id", ForeignKey("cases.id"), nullable=True),
        Column("version", Integer, nullable=False),
        Column("created_by", String(60), nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
    ]


def _column(name: str, kind: type, about: About) -> Column[Any]:
    if about.to and kind is str:
        target = "documents" if about.to == "document" else table_name(about.to)
        return Column(name, ForeignKey(f"{target}.id"), nullable=True)
    if kind in _SQL_TYPES:
        return Column(name, _SQL_TYPES[kind](), nullable=kind is not tuple)
    sized = Text() if about.most > SHORT else String(about.most)
    return Column(name, sized, nullable=False)


def _table(register: Register[Any]) -> Table:
    name = table_name(register.kind)
    known = kinds(register.facts)
    about = declared(register.facts)
    looked_up = ["case_id", "state", *(one for one, told in about.items() if told.indexed)]
    columns = [_column(one, known[one], told) for one, told in about.items()]
    indexes = [Index(f"ix_{name}_{one}", one) for one in looked_up]
    return Table(name, Row.metadata, *_head(), *columns, *indexes)


TABLES: Mapping[str, Table] = MappingProxyType(
    {kind: _table(register) for kind, register in REGISTERS.items()}
)


def item_deadline(*, indexed: bool = True) -> ColumnElement[date]:
    """The day that counts for an item, the extended one first; the last of all without one.

    Indexed as it stands here, so that the ledger is listed in this order. ``indexed=False`` keeps
    from walking that index where few rows will do: reading the table once is faster then.
    """
    columns = TABLES["item"].c
    never = literal_column("'9999-12-31'", Date) if indexed else literal(date.max)
    return func.coalesce(columns.extended_due, columns.due, never, type_=Date)


Index("ix_rectification_items_deadline", item_deadline(), TABLES["item"].c.id)
# all that the access rule and the counts by state ask for, without reading the rows
Index(
    "ix_rectification_items_counts",
    *(TABLES["item"].c[name] for name in ("state", "level", "owner_department", "case_id", "id")),
)


def table_of(register: Register[Any]) -> Table:
    """The table of a register; its columns are the head's and those of the facts."""
    return TABLES[register.kind]


class RegisterEventRow(Row):
    """记录的一步：只增不改；按序重放即得任一时刻的状态。``changes`` 为 JSON。"""

    __tablename__ = "register_events"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_register_events_record", "record_id", "id"),
        Index("ix_register_events_case", "case_id", "at"),
        Index("ix_register_events_kind", "kind", "after", "at"),
    )


class NumberSeriesRow(Row):
    """编号的最近一个：机关、种类与年度各一列（如 某市纪委监委/supervision/2026）。"""

    __tablename__ = "number_series"
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class EvidenceFileRow(Row):
    """佐证文件的字节，按 sha256 各存一份。"""

    __tablename__ = "evidence_files"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CalendarDayRow(Row):
    """与周末常例不同的日子：放假的工作日，或上班的周末。"""

    __tablename__ = "calendar_days"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(60))


class IdempotencyRow(Row):
    """用过的幂等键与当时的答复：同一人同一键再来，给同样的答复。"""

    __tablename__ = "idempotency_keys"
    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
