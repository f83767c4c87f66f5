"""The audit trail over HTTP and at the terminal."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from kb.governance.audit import AuditRecord
from kb.governance.audit_check import Fault, Verdict

FAULTS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.CHANGED: "内容被改动",
        Fault.REMOVED: "被删除",
        Fault.INSERTED: "是插入的",
        Fault.SWAPPED: "与另一条调换了位置",
        Fault.TRUNCATED: "起的记录被截去",
        Fault.REWRITTEN: "与锚点不符（整链重写，或退回了旧库）",
        Fault.ANCHOR: "的锚点被改动",
    }
)


class AuditRecordOut(BaseModel):
    """一条审计记录。"""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    at: str
    actor: str
    department: str
    roles: str
    session: str
    ip: str
    action: str
    subject: str
    level: int
    outcome: str
    reason: str
    before: str
    after: str
    request: str
    hash: str

    @classmethod
    def of(cls, one: AuditRecord) -> "AuditRecordOut":
        """From a record."""
        values = asdict(one)
        del values["prev"]
        return cls(**values)


class AuditPageOut(BaseModel):
    """一页，新的在前；``next`` 为下一页的 ``before``，没有则到头了。"""

    entries: list[AuditRecordOut]
    next: int | None


class VerdictOut(BaseModel):
    """核验结果：``state`` 为 ok、broken、truncated；坏在 ``seq``。"""

    state: str
    entries: int
    anchors: int
    fault: str
    seq: int
    other: int
    explanation: str
    regressed: list[int]

    @classmethod
    def of(cls, one: Verdict) -> "VerdictOut":
        """From a verdict."""
        state = {0: "ok", 2: "broken", 3: "truncated"}[one.exit_code]
        words = f"第 {one.seq} 条{FAULTS[one.fault]}" if one.fault else "完整"
        return cls(
            state=state,
            entries=one.entries,
            anchors=one.anchors,
            fault=one.fault or "",
            seq=one.seq,
            other=one.other,
            explanation=words,
            regressed=list(one.regressed),
        )
