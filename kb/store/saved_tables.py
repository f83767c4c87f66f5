"""The tables of saved searches, and of what each has shown already."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, Serial, now


class SavedSearchRow(Row):
    """保存的检索：归 ``owner``（账号，单机为 local），各人名称唯一。

    ``where`` 是筛选表达式的 JSON 数组，原样保存。
    """

    __tablename__ = "saved_searches"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    owner: Mapped[str] = mapped_column(String(64), server_default="local")
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    query: Mapped[str] = mapped_column(Text)
    where: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    last_run_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("owner", "name"),)


class SavedSearchSeenRow(Row):
    """某次运行已给出过的文书；文书删去又重来，不算新的。"""

    __tablename__ = "saved_search_seen"
    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
