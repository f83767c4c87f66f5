"""What people enter of units, clues, cases, risk points, loopholes and measures.

Longer than other files on purpose: declarations that are read together.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.registers.records import LONG, Register, about


class UnitKind(StrEnum):
    """Kinds of units that prevention must cover (主体全覆盖)."""

    PARTY_GOVERNMENT = "party_government"
    CONGRESS = "congress"
    JUDICIAL = "judicial"
    PUBLIC_INSTITUTION = "public_institution"
    UNIVERSITY = "university"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    STATE_ENTERPRISE = "state_enterprise"
    FINANCIAL = "financial"
    TOWNSHIP = "township"
    VILLAGE = "village"
    SOCIAL_ORGANISATION = "social_organisation"
    NEW_ECONOMY = "new_economy"
    OTHER = "other"


UNIT_KINDS = {
    UnitKind.PARTY_GOVERNMENT: "党政机关",
    UnitKind.CONGRESS: "人大政协机关",
    UnitKind.JUDICIAL: "司法机关",
    UnitKind.PUBLIC_INSTITUTION: "事业单位",
    UnitKind.UNIVERSITY: "高等院校",
    UnitKind.SCHOOL: "中小学幼儿园",
    UnitKind.HOSPITAL: "医疗卫生机构",
    UnitKind.STATE_ENTERPRISE: "国有企业",
    UnitKind.FINANCIAL: "金融机构",
    UnitKind.TOWNSHIP: "乡镇街道",
    UnitKind.VILLAGE: "村居",
    UnitKind.SOCIAL_ORGANISATION: "社会组织",
    UnitKind.NEW_ECONOMY: "新经济组织",
    UnitKind.OTHER: "其他",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """单位。``system`` 是所属系统（同系统为姊妹单位）；``staff`` 是公职人员数，发生率的分母。"""

    name: str = about("名称", needed=True, indexed=True)
    kind: UnitKind = about("类别", indexed=True)
    parent: str = about("上级单位", to="unit", default="", indexed=True)
    system: str = about("系统", default="", indexed=True)
    region: str = about("地区", default="")
    domains: tuple[str, ...] = about("领域", terms="domains", default=())
    staff: int | None = about("公职人员数", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerFacts:
    """责任人：某单位某岗位上的人。``since``、``until`` 供任期规则。"""

    name: str = about("姓名", needed=True)
    unit: str = about("单位", to="unit", needed=True, indexed=True)
    position: str = about("岗位", terms="positions", default="", indexed=True)
    title: str = about("职务", default="")
    since: date | None = about("任职起", default=None)
    until: date | None = about("任职止", default=None)
    key_post: bool = about("关键岗位", default=False)


class ClueSource(StrEnum):
    """Where a clue came from."""

    COMPLAINT = "complaint"
    INSPECTION = "inspection"
    PATROL = "patrol"
    AUDIT = "audit"
    TRANSFER = "transfer"
    SUPERIOR = "superior"
    DATA_ALERT = "data_alert"
    CASE = "case"
    SURRENDER = "surrender"
    OTHER = "other"


CLUE_SOURCES = {
    ClueSource.COMPLAINT: "信访举报",
    ClueSource.INSPECTION: "监督检查",
    ClueSource.PATROL: "巡视巡察",
    ClueSource.AUDIT: "审计移交",
    ClueSource.TRANSFER: "司法与执法移送",
    ClueSource.SUPERIOR: "上级交办",
    ClueSource.DATA_ALERT: "数据预警",
    ClueSource.CASE: "案中发现",
    ClueSource.SURRENDER: "主动投案",
    ClueSource.OTHER: "其他",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueFacts:
    """线索。``problems`` 是违纪类型或罪名的代码；``direction`` 是预判的预防方向。"""

    title: str = about("标题", needed=True)
    number: str = about("线索编号", default="", indexed=True)
    received: date = about("受理日期", indexed=True)
    source: ClueSource = about("来源", indexed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    domain: str = about("领域", terms="domains", default="", indexed=True)
    position: str = about("岗位", terms="positions", default="", indexed=True)
    rank: str = about("人员层级", default="")
    problems: tuple[str, ...] = about("反映问题类别", default=())
    summary: str = about("反映的主要问题", most=LONG, needed=True)
    direction: str = about("预判的预防方向", most=LONG, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """案件。``waiver`` 是不制定措施的理由，有它才可以没有措施而审结。"""

    title: str = about("案件名称", needed=True)
    number: str = about("案件编号", default="", indexed=True)
    clue: str = about("来自线索", to="clue", default="", indexed=True, managed=True)
    filed: date = about("立案日期", indexed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    post: str = about("被调查人职务", default="")
    people: int = about("涉案人数", default=1)
    domain: str = about("领域", terms="domains", default="", indexed=True)
    position: str = about("岗位", terms="positions", default="", indexed=True)
    offences: tuple[str, ...] = about("罪名", terms="offences", default=())
    violations: tuple[str, ...] = about("违纪类型", terms="discipline_types", default=())
    power_links: tuple[str, ...] = about("作案环节", default=())
    amount: float | None = about("案值（元）", default=None)
    direct_causes: tuple[str, ...] = about("直接原因", terms="causes", default=())
    roots: tuple[str, ...] = about("思想根源", terms="ideological_roots", default=())
    concluded: date | None = about("审结日期", default=None, indexed=True, managed=True)
    result_number: str = about("结果文号", default="")
    result: str = about("处分或刑罚", most=LONG, default="")
    waiver: str = about("不制定措施的理由", most=LONG, default="", managed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """风险排查的一项：要么有证据，要么有理由，才算答过。"""

    question: str = about("排查事项", most=LONG, needed=True)
    basis: str = about("依据", default="", most=LONG)
    answer: str = about("结论", most=LONG, default="")
    evidence: tuple[str, ...] = about("证据", default=())
    reason: str = about("无证据的理由", most=LONG, default="")


class RiskGrade(StrEnum):
    """How grave a risk point is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


RISK_GRADES = {RiskGrade.HIGH: "高", RiskGrade.MEDIUM: "中", RiskGrade.LOW: "低"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPointFacts:
    """廉政风险点。``sources`` 是出处（``文书编号:起-止`` 或案件编号），没有出处的不计入预判。"""

    description: str = about("风险点", most=LONG, needed=True)
    clue: str = about("线索", to="clue", default="", indexed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    domain: str = about("领域", terms="domains", default="", indexed=True)
    position: str = about("岗位", terms="positions", default="", indexed=True)
    power_link: str = about("权力环节", default="", indexed=True)
    grade: RiskGrade = about("等级", default=RiskGrade.MEDIUM, indexed=True)
    trigger: str = about("触发条件", most=LONG, default="")
    control: str = about("现有控制", most=LONG, default="")
    gap: str = about("缺口", most=LONG, default="")
    loopholes: tuple[str, ...] = about("对应漏洞", terms="loopholes", default=())
    sources: tuple[str, ...] = about("出处", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopholeFacts:
    """查出的制度漏洞，附原文的起止。"""

    term: str = about("漏洞", terms="loopholes", needed=True, indexed=True)
    description: str = about("表现", most=LONG, needed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    domain: str = about("领域", terms="domains", default="", indexed=True)
    position: str = about("岗位", terms="positions", default="", indexed=True)
    power_link: str = about("环节", default="", indexed=True)
    found: date | None = about("发现日期", default=None, indexed=True)
    document: str = about("文书", to="document", default="")
    start: int | None = about("原文起", default=None)
    end: int | None = about("原文止", default=None)


class Dimension(StrEnum):
    """Whom a measure works on."""

    PERSON = "person"
    FAMILY = "family"
    UNIT = "unit"
    SOCIETY = "society"


DIMENSIONS = {
    Dimension.PERSON: "个人",
    Dimension.FAMILY: "家庭",
    Dimension.UNIT: "单位",
    Dimension.SOCIETY: "社会",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """预防措施，对应查出的漏洞。"""

    term: str = about("措施类别", terms="measures", needed=True, indexed=True)
    text: str = about("措施", most=LONG, needed=True)
    loopholes: tuple[str, ...] = about("针对的漏洞", to="loophole", default=())
    dimension: Dimension = about("维度", default=Dimension.UNIT, indexed=True)
    unit: str = about("责任单位", to="unit", default="", indexed=True)
    officer: str = about("责任人", to="officer", default="")
    due: date | None = about("时限", default=None)
    legal_basis: str = about("依据", most=LONG, default="")
    acceptance: str = about("验收标准", most=LONG, default="")


_STANDING = {"standing": "有效", "retired": "停用"}
_PROPOSED = {"proposed": "待确认", "confirmed": "已确认", "dismissed": "已排除"}

UNITS = Register("unit", "单位", UnitFacts, _STANDING)
OFFICERS = Register("officer", "责任人", OfficerFacts, _STANDING)
CLUES = Register(
    "clue",
    "线索",
    ClueFacts,
    {
        "clue_intake": "线索受理",
        "preliminary": "初步核实",
        "filed": "已立案",
        "closed_clue": "已了结",
        "held": "暂存待查",
        "inquiry": "谈话函询",
    },
    editable=frozenset({"clue_intake", "preliminary", "held", "inquiry"}),
)
CASES = Register(
    "case",
    "案件",
    CaseFacts,
    {
        "investigation": "立案调查",
        "conclusion": "案件审结",
        "rectification": "后续整改",
        "improvement": "评估完善",
        "archived": "已归档",
        "withdrawn": "已撤案",
    },
    editable=frozenset({"investigation", "conclusion", "rectification", "improvement"}),
)
CHECKS = Register("check", "风险排查事项", CheckFacts, {"open": "待答", "answered": "已答"})
RISK_POINTS = Register("risk_point", "廉政风险点", RiskPointFacts, _PROPOSED)
LOOPHOLES = Register("loophole", "制度漏洞", LoopholeFacts, _PROPOSED)
MEASURES = Register(
    "measure",
    "预防措施",
    MeasureFacts,
    {"proposed": "待定", "adopted": "已采用", "dropped": "不采用"},
)
