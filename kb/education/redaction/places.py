"""Addresses, and dates of birth."""

import re
from collections.abc import Iterator

from kb.education.redaction.folding import Folded
from kb.education.redaction.found import Found, Kind
from kb.education.redaction.units import without_lead

_WORD = r"[\u4e00-\u9fffA-Za-z0-9\-#（）()·*×]"
# what opens an address, up to the next mark
_TOLD = re.compile(
    r"(?:户籍(?:所在地|地址?)?|捕前住址?|现住址?|家住|暂住地?|居住地?|居住于|住所地?|住址|家庭住址|通讯地址|经常居住地"
    r"|(?:联系|收件|邮寄|送达)?地址|(?<=[，。；、：\n（])住|出生地|籍贯|户口所在地)"
    r"(?:(?:也|均|系|是|为|在|于|位于|[：:])[ ]*){0,2}"
    rf"(?P<place>(?!所|宿|院|处|房|宅|建){_WORD}{{4,60}})"
)
_DIGIT = r"[0-9一二三四五六七八九十百〇零甲乙丙丁*×]"
# 文化路12号3单元402室 ／ 幸福小区8栋2单元 ／ 张家村三组17号
_BARE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,8}}?(?:省|自治区|市|区|县|旗|镇|乡|街道|村)){{0,6}}"
    rf"[\u4e00-\u9fff0-9A-Z·]{{1,12}}?(?:路|街|大道|道|巷|弄|里|胡同|小区|花园|苑|公寓|家园|新村|社区|村|屯|组)"
    rf"(?:[东西南北中]段)?{_DIGIT}{{1,5}}(?:-\d{{1,4}})?(?:号|弄|栋|幢|楼|座|单元|组|队)"
    rf"(?:(?:院|附)?{_DIGIT}{{1,5}}(?:-\d{{1,4}})?(?:号楼|号|栋|幢|楼|座|单元|层|室|户|房)|\d{{1,2}}-\d{{1,2}}-\d{{2,4}}){{0,5}}(?:\d{{3,4}})?"
)
# 青石县白塔****3栋1997室
_HALF_MASKED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|市|区|县|旗|镇|乡|村)){1,4}[\u4e00-\u9fff0-9]{0,8}[*×●○]{2,24}"
    r"[\u4e00-\u9fff0-9A-Z\-]{0,16}?(?:号楼|号|栋|幢|单元|室|户|村|组|$)(?:\d{0,3}(?:栋|幢|单元)?\d{2,4}室)?"
    r"|[\u4e00-\u9fff]{2,12}[*×●○]{3,24}\d{0,4}(?:号|栋|幢|单元)\d{0,4}室?"
)
_PLACE_SIGN = re.compile(r"[省市县区旗镇乡村路街道号室栋幢楼单元组屯苑园巷弄州盟里]")
_ENDS = re.compile(r"(?:因|被|涉嫌|于|曾|系|与|男|女|汉族|[一-龥]族)(?:.*)$")
# 1966年6月12日出生 ／ 生于1966年 ／ 出生日期：1966-06-12
_DATE = (
    r"(?:(?:18|19|20)\d{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2})[ ]*[年.\-/][ ]*"
    r"(?:[0-9一二三四五六七八九十]{1,3}[ ]*[月.\-/]?[ ]*(?:[0-9一二三四五六七八九十]"
    r"{1,3}[ ]*日?)?)?"
    r"|(?:19|20)\d{6}(?!\d)"
)
_BORN = re.compile(
    rf"(?P<after>(?:{_DATE}))(?=[ ]*(?:出生|生(?![产意效]))|[，,（(]?出生于)"
    rf"|(?:出生(?:日期|年月日?|时间)?|生日|生于)[ ]*(?:于|为|是|[：:])?[ ]*(?P<before>(?:{_DATE}))"
)


def find_addresses(folded: Folded, joined: Folded) -> Iterator[Found]:
    """What follows 住 or 户籍地, and streets with the number of a house; split ones as well."""
    for text in (folded, joined):
        for hit in _TOLD.finditer(text.text):
            place, start = _ENDS.sub("", hit["place"]), hit.start("place")
            marks = list(_PLACE_SIGN.finditer(place))
            if len(place) >= 4 and marks:
                # a break inside may be the end of a paragraph: no further than to 号, 室, 村
                end = marks[-1].end() if text is joined else len(place)
                yield Found(Kind.ADDRESS, text.span(start, start + end), place[:end])
    for hit in _BARE.finditer(joined.text):
        yield from _without_lead(joined, hit)
    for hit in _HALF_MASKED.finditer(joined.text):
        yield from _without_lead(joined, hit)


def _without_lead(joined: Folded, hit: re.Match[str]) -> Iterator[Found]:
    place = without_lead(hit.group())
    if place:
        yield Found(Kind.ADDRESS, joined.span(hit.end() - len(place), hit.end()), place)


def find_births(folded: Folded, joined: Folded) -> Iterator[Found]:
    """The date of a birth, without 出生."""
    for text in (folded, joined):
        for hit in _BORN.finditer(text.text):
            group = "after" if hit["after"] else "before"
            yield Found(Kind.BIRTH, text.span(*hit.span(group)), hit[group])


def stated_places(text: str) -> frozenset[str]:
    """Places that a post or a text names in full: 湖北省黄冈市黄梅县委 → 湖北省, 黄冈市, 黄梅县.

    After a province, or where a post begins; a 县 in the middle of a sentence may be a word's end.
    """
    found: set[str] = set()
    for chain in (*_AFTER_PROVINCE.finditer(text), *_OPENS_POST.finditer(text)):
        for hit in _PLACE_PART.finditer(chain.group("chain")):
            name = hit.group()
            if "某" not in name and not _NO_PLACE.search(name):
                found.add(name)
    for hit in _VILLAGE.finditer(text):
        name = _ABOVE_VILLAGE.split(hit.group("village"))[-1]
        if "某" not in name and not _NO_PLACE.search(name):
            found |= {
                name,
                f"{name.removesuffix('民小组').removesuffix('行政村').removesuffix('村')}村",
            }
    return frozenset(found)


# 青石镇王小寨行政村 ／ 沙尾村民小组 after a mark
_ABOVE_VILLAGE = re.compile(r"(?<=.)(?:[镇乡]|街道)")
_VILLAGE_END = re.compile(r"(?:行政村|村民小组|村)$")
_VILLAGE = re.compile(
    r"(?:(?<=[镇乡道县区市])|(?<![\u4e00-\u9fff]))(?P<village>[\u4e00-\u9fff]{2,5}?(?:行政村|村民小组|村(?=党|委|村|民委|集体)))"
)
_PROVINCE = (
    r"(?:北京|天津|上海|重庆)市|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南"
    r"|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾)省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区"
)
_PART = r"[\u4e00-\u9fff]{2,6}?(?:自治州|自治县|地区|街道|市|州|盟|县|区|旗|镇|乡)"
_PLACE_PART = re.compile(rf"{_PROVINCE}|{_PART}")
# 湖北省黄冈市黄梅县有关党员干部
_AFTER_PROVINCE = re.compile(rf"(?P<chain>(?:{_PROVINCE})(?:{_PART}){{0,3}})")
# 黄梅县委常委 ／ 时任黄梅县副县长, not 、分管全县
_OPENS_POST = re.compile(
    rf"(?:(?:^|[\n，。；●、])(?:[时曾现历原]任|担任|中共|原系?)?|[时曾现历原]任|担任|中共)(?P<chain>(?:{_PROVINCE})?(?:{_PART}){{1,3}})"
    r"(?=委|政协|人大|人民|政府|纪委|监委|副?[县市区镇乡]长|[\u4e00-\u9fff]{2,12}(?:局|办|中心|院|学|行|站|队|公司|校|园|所|村|社区|会|厂|店))"
)
_NO_PLACE = re.compile(
    r"各|^[全本该原在于与和对向从到由将被把为是其这那有无一两三多几]|城区|市区|县区|园区|社区|辖区|开发区|高新区|景区"
    r"|矿区|库区|小区|山区|灾区|地区$|乡镇$|街道$|[局院党委纪任]"
)
