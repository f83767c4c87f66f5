"""The table of new cases that people asked about."""

from datetime import datetime

from sqlalchemy import DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, now


class NewCaseRow(Row):
    """问过类案的新案：不入库、不进索引，只供 ``owner``（账号，单机为 local）再看，过期即删。"""

    __tablename__ = "new_cases"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    __table_args__ = (Index("ix_new_cases_owner", "owner", "created_at"),)
