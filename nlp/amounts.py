"""Money in a text and what it was; and the one figure that tells the size of a case."""

import re
from collections.abc import Sequence

from kb.model import Amount, DocumentKind, OffenceMention, Section, Span
from nlp.amount_kinds import is_total, is_trade, kind_of
from nlp.case_figure import WEAK, Figure, figure_of, largest, zones_of
from nlp.money import Money, find_money

_MAIN = ("bribe", "embezzled", "misappropriated", "given")
_TAKING_OVER_GIVING = 3
_LOOK_BACK, _ABOVE, _RETOLD = 6, 400, 100
_GIFTS = ("bribe", "given")
# 将3000元放到他办公桌上, 拿了18万元给唐某
_LEFT = re.compile(
    r"[^，。；、0-9]{0,6}(?:放|留|塞|丢)[到在给进]|(?:现金|人民币|钱)?给[\u4e00-\u9fa5]某"
)
# 侵吞23万元。后甲、乙各分得7.5万元
_SHARED = re.compile(r"(?:分得|分了|分给)[^，。；0-9]{0,12}$")
_TOOK = re.compile(r"犯[^，。；]{0,24}?受贿罪")
_GAVE = re.compile(r"犯[^，。；]{0,24}?行贿罪")
# 让我给2万元给某某: who gives and takes the sentence does not say
_HANDED = re.compile(
    r"(?<![支付补发返退])给(?:了|过|其|他|她|我|你|[\u4e00-\u9fa5][某×]{1,2}[\d甲乙丙丁]?)?(?:现金|人民币)?$"
)
# 上述财物共计折合人民币194万元: of what the sums before it were
_OF_THE_ABOVE = re.compile(
    r"(?:上述|以上|前述)[^，。；0-9]{0,10}(?:共计|合计|累计|总计|共)[^，。；0-9]{0,10}$"
)
_REPAY = re.compile(r"责令[^，。；]{0,16}退赔[^，。；]{0,30}$")
_OF_BRIBERY = ("受贿", "行贿", "索贿", "收受", "索取", "索要")


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every sum in the order of the text: 受贿共计人民币120余万元 → 1200000, approximate, total.

    ``low`` is the value in yuan, or in units of the foreign currency; 数十万元 and 5至10万元 have a
    ``high`` above it. In a case of taking bribes what others 送给 the accused is the bribe too.
    """
    taking = _is_taking(text)
    # 收取货款 in a case of embezzlement is no bribe
    bribery = any(word in text for word in _OF_BRIBERY)
    found: list[Amount] = []
    for money in find_money(text):
        kind = kind_of(text, money.start, money.end)
        if (
            kind == "other"
            and bribery
            and (
                _HANDED.search(text, max(0, money.start - 16), money.start)
                or _LEFT.match(text, money.end)
            )
        ):
            kind = "given"
        if kind == "other" and _OF_THE_ABOVE.search(text, max(0, money.start - 32), money.start):
            kind = _kind_before(found, money.start)
        if kind == "other" and _SHARED.search(text, max(0, money.start - 20), money.start):
            kind = _kind_before(found, money.start)
        if kind == "other" and not is_trade(text, money.start):
            kind = _kind_of_same(found, money)
        if taking and kind == "given":
            kind = "bribe"
        if kind == "bribe" and not bribery:
            kind = "embezzled" if "侵占" in text or "贪污" in text else "other"
        found.append(
            Amount(
                span=Span(money.start, money.end),
                low=money.low,
                high=money.high,
                currency=money.currency,
                approximate=money.approximate,
                kind=kind,
                total=is_total(text, money.start, money.end),
            )
        )
    return tuple(found)


def _kind_before(found: Sequence[Amount], start: int) -> str:
    near = [one.kind for one in found[-_LOOK_BACK:] if start - one.span.end < _ABOVE]
    return next((kind for kind in reversed(near) if kind in _MAIN), "other")


def _kind_of_same(found: Sequence[Amount], money: Money) -> str:
    """送给李某20万元。我用双肩包装了20万元: the same money told again."""
    for one in reversed(found[-_LOOK_BACK:]):
        if money.start - one.span.end < _RETOLD and one.low == money.low and one.kind in _GIFTS:
            return one.kind
    return "other"


def _is_taking(text: str) -> bool:
    """By what the accused is convicted or charged of; where both or neither, by what is more."""
    taken, given = bool(_TOOK.search(text)), bool(_GAVE.search(text))
    if taken != given:
        return taken
    return text.count("受贿") > _TAKING_OVER_GIVING * text.count("行贿")


def case_amount(
    text: str,
    amounts: Sequence[Amount],
    sections: Sequence[Section],
    kind: DocumentKind,
    offences: Sequence[OffenceMention] = (),
) -> Amount | None:
    """The figure of the whole case: what the court found, never a fine or what was paid back.

    Of the crimes found (of those alleged where none is): 受贿 the bribes, 贪污 the embezzled money;
    of several kinds, 受贿 and 贪污, the larger total, never their sum; of malfeasance alone the
    loss. ``nlp.case_figure`` says where it is looked for; numbered counts that each have a figure
    are summed, the span then is that of the last.
    """
    if kind is DocumentKind.REGULATION:
        return None
    positive = [one for one in amounts if one.low > 0]
    where = zones_of(text, sections)
    wanted = _wanted(offences)
    gains = [one for one in positive if one.kind == "illicit" or _owed(text, one, wanted)]
    figures: list[Figure] = []
    for kinds in wanted or [{one} for one in _MAIN]:
        found = [one for one in positive if one.kind in kinds]
        sought = [] if "loss" in kinds else gains
        figures.extend(figure_of(text, found, positive, where, gains=sought))
    if not figures:
        rest = _of_no_wanted_kind(positive, wanted)
        figures.extend(figure_of(text, rest, positive, where, gains=gains))
    # where the court names the figure of one crime, a stray single sum of another is no match
    sure = [figure for figure in figures if figure.rank < WEAK]
    return largest([figure.amount for figure in sure or figures])


def _owed(text: str, one: Amount, wanted: Sequence[set[str]]) -> bool:
    """责令退赔被害单位215万元: what was taken, where that alone was the crime."""
    before = text[max(0, one.span.start - 40) : one.span.start]
    return wanted == [{"embezzled"}] and one.kind == "recovered" and bool(_REPAY.search(before))


def _of_no_wanted_kind(positive: Sequence[Amount], wanted: Sequence[set[str]]) -> list[Amount]:
    """What others took through the neglect of the accused; else any money of a crime."""
    kinds = ("embezzled", "misappropriated") if {"loss"} in wanted else _MAIN
    spare = "illicit" if wanted else "loss"
    rest = [one for one in positive if one.kind in kinds]
    return rest or [one for one in positive if one.kind == spare]


def _wanted(offences: Sequence[OffenceMention]) -> list[set[str]]:
    """The kinds of money of the crimes; () where they are of no kind that money measures."""
    found = [one for one in offences if one.status == "found"] or list(offences)
    names = {one.name for one in found}
    taken = any("受贿" in name for name in names)
    kinds: list[set[str]] = []
    gave = any("行贿" in name for name in names)
    if taken:
        kinds.append({"bribe"} if gave else {"bribe", "given"})
    if gave and taken:
        kinds.append({"given"})
    elif any("行贿" in name or "介绍贿赂" in name for name in names):
        kinds.append({"given", "bribe"})
    if any(re.search(r"贪污|侵占|私分|诈骗|盗窃", name) for name in names):
        kinds.append({"embezzled"})
    if any("挪用" in name for name in names):
        kinds.append({"misappropriated"})
    if not kinds and any(one.offence for one in found):
        kinds.append({"loss"})
    return kinds
