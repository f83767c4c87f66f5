"""What a case comes to over its documents, as the HTTP interface and ``--json`` show it."""

from pydantic import BaseModel, Field

from api.schemas.retrieval import QuoteOut
from kb.retrieval.case_labels import CaseLabel
from kb.terms import Taxonomy


class CaseLabelOut(BaseModel):
    """一案的一个标签：出现于几句、几份文书，最有把握的句子在前。"""

    key: str
    label: str
    sentences: int
    documents: int
    confidence: float
    formula: bool = Field(description="只有套话承载")
    best: list[QuoteOut]

    @classmethod
    def of(cls, one: CaseLabel, taxonomy: Taxonomy) -> "CaseLabelOut":
        """From a label of a case."""
        return cls(
            key=one.key,
            label=taxonomy.label(one.key),
            sentences=one.sentences,
            documents=one.documents,
            confidence=round(one.confidence, 3),
            formula=one.formula,
            best=[QuoteOut.of(quote) for quote in one.best],
        )


class CaseOut(BaseModel):
    """一案的标签汇总。"""

    case_id: str
    documents: int
    labels: list[CaseLabelOut]
