"""What a 《案件廉政风险分析报告》 holds: statements by section, with their anchors and authors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kb.registers.records import LONG, Register, about


class ReportSection(StrEnum):
    """The sections of a report, in the order of the paper."""

    BASIC = "basic"
    FEATURES = "features"
    DIRECT = "direct"
    DEEPER = "deeper"
    LOOPHOLES = "loopholes"
    SUPERVISION = "supervision"
    ROOTS = "roots"
    CHECKS = "checks"
    RISK_POINTS = "risk_points"
    SIMILAR = "similar"
    MEASURES = "measures"
    LETTERS = "letters"


SECTION_NAMES: Mapping[ReportSection, str] = MappingProxyType(
    {
        ReportSection.BASIC: "案件基本情况",
        ReportSection.FEATURES: "案发特点与经过",
        ReportSection.DIRECT: "直接原因",
        ReportSection.DEEPER: "深层原因",
        ReportSection.LOOPHOLES: "制度漏洞",
        ReportSection.SUPERVISION: "监管短板",
        ReportSection.ROOTS: "思想根源",
        ReportSection.CHECKS: "风险排查情况",
        ReportSection.RISK_POINTS: "风险点清单",
        ReportSection.SIMILAR: "同类案件与共性规律",
        ReportSection.MEASURES: "预防建议",
        ReportSection.LETTERS: "拟制发文书",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """报告里的一句话。``anchors`` 是出处（``文书编号:起-止``、记录或案件的编号），没有的不能审定。

    ``term`` 是它所说的标签（``loopholes:no_trace``），可空；``note`` 写明是谁的话、是否待确认；
    ``author`` 是写它或改它的账号，程序摘录的为空。
    """

    section: ReportSection
    text: str
    anchors: tuple[str, ...] = ()
    term: str = ""
    note: str = ""
    author: str = ""


class ReviewBody(StrEnum):
    """The two bodies that review a report jointly."""

    DISCIPLINE = "discipline"
    PROCURATORATE = "procuratorate"


REVIEW_BODIES = {ReviewBody.DISCIPLINE: "纪检监察机关", ReviewBody.PROCURATORATE: "检察机关"}


class Stance(StrEnum):
    """What a body says of a section."""

    AGREE = "agree"
    DISAGREE = "disagree"


STANCES = {Stance.AGREE: "同意", Stance.DISAGREE: "不同意"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """会审意见：一家机关对一部分的意见；``by`` 是账号，``department`` 是其部门。"""

    body: ReviewBody
    section: ReportSection
    stance: Stance
    text: str
    by: str
    department: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """分歧的处理：谁、哪天、怎么定。"""

    section: ReportSection
    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """案件廉政风险分析报告。各版即登记的经过；``similar`` 是检索到的相近旧案，最近的在前。"""

    title: str = about("标题", needed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    domain: str = about("领域", terms="domains", default="", indexed=True)
    audience: str = about("知悉范围", default="")
    statements: tuple[Statement, ...] = about("正文", most=LONG, default=())
    similar: tuple[str, ...] = about("同类案件", default=())
    measures: tuple[str, ...] = about("对应措施", to="measure", default=())
    legal_basis: tuple[str, ...] = about("法规依据", default=())
    submitted_by: str = about("撰写人", default="", managed=True)
    submitted: date | None = about("送审日期", default=None, managed=True)
    opinions: tuple[Opinion, ...] = about("会审意见", most=LONG, default=(), managed=True)
    resolutions: tuple[Resolution, ...] = about("分歧处理", most=LONG, default=(), managed=True)
    approved_by: str = about("审核人", default="", managed=True)
    approved: date | None = about("形成日期", default=None, indexed=True, managed=True)


REPORTS = Register(
    "report",
    "廉政风险分析报告",
    ReportFacts,
    {"draft": "草稿", "review": "会审中", "returned": "退回修改", "approved": "已审定"},
    editable=frozenset({"draft", "returned"}),
)


def in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """By section, as the paper has them; within one as they were given."""
    order = list(ReportSection)
    return tuple(sorted(statements, key=lambda one: order.index(one.section)))
