"""Money in a text and what it was; and the one figure that tells the size of a case."""

from collections.abc import Iterable, Sequence

from kb.model import Amount, DocumentKind, Section, SectionKind, Span
from nlp.amount_kinds import is_total, kind_of
from nlp.money import find_money

_MAIN = ("bribe", "embezzled", "misappropriated", "given")
_FACTS = (SectionKind.FACTS, SectionKind.FINDINGS, SectionKind.BASIC_FACTS, SectionKind.CASE_ITEM)
# 本院认为 opens with the court's own figure; what follows repeats and refutes others' figures
_OPENING_OF_OPINION = 500
_TAKING_OVER_GIVING = 3
_OF_BRIBERY = ("受贿", "行贿", "索贿", "收受", "索取", "索要")


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every sum in the order of the text: 受贿共计人民币120余万元 → 1200000, approximate, total.

    ``low`` is the value in yuan, or in units of the foreign currency; 数十万元 and 5至10万元 have a
    ``high`` above it. In a case of taking bribes what others 送给 the accused is the bribe too.
    """
    taking = text.count("受贿") > _TAKING_OVER_GIVING * text.count("行贿")
    # 收取货款 in a case of embezzlement is no bribe
    bribery = any(word in text for word in _OF_BRIBERY)
    found: list[Amount] = []
    for money in find_money(text):
        kind = kind_of(text, money.start, money.end)
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


def case_amount(
    amounts: Sequence[Amount], sections: Sequence[Section], kind: DocumentKind
) -> Amount | None:
    """The figure of the whole case: what the court found, never a fine or what was paid back.

    In this order: a total in the opening of the court's opinion (收受……共计人民币48万元，数额巨大),
    what else the opinion says, a total of the facts, the gain the ruling orders recovered, the
    charge, the largest single sum. A total of the facts smaller than a single sum there is that of
    one count, not of the case. Losses count where there is nothing else.
    """
    if kind is DocumentKind.REGULATION:
        return None
    main = [one for one in amounts if one.kind in _MAIN and one.low > 0]
    gains = [one for one in amounts if one.kind == "illicit" and one.low > 0]
    losses = [one for one in amounts if one.kind == "loss" and one.low > 0]
    return _chosen(main, gains, sections) or _chosen(losses, [], sections) or _largest(gains)


def _chosen(
    main: Sequence[Amount], gains: Sequence[Amount], sections: Sequence[Section]
) -> Amount | None:
    opinions = _spans(sections, SectionKind.OPINION)
    openings = [Span(s.start, min(s.end, s.start + _OPENING_OF_OPINION)) for s in opinions[-1:]]
    facts = _spans(sections, *_FACTS)
    charged = _spans(sections, SectionKind.PRIOR_JUDGMENT) or _spans(sections, SectionKind.CHARGE)
    ruled = _spans(sections, SectionKind.RULING)
    totals = [one for one in main if one.total]
    floor = _largest(_within(main, facts or charged))
    least = floor.low if floor else 0.0

    def large(where: Sequence[Span]) -> list[Amount]:
        return [one for one in _within(totals, where) if one.low >= least]

    tries = (
        (_within(totals, openings), 0.0),
        (_within(main, openings) + large(opinions) + large(facts), 0.0),
        (_within(gains, ruled), least),
        (large(charged), 0.0),
        (_within(main, facts), 0.0),
        (_within(main, charged), 0.0),
        (totals, 0.0),
        (main, 0.0),
    )
    recovered = _largest(_within([*main, *gains], ruled))
    for among, smallest in tries:
        chosen = _largest([one for one in among if one.low >= smallest])
        if chosen:
            # the opinion may name two counts, the ruling confiscates what both brought
            return recovered if recovered and recovered.low > chosen.low else chosen
    return None


def _spans(sections: Sequence[Section], *kinds: SectionKind) -> list[Span]:
    return [section.span for section in sections if section.kind in kinds]


def _within(amounts: Iterable[Amount], spans: Sequence[Span]) -> list[Amount]:
    return [one for one in amounts if any(span.covers(one.span) for span in spans)]


def _largest(amounts: Sequence[Amount]) -> Amount | None:
    """In yuan where there are yuan."""
    yuan = [one for one in amounts if one.currency == "CNY"] or amounts
    return max(yuan, key=lambda one: one.low, default=None)
