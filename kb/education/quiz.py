"""Questions on the cases, with answers and sources: from fields and from labels people confirmed.

A label that a machine proposed and nobody confirmed is not asked about. The wrong options are
terms of the vocabulary that no paper of the case bears; their order is drawn from the words of
the question, so that the same pack always asks the same.
"""

import hashlib
from collections.abc import Iterator, Sequence

from kb.education.case_content import RawCase, period_of
from kb.education.pack_content import QuestionKind, QuizQuestion
from kb.education.teaching_case import TeachingCase
from kb.prevention.report_words import flat
from kb.terms import Taxonomy

_RIGHT, _WRONG = "正确", "错误"
_OPTIONS, _MOST_RIGHT, _MOST = 4, 3, 12
_ASKED = {
    "causes": "人工确认的作案动因或手段",
    "loopholes": "人工确认的制度漏洞",
    "ideological_roots": "人工确认的思想根源",
}
_NO_ANSWER = frozenset({"probation", "exemption"})


def quiz(cases: Sequence[RawCase]) -> tuple[QuizQuestion, ...]:
    """The questions of each kind over the cases in turn, at most twelve."""
    rows = [list(_of_case(at, one)) for at, one in enumerate(cases, 1)]
    found: list[QuizQuestion] = []
    while any(rows):
        found += [row.pop(0) for row in rows if row]
    return tuple(found[:_MOST])


def _of_case(number: int, raw: RawCase) -> Iterator[QuizQuestion]:
    case = raw.case
    yield from _confirmed(number, case)
    yield from _offence(number, case)
    yield from _circumstances(number, case)
    yield from _article(number, case)
    yield from _lasted(number, case)


def _confirmed(number: int, case: TeachingCase) -> Iterator[QuizQuestion]:
    sayable = sorted({one.key for one in case.said} & case.confirmed)
    for layer, asked in _ASKED.items():
        right = [one for one in sayable if one.startswith(f"{layer}:")][:_MOST_RIGHT]
        said = [one for one in case.said if one.key in right]
        if not right:
            continue
        others = [
            term.key
            for term in case.taxonomy.layer(layer)
            if term.key not in case.labels and not term.deprecated
        ]
        names = [case.taxonomy.label(one) for one in right]
        wrong = [case.taxonomy.label(one) for one in _drawn(others, f"{case.key}{layer}")]
        yield _choice(
            QuestionKind.MULTIPLE if len(right) > 1 else QuestionKind.SINGLE,
            f"下列哪{'些' if len(right) > 1 else '项'}是案例{number}中{asked}？",
            names,
            wrong[: max(1, _OPTIONS - len(names))],
            f"文书写明：{said[0].text}",
            tuple(dict.fromkeys(one.anchor for one in said))[:_MOST_RIGHT],
        )


def _offence(number: int, case: TeachingCase) -> Iterator[QuizQuestion]:
    taxonomy = case.taxonomy
    found = _found_offence(case)
    if found is None:
        return
    offence, words, anchor = found
    group = taxonomy.offences[offence].group
    others = [
        one.id
        for one in taxonomy.offences.values()
        if one.group == group and one.id not in case.offences
    ]
    yield _choice(
        QuestionKind.SINGLE,
        f"案例{number}认定的罪名是下列哪一个？",
        [taxonomy.offences[offence].name],
        [taxonomy.offences[one].name for one in _drawn(others, case.key)][: _OPTIONS - 1],
        f"文书写明：{words}",
        (anchor,),
    )


def _circumstances(number: int, case: TeachingCase) -> Iterator[QuizQuestion]:
    """Circumstances that the court names in its reasons; the options are others it does not.

    What a paper tells of another of its cases is neither right nor wrong.
    """
    found: dict[str, tuple[str, str]] = {}
    named: set[str] = set(_NO_ANSWER)
    for paper in case.told:
        for tag in paper.tagged.tags:
            if tag.facet != "circumstance" or tag.term in _NO_ANSWER:
                continue
            named.add(tag.term)
            span = next((one for one in tag.evidence if paper.window.covers(one)), None)
            if span is not None:
                whole = paper.words.around(span)
                found.setdefault(tag.term, (flat(whole.of(paper.text)), paper.words.anchor(whole)))
    others = [
        term
        for key in case.taxonomy.names
        if key.startswith("circumstance:") and (term := key.partition(":")[2]) not in named
    ]
    if not found or not others:
        return
    right = list(found)[:_MOST_RIGHT]
    label = case.taxonomy.label
    yield _choice(
        QuestionKind.MULTIPLE if len(right) > 1 else QuestionKind.SINGLE,
        f"案例{number}的文书写明了下列哪{'些' if len(right) > 1 else '项'}量刑情节？",
        [label(f"circumstance:{one}") for one in right],
        [label(f"circumstance:{one}") for one in _drawn(others, case.key)][
            : max(1, _OPTIONS - len(right))
        ],
        f"文书写明：{found[right[0]][0]}",
        tuple(found[one][1] for one in right),
    )


def _article(number: int, case: TeachingCase) -> Iterator[QuizQuestion]:
    """Whether an article of the criminal law that the paper applies is about this offence."""
    found = _found_offence(case)
    if found is None:
        return
    own = case.taxonomy.offences[found[0]]
    for paper in case.told:
        for mention in paper.tagged.statutes:
            article = f"第{mention.ref.article}条" + (
                f"之{mention.ref.sub}" if mention.ref.sub else ""
            )
            if mention.ref.law == "刑法" and own.articles and article == own.articles[0]:
                true = _lot(f"{case.key}{number}") % 2 == 0
                other = _another(own.id, article, case.taxonomy)
                name = own.name if true else other
                yield QuizQuestion(
                    QuestionKind.JUDGEMENT,
                    f"案例{number}适用的《刑法》{article}规定的是{name}。",
                    (_RIGHT, _WRONG),
                    (0 if true else 1,),
                    f"《刑法》{article}规定的是{own.name}：{own.definition}。",
                    (paper.words.anchor(mention.span),),
                )
                return


def _lasted(number: int, case: TeachingCase) -> Iterator[QuizQuestion]:
    start, end = period_of(case)
    if not (start.isdecimal() and end.isdecimal()) or start == end:
        return
    years = int(end) - int(start)
    anchor = next(
        one.words.anchor(one.tagged.time_span.span) for one in case.told if one.tagged.time_span
    )
    said = years if _lot(f"{case.key}{number}years") % 2 == 0 else years + 4
    yield QuizQuestion(
        QuestionKind.JUDGEMENT,
        f"案例{number}的行为前后持续约{said}年。",
        (_RIGHT, _WRONG),
        (0 if said == years else 1,),
        f"据文书，前后约{years}年。",
        (anchor,),
    )


def _found_offence(case: TeachingCase) -> tuple[str, str, str] | None:
    for paper in case.told:
        for one in paper.tagged.offences:
            if (
                one.status == "found"
                and one.offence in case.offences
                and paper.window.covers(one.span)
            ):
                whole = paper.words.around(one.span)
                return one.offence, flat(whole.of(paper.text)), paper.words.anchor(whole)
    return None


def _another(offence: str, article: str, taxonomy: Taxonomy) -> str:
    own = taxonomy.offences[offence]
    others = [
        one.id
        for one in taxonomy.offences.values()
        if one.group == own.group and one.id != offence and article not in one.articles
    ]
    return taxonomy.offences[_drawn(others, article)[0]].name


def _choice(
    kind: QuestionKind,
    stem: str,
    right: Sequence[str],
    wrong: Sequence[str],
    explanation: str,
    sources: tuple[str, ...],
) -> QuizQuestion:
    options = tuple(sorted((*right, *wrong), key=lambda one: _lot(f"{stem}{one}")))
    answers = tuple(at for at, one in enumerate(options) if one in right)
    return QuizQuestion(kind, stem, options, answers, explanation, sources)


def _drawn(ids: Sequence[str], seed: str) -> list[str]:
    """The ids in an order that only the seed decides."""
    return sorted(ids, key=lambda one: _lot(f"{seed}{one}"))


def _lot(words: str) -> int:
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")
