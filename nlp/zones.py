"""Where in a judgment to look: sections where they were cut, formulas of the text where not.

``sections`` may be one BODY; the anchors below are the fixed words of Chinese judgments.
"""

import re
from collections.abc import Iterator, Sequence

from kb.model import Section, SectionKind, Span

# 依照……之规定，判决如下： / 决定如下 / 本院判决：
_RULING = re.compile(
    r"(?:判决|裁定|决定|判处)如下[：:，]?|(?:之|的)规定[：:](?=[\s]*(?:一、)?[\s]*(?:被告"
    r"|上诉))|本院(?:作出如下)?(?:判决|裁定)[：:]|作出如下(?:判决|裁定)|(?<=定，)判决[：:]"
)
# the formula forgotten: ……之规定。 被告人张某犯受贿罪，免予刑事处罚。
_BARE_RULING = re.compile(
    r"(?:被告人|被告单位|上诉人)[^，。；：]{2,30}犯[^，。；]{2,40}罪，(?:判处|免[予于除]|单处)"
)
_RULING_END = re.compile(
    r"如不服本|如不服判决|如果不服|本判决(?:系|为)终审|本裁定(?:系|为)终审|本判决(?:宣告"
    r"|送达)|审[ \u3000]*判[ \u3000]*长"
    r"|代理审判员|附[：:]|书[ \u3000]?记[ \u3000]?员|本判决、?裁定|（此页无正文|\n附"
)
_FACTS = re.compile(
    r"(?:经|本院)(?:依法)?(?:公开)?(?:开庭)?(?:二审|再审|本院)?审理[^。；]{0,12}?查明"
    r"|经审理[，,]?(?:本院)?(?:查明|认定)|本院(?:经审理)?查明"
    r"|经(?:依法)?审查查明|公开审理查明|审理查明"
)
_OPINION = re.compile(r"本院(?:审理|经审查|审查)?(?:后)?认为|本院再审认为|综上[，,]本院认为")
_PROCEDURE = re.compile(
    r"(?:起诉书|检察院以|检察院于|指控|审理)[^。]{0,160}?(?:提起公诉|起诉书|一案|指控|起诉)"
    r"|依法(?:适用|组成)|受理后"
)
_PRIOR = re.compile(
    r"(?:一审|原审|原判)(?:法院|人民法院|判决|裁定)?(?:经审理)?(?:认定|查明|认为|判决)"
    r"|人民法院(?:审理)?(?:查明|认定|认为|判决)"
)
_APPEAL = re.compile(r"(?:上诉|抗诉)(?:人)?[^。]{0,30}?(?:称|提出|认为|理由)|检察院(?:抗诉|认为)")
_CHARGE = re.compile(r"(?:公诉机关|检察院)(?:起诉书)?指控[，：:]?")
# 二审查明的事实、证据与原判认定一致
_AS_BELOW = re.compile(
    r"(?:与|同)[^。]{0,20}(?:原判|原审|一审|起诉书|指控)[^。]{0,20}(?:一致|相同)|(?:原判"
    r"|原审|一审)[^。]{0,6}认定"
)
_EVIDENCE = re.compile(
    r"(?:上述|以上|上列|前述|该)(?:犯罪)?事实[^。；]{0,40}(?:证据|证实|质证|予以证明"
    r"|不持异议|无异议)|下列证据"
)
_NEXT_FACT = re.compile(
    r"(?:(?<=[。；）)\s])|^)(?:[一二三四五六七八九十]{1,3}、"
    r"|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])"
    r"[^。；：:]{0,50}?(?:19|20)\d{2}年"
)
_SHORTEST_FACTS = 120
_SHORTEST_HEAD = 3500
_RULING_REACH = 300
_SENTENCE_WORDS = re.compile(r"犯|维持|撤销|驳回|无罪|准许|判处|刑|终止")


def spans_of(sections: Sequence[Section], *kinds: SectionKind) -> tuple[Span, ...]:
    """The spans of the sections of those kinds, in order."""
    return tuple(section.span for section in sections if section.kind in kinds)


def ruling(text: str, sections: Sequence[Section]) -> Span | None:
    """From after 判决如下： to the notice of appeal or the signatures."""
    cut = spans_of(sections, SectionKind.RULING)
    opened = cut[-1].start if cut else _last_ruling(text)
    if opened is None:
        return None
    start = opened
    formula = _RULING.search(text, opened, opened + _RULING_REACH)
    if formula and formula.start() - opened < 250 and cut:
        start = formula.end()
    closed = _RULING_END.search(text, start + 4)
    end = closed.start() if closed else len(text)
    return Span(start, min(end, cut[-1].end) if cut and cut[-1].end > start else end)


def facts(text: str, sections: Sequence[Section]) -> tuple[Span, ...]:
    """What the court (or procuratorate, or commission) established."""
    cut = spans_of(
        sections,
        SectionKind.FACTS,
        SectionKind.FINDINGS,
        SectionKind.BASIC_FACTS,
        SectionKind.CASE_ITEM,
    )
    first = min((span.start for span in cut), default=-1)
    as_below = first >= 0 and _AS_BELOW.search(text, first, first + 120)
    if as_below and (elsewhere := _found_elsewhere(text, sections)):
        return elsewhere
    if sum(span.end - span.start for span in cut) > _SHORTEST_FACTS:
        between = spans_of(sections, SectionKind.EVIDENCE)
        return (*cut, *(one for span in between for one in _facts_within(text, span)))
    opened = _FACTS.search(text)
    if opened is None:
        return _found_elsewhere(text, sections)
    closed = _OPINION.search(text, opened.end())
    end = closed.start() if closed else len(text)
    if _AS_BELOW.search(text, opened.end(), min(end, opened.end() + 120)):
        return _found_elsewhere(text, sections) or (Span(opened.end(), end),)
    return tuple(_without_evidence(text, opened.end(), end))


def _found_elsewhere(text: str, sections: Sequence[Section]) -> tuple[Span, ...]:
    """The facts where the court only says that they are as found below, or as charged."""
    return (
        prior_judgment(text, sections) or spans_of(sections, SectionKind.CHARGE) or _charged(text)
    )


def _charged(text: str) -> tuple[Span, ...]:
    opened = _CHARGE.search(text)
    if opened is None:
        return ()
    closed = _OPINION.search(text, opened.end())
    return (Span(opened.end(), closed.start() if closed else len(text)),)


def _facts_within(text: str, span: Span) -> Iterator[Span]:
    """The next counts of many, that stand between the evidence of one and of the other."""
    following = _NEXT_FACT.search(text, span.start, span.end)
    if following:
        yield from _without_evidence(text, following.start(), span.end)


def _without_evidence(text: str, start: int, end: int) -> Iterator[Span]:
    """上述事实，有……证据证实 up to the next numbered fact that has a year is evidence."""
    while start < end:
        evidence = _EVIDENCE.search(text, start, end)
        yield Span(start, evidence.start() if evidence else end)
        following = _NEXT_FACT.search(text, evidence.end(), end) if evidence else None
        if following is None:
            return
        start = following.start()


def opinion(text: str, sections: Sequence[Section]) -> tuple[Span, ...]:
    """The reasons of the court."""
    cut = spans_of(sections, SectionKind.OPINION)
    if cut:
        return cut
    decided = ruling(text, sections)
    end = decided.start if decided else len(text)
    begun = [hit.start() for hit in _OPINION.finditer(text, 0, end)]
    return (Span(begun[-1], end),) if begun else ()


def opening(text: str, sections: Sequence[Section]) -> Span:
    """Head and parties, to where the procedure begins."""
    cut = spans_of(sections, SectionKind.TITLE, SectionKind.HEAD, SectionKind.PARTIES)
    if cut and any(section.kind is SectionKind.PARTIES for section in sections):
        return Span(min(span.start for span in cut), max(span.end for span in cut))
    procedure = _PROCEDURE.search(text, 0, 20_000)
    return Span(0, procedure.end() if procedure else min(len(text), _SHORTEST_HEAD))


def charge_end(text: str) -> int:
    """Where the court's own facts or reasons begin, and with them the crimes of other people."""
    for pattern in (_FACTS, _OPINION):
        hit = pattern.search(text)
        if hit:
            return hit.start()
    return len(text)


def prior_judgment(text: str, sections: Sequence[Section]) -> tuple[Span, ...]:
    """What the court below found and ruled, in a judgment of second instance or retrial."""
    cut = spans_of(sections, SectionKind.PRIOR_JUDGMENT)
    if cut:
        return cut
    begun = _PRIOR.search(text)
    if begun is None:
        return ()
    decided = ruling(text, sections)
    end = decided.start if decided else len(text)
    own = [hit.start() for hit in _OPINION.finditer(text, begun.start(), end)]
    return (Span(min(begun.start(), end), own[-1] if own else end),)


def _last_ruling(text: str) -> int | None:
    found: int | None = None
    for hit in _RULING.finditer(text):
        if _SENTENCE_WORDS.search(text, hit.end(), hit.end() + 120):
            found = hit.end()
    if found is None:
        bare = list(_BARE_RULING.finditer(text, len(text) // 3))
        found = bare[-1].start() if bare else None
    return found
