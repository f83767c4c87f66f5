"""Numbered counts of the facts: 一、收受甲5万元。二、收受乙3万元。 and their sum."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kb.model import Amount, Span

# what others say of the money; the court's own 经查 follows such words and repeats their figures
_OTHERS_SAY = re.compile(
    r"辩称|辩解|辩护人|辩护意见|上诉(?:称|人提出|理由)|提出|抗诉|起诉书|公诉机关(?:认定|起诉)"
    r"|证实|证言|供述|供称|笔录|量刑建议|证明|(?<!自)我(?![国院局市县省区])"
)
COUNT = re.compile(
    r"(?:(?<=[。；：:\s])|\A)(?:[（(](?P<c1>[一二三四五六七八九十]{1,3})[）)]、?"
    r"|(?P<c2>[一二三四五六七八九十]{1,3})、|第(?P<c3>[一二三四五六七八九十]{1,3})起"
    r"|(?P<a1>\d{1,2})[、.．](?!\d)|[（(](?P<a2>\d{1,2})[）)])"
)
TESTIMONY = re.compile(
    r"证人[^。，；]{1,12}(?:的?证言|证实|证明|陈述)|(?:上述|以上|前述|该)(?:犯罪)?事实[，,]?[^。；]{0,20}"
    r"(?:有|证据|证实|供认)|认定上述|供述[：:]|供述与辩解|的供述|书证[：:]?|到案经过|案发经过|破案经过"
)
_DIGITS = {sign: rank for rank, sign in enumerate("零一二三四五六七八九")}
_UNSURE = re.compile(r"其中|分得|实得|退还|归还|扣除|未遂")
_MOST = 60
_SENTENCE_ENDS = "。；;\n"
_SAID_WITHIN = 200


def said_by_others(text: str, start: int) -> bool:
    """辩护人提出……, 证人证实……: whether somebody but the court names the sum."""
    before = text[max(0, start - _SAID_WITHIN) : start]
    begin = max(before.rfind(end) for end in _SENTENCE_ENDS) + 1
    return bool(_OTHERS_SAY.search(before, begin))


def sum_of_counts(
    text: str, candidates: Sequence[Amount], zone: Sequence[Sequence[Span]]
) -> Amount | None:
    """The sum of counts 1, 2, 3…, each with one figure or its own total; else None."""
    for among in zone:
        inside = [one for one in candidates if any(span.covers(one.span) for span in among)]
        if not inside:
            continue
        counts = list(_counts(text, Span(among[0].start, among[-1].end)))
        figures = [_of_count(text, inside, count) for count in counts]
        known = [one for one in figures if one]
        if len(known) >= 2 and len(known) == len(figures):
            total = round(sum(one.low for one in known), 2)
            return replace(known[-1], low=total, high=total, approximate=False, total=True)
        return None
    return None


def _of_count(text: str, candidates: Sequence[Amount], count: Span) -> Amount | None:
    begun = TESTIMONY.search(text, count.start, count.end)
    count = Span(count.start, begun.start() if begun else count.end)
    inside = [
        one
        for one in candidates
        if count.covers(one.span) and not said_by_others(text, one.span.start)
    ]
    totals = [one for one in inside if one.total]
    if any(one.currency != "CNY" for one in inside) or len(totals) > 1:
        return None
    if totals:
        return totals[0]
    return inside[0] if len(inside) == 1 and not _UNSURE.search(count.of(text)) else None


def _counts(text: str, zone: Span) -> Iterator[Span]:
    """The longest run of numbers 1, 2, 3… of one style; an unnumbered remainder belongs to none."""
    runs: dict[str, list[int]] = {}
    for hit in COUNT.finditer(text, zone.start, zone.end):
        style = hit.lastgroup or ""
        run = runs.setdefault(style, [])
        if len(run) < _MOST and _rank(hit[style]) == len(run) + 1:
            run.append(hit.start())
    best = max(runs.values(), key=len, default=[])
    for start, end in pairwise([*best, zone.end]):
        yield Span(start, end)


def _rank(number: str) -> int:
    if number.isdecimal():
        return int(number)
    tens, ten, units = number.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)
