"""What was charged beside what was found, over the judgments of a case."""

from kb.model import DocumentKind, OffenceMention, Span
from kb.retrieval.charges import charges_of
from kb.retrieval.explain import CaseSide, compare
from kb.retrieval.ranking import CaseFeatures
from kb.store.papers import Paper
from kb.terms import load_taxonomy

FIRST, SECOND = DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE


def paper(kind: DocumentKind, alleged: str, found: str) -> Paper:
    mentions = tuple(
        OffenceMention(name, "", status, Span(0, 1))
        for status, names in (("alleged", alleged), ("found", found))
        for name in names.split()
    )
    return Paper(kind.value, kind, "", "", offences=mentions)


def test_what_was_charged_and_not_found_is_told_on_the_card() -> None:
    past = CaseSide.of_papers(
        CaseFeatures(offences=("bribery_taking",)), [paper(FIRST, "受贿罪 滥用职权罪", "受贿罪")]
    )
    [offence] = compare(CaseSide(CaseFeatures()), past, load_taxonomy())
    assert (
        offence.detail
        == "旧案指控 受贿罪、滥用职权罪，认定 受贿罪；指控的滥用职权罪未见认定（请核对主文）"
    )


def test_the_last_judgment_says_what_was_found() -> None:
    papers = [paper(FIRST, "受贿罪 贪污罪", "受贿罪 贪污罪"), paper(SECOND, "", "受贿罪")]
    charges = charges_of(papers)
    assert charges and charges.unfound == ("贪污罪",)


def test_a_crime_found_under_another_name() -> None:
    charges = charges_of([paper(FIRST, "贪污罪", "职务侵占罪")])
    assert charges and (charges.unfound, charges.uncharged) == (("贪污罪",), ("职务侵占罪",))


def test_without_both_nothing_is_said() -> None:
    assert charges_of([paper(FIRST, "受贿罪", "")]) is None
    assert charges_of([paper(DocumentKind.INDICTMENT, "受贿罪", "受贿罪")]) is None
