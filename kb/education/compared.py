"""The cases of a pack side by side, and counts over them; every cell says a label or a field."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from kb.education.case_content import RawCase, money, period_of
from kb.education.pack_content import ComparedTable, CountChart, Passage, Teaching
from kb.education.redaction.sums import bracket_of
from kb.education.teaching_case import TeachingCase

_NONE = "没有写明"
_UNCHECKED = "未核对"
_MOST_NAMES = 3
_BARS = 6
_LABELLED = (Teaching.MEANS, Teaching.LOOPHOLES, Teaching.ROOTS)


def comparison(cases: Sequence[RawCase]) -> ComparedTable:
    """One column a case; what no source says is said to be missing."""
    rows: tuple[tuple[str, Callable[[RawCase], str]], ...] = (
        ("岗位", lambda one: "、".join(one.case.posts[:2])),
        ("领域", lambda one: _names(one.case, "domain", list(one.case.domains)[:2])),
        ("手段", lambda one: _terms(one, Teaching.MEANS)),
        ("思想根源", lambda one: _terms(one, Teaching.ROOTS)),
        ("制度漏洞", lambda one: _terms(one, Teaching.LOOPHOLES)),
        ("持续", lambda one: _lasted(one.case)),
        ("金额", lambda one: "" if one.case.amount is None else money(one.case.amount)),
        ("罪名", lambda one: _names(one.case, "offence", one.case.offences[:_MOST_NAMES])),
    )
    return ComparedTable(
        "案例对照",
        ("比较", *(f"案例{at}" for at, _ in enumerate(cases, 1))),
        tuple((name, *(told(one) or _NONE for one in cases)) for name, told in rows),
    )


def charts(
    cases: Sequence[RawCase], *, untold: frozenset[int] = frozenset()
) -> tuple[CountChart, ...]:
    """How many cases show each means, loophole, root, bracket of money; of two bars and more.

    ``untold`` are the numbers of the cases whose money is not told.
    """
    told: list[tuple[str, Iterator[str]]] = [
        ("手段", (term for one in cases for term in _of(one, Teaching.MEANS))),
        ("制度漏洞", (term for one in cases for term in _of(one, Teaching.LOOPHOLES))),
        ("思想根源", (term for one in cases for term in _of(one, Teaching.ROOTS))),
        ("金额档", _brackets(cases, untold)),
    ]
    note = f"只就本包 {len(cases)} 件案例计数，一件可有几项，不代表总体"
    labelled = (passage for one in cases for kind in _LABELLED for passage in terms_of(one, kind))
    if any(one.proposed for one in labelled):
        note += "；其中有机器标注、未经人核对的"
    found = []
    for title, names in told:
        bars = tuple(Counter(names).most_common(_BARS))
        if len(bars) > 1:
            found.append(CountChart(f"{title}（{len(cases)} 件案例）", "件", bars, note))
    return tuple(found)


def terms_of(case: RawCase, kind: Teaching) -> tuple[Passage, ...]:
    """The passages of a section that bear a label."""
    section = next(one for one in case.sections if one.kind is kind)
    return tuple(one for one in section.passages if one.term)


def _brackets(cases: Sequence[RawCase], untold: frozenset[int]) -> Iterator[str]:
    for number, one in enumerate(cases, 1):
        if one.case.amount is not None and number not in untold:
            yield bracket_of(one.case.amount)


def _of(case: RawCase, kind: Teaching) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.term for one in terms_of(case, kind)))


def _terms(case: RawCase, kind: Teaching) -> str:
    """What nobody confirmed says so."""
    told = list({one.term: one.proposed for one in terms_of(case, kind)}.items())[:_MOST_NAMES]
    if len(told) > 1 and all(proposed for _, proposed in told):
        return "、".join(term for term, _ in told) + f"（均{_UNCHECKED}）"
    return "、".join(f"{term}（{_UNCHECKED}）" if proposed else term for term, proposed in told)


def _names(case: TeachingCase, facet: str, ids: Sequence[str]) -> str:
    return "、".join(case.taxonomy.label(f"{facet}:{one}") for one in ids)


def _lasted(case: TeachingCase) -> str:
    start, end = period_of(case)
    if not (start.isdecimal() and end.isdecimal()):
        return ""
    years = int(end) - int(start)
    return f"约{years}年" if years > 0 else "不到一年"
