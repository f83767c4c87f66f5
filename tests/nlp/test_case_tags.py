"""Case tags come from the acts and the post held then, with evidence, or are left out."""

import pytest

from kb.model import (
    CaseTag,
    DocumentKind,
    Header,
    OffenceMention,
    Section,
    SectionKind,
    Span,
)
from nlp.case_cues import TermPattern, load_case_cues
from nlp.case_posts import held_posts, opening_posts
from nlp.case_tags import tag_case

JUDGMENT = DocumentKind.JUDGMENT_FIRST_INSTANCE
CUES = [*load_case_cues().positions, *load_case_cues().offences]
PADDING = "双方约定了付款的时间和方式，并按约定办理。" * 12


@pytest.mark.parametrize("cue", CUES, ids=[cue.term for cue in CUES])
def test_every_cue_finds_its_example(cue: TermPattern) -> None:
    assert cue.find.search(cue.example)


def facts_of(
    facts: str, offences: tuple[OffenceMention, ...] = (), kind: DocumentKind = JUDGMENT
) -> tuple[CaseTag, ...]:
    text = facts + PADDING
    part = SectionKind.FACTS if kind is JUDGMENT else SectionKind.BODY
    sections = (Section(part, Span(0, len(text))),)
    return tag_case(text, kind, sections, Header(), offences, (), "")


def terms(tags: tuple[CaseTag, ...], facet: str) -> list[str]:
    return [tag.term for tag in tags if tag.facet == facet]


def mention(offence: str, status: str) -> OffenceMention:
    return OffenceMention(offence, offence, status, Span(0, 2))


@pytest.mark.parametrize(
    ("facts", "domain", "position"),
    [
        pytest.param(
            "被告人张某利用担任某县人民医院药剂科主任的职务便利，在药品采购上收受医药代表回扣。",
            "healthcare",
            "medical_manager",
            id="hospital",
        ),
        pytest.param(
            "被告人李某在任某镇某村村民委员会主任期间，虚报面积骗取村集体的补偿款。",
            "grassroots_governance",
            "village_cadre",
            id="village",
        ),
        pytest.param(
            "被告人王某系某县国土资源局某国土所所长，利用职务便利为他人办理土地使用权手续。",
            "land_resources",
            "land_official",
            id="land",
        ),
        pytest.param(
            "被告人赵某担任某银行某支行行长期间，违规发放贷款，收受好处费。",
            "finance_tax",
            "credit_officer",
            id="bank",
        ),
        pytest.param(
            "时任某市第一中学校长的被告人钱某在校服采购和招生中收受家长财物，学生众多。",
            "education_research",
            "school_manager",
            id="school",
        ),
    ],
)
def test_domain_and_position(facts: str, domain: str, position: str) -> None:
    tags = facts_of(facts)
    assert terms(tags, "domain")[:1] == [domain]
    assert terms(tags, "position")[:1] == [position]


def test_found_outweighs_alleged() -> None:
    tags = facts_of(
        "事实。", (mention("embezzlement", "alleged"), mention("bribery_taking", "found"))
    )
    assert terms(tags, "offence") == ["bribery_taking"]


def test_alleged_stands_where_nothing_is_found() -> None:
    (tag,) = (t for t in facts_of("事实。", (mention("embezzlement", "alleged"),)))
    assert (tag.term, tag.confidence) == ("embezzlement", 0.8)


def test_an_unnamed_offence_is_guessed_with_low_confidence() -> None:
    kind = DocumentKind.CASE_ANALYSIS
    tags = facts_of("张某利用职务便利为他人谋取利益，非法收受现金80万元。", kind=kind)
    guess = next(tag for tag in tags if tag.facet == "offence")
    assert guess.term == "bribery_taking"
    assert guess.confidence < 0.5


def test_evidence_points_into_the_text() -> None:
    facts = "被告人张某利用担任某县人民医院院长的职务便利收受药品回扣。"
    (position,) = (tag for tag in facts_of(facts) if tag.facet == "position")
    assert position.evidence[0].of(facts) == "某县人民医院院长"


def test_givers_hold_no_post() -> None:
    facts = "被告人孙某身为某建筑公司总经理，为谋取不正当利益，在工程款结算中送给某局局长现金。"
    tags = facts_of(facts, (mention("bribery_giving", "found"),))
    assert terms(tags, "position") == []


def test_private_employees_are_no_state_enterprise_leaders() -> None:
    facts = "被告人周某利用担任某商贸公司总经理的职务便利侵占货款。"
    assert (
        terms(facts_of(facts, (mention("occupational_embezzlement", "found"),)), "position") == []
    )


def test_names_of_courts_and_regulations_say_nothing() -> None:
    head = "某县人民法院刑事判决书。公诉机关某县人民检察院，检察官张某。"
    sections = (Section(SectionKind.HEAD, Span(0, len(head))),)
    assert tag_case(head, JUDGMENT, sections, Header(), (), (), "") == ()
    assert facts_of("某县人民医院院长收受药品回扣。", kind=DocumentKind.REGULATION) == ()


def test_unclear_cases_get_nothing() -> None:
    assert facts_of("双方因琐事发生争执。") == ()


@pytest.mark.parametrize(
    ("words", "post"),
    [
        pytest.param("张某利用担任某县农业局局长的职务便利", "某县农业局局长", id="by_the_acts"),
        pytest.param("案发前系某镇财政所出纳，住某县", "某镇财政所出纳", id="state"),
        pytest.param("被任命为某局副局长，负责采购", "某局副局长", id="appointed"),
        pytest.param("时任某村主任的被告人李某", "某村主任", id="then"),
    ],
)
def test_held_posts(words: str, post: str) -> None:
    assert post in [held.words for held in held_posts(words, 0)]


def test_another_persons_post_is_left_out() -> None:
    assert list(held_posts("找到时任某局局长的罗某说情", 0)) == []


def test_opening_post_of_a_notice() -> None:
    (post,) = opening_posts("某区教育局原副局长张某违规收受礼金问题", 10)
    assert post.words == "某区教育局原副局长"
    assert post.span.start == 10
