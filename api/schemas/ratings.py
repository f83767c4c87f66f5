"""Ratings as they are entered, and the reason of a step."""

from pydantic import BaseModel, ConfigDict, Field

from kb.governance.access import Level
from kb.prevention.ledger_facts import RatingFacts
from kb.registers.records import Placing


class RatingIn(BaseModel):
    """一次评分或统计。"""

    model_config = ConfigDict(extra="forbid")

    facts: RatingFacts
    level: Level = Field(Level.INTERNAL, description="级别 0–3")
    case_id: str = Field("", max_length=64, description="所属案件")

    def placing(self) -> Placing:
        """Where it belongs."""
        return Placing(level=self.level, case_id=self.case_id)


class ReasonIn(BaseModel):
    """这一步的理由。"""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=2000)
