"""Records of the registers over HTTP: one shape for all, the facts typed by their register."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from kb.governance.access import Level
from kb.registers.records import Event, Kept, Placing, Register

F = TypeVar("F")


class RecordIn(BaseModel, Generic[F]):
    """新记录：``facts`` 是登记的内容，其余是它归在哪里。部门不写，取登记人的部门。"""

    model_config = ConfigDict(extra="forbid")

    facts: F
    level: Level = Field(Level.INTERNAL, description="级别 0–3")
    case_id: str = Field("", max_length=64, description="所属案件")

    def placing(self) -> Placing:
        """Where it belongs."""
        return Placing(level=self.level, case_id=self.case_id)


class FactsIn(BaseModel, Generic[F]):
    """改动后的全部内容；只由流程步骤写的字段保持原样。"""

    model_config = ConfigDict(extra="forbid")

    facts: F


class PlacingIn(BaseModel):
    """改归另一级别、部门或案件。"""

    model_config = ConfigDict(extra="forbid")

    level: Level
    department: str = Field("", max_length=64)
    case_id: str = Field("", max_length=64)

    def placing(self) -> Placing:
        """Where it is to belong."""
        return Placing(level=self.level, department=self.department, case_id=self.case_id)


class RecordOut(BaseModel, Generic[F]):
    """一条记录。``version`` 也在 ETag 里，改动时放进 If-Match。"""

    id: str
    kind: str
    state: str
    state_name: str
    level: int
    department: str
    case_id: str
    version: int
    created_by: str
    created_at: datetime
    changed_at: datetime
    facts: F

    @classmethod
    def of(cls, register: Register[F], kept: Kept[F]) -> "RecordOut[F]":
        """From a record."""
        head = kept.head
        return cls(
            id=head.id,
            kind=register.kind,
            state=head.state,
            state_name=register.states.get(head.state, head.state),
            level=int(head.level),
            department=head.department,
            case_id=head.case_id,
            version=head.version,
            created_by=head.created_by,
            created_at=head.created_at,
            changed_at=head.changed_at,
            facts=kept.facts,
        )


class PageOut(BaseModel, Generic[F]):
    """一页；``next`` 放进 ``after`` 取下一页，空为到底。``total`` 是可见的总数。"""

    items: list[RecordOut[F]]
    total: int
    next: str


class ChangeOut(BaseModel):
    """一个字段的改动。"""

    field: str
    old: Any
    new: Any


class EventOut(BaseModel):
    """记录的一步。"""

    at: datetime
    actor: str
    kind: str
    record_id: str
    action: str
    before: str
    after: str
    reason: str
    changes: list[ChangeOut]

    @classmethod
    def of(cls, event: Event) -> "EventOut":
        """From an event."""
        return cls(
            at=event.at,
            actor=event.actor,
            kind=event.kind,
            record_id=event.record_id,
            action=event.action,
            before=event.before,
            after=event.after,
            reason=event.reason,
            changes=[ChangeOut(field=c.field, old=c.old, new=c.new) for c in event.changes],
        )
