"""Measures as papers state them: which sentences, of what kind, from which source, for whom."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import update

from kb.governance.access import Level, Principal, Role, desktop_principal
from kb.model import (
    DocumentKind,
    Header,
    Label,
    Mention,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from kb.prevention.measure_base import MeasureBase
from kb.prevention.measure_statements import SourceLevel, Statement, Typed
from kb.review.decisions import Answer, Choice, ProposalId
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.reviews import ReviewStore
from kb.store.session import Transactions
from kb.store.tables import DocumentRow

Reading = Callable[..., TaggedDocument]
LETTER = (
    "请高度重视，提高政治站位，切实加强领导。"
    "设备验收由使用、财务、纪检三方共同签字。"
    "建立不相容岗位分离制度，会计出纳分设。"
    "请于三十日内书面回复我委。"
)


def told(
    reading: Reading,
    words: str,
    *,
    kind: DocumentKind = DocumentKind.SUPERVISION_SUGGESTION,
    section: SectionKind = SectionKind.SUGGESTIONS,
    labels: Sequence[tuple[str, str]] = (),
    boilerplate: bool = False,
) -> TaggedDocument:
    """A paper of one section; ``labels`` pair a term of any layer with the words that bear it."""
    plain = reading(words)
    whole = Span(0, len(words))
    found = []
    for key, said in labels:
        layer, _, term = key.partition(":")
        at = words.index(said)
        found.append(Label(layer, term, Span(at, at + len(said)), 0, 0.9, boilerplate=boilerplate))
    return replace(
        plain,
        kind=kind,
        header=Header(
            recipient=Mention("某区卫健局", Span(0, 1)), issuer=Mention("某校", Span(0, 1))
        ),
        sections=(Section(section, whole),),
        sentences=(Sentence(0, whole, 0),),
        passages=(Passage(0, whole, section),),
        labels=tuple(found),
    )


@pytest.fixture
def keep(transactions: Transactions) -> Callable[[TaggedDocument], TaggedDocument]:
    def kept(paper: TaggedDocument) -> TaggedDocument:
        with transactions.writing() as session:
            one = (acquire(paper, content=b"x"), case_id_of(paper.document.id))
            DocumentStore(session).add_all({paper.document.id: one})
        return paper

    return kept


def read(
    transactions: Transactions, paper: TaggedDocument, principal: Principal | None = None
) -> tuple[Statement, ...]:
    with transactions.reading() as session:
        base = MeasureBase(session, principal or desktop_principal())
        return base.of_documents([paper.document.id])


def test_a_letter_states_what_is_to_be_done(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    paper = keep(told(reading, LETTER, labels=[("measures:procurement_control", "三方共同签字")]))
    hollow, signed, parted = read(transactions, paper)
    assert hollow.hollow and not signed.hollow
    assert (signed.terms, signed.typed) == (("procurement_control",), Typed.LABEL)
    assert (parted.terms, parted.typed) == (("segregate_duties",), Typed.WORDS)
    assert signed.span.of(LETTER) == signed.text == "设备验收由使用、财务、纪检三方共同签字。"
    assert signed.level is SourceLevel.SUGGESTED


@pytest.mark.parametrize(
    ("kind", "section", "words", "level"),
    [
        pytest.param(
            DocumentKind.RECTIFICATION_REPORT,
            SectionKind.RECTIFICATION,
            "印发《设备验收办法》（某卫发〔2023〕5号），验收留痕。",
            SourceLevel.DONE_WITH_NUMBER,
            id="done_with_number",
        ),
        pytest.param(
            DocumentKind.RECTIFICATION_REPORT,
            SectionKind.RESULTS,
            "设备验收已由三方共同签字并留痕。",
            SourceLevel.DONE,
            id="done",
        ),
        pytest.param(
            DocumentKind.CASE_ANALYSIS,
            SectionKind.COUNTERMEASURES,
            "设备验收应当由三方共同签字并留痕。",
            SourceLevel.PROPOSED,
            id="proposed",
        ),
    ],
)
def test_the_source_says_how_far_a_measure_has_come(
    transactions: Transactions,
    reading: Reading,
    keep: Callable[..., TaggedDocument],
    kind: DocumentKind,
    section: SectionKind,
    words: str,
    level: SourceLevel,
) -> None:
    (one,) = read(transactions, keep(told(reading, words, kind=kind, section=section)))
    assert one.level is level


def test_elsewhere_only_a_label_makes_a_statement(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    words = "检察机关督促开展专项整治活动。建立健全相关工作制度并公开。"
    paper = told(
        reading,
        words,
        kind=DocumentKind.GUIDING_CASE,
        section=SectionKind.SIGNIFICANCE,
        labels=[("measures:industry_regulation", "专项整治")],
    )
    assert [one.text for one in read(transactions, keep(paper))] == [
        "检察机关督促开展专项整治活动。"
    ]


def test_formulas_bear_no_label(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    paper = told(
        reading,
        "扎实推进各项工作落地落实见效。",
        labels=[("measures:accountability", "落实")],
        boilerplate=True,
    )
    assert [one.typed for one in read(transactions, keep(paper))] == [Typed.NONE]


def test_a_label_that_people_refused_is_none(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    paper = keep(
        told(
            reading,
            "设备验收由三方到场共同签字留痕。",
            labels=[("measures:procurement_control", "三方到场")],
        )
    )
    with transactions.writing() as session:
        proposal = ProposalId(paper.document.id, 0, "measures:procurement_control")
        ReviewStore(session).decide(proposal, Answer(Choice.REJECT, "某人"))
    assert [one.terms for one in read(transactions, paper)] == [()]


def test_a_line_that_breaks_off_is_read_on(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    words = (
        "由使用科室、财务科与纪检监察室三方共同验收设备并且逐一签字，\n验收影像保存五年。\n"
        "（二）三年内轮岗一次并开展离岗审计。"
    )
    first, second = read(transactions, keep(told(reading, words)))
    assert first.text == words[: words.index("\n（二）")]
    assert second.text.startswith("（二）")


def test_what_may_not_be_read_states_nothing(
    transactions: Transactions,
    reading: Reading,
    keep: Callable[..., TaggedDocument],
    person: Callable[..., Principal],
) -> None:
    paper = keep(told(reading, LETTER))
    with transactions.writing() as session:
        session.execute(update(DocumentRow).values(level=int(Level.SENSITIVE)))
    stranger = person("out", Role.PREVENTION, department="d9")
    assert read(transactions, paper, stranger) == ()
    with transactions.reading() as session:
        base = MeasureBase(session, stranger)
        assert base.documents() == ()
        assert base.units([paper.document.id]) == {}
        assert base.loopholes([case_id_of(paper.document.id)]) == {}


def test_a_letter_speaks_to_a_unit_and_a_report_comes_from_one(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    letter = keep(told(reading, LETTER))
    report = keep(
        told(
            reading,
            "设备验收已由三方共同签字并留痕。",
            kind=DocumentKind.RECTIFICATION_REPORT,
            section=SectionKind.RECTIFICATION,
        )
    )
    with transactions.reading() as session:
        units = MeasureBase(session, desktop_principal()).units(
            [letter.document.id, report.document.id]
        )
    assert units == {letter.document.id: "某区卫健局", report.document.id: "某校"}


def test_the_loopholes_of_a_case_stand_beside_its_measures(
    transactions: Transactions, reading: Reading, keep: Callable[..., TaggedDocument]
) -> None:
    paper = keep(told(reading, LETTER, labels=[("loopholes:incompatible_posts", "会计出纳")]))
    case = case_id_of(paper.document.id)
    with transactions.reading() as session:
        found = MeasureBase(session, desktop_principal()).loopholes([case])
    assert found == {case: {"incompatible_posts"}}
