"""Documents as the HTTP interface and ``--json`` show them: codes with Chinese labels beside."""

from pydantic import BaseModel, Field

from api.errors import warning_text
from api.fields import fields_of
from kb.model import Label, Span, TaggedDocument
from kb.store.rows import DocumentSummary
from kb.terms import Taxonomy


class SpanOut(BaseModel):
    """半开区间 [start, end)，以文书全文的字符计。"""

    start: int
    end: int

    @classmethod
    def of(cls, span: Span) -> "SpanOut":
        """From a span."""
        return cls(start=span.start, end=span.end)


class TermOut(BaseModel):
    """词表里的一个词条。"""

    key: str = Field(examples=["loopholes:no_rule"])
    label: str = Field(examples=["制度空白"])

    @classmethod
    def of(cls, key: str, taxonomy: Taxonomy) -> "TermOut":
        """From a key such as ``offence:bribery_taking``."""
        return cls(key=key, label=taxonomy.label(key))


class DocumentOut(BaseModel):
    """文书摘要。"""

    id: str
    case_id: str
    name: str
    kind: TermOut
    title: str
    case_no: str
    court: str
    year: int | None
    amount: float | None = Field(description="案件数额（元）")

    @classmethod
    def of(cls, summary: DocumentSummary, taxonomy: Taxonomy) -> "DocumentOut":
        """From a summary."""
        return cls(
            id=summary.id,
            case_id=summary.case_id,
            name=summary.name,
            kind=TermOut.of(f"kind:{summary.kind.value}", taxonomy),
            title=summary.title,
            case_no=summary.case_no,
            court=summary.court,
            year=summary.year,
            amount=summary.amount,
        )


class LabelOut(BaseModel):
    """一个标签及其证据：机器提出，人来定。"""

    key: str
    label: str
    span: SpanOut
    text: str
    confidence: float
    method: str
    rule: str
    tense: str
    boilerplate: bool
    model: str = Field(description="提出它的模型或规则的版本")

    @classmethod
    def of(cls, label: Label, text: str, taxonomy: Taxonomy) -> "LabelOut":
        """From a label and the text whose words it marks."""
        return cls(
            key=label.key,
            label=taxonomy.label(label.key),
            span=SpanOut.of(label.span),
            text=label.span.of(text),
            confidence=round(label.confidence, 3),
            method=label.method,
            rule=label.rule,
            tense=label.tense,
            boilerplate=label.boilerplate,
            model=label.model,
        )


class TagOut(BaseModel):
    """整份文书的标记（罪名、领域、岗位）与证据句。"""

    key: str
    label: str
    confidence: float
    evidence: list[SpanOut]


class ReadingOut(BaseModel):
    """一份文书读出的全部内容。"""

    id: str
    name: str
    media_type: str
    title: str
    kind: TermOut
    kind_confidence: float
    warnings: list[str]
    fields: dict[str, object]
    sections: list[dict[str, object]]
    tags: list[TagOut]
    labels: list[LabelOut]

    @classmethod
    def of(cls, tagged: TaggedDocument, taxonomy: Taxonomy) -> "ReadingOut":
        """From a read document."""
        document = tagged.document
        return cls(
            id=document.id,
            name=document.name,
            media_type=document.media_type,
            title=document.title,
            kind=TermOut.of(f"kind:{tagged.kind.value}", taxonomy),
            kind_confidence=round(tagged.kind_confidence, 3),
            warnings=[warning_text(code) for code in document.warnings],
            fields=fields_of(tagged),
            sections=[
                {
                    "kind": section.kind.value,
                    "heading": section.heading,
                    "level": section.level,
                    "span": SpanOut.of(section.span),
                }
                for section in tagged.sections
            ],
            tags=[
                TagOut(
                    key=f"{tag.facet}:{tag.term}",
                    label=taxonomy.label(f"{tag.facet}:{tag.term}"),
                    confidence=round(tag.confidence, 3),
                    evidence=[SpanOut.of(span) for span in tag.evidence],
                )
                for tag in tagged.tags
            ],
            labels=[LabelOut.of(one, document.text, taxonomy) for one in tagged.labels],
        )
