"""The table of past cases pinned to the cases that people work on."""

from datetime import datetime

from sqlalchemy import DateTime, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, Serial

_STANDING = text("removed_at IS NULL")


class CasePinRow(Row):
    """钉在一件案子上的旧案：``kind`` 为 case（登记案件）或 new_case（新案），``subject`` 为其编号。

    每人对一件旧案至多钉着一次；别人钉的，看不见的人不能替他取消，所以同一旧案可以有几行。
    取消只记 ``removed_at``，不删行，所以任一时刻钉着什么都查得到。``reason`` 是钉住时的得分、
    各项、版本与所据文书的 JSON。
    """

    __tablename__ = "case_pins"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(64))
    past_case: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    pinned_by: Mapped[str] = mapped_column(String(64))
    pinned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    removed_by: Mapped[str] = mapped_column(String(64), default="")
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_case_pins_subject", "kind", "subject", "pinned_at"),
        Index(
            "uq_case_pins_standing",
            "kind",
            "subject",
            "past_case",
            "pinned_by",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )
