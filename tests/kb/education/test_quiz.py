"""What the questions of a pack take to be right and wrong."""

from dataclasses import replace

from kb.education.case_content import raw_case
from kb.education.pack_content import QuizQuestion
from kb.education.quiz import quiz
from kb.education.teaching_case import TeachingCase
from kb.model import CaseTag, Label, Span, TaggedDocument
from tests.kb.education.told_cases import case, paper

_ITEMS = (
    "会计丁某套取补贴，到案后如实供述自己的罪行。",
    "出纳戊某挪用公款，案发前主动投案，归案后如实供述。",
)
_ALL = "".join(_ITEMS)
SECOND = Span(len(_ITEMS[0]), len(_ALL))
# how the paper ends is no circumstance
_NOT_ASKED = ("probation", "exemption")


def test_a_circumstance_told_in_a_later_item_is_right_for_that_item() -> None:
    tags = (
        CaseTag("circumstance", "confession_truth", 0.9, _spans("如实供述")),
        CaseTag("circumstance", "voluntary_surrender", 0.9, _spans("主动投案")),
    )
    question = _of(case(replace(paper(_ALL), tags=tags), window=SECOND, item=2), "量刑情节")
    names = {_name("confession_truth"), _name("voluntary_surrender")}
    assert _right(question) == names


def test_a_circumstance_that_the_paper_tells_of_another_item_is_no_wrong_answer() -> None:
    here, *elsewhere, last = _circumstances()
    tags = (
        CaseTag("circumstance", here, 0.9, _spans("主动投案")),
        *(CaseTag("circumstance", one, 0.9, _spans("套取补贴")) for one in elsewhere),
    )
    question = _of(case(replace(paper(_ALL), tags=tags), window=SECOND, item=2), "量刑情节")
    assert set(question.options) == {_name(here), _name(last)}


def test_where_no_answer_would_be_wrong_nothing_is_asked() -> None:
    tags = tuple(CaseTag("circumstance", one, 0.9, _spans("主动投案")) for one in _circumstances())
    one = case(replace(paper(_ALL), tags=tags), window=SECOND, item=2)
    assert not [each for each in quiz([raw_case(one, ())]) if "量刑情节" in each.stem]


def test_a_confirmed_label_that_no_sentence_of_the_case_says_is_not_a_right_answer() -> None:
    taxonomy = case(paper(_ALL)).taxonomy
    said, unsaid = [one.key for one in taxonomy.layer("loopholes") if not one.deprecated][1::-1]
    layer, term = said.split(":")
    told = _labelled(paper(_ALL), layer, term)
    question = _of(case(told, confirmed=(said, unsaid)), "制度漏洞")
    assert _right(question) == {taxonomy.label(said)}
    assert taxonomy.label(unsaid) not in question.options


def _circumstances() -> list[str]:
    names = case(paper(_ALL)).taxonomy.names
    found = [key.partition(":")[2] for key in names if key.startswith("circumstance:")]
    return [one for one in found if one not in _NOT_ASKED]


def _labelled(told: TaggedDocument, layer: str, term: str) -> TaggedDocument:
    sentence = told.sentences[1].span
    return replace(told, labels=(Label(layer, term, sentence, 1, 0.9, rule="测试"),))


def _spans(words: str) -> tuple[Span, ...]:
    found = [at for at in range(len(_ALL)) if _ALL.startswith(words, at)]
    return tuple(Span(at, at + len(words)) for at in found)


def _of(one: TeachingCase, asked: str) -> QuizQuestion:
    (question,) = [each for each in quiz([raw_case(one, ())]) if asked in each.stem]
    return question


def _right(question: QuizQuestion) -> set[str]:
    return {question.options[at] for at in question.answers}


def _name(circumstance: str) -> str:
    return case(paper(_ALL)).taxonomy.label(f"circumstance:{circumstance}")
