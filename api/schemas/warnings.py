"""Warnings, the broken chain, the radar of relapse and the risk map over HTTP."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from kb.prevention.broken_chain import LINKS, Break
from kb.prevention.ledger_facts import WARNING_NOTE
from kb.prevention.recurrence import PARTS, Match
from kb.prevention.risk_map import RiskCell
from kb.prevention.warning_run import Run
from kb.prevention.warning_terms import RULES, Rule
from kb.terms import Taxonomy

SEEN_NOTE = "只计本人可见的记录"
REOPEN_NOTE = "供复核是否复发：本单位的可提议重启，同系统单位的可提议回头看，由人决定"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AcknowledgeIn(_Body):
    """签收：不需要别的。"""


class VerifyIn(_Body):
    """核查的结论与情况。"""

    founded: bool = Field(description="信号是否成立；不是对人的结论")
    finding: str = Field(max_length=20_000, description="查了什么、查到什么")


class DismissIn(_Body):
    """排除的理由。"""

    reason: str = Field(max_length=20_000)


class CloseIn(_Body):
    """处置的情况。"""

    action: str = Field(max_length=20_000)


class RunIn(_Body):
    """现在就按规则查一遍。"""


class RunOut(BaseModel):
    """这一遍提出、补充、升级和不再成立的预警中，本人可见的编号。"""

    raised: list[str]
    added_to: list[str]
    lifted: list[str]
    lapsed: list[str]
    note: str = SEEN_NOTE

    @classmethod
    def of(cls, run: Run, visible: frozenset[str]) -> "RunOut":
        """What of a run the person may see."""

        def seen(ids: Sequence[str]) -> list[str]:
            return [one for one in ids if one in visible]

        return cls(
            raised=seen(run.raised),
            added_to=seen(run.added_to),
            lifted=seen(run.lifted),
            lapsed=seen(run.lapsed),
        )


class RuleOut(BaseModel):
    """一条预警规则。"""

    id: str
    name: str
    note: str = WARNING_NOTE

    @classmethod
    def of(cls, rule: Rule) -> "RuleOut":
        """From a rule."""
        return cls(id=rule.value, name=RULES[rule])


class BreakOut(BaseModel):
    """一处断链：哪条记录之后缺了什么，应自何日起有，至今几日。"""

    link: str
    missing: str
    record: str
    case_id: str
    unit: str
    since: date
    days: int

    @classmethod
    def of(cls, found: Break) -> "BreakOut":
        """From a break."""
        return cls(
            link=found.link,
            missing=LINKS[found.link],
            record=found.record,
            case_id=found.case_id,
            unit=found.unit,
            since=found.since,
            days=found.days,
        )


class LinkCountOut(BaseModel):
    """一种断链有几处。"""

    link: str
    missing: str
    count: int


class BrokenChainOut(BaseModel):
    """两张皮检测的一页；``counts`` 每种都列，没有的为零。``next`` 放进 ``after`` 取下一页。"""

    as_of: date
    note: str
    counts: list[LinkCountOut]
    items: list[BreakOut]
    total: int
    next: str


class MatchOut(BaseModel):
    """一条应当再看的已销号事项；``same`` 是与新线索或漏洞相同之处。"""

    item: str
    unit: str
    letter: str
    written_off: date
    sister: bool
    loopholes: list[str]
    same: list[str]

    @classmethod
    def of(cls, match: Match, taxonomy: Taxonomy) -> "MatchOut":
        """From a match."""
        return cls(
            item=match.item,
            unit=match.unit,
            letter=match.letter,
            written_off=match.written_off,
            sister=match.sister,
            loopholes=[taxonomy.label(f"loopholes:{one}") for one in match.loopholes],
            same=[PARTS[one] for one in match.parts],
        )


class RecurrencesOut(BaseModel):
    """同漏洞复发雷达：本单位的在前，相同之处多的在前。"""

    record: str
    note: str
    items: list[MatchOut]


class RiskCellOut(BaseModel):
    """风险地图的一格；空的岗位或环节是记录里没有写明。"""

    domain: str
    domain_name: str
    position: str
    position_name: str
    power_link: str
    points: list[str]
    loopholes: list[str]
    clues: list[str]
    cases: list[str]
    total: int

    @classmethod
    def of(cls, cell: RiskCell, taxonomy: Taxonomy) -> "RiskCellOut":
        """From a cell."""
        return cls(
            domain=cell.domain,
            domain_name=taxonomy.label(f"domain:{cell.domain}") if cell.domain else "未注明领域",
            position=cell.position,
            position_name=(
                taxonomy.label(f"position:{cell.position}") if cell.position else "未注明岗位"
            ),
            power_link=cell.power_link,
            points=list(cell.points),
            loopholes=list(cell.loopholes),
            clues=list(cell.clues),
            cases=list(cell.cases),
            total=cell.total,
        )


class RiskMapOut(BaseModel):
    """风险地图：领域 × 岗位 × 环节，按截止日当时的登记即时计算。"""

    as_of: date
    note: str
    cells: list[RiskCellOut]
