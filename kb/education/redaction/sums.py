"""Sums of money as phrases with the words that bound them, told less exactly as a whole.

不满3万元, 120万元以上, 5000元以上不满3万元: to replace the sum alone would put a bracket inside a
bracket. A limit that a clause of law sets is nobody's money and stays.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.education.redaction.aliases import Audience
from kb.model import Amount, Span

MYRIAD = 10_000
# the steps of the judicial interpretation on bribery, then further ones; in 万
_STEPS = (3, 20, 300, 1000, 10_000)
_LONGEST_OPENING, _LONGEST_MEASURE = 4, 8
_BETWEEN = "[至到—–~-]{1,2}"
_BELOW = "不满|不足|不到|未满"
_OPENS = re.compile(rf"(?:{_BELOW}|超过|逾|将近|大约|近|约)$")
# 20万元以上不满300万元 is one phrase of two sums
_GOES_ON = re.compile(
    rf"以[上下][，、]?(?:{_BELOW})?|[，、]?(?:{_BELOW})|(?:以[上下])?[，、]?{_BETWEEN}"
)
_ENDS = re.compile("以[上下内]|左右")
_UPPER_OPENINGS = frozenset(_BELOW.split("|"))
_LOWER_OPENINGS = frozenset({"超过", "逾"})
_UPPER_ENDS = frozenset({"以下", "以内"})
# 触犯《刑法》第三百八十三条：贪污数额在三万元以上的: the words of a clause, not of the case
_CLAUSE = re.compile(r"触犯《[^》]+》第[^：。]{1,40}：|边界：")
_MEASURED = re.compile(r"(?:数额|满)[^。；，]{0,4}$")
_LIMIT = re.compile(r"以[上下]|不满")
_UNTOLD = "若干元"


@dataclass(frozen=True, slots=True)
class SumPhrase:
    """One sum, or the two of a range; ``opened`` 不满, ``ended`` 以上: the words that bound it."""

    span: Span
    sums: tuple[Amount, ...]
    opened: str = ""
    ended: str = ""


def sum_phrases(words: str, sums: Sequence[Amount], *, listed: bool = False) -> Iterator[SumPhrase]:
    """Each sum with its bounds; ``listed``: a list (5万元、8万元) is one phrase as well."""
    rest = sorted(sums, key=lambda one: one.span)
    while rest:
        first = last = rest.pop(0)
        taken = [first]
        while rest and _joins(words[last.span.end : rest[0].span.start], listed=listed):
            last = rest.pop(0)
            taken.append(last)
        start, end = first.span.start, last.span.end
        opened = _OPENS.search(words, max(0, start - _LONGEST_OPENING), start)
        ended = _ENDS.match(words, end)
        yield SumPhrase(
            Span(opened.start() if opened else start, ended.end() if ended else end),
            tuple(taken),
            opened[0] if opened else "",
            ended[0] if ended else "",
        )


def is_threshold(words: str, phrase: Span) -> bool:
    """Whether it is a limit that a clause sets."""
    return bool(
        _CLAUSE.match(words)
        and _MEASURED.search(words, max(0, phrase.start - _LONGEST_MEASURE), phrase.start)
        and _LIMIT.search(words, phrase.start, phrase.end)
    )


def general_sum(phrase: SumPhrase, words: str, audience: Audience) -> str:
    """123456.7元 → 12万余元 for a unit, 3万元以上不满20万元 for the public; limits stay limits."""
    if audience is Audience.INTERNAL:
        return words
    if any(one.currency != "CNY" for one in phrase.sums):
        return "若干外币"
    first, last = phrase.sums[0], phrase.sums[-1]
    if len(phrase.sums) > 1:
        return _told(_floor(first.low, audience), _ceil(last.low, audience))
    if phrase.ended in _UPPER_ENDS or phrase.opened in _UPPER_OPENINGS:
        high = _ceil(first.low, audience)
        return f"{_myriads(high)}{phrase.ended}" if phrase.ended and high else _told(0, high)
    if phrase.ended == "以上" or phrase.opened in _LOWER_OPENINGS:
        return _told(_floor(first.low, audience), None)
    if audience is Audience.PUBLIC:
        return bracket_of(first.low)
    return _about(first, bounded=phrase.opened + phrase.ended)


def bracket_of(yuan: float) -> str:
    """The bracket an amount falls into, as k-anonymity counts it."""
    return _told(
        _floor(yuan, Audience.PUBLIC),
        next((one for one in _STEPS if yuan < one * MYRIAD), None),
    )


def _joins(between: str, *, listed: bool) -> bool:
    return bool(_GOES_ON.fullmatch(between)) or (listed and between == "、")


def _about(amount: Amount, *, bounded: str) -> str:
    whole, rest = divmod(amount.low, MYRIAD)
    if not whole:
        return "不满1万元"
    if bounded:
        return f"约{_myriads(int(whole))}"
    return f"{int(whole)}万余元" if rest or amount.approximate else f"{int(whole)}万元"


def _told(low: int, high: int | None) -> str:
    """From ``low`` to below ``high``, in 万; 0 and None where there is no bound."""
    if high is None:
        return f"{_myriads(low)}以上" if low else _UNTOLD
    return f"{_myriads(low)}以上不满{_myriads(high)}" if low else f"不满{_myriads(high)}"


def _myriads(count: int | None) -> str:
    whole, rest = divmod(count or 0, MYRIAD)
    return f"{whole}亿元" if whole and not rest else f"{count}万元"


def _floor(yuan: float, audience: Audience) -> int:
    if audience is Audience.UNIT:
        return int(yuan // MYRIAD)
    return max((one for one in _STEPS if one * MYRIAD <= yuan), default=0)


def _ceil(yuan: float, audience: Audience) -> int | None:
    if audience is Audience.UNIT:
        return math.ceil(yuan / MYRIAD)
    return next((one for one in _STEPS if yuan <= one * MYRIAD), None)
