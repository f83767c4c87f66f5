"""The tables of the register of documents and cases; Alembic's migrations create them."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Serial = BigInteger().with_variant(Integer, "sqlite")


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def in_utc(moment: datetime) -> datetime:
    """A kept moment in UTC: SQLite keeps no time zone, and what it gives back is UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class Row(DeclarativeBase):
    """Base of all rows; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CaseRow(Row):
    """案件：一案可有多份文书（通报、一审、二审、剖析、建议书、整改报告）。"""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    owner_department: Mapped[str] = mapped_column(String(64), server_default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    __table_args__ = (
        Index("ix_cases_level", "level", "id"),
        Index("ix_cases_owner", "owner_department", "id"),
    )


class DocumentRow(Row):
    """文书：清洗后的全文、读出的结构（``reading``，zlib 压缩的 JSON）与供筛选的列。"""

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    pages: Mapped[str] = mapped_column(Text)
    reading: Mapped[bytes] = mapped_column(LargeBinary)
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    case_no: Mapped[str] = mapped_column(String(120), index=True)
    court: Mapped[str] = mapped_column(String(120), index=True)
    year: Mapped[int | None] = mapped_column(SmallInteger, index=True)
    amount: Mapped[float | None] = mapped_column(Float)
    level: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)

    # all that filters and counts ask for, without reading the rows: they hold whole texts
    __table_args__ = (
        Index("ix_documents_facets", "kind", "court", "year", "id", "amount", "case_id", "level"),
        Index("ix_documents_case", "case_id", "id", "year", "amount", "kind", "court", "level"),
    )


class OriginalRow(Row):
    """原件：收到的字节（zlib 压缩），与文书同一事务写入，一字不改。"""

    __tablename__ = "originals"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(BigInteger)


class ContentRow(Row):
    """原件字节的校验值；编号本身就是它的文书不在此列。"""

    __tablename__ = "contents"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)


class PassageRow(Row):
    """段：检索的单位，跨度指向 documents.text。"""

    __tablename__ = "passages"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    section: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(Text)


class LabelRow(Row):
    """句子的标签：四层之一的一个词条，证据跨度、方法、置信度与提出它的模型版本。"""

    __tablename__ = "labels"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    layer: Mapped[str] = mapped_column(String(40))
    term: Mapped[str] = mapped_column(String(60))
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    sentence: Mapped[int] = mapped_column(Integer)
    confidence: Mapped[float] = mapped_column(Float)
    method: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(Text)
    tense: Mapped[str] = mapped_column(String(20))
    boilerplate: Mapped[bool] = mapped_column(Boolean)
    model: Mapped[str] = mapped_column(String(60), server_default="")

    __table_args__ = (
        Index("ix_labels_layer_term", "layer", "term"),
        Index("ix_labels_document", "document_id", "layer", "term", "sentence"),
    )


class TagRow(Row):
    """整份文书的标记：罪名、领域、岗位。"""

    __tablename__ = "tags"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    term: Mapped[str] = mapped_column(String(60), primary_key=True)
    confidence: Mapped[float] = mapped_column(Float)
    evidence: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_tags_facet_term", "facet", "term"),)


class CitationRow(Row):
    """被引法条，供按条检索。"""

    __tablename__ = "citations"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    law: Mapped[str] = mapped_column(Text)
    article: Mapped[int] = mapped_column(Integer)
    sub: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_citations_law_article", "law", "article"),)


class ArticleRow(Row):
    """法规的条，供按条打开原文。"""

    __tablename__ = "articles"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    start: Mapped[int] = mapped_column(Integer, primary_key=True)
    end: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    sub: Mapped[int] = mapped_column(Integer)


class CaseNumberRow(Row):
    """文书里出现的案号与文号；``own`` 为本文书自己的号。"""

    __tablename__ = "case_numbers"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    own: Mapped[bool] = mapped_column(Boolean)


class SketchBandRow(Row):
    """近似重复的候选桶（MinHash 分段）。"""

    __tablename__ = "sketch_bands"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_sketch_bands_band_value", "band", "value"),)


class DuplicateRow(Row):
    """近似重复的提议，由人定夺；从不自动合并。"""

    __tablename__ = "duplicates"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    similarity: Mapped[float] = mapped_column(Float)
    status: Mapped[str] = mapped_column(String(20), default="proposed")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class DocumentWordsRow(Row):
    """整份文书的词与分量（升序的小端 uint32 与并列的 uint8），由正文导出，随索引一同重建。"""

    __tablename__ = "document_words"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    indices: Mapped[bytes] = mapped_column(LargeBinary)
    strengths: Mapped[bytes] = mapped_column(LargeBinary)


class OutboxRow(Row):
    """尚未写进索引的文书；SQL 先提交，索引随后。"""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class JobRow(Row):
    """一次导入：进度、结果与失败清单（JSON），归提交的账号（单机为 local）。"""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), server_default="local")
    state: Mapped[str] = mapped_column(String(20), index=True)
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    results: Mapped[str] = mapped_column(Text, default="[]")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
