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


class PackTraceRow(Row):
    """脱敏对照：每段原文与脱敏后逐处对应，加密；不是包的内容，不导出。"""

    __tablename__ = "pack_traces"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PackCaseRow(Row):
    """教育包用了哪些案件，凭做包时文书、案件状态等的校验值 ``digests`` 看有没有变（JSON）。

    ``papers`` 是用了哪些文书、做包时各是哪一级（JSON）。
    """

    __tablename__ = "pack_cases"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_id: Mapped[str] = mapped_column(String(64))
    digests: Mapped[str] = mapped_column(Text)
    papers: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")

    __table_args__ = (Index("ix_pack_cases_case", "case_id"),)


class PackFileRow(Row):
    """成品：送审时生成，检查与放行都只认这一份。"""

    __tablename__ = "pack_files"
    pack_id: Mapped[str] = mapped_column(ForeignKey("packs.id"), primary_key=True)
    format: Mapped[str] = mapped_column(String(30), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
