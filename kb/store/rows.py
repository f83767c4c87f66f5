"""Rows back to domain types, for the repository of documents."""

from dataclasses import dataclass
from typing import Protocol

import orjson

from kb.model import CaseId, CaseTag, DocumentId, DocumentKind, Label, Span
from kb.store.review_tables import LabelReviewRow, LabelVerdictRow
from kb.store.saved_tables import SavedMatchRow
from kb.store.tables import (
    ArticleRow,
    CaseNumberRow,
    CitationRow,
    ContentRow,
    DocumentRow,
    DocumentWordsRow,
    DuplicateRow,
    LabelRow,
    OriginalRow,
    PassageRow,
    SketchBandRow,
    TagRow,
)

SUMMARY_COLUMNS = (
    DocumentRow.id,
    DocumentRow.case_id,
    DocumentRow.name,
    DocumentRow.kind,
    DocumentRow.title,
    DocumentRow.case_no,
    DocumentRow.court,
    DocumentRow.year,
    DocumentRow.amount,
)
CHILDREN = (
    OriginalRow,
    ContentRow,
    PassageRow,
    LabelRow,
    TagRow,
    ArticleRow,
    CitationRow,
    CaseNumberRow,
    SketchBandRow,
    DuplicateRow,
    DocumentWordsRow,
    LabelReviewRow,
    LabelVerdictRow,
    SavedMatchRow,
)


# a case is best named by the paper that names people and offence, in this order
_NAMING: tuple[str, ...] = (
    DocumentKind.DISCIPLINE_BULLETIN,
    DocumentKind.GUIDING_CASE,
    DocumentKind.CASE_ANALYSIS,
    DocumentKind.JUDGMENT_FIRST_INSTANCE,
    DocumentKind.JUDGMENT_SECOND_INSTANCE,
    DocumentKind.INDICTMENT,
    DocumentKind.RISK_ANALYSIS_REPORT,
)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of a list of documents."""

    id: DocumentId
    case_id: CaseId
    name: str
    kind: DocumentKind
    title: str
    case_no: str
    court: str
    year: int | None
    amount: float | None


class SummaryRow(Protocol):
    """What a row must bear to be summed up: a whole row or the summary's columns."""

    @property
    def id(self) -> str: ...
    @property
    def case_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def case_no(self) -> str: ...
    @property
    def court(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def amount(self) -> float | None: ...


class TagColumns(Protocol):
    """What a row must bear to be a tag: a whole row or these columns."""

    @property
    def facet(self) -> str: ...
    @property
    def term(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def evidence(self) -> str: ...


def summary(row: SummaryRow) -> DocumentSummary:
    """A row as a line of a list."""
    return DocumentSummary(
        row.id,
        row.case_id,
        row.name,
        DocumentKind(row.kind),
        row.title,
        row.case_no,
        row.court,
        row.year,
        row.amount,
    )


def label(row: LabelRow) -> Label:
    """A row as a label."""
    return Label(
        layer=row.layer,
        term=row.term,
        span=Span(row.start, row.end),
        sentence=row.sentence,
        confidence=row.confidence,
        method=row.method,
        rule=row.rule,
        tense=row.tense,
        boilerplate=row.boilerplate,
        model=row.model,
    )


def case_tag(row: TagColumns) -> CaseTag:
    """A row as a tag of the whole document."""
    evidence = tuple(Span(*pair) for pair in orjson.loads(row.evidence))
    return CaseTag(row.facet, row.term, row.confidence, evidence)


def naming_rank(kind: str) -> int:
    """How well a document of the kind names its case: 0 is best."""
    return _NAMING.index(kind) if kind in _NAMING else len(_NAMING)
