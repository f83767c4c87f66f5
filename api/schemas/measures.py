"""Measures over HTTP and ``--json``: recommended, as papers state them, and what is proven."""

from pydantic import BaseModel, ConfigDict, Field

from api.measures import MeasureAnswer, MeasureQuestion, StatedMeasures
from api.schemas.documents import TermOut
from api.schemas.measure_parts import (
    SCOPE_NOTE,
    SOURCE_LEVELS,
    OutcomeOut,
    ProvenOut,
    Shown,
    StatementOut,
    proven_text,
)
from api.schemas.retrieval import QuoteOut
from kb.prevention.chain_facts import DIMENSIONS
from kb.prevention.measure_statements import ReadDetails, Statement
from kb.prevention.measure_terms import dimension_of
from kb.retrieval.limits import MAX_CASE_CHARS, MAX_LIMIT
from kb.retrieval.measure_fit import FIT_NAMES, FitPart
from kb.retrieval.measure_papers import Told
from kb.retrieval.measures import Recommended, Used
from kb.terms import Taxonomy


class RecommendIn(BaseModel):
    """要预防的问题：一段话、一个案件，或词表里的漏洞、根源、领域、岗位；词条用代码或中文名。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", description="问题的描述", max_length=MAX_CASE_CHARS)
    case_id: str = Field("", description="案件编号：按它的漏洞、领域、岗位", max_length=64)
    loopholes: list[str] = Field(default_factory=list, max_length=20)
    roots: list[str] = Field(default_factory=list, max_length=20)
    domains: list[str] = Field(default_factory=list, max_length=5)
    positions: list[str] = Field(default_factory=list, max_length=5)
    unit_kind: str = Field("", description="单位类别", max_length=40)
    limit: int = Field(8, ge=1, le=MAX_LIMIT)

    def question(self) -> MeasureQuestion:
        """As it is asked of the service."""
        return MeasureQuestion(
            text=self.text,
            case_id=self.case_id,
            loopholes=self.loopholes,
            roots=self.roots,
            domains=self.domains,
            positions=self.positions,
            unit_kind=self.unit_kind,
        )


class ToldOut(StatementOut):
    """一句措施，与所问之近（0–1）。"""

    nearness: float

    @classmethod
    def told(cls, one: Told, shown: Shown) -> "ToldOut":
        """From a statement with its nearness."""
        plain = dict(StatementOut.of(one.statement, shown))
        return cls(**plain, nearness=round(one.nearness, 4))


class FitPartOut(BaseModel):
    """契合的一部分：value × weight = contribution，各部分之和即契合。"""

    name: str
    label: str
    value: float
    weight: float
    contribution: float
    shared: list[TermOut]

    @classmethod
    def of(cls, part: FitPart, taxonomy: Taxonomy) -> "FitPartOut":
        """From a part of the fit."""
        return cls(
            name=part.name,
            label=FIT_NAMES[part.name],
            value=round(part.value, 4),
            weight=round(part.weight, 4),
            contribution=round(part.contribution, 4),
            shared=[TermOut.of(key, taxonomy) for key in part.shared],
        )


class UsedOut(BaseModel):
    """用过的案件：台账里的结果，与整改报告自己写的评定。"""

    case_id: str
    title: str
    outcomes: list[OutcomeOut]
    result: QuoteOut | None

    @classmethod
    def of(cls, one: Used, shown: Shown) -> "UsedOut":
        """From a case in which a measure was used."""
        return cls(
            case_id=one.case_id,
            title=one.title,
            outcomes=[OutcomeOut.of(outcome) for outcome in one.outcomes],
            result=shown.quote(one.result) if one.result else None,
        )


class MeasureOut(BaseModel):
    """一条推荐：score = fit × standing × 0.85^repeated（×0.5，若本次不要这一类）。"""

    term: TermOut
    group: TermOut
    definition: str
    dimension: str
    score: float
    fit: float
    parts: list[FitPartOut]
    standing: float
    repeated: int
    set_aside: bool
    proven: ProvenOut
    source_level: int
    source_level_label: str
    why: str
    evidence_required: str = Field(description="销号要看的佐证")
    statements: list[ToldOut]
    cases: list[UsedOut]

    @classmethod
    def of(cls, one: Recommended, shown: Shown) -> "MeasureOut":
        """From a recommended measure."""
        ranked, taxonomy = one.ranked, shown.taxonomy
        term = taxonomy.terms[f"measures:{ranked.term}"]
        return cls(
            term=TermOut.of(term.key, taxonomy),
            group=TermOut.of(f"group:{term.group}", taxonomy),
            definition=term.definition,
            dimension=DIMENSIONS[dimension_of(term.id, taxonomy)],
            score=round(ranked.score, 4),
            fit=round(ranked.fit, 4),
            parts=[FitPartOut.of(part, taxonomy) for part in ranked.parts],
            standing=round(ranked.standing, 4),
            repeated=ranked.repeated,
            set_aside=ranked.set_aside,
            proven=ProvenOut.of(ranked.proven),
            source_level=ranked.level,
            source_level_label=SOURCE_LEVELS[ranked.level],
            why=_why(one, taxonomy),
            evidence_required=term.evidence_required,
            statements=[ToldOut.told(told, shown) for told in one.statements],
            cases=[UsedOut.of(case, shown) for case in one.cases],
        )


class PlanOut(BaseModel):
    """推荐的措施；``loopholes`` 等是怎样理解所问的，``further`` 是相近而没有归类的句子。"""

    loopholes: dict[str, float]
    roots: dict[str, float]
    domains: list[TermOut]
    positions: list[TermOut]
    unit_kind: str
    inferred: bool = Field(description="漏洞是由相近问题的文书推得的")
    measures: list[MeasureOut]
    further: list[ToldOut]
    note: str = SCOPE_NOTE

    @classmethod
    def of(cls, answer: MeasureAnswer, taxonomy: Taxonomy, read: ReadDetails) -> "PlanOut":
        """From an answer."""
        problem, shown = answer.plan.problem, Shown(answer.sources, answer.units, taxonomy, read)
        return cls(
            loopholes={
                taxonomy.label(f"loopholes:{one}"): round(sure, 2)
                for one, sure in problem.loopholes.items()
            },
            roots={
                taxonomy.label(f"ideological_roots:{one}"): round(sure, 2)
                for one, sure in problem.roots.items()
            },
            domains=[TermOut.of(f"domain:{one}", taxonomy) for one in problem.domains],
            positions=[TermOut.of(f"position:{one}", taxonomy) for one in problem.positions],
            unit_kind=problem.unit_kind,
            inferred=bool(answer.plan.inferred),
            measures=[MeasureOut.of(one, shown) for one in answer.plan.measures],
            further=[ToldOut.told(one, shown) for one in answer.plan.further],
        )


class LinkedOut(StatementOut):
    """一句措施，与它在本案对应的漏洞。"""

    answers: list[TermOut]


class StatedOut(BaseModel):
    """措施库的一页；``after`` 不空则还有。"""

    statements: list[LinkedOut]
    after: str
    note: str = SCOPE_NOTE

    @classmethod
    def of(cls, page: StatedMeasures, taxonomy: Taxonomy, read: ReadDetails) -> "StatedOut":
        """From a page."""
        shown = Shown(page.sources, page.units, taxonomy, read)
        return cls(
            statements=[
                LinkedOut(
                    **dict(StatementOut.of(one, shown)),
                    answers=_answers(one, page.loopholes.get(one.case_id, frozenset()), taxonomy),
                )
                for one in page.statements
            ],
            after=page.after,
        )


def _why(one: Recommended, taxonomy: Taxonomy) -> str:
    """``针对的漏洞：制度空白；岗位：采购招标岗位；2 起案件的文书写过；尚无成效数据（0 项）``."""
    reasons = [
        f"{FIT_NAMES[part.name]}：{'、'.join(map(taxonomy.label, part.shared))}"
        for part in one.ranked.parts
        if part.value and part.shared
    ]
    if one.cases:
        reasons.append(f"{len(one.cases)} 起案件的文书写过")
    return "；".join([*reasons, proven_text(one.ranked.proven)])


def _answers(one: Statement, loopholes: frozenset[str], taxonomy: Taxonomy) -> list[TermOut]:
    answered = {
        loophole
        for term in one.terms
        for loophole in taxonomy.terms[f"measures:{term}"].counterparts
    }
    return [TermOut.of(f"loopholes:{found}", taxonomy) for found in sorted(answered & loopholes)]
