"""Hits and similar cases as the HTTP interface and ``--json`` show them."""

from pydantic import BaseModel, Field

from api.schemas.documents import DocumentOut, SpanOut, TermOut
from kb.retrieval.alignment import AlignedPair
from kb.retrieval.explain import Comparison, Item
from kb.retrieval.found import FoundPassage, SearchHit
from kb.retrieval.gains import Gain
from kb.retrieval.nearness import Nearness
from kb.retrieval.ranking import ScorePart
from kb.retrieval.same_case import Twin
from kb.retrieval.similar import SimilarCase
from kb.retrieval.sources import Quote
from kb.retrieval.words import (
    FACET_LABELS,
    ROLE_LABELS,
    part_label,
    punishment,
    shared_label,
    shared_term,
)
from kb.terms import Taxonomy


class QuoteOut(BaseModel):
    """原文片段，连同它在文书里的位置与页码。"""

    document_id: str
    span: SpanOut
    text: str
    section: str
    page: int | None

    @classmethod
    def of(cls, quote: Quote) -> "QuoteOut":
        """From a quote."""
        return cls(
            document_id=quote.document_id,
            span=SpanOut.of(quote.span),
            text=quote.text,
            section=quote.section,
            page=quote.page,
        )


class ScorePartOut(BaseModel):
    """得分的一部分：value × weight = contribution，各部分之和即得分。"""

    name: str
    label: str
    value: float
    weight: float
    contribution: float
    shared: list[TermOut]

    @classmethod
    def of(cls, part: ScorePart, taxonomy: Taxonomy) -> "ScorePartOut":
        """From a part."""
        return cls(
            name=part.name,
            label=part_label(part.name),
            value=round(part.value, 4),
            weight=round(part.weight, 4),
            contribution=round(part.contribution, 4),
            shared=[
                TermOut(
                    key=shared_term(part.name, one),
                    label=shared_label(part.name, one, taxonomy),
                )
                for one in part.shared
            ],
        )


class PairOut(BaseModel):
    """对照句：新案的一句与旧案最像的一句。"""

    query: SpanOut
    query_text: str
    quote: QuoteOut
    similarity: float
    role: TermOut = Field(description="旧案的这一句是谁的话：指控、辩护意见、证据、认定事实……")
    rejected: bool = Field(description="法院写明未予认定")

    @classmethod
    def of(cls, pair: AlignedPair) -> "PairOut":
        """From an aligned pair."""
        return cls(
            query=SpanOut.of(pair.query),
            query_text=pair.query_text,
            quote=QuoteOut.of(pair.quote),
            similarity=round(pair.similarity, 4),
            role=TermOut(key=f"role:{pair.role.value}", label=ROLE_LABELS[pair.role]),
            rejected=pair.rejected,
        )


class TwinOut(BaseModel):
    """同一案件的另一份裁判（一审、二审、再审）。"""

    case_id: str
    title: str
    case_no: str
    document_id: str

    @classmethod
    def of(cls, twin: Twin) -> "TwinOut":
        """From a twin."""
        return cls(
            case_id=twin.case_id,
            title=twin.title,
            case_no=twin.case_no,
            document_id=twin.document,
        )


class ComparisonOut(BaseModel):
    """一个方面的异同；silent 为 new（新案未写明）、past（旧案未写明）或空。"""

    facet: str
    label: str
    shared: list[TermOut]
    only_new: list[TermOut]
    only_past: list[TermOut]
    silent: str
    detail: str
    sources: list[QuoteOut] = Field(description="旧案里写明情节与处理结果的原文")

    @classmethod
    def of(cls, one: Comparison) -> "ComparisonOut":
        """From a comparison."""
        return cls(
            facet=one.facet,
            label=FACET_LABELS[one.facet],
            shared=_items(one.shared),
            only_new=_items(one.only_new),
            only_past=_items(one.only_past),
            silent=one.silent,
            detail=one.detail,
            sources=[QuoteOut.of(quote) for quote in one.sources],
        )


class GainOut(BaseModel):
    """若有所列的不同，得分至多增加多少。"""

    part: str
    label: str
    gain: float
    sentence: str

    @classmethod
    def of(cls, one: Gain) -> "GainOut":
        """From a gain."""
        return cls(
            part=one.part,
            label=part_label(one.part),
            gain=round(one.gain, 4),
            sentence=one.sentence,
        )


class SimilarCaseOut(BaseModel):
    """一个类案与理由卡：得分的各部分、对照句、异同、怎样会更靠前。"""

    case_id: str
    title: str
    score: float
    nearness: Nearness = Field(description="这一案有多近：near、partial、none")
    parts: list[ScorePartOut]
    offences: list[TermOut]
    charged: list[str] = Field(description="指控的罪名；裁判没有同时写明指控与认定的为空")
    convicted: list[str] = Field(description="最终认定的罪名")
    same_case: list[TwinOut] = Field(description="同一案件的其他裁判，不另占名次")
    domains: list[TermOut]
    positions: list[TermOut]
    labels: list[TermOut]
    year: int | None
    amount: float | None
    documents: list[DocumentOut]
    quotes: list[QuoteOut]
    pairs: list[PairOut]
    outcome: str
    comparisons: list[ComparisonOut]
    gains: list[GainOut]

    @classmethod
    def of(cls, found: SimilarCase, taxonomy: Taxonomy) -> "SimilarCaseOut":
        """From a similar case."""
        case = found.case

        def terms(prefix: str, ids: tuple[str, ...]) -> list[TermOut]:
            return [TermOut.of(prefix + one, taxonomy) for one in ids]

        return cls(
            case_id=case.id,
            title=case.title,
            score=round(found.score, 4),
            nearness=found.nearness,
            parts=[ScorePartOut.of(part, taxonomy) for part in found.parts],
            offences=terms("offence:", case.offences),
            charged=list(found.charges.charged) if found.charges else [],
            convicted=list(found.charges.found) if found.charges else [],
            same_case=[TwinOut.of(twin) for twin in found.twins],
            domains=terms("domain:", case.domains),
            positions=terms("position:", case.positions),
            labels=terms("", case.labels),
            year=case.year,
            amount=case.amount,
            documents=[DocumentOut.of(one, taxonomy) for one in found.documents],
            quotes=[QuoteOut.of(one) for one in found.quotes],
            pairs=[PairOut.of(one) for one in found.pairs],
            outcome=punishment(found.outcome.penalty) if found.outcome else "",
            comparisons=[ComparisonOut.of(one) for one in found.card.comparisons],
            gains=[GainOut.of(one) for one in found.card.gains],
        )


class PassageOut(BaseModel):
    """一段原文；highlights 为命中处，以全文的字符计。"""

    quote: QuoteOut
    heading: str
    highlights: list[SpanOut]

    @classmethod
    def of(cls, found: FoundPassage) -> "PassageOut":
        """From a passage found."""
        return cls(
            quote=QuoteOut.of(found.quote),
            heading=found.heading,
            highlights=[SpanOut.of(span) for span in found.highlights],
        )


class SearchHitOut(BaseModel):
    """一份文书：最好的一段在前（quote、heading、highlights），其余在 more。

    match：number 案号、mention 提及案号、article 法条、citation 引用法条、title 题目、text 文本。
    """

    document: DocumentOut
    match: str
    score: float = Field(description="0 到 1；案号、法条整体匹配为 1")
    title_highlights: list[SpanOut] = Field(description="题目里的命中处，以题目的字符计")
    quote: QuoteOut
    heading: str
    highlights: list[SpanOut]
    more: list[PassageOut] = Field(description="同一文书的其他段，好的在前")
    same_case: list[str] = Field(description="本次结果里说同一案件的其他文书的编号")

    @classmethod
    def of(cls, hit: SearchHit, taxonomy: Taxonomy) -> "SearchHitOut":
        """From a hit."""
        best, *more = map(PassageOut.of, hit.passages)
        return cls(
            quote=best.quote,
            heading=best.heading,
            highlights=best.highlights,
            document=DocumentOut.of(hit.document, taxonomy),
            score=round(hit.score, 4),
            match=hit.match,
            title_highlights=[SpanOut.of(span) for span in hit.title_highlights],
            more=more,
            same_case=list(hit.same_case),
        )


def _items(items: tuple[Item, ...]) -> list[TermOut]:
    return [TermOut(key=one.key, label=one.label) for one in items]
