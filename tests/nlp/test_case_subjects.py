"""Tags of letters, answers, analyses and rules: what they are about, and the crimes they name."""

import pytest

from kb.model import CaseTag, DocumentKind, Header, Mention, OffenceMention, Section, Span
from kb.model import SectionKind as S
from nlp.case_tags import tag_case

LETTER, ANSWER = DocumentKind.PROCURATORIAL_SUGGESTION, DocumentKind.RECTIFICATION_REPORT
ANALYSIS, RULES = DocumentKind.CASE_ANALYSIS, DocumentKind.REGULATION


def tags_of(
    kind: DocumentKind,
    title: str,
    *parts: tuple[S, str],
    recipient: str = "",
    issuer: str = "",
    offences: tuple[OffenceMention, ...] = (),
) -> tuple[CaseTag, ...]:
    text, sections = title, [Section(S.TITLE, Span(0, len(title)))]
    for part, words in ((S.HEAD, f"{recipient or issuer}："), *parts):
        start = len(text) + 1
        text = f"{text}\n{words}"
        sections.append(Section(part, Span(start, len(text))))
    header = Header(recipient=_mention(text, recipient), issuer=_mention(text, issuer))
    return tag_case(text, kind, sections, header, offences, (), title.replace("\n", ""))


def _mention(text: str, words: str) -> Mention | None:
    start = text.find(words)
    return Mention(words, Span(start, start + len(words))) if words else None


def terms(tags: tuple[CaseTag, ...], facet: str) -> list[str]:
    return [tag.term for tag in tags if tag.facet == facet]


@pytest.mark.parametrize(
    ("kind", "title", "unit", "words", "domains"),
    [
        pytest.param(
            LETTER,
            "某县人民检察院检察建议书",
            "某县卫生局",
            "本院发现你局对下属单位监督缺位。",
            ["healthcare"],
            id="addressee",
        ),
        pytest.param(
            ANSWER,
            "某县财政局\n关于某检建〔2021〕1号检察建议整改情况的报告",
            "某县财政局",
            "国库密钥已分人保管，财政资金逐笔核对。",
            ["finance_tax"],
            id="issuer_and_title_over_two_lines",
        ),
        pytest.param(
            ANSWER,
            "某县民政局关于某县人民检察院检察建议的复函",
            "",
            "已逐项整改。",
            ["social_security"],
            id="the_court_in_a_title_hides_no_unit_before_it",
        ),
        pytest.param(
            DocumentKind.JUDICIAL_SUGGESTION,
            "某市中级人民法院司法建议书",
            "某市某局",
            "你局内部管理不严。",
            [],
            id="the_name_of_a_letter_is_no_matter",
        ),
        pytest.param(
            RULES, "某市某局采购管理办法", "某市某局", "第一条 为规范。",
            ["government_procurement"], id="rules_on_procurement",
        ),
        pytest.param(
            RULES, "某县村级集体资金管理规定", "某县人民政府", "第一条 为规范。",
            ["grassroots_governance"], id="rules_on_village_money",
        ),
        pytest.param(
            RULES, "某市某局公务接待管理细则", "某市某局", "第一条 银行贷款与医院药品。", [],
            id="the_articles_of_rules_say_nothing",
        ),
    ],
)  # fmt: skip
def test_domains(kind: DocumentKind, title: str, unit: str, words: str, domains: list[str]) -> None:
    part = S.ARTICLE if kind is RULES else S.PROBLEMS
    letter = kind not in (ANSWER, RULES)
    tags = tags_of(
        kind, title, (part, words), recipient=unit if letter else "", issuer="" if letter else unit
    )
    assert terms(tags, "domain") == domains
    assert kind is not RULES or terms(tags, "offence") == []


def test_the_matter_outweighs_a_unit_met_by_the_way() -> None:
    told = "监理与施工单位串通，工程款多付，隐蔽工程未留影像，工程量虚增。城管队员到场。"
    tags = tags_of(ANALYSIS, "一张签证单的背后", (S.BASIC_FACTS, told))
    assert terms(tags, "domain") == ["engineering_construction"]


def test_a_crime_of_justice_speaks_for_its_domain() -> None:
    facts = (
        "被告人张某利用担任某县公安局某派出所副所长的职务便利，对开设赌场的人不予查处，放任不管。"
        * 6
    )
    sections = (Section(S.FACTS, Span(0, len(facts))),)
    found = (OffenceMention("徇私枉法罪", "perversion_of_criminal_justice", "found", Span(0, 2)),)
    tags = tag_case(facts, DocumentKind.JUDGMENT_FIRST_INSTANCE, sections, Header(), found, (), "")
    assert set(terms(tags, "domain")) == {"law_enforcement", "justice"}


@pytest.mark.parametrize(
    ("title", "part", "words", "offences"),
    [
        pytest.param(
            "某局张某受贿案剖析", S.BASIC_FACTS, "监督缺位。", ["bribery_taking"], id="title"
        ),
        pytest.param(
            "某案剖析", S.BASIC_FACTS, "张某涉嫌贪污、挪用公款。",
            ["embezzlement", "misappropriation_public_funds"], id="suspected_row",
        ),
        pytest.param(
            "某案剖析", S.BASIC_FACTS, "张某受贿156万元。", ["bribery_taking"], id="with_its_sum"
        ),
        pytest.param(
            "某案剖析", S.BASIC_FACTS, "张某受贿一案中，李某因行贿罪另案处理。", ["bribery_taking"],
            id="the_giver_is_another",
        ),
        pytest.param("某案剖析", S.BASIC_FACTS, "该行为不构成受贿罪。", [], id="denied"),
        pytest.param("某案剖析", S.BASIC_FACTS, "组织学习《受贿罪案例》。", [], id="a_book"),
        pytest.param("某案剖析", S.COUNTERMEASURES, "严防受贿案发生。", [], id="advice"),
        pytest.param("某案剖析", S.BASIC_FACTS, "他分不清贪污与挪用的界限。", [], id="a_bare_word"),
    ],
)  # fmt: skip
def test_mentioned_offences(title: str, part: S, words: str, offences: list[str]) -> None:
    tags = [tag for tag in tags_of(ANALYSIS, title, (part, words)) if tag.facet == "offence"]
    assert [tag.term for tag in tags] == offences
    assert all(tag.confidence == 0.6 for tag in tags)


def test_what_was_alleged_leaves_no_room_for_mentions() -> None:
    alleged = (OffenceMention("贪污罪", "embezzlement", "alleged", Span(0, 2)),)
    tags = tags_of(ANALYSIS, "某案", (S.BASIC_FACTS, "张某受贿罪。"), offences=alleged)
    assert terms(tags, "offence") == ["embezzlement"]


def test_bulletins_quote_the_crimes_of_others() -> None:
    tags = tags_of(
        DocumentKind.DISCIPLINE_BULLETIN, "某通报", (S.FINDINGS, "组织学习李某受贿案通报。")
    )
    assert terms(tags, "offence") == []
