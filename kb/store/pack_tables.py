"""The tables beside the registers of packs: content, sealed key, cases, finished files."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row


class PackContentRow(Row):
    """教育包的内容：已脱敏，JSON。"""

    __tablename__ = "pack_contents"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class PackKeyRow(Row):
    """化名对照与出处，加密；密钥在数据库之外的文件里。"""

    __tablename__ = "pack_keys"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PackCaseRow(Row):
    """教育包用了哪些案件；``digests`` 是做包时文书、案件状态、复核、措施、条款的校验值（JSON）。"""

    __tablename__ = "pack_cases"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_id: Mapped[str] = mapped_column(String(64))
    digests: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_pack_cases_case", "case_id"),)


class PackFileRow(Row):
    """成品：送审时生成，检查与放行都只认这一份。"""

    __tablename__ = "pack_files"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    format: Mapped[str] = mapped_column(String(30), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
