"""A case as it is taught, before it is redacted: sections whose every passage has its anchors.

Two kinds of passages alone: words of a paper, and sentences that say what a field, a label or the
vocabulary says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.education.case_title import title_of
from kb.education.clauses import Clause
from kb.education.excerpts import (
    broken,
    consequences,
    excerpts,
    lead,
    own_words,
    turning,
    warnings,
)
from kb.education.pack_content import Passage, Teaching, TeachingSection
from kb.education.taught_papers import JUDGMENTS
from kb.education.teaching_case import TeachingCase
from kb.model import SectionKind
from kb.parts import CONFESSION
from kb.prevention.report_words import Said

MISSING = {
    Teaching.SUMMARY: "文书没有写明案情",
    Teaching.MEANS: "文书没有写明手段",
    Teaching.TURNING: "文书没有写到怎样开始",
    Teaching.ROOTS: "文书没有写到思想根源",
    Teaching.CONFESSION: "没有本人的忏悔或自述",
    Teaching.LOOPHOLES: "文书没有写到制度漏洞",
    Teaching.CONSEQUENCES: "文书没有写明处理结果",
    Teaching.WARNING: "文书没有写教训",
    Teaching.BOUNDARIES: "文书没有写明违反的条款",
    Teaching.DISCUSSION: "没有标签可据以提问",
}
# what a sentence says of its case is most wanted in the first of these
_IN_TURN = (
    Teaching.MEANS,
    Teaching.ROOTS,
    Teaching.LOOPHOLES,
    Teaching.CONFESSION,
    Teaching.TURNING,
    Teaching.CONSEQUENCES,
    Teaching.BOUNDARIES,
    Teaching.WARNING,
    Teaching.SUMMARY,
)
_NARRATIVE = frozenset({SectionKind.FACTS, SectionKind.FINDINGS, SectionKind.BASIC_FACTS})
_MOST_TERMS, _MOST_POSTS, _LEAST = 4, 3, 12
_YUAN = 10_000


@dataclass(frozen=True, slots=True)
class RawCase:
    """A case with its title and sections; sources are anchors still."""

    case: TeachingCase
    title: str
    sections: tuple[TeachingSection, ...]


def raw_case(
    case: TeachingCase, clauses: Sequence[Clause], *, links: Sequence[str] = ()
) -> RawCase:
    """All sections in order; one that no source has says what is missing.

    ``links`` are steps of the listeners' own work (受理、现场核查), for the questions.
    """
    told = excerpts(case)
    passages: dict[Teaching, Iterable[Passage]] = {
        Teaching.SUMMARY: [*_facts(case), *lead(told)],
        Teaching.MEANS: labelled(case, _is_means(case), prefer=_NARRATIVE),
        Teaching.TURNING: [*turning(told), *_began(case)][:3],
        Teaching.ROOTS: labelled(case, _is_root, without=frozenset()),
        Teaching.CONFESSION: own_words(case, told),
        Teaching.LOOPHOLES: labelled(case, _is_loophole),
        Teaching.CONSEQUENCES: [*consequences(told), *_result(case)][:5],
        Teaching.WARNING: warnings(told),
        Teaching.BOUNDARIES: [*_bounds(case, clauses), *broken(told)][:5],
        Teaching.DISCUSSION: list(_questions(case, links)),
    }
    kept = _once({kind: tuple(found) for kind, found in passages.items()})
    sections = []
    for kind in Teaching:
        found = kept[kind]
        sections.append(TeachingSection(kind, found, "" if found else MISSING[kind]))
    return RawCase(case, title_of(case), tuple(sections))


def _once(passages: Mapping[Teaching, tuple[Passage, ...]]) -> dict[Teaching, tuple[Passage, ...]]:
    """Each sentence in one section, where the other has more to say."""
    kept = dict(passages)
    seen: set[str] = set()
    for kind in _IN_TURN:
        rest = tuple(one for one in passages[kind] if one.text not in seen)
        kept[kind] = rest or passages[kind]
        seen |= {one.text for one in kept[kind]}
    return kept


def labelled(
    case: TeachingCase,
    wanted: Callable[[str], bool],
    *,
    prefer: frozenset[SectionKind] = frozenset(),
    without: frozenset[SectionKind] = frozenset(CONFESSION),
    most: int = _MOST_TERMS,
) -> list[Passage]:
    """The best sentence of each term: confirmed, established, surest; its label as its term."""
    by_term: dict[str, list[Said]] = defaultdict(list)
    for one in case.said:
        if wanted(one.key) and one.section not in without and len(one.text) >= _LEAST:
            by_term[one.key].append(one)
    taken: dict[str, Passage] = {}
    ranked = sorted(
        by_term.items(), key=lambda pair: (pair[0] not in case.confirmed, -len(pair[1]), pair[0])
    )
    for key, said in ranked:
        said.sort(
            key=lambda one: (
                not one.confirmed,
                not one.established,
                bool(prefer) and one.section not in prefer,
                -one.confidence,
            )
        )
        best = next((one for one in said if one.text not in taken), None)
        if best is not None and len(taken) < most:
            taken[best.text] = Passage(
                best.text,
                (best.anchor,),
                case.taxonomy.label(key),
                proposed=not best.confirmed and key not in case.confirmed,
            )
    return list(taken.values())


def money(yuan: float) -> str:
    """``2005000`` → 200.5万元."""
    if yuan >= _YUAN:
        return f"{yuan / _YUAN:,.2f}".rstrip("0").rstrip(".") + "万元"
    return f"{yuan:,.0f}元"


def period_of(case: TeachingCase) -> tuple[str, str]:
    """From which year to which (2013, 2020), empty where no paper says."""
    for one in case.told:
        span = one.tagged.time_span
        if span is not None and one.window.covers(span.span):
            return span.start[:4], span.end[:4]
    return "", ""


def _facts(case: TeachingCase) -> Iterator[Passage]:
    for paper in case.told:
        named = [one for one in paper.parties if one.position]
        if named:
            posts = "；".join(paper.posts[:_MOST_POSTS])
            anchors = tuple(paper.words.anchor(one.span) for one in named[:_MOST_POSTS])
            yield Passage(f"当事人职务：{posts}。", anchors)
            break
    for paper in case.told:
        span = paper.tagged.time_span
        if span is not None and paper.window.covers(span.span):
            start, end = span.start[:4], span.end[:4]
            until = f"至{end}年" if end != start else ""
            yield Passage(f"行为发生在{start}年{until}。", (paper.words.anchor(span.span),))
            break
    if case.amount is not None:
        yield Passage(f"涉案金额{money(case.amount)}。", (case.amount_anchor,))
    found = _offence_anchors(case)
    if found:
        names = "、".join(case.taxonomy.label(f"offence:{one}") for one in found)
        yield Passage(f"认定罪名：{names}。", tuple(found.values()))


def _offence_anchors(case: TeachingCase) -> dict[str, str]:
    found: dict[str, str] = {}
    for paper in case.told:
        for one in paper.tagged.offences:
            if (
                one.status == "found"
                and one.offence in case.offences
                and paper.window.covers(one.span)
            ):
                found.setdefault(one.offence, paper.words.anchor(one.span))
    return dict(list(found.items())[:4])


def _began(case: TeachingCase) -> Iterator[Passage]:
    """Where no sentence tells it: the motive that a label names."""
    group = case.taxonomy.terms
    yield from labelled(
        case, lambda key: key.startswith("causes:") and group[key].group == "motive", most=1
    )


def _result(case: TeachingCase) -> Iterator[Passage]:
    record = case.record
    if (
        record is not None
        and record.facts.result
        and not any(one.kind in JUDGMENTS for one in case.told)
    ):
        yield Passage(f"处理结果：{record.facts.result.rstrip('。')}。", (record.id,))


def _bounds(case: TeachingCase, clauses: Sequence[Clause]) -> Iterator[Passage]:
    for one in clauses:
        words = f"：{one.words}" if one.words else ""
        anchors = (one.named, one.kept) if one.kept else (one.named,)
        yield Passage(f"触犯{one.ref}{words}", anchors)
    for offence, anchor in list(_offence_anchors(case).items())[:2]:
        told = case.taxonomy.offences[offence]
        yield Passage(f"边界：{told.definition}，即构成{told.name}。", (anchor,), told.name)


def _questions(case: TeachingCase, links: Sequence[str]) -> Iterator[Passage]:
    """Questions of templates about the terms that the passages bear."""
    asked = (
        (
            _is_means(case),
            "案中的手段是“{term}”。在你的岗位上，同样的事会发生在哪个环节"
            + (f"（如{'、'.join(links[:3])}）" if links else "")
            + "？谁最先能看见？",
        ),
        (_is_root, "案中人的想法是“{term}”。第一次有这种想法时，可以对谁说、怎样拒绝？"),
        (_is_loophole, "“{term}”在本单位有没有？现在靠什么制度、什么人管着？"),
    )
    for wanted, template in asked:
        for one in labelled(case, wanted, without=frozenset(), most=1):
            yield replace(one, text=template.format(term=one.term))


def _is_means(case: TeachingCase) -> Callable[[str], bool]:
    terms = case.taxonomy.terms
    return lambda key: key.startswith("causes:") and terms[key].group == "means"


def _is_root(key: str) -> bool:
    return key.startswith("ideological_roots:")


def _is_loophole(key: str) -> bool:
    return key.startswith("loopholes:")
