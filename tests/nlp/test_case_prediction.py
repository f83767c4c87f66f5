"""A case that names no crime gets its charge from the facts, less surely than any mention."""

from collections.abc import Sequence

import pytest

from kb.model import DocumentKind, Header, OffenceMention, Section, SectionKind, Span
from nlp.case_prediction import predicted_offences
from nlp.case_tags import tag_case
from nlp.charge_model import PredictedCharge

KIND = DocumentKind.UNKNOWN
HEAD = "某案。"
FACTS = "张某甲经办某县工程期间收下承包人送的现金。" + "双方约定了付款的时间和方式。" * 16


def accuse(facts: str) -> Sequence[PredictedCharge]:
    start = facts.find("张某甲")
    return [PredictedCharge("bribery_taking", 0.9, (Span(start, facts.find("。", start)),))]


def offences(
    text: str, kind: DocumentKind = KIND, given: tuple[OffenceMention, ...] = ()
) -> list[str]:
    sections = (Section(SectionKind.BODY, Span(0, len(text))),)
    tags = tag_case(text, kind, sections, Header(), given, (), "", predict=accuse)
    return [tag.term for tag in tags if tag.facet == "offence"]


def test_a_prediction_is_placed_in_the_document() -> None:
    text = HEAD + FACTS
    (tag,) = predicted_offences(text, KIND, [Span(0, 3), Span(3, len(text))], accuse)
    assert tag.confidence == round(0.55 * 0.9, 2)
    assert [span.of(text) for span in tag.evidence] == ["张某甲经办某县工程期间收下承包人送的现金"]


@pytest.mark.parametrize(
    "kind",
    [
        DocumentKind.REGULATION,
        DocumentKind.SUPERVISION_SUGGESTION,
        DocumentKind.JUDICIAL_SUGGESTION,
        DocumentKind.RECTIFICATION_REPORT,
        DocumentKind.DISCIPLINE_BULLETIN,
    ],
)
def test_letters_and_regulations_get_none(kind: DocumentKind) -> None:
    assert offences(FACTS, kind) == []


def test_short_facts_get_none() -> None:
    assert offences(FACTS[:100]) == []


def test_what_is_named_comes_first() -> None:
    named = OffenceMention("盗窃罪", "", "found", Span(0, 2))
    assert offences(FACTS) == ["bribery_taking"]
    assert offences(FACTS, given=(named,)) == []
