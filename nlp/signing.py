"""Who issued a document and when: its foot, or for laws and notices its head."""

import re
from collections.abc import Sequence

from kb.model import DocumentKind, Mention, Section, SectionKind, Span
from nlp import zones
from nlp.dates import find_dates
from nlp.numerals import ZEROS, integer

_G = r"[ \u3000]{0,2}"
_CN = rf"[{ZEROS}0一二三四五六七八九]"
# 二〇一八年四月二十八日; typists write O, ○ and 0 for 〇
_WRITTEN = re.compile(
    rf"(?P<year>[二一]{_G}{_CN}{_G}{_CN}{_G}{_CN}){_G}年{_G}(?P<month>[元一二三四五六七八九十]{{1,2}}){_G}月"
    rf"{_G}(?P<day>[一二三四五六七八九十]{{1,3}}){_G}日"
)
_FIGURES = re.compile(
    rf"(?P<year>(?:19|20)\d{{2}}){_G}年{_G}(?P<month>1[0-2]|0?[1-9]){_G}月"
    rf"{_G}(?P<day>3[01]|[12]\d|0?[1-9]){_G}日"
)
_SIGNED = re.compile(r"审[ \u3000]*判[ \u3000]*[长员]|人民陪审员|书[ \u3000]*记[ \u3000]*员")
_CLERK = re.compile(r"书[ \u3000]*记[ \u3000]*员")
_PUBLISHED = re.compile(r"(?:发布|发表|更新|公布|印发)(?:时间|日期)[：:]?[ \u3000]*")
_ENACTED = re.compile(r"公布|发布|通过|修正|修订|修改|印发|批准|令")
_FIRST_ARTICLE = re.compile(r"\n[ \u3000#*]*第一[条章编]|<!-- INFO END|目[ \u3000]*录")
_ANNEX = re.compile(r"\n[ \u3000]*附[件录：:]")
_BREAKS = ("。", "）", ")", " ", "\u3000", "\n", "\t")
_OWN_LINE = re.compile(r"(?:^|\n)[ \u3000\t*]*$")

_ORGAN = (
    r"纪委监委|纪律检查委员会|监察委员会|监察专员办公室|纪委|监委|纪检监察组"
    r"|人民检察院(?:[\u4e00-\u9fa5]{1,6}分院)?|人民法院|委员会|人民政府|党组|党委|党工委|局"
    r"|厅|部|办公室|公司"
    r"|医院|学校|集团|党政办"
)
_SIGNATURE = re.compile(
    r"(?:^|\n)[ \u3000\t]*(?P<name>(?:中共|中国共产党)?[\u4e00-\u9fa5×（）()、 \u3000]{2,40}"
    rf"(?:{_ORGAN}))[ \u3000\t]*(?=\n|$)"
)
# 据某省纪委监委消息：
_NEWS = re.compile(
    r"(?:据|来源[：:])(?P<name>[\u4e00-\u9fa5、]{2,30}?(?:纪委监委|监察委员会|监委|纪委"
    r"|网站|日报|办公厅))"
    r"(?:网站)?(?:消息|通报|发布|官网|）|公开|\n)"
)
# 某省纪委监委公开通报5起……
_MADE_PUBLIC = re.compile(
    r"(?:^|[\n。，“《：|：\s])(?P<name>[\u4e00-\u9fa5、]{1,30}(?:纪委监委|国家监委"
    r"|监察委员会|纪委办公厅|纪委|监委"
    r"|专班)|教育部)(?:办公厅)?(?=(?:公开|对外|近日|日前|关于"
    r"|再次)?[^。\n，、]{0,8}?(?:通报|曝光|发布消息))"
)
# 日前，经某县县委批准，某县纪委监委对……进行了立案审查调查
_HANDLED = re.compile(
    r"(?:^|[。，\n])(?P<name>[\u4e00-\u9fa5]{2,24}(?:纪委监委|监察委员会|纪委|监委))(?=对[^。]{4,90}?(?:立案|审查))"
)
# 2023年4月20日，某省纪委监委公开曝光……
_BY_ORGAN = re.compile(
    r"，?[\u4e00-\u9fa5、]{0,30}?(?:纪委监委|国家监委|监察委员会|纪委办公厅|纪委|监委|教育部|专班)"
    r"(?:办公厅)?(?:公开|对外|再次)?(?:通报|曝光)"
)
_TO_WHOM = re.compile(r"此[ \u3000]{0,3}致[ \u3000，：:\n]*$")
_FROM_SOURCE = re.compile(r"[（(]来源[：:][ \u3000]*(?P<name>[^）)\s，。]{2,24})")
_HEAD_ORGAN = re.compile(
    r"(?:\A|\n)[ \u3000#*]*(?P<name>[\u4e00-\u9fa5×]{2,30}(?:人民检察院|人民法院"
    r"|纪律检查委员会|监察委员会|纪委监委))"
    r"(?=[ \u3000]*(?:文件)?(?:\n|\s|检察建议|司法建议|起诉书|不起诉))"
)
_OF_LAW = re.compile(
    r"(?:(?<=日)|(?<![\u4e00-\u9fa5]))(?:中华人民共和国)?(?P<name>(?!日)"
    r"(?:国务院|全国人民代表大会(?:常务委员会)?|最高人民法院|最高人民检察院|中共中央(?:办公厅|政治局)?"
    r"|[\u4e00-\u9fa5]{2,16}?(?:人民代表大会(?:常务委员会)?|人民政府|委员会|部|局|署)))"
)
_NEWS_KINDS = (
    DocumentKind.DISCIPLINE_BULLETIN,
    DocumentKind.INVESTIGATION_NOTICE,
    DocumentKind.CONFESSION,
    DocumentKind.CASE_ANALYSIS,
    DocumentKind.UNKNOWN,
)
_FOOT = 700
_HEAD = 1500


def signed_date(text: str, kind: DocumentKind, ruling: Span | None) -> Mention | None:
    """The day the document bears, in ISO form: 二〇一八年四月二十八日 → 2018-04-28."""
    if kind is DocumentKind.REGULATION:
        return _enacted(text)
    if ruling is not None:
        return _of_judgment(text, ruling) or _at_foot(text) or _last_words(text)
    if kind in _NEWS_KINDS:
        return _published(text) or _at_foot(text) or _made_public_on(text)
    return _at_foot(text)


def issuer_of(text: str, kind: DocumentKind, sections: Sequence[Section]) -> Mention | None:
    """The organ at the foot, or at the head of a letter, or that a notice of news goes back to."""
    if kind is DocumentKind.REGULATION:
        return _named(_OF_LAW.search(text, 0, min(_HEAD, _head_end(text))))
    if kind is DocumentKind.GUIDING_CASE:
        return None
    foot_start = _foot_start(text, sections)
    signatures = [
        hit
        for hit in _SIGNATURE.finditer(text, foot_start)
        if not _TO_WHOM.search(text[max(0, hit.start("name") - 12) : hit.start("name")])
    ]
    if kind is DocumentKind.CASE_ANALYSIS:  # the organ that handled the case did not write it
        return _named(signatures[-1] if signatures else _FROM_SOURCE.search(text, foot_start))
    if kind in _NEWS_KINDS:
        for pattern in (_MADE_PUBLIC, _NEWS, _HANDLED):
            hit = pattern.search(text, 0, _HEAD)
            if hit:
                return _named(hit)
        return _named(signatures[-1] if signatures else _FROM_SOURCE.search(text, foot_start))
    return _named(signatures[-1] if signatures else _HEAD_ORGAN.search(text, 0, 400))


def _foot_start(text: str, sections: Sequence[Section]) -> int:
    signs = zones.spans_of(sections, SectionKind.SIGN)
    return max(0, signs[-1].start - 1) if signs else max(0, len(text) - _FOOT)


def _named(hit: re.Match[str] | None) -> Mention | None:
    if hit is None:
        return None
    return Mention(re.sub(r"\s", "", hit["name"]), Span(*hit.span("name")))


def _of_judgment(text: str, ruling: Span) -> Mention | None:
    """After the signatures of the judges; the clerk's name follows it."""
    signed = _SIGNED.search(text, ruling.end)
    start = signed.start() if signed else ruling.end
    for pattern in (_WRITTEN, _FIGURES):
        dates = list(pattern.finditer(text, start, start + _FOOT))
        clerk = _CLERK.search(text, start)
        before = [one for one in dates if clerk is None or one.start() < clerk.start()]
        chosen = before[-1] if before else (dates[0] if dates else None)
        mention = _iso(chosen) if chosen else None
        if mention:
            return mention
    return None


def _at_foot(text: str) -> Mention | None:
    """The last full date of the foot, or before 附：, that stands on a line of its own."""
    annex = _ANNEX.search(text)
    dated = _last_on_own_line(text, max(0, len(text) - _FOOT), len(text))
    if dated is None and annex:
        dated = _last_on_own_line(text, max(0, annex.start() - _FOOT), annex.start() + 1)
    return dated


def _last_words(text: str) -> Mention | None:
    """The date that ends a judgment set in one line, its signatures cut off: 。二〇二一年……"""
    foot = text[-_FOOT:].rstrip()
    begin = max(0, len(text) - _FOOT)
    for pattern in (_WRITTEN, _FIGURES):
        for hit in pattern.finditer(text, begin, begin + len(foot)):
            if hit.end() == begin + len(foot) and text[hit.start() - 1 : hit.start()] in _BREAKS:
                return _iso(hit)
    return None


def _last_on_own_line(text: str, start: int, end: int) -> Mention | None:
    found: Mention | None = None
    for pattern in (_FIGURES, _WRITTEN):
        for hit in pattern.finditer(text, start, end):
            alone = _OWN_LINE.search(text, start, hit.start()) or not text[start : hit.start()]
            ends = not text[hit.end() : hit.end() + 1].strip(" \u3000\n（(")
            if alone and ends and (found is None or hit.start() > found.span.start):
                found = _iso(hit) or found
    return found


def _published(text: str) -> Mention | None:
    label = _PUBLISHED.search(text)
    if label is None:
        return None
    dates = find_dates(text[label.end() : label.end() + 24])
    if not dates:
        return None
    place = dates[0].span
    return Mention(dates[0].value, Span(place.start + label.end(), place.end + label.end()))


def _made_public_on(text: str) -> Mention | None:
    """The day an organ made the cases known, where the head tells it."""
    for hit in _FIGURES.finditer(text, 0, min(_HEAD, len(text))):
        if _BY_ORGAN.match(text, hit.end()):
            return _iso(hit)
    return None


def _enacted(text: str) -> Mention | None:
    """The latest date of the lines on passing, promulgation and amendment, not 施行."""
    found: Mention | None = None
    for line in re.finditer(r"[^\n]+", text[: min(_HEAD * 3, _head_end(text))]):
        hit = _FIGURES.search(text, line.start(), line.end())
        if hit is None or not _ENACTED.search(line.group()):
            continue
        mention = _iso(hit)
        if mention and (found is None or mention.value >= found.value):
            found = mention
    return found


def _head_end(text: str) -> int:
    first = _FIRST_ARTICLE.search(text)
    return first.start() if first else min(len(text), _HEAD)


def _iso(hit: re.Match[str]) -> Mention | None:
    year, month, day = (integer(re.sub(r"\s", "", hit[part])) for part in ("year", "month", "day"))
    if not year or not month or not day or not 1900 < year < 2100 or month > 12 or day > 31:
        return None
    return Mention(f"{year:04d}-{month:02d}-{day:02d}", Span(hit.start(), hit.end()))
