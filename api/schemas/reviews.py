"""Human review as the HTTP interface and ``--json`` show it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.documents import DocumentOut, LabelOut, SpanOut
from kb.model import Span
from kb.review.agreement import NO_VARIATION, TOO_FEW, ReviewerAgreement
from kb.review.decisions import Choice, Decision, ReviewedLabel, ReviewedSentence, Status
from kb.review.queue import priority_parts
from kb.store.review_queue import ReviewTask
from kb.terms import Taxonomy

LAYER_NAMES = {
    "causes": "动因手段",
    "loopholes": "制度漏洞",
    "ideological_roots": "思想根源",
    "measures": "防治措施",
}
STATUS_NAMES = {
    Status.PROPOSED: "待复核",
    Status.ACCEPTED: "已接受",
    Status.EDITED: "已修改",
    Status.REJECTED: "已驳回",
    Status.DISPUTED: "有分歧",
}
CHOICE_NAMES = {
    Choice.ACCEPT: "接受",
    Choice.EDIT: "修改",
    Choice.REJECT: "驳回",
    Choice.ADD: "补加",
}
REASONS = {
    "": "",
    TOO_FEW: "两人都复核过的标签不足两条，无法计算",
    NO_VARIATION: "所有答案都一样，没有可与偶然一致相比的差异，无法计算",
}


class SpanIn(BaseModel):
    """半开区间 [start, end)，以文书全文的字符计。"""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, le=2**31 - 1)
    end: int = Field(ge=1, le=2**31 - 1)

    @model_validator(mode="after")
    def _some_words(self) -> "SpanIn":
        if self.start >= self.end:
            raise ValueError("empty span")
        return self

    def span(self) -> Span:
        """As a span."""
        return Span(self.start, self.end)


class ReviewIn(BaseModel):
    """对一条标签的决定：accept 接受、reject 驳回；edit 修改、add 补加，写明 label、span。"""

    model_config = ConfigDict(extra="forbid")

    document_id: str = Field(max_length=64)
    decision: Choice
    sentence: int | None = Field(None, ge=0, le=2**31 - 1, description="句序；补加时可不写")
    key: str = Field("", description="所答的标签，如 loopholes:no_rule；补加时不写", max_length=120)
    model: str | None = Field(None, description="所见提议的模型版本；与现行的不同则拒绝（409）")
    label: str = Field("", description="改为、补加的标签：代码或中文名", max_length=120)
    span: SpanIn | None = Field(None, description="改为、补加的证据起止")
    reviewer: str = Field(description="复核人", max_length=200)
    note: str = Field("", description="理由", max_length=1000)


class DecisionOut(BaseModel):
    """一次决定。key、span 为决定后的标签，驳回则为空。"""

    decision: Choice
    key: str | None
    label: str | None
    span: SpanOut | None
    reviewer: str
    note: str
    at: datetime
    model: str = Field(description="所答提议的模型版本")
    confidence: float = Field(description="所答提议的置信度")

    @classmethod
    def of(cls, decision: Decision, taxonomy: Taxonomy) -> "DecisionOut":
        """From a decision."""
        outcome = decision.outcome
        return cls(
            decision=decision.choice,
            key=outcome.key if outcome else None,
            label=taxonomy.label(outcome.key) if outcome else None,
            span=SpanOut.of(outcome.span) if outcome else None,
            reviewer=decision.reviewer,
            note=decision.note,
            at=decision.at,
            model=decision.proposal.model,
            confidence=round(decision.proposal.confidence, 3),
        )


class ReviewedLabelOut(BaseModel):
    """一条标签：所提、现状（standing，驳回则为空）与全部决定。

    status：proposed 待复核、accepted 已接受、edited 已修改、rejected 已驳回、disputed 有分歧。
    """

    id: str = Field(examples=["3f9a2c…:12:loopholes:no_trace"])
    sentence: int
    status: Status
    reviewers: int
    proposed: LabelOut
    standing: LabelOut | None
    decisions: list[DecisionOut]

    @classmethod
    def of(cls, reviewed: ReviewedLabel, text: str, taxonomy: Taxonomy) -> "ReviewedLabelOut":
        """From a label with its decisions, and the document's text."""
        verdict = reviewed.verdict
        standing = verdict.standing
        return cls(
            id=str(reviewed.id),
            sentence=reviewed.id.sentence,
            status=verdict.status,
            reviewers=verdict.reviewers,
            proposed=LabelOut.of(reviewed.label, text, taxonomy),
            standing=LabelOut.of(standing, text, taxonomy) if standing else None,
            decisions=[DecisionOut.of(one, taxonomy) for one in reviewed.decisions],
        )


class PriorityPartOut(BaseModel):
    """次序的一部分：value × weight = contribution，各部分之和即 priority。"""

    name: str
    value: float
    weight: float
    contribution: float


class ReviewTaskOut(BaseModel):
    """一条待复核的标签，连同它所在的句子。别人的答案有意不给出，免受影响。"""

    id: str
    document: DocumentOut
    sentence: int
    span: SpanOut = Field(description="全句的起止")
    text: str
    section: str
    heading: str
    page: int | None
    label: LabelOut
    priority: float
    parts: list[PriorityPartOut]

    @classmethod
    def of(cls, task: ReviewTask, taxonomy: Taxonomy) -> "ReviewTaskOut":
        """From a task."""
        start = task.sentence.start
        words = Span(task.label.span.start - start, task.label.span.end - start).of(task.text)
        return cls(
            id=str(task.id),
            document=DocumentOut.of(task.document, taxonomy),
            sentence=task.id.sentence,
            span=SpanOut.of(task.sentence),
            text=task.text,
            section=task.section.kind.value,
            heading=task.section.heading,
            page=task.page,
            label=LabelOut.of(task.label, "", taxonomy).model_copy(update={"text": words}),
            priority=round(task.priority, 4),
            parts=[
                PriorityPartOut(
                    name=part.name,
                    value=round(part.value, 4),
                    weight=part.weight,
                    contribution=round(part.value * part.weight, 4),
                )
                for part in priority_parts(task.candidate)
            ],
        )


class ReviewProgressOut(BaseModel):
    """队列的进度：三种各还有几条，有人答过的几条；以可看的文书计。"""

    first: int = Field(description="还没有人看过的")
    second: int = Field(description="还差第二人的（本人答过的不算）")
    disputed: int = Field(description="有分歧的（本人答过的不算）")
    settled: int = Field(description="有人答过的")


class ReviewerAgreementOut(BaseModel):
    """复核人之间的一致程度：α 为 Krippendorff α（名义尺度），算不出时为空并说明。"""

    scope: Literal["all", "layer", "term"]
    name: str
    label: str
    proposals: int = Field(description="两人以上复核过的标签数")
    raw: float | None = Field(description="两两一致的比例")
    alpha: float | None
    reason: str = Field(description="α 算不出的原因代码：TOO_FEW、NO_VARIATION")
    explanation: str

    @classmethod
    def of(cls, found: ReviewerAgreement, taxonomy: Taxonomy) -> "ReviewerAgreementOut":
        """From a figure."""
        named = taxonomy.label(found.name) if found.scope == "term" else ""
        return cls.model_validate(
            {
                "scope": found.scope,
                "name": found.name,
                "label": named or LAYER_NAMES.get(found.name, "全部"),
                "proposals": found.proposals,
                "raw": None if found.raw is None else round(found.raw, 4),
                "alpha": None if found.alpha is None else round(found.alpha, 4),
                "reason": found.reason,
                "explanation": REASONS[found.reason],
            }
        )


def training_row(sentence: ReviewedSentence) -> dict[str, object]:
    """A line of the export: text, labels, rejected, source."""
    return {
        "text": sentence.text,
        "labels": sorted(sentence.labels),
        "rejected": sorted(sentence.rejected),
        "source": sentence.source,
    }
