"""What the words of a post tell: which position it is, in what kind of unit, how high.

    原某县人民医院设备科科长 → medical_manager, procurement_officer; hospital; 乡科级

The words are the post of the person of whom a paper speaks, never words of its facts: a judgment
on a village clerk names mayors too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.education.listeners import Rank
from kb.prevention.chain_facts import UnitKind

_HEADS = r"书记|主任|处长|科长|部长|经理|院长|校长|股长|总监|组长"
_VILLAGE = r"(?<!农)村(?!镇)|居委会|村民小组|社区(?!.{0,6}街道)"
# the first that fits: a school of a town is a school, a clinic of a township a hospital
_UNIT_KINDS: tuple[tuple[UnitKind, str], ...] = (
    (UnitKind.HOSPITAL, r"医院|卫生院|卫生所|卫生室|保健院|疾控|血站|急救中心"),
    (UnitKind.UNIVERSITY, r"大学|(?<!法)(?<!检察)(?:职业|技术|师范|医|农|理工|工|财经|警察)学院"),
    (
        UnitKind.SCHOOL,
        r"小学|中学|初中|高中|学校|幼儿园|[一二三四五六七八九十]中(?=校|教|原|$)|校长|教师",
    ),
    (UnitKind.JUDICIAL, r"法院|检察院|公安|派出所|监狱|看守所|司法局|司法所|民警|戒毒"),
    (UnitKind.FINANCIAL, r"银行|信用社|农信|支行|保险|证券|信托|担保公司"),
    (
        UnitKind.STATE_ENTERPRISE,
        r"公司|集团|供电|电业局|电力局|火车站|工厂|[^工]厂(?:长|原|$)|矿(?:长|务)|总公司|企业|粮食储备库|粮库",
    ),
    (
        UnitKind.VILLAGE,
        rf"(?:{_VILLAGE}).{{0,12}}(?:书记|主任|会计|文书|委员|报账员|出纳|组长|干部)",
    ),
    (
        UnitKind.TOWNSHIP,
        r"[镇乡](?!村)(?:人民政府|政府|党委|人大|原|党|纪|副|长|农|财|民|农经|城)|街道|镇长|乡长",
    ),
    (UnitKind.CONGRESS, r"人大|政协"),
    (
        UnitKind.PUBLIC_INSTITUTION,
        r"中心(?!支行)|管理所|管理站|推广站|服务站|研究院|研究所|档案馆|图书馆|红十字|电视台|博物馆|总站",
    ),
    (
        UnitKind.PARTY_GOVERNMENT,
        r"局|厅|委|政府|办公室|支队|大队|总队|县长|市长|区长|省长|纪委|党组|部",
    ),
)
_POSITIONS: Mapping[str, str] = MappingProxyType(
    {
        "village_cadre": rf"(?:{_VILLAGE}).{{0,14}}"
        r"(?:书记|主任|会计|文书|委员|报账员|出纳|组长|干部)|村干部",
        "school_manager": r"校长|(?:学校|小学|中学|大学|学院|幼儿园|技师).{0,12}"
        rf"(?:{_HEADS})|总务处|后勤处|后勤主任|教导处|招生办|科研处|园长",
        "medical_manager": rf"(?:医院|卫生院|保健院).{{0,14}}(?:{_HEADS}|护士长)"
        r"|药剂科|药械科|设备科|医保科|科室主任",
        "soe_leader": r"董事长|总经理|总裁|(?:公司|集团|供电局|电业局|[^工]厂).{0,14}"
        r"(?:书记|经理|厂长|董事|总监|部长|主任)",
        "finance_officer": r"会计|出纳|财务|报账员|国库|核算中心|结算中心|支付中心|计财科|财政所"
        r"|计划财务",
        "enforcement_officer": r"执法|稽查(?=局|支队|大队|队|总队)|城管|城市管理局|交警"
        r"|市场监管|工商所|检查站|运管|路政"
        r"|监察大队|水政|安监",
        "judicial_officer": r"法院|检察院|公安|派出所|监狱|看守所|民警|警察|法官|司法局|戒毒",
        "approval_officer": r"审批|许可|窗口|政务服务|行政服务|办证|登记科|注册科|车管",
        "procurement_officer": r"采购|招标|招投标|交易中心|设备科|药械科|评审专家|代理机构",
        "project_officer": r"工程|建设(?!银行)|基建|指挥部|质监|监理|市政设施|项目(?:管理|负责)"
        r"|征收|拆迁|公路|水利局",
        "personnel_officer": r"组织部|人事|编办|考试中心|人力资源|人社局|干部科",
        "fund_clerk": r"民政|社保|农技站|农机|农经站|经管站|救助|残联|就业|低保|扶贫|粮食|粮库"
        r"|农业综合开发|农业农村|畜牧",
        "credit_officer": r"银行|信用社|信贷|支行|贷款|担保|客户经理",
        "tax_officer": r"税务|税收|地税|国税|征管",
        "land_official": r"国土|自然资源|规划局|规划科|规划和建设|土地|林业|林场|矿管|不动产",
        "it_data_officer": r"信息中心|信息科|系统管理|数据科|数据局|运维",
        "auxiliary_staff": r"辅警|协管|临聘|编外|合同工|劳务派遣|驾驶员|司机|聘用",
        "top_leader": r"(?:县委|市委|区委|省委|州委|党委|党组|党工委)(?:原)?(?:副)?书记|县长|市长"
        r"|区长|省长|州长|镇长|乡长|局长|厅长|(?:局|委|厅|办|中心|处).{0,10}主任|县委常委|市委常委"
        r"|党组成员|(?:人大|政协).{0,14}(?:主任|主席)|管委会",
    }
)
_EXPLICIT = (
    (Rank.BUREAU, r"厅局?级|地厅级|省部级|副部级|正部级"),
    (Rank.DIVISION, r"[正副县]处?级|处级|调研员"),
    (Rank.SECTION, r"科级|科员|股级"),
)
_IMPLIED = (
    (Rank.VILLAGE, _POSITIONS["village_cadre"]),
    (
        Rank.BUREAU,
        r"(?:省|自治区)(?:委|政府|政协|人大|.{0,12}厅).{0,16}(?:书记|省长|主席|主任|常委|厅长)"
        r"|市(?:委|政府|政协|人大)?.{0,3}(?:市长|市委书记)|中级人民法院.{0,8}院长|部长$|国家.{0,10}局长",
    ),
    (
        Rank.DIVISION,
        r"县长|县委书记|区长|区委书记|县委副书记|县委常委|区委常委|市委副秘书长|处长"
        r"|(?:县|区).{0,4}(?:人大|政协).{0,16}(?:主任|主席)|市(?!场)[^县区镇乡村街]{0,16}"
        r"(?:局|委|办|中心)[^县区科股所]{0,12}(?:局长|主任|书记)",
    ),
    (Rank.SECTION, r"县|区|镇|乡|街道|股|科|所|站|大队|中队|工作人员|副主任|局长"),
)
# 农民、个体经营者、法定代表人 of a private company: nobody's public post
_PRIVATE = re.compile(
    r"农民|个体|无业|法定代表人|股东|经营者|承包人|律师|职员$|承揽|总经理$(?<!集团总经理)|自由职业|包工头"
)
_PARTY_SCHOOL = re.compile(r"党校[^，；、]{0,6}校长")
_PUBLIC = re.compile(r"局|厅|委|政府|院|校|村|国有|集团|党|中心|所长|站|警|银行")


@dataclass(frozen=True, slots=True)
class PostReading:
    """What posts of one case tell together; ``private``: all of them are nobody's public post."""

    positions: frozenset[str]
    unit_kinds: frozenset[UnitKind]
    rank: Rank | None
    private: bool


def read_posts(posts: Iterable[str]) -> PostReading:
    """The posts of the persons of a case; the highest rank counts."""
    told = [_PARTY_SCHOOL.sub("党校负责人", one) for one in posts if one.strip()]
    public = [one for one in told if not is_private(one)]
    positions = {
        position
        for one in public
        for position, pattern in _POSITIONS.items()
        if re.search(pattern, one)
    }
    kinds = {kind for one in public if (kind := unit_kind_of_post(one)) is not None}
    ranks = [rank for one in public if (rank := _rank(one)) is not None]
    order = list(Rank)
    return PostReading(
        positions=frozenset(positions),
        unit_kinds=frozenset(kinds),
        rank=max(ranks, key=order.index) if ranks else None,
        private=bool(told) and not public,
    )


def unit_kind_of_post(words: str) -> UnitKind | None:
    """The kind of unit that words of a post or the name of a unit tell."""
    return next((kind for kind, pattern in _UNIT_KINDS if re.search(pattern, words)), None)


def is_private(words: str) -> bool:
    """农民, 个体工商户: nobody's public post."""
    return bool(_PRIVATE.search(words)) and not _PUBLIC.search(words)


def _rank(words: str) -> Rank | None:
    for rank, pattern in (*_EXPLICIT, *_IMPLIED):
        if re.search(pattern, words):
            return rank
    return None
