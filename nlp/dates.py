"""Dates in ISO form, and the span of the criminal acts.

A date is as long as the text is exact: 2013年 → 2013, 2013年5月 → 2013-05.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model import Mention, Section, Span, TimeSpan
from nlp import zones
from nlp.numerals import ZEROS, integer

_G = r"[ \u3000]?"
_CN = rf"[{ZEROS}一二三四五六七八九]"
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二]{_CN}{{3}})"
_MONTH = r"(?:元|正|1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
# 2013年5月2日 / 二〇一八年四月二十八日 / 同年5月 / 次年元月 / 5月2日 / 次日 / 2013-05-02 / 2013年底
_DATE = re.compile(
    rf"(?P<year>{_YEAR}){_G}年(?:{_G}(?P<part>底|末|初|年底|年初)"
    rf"|{_G}(?P<month>{_MONTH}){_G}月份?(?:{_G}(?P<day>{_DAY}){_G}[日号])?)?"
    rf"|(?P<relative>同年|当年|次年|翌年|同月|当月|次月)(?:(?P<rpart>底|末|初)"
    rf"|(?P<rmonth>{_MONTH})月份?(?:(?P<rday>{_DAY})[日号])?|(?P<dayonly>{_DAY})[日号])?"
    rf"|(?P<iso>(?:19|20)\d{{2}})[-./．](?P<isomonth>1[0-2]|0?[1-9])[-./．](?P<isoday>3[01]"
    rf"|[12]\d|0?[1-9])(?!\d)"
    rf"|(?<![\d个第十百零〇年])(?P<baremonth>1[0-2]|0?[1-9]|元)月份?(?:(?P<bareday>3[01]"
    rf"|[12]\d|0?[1-9])[日号])?(?!期|供|均|薪)"
)
_TO = re.compile(r"(?:至|到|—|－|-|~|～)+(?:案发)?$")
_BARE_REACH = 120

_ACTS = re.compile(
    r"收受|索取|索要|收取|受贿|贿赂|好处费|感谢费|送给|给予|行贿|贿送|贪污|侵吞|侵占|骗取"
    r"|套取|窃取|据为己有|占为己有|冒领|虚报"
    r"|挪用|私分|利用|滥用|玩忽|不认真|未认真|不履行|违规|违反|徇私|截留|虚开|挥霍|占有"
    r"|私自|擅自|诈骗|接受|伙同|报销|放贷|发放|承揽|谋取"
)
# what a date right before or after these words dates is no criminal act
_NOT_ACTS = re.compile(
    r"出生|任命|聘任|被任|起任|任职|调任|当选|入党|参加工作|退休|到案|抓获|投案|自首|立案"
    r"|鉴定|评估|逮捕|拘留|留置|羁押|取保"
    r"|传唤|讯问|起诉|判决|裁定|判处|退缴|退赃|退赔|移送|查获|扣押|审查调查|审计报告|交代"
    r"|登记注册|注册成立|成立于|案发后|归案"
    r"|释放|刑满|监视居住|谈话|约谈|通知|上缴|追缴|批准|会议|处分|退还|归还|退回|开除|双开"
    r"|受理|举报|接受调查|带至"
)
_EMPLOYED = re.compile(
    r"^[^，。；]{0,6}(?:担任|历任|先后任|任|调任|调至|当选|受聘|从事)(?![^，。；]{0,60}期间)"
)
# 2018年4月9日下午，张某投案: a clause of a few signs belongs to the next
_CLAUSE_AFTER = re.compile(r"[^，。；]{0,6}，[^，。；]{0,80}|[^，。；]{0,80}")
_EVIDENCE = re.compile(
    r"证实|证言|供述|笔录|供认|辩称|证明|陈述[：:]|户籍|简历|书证|鉴定意见|到案经过"
    r"|破案经过|抓获经过|另查明|案发后|公诉机关(?:认为|出示|提供|提交|向)"
)
_SENTENCES = re.compile(r"[^。；;\n]+")
_HINT = re.compile(r"[年月]|\d-\d").search
_EARLIEST, _LATEST = 1980, 2035


@dataclass(frozen=True, slots=True)
class _Dated:
    """An ISO date, and whether it ends a range: 2013年3月至5月."""

    iso: str
    span: Span


def find_dates(text: str) -> tuple[Mention, ...]:
    """Every date as an ISO prefix; 同年, 次年, 同月 and a bare 5月 take their year from before.

    ``2013年3月至5月`` gives 2013-03 and 2013-05; 年底 is December, 年初 January, 元月 January.
    """
    return tuple(Mention(one.iso, one.span) for one in _dates(text, 0, len(text)))


def time_span(text: str, sections: Sequence[Section]) -> TimeSpan | None:
    """From the first to the last criminal act in the facts; None where the facts date none.

    Births, posts, arrests, reports of experts and the steps of the case are left out, and so is
    the evidence.
    """
    acts: list[_Dated] = []
    others: list[_Dated] = []
    for zone in zones.facts(text, sections):
        last: _Dated | None = None
        for sentence in _SENTENCES.finditer(text, zone.start, zone.end):
            words = sentence.group()
            if _EVIDENCE.search(words):
                continue
            dated = list(_of_acts(text, sentence.start(), sentence.end())) if _HINT(words) else []
            of_acts = bool(_ACTS.search(words))
            # 2017年3月，某市公开招标。后张某收受……: the act has the date of the sentence before
            acts.extend(dated or ([last] if last else []) if of_acts else [])
            others.extend(dated)
            last = dated[-1] if dated else last
    acts = acts or others
    if not acts:
        return None
    first = min(acts, key=lambda one: one.iso)
    last = max(acts, key=lambda one: (one.iso + "-99-99")[: 10 if len(one.iso) > 7 else 7])
    span = Span(min(first.span.start, last.span.start), max(first.span.end, last.span.end))
    return TimeSpan(first.iso, last.iso, span)


def _of_acts(text: str, start: int, end: int) -> Iterator[_Dated]:
    for one in _dates(text, start, end):
        year = int(one.iso[:4])
        after = _CLAUSE_AFTER.match(text, one.span.end, end)
        before = text[max(start, one.span.start - 10) : one.span.start]
        if _EARLIEST <= year <= _LATEST and not (
            (after and (_NOT_ACTS.search(after.group()) or _EMPLOYED.match(after.group())))
            or _NOT_ACTS.search(before)
        ):
            yield one


def _dates(text: str, start: int, end: int) -> Iterator[_Dated]:
    year, month, last_end = 0, 0, -_BARE_REACH
    for hit in _DATE.finditer(text, start, end):
        read = _read(hit, year, month, hit.start() - last_end)
        if read is None:
            continue
        year, month, day = read
        last_end = hit.end()
        iso = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
        yield _Dated(iso, Span(hit.start(), hit.end()))


def _read(hit: re.Match[str], year: int, month: int, distance: int) -> tuple[int, int, int] | None:
    if hit["year"]:
        return integer(hit["year"]) or 0, _month(hit["month"], hit["part"]), _int(hit["day"])
    if hit["iso"]:
        return int(hit["iso"]), int(hit["isomonth"]), int(hit["isoday"])
    if not year:
        return None
    if hit["relative"]:
        if hit["relative"][1] == "月":
            month += hit["relative"] == "次月"
            return (year, month, _int(hit["dayonly"])) if 1 <= month <= 12 else None
        year += hit["relative"] in ("次年", "翌年")
        return year, _month(hit["rmonth"], hit["rpart"]), _int(hit["rday"])
    if distance > _BARE_REACH:
        return None
    return year, _month(hit["baremonth"], None), _int(hit["bareday"])


def _month(words: str | None, part: str | None) -> int:
    if part:
        return 1 if "初" in part else 12
    if words in ("元", "正"):
        return 1
    return _int(words)


def _int(words: str | None) -> int:
    return (integer(words) or 0) if words else 0
