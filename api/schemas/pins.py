"""Pinned past cases as the HTTP interface and ``--json`` show them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.documents import DocumentOut
from api.schemas.retrieval import ScorePartOut
from kb.retrieval.pins import Pin
from kb.terms import Taxonomy


class PinIn(BaseModel):
    """为什么钉住它；得分按给出的权重算。"""

    model_config = ConfigDict(extra="forbid")

    note: str = Field("", description="为什么钉住", max_length=500)
    weights: list[str] = Field(
        default_factory=list, description="得分各项的权重，如 罪名=0.3", max_length=20
    )


class PinOut(BaseModel):
    """钉住的旧案：谁、何时、为什么，以及钉住时的得分、各项、版本与所据的文书。"""

    case_id: str
    title: str
    note: str
    pinned_by: str = Field(description="钉住的人的账号")
    pinned_at: datetime
    score: float
    parts: list[ScorePartOut]
    weights: list[str]
    versions: dict[str, str]
    documents: list[DocumentOut]

    @classmethod
    def of(cls, pin: Pin, taxonomy: Taxonomy) -> "PinOut":
        """From a pin."""
        why = pin.reason
        return cls(
            case_id=pin.past_case,
            title=pin.title,
            note=pin.note,
            pinned_by=pin.by,
            pinned_at=pin.at,
            score=round(why.score, 4),
            parts=[ScorePartOut.of(one, taxonomy) for one in why.parts],
            weights=list(why.weights),
            versions=dict(why.versions),
            documents=[DocumentOut.of(one, taxonomy) for one in pin.documents],
        )
