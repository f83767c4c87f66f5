"""What is kept of a pack and of a training: who it is for, how it stands, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kb.education.listeners import Listeners, Rank
from kb.education.redaction.aliases import Audience
from kb.prevention.chain_facts import UnitKind
from kb.prevention.steps import step, table
from kb.registers.records import LONG, Register, about


class Edition(StrEnum):
    """Which rules of redaction hold: one unit's training, or the public."""

    UNIT = "unit"
    PUBLIC = "public"


EDITIONS: Mapping[Edition, str] = MappingProxyType(
    {Edition.UNIT: "单位警示教育版", Edition.PUBLIC: "社会公开版"}
)
AUDIENCES: Mapping[Edition, Audience] = MappingProxyType(
    {Edition.UNIT: Audience.UNIT, Edition.PUBLIC: Audience.PUBLIC}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """成品：``sha256`` 是检查过的那一份；``hits`` 须为零才可放行，``doubts`` 是疑似人名。"""

    format: str
    sha256: str
    size: int
    hits: int = 0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RareTold:
    """第几件案例少见：不足 k 件相同；``left_out`` 是少讲了哪几项，``still`` 少讲后仍有几件相同。"""

    case: int
    sharing: int
    left_out: tuple[str, ...]
    still: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFacts:
    """警示教育包。内容、化名对照与来源案件另存；这里只有对象、进度与成品的校验值。"""

    title: str = about("标题", needed=True)
    recipient: str = about("接收单位", needed=True, indexed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    edition: Edition = about("版本", default=Edition.UNIT, indexed=True)
    unit_kind: str = about("单位类别", default="")
    domains: tuple[str, ...] = about("领域", terms="domains", default=())
    positions: tuple[str, ...] = about("岗位", terms="positions", default=())
    posts: tuple[str, ...] = about("职务用语", default=())
    rank: str = about("层级", default="")
    theme: str = about("主题", default="")
    theme_keys: tuple[str, ...] = about("主题词条", default=())
    minutes: int = about("时长（分钟）", default=90)
    k: int = about("同类件数下限", default=3)
    cases: int = about("案例数", default=0, managed=True)
    rare: tuple[RareTold, ...] = about("少见的案例", default=(), managed=True)
    files: tuple[PackFile, ...] = about("成品", most=LONG, default=(), managed=True)
    submitted_by: str = about("送审人", default="", managed=True)
    approved_by: str = about("审批人", default="", managed=True)
    approved: date | None = about("放行日期", default=None, indexed=True, managed=True)
    cleared: tuple[str, ...] = about("已确认不是人名", default=(), managed=True)

    @property
    def listeners(self) -> Listeners:
        """Who is to be taught."""
        return Listeners(
            unit_kind=UnitKind(self.unit_kind) if self.unit_kind else None,
            domains=self.domains,
            positions=self.positions,
            posts=self.posts,
            rank=Rank(self.rank) if self.rank else None,
            minutes=self.minutes,
            theme=self.theme,
            theme_keys=self.theme_keys,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizCount:
    """一道题：第几题（从 1 起），几人作答，几人答对。"""

    question: int
    answered: int
    correct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFeedback:
    """一件案例的反馈：第几件（从 1 起），问了几人，几人说“像身边的事”。"""

    case: int
    asked: int
    recognised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingFacts:
    """一次警示教育：用哪个包，何时、对谁、到了几人，答题与反馈。"""

    pack: str = about("教育包", to="pack", needed=True, indexed=True)
    held: date = about("日期", indexed=True)
    unit: str = about("受教育单位", to="unit", default="", indexed=True)
    place: str = about("地点", default="")
    speaker: str = about("主讲人", default="")
    invited: int = about("应到人数", default=0)
    attended: int = about("实到人数", default=0, managed=True)
    answers: tuple[QuizCount, ...] = about("答题", default=(), managed=True)
    feedback: tuple[CaseFeedback, ...] = about("反馈", default=(), managed=True)
    remarks: str = about("意见", most=LONG, default="", managed=True)


PACKS = Register(
    "pack",
    "警示教育包",
    PackFacts,
    {
        "draft": "草稿",
        "review": "待审批",
        "returned": "退回",
        "released": "已放行",
        "withdrawn": "已撤回",
    },
    editable=frozenset(),
)
TRAININGS = Register(
    "training",
    "警示教育活动",
    TrainingFacts,
    {"planned": "已安排", "held": "已举办", "cancelled": "已取消"},
    editable=frozenset({"planned"}),
)
PACK_STEPS = table(
    step("leave_out", "不用一段", "draft returned", "draft"),
    step("take_back", "恢复一段", "draft returned", "draft"),
    step("submit", "送审", "draft returned", "review"),
    step("send_back", "退回", "review", "returned", reasoned=True),
    step("approve", "放行", "review", "released"),
    step("withdraw", "撤回", "draft review returned released", "withdrawn", reasoned=True),
)
TRAINING_STEPS = table(
    step("record", "记录结果", "planned held", "held"),
    step("cancel", "取消", "planned", "cancelled", reasoned=True),
)
