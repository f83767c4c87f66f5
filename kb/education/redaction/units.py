"""Units by their last word, with what may be said of them: 某县住建局, 某公司, 某学校.

Of an organ the level and the domain are kept; of a unit so small that its kind and its posts point
to persons (a village committee, a primary school, a shop) only what sort of unit it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.education.redaction.folding import Folded
from kb.education.redaction.found import Found, Kind

_COMPANY = (
    "有限责任公司|股份有限公司|有限公司|总公司|分公司|子公司|公司|集团|事务所|合作社|信用社|商行|经营部|商店"
    "|工厂|[^工]厂|酒店|饭店|宾馆|工作室|超市|药店|项目部|营业部"
)
_ORGAN = (
    "人民法院|法院|人民检察院|检察院|人民政府|政府|委员会|管委会|监委|纪委|党委|政法委|组织部|宣传部|统战部"
    "|公安厅|公安局|派出所|分局|总局|局|厅|办事处|办公室|管理站|服务站|服务中心|管理所|管理处|管理中心|中心|支队|大队|总队"
    "|国土所|财政所|司法所|工商所|税务所|看守所|监狱|戒毒所"
)
_PLACE_OF_WORK = (
    "人民医院|中医院|医院|卫生院|卫生室|卫生所|诊所|大学|学院|学校|中学|小学|幼儿园|银行|支行|分行|农场|林场"
    "|村民委员会|居民委员会|村委会|居委会|村支部|党支部|社区"
    "|书店|变电所|变电站|互助社|火车站|汽车站|报社|出版社|电视台|博物馆|图书馆|俱乐部|研究所|设计院|研究院"
    "|敬老院|养老院|福利院|殡仪馆|加油站|水厂|电厂"
)
_WORD = r"[\u4e00-\u9fffA-Za-z0-9（）()·]"
_UNIT = re.compile(
    rf"{_WORD}{{1,34}}?(?P<last>{_COMPANY}|{_PLACE_OF_WORK}|{_ORGAN})"
    r"(?!长|员|[^\u4e00-\u9fff]{0}(?:章程|法|面|部分|势|限|级|所有|里|域))"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|自治县|省|市|县|区|旗|州|盟|镇|(?<!城)乡|街道|村)"
    r"(?!长|委|民|场|政|级|域|里|内|外|直|属|中|区)"
)
# what ends left of a unit's name: verbs, prepositions, 该, 原
_LEFT = re.compile(
    r"[\d.〇一二三四五六七八九十]+(?:年|月|日|号|余|多|万|亿|元|份|间|初|底)+|他们|我们|自己|你们|"
    r"担任|时任|曾任|历任|现任|任职于?|利用|通过|承建|挂靠在?|借用|经营的?|实际控制|送给|收受|接受|帮助|关照|安排|请托"
    r"|找到|联系|负责|挪用|骗取|套取|侵吞|转入|汇入|存入|支付|进入|证实|证明|作为|代表|包括|分别|以及|上述|所在|位于|涉及"
    r"|撤销|维持|主持|结合|居住的?|管理着?|检举|揭发|系原|指控|来到|前往|调任|调到|兼任|受聘于?|就职于?|隶属|下属|下辖|出资|为了|期间|以来|先后|中标|指定|推荐|介绍"
    r"|投案|移送|提请|委托|指派|犯罪|被告人|上诉人|原审|公诉机关|抗诉机关|审理|受理|认为|查明|出具的?|人员|工程由"
    r"|(?:任(?!公司))|(?<![信公专农自])用|[在到向由是系与及或给被将把对该其此各等的了因即请属称从予并且又某让使按据同]"
    r"|(?<!太)(?<!平)原|(?<!华)为|经(?![济贸营开])|于(?!洪)|(?<=[司院局会所厅处人员某长记任校行厂心社×])和|以(?!色)|本(?!溪)|(?<![中])共(?![青和])"
)
_GENERAL = re.compile(
    r"^(?:国有|国家|有关|相关|多家|一家|两家|几家|数家|全资|控股|民营|私营|外地|当地|地方|上级|下级|县级|市级|省级|乡镇|基层|各级|其他|本地"
    r"|人民|中级|高级|最高|公安|检察|监察|司法|行政|财政|税务|主管|职能|执法|县|市|区|省|镇|乡|村|党|建筑|施工|投资|分|总|子|母|两|三|中国共产党|中华人民共和国|国务院|领导|政府|办公|工作|银行|信用)*$"
)
_DOMAINS: Mapping[str, str] = {
    "住房|城乡建设|住建|建设": "住建",
    "国土|自然资源|土地": "自然资源",
    "交通|公路|运输": "交通",
    "教育|教体": "教育",
    "卫生|卫健|医疗|医保": "卫生",
    "财政": "财政",
    "税务|国税|地税": "税务",
    "公安|派出所|交警|刑侦": "公安",
    "水利|水务": "水利",
    "农业|农村|农牧|畜牧": "农业农村",
    "林业|园林": "林业",
    "环保|环境": "生态环境",
    "民政": "民政",
    "行政审批|政务服务": "行政审批",
    "人力资源|社会保障|人社|社保": "人社",
    "市场监督|工商|质监|食药|药品": "市场监管",
    "城市管理|城管|执法": "城管",
    "规划": "规划",
    "扶贫|移民": "扶贫",
    "征收|拆迁": "征收",
    "发展和改革|发改": "发改",
    "安全生产|安监|应急": "应急",
    "司法": "司法",
    "审计": "审计",
    "经济|工业|信息化|商务": "经信",
    "供电|电力|烟草|粮食|盐务|石油": "国企",
}
_DOMAIN = tuple((re.compile(words), label) for words, label in _DOMAINS.items())
# (last word, what is said); the smaller first
_SORTS = (
    (r"村民委员会|居民委员会|村委会|居委会|村支部|党支部|社区", "基层组织"),
    (r"卫生院|卫生室|卫生所|诊所|医院", "医疗机构"),
    (r"小学|中学|幼儿园|学校", "学校"),
    (r"大学|学院", "高校"),
    (r"银行|支行|分行|信用社|营业部", "金融机构"),
    (r"商店|厂|超市|药店|酒店|饭店|宾馆|经营部|商行|工作室|合作社", "企业"),
    (r"公司|集团|项目部", "公司"),
    (r"事务所", "事务所"),
    (r"农场|林场", "国有场站"),
)
_SMALL_ORGAN = re.compile(r"(?:管理|服务)站|(?:国土|财政|司法|工商|税务|管理)所|派出所")
_ORGAN_SORTS = (
    (r"看守所|监狱|戒毒所", "监管场所"),
    (r"法院", "法院"),
    (r"检察院", "检察院"),
    (r"政府|办事处", "政府"),
    (r"纪委|监委|监察委员会|纪律检查委员会", "纪检监察机关"),
    (r"委员会|管委会|党委|政法委|组织部|宣传部|统战部", "党政机关"),
    (r"支队|大队|总队", "执法队伍"),
    (r"厅", "厅"),
    (r"局", "局"),
    (r"中心", "事业单位"),
)
_LEAST_BODY = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """``name`` as it stands and ``general``, what may be said of it."""

    name: str
    general: str


def find_units(joined: Folded, names: Iterable[str] = ()) -> Iterator[Found]:
    """Units with a name of their own; 该公司 and 人民法院 alone are none.

    ``names`` of persons are no part of a unit's name: 张三以大正公司名义 has 大正公司.
    """
    persons = re.compile("|".join(map(re.escape, sorted(names))) or r"(?!)")
    for hit in _UNIT.finditer(joined.text):
        words = hit.group()
        body = words[: -len(hit["last"])]
        body = body[max((one.end() for one in persons.finditer(body)), default=0) :]
        name = without_lead(body) + hit["last"]
        body = name.removesuffix(hit["last"])
        if len(body) >= _LEAST_BODY and not _GENERAL.match(body) and not _of_a_domain(body):
            start = hit.end() - len(name)
            yield Found(Kind.UNIT, joined.span(start, hit.end()), name)


def _of_a_domain(body: str) -> bool:
    """农业局 and 城管局 alone say no more than the domain, which is kept anyway."""
    return any(words.fullmatch(body) for words, _ in _DOMAIN)


def without_lead(words: str) -> str:
    """The words after the last verb or preposition: 时任某市某局 → 某市某局."""
    cut = max((one.end() for one in _LEFT.finditer(words)), default=0)
    return words[cut:].lstrip("（）()·0123456789")


def general_of(name: str) -> str:
    """济南市历下区住房和城乡建设局 → 某区住建局, 大正建设有限公司 → 某公司."""
    for words, sort in _SORTS:
        if re.search(rf"(?:{words})$", name):
            return f"某{sort}"
    places = list(_PLACE.finditer(name))
    level = f"某{_level(places[-1].group())}" if places else "某"
    plain = name.replace("人民政府", "政府")
    domain = next((label for words, label in _DOMAIN if words.search(plain)), "")
    if _SMALL_ORGAN.search(name):
        return f"{level}{domain}基层站所"
    sort = next((sort for words, sort in _ORGAN_SORTS if re.search(rf"(?:{words})$", name)), "单位")
    return f"{level}{domain}{sort}"


def same_units(names: Iterable[str]) -> dict[str, str]:
    """Each name with the longest that it is short for: 大正公司 → 济南大正建设有限公司."""
    ordered = sorted(set(names), key=lambda one: (-len(one), one))
    whole: dict[str, str] = {}
    for name in ordered:
        stem = re.sub(rf"(?:{_COMPANY}|{_ORGAN}|{_PLACE_OF_WORK})$", "", name)
        kin = (
            one
            for one in ordered
            if len(one) > len(name) and len(stem) >= _LEAST_BODY and stem in one
        )
        whole[name] = next((one for one in kin if general_of(one) == general_of(name)), name)
    return whole


def places_in(words: str) -> Iterator[str]:
    """The parts of an address or a unit's name that are places: 济南市, 历下区."""
    for hit in _PLACE.finditer(words):
        if not _LEFT.search(hit.group()):
            yield hit.group()


def general_place(place: str) -> str:
    """历下区 → 某区."""
    return f"某{_level(place)}"


def _level(place: str) -> str:
    return next(
        one for one in ("自治区", "自治州", "自治县", "街道", place[-1]) if place.endswith(one)
    )
