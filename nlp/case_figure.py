"""The figure of one kind of crime in a case: what the court itself found, in its own voice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Amount, Section, SectionKind, Span
from nlp import zones
from nlp.case_counts import COUNT, TESTIMONY, said_by_others, sum_of_counts

# the sentence of the opinion that names the crime: 身为……利用职务……数额巨大，其行为已构成受贿罪
_JUDGED = re.compile(
    r"构成|身为|利用职务|数额(?:特别)?(?:巨大|较大)|情节(?:特别)?严重|犯罪(?:数额|金额)"
)
# 涉案金额为人民币58万元, 受贿数额合计25万元, 即受贿数额以3.5万元计算
_NAMED = re.compile(
    r"(?:涉案|犯罪|受贿|索贿|贪污|挪用|侵占|行贿|诈骗)(?:公款|资金)?(?:的|所得)?总?(?:数额|金额|数|额)"
    r"(?:应当?|依法|均|亦|认定|计算|累计|合计|共计|总计|共|为|以|按|是|达|系|计|约|人民币){0,5}$"
)
# 第2起诈骗数额应为9万元: of one count
_ONE_COUNT = re.compile(r"第[一二三四五六七八九十0-9]{1,3}[起笔节项]")
_ASSERTED = re.compile(r"[^。；]{0,24}(?:意见|理由|辩|不成立|不予|有误|不当|错误)|[，,]尚?未达")
# in the reasons 指控 may introduce what the court goes on to confirm
_REFUTED_OF = re.compile(r"辩称|辩解|辩护|上诉(?:称|人提出|理由)|提出|抗诉|意见")
_CHARGED = re.compile(r"指控(?![^。；]{0,40}(?:成立|有误|不当|更正|支持))")
# 非法收受他人财物, 侵吞公款, 挪用本单位资金: of no one giver, the whole of the crime
_WHOLE = re.compile(
    r"(?:收受|索取|索要|占有|贪污|侵吞|骗取|挪用|侵占)了?(?:他人|公款|公共财[物产]|财物|贿赂"
    r"|(?:本?单位|公司|集体|国有|国家)(?:资金|财[物产]|公款|款项|资产)?)[^，。；0-9]{0,14}$"
)
# 综上，被告人张某共贪污公款62万元
_IN_SUM = re.compile(r"(?:综上|以上|上述|总之)[^。；]*$")
_SENTENCE_ENDS = "。；;\n"
_SAID_WITHIN = 200
_MOST_PARTS = 8
WEAK = 9


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount and how sure it is: 0 the court's own total, the higher the weaker."""

    amount: Amount
    rank: int


@dataclass(frozen=True, slots=True)
class Zones:
    """Where in the document to look, in the order of trust."""

    opinion: tuple[Span, ...]
    facts: tuple[Span, ...]
    charge: tuple[Span, ...]
    ruling: tuple[Span, ...]
    appealed: bool = False


def zones_of(text: str, sections: Sequence[Section]) -> Zones:
    """The opinion and the facts of the court; what was charged or found below stands behind."""
    below = zones.spans_of(sections, SectionKind.PRIOR_JUDGMENT)
    charged = zones.spans_of(sections, SectionKind.CHARGE)
    decided = zones.spans_of(sections, SectionKind.RULING)
    return Zones(
        zones.opinion(text, sections),
        zones.facts(text, sections),
        (*below, *charged),
        decided,
        bool(below),
    )


def figure_of(
    text: str,
    candidates: Sequence[Amount],
    money: Sequence[Amount],
    where: Zones,
    *,
    gains: Sequence[Amount] = (),
) -> tuple[Figure, ...]:
    """The best of the ``candidates``, all of one kind of crime, or none; ``money`` is
    every sum.

    In this order: the total by which the opinion names the crime (收受财物共计48万元，数额巨大,
    其行为构成受贿罪; 受贿数额合计25万元), the total that opens or sums up the facts, another total
    no smaller than a single sum there, another figure of that sentence of the opinion, the sum of
    numbered counts that each have one figure, what the ruling orders recovered, a total of the
    charge, the largest single sum.
    """
    opinion, facts = where.opinion[-1:], _clean(text, where.facts)
    own = [one for one in candidates if not said_by_others(text, one.span.start)]
    reasons = _within(own, opinion)
    judged = [one for one in _within(candidates, opinion) if _judged(text, one.span)]
    nameable = [*candidates, *(one for one in money if one.kind == "other")]
    named = [one for one in _within(nameable, where.opinion) if _named(text, one.span)]
    found = [one for one in _within(own, facts) if not _charged(text, one.span.start)]
    charged = _within(candidates, where.charge)
    single = max((one.low for one in found if not one.total), default=0.0)
    least = max((one.low for one in found or charged), default=0.0)
    lead = [one for one in _totals(found) if _leads(text, one.span, facts)]
    counted = sum_of_counts(text, candidates, (facts, where.charge))
    tries: tuple[tuple[Sequence[Amount], float], ...] = (
        (
            [
                *_totals(judged),
                *(one for one in judged if _whole(text, one, 0.0 if where.appealed else least)),
                *_within(named, opinion),
                *(judged if _alone(judged, least) else ()),
            ],
            0.0,
        ),
        (lead, 0.0),
        (named, 0.0),
        ([counted] if counted else [], single),
        (_totals(found), single),
        (judged, 0.0),
        (_totals(reasons), least),
        (_within([*candidates, *gains], where.ruling), least),
        (_totals(charged), single),
        (reasons, least),
        (found, 0.0),
        (charged, 0.0),
        (_totals(own), 0.0),
        (candidates, 0.0),
    )
    for rank, (among, smallest) in enumerate(tries):
        chosen = largest([one for one in among if one.low >= smallest])
        if chosen:
            parts = judged if chosen in judged else _totals(found)
            exact = _exactly(_in_all(chosen, parts, money), _totals(found))
            return (Figure(exact, rank),)
    return ()


def _judged(text: str, span: Span) -> bool:
    """In a sentence of the court that names the crime, not in one that answers the defence."""
    words, before = _sentence(text, span)
    own = words.rfind("本院认为", 0, before) + 1
    return bool(_JUDGED.search(words, own)) and not _REFUTED_OF.search(words[own:before])


def _whole(text: str, one: Amount, least: float) -> bool:
    """The court's whole figure; of the facts of another court it may be less than theirs."""
    return one.low >= least and bool(_WHOLE.search(_before(text, one.span)))


def _alone(judged: Sequence[Amount], least: float) -> bool:
    return len({one.low for one in judged}) == 1 and judged[0].low >= least


def _clean(text: str, facts: Sequence[Span]) -> tuple[Span, ...]:
    """The facts up to where the evidence begins: a witness's figures are not the court's."""
    cut: list[Span] = []
    for span in facts:
        begun = TESTIMONY.search(text, span.start, span.end)
        if begun is None or begun.start() > span.start:
            cut.append(Span(span.start, begun.start() if begun else span.end))
    return tuple(cut)


def _named(text: str, span: Span) -> bool:
    before = _before(text, span)
    if not _NAMED.search(before) or _ONE_COUNT.search(before) or _ASSERTED.match(text, span.end):
        return False
    return not _charged(text, span.start)


def _before(text: str, span: Span) -> str:
    return text[max(0, span.start - 30) : span.start]


def _leads(text: str, span: Span, facts: Sequence[Span]) -> bool:
    """Before the first of numbered counts, or 综上 after the last."""
    first = COUNT.search(text, facts[0].start + 1, facts[-1].end)
    before = text[max(0, span.start - _SAID_WITHIN) : span.start]
    return (first is not None and span.start < first.start()) or bool(_IN_SUM.search(before))


def _in_all(chosen: Amount, parts: Sequence[Amount], money: Sequence[Amount]) -> Amount:
    """收受财物90万元，索取财物16万元: both, where the text itself has the 106万元 in all."""
    if chosen not in parts or not 2 <= len(parts) <= _MOST_PARTS:
        return chosen
    if any(one.currency != chosen.currency for one in parts):
        return chosen
    total = round(sum({one.low for one in parts}), 2)
    known = [one for one in money if one.low == total]
    return next((one for one in known if one.total or one.kind == chosen.kind), chosen)


def _exactly(chosen: Amount, known: Sequence[Amount]) -> Amount:
    """犯罪数额11万余元, where the facts have 11.46万元 in all."""
    if not chosen.approximate:
        return chosen
    near = [one for one in known if chosen.low <= one.low < 1.1 * chosen.low]
    return next((one for one in near if not one.approximate), chosen)


def largest(amounts: Sequence[Amount]) -> Amount | None:
    """In yuan where there are yuan."""
    yuan = [one for one in amounts if one.currency == "CNY"] or amounts
    return max(yuan, key=lambda one: one.low, default=None)


def _totals(amounts: Sequence[Amount]) -> list[Amount]:
    return [one for one in amounts if one.total]


def _within(amounts: Sequence[Amount], spans: Sequence[Span]) -> list[Amount]:
    return [one for one in amounts if any(span.covers(one.span) for span in spans)]


def _charged(text: str, start: int) -> bool:
    before = text[max(0, start - _SAID_WITHIN) : start]
    begin = max(before.rfind(end) for end in _SENTENCE_ENDS) + 1
    return bool(_CHARGED.search(before, begin))


def _sentence(text: str, span: Span) -> tuple[str, int]:
    """The words of the sentence, and how far into it the sum stands."""
    begin = max(text.rfind(end, max(0, span.start - 400), span.start) for end in _SENTENCE_ENDS) + 1
    ends = [at for end in _SENTENCE_ENDS if (at := text.find(end, span.end, span.end + 300)) > 0]
    return text[begin : min(ends, default=span.end + 100)], span.start - begin
