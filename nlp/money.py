"""The written shapes of money: 12.5万元, 2万3千元, 一百二十余万元, 叁拾伍万元, 美元10000元, 30万某.

Only the shape is read here: value, currency, whether about. What the money was is
``nlp.amount_kinds``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.numerals import number

# l is what scanners make of 1: l6500元
_DIGIT = r"\d０-９l"
# 8，000 / 12,345.67 / １２. The look-behind keeps a run of digits from being tried at every digit
ARABIC = (
    rf"[{_DIGIT}](?<![{_DIGIT}.．][{_DIGIT}])[{_DIGIT}]*+"
    rf"(?:[,，][{_DIGIT}]{{3}}(?![{_DIGIT}])){{0,5}}+(?:[.．][{_DIGIT}]++)?+"
)
_SIGNS = "零〇○一二三四五六七八九十百千两壹贰貳叁肆伍陆柒捌玖拾佰仟"
CHINESE = rf"[{_SIGNS}](?<![{_SIGNS}万亿][{_SIGNS}])[{_SIGNS}万亿萬億]*+"
# 数十万元, 上百万元, 几千元, 数万元
_VAGUE = r"(?:数|几|上)(?:十|百|千)?(?=十|百|千|万|元|余)"
_MORE = r"[余多几来]?"
_UNIT = r"千万|百万|十万|万亿|亿|億|万|萬|千|仟|百"
_FOREIGN = (
    r"美元|美金|港元|港币|港幣|欧元|英镑|日元|日币|澳元|澳币|加元|加币|新加坡元|新加坡币"
    r"|新币|韩元|韩币|新台币"
    r"|台币|泰铢|卢布|瑞士法郎|瑞郎|澳门元|葡币"
)
_YUAN = (
    r"元人民币|元整|元(?![月旦素谋首配器化老])|圆(?![形满圈珠])|块钱|块(?=[，。、；的给送])|人民币"
)
# 30万某 is 30万元 spoilt by masking; 万某甲 and 王1某 are people
_SPOILT = r"(?<=[万亿千])某(?![甲乙丙丁某\d×])"
_MONEY = re.compile(
    rf"(?:(?P<arabic>{ARABIC})|(?P<chinese>{CHINESE})|(?P<vague>{_VAGUE}))"
    rf"[ \u3000]{{0,2}}(?P<a1>{_MORE})[ \u3000]?(?P<unit>{_UNIT})?(?P<a2>{_MORE})"
    rf"(?:(?<=[万千百亿余])(?P<low>[{_DIGIT}]{{1,4}}(?:[.．][{_DIGIT}]{{1,4}})?)(?P<low_unit>万|千|百)(?P<a3>{_MORE}))?"
    rf"(?P<rest>(?<=[万千])[{_DIGIT}]{{1,5}}(?:[.．][{_DIGIT}]{{1,2}})?)?[ \u3000]?"
    rf"(?:(?P<foreign>{_FOREIGN})|(?P<yuan>{_YUAN})|(?P<spoilt>{_SPOILT}))"
    rf"(?P<a4>[余多]?)(?:(?P<jiao>[{_DIGIT}一二三四五六七八九])角)?"
    rf"(?:(?P<fen>[{_DIGIT}一二三四五六七八九])分(?!之))?"
)
# 美元5000, 人民币12万: the currency alone says it is money
_NAMED = re.compile(
    rf"(?P<name>{_FOREIGN}|人民币|￥|¥)(?:现金)?[ \u3000]?(?P<figure>(?:{ARABIC})|(?:{CHINESE}))"
    rf"(?P<a1>{_MORE})(?P<unit>{_UNIT})?(?P<a2>{_MORE})(?![余多{_DIGIT}.．元圆块美港欧英日年月号张套枚{_SIGNS}])"
)
_NAME_BEFORE = re.compile(
    rf"({_FOREIGN}|人民币|RMB|￥|¥|\$)(?:现金|现钞|共计|合计|约|近|计|共|（下同）)?[ \u3000]?$"
)
_RANGE = re.compile(
    rf"(?P<low>[{_DIGIT}]{{1,9}}(?:[.．][{_DIGIT}]{{1,4}})?|[{_SIGNS}]{{1,6}})(?P<unit>{_UNIT})?余?"
    r"(?P<yuan>元)?(?:人民币)?(?:至|到|-|—|－|～|~)(?:人民币)?$"
)
_ABOUT = re.compile(
    r"(?:约|近|大约|大概|将近|超过|逾|至少|不少于|不低于)(?:为|计)?(?:人民币|港币|美元"
    r"|￥)?[ \u3000]?$"
)
_ABOUT_AFTER = re.compile(r"左右|上下|许(?=[，。；、])")
_PAIR = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])(?=[十百千万]|$)")
_UNITS = {"": 1.0, "百": 1e2, "千": 1e3, "仟": 1e3, "万": 1e4, "萬": 1e4, "十万": 1e5}
_UNITS |= {"百万": 1e6, "千万": 1e7, "亿": 1e8, "億": 1e8, "万亿": 1e12, "十": 10.0}
_CODES = {"美元": "USD", "美金": "USD", "$": "USD", "港元": "HKD", "港币": "HKD", "港幣": "HKD"}
_CODES |= {"欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日币": "JPY", "澳元": "AUD", "澳币": "AUD"}
_CODES |= {"加元": "CAD", "加币": "CAD", "新加坡元": "SGD", "新加坡币": "SGD", "新币": "SGD"}
_CODES |= {"韩元": "KRW", "韩币": "KRW", "新台币": "TWD", "台币": "TWD", "泰铢": "THB"}
_CODES |= {"卢布": "RUB", "瑞士法郎": "CHF", "瑞郎": "CHF", "澳门元": "MOP", "葡币": "MOP"}


@dataclass(frozen=True, slots=True)
class Money:
    """One sum as written: characters ``start``..``end``, ``low``..``high`` in ``currency``."""

    start: int
    end: int
    low: float
    high: float
    currency: str = "CNY"
    approximate: bool = False


def find_money(text: str) -> tuple[Money, ...]:
    """The sums of a text in order: 5万元至10万元 is one sum with two bounds."""
    found: list[Money] = []
    for hit in _MONEY.finditer(text):
        money = _money(text, hit)
        if money is None:
            continue
        if found and found[-1].end > money.start:
            found.pop()
        found.append(money)
    taken = {money.end for money in found}
    found.extend(_named(text, taken, found))
    found.sort(key=lambda money: money.start)
    return tuple(found)


def _money(text: str, hit: re.Match[str]) -> Money | None:
    bounds = _bounds(hit)
    if bounds is None or (hit["spoilt"] and not hit["arabic"]):
        return None
    start, end = hit.span()
    before = text[max(0, start - 24) : start]
    named = _NAME_BEFORE.search(before)
    low, high = bounds
    ranged = _RANGE.search(before)
    if ranged:
        first = _first_bound(ranged, hit)
        if 0 < first < low:
            low, start = first, start - len(before) + ranged.start()
    marks = hit["a1"] or hit["a2"] or hit["a3"] or hit["a4"] or hit["vague"]
    about = bool(marks or _ABOUT.search(before) or _ABOUT_AFTER.match(text, end))
    name = named.group(1) if named else ""
    currency = _CODES.get(name) or _CODES.get(hit["foreign"] or "", "CNY")
    return Money(start, end, low, high, currency, about)


def _bounds(hit: re.Match[str]) -> tuple[float, float] | None:
    unit = _UNITS[hit["unit"] or ""]
    if hit["vague"]:
        tens = _UNITS.get(hit["vague"][1:], 1.0)
        if tens == 1.0 and unit == 1.0:
            return None
        times = 1 if hit["vague"][0] == "上" else 2
        return times * tens * unit, 10 * tens * unit
    words = hit["arabic"] or hit["chinese"]
    pair = _PAIR.search(words) if hit["chinese"] else None
    if pair and (number(pair.group(2)) or 0) - (number(pair.group(1)) or 0) == 1:
        less = number(words[: pair.start(2)] + words[pair.end(2) :])
        more = number(words[: pair.start(1)] + words[pair.end(1) :])
        return (less * unit, more * unit) if less and more else None
    value = number(words)
    # 三元, 一元 without a unit are names and terms as often as money
    if value is None or (hit["chinese"] and len(words) == 1 and unit == 1 and value < 10):
        return None
    value *= unit
    if hit["low"]:
        value += (number(hit["low"]) or 0) * _UNITS[hit["low_unit"]]
    value += number(hit["rest"] or "0") or 0
    value += (number(hit["jiao"] or "0") or 0) / 10 + (number(hit["fen"] or "0") or 0) / 100
    return round(value, 2), round(value, 2)


def _first_bound(ranged: re.Match[str], hit: re.Match[str]) -> float:
    """5至10万元: the first bound has the unit of the second unless it says its own."""
    first = number(ranged["low"])
    if first is None:
        return 0.0
    unit = ranged["unit"]
    if unit is None and not ranged["yuan"]:
        unit = hit["unit"] or ("万" if (hit["chinese"] or "").endswith("万") else "")
    return round(first * _UNITS[unit or ""], 2)


def _named(text: str, taken: set[int], found: list[Money]) -> Iterator[Money]:
    starts = {money.start for money in found}
    for hit in _NAMED.finditer(text):
        value = number(hit["figure"])
        if value is None or hit.start("figure") in starts or hit.end() in taken:
            continue
        value = round(value * _UNITS[hit["unit"] or ""], 2)
        about = bool(hit["a1"] or hit["a2"])
        currency = _CODES.get(hit["name"], "CNY")
        yield Money(hit.start("figure"), hit.end(), value, value, currency, about)
