"""The tables of human review: every decision on a label, and what the decisions come to."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, Serial, now


class LabelReviewRow(Row):
    """复核决定：只增不改；同一人对同一提议的后一次决定取代前一次，前一次仍留着。

    提议以文书、句序与标签认定，不以行号认定：文书可由新模型重新标注。
    """

    __tablename__ = "label_reviews"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    sentence: Mapped[int] = mapped_column(Integer)
    layer: Mapped[str] = mapped_column(String(40))
    term: Mapped[str] = mapped_column(String(60))
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    model: Mapped[str] = mapped_column(String(60))
    confidence: Mapped[float] = mapped_column(Float)
    decision: Mapped[str] = mapped_column(String(10))
    new_layer: Mapped[str] = mapped_column(String(40))
    new_term: Mapped[str] = mapped_column(String(60))
    new_start: Mapped[int | None] = mapped_column(Integer)
    new_end: Mapped[int | None] = mapped_column(Integer)
    reviewer: Mapped[str] = mapped_column(String(60), index=True)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    __table_args__ = (
        Index("ix_label_reviews_proposal", "document_id", "sentence", "layer", "term"),
    )


class LabelVerdictRow(Row):
    """复核结论：由 label_reviews 算出，与决定同一事务写入，供筛选用 SQL 查。

    有结论的提议以结论为准（``new_*`` 为现行的标签，驳回则为空），没有的以机器所提为准。
    ``confidence``、``boilerplate`` 是最近一次作答时所提的，供队列排次序。
    """

    __tablename__ = "label_verdicts"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    sentence: Mapped[int] = mapped_column(Integer, primary_key=True)
    layer: Mapped[str] = mapped_column(String(40), primary_key=True)
    term: Mapped[str] = mapped_column(String(60), primary_key=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    reviewers: Mapped[int] = mapped_column(SmallInteger)
    confidence: Mapped[float] = mapped_column(Float)
    boilerplate: Mapped[bool] = mapped_column(Boolean)
    new_layer: Mapped[str] = mapped_column(String(40))
    new_term: Mapped[str] = mapped_column(String(60))

    __table_args__ = (Index("ix_label_verdicts_new", "new_layer", "new_term"),)
