"""One place for one case: what counts as the same, and what does not."""

import pytest

from kb.model import DocumentKind, Mention, Party, Span
from kb.retrieval.same_case import Seat, seats
from kb.store.cases import CaseSummary
from kb.store.papers import Paper

FIRST, SECOND = DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE
NUMBER = "（2018）某0211刑初117号"


def paper(name: str, case_no: str, people: str, text: str = "") -> tuple[Paper, str]:
    at = text.find(NUMBER)
    related = (Mention(NUMBER, Span(at, at + len(NUMBER))),) if at >= 0 else ()
    parties = tuple(Party(one, "被告人", Span(0, 1)) for one in people.split())
    kind = SECOND if related else FIRST
    return Paper(name, kind, case_no, "", parties=parties, related=related), text


def placed(*papers: tuple[Paper, str], limit: int = 10) -> list[Seat]:
    """The places of cases of one paper each, in the order given."""
    ranked = [
        (1.0 - at / 10, CaseSummary(one.id, one.id, 1, (), (), (), (), None, None), ())
        for at, (one, _) in enumerate(papers)
    ]
    every = {one.id: (one,) for one, _ in papers}
    texts = {one.id: text for one, text in papers}
    return seats(
        ranked,
        limit,
        papers_of=lambda ids: {i: every[i] for i in ids},
        text_of=texts.__getitem__,
    )


FIRST_PAPER = paper("一审", NUMBER, "罗志刚")
OTHER = paper("别案", "（2017）某01刑初9号", "王某")
APPEALED = f"一审法院作出{NUMBER}刑事判决。宣判后，被告人罗志刚不服，提出上诉。"


@pytest.mark.parametrize("appeal_first", [True, False])
def test_a_judgment_and_its_appeal_take_one_place(appeal_first: bool) -> None:
    appeal = paper("二审", "（2018）某02刑终113号", "罗志刚", APPEALED)
    both = (appeal, FIRST_PAPER) if appeal_first else (FIRST_PAPER, appeal)
    found = placed(*both, OTHER, limit=2)
    assert [seat.ranked[1].id for seat in found] == [both[0][0].id, "别案"]
    [twin] = found[0].twins
    assert (twin.case_id, twin.case_no) == (both[1][0].id, both[1][0].case_no)


def test_a_masked_name_agrees_by_its_surname() -> None:
    appeal = paper("二审", "（2018）某02刑终113号", "罗某某", APPEALED)
    assert len(placed(FIRST_PAPER, appeal)) == 1


@pytest.mark.parametrize(
    ("people", "text"),
    [
        pytest.param("罗志刚", "", id="the_name_alone"),
        pytest.param(
            "罗志刚", f"书证{NUMBER}刑事判决书证实他人的犯罪。", id="a_number_among_proofs"
        ),
        pytest.param("陈大伟", APPEALED.replace("罗志刚", "陈大伟"), id="other_people"),
    ],
)
def test_these_are_two_cases(people: str, text: str) -> None:
    assert len(placed(FIRST_PAPER, paper("另案", "（2018）某02刑终9号", people, text))) == 2
