"""Crimes that reports, letters and confessions only mention: 张某受贿案, 涉嫌贪污, 受贿罪.

A mention is no finding: it becomes a tag only where nothing was found or alleged, and less surely.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.model import CaseTag, Section, SectionKind, Span
from nlp.offence_lexicon import NamedOffence, default_lexicon

_Part = SectionKind
_CONFIDENCE = 0.6
_MOST_OFFENCES, _MOST_EVIDENCE = 4, 5
_READ = 4_000
# what is advised, planned or quoted from the law names crimes nobody here committed
_NOT_TOLD = frozenset(
    {
        *(_Part.SUGGESTIONS, _Part.COUNTERMEASURES, _Part.REPLY_REQUEST, _Part.NEXT_STEPS),
        *(_Part.RESULTS, _Part.RELATED_LAW, _Part.STATUTES, _Part.SIGNIFICANCE, _Part.GIST),
        *(_Part.ATTACHMENT, _Part.SIGN, _Part.RECTIFICATION),
    }
)
# 张某受贿一案, 受贿罪, 受贿、贪污系列案 after the name; 涉嫌受贿, 犯贪污 before it
_AFTER = re.compile(
    r"(?:等|、|和)?(?:职务)?(?:犯?罪(?!名|的?规定|数额标准)|(?:一|系列|窝|腐败窝)?案|等?问题线索|(?:数额|金额|款物?|所得)?(?:共计|折合|达|超过|约)?\d)"
)
_BEFORE = re.compile(r"(?:涉嫌(?:的?罪名[为是：])?|[^不]犯|因|构成|以|立案查处的?)$")
_DENIED = re.compile(
    r"(?:不|未|难以|没有|并非|不属|是否|否认|排除|能否)(?:构成|属于?|成立|以|是|按|认定(?:为)?|涉嫌)?$"
)
_OF_ANOTHER = re.compile(
    r"曾因|前科|前任|另案|他人|同类|类似|往年|历年|预防|防范|警惕|惩治|打击|查办了?[\d一二三四五六七八九十]+"
)
_GIVERS = re.compile(r"giving|introduction|directed_bribery")


def mentioned_offences(text: str, sections: Sequence[Section], title: Span | None) -> list[CaseTag]:
    """Crimes the title or the telling parts name as this case's, at most four.

    行贿 named beside 受贿 is the other side's and left out, unless the title says it.
    """
    spans: dict[str, list[Span]] = defaultdict(list)
    titled: set[str] = set()
    if title is not None:
        for named in default_lexicon().search(text, title.start, title.end):
            if named.offence:
                spans[named.offence].append(named.span)
                titled.add(named.offence)
    for zone in _telling(text, sections, title):
        for named in _of_zone(text, zone):
            spans[named.offence].append(named.span)
    taken = [one for one in spans if not _GIVERS.search(one)]
    chosen = [one for one in spans if one in titled or one in taken or not taken]
    return [
        CaseTag("offence", one, _CONFIDENCE, tuple(spans[one][:_MOST_EVIDENCE]))
        for one in chosen[:_MOST_OFFENCES]
    ]


def _telling(text: str, sections: Sequence[Section], title: Span | None) -> Iterator[Span]:
    start = title.end if title else 0
    read = 0
    for section in sorted(sections, key=lambda one: one.span):
        if section.kind in _NOT_TOLD or section.span.end <= max(start, read):
            continue
        begin = max(section.span.start, start, read)
        read = section.span.end
        yield Span(begin, min(section.span.end, begin + _READ))
    if not sections and start < len(text):
        yield Span(start, min(len(text), start + _READ))


def _of_zone(text: str, zone: Span) -> Iterator[NamedOffence]:
    lexicon = default_lexicon()
    for first in lexicon.search(text, zone.start, zone.end):
        before = text[max(zone.start, first.span.start - 14) : first.span.start]
        row = lexicon.match_row(text, first.span.start, zone.end)
        end = row[-1].span.end if row else first.span.end
        sure = text[end - 1 : end] == "罪" or _AFTER.match(text, end) or _BEFORE.search(before)
        if not sure or _quoted(text, first.span) or _DENIED.search(before):
            continue
        if _OF_ANOTHER.search(before):
            continue
        yield from (named for named in row or (first,) if named.offence)


def _quoted(text: str, span: Span) -> bool:
    """Inside 《……》, the name of a law or of a film."""
    opened = text.rfind("《", max(0, span.start - 40), span.start)
    return opened >= 0 and text.find("》", opened, span.start) < 0
