"""Which runs of signs of a document are names: what stands before, what after, how often.

A surname with one or two signs behind it is a candidate wherever it stands. Each place where it
stands tells how well it is introduced (证人张三, 其妻王五, 收受李四) and followed (张三证实);
the document as a whole tells 张三 from 张三任 and 王玉 from 王玉成: which of the two comes again.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import rjieba

from nlp.name_likeness import HAN, is_place, is_word, known_name, likeness, surname_at
from nlp.protected_words import PERSON

_INTRODUCES = re.compile(
    r"(?:[证告诉害疑案贿托受罪护理审表代申辩借买卖介联系]人|同案犯|老板|商人|司机|秘书|会计|出纳|律师|医生|教师|老师|民警|警察|检察员"
    r"|检察官|审判员|陪审员|书记员|法官|助理|审判长|被不起诉人|[其之的]?(?:妻|夫|子|女|弟|兄|父|母|妹|姐|嫂|侄|甥|婿|媳)|妻子|丈夫|儿子|女儿"
    r"|弟弟|哥哥|妹妹|姐姐|父亲|母亲|岳父|岳母|情妇|情人|前夫|前妻|朋友|同学|战友|亲戚|外甥|侄子|女婿|同事|老乡|邻居|亲属"
    r"|[局处科所站股队部厅县市区乡镇村院校行社组司会]长|书记|主任|经理|董事|支书|负责人|村民|居民|职工|员工|干部|工作人员|股东|合伙人"
    r"|包工头|匠|电工|瓦工|民工|承包人|法人|经办人|联系人|客户|业主|个体户|中间人|[^决]定代表人"
    r"|收受|接受|伙同|送给|转给|交给|借给|给予|指使|授意|安排|介绍|找到|通过|联系|名叫|叫做|送钱的是|委托|雇佣|聘请|贿赂|行贿|要求|答应|帮助"
    r"|转入|汇入|打入|存入|汇给|打给|付给|退给|抓获|传唤|讯问|询问|调查|举报|揭发|检举|冒用|借用|虚列|以及|对象是|指派|同志|户名为?|登记在|系其|所有人"
    r"|[^一-龥、，。；]的)$"
)
_OPENS = re.compile(
    r"[，。；、：:（）()《“”‘’.．·…\[\]［］【】〔〕\s>*#|—\-]$|[与和及向由给让被将叫跟同对系把替帮从是为经以找请]$|^$"
)
# 白羊山村张三, 那里的张三
_BELONGS = re.compile(r"的$|[\u4e00-\u9fff][村组乡镇县市区局所院校厂站厅处科室司社队庭办会]$")
_FOLLOWS = re.compile(
    r"的?(?:证言|证词|证实|证明|供述|供称|陈述|辩解|辩称|笔录|账户|银行卡|家中|办公室|名下|名义|身份|行为|妻子|丈夫|儿子|女儿|父亲|母亲|弟弟|家属|亲属)"
    r"|（(?:另案|已判|已起诉|在逃|均|[^（）]{1,14}[人长员妻夫子女弟兄友管理])|\(另案|送给|给予|所送|贿送|夫妇|夫妻|犯[^罪]{2,16}罪|担任|利用|身为|指使|安排|伙同|共谋|合谋|串通|勾结|商议|商量|商定|约定|陆续|先后|分别|多次"
    r"|出庭|到庭|等人|等\d*人|[一二两三四五六七八九]人|二[〇○0零]|自愿|不服|涉嫌|归案|如实|主动|系|任"
)
_CLOSES = re.compile(
    r"[，。；、：:（）()《》“”\s|—\-0-9]|$|[的等在与和及以将送给所说找要签因从向是为被经于到也都共让请对称把又还则曾便并无没不认均未有用提退占取拿带处犯欠出身领签]"
    r"|审判|人民|书记员|代理|法官|附|本件|现金|人民币|介绍|请托|支付|收受|商议|证|承|借|打|转|存|汇|购|负责|联系|同意|应当|可以|再|知|表示|认|购买|开|收|办"
)
_NEVER = re.compile(
    r"[的了在是或被把将给其该此本各及等某罪这哪们么什则仍已被们虽但因而且并嫌妻某未][\u4e00-\u9fff]?$"
    r"|[局厅镇县区省罪款元费证部委院厂券账检村堡寨]$|经理|会计|老板|现金|登记|公司|单位|人员|部门|机关|法院|检察|政府|银行|工程|项目|事务|检查|犯罪|办公|被告|审判"
)
_ODD_SURNAMES = frozenset(
    "于向和时任成应经关全都由原正党水路车农支计查单商项常者权相能包施费解后干但利信植充公初用平强可得房"
    "种母揭管从代哈来双班盖国元计时那者字籍居户区"
)
# 靳堂供电所, 唐家房街道: the name of a place, not of a person
_OF_A_PLACE = re.compile(
    r"[省市县区镇乡村街路巷屯组寨湾庄堂滩]|供电|财政|派出所|街道|公司|煤矿|小区|工程|公路|集团|工厂|[站场店厂矿院校馆]|社区|学校|小学|中学|医院|银行"
    r"|分局|支行|大桥|水库|高速|花园|家园|新城|广场|酒店|饭店|宾馆"
)
_ALSO_WORDS = frozenset("高方安程齐花曾金钱万章银边许祝温康马牛毛石白黄路单段景游项展连谷别占")
_WORDS = frozenset(
    word
    for line in (
        "查明 陈述 银行卡 周转 段时间 申请书 程序 钱财 顾问 余留 辛苦费 司法鉴定 阳光 "
        "花名册 高中文化 盖章 祝寿 许可 公司 管理",
        "玉米 高达 白雪 蓝天 和正 易于 成立 万元 元整 时任 时间 关系 关于 应当 应收 亦"
        "无异议 查清事 双方 占有 国家 广告",
        "应付 习惯 方便 方式 方面 明知 明确 安全 安排 平时 平均 严重 严格 高度 任职 权"
        "利 支配 业务 管道 单子 牛奶",
        "任命 任期 任意 常务 常委 党委 党员 单据 单价 单独 车辆 车牌 车款 金额 金融 钱"
        "款 温哥华 华强 卫生 安装",
        "石油 石料 水泥 水利 江湖 毛利 温泉 康复 强制 强行 杜绝 连续 连带 白条 黄金 宣"
        "判 封存 支出 终审 和解 边境",
        "项目 项下 项之 毕业 费用 祝贺 路面 路基 商定 商议 商品 商量 曾经 曾任 华人 信"
        "用 利息 利润 经办 经手 户名",
        "全部 全额 牛肉 马路 马上 危房 危害 古董 包工 包括 包装 左右 支付 支行 普桑 别"
        "墅 别克 奥迪 宝马 时代 冷库",
        "支付宝 经济 余款 余额 孔径 解释 解决 解除 花费 都是 门面 门口 计算 和谐 屈服 "
        "容易 万余 房款 房产 房屋 代理",
        "代表 庄园 位置图 关照 谈定 司法 银行 全行 支行 贺礼 须知 房子 续保 林木 揭发",
        "任满 任满六 印鉴 印鉴由 利用 利用职 增加和 加和 金库",
    )
    for word in line.split()
)
_REACH = 8
_ENOUGH = 4.0
_SHARE = 0.6
_DOUBT = 1.5
_LONGEST = 4


@dataclass(slots=True)
class _Candidate:
    """What speaks for one run of signs."""

    count: int = 0
    best: float = 0.0
    opened: int = 0
    closed: int = 0
    introduced: int = 0
    placed: int = 0


def find_names(text: str) -> tuple[str, ...]:
    """Names with a surname that the document speaks of, in no order that means anything."""
    found = _candidates(text)
    scores = {name: _score(name, one) for name, one in found.items()}
    sure = {one for one in found if scores[one] >= _ENOUGH}
    masked = {hit.group()[-_LONGEST:] for hit in PERSON.finditer(text)}
    for name in _beside(
        text, sure | masked, {one for one in found if scores[one] >= _ENOUGH - _DOUBT}
    ):
        scores[name] += _DOUBT
        sure.add(name)
    # 由张三 is 张三 with a preposition before it
    glued = {one for one in sure if one[0] in _ODD_SURNAMES and one[1:] in sure}
    return tuple(sorted(one for one in sure - glued if _longest_fits(one, found, scores)))


def _beside(text: str, sure: set[str], doubtful: set[str]) -> Iterator[str]:
    """Doubtful ones in a row with sure ones: 张三、李四."""
    for name in sorted(doubtful - sure):
        row = re.compile(
            rf"(?<=[、]){name}|(?<=[和与及]){name}(?=[、，。；和与及等])|{name}(?=[、和与及])"
        )
        for hit in row.finditer(text):
            before, after = text[: hit.start()][-5:-1], text[hit.end() + 1 :][:4]
            if any(before.endswith(one) or after.startswith(one) for one in sure):
                yield name
                break


def _candidates(text: str) -> dict[str, _Candidate]:
    found: defaultdict[str, _Candidate] = defaultdict(_Candidate)
    bounds = _boundaries(text)
    for place, surname in _surnames(text):
        for given in (1, 2):
            end = place + len(surname) + given
            name = text[place:end]
            if len(name) < end - place or not re.fullmatch(f"{HAN}+", name):
                break
            if _NEVER.search(name[1:]) or name in _WORDS:
                continue
            left = _left(text, place, bounds)
            right = _right(text, end, bounds, introduced=left >= 3)
            one = found[name]
            one.count += 1
            one.best = max(one.best, left + right)
            one.opened += left >= 1
            one.closed += right >= 1
            one.introduced += left >= 3
            one.placed += bool(_OF_A_PLACE.match(text, end))
    return found


def _surnames(text: str) -> Iterator[tuple[int, str]]:
    for place in range(len(text) - 1):
        if (
            text[place] in "元万千百"
            and text[place - 1 : place].strip("0123456789.余多几一二三四五六七八九十百千万") == ""
        ):
            continue
        surname = surname_at(text, place)
        if surname:
            yield place, surname


def _left(text: str, place: int, bounds: frozenset[int]) -> float:
    before = text[max(0, place - _REACH) : place]
    if _INTRODUCES.search(before):
        return 3
    if _OPENS.search(before):
        return 2
    if _BELONGS.search(before):
        return 1
    return 1 if place in bounds and place - 1 not in bounds else 0


def _right(text: str, end: int, bounds: frozenset[int], *, introduced: bool) -> float:
    if end not in bounds and re.match(HAN, text[end : end + 1]):
        # 侯高|杰出|庭: the cutter took a sign of the name for its own word
        return (
            2 if _FOLLOWS.match(text, end) else 1 if introduced and _CLOSES.match(text, end) else 0
        )
    if _OF_A_PLACE.match(text, end):
        return 0
    if _FOLLOWS.match(text, end):
        return 3
    if _CLOSES.match(text, end):
        return 2
    return 1 if end in bounds and end + 1 not in bounds else 0


def _score(name: str, one: _Candidate) -> float:
    """Evidence of the best place, likeness to names, coming again; words of the language less."""
    if not one.opened or not one.closed or one.placed > one.count / 2:
        return 0.0
    score = one.best + 1.2 * max(-2.5, min(2.0, likeness(name))) + min(1.5, 0.4 * (one.count - 1))
    if known_name(name):
        score += 0.3
    if is_place(name):
        return 0.0
    if is_word(name):
        score -= 2.5 if one.introduced else 4.0
    elif len(name) == 3 and is_word(name[1:]) and likeness(name) < 0 and not one.introduced:
        score -= 3.0
    if len(name) == 3 and is_word(name[:2]):
        score -= 1.0
    if name[0] in _ODD_SURNAMES:
        score -= 0.8 if one.introduced else 2.5
    elif name[0] in _ALSO_WORDS and not one.introduced:
        score -= 0.8
    return score


def _longest_fits(name: str, found: dict[str, _Candidate], scores: dict[str, float]) -> bool:
    """Whether of 张三 and 张三任 this is the one that comes again and ends well."""
    shorter = name[:-1]
    if len(name) >= 3 and shorter in found and surname_at(name, 0) != shorter:
        share = found[name].count / found[shorter].count
        closed = found[shorter].closed / found[shorter].count
        if share < _SHARE and scores[shorter] >= _ENOUGH and closed > share:
            return scores[name] >= scores[shorter] and found[name].introduced > 0
    longer = [one for one in found if len(one) == len(name) + 1 and one.startswith(name)]
    for one in longer:
        share = found[one].count / found[name].count
        if share >= _SHARE and scores[one] >= max(_ENOUGH, scores[name] - 1.5):
            return False
    return True


def _boundaries(text: str) -> frozenset[int]:
    place, places = 0, [0]
    for word in _cutter().cut(text, False):
        place += len(word)
        places.append(place)
    return frozenset(places)


@cache
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()
