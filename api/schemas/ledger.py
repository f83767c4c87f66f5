"""The ledger, its evidence, inspections and calendar as the HTTP interface shows them."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.errors import explain
from kb.prevention.evidence_checks import SIGNS, Sign, Suspicion
from kb.prevention.inspections import Finding, Outcome
from kb.prevention.item_offers import Offer
from kb.prevention.item_steps import By
from kb.prevention.ledger_lines import LedgerLine
from kb.prevention.ledger_list import LedgerPage, LedgerQuery
from kb.prevention.working_days import CalendarDay
from kb.registers.records import LONG, SHORT


class LedgerFilter(BaseModel):
    """台账的筛选条件；不写的不限。"""

    model_config = ConfigDict(extra="forbid")

    state: list[str] = Field([], description="状态代码，可多个", max_length=20)
    unit: str = Field("", description="责任单位的编号", max_length=64)
    letter: str = Field("", description="建议书的编号", max_length=64)
    case_id: str = Field("", description="案件的编号", max_length=64)
    owner: str = Field("", description="责任人", max_length=SHORT)
    domain: str = Field("", description="领域代码", max_length=SHORT)
    loophole: str = Field("", description="漏洞代码", max_length=SHORT)
    overdue: bool = Field(False, description="只看逾期（红）")
    colour: str = Field("", description="预警色：red、yellow、blue、done", max_length=10)
    mine: bool = Field(False, description="只看本人负责或督办的")
    due_from: date | None = Field(None, description="时限（有延期取延期）不早于")
    due_to: date | None = Field(None, description="时限不晚于")
    text: str = Field("", description="问题、措施、进展里的文字，空格分开的都要有", max_length=100)

    def query(self) -> LedgerQuery:
        """As the ledger takes it."""
        given = self.model_dump(exclude={"state", "after", "limit"})
        return LedgerQuery(states=tuple(self.state), **given)


class LedgerListIn(LedgerFilter):
    """台账的一页。"""

    after: str = Field("", description="上一页的 next", max_length=100)
    limit: int = Field(50, ge=1, le=200)


class LedgerPageOut(BaseModel):
    """台账的一页，按时限由近及远。``counts`` 为同样条件（状态除外）下各状态的数目。"""

    lines: list[LedgerLine]
    counts: dict[str, int]
    total: int
    next: str = Field(description="放进 after 取下一页，空为到底")

    @classmethod
    def of(cls, page: LedgerPage, counts: dict[str, int], query: LedgerQuery) -> "LedgerPageOut":
        """From a page and the counts."""
        wanted = query.states or tuple(counts)
        return cls(
            lines=list(page.lines),
            counts=counts,
            total=sum(counts[one] for one in dict.fromkeys(wanted)),
            next=page.next,
        )


class OfferOut(BaseModel):
    """现状下的一步；``code`` 空则本人可办，否则 ``explanation`` 说明为什么不能办。"""

    action: str
    name: str
    by: By
    code: str
    explanation: str

    @classmethod
    def of(cls, one: Offer) -> "OfferOut":
        """From an offer."""
        refusal = one.refusal
        return cls(
            action=one.step.action,
            name=one.step.zh,
            by=one.step.by,
            code=refusal.code if refusal else "",
            explanation=explain(refusal) if refusal else "",
        )


class EvidenceIn(BaseModel):
    """上传的佐证的说明，供幂等键比对。"""

    name: str
    sha256: str
    effective: date
    note: str


class ReasonIn(BaseModel):
    """理由。"""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=LONG)


class SuspicionOut(BaseModel):
    """一处疑点，供复核参考，不作结论。``evidence`` 空为进展说明。"""

    sign: Sign
    explanation: str
    evidence: str
    others: list[str] = Field(description="同一文件所在的其他整改事项")
    share: float | None = Field(description="照抄所占的比例")

    @classmethod
    def of(cls, one: Suspicion) -> "SuspicionOut":
        """From a sign."""
        return cls(
            sign=one.sign,
            explanation=SIGNS[one.sign],
            evidence=one.evidence,
            others=list(one.others),
            share=one.share,
        )


class SuspicionsOut(BaseModel):
    """佐证的疑点；``unread`` 是读不出文字、未比对的佐证。"""

    signs: list[SuspicionOut]
    unread: list[str]


class FindingIn(BaseModel):
    """督查发现：new 新立一项、note 记在已有事项上、return 退回正在复核的事项。"""

    model_config = ConfigDict(extra="forbid")

    problem: str = Field(max_length=LONG)
    outcome: Outcome = Outcome.NEW
    item: str = Field("", max_length=64)
    measure: str = Field("", max_length=LONG)
    acceptance: tuple[str, ...] = Field((), max_length=50)
    loopholes: tuple[str, ...] = Field((), max_length=50)
    owner: str = Field("", max_length=SHORT)
    domain: str = Field("", max_length=SHORT)
    due: date | None = None

    def finding(self) -> Finding:
        """As a finding."""
        return Finding(**self.model_dump())


class CompletionIn(BaseModel):
    """督查完成：结论与逐条发现。"""

    model_config = ConfigDict(extra="forbid")

    conclusion: str = Field(max_length=LONG)
    findings: list[FindingIn] = Field([], max_length=100)


class CalendarDayIn(BaseModel):
    """这一天上不上班。"""

    model_config = ConfigDict(extra="forbid")

    working: bool
    name: str = Field("", max_length=60)


class CalendarDayOut(BaseModel):
    """与周末常例不同的一天。"""

    day: date
    working: bool
    name: str

    @classmethod
    def of(cls, one: CalendarDay) -> "CalendarDayOut":
        """From a day."""
        return cls(day=one.day, working=one.working, name=one.name)
