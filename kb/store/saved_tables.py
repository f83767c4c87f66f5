"""The tables of saved searches, of what each has shown already, and of what is told of itself."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, Serial, now


class SavedSearchRow(Row):
    """保存的检索：归 ``owner``（账号，单机为 local），各人名称唯一。

    ``where`` 是筛选表达式的 JSON 数组，原样保存。``kind`` 为 case（登记案件）、new_case（新案）的，
    ``query`` 是其编号。``watching`` 的自 ``watched_at`` 起随入库再看，看到 ``checked_at`` 为止。
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
    watching: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    watched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("owner", "name"),)


class SavedSearchSeenRow(Row):
    """某次运行已给出过的文书；文书删去又重来，不算新的。"""

    __tablename__ = "saved_search_seen"
    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)


class SavedMatchRow(Row):
    """自动看到的一份新匹配；``reason`` 是理由的 JSON：得分各项、命中处、所据的文书。"""

    __tablename__ = "saved_matches"
    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_saved_matches_document", "document_id"),)
