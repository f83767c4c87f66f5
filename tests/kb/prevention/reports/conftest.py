"""A case with a judgment and an analysis, its loopholes and measures, and people of two bodies."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from kb.governance.access import Level, Principal, Role
from kb.model import (
    Document,
    DocumentKind,
    Header,
    Label,
    Mention,
    RawFile,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import (
    CHECKS,
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    UNITS,
    CaseFacts,
    CheckFacts,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.prevention.report_facts import ReportFacts
from kb.prevention.reports import RiskReports
from kb.prevention.risk_report import build_report
from kb.registers.records import Kept
from kb.store.acquisition import acquire
from kb.store.case_rows import open_case_row
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.registry import Registry
from kb.store.session import Transactions

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
CASE, PAST = case_id_of("本案"), case_id_of("旧案")
NOON = datetime(2026, 4, 20, 4, tzinfo=UTC)
# sentences with the section they stand in and the label they carry
JUDGMENT = (
    (
        "被告人利用职务便利在招标前向投标人透露评标专家名单。",
        SectionKind.FACTS,
        "causes:bid_rigging",
    ),
    ("被告人辩称名单是公开的，管理没有漏洞。", SectionKind.DEFENCE, "loopholes:no_trace"),
)
ANALYSIS = (
    ("为给儿子购房，他把手伸向投标企业。", SectionKind.CAUSES, "causes:family_favour"),
    ("名单抽取没有任何记录，事后查不到经手人。", SectionKind.CAUSES, "loopholes:no_trace"),
    ("局纪检组对招标科从未开展过检查。", SectionKind.CAUSES, "loopholes:audit_weak"),
    ("他总觉得一对一收钱不会有人知道。", SectionKind.CAUSES, "ideological_roots:fluke_mentality"),
)


def paper(
    name: str, kind: DocumentKind, lines: tuple[tuple[str, SectionKind, str], ...]
) -> TaggedDocument:
    """A reading with a section, a sentence and a label for each line."""
    text = "".join(words for words, _, _ in lines)
    sections, sentences, labels, start = [], [], [], 0
    for at, (words, section, key) in enumerate(lines):
        span = Span(start, start + len(words))
        start = span.end
        sections.append(Section(section, span))
        sentences.append(Sentence(at, span, at))
        labels.append(Label(*key.split(":"), span, at, 0.9, rule="测试", model="patterns-1.1"))
    number = Mention("（2026）某0102刑初7号", Span(0, 1)) if "判决" in name else None
    return TaggedDocument(
        document=Document(
            RawFile(name, text.encode()).id, name, "text/plain", text, title=name.split(".")[0]
        ),
        kind=kind,
        kind_confidence=0.9,
        header=Header(case_no=number, date=Mention("2026-03-04", Span(0, 1))),
        sections=tuple(sections),
        sentences=tuple(sentences),
        passages=(),
        labels=tuple(labels),
    )


@dataclass(frozen=True, slots=True)
class Office:
    """The case and the people; ``as_`` opens the registry for one of them."""

    registry: OpenRegistry
    people: dict[str, Principal]

    def as_(self, name: str, *, at: datetime = NOON) -> AbstractContextManager[Registry]:
        return self.registry(self.people[name], at=at)

    def built(self, **facts: str) -> Kept[ReportFacts]:
        with self.as_("writer") as one:
            report = build_report(one, CASE, (PAST,))
            told = replace(report.facts, **{"audience": "审理室", **facts})
            return RiskReports(one).edit(report.id, told, expected=1)

    def in_review(self) -> Kept[ReportFacts]:
        report = self.built()
        with self.as_("writer") as one:
            return RiskReports(one).submit(report.id)


@pytest.fixture
def office(
    transactions: Transactions, registry: OpenRegistry, person: Callable[..., Principal]
) -> Office:
    people = {
        "writer": person("writer", Role.INVESTIGATOR),
        "discipline": person("discipline", Role.REVIEWER),
        "prosecutor": person("prosecutor", Role.REVIEWER, department="d2"),
        "chief": person("chief", Role.REVIEWER),
        "stranger": person("stranger", Role.INVESTIGATOR, department="d9"),
    }
    with registry(people["writer"], at=NOON) as one:
        _keep_case(one)
    with transactions.writing() as session:
        papers = (
            (paper("一审判决书.txt", DocumentKind.JUDGMENT_FIRST_INSTANCE, JUDGMENT), CASE),
            (paper("剖析报告.txt", DocumentKind.CASE_ANALYSIS, ANALYSIS), CASE),
            (paper("旧案剖析.txt", DocumentKind.CASE_ANALYSIS, ANALYSIS[1:2]), PAST),
        )
        for tagged, case_id in papers:
            kept = (acquire(tagged, content=tagged.document.text.encode()), case_id)
            DocumentStore(session).add_all({tagged.document.id: kept})
    return Office(registry, people)


def _keep_case(one: Registry) -> None:
    unit = one.add(UNITS, UnitFacts(name="某市某区住建局", kind=UnitKind.PARTY_GOVERNMENT)).id
    facts = CaseFacts(title="某局副局长受贿案", filed=date(2026, 4, 1), unit=unit)
    opening = Opening(CASE, Level.INTERNAL, "d1", "批准")
    case, _ = CaseFiles(one).open(facts, opening)
    open_case_row(one.session, PAST, title="某县旧案", level=Level.PUBLIC, department="")
    loophole = one.add(
        LOOPHOLES,
        LoopholeFacts(term="no_trace", description="名单抽取没有记录", unit=unit),
        under=case,
        state="confirmed",
    )
    one.add(
        MEASURES,
        MeasureFacts(
            term="online_trace",
            text="名单抽取全程留痕",
            loopholes=(loophole.id,),
            unit=unit,
            due=date(2026, 9, 30),
            acceptance="系统日志可查",
        ),
        under=case,
        state="adopted",
    )
    one.add(RISK_POINTS, RiskPointFacts(description="名单由一人保管"), under=case)
    one.add(
        CHECKS,
        CheckFacts(question="谁决定名单？", answer="科长一人", evidence=("笔录第2页",)),
        under=case,
        state="answered",
    )
