"""What people enter of letters, rectification items, inspections, evaluations and warnings.

Longer than other files on purpose: declarations that are read together.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.registers.records import LONG, Register, about


class LetterKind(StrEnum):
    """The three letters; their law, senders and procedures differ (one template never serves)."""

    SUPERVISION = "supervision"
    PROCURATORIAL = "procuratorial"
    JUDICIAL = "judicial"


LETTER_KINDS = {
    LetterKind.SUPERVISION: "纪检监察建议书",
    LetterKind.PROCURATORIAL: "检察建议书",
    LetterKind.JUDICIAL: "司法建议书",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSource:
    """建议书某一部分的出处：``part`` 是字段名，``index`` 是第几条（从 1 起，不分条的为 0）。

    ``anchors`` 写作 ``文书编号:起-止``、记录或案件的编号。
    """

    part: str
    index: int
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """建议书。``problems`` 与 ``suggestions`` 一一对应；文号由程序按机关与年度编，草稿为空。

    ``mark`` 是机关代字中的地名（“某”→“某检建〔2026〕3号”）；``cosigners`` 是须会签的账号或姓名；
    ``adopted`` 是被建议单位书面采纳的建议序号（从 1 起）；``sources`` 是由报告拟稿时各部分的出处。
    """

    kind: LetterKind = about("种类", indexed=True)
    body: str = about("发出机关", needed=True, indexed=True)
    mark: str = about("机关代字", most=20, default="")
    title: str = about("标题", needed=True)
    unit: str = about("主送单位", to="unit", default="", indexed=True)
    number: str = about("文号", default="", indexed=True, managed=True)
    source: str = about("案件或问题来源", most=LONG, default="")
    findings: str = about("监督调查情况或认定的事实", most=LONG, default="")
    problems: tuple[str, ...] = about("问题", most=LONG, default=())
    suggestions: tuple[str, ...] = about("建议", most=LONG, default=())
    measures: tuple[str, ...] = about("对应措施", to="measure", default=())
    legal_basis: tuple[str, ...] = about("依据", default=())
    reply_days: int | None = about("答复期限（日）", default=None)
    objection_days: int | None = about("异议期限（日）", default=None)
    contact: str = about("联系人与电话", default="")
    copies: tuple[str, ...] = about("抄送", default=())
    sources: tuple[PartSource, ...] = about("出处", default=())
    cosigners: tuple[str, ...] = about("会签人", default=())
    cosigned: tuple[str, ...] = about("已会签", default=(), managed=True)
    decision: str = about("审议或决定情况", most=LONG, default="", managed=True)
    approved_by: str = about("审签人", default="", managed=True)
    served: date | None = about("送达日期", default=None, indexed=True, managed=True)
    service: str = about("送达方式", most=20, default="", managed=True)
    reply_due: date | None = about("应答复日期", default=None, indexed=True, managed=True)
    replied: date | None = about("答复日期", default=None, indexed=True, managed=True)
    adopted: tuple[int, ...] = about("采纳的建议", default=(), managed=True)
    reply: str = about("答复内容", most=LONG, default="", managed=True)
    objected: date | None = about("异议日期", default=None, managed=True)
    objection: str = about("异议", most=LONG, default="", managed=True)
    quality: int | None = about("质量评分（1–5）", default=None)
    grade: str = about("评估等级", default="", indexed=True, managed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """整改事项：一个问题一条。``checked`` 是复核人已勾选的验收标准的序号（从 1 起）。

    ``round`` 从 1 起，每重启一次加一；佐证属于交它的那一轮，前一轮的不能用来再次销号。
    """

    letter: str = about("建议书", to="letter", default="", indexed=True)
    inspection: str = about("督查", to="inspection", default="", indexed=True)
    ordinal: int = about("序号", default=1)
    problem: str = about("问题", most=LONG, needed=True)
    loopholes: tuple[str, ...] = about("漏洞", terms="loopholes", default=())
    measure: str = about("措施", most=LONG, default="")
    measures: tuple[str, ...] = about("措施类别", terms="measures", default=())
    acceptance: tuple[str, ...] = about("验收标准", most=LONG, default=())
    checked: tuple[int, ...] = about("已验收的标准", default=(), managed=True)
    unit: str = about("责任单位", to="unit", default="", indexed=True)
    owner: str = about("责任人", default="", indexed=True)
    supervisor: str = about("督办人", default="")
    domain: str = about("领域", terms="domains", default="", indexed=True)
    issued: date | None = about("下达日期", default=None, indexed=True, managed=True)
    due: date | None = about("时限", default=None, indexed=True)
    extended_due: date | None = about("延期后的时限", default=None, indexed=True, managed=True)
    extensions: int = about("延期次数", default=0, managed=True)
    paused_from: date | None = about("暂停起", default=None, managed=True)
    paused_days: int = about("暂停的工作日数", default=0, managed=True)
    progress: int = about("进展（%）", default=0)
    note: str = about("进展说明", most=LONG, default="")
    confirmed_by: str = about("签认的责任人", default="", managed=True)
    submitted: date | None = about("申请销号日期", default=None, indexed=True, managed=True)
    submitted_by: str = about("申请人", default="", managed=True)
    verifier: str = about("复核人", default="", managed=True)
    opinion: str = about("复核意见", most=LONG, default="", managed=True)
    written_off: date | None = about("销号日期", default=None, indexed=True, managed=True)
    round: int = about("整改轮次", default=1, managed=True)
    recurrence: str = about("复发事实", most=LONG, default="", managed=True)
    clue: str = about("复发线索", to="clue", default="", managed=True)
    accountability: str = about("问责情况", most=LONG, default="", managed=True)
    tier: int = about("督办层级", default=0, managed=True)
    grade: str = about("评估等级", default="", indexed=True, managed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """整改佐证。文件的字节另存，这里是名称、大小与 sha256；``effective`` 是材料本身的日期。"""

    item: str = about("整改事项", to="item", needed=True, indexed=True)
    name: str = about("材料名称", needed=True)
    sha256: str = about("sha256", needed=True, indexed=True, managed=True)
    size: int = about("字节数", default=0, managed=True)
    effective: date | None = about("材料日期", default=None)
    round: int = about("整改轮次", default=1, managed=True)
    note: str = about("说明", most=LONG, default="")


class InspectionMethod(StrEnum):
    """The three methods of the essay."""

    PAPERS = "papers"
    ON_SITE = "on_site"
    INTERVIEW = "interview"


INSPECTION_METHODS = {
    InspectionMethod.PAPERS: "查阅资料",
    InspectionMethod.ON_SITE: "实地调研",
    InspectionMethod.INTERVIEW: "座谈访谈",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFacts:
    """督查。``findings`` 是发现，逐条生成或改动整改事项（见 ``items``）。"""

    title: str = about("督查名称", needed=True)
    unit: str = about("单位", to="unit", needed=True, indexed=True)
    method: InspectionMethod = about("方式", indexed=True)
    planned: date | None = about("计划日期", default=None, indexed=True)
    done: date | None = about("完成日期", default=None, indexed=True, managed=True)
    people: tuple[str, ...] = about("督查人员", default=())
    items: tuple[str, ...] = about("涉及的整改事项", to="item", default=())
    findings: tuple[str, ...] = about("发现的问题", most=LONG, default=())
    conclusion: str = about("督查结论", most=LONG, default="", managed=True)


class Side(StrEnum):
    """Who scored: the unit itself, or those who checked."""

    SELF = "self"
    CHECK = "check"


SIDES = {Side.SELF: "自查自评", Side.CHECK: "实地核查"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacts:
    """整改效果评估表。``values`` 每项写作 ``指标:分子/分母``，缺数据的不写。

    ``total``、``rates``、``grade``、``ground`` 由程序按 ``rules`` 那一版规则算出，随表保存，
    核定时重算必须一致。
    """

    title: str = about("评估表名称", needed=True)
    unit: str = about("被评单位", to="unit", needed=True, indexed=True)
    letter: str = about("建议书", to="letter", default="", indexed=True)
    side: Side = about("评估方", default=Side.CHECK, indexed=True)
    round: str = about("评估轮次", default="", indexed=True)
    period_start: date | None = about("评估期起", default=None)
    period_end: date | None = about("评估期止", default=None, indexed=True)
    base_start: date | None = about("基期起", default=None)
    base_end: date | None = about("基期止", default=None)
    members: tuple[str, ...] = about("评估组成员", default=())
    values: tuple[str, ...] = about("各项数据", default=())
    vetoes: tuple[str, ...] = about("否决项", default=())
    total: float | None = about("总分", default=None, managed=True)
    rates: tuple[str, ...] = about("各维度得分率", default=(), managed=True)
    grade: str = about("等级", default="", indexed=True, managed=True)
    ground: str = about("定级依据", default="", managed=True)
    rules: str = about("评分规则版本", default="", managed=True)
    shortcomings: str = about("主要不足", most=LONG, default="")
    advice: str = about("后续建议", most=LONG, default="")
    submitted: date | None = about("提交日期", default=None, managed=True)
    submitted_by: str = about("提交人", default="", managed=True)
    confirmed: date | None = about("核定日期", default=None, indexed=True, managed=True)
    confirmed_by: str = about("核定人", default="", managed=True)
    appealed: date | None = about("申请复核日期", default=None, managed=True)
    appeal: str = about("申请复核的理由", most=LONG, default="", managed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFacts:
    """定性指标的一次评分（词表 kpi.qualitative），或只有分子分母的统计数（如应参加人数）。"""

    indicator: str = about("指标", needed=True, indexed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    on: date = about("日期", indexed=True)
    score: float | None = about("评分", default=None)
    numerator: float | None = about("分子", default=None)
    denominator: float | None = about("分母", default=None)
    n: int | None = about("样本数", default=None)
    side: Side = about("评分方", default=Side.CHECK)
    note: str = about("说明", most=LONG, default="")


# every warning bears it, wherever it is shown
WARNING_NOTE = "仅供参考，只提示复核，非违纪违法认定"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningFacts:
    """预警：只提示复核，不作违法犯罪结论。

    ``subjects`` 是触发它的记录；``grounds`` 逐条写明依据的事实，也据以判断有没有新情况；
    ``holds`` 是规则至今是否仍然成立；``finding`` 是核查情况或排除的理由。
    """

    title: str = about("预警", needed=True)
    rule: str = about("规则", needed=True, indexed=True)
    grade: str = about("等级", needed=True, indexed=True)
    unit: str = about("单位", to="unit", default="", indexed=True)
    domain: str = about("领域", terms="domains", default="", indexed=True)
    subjects: tuple[str, ...] = about("触发的记录", default=())
    grounds: tuple[str, ...] = about("依据", default=(), managed=True)
    signature: str = about("签名", default="", indexed=True)
    raised: date = about("提出日期", indexed=True)
    holds: bool = about("仍然成立", default=True, managed=True)
    ack_due: date | None = about("应签收日期", default=None, indexed=True, managed=True)
    acknowledged_by: str = about("签收人", default="", managed=True)
    acknowledged: date | None = about("签收日期", default=None, managed=True)
    verified_by: str = about("核查人", default="", managed=True)
    verified: date | None = about("核查日期", default=None, managed=True)
    founded: bool | None = about("是否成立", default=None, managed=True)
    finding: str = about("核查情况", most=LONG, default="", managed=True)
    action: str = about("处置", most=LONG, default="", managed=True)
    closed: date | None = about("了结日期", default=None, managed=True)
    tier: int = about("升级层级", default=0, managed=True)
    note: str = about("声明", default=WARNING_NOTE, managed=True)


LETTERS = Register(
    "letter",
    "建议书",
    LetterFacts,
    {
        "draft": "草稿",
        "review": "待审签",
        "approved": "已审签",
        "served": "已送达",
        "objection": "异议复核中",
        "replied": "已答复",
        "concluded": "已办结",
        "withdrawn": "已撤回",
    },
    editable=frozenset({"draft"}),
)
ITEMS = Register(
    "item",
    "整改事项",
    ItemFacts,
    {
        "drafted": "待下达",
        "issued": "已下达待签收",
        "objection": "异议复核中",
        "in_progress": "整改中",
        "extended": "已准予延期",
        "overdue": "逾期未完成",
        "submitted": "申请销号",
        "verifying": "复核中",
        "returned": "退回补正",
        "written_off": "已销号",
        "reopened": "复发重启",
        "escalated": "移交问责",
        "closed_by_accountability": "问责后办结",
        "withdrawn": "已撤回",
    },
    editable=frozenset({"drafted"}),
)
EVIDENCE = Register(
    "evidence",
    "佐证",
    EvidenceFacts,
    {"kept": "有效", "struck": "已剔除"},
    editable=frozenset(),
)
INSPECTIONS = Register(
    "inspection",
    "督查",
    InspectionFacts,
    {"planned": "计划中", "done": "已完成", "cancelled": "已取消"},
    editable=frozenset({"planned"}),
)
EVALUATIONS = Register(
    "evaluation",
    "效果评估",
    EvaluationFacts,
    {"draft": "草稿", "submitted": "待核定", "confirmed": "已核定", "appealed": "申请复核"},
    editable=frozenset({"draft"}),
)
RATINGS = Register(
    "rating",
    "评分与统计",
    RatingFacts,
    {"kept": "有效", "struck": "已剔除"},
    editable=frozenset(),
)
WARNINGS = Register(
    "warning",
    "预警",
    WarningFacts,
    {
        "raised": "待签收",
        "acknowledged": "已签收",
        "verified": "已核查",
        "dismissed": "已排除",
        "closed": "已处置",
    },
    editable=frozenset(),
)
