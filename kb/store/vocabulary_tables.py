"""The tables of proposals to the vocabulary and of the dictionary's words in force."""

from datetime import datetime

from sqlalchemy import DateTime, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, Serial, now


class VocabularyProposalRow(Row):
    """对词典与词表的提议：谁、为什么、出自哪里，由另一人定。"""

    __tablename__ = "vocabulary_proposals"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(String(60))
    definition: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    example: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    decided_by: Mapped[str] = mapped_column(String(64), server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decision: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (
        Index("ix_vocabulary_proposals_state", "state", "id"),
        Index("ix_vocabulary_proposals_target", "target", "id"),
    )


class DictionaryWordRow(Row):
    """本单位加进词典、已随索引生效的词；只在重建索引时改动。"""

    __tablename__ = "dictionary_words"
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
