"""Parts of answers on measures: a statement with its source, what is proven, an item behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field

from api.measures import MeasureAccount
from api.schemas.documents import DocumentOut, TermOut
from api.schemas.retrieval import QuoteOut
from kb.model import DocumentId, Mention
from kb.prevention.chain_facts import DIMENSIONS
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.measure_statements import ReadDetails, SourceLevel, Statement, Typed
from kb.prevention.measure_terms import dimension_of
from kb.prevention.proven import (
    COMPONENTS,
    PROVEN_GRADES,
    WEIGHTS,
    Outcome,
    Proven,
    ProvenGrade,
)
from kb.retrieval.sources import Sources
from kb.terms import Taxonomy

SCOPE_NOTE = "只计本人可见的文书与整改事项"
SOURCE_LEVELS = {
    SourceLevel.VOCABULARY: "仅词表",
    SourceLevel.PROPOSED: "文书提出",
    SourceLevel.SUGGESTED: "建议书提出",
    SourceLevel.DONE: "整改报告称已做",
    SourceLevel.DONE_WITH_NUMBER: "整改报告称已做，有文号",
}
TYPED_BY = {
    Typed.LABEL: "标签",
    Typed.WORDS: "词表用语",
    Typed.NONE: "未归类",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What every statement of an answer needs to be shown: its papers, the units, a reader."""

    sources: Sources
    units: Mapping[DocumentId, str]
    taxonomy: Taxonomy
    read: ReadDetails

    def quote(self, one: Statement) -> QuoteOut:
        """The statement's own words with their place."""
        quote = self.sources.quote(one.document_id, one.span, section=one.section)
        return QuoteOut.of(quote)


class ComponentOut(BaseModel):
    """成效账的一项：几项整改说到它，成了多少，连同先验的估计。"""

    name: str
    label: str
    weight: float
    n: int
    successes: float
    trials: float
    mean: float


class ProvenOut(BaseModel):
    """成效：等级、项数与 80% 区间总在一起；没有成效数据时只有这句话。"""

    grade: str
    label: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    text: str
    components: list[ComponentOut]

    @classmethod
    def of(cls, found: Proven) -> "ProvenOut":
        """From a proven grade."""
        known = found.grade is not ProvenGrade.NONE
        return cls(
            grade=found.grade.value,
            label=PROVEN_GRADES[found.grade],
            n=found.n,
            mean=round(found.mean, 4) if known else None,
            low=round(found.low, 4) if known else None,
            high=round(found.high, 4) if known else None,
            text=proven_text(found),
            components=[
                ComponentOut(
                    name=one.component.value,
                    label=COMPONENTS[one.component],
                    weight=WEIGHTS[one.component],
                    n=one.n,
                    successes=round(one.successes, 4),
                    trials=round(one.trials, 4),
                    mean=round(one.mean, 4),
                )
                for one in found.components
                if one.n
            ],
        )


class MentionOut(BaseModel):
    """句中读出的值；起止以全文的字符计。"""

    value: str
    start: int
    end: int


class StatementOut(BaseModel):
    """文书里的一句措施：原文、出处，与句中写明的责任人、时限、频次、文号、制度与依据。"""

    quote: QuoteOut
    document: DocumentOut
    unit: str = Field(description="主送或报告的单位，文书没有写明则空")
    terms: list[TermOut]
    typed_by: str
    typed_by_label: str
    dimensions: list[str]
    source_level: int
    source_level_label: str
    owner: MentionOut | None
    deadline: MentionOut | None
    rhythm: MentionOut | None
    numbers: list[MentionOut]
    rules: list[MentionOut]
    legal_basis: list[MentionOut]

    @classmethod
    def of(cls, one: Statement, shown: "Shown") -> "StatementOut":
        """From a statement and the papers that it stands in."""
        taxonomy, details, at = shown.taxonomy, shown.read(one.text), one.span.start
        dimensions = (DIMENSIONS[dimension_of(term, taxonomy)] for term in one.terms)
        return cls(
            quote=shown.quote(one),
            document=DocumentOut.of(shown.sources.summaries[one.document_id], taxonomy),
            unit=shown.units.get(one.document_id, ""),
            terms=[TermOut.of(f"measures:{term}", taxonomy) for term in one.terms],
            typed_by=one.typed.value,
            typed_by_label=TYPED_BY[one.typed],
            dimensions=list(dict.fromkeys(dimensions)),
            source_level=one.level,
            source_level_label=SOURCE_LEVELS[one.level],
            owner=_placed(details.owner, at) if details.owner else None,
            deadline=_placed(details.deadline, at) if details.deadline else None,
            rhythm=_placed(details.rhythm, at) if details.rhythm else None,
            numbers=[_placed(found, at) for found in details.numbers],
            rules=[_placed(found, at) for found in details.rules],
            legal_basis=[_placed(found, at) for found in details.laws],
        )


class OutcomeOut(BaseModel):
    """整改台账里用了这一措施的一项。"""

    item: str
    case_id: str
    unit: str
    state: str
    state_name: str

    @classmethod
    def of(cls, found: Outcome) -> "OutcomeOut":
        """From an outcome."""
        return cls(
            item=found.item,
            case_id=found.case_id,
            unit=found.unit,
            state=found.state,
            state_name=ITEMS.states[found.state],
        )


class AccountOut(BaseModel):
    """一项措施的成效账：等级与背后的整改事项。"""

    term: TermOut
    proven: ProvenOut
    outcomes: list[OutcomeOut]

    @classmethod
    def of(cls, account: MeasureAccount, taxonomy: Taxonomy) -> "AccountOut":
        """From an account."""
        return cls(
            term=TermOut.of(f"measures:{account.term}", taxonomy),
            proven=ProvenOut.of(account.proven),
            outcomes=[OutcomeOut.of(one) for one in account.outcomes],
        )


class AccountsOut(BaseModel):
    """措施成效账。"""

    measures: list[AccountOut]
    note: str = SCOPE_NOTE


def proven_text(found: Proven) -> str:
    """``B 成效较好（6 项，0.70，80% 区间 0.62–0.78）`` or ``尚无成效数据（0 项）``."""
    label = PROVEN_GRADES[found.grade]
    if found.grade is ProvenGrade.NONE:
        return f"{label}（{found.n} 项）"
    interval = f"80% 区间 {found.low:.2f}–{found.high:.2f}"
    return f"{found.grade.value} {label}（{found.n} 项，{found.mean:.2f}，{interval}）"


def _placed(found: Mention, at: int) -> MentionOut:
    return MentionOut(value=found.value, start=at + found.span.start, end=at + found.span.end)
