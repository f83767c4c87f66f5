"""What the head and the foot of a document say of it: numbers, court, instance, date, parties."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import DocumentKind, Header, Mention, Party, Section, Span
from nlp import zones
from nlp.case_numbers import find_case_numbers, find_document_numbers
from nlp.investigated import find_investigated
from nlp.parties import read_parties
from nlp.signing import issuer_of, signed_date

_G = r"[ \u3000]?"
# 某省某市中级人民法院 at the head; letter-spaced in PDF: 某 某 市 人 民 法 院
_COURT = re.compile(
    rf"(?<![\u4e00-\u9fa5])(?:[\u4e00-\u9fa5]{_G}){{2,36}}?法{_G}院(?=[ \u3000]*(?:\n|\s"
    rf"|刑事|判决|裁定|（|\(|$))"
)
_ANY_COURT = re.compile(
    r"[\u4e00-\u9fa5]{2,24}?(?:人民法院|铁路运输(?:中级)?法院|海事法院|知识产权法院"
    r"|金融法院|互联网法院|军事法院|林区(?:中级|基层)?法院)"
)
_PROCURATORATE = re.compile(
    r"[\u4e00-\u9fa5]{2,24}?检察院(?:[\u4e00-\u9fa5]{1,8}分院|第[一二三四五六七]分院)?"
)
_PROSECUTOR = re.compile(
    r"(?:公诉机关|抗诉机关)(?:（[^（）]*）|暨[^，。：:]{1,14})?[ \u3000]*[：:]?[ \u3000]*"
    r"(?P<name>[\u4e00-\u9fa5]{2,30}?检察院(?:[\u4e00-\u9fa5]{1,8}分院|第[一二三四五六七]分院)?)"
)
# the number without its year, lost on the way: 曲刑初字第48号, 粤0282刑再2号
_YEARLESS = re.compile(
    r"(?<![\u4e00-\u9fa5）])[\u4e00-\u9fa5]{1,6}\d{0,4}刑[\u4e00-\u9fa5]?(?:初|终|再|重"
    r"|监)(?:字第|第|字)?\d{1,6}号"
)
_WORDS_OF_NAME = re.compile(
    r"^.*(?:判决书|裁定书|决定书|起诉书|一案|书|(?<!太)原(?!州|平|阳)|内容)(?=.{4})"
)
_INSTANCES = (
    ("retrial", re.compile(r"刑[一二三四]?再|刑申|刑监|刑提|刑抗|再审|刑再|再终|再初")),
    ("second", re.compile(r"刑[一二三四]?终|终字|刑[\u4e00-\u9fa5]{0,3}终")),
    ("first", re.compile(r"刑[\u4e00-\u9fa5]{0,3}(?:初|重)|初字")),
)
# 某某县卫生健康局： alone on its line, or after the number of the letter
_RECIPIENT = re.compile(
    r"(?:\n|号[\s]+|书[\s]+"
    r"|\A)[ \u3000]*(?P<name>[\u4e00-\u9fa5×（）()、，\d]{2,60})[：:][ \u3000]*(?=\n|[\s]|$)"
)
_TO_COURT = re.compile(
    r"此[ \u3000]{0,3}致[ \u3000，,：:\n]{0,6}(?P<name>[\u4e00-\u9fa5]{3,28}法院)"
)
_NO_RECIPIENT = re.compile(
    r"如下|通知|通报|关键词|要旨|案情|附件?$|情况$|问题$|建议$|意见$|措施$|认为|提示|原因$"
    r"|启示|案例|文号|编号|日期|来源|时间|作者"
)
# what is no letter by its kind is one only where a unit or an official is addressed
_ADDRESSEE = re.compile(
    r"(?:[局院委会办厅部处科室组厂行社校所站队庭署镇乡县市区村]|政府|公司|集团|街道|中心|[大中小]学|幼儿园"
    r"|同志|领导|书记|局长|主任|院长|校长)(?:[（(][^）)]{1,6}[）)])?$"
)
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
_LETTERS = (
    DocumentKind.SUPERVISION_SUGGESTION,
    DocumentKind.PROCURATORIAL_SUGGESTION,
    DocumentKind.JUDICIAL_SUGGESTION,
    DocumentKind.RECTIFICATION_REPORT,
    DocumentKind.RISK_ANALYSIS_REPORT,
)
_OF_PERSONS = (
    DocumentKind.DISCIPLINE_BULLETIN,
    DocumentKind.INVESTIGATION_NOTICE,
    DocumentKind.CONFESSION,
    DocumentKind.CASE_ANALYSIS,
    DocumentKind.UNKNOWN,
)
_HEAD = 800
_LONG_HEAD = 1500


@dataclass(frozen=True, slots=True)
class _Numbers:
    own: Mention | None
    related: tuple[Mention, ...]
    document: Mention | None


def read_header(
    text: str, kind: DocumentKind, sections: Sequence[Section], *, title: str = ""
) -> Header:
    """Every field the text gives; what it does not say stays empty.

    ``instance`` is first, second or retrial, by the case number, then the title. A regulation's
    date is that of its promulgation (of its last amendment); a letter's is at its foot.
    """
    judgment = kind in _JUDGMENTS or (kind is DocumentKind.UNKNOWN and "刑事判决书" in text[:_HEAD])
    numbers = _numbers(text, kind, judgment=judgment)
    return Header(
        case_no=numbers.own,
        related_case_nos=numbers.related,
        document_no=numbers.document,
        court=_court(text) if judgment else _foreign_court(text, kind),
        procuratorate=_procuratorate(text, kind),
        issuer=None if judgment else issuer_of(text, kind, sections),
        recipient=None if judgment else _recipient(text, kind),
        instance=_instance(numbers.own, kind, title or text[:60]) if judgment else "",
        date=signed_date(text, kind, zones.ruling(text, sections) if judgment else None),
        parties=_parties(text, kind, sections),
    )


def _numbers(text: str, kind: DocumentKind, *, judgment: bool) -> _Numbers:
    if kind is DocumentKind.REGULATION:
        documents = find_document_numbers(text[:_LONG_HEAD])
        return _Numbers(None, (), documents[0] if documents else None)
    every = find_case_numbers(text)
    own = next((one for one in every if one.span.start < _HEAD), None) if judgment else None
    if judgment and (own is None or own.span.start > 300):
        yearless = _YEARLESS.search(text, 0, 300)
        if yearless:
            own = Mention(yearless.group(), Span(*yearless.span()))
    related: dict[str, Mention] = {}
    for one in every:
        if own is None or one.value != own.value:
            related.setdefault(one.value, one)
    documents = () if judgment else find_document_numbers(text[:_HEAD])
    return _Numbers(own, tuple(related.values()), documents[0] if documents else None)


def _court(text: str) -> Mention | None:
    for hit in _COURT.finditer(text, 0, _HEAD):
        words = hit.group()
        start = hit.start() + len(words) - len(_WORDS_OF_NAME.sub("", words.rstrip()))
        name = re.sub(r"\s", "", text[start : hit.end()])
        if len(name) >= 4 and "本院" not in name:
            return Mention(name, Span(start, hit.end()))
    first = _ANY_COURT.search(text, 0, _HEAD)
    return Mention(first.group(), Span(*first.span())) if first else None


def _foreign_court(text: str, kind: DocumentKind) -> Mention | None:
    """The court an indictment is brought to, or that a letter comes from."""
    if kind is DocumentKind.INDICTMENT:
        hit = _TO_COURT.search(text)
        return Mention(hit["name"], Span(hit.start("name"), hit.end("name"))) if hit else None
    if kind is DocumentKind.JUDICIAL_SUGGESTION:
        return _court(text)
    return None


def _procuratorate(text: str, kind: DocumentKind) -> Mention | None:
    prosecutor = _PROSECUTOR.search(text, 0, 3000)
    if prosecutor:
        return Mention(prosecutor["name"], Span(*prosecutor.span("name")))
    of_its_own = kind in (
        DocumentKind.INDICTMENT,
        DocumentKind.NON_PROSECUTION,
        DocumentKind.PROCURATORIAL_SUGGESTION,
    )
    if kind in _JUDGMENTS or of_its_own:
        hit = _PROCURATORATE.search(text, 0, _HEAD)
        return Mention(hit.group(), Span(hit.start(), hit.end())) if hit else None
    return None


def _recipient(text: str, kind: DocumentKind) -> Mention | None:
    if kind is DocumentKind.INDICTMENT:
        return _foreign_court(text, kind)
    if kind not in _LETTERS and kind is not DocumentKind.UNKNOWN:
        return None
    for hit in _RECIPIENT.finditer(text, 0, _HEAD):
        name = hit["name"].strip()
        if kind is DocumentKind.UNKNOWN and not _ADDRESSEE.search(name):
            continue
        if not _NO_RECIPIENT.search(name):
            return Mention(name, Span(hit.start("name"), hit.start("name") + len(name)))
    return None


def _instance(own: Mention | None, kind: DocumentKind, title: str) -> str:
    if own is not None:
        for instance, signs in _INSTANCES:
            if signs.search(own.value):
                return instance
    if "再审" in title:
        return "retrial"
    if "核" in (own.value if own else ""):
        return ""
    return "second" if kind is DocumentKind.JUDGMENT_SECOND_INSTANCE else "first"


def _parties(text: str, kind: DocumentKind, sections: Sequence[Section]) -> tuple[Party, ...]:
    if kind is DocumentKind.REGULATION or kind in _LETTERS:
        return ()
    named = read_parties(text, sections)
    if (kind in _OF_PERSONS or kind is DocumentKind.GUIDING_CASE) and not any(
        "被告" in party.role for party in named
    ):
        return find_investigated(text)
    return named
