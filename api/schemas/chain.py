"""Steps of clues and cases over HTTP, the loop of a case, and what the registers are asked."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.errors import explain
from api.schemas.registers import RecordOut
from kb.errors import KbError
from kb.governance.access import Level
from kb.prevention.case_counters import CaseCounters
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    CaseFacts,
    CheckFacts,
    ClueFacts,
    LoopholeFacts,
    RiskPointFacts,
)
from kb.prevention.clues import Filed
from kb.prevention.steps import Step
from kb.prevention.trace import Node
from kb.registers.records import LONG
from kb.store.register_search import RegisterHit

GAPS = {
    "CHECKLIST_EMPTY": "没有风险排查事项",
    "CHECKS_OPEN": "风险排查没有答完",
    "CAUSES_MISSING": "没有登记直接原因",
    "ROOTS_MISSING": "没有登记思想根源",
    "LOOPHOLES_UNDECIDED": "有漏洞尚未确认或排除",
    "LOOPHOLES_MISSING": "没有确认的制度漏洞",
    "MEASURES_MISSING": "没有采用的预防措施",
    "LOOPHOLES_UNANSWERED": "有漏洞没有措施对应",
    "LETTER_NOT_SERVED": "没有送达的建议书",
    "ITEMS_MISSING": "没有整改事项",
    "ITEMS_OPEN": "有整改事项没有办结",
    "REPLY_MISSING": "有建议书没有答复",
    "EVALUATION_FAILED": "整改评估不合格",
    "EVALUATION_MISSING": "没有核定的整改评估",
    "NOT_IMPROVED": "尚未进入评估完善",
}


class Given(BaseModel):
    """What is sent; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class StepIn(Given):
    """一步：为什么走这一步。"""

    reason: str = Field("", description="理由", max_length=LONG)


class FilingIn(Given):
    """立案：谁批准、何日、案件编号与级别。"""

    approval: str = Field(description="批准情况", max_length=LONG)
    number: str = Field("", description="案件编号", max_length=200)
    title: str = Field("", description="案件名称，不写即取线索标题", max_length=200)
    on: date | None = Field(None, description="立案日期，不写即今天")
    level: Level = Field(Level.SENSITIVE, description="案件级别 0–3")


class FiledOut(BaseModel):
    """立案后的线索、案件与风险排查事项。"""

    clue: RecordOut[ClueFacts]
    case: RecordOut[CaseFacts]
    checks: list[RecordOut[CheckFacts]]

    @classmethod
    def of(cls, filed: Filed) -> "FiledOut":
        """From a filed clue."""
        return cls(
            clue=RecordOut.of(CLUES, filed.clue),
            case=RecordOut.of(CASES, filed.case),
            checks=[RecordOut.of(CHECKS, one) for one in filed.checks],
        )


class ConclusionIn(Given):
    """审结：日期、结果与文号。"""

    on: date = Field(description="审结日期")
    result: str = Field(description="处分或刑罚", max_length=LONG)
    result_number: str = Field("", description="结果文号", max_length=200)


class QuestionIn(Given):
    """加一项风险排查。"""

    question: str = Field(description="排查事项", max_length=LONG)
    basis: str = Field("", description="依据", max_length=LONG)


class AnswerIn(Given):
    """答一项风险排查：结论，加证据或没有证据的理由。"""

    answer: str = Field(description="结论", max_length=LONG)
    evidence: list[str] = Field(default=[], description="证据", max_length=200)
    reason: str = Field("", description="没有证据的理由", max_length=LONG)


class RiskPointsOut(BaseModel):
    """新提出的风险点，待人确认或排除。"""

    proposed: list[RecordOut[RiskPointFacts]]


class LoopholesOut(BaseModel):
    """从案件文书里提出的漏洞，待人确认或排除。"""

    proposed: list[RecordOut[LoopholeFacts]]


class GapOut(BaseModel):
    """缺什么。"""

    code: str
    name: str
    records: list[str]


class NodeOut(BaseModel):
    """闭环的一个节点：有什么、缺什么。"""

    key: str
    name: str
    complete: bool
    records: list[str]
    gaps: list[GapOut]

    @classmethod
    def of(cls, node: Node) -> "NodeOut":
        """From a node of the loop."""
        return cls(
            key=node.key,
            name=node.zh,
            complete=node.complete,
            records=list(node.there),
            gaps=[
                GapOut(code=gap.code, name=GAPS[gap.code], records=list(gap.records))
                for gap in node.gaps
            ],
        )


class CountersOut(BaseModel):
    """查处一案、警示一片、治理一域。``domain`` 为空时只数本案。"""

    people: int = Field(description="查处一案：人数")
    amount: float | None = Field(description="查处一案：案值（元）")
    packs: int = Field(description="警示一片：警示教育次数")
    reach: int = Field(description="警示一片：受教育人数")
    domain: str = Field(description="治理一域：领域")
    measures: int = Field(description="治理一域：采用的措施")
    items_closed: int = Field(description="治理一域：办结的整改事项")
    units: int = Field(description="治理一域：收到建议书的单位")

    @classmethod
    def of(cls, counted: CaseCounters) -> "CountersOut":
        """From the counters."""
        return cls(
            people=counted.people,
            amount=counted.amount,
            packs=counted.packs,
            reach=counted.reach,
            domain=counted.domain,
            measures=counted.measures,
            items_closed=counted.items_closed,
            units=counted.units,
        )


class NextStepOut(BaseModel):
    """从现在的状态可走的一步；``obstacle`` 是现在走会被拒绝的原因，空为可走。"""

    action: str
    name: str
    reason_needed: bool
    obstacle: str = Field("", description="拒绝的代码")
    obstacle_text: str = Field("", description="拒绝的原因")

    @classmethod
    def of(cls, step: Step, obstacle: KbError | None) -> "NextStepOut":
        """From a step and what stands in its way."""
        return cls(
            action=step.action,
            name=step.zh,
            reason_needed=step.reasoned,
            obstacle=obstacle.code if obstacle else "",
            obstacle_text=explain(obstacle) if obstacle else "",
        )


class TraceOut(BaseModel):
    """案件在闭环上的位置：六个节点、三个一计数、下一步。"""

    nodes: list[NodeOut]
    counters: CountersOut
    next: list[NextStepOut]


class RegisterHitOut(BaseModel):
    """一条相符的记录。"""

    kind: str
    id: str
    title: str
    state: str
    day: date
    case_id: str

    @classmethod
    def of(cls, hit: RegisterHit) -> "RegisterHitOut":
        """From a hit."""
        return cls(
            kind=hit.kind,
            id=hit.id,
            title=hit.title,
            state=hit.state,
            day=hit.day,
            case_id=hit.case_id,
        )


class RegisterHitsOut(BaseModel):
    """一页；``next`` 放进 ``after`` 取下一页，空为到底。"""

    items: list[RegisterHitOut]
    next: str


FindingDecision = Literal["confirm", "dismiss", "reconsider"]
MeasureDecision = Literal["adopt", "drop", "reconsider"]
