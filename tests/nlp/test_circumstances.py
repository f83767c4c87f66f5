"""Circumstances are what the document itself finds, with the clause that says so."""

import pytest

from kb.model import DocumentKind, Section, SectionKind, Span
from kb.terms import load_taxonomy
from nlp.circumstances import circumstance_tags

JUDGMENT = DocumentKind.JUDGMENT_FIRST_INSTANCE


def found(opinion: str, kind: DocumentKind = JUDGMENT) -> dict[str, list[str]]:
    """Terms with the words of their evidence, for the reasons of a court."""
    section = Section(SectionKind.OPINION, Span(0, len(opinion)))
    tags = circumstance_tags(opinion, kind, (section,))
    return {tag.term: [span.of(opinion) for span in tag.evidence] for tag in tags}


@pytest.mark.parametrize(
    ("opinion", "terms"),
    [
        pytest.param(
            "被告人主动投案，如实供述罪行，系自首。", {"voluntary_surrender"}, id="surrender"
        ),
        pytest.param("归案后如实供述自己的罪行，可以从轻处罚。", {"confession_truth"}, id="truth"),
        pytest.param(
            "有自首情节；对受贿罪具有坦白情节。",
            {"voluntary_surrender", "confession_truth"},
            id="both",
        ),
        pytest.param("检举他人犯罪查证属实，有立功表现。", {"meritorious"}, id="merit"),
        pytest.param("自愿认罪认罚，依法从宽。", {"plea_guilty"}, id="plea"),
        pytest.param("被告人张某甲亲属代其退出全部赃款。", {"return_assets"}, id="returned"),
        pytest.param(
            "张某甲起主要作用，系主犯；王某起次要作用，系从犯。",
            {"principal", "accessory"},
            id="parts",
        ),
        pytest.param("系累犯，应当从重处罚。", {"recidivist"}, id="recidivist"),
        pytest.param("多次向施工单位索要财物，有索贿情节。", {"solicit"}, id="solicit"),
        pytest.param("索取或者非法收受他人财物，为他人谋取利益。", set(), id="formula"),
        pytest.param("其行为不构成自首。", set(), id="denied"),
        pytest.param(
            "虽主动投案，但未如实供述，依法不能认定其贪污罪构成自首。", set(), id="denied_far"
        ),
        pytest.param("案发后拒不退赃。", set(), id="refused"),
        pytest.param("辩护人提出被告人系自首的意见，本院不予采纳。", set(), id="claim_refused"),
        pytest.param("辩护人提出被告人系从犯。", set(), id="claim_open"),
        pytest.param(
            "辩护人提出被告人积极退赃的意见，与事实相符，本院予以采纳。",
            {"return_assets"},
            id="claim_accepted",
        ),
        pytest.param(
            "虽对款项性质提出辩解，但退缴大部分赃款，可以酌情从轻。",
            {"return_assets"},
            id="own_plea_before",
        ),
        pytest.param("关于被告人是否构成自首的问题。", set(), id="question"),
        pytest.param("有立功情节，经查线索未能查证。", set(), id="unproven"),
        pytest.param(
            "依照《关于处理自首和立功具体应用法律若干问题的解释》处理。", set(), id="title"
        ),
        pytest.param("二被告人作用相当，不宜区分主、从犯。", set(), id="not_told_apart"),
        pytest.param("责令退赔被害单位的损失。", set(), id="ordered"),
        pytest.param(
            "如实交代组织尚未掌握的受贿事实，以自首论。", {"voluntary_surrender"}, id="not_known"
        ),
    ],
)
def test_circumstances(opinion: str, terms: set[str]) -> None:
    assert set(found(opinion)) == terms


def test_evidence_is_the_exact_clause() -> None:
    words = "本院认为，被告人张某甲归案后主动退缴全部赃款，可酌情从轻处罚。"
    assert found(words) == {"return_assets": ["被告人张某甲归案后主动退缴全部赃款"]}


def test_what_counsel_or_the_facts_say_is_not_read_in_a_judgment() -> None:
    facts, opinion = "被告人自动投案。", "本院认为，构成受贿罪。"
    text = facts + opinion
    sections = (
        Section(SectionKind.FACTS, Span(0, len(facts))),
        Section(SectionKind.OPINION, Span(len(facts), len(text))),
    )
    assert circumstance_tags(text, JUDGMENT, sections) == ()


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        pytest.param(DocumentKind.UNKNOWN, 1, id="a_new_case_in_plain_words"),
        pytest.param(DocumentKind.DISCIPLINE_BULLETIN, 1, id="bulletin"),
        pytest.param(DocumentKind.CONFESSION, 0, id="ones_own_words"),
        pytest.param(DocumentKind.RECTIFICATION_REPORT, 0, id="no_case_paper"),
    ],
)
def test_other_papers(kind: DocumentKind, count: int) -> None:
    words = "某局科长赵某主动投案，正在接受审查。"
    assert len(circumstance_tags(words, kind, ())) == count


def test_every_term_has_a_name() -> None:
    words = "系自首。有立功表现。系坦白。认罪认罚。全额退赃。系主犯。系从犯。系累犯。有索贿情节。"
    taxonomy = load_taxonomy()
    names = [taxonomy.label(f"circumstance:{term}") for term in found(words)]
    assert len(names) == 9
