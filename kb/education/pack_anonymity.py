"""k-anonymity over a pack: which cases are rare, and what is told of them less exactly.

What makes a person be found again is the combination of post, kind of unit, amount and year. Of a
case that fewer than k share, the year and the money are left out, as few of them as will do, both
where neither will. Post and kind of unit stay, for by them the audience recognises itself; they are
told as kinds alone, which far more people share outside than the library knows. What stays rare in
the library even so is for whoever releases the pack to decide.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kb.education.case_content import period_of
from kb.education.pack_content import PackContent, TaughtCase, Teaching
from kb.education.pack_facts import RareTold
from kb.education.pack_redaction import (
    Change,
    case_of_question,
    changed_case,
    changed_question,
    changed_table,
)
from kb.education.redaction.anonymity import ANY, Traits, rare_cases, traits_of
from kb.education.redaction.found import Kind
from kb.education.redaction.rewriting import Edit, Rewritten
from kb.education.redaction.sums import is_threshold, sum_phrases
from kb.education.teaching_case import TeachingCase
from kb.model import Amount, Span
from kb.prevention.chain_facts import UNIT_KINDS, UnitKind

# the year first: it teaches least
_ORDERS = (("year",), ("amount",), ("year", "amount"))
_DIGITS = r"(?:(?:19|20)\d{2}|[一二]九?[〇○零一二三四五六七八九]{3})"
_BETWEEN = r"[至到、—–~-]{1,2}"
# 2013年5月, and 2013 before 至2018年
_YEAR = re.compile(
    rf"{_DIGITS}(?:\s*年(?:\s*\d{{1,2}}\s*月)?(?:份)?|(?=(?:{_BETWEEN}{_DIGITS})+\s*年))"
)
_YEARS_ALIKE = re.compile(rf"某年(?:{_BETWEEN}某年)+")
LEFT_OUT = {"year": "年份", "amount": "金额"}
_UNTOLD = "若干元"
# what the sentence says of money is no trait of the person
_OF_LAW = frozenset({"fine", "confiscated"})


def traits(case: TeachingCase, positions: Sequence[str]) -> Traits:
    """What the pack tells of a case: the audience's post where it has it, else its own first.

    Its years are those of the acts: 2013-2018, 2013.
    """
    own = [one for one in positions if one in case.post.positions or one in case.positions]
    post = (own or sorted(case.post.positions) or [ANY])[0]
    kinds = {case.unit.kind} if case.unit else case.post.unit_kinds
    unit = next((UNIT_KINDS[one] for one in UnitKind if one in kinds), ANY)
    years = "-".join(dict.fromkeys(one for one in period_of(case) if one))
    return replace(traits_of(post, unit, case.amount, None), year=years or ANY)


def may_hide(case: Traits, other: Traits) -> bool:
    """Whether the other shares what is told of the case once year and money are left out."""
    return case.position in (ANY, other.position) and case.unit in (ANY, other.unit)


def rare(cases: Sequence[Traits], population: Sequence[Traits], *, k: int) -> tuple[RareTold, ...]:
    """For each rare case what to leave out, and how many share what is then still told."""
    found = []
    for one in rare_cases(cases, k=k, population=population):
        others = [*(case for at, case in enumerate(cases) if at != one.rank), *population]
        left_out, sharing = _least(one.traits, others, k)
        found.append(
            RareTold(case=one.rank + 1, sharing=one.sharing, left_out=left_out, still=sharing)
        )
    return tuple(found)


class ToldLess:
    """How each rare case is told less exactly."""

    def __init__(
        self, rare_told: Sequence[RareTold], amounts: Callable[[str], Sequence[Amount]]
    ) -> None:
        self._left_out = {one.case: one.left_out for one in rare_told}
        self._amounts = amounts

    def rewritten(self, told: Rewritten, case: int, *, bounds: bool = False) -> Rewritten:
        """A text of a case; ``bounds``: of its section of clauses, where their limits stay."""
        left_out = self._left_out.get(case, ())
        if "amount" in left_out:
            told = told.changed(self._sums(told.text, bounds=bounds))
        if "year" in left_out:
            told = told.changed(_edits(_YEAR, "某年", told.text))
            told = told.changed(_edits(_YEARS_ALIKE, "某几年", told.text))
        return told

    def content(self, content: PackContent) -> PackContent:
        """The whole content."""
        numbers = [one.number for one in content.cases]
        quiz = [changed_question(one, self._change(case_of_question(one))) for one in content.quiz]
        return replace(
            content,
            cases=tuple(self._case(one) for one in content.cases),
            comparison=changed_table(content.comparison, [self._change(one) for one in numbers]),
            quiz=tuple(one for one in quiz if one is not None),
        )

    def _case(self, one: TaughtCase) -> TaughtCase:
        less = changed_case(one, self._change(one.number))
        bounds = changed_case(one, self._change(one.number, bounds=True)).sections
        pairs = zip(less.sections, bounds, strict=True)
        return replace(
            less, sections=tuple(b if b.kind is Teaching.BOUNDARIES else a for a, b in pairs)
        )

    def _change(self, case: int, *, bounds: bool = False) -> Change:
        return lambda words: self.rewritten(Rewritten.of(words), case, bounds=bounds).text

    def _sums(self, words: str, *, bounds: bool) -> Iterator[Edit]:
        for one in sum_phrases(words, self._amounts(words), listed=True):
            threshold = bounds and is_threshold(words, one.span)
            if one.sums[0].kind not in _OF_LAW and not threshold:
                yield Edit(one.span, _UNTOLD, Kind.AMOUNT)


def _edits(pattern: re.Pattern[str], words: str, text: str) -> Iterator[Edit]:
    return (Edit(Span(*hit.span()), words, Kind.TIME) for hit in pattern.finditer(text))


def _least(case: Traits, others: Sequence[Traits], k: int) -> tuple[tuple[str, ...], int]:
    """The first removal that will do; where none does, the fullest."""
    sharing = 0
    for names in _ORDERS:
        told = replace(case, **dict.fromkeys(names, ANY))
        found = rare_cases([told], k=k, population=others)
        if not found:
            return names, k
        sharing = found[0].sharing
    return _ORDERS[-1], sharing
