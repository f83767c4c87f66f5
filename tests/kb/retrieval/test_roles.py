"""Whose words a sentence is: by its part, by its own words, by the list it is an item of."""

import pytest

from kb.model import DocumentKind, Passage, SectionKind, Span
from kb.retrieval.rejections import Rejections
from kb.retrieval.roles import Role, role_of

FIRST = DocumentKind.JUDGMENT_FIRST_INSTANCE


@pytest.mark.parametrize(
    ("section", "before", "sentence", "role"),
    [
        pytest.param("charge", "", "被告人张某收受李某五万元。", Role.ACCUSATION, id="charge"),
        pytest.param(
            "defence",
            "被告人张某辩称没有收钱。辩护人王某提出以下意见：一、证据不足。",
            "二、五万元是借款。",
            Role.COUNSEL,
            id="counsel_spoke_last",
        ),
        pytest.param(
            "defence", "被告人张某辩称，", "其不知情。", Role.DEFENDANT, id="defendant_spoke_last"
        ),
        pytest.param("facts", "", "被告人张某收受李某五万元。", Role.FINDING, id="fact"),
        pytest.param("facts", "", "证人李某的证言证实，送过五万元。", Role.EVIDENCE, id="proof"),
        pytest.param(
            "facts", "", "被告人张某提出先由公司垫付。", Role.FINDING, id="an_act_is_no_defence"
        ),
        pytest.param(
            "opinion",
            "",
            "辩护人提出五万元系借款的意见，经查与事实不符，不予采纳。",
            Role.OPINION,
            id="the_court_decides",
        ),
        pytest.param("opinion", "", "辩护人提出五万元系借款。", Role.COUNSEL, id="quoted_claim"),
        pytest.param("evidence", "", "其提出给他两万元。", Role.EVIDENCE, id="a_witness_tells"),
        pytest.param("ruling", "", "被告人张某犯受贿罪。", Role.RULING, id="ruling"),
    ],
)
def test_role_in_a_judgment(section: str, before: str, sentence: str, role: Role) -> None:
    text = before + sentence
    assert role_of(text, Span(len(before), len(text)), section=section, kind=FIRST) is role


@pytest.mark.parametrize(
    ("kind", "section", "role"),
    [
        pytest.param(DocumentKind.INDICTMENT, "facts", Role.ACCUSATION, id="indictment"),
        pytest.param(DocumentKind.DISCIPLINE_BULLETIN, "findings", Role.TOLD, id="bulletin"),
        pytest.param(DocumentKind.CASE_ANALYSIS, "facts", Role.TOLD, id="no_court_found_it"),
        pytest.param(DocumentKind.CONFESSION, "experience", Role.CONFESSION, id="confession"),
    ],
)
def test_role_in_other_papers(kind: DocumentKind, section: str, role: Role) -> None:
    words = "张某收受李某五万元。"
    assert role_of(words, Span(0, len(words)), section=section, kind=kind) is role


CHARGE = (
    "一、滥用职权。2013年张某在企业动迁中擅自提高补偿标准。"
    "二、受贿。2014年张某在购买实验学校家属楼时向开发商王某索要10万元。"
    "2015年张某收受李某所送的笔记本电脑。"
)
ACCUSED = ("滥用职权罪", "受贿罪")


def judged(opinion: str, *, found: tuple[str, ...] = ("受贿罪",)) -> dict[str, bool]:
    """Which accusations are covered, by their first words."""
    text = CHARGE + opinion
    parts = (
        Passage(0, Span(0, len(CHARGE)), SectionKind.CHARGE),
        Passage(1, Span(len(CHARGE), len(text)), SectionKind.OPINION),
    )
    rejections = Rejections.of(text, FIRST, parts, charged=ACCUSED, found=found)
    acts = [one for one in CHARGE.split("。") if len(one) > 8]
    spans = [Span(text.find(one), text.find(one) + len(one)) for one in acts]
    return {
        one[:4]: rejections.covers(span, Role.ACCUSATION)
        for one, span in zip(acts, spans, strict=True)
    }


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        pytest.param(
            "指控张某在购买实验学校家属楼时向开发商王某索要10万元的事实，证据不足，不予认定。",
            ["2014"],
            id="one_act",
        ),
        pytest.param("公诉机关指控张某犯滥用职权罪不能成立。", ["2013"], id="one_crime"),
        pytest.param("结合其作用，不宜以滥用职权罪对张某定罪处罚。", ["2013"], id="not_to_punish"),
        pytest.param("辩护人提出指控张某犯滥用职权罪不能成立的意见，不予采纳。", [], id="claimed"),
        pytest.param(
            "公诉机关指控张某犯滥用职权罪罪名不当，应以玩忽职守罪论处。", [], id="renamed"
        ),
        pytest.param("公诉机关的指控成立。", [], id="upheld"),
    ],
)
def test_what_the_court_rejects_is_marked(opinion: str, expected: list[str]) -> None:
    assert [one for one, covered in judged(opinion).items() if covered] == expected


def test_another_name_for_the_crime_rejects_nothing() -> None:
    found = ("玩忽职守罪", "受贿罪")
    assert not any(judged("指控张某犯滥用职权罪不能成立。", found=found).values())
