"""Names of natural persons in a document, for replacing them: recall before precision.

Three sources together: the parties and the persons under investigation, words that introduce or
follow a person (证人张三证实, 收受李四给予的, 其妻王五), and jieba's tagging of names. A word that
is no name costs a reader little; a name left standing costs a person much. Some will be missed all
the same, so a list of them is no release gate.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from kb.model import Section
from nlp.investigated import find_investigated
from nlp.parties import read_parties
from nlp.surnames import SURNAMES

_COMPOUND = r"欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|慕容|夏侯|令狐"
_SIGN = r"[\u4e00-\u9fff]"
_FIRST = f"(?:{_COMPOUND}|[{SURNAMES}])"
# a masked name gives nobody away: 张某, 李某甲, 王××
_MASKED = re.compile(r"某|[×xX＊*○]")
# 证人张三 ／ 行贿人李四 ／ 其妻王五 ／ 老板赵六 ／ 收受钱七 ／ 伙同孙八 ／ 局长周九
_INTRODUCED = re.compile(
    r"(?:证人|被害人|行贿人|受贿人|请托人|被告人|上诉人|同案人|犯罪嫌疑人|辩护人|老板|商人|司机|秘书|会计|出纳"
    r"|其妻|其夫|其子|其女|其弟|其兄|其父|其母|妻子|丈夫|儿子|女儿|弟弟|哥哥|妹妹|姐姐|情妇|朋友|同学|战友|亲戚|外甥|侄子"
    r"|收受|接受|伙同|送给|转给|交给|借给|指使|授意|安排|介绍|找到|通过|联系|局长|主任|科长|所长|书记|经理|院长|校长"
    r"|董事长|负责人|村民|工作人员|法定代表人|股东|项目经理|包工头|名叫|叫|人是|[与和跟向由]|送钱的是)"
    rf"(?P<name>{_FIRST}{_SIGN}{{1,2}}?)"
    r"(?=[，。；、：（(\s\d]|的|等|在|与|和|及|为|以|将|送|给|所|贿|证实|证明|证言|陈述|供述|打|说|找|要|签|因|从|向|作为|系|担任|承|介绍|请托|支付|汇|转|存|取|经|于|到|也|都|共|先后|多次|夫妇|夫妻|一家|一起|共同|商|泄露|透露|（)"
)
# 张三证实…… ／ 李四（另案处理） ／ 王五送给
_FOLLOWED = re.compile(
    rf"(?<=[，。；、：（(\s与和及向对由被从])(?P<name>{_FIRST}{_SIGN}{{1,2}}?)"
    r"(?=（另案|\(另案|（已判|（均|的?证言|的?证词|证实|供述|的供述|陈述[称：]|（[^（）]{1,12}[人长员妻夫子女]）|送给|给予|所送|贿送|夫妇|另案处理)"
)
# 审判长张三人民陪审员李四书记员王五, also without breaks between
_OFFICER = re.compile(
    r"(?:审判长|审判员|代理审判员|陪审员|书记员|法官助理|检察员|检察官|检察官助理)[：:\s]{0,3}"
    rf"(?P<name>{_SIGN}{{2,4}}?)"
    r"(?=审判|人民|代理|二[〇○０]|书记|法官|检察|本件|附|[，。、；\s\d]|出庭|到庭|$)"
)
_MINORITY = re.compile(r"[\u4e00-\u9fff]{1,7}[·•][\u4e00-\u9fff]{1,8}")
_NO_NAME = re.compile(
    r"[的了在是为有和与及或被把将向从对给其该此本某各全均及等]|公司|单位|人员|部门|机关|法院|检察|政府|银行|工程|项目|事务|检查|罪|村|镇|县|区|市|省|局|科|处|所$"
)
# words that jieba takes for names
_WORDS = frozenset(
    word
    for line in (
        "查明 陈述 银行卡 周转 段时间 申请书 程序 钱财 顾问 余留 辛苦费 司法鉴定 阳光",
        "玉米 高达 白雪 蓝天 和正 易于 成立 万元 元整 时任 时间 关系 关于 应当 应收",
        "应付 习惯 方便 方式 方面 明知 明确 安全 安排 平时 平均 严重 严格 高度 任职",
        "任命 任期 任意 常务 常委 党委 党员 单据 单价 单独 车辆 车牌 车款 金额 金融",
        "石油 石料 水泥 水利 江湖 毛利 温泉 康复 强制 强行 杜绝 连续 连带 白条 黄金",
        "项目 项下 项之 毕业 费用 祝贺 路面 路基 商定 商议 商品 商量 曾经 曾任 华人",
        "全部 全额 牛肉 马路 马上 危房 危害 古董 包工 包括 包装 左右 支付 支出 支行",
        "支付宝 经济 余款 余额 孔径 解释 解决 解除 花费 都是 门面 门口 计算 和解",
        "和谐 屈服 容易 冷库 万余 管理 房款 房产 房屋 代理 代表 庄园 位置图",
    )
    for word in line.split()
)
_ENDS_NAME = re.compile(r"(?:证|送|给|找|说|打|要|的|在|与|和|等|向|将|让|请|为|于|到|及|以|因)$")
_FUNCTION = (
    "的在与和等向将让请为于到及以因送给找说打要证犯受贿身利收供述陈被系任是担均"
    "其从有所对不经审人书二出会乐身"
)
_NOT_PEOPLE = ("机关", "单位")
_LONGEST_NAME = 4
_WINDOW = 200_000


def find_person_names(text: str, sections: Sequence[Section]) -> tuple[str, ...]:
    """Each name once, in no order that means anything; masked names are left out."""
    parties = [one for one in read_parties(text, sections) if not one.role.endswith(_NOT_PEOPLE)]
    named = Counter(one.name for one in (*parties, *find_investigated(text)))
    told = Counter(
        hit["name"]
        for pattern in (_INTRODUCED, _FOLLOWED, _OFFICER)
        for hit in pattern.finditer(text)
    )
    tagged = Counter(
        word
        for word, flag in _tagger().cut(text[:_WINDOW])
        if flag in ("nr", "nrfg") and _has_surname(word)
    )
    foreign = Counter(hit.group() for hit in _MINORITY.finditer(text))
    found = {one for one in told if _is_name(one)} | {one for one in tagged if _is_name(one)}
    found = {_whole(text, one) for one in found}
    sure = {one for one in named if 2 <= len(one) <= 12} | set(foreign)
    return tuple(sorted(one for one in sure | found if not _MASKED.search(one)))


def _whole(text: str, name: str) -> str:
    """李伟 that is followed by 一 wherever it stands is 李伟一."""
    after = {text[hit.end() : hit.end() + 1] for hit in re.finditer(re.escape(name), text)}
    sign = after.pop() if len(name) == 2 and len(after) == 1 else ""
    return name + sign if re.match(_SIGN, sign) and sign not in _FUNCTION else name


def _has_surname(word: str) -> bool:
    return 2 <= len(word) <= _LONGEST_NAME and bool(re.match(_FIRST, word))


def _is_name(word: str) -> bool:
    return (
        not {word, word[:2]} & _WORDS
        and not _NO_NAME.search(word[1:])
        and not _ENDS_NAME.search(word)
    )


@cache
def _tagger() -> Any:
    # here, so that a search that replaces no names does not pay for loading it
    from jieba import posseg

    return posseg.POSTokenizer()
