"""The cases of the small world: units, clues, cases, risks, a report."""

from datetime import UTC, date, datetime

from sqlalchemy import update

from kb.model import (
    Document,
    DocumentKind,
    Header,
    RawFile,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    UNITS,
    CaseFacts,
    CheckFacts,
    ClueFacts,
    ClueSource,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.store.acquisition import acquire
from kb.store.documents import DocumentStore
from kb.store.tables import DocumentRow
from tests.kb.prevention.evaluation.story import Story

ROADS, HEALTH = "engineering_construction", "healthcare"


def tell_units(story: Story) -> None:
    day = date(2024, 1, 2)
    government = UnitKind.PARTY_GOVERNMENT
    bureau = UnitFacts(name="某市交通局", kind=government, staff=100, domains=(ROADS,))
    story.add(day, "bureau", UNITS, bureau)
    road = UnitFacts(
        name="某市公路站",
        kind=UnitKind.PUBLIC_INSTITUTION,
        parent=story.ids["bureau"],
        staff=400,
        domains=(ROADS,),
    )
    story.add(day, "road", UNITS, road)
    hospital = UnitFacts(name="某市医院", kind=UnitKind.HOSPITAL, domains=(HEALTH,))
    story.add(day, "hospital", UNITS, hospital)
    story.then(date(2025, 7, 1), "hospital", staff=500)


def tell_cases(story: Story) -> None:
    road, hospital = story.ids["road"], story.ids["hospital"]
    clue = ClueFacts(
        title="反映公路站验收走过场",
        received=date(2025, 2, 1),
        source=ClueSource.COMPLAINT,
        unit=road,
        domain=ROADS,
        summary="反映某站验收只签字不到场。",
    )
    story.add(date(2025, 2, 1), "clue", CLUES, clue)
    for name, filed, people, unit, domain in (
        ("k1", date(2024, 5, 10), 2, road, ROADS),
        ("k2", date(2024, 9, 1), 1, road, ROADS),
        ("k3", date(2025, 3, 1), 1, road, ROADS),
        ("k4", date(2025, 8, 15), 3, hospital, HEALTH),
        ("k5", date(2025, 11, 1), 1, road, ROADS),
    ):
        facts = CaseFacts(title=name, filed=filed, people=people, unit=unit, domain=domain)
        story.add(filed, name, CASES, facts)
    story.then(date(2025, 3, 1), "k3", clue=story.ids["clue"])
    story.then(date(2025, 5, 20), "k3", "conclusion", concluded=date(2025, 5, 20))
    story.then(date(2026, 1, 15), "k5", "withdrawn")
    story.then(date(2026, 2, 1), "k4", "conclusion", concluded=date(2026, 2, 1))


def tell_risks(story: Story) -> None:
    road, hospital = story.ids["road"], story.ids["hospital"]
    point = RiskPointFacts(description="验收由一人签字", clue=story.ids["clue"], unit=road)
    story.add(date(2025, 3, 10), "point", RISK_POINTS, point)
    story.add(date(2025, 8, 16), "check", CHECKS, CheckFacts(question="遴选是否有记录"), case="k4")
    story.then(date(2025, 9, 10), "check", "answered", answer="没有记录", reason="会议无纪要")
    for name, case, unit, found in (
        ("h1", "k3", road, date(2025, 4, 1)),
        ("h2", "k3", road, date(2025, 4, 1)),
        ("h3", "k4", hospital, date(2025, 10, 1)),
        ("h4", "k4", hospital, date(2025, 12, 5)),
    ):
        facts = LoopholeFacts(term="no_trace", description="没有记录", unit=unit, found=found)
        story.add(found, name, LOOPHOLES, facts, case=case)
        story.then(found, name, "confirmed")
    for name, case, loophole, adopted in (
        ("m1", "k3", "h1", date(2025, 5, 1)),
        ("m2", "k3", "h2", date(2025, 7, 5)),
        ("m3", "k4", "h3", date(2025, 12, 1)),
    ):
        target = (story.ids[loophole],)
        facts = MeasureFacts(term="segregate_duties", text="双人验收", loopholes=target)
        story.add(adopted, name, MEASURES, facts, case=case)
        story.then(adopted, name, "adopted")


def tell_report(story: Story) -> None:
    """An analysis report that came into the library for k3 on 10 June 2025."""
    words = "关于某站案件的廉政风险分析报告。"
    raw, whole = RawFile("报告.txt", words.encode()), Span(0, len(words))
    tagged = TaggedDocument(
        document=Document(raw.id, raw.name, "text/plain", words, title="报告"),
        kind=DocumentKind.RISK_ANALYSIS_REPORT,
        kind_confidence=0.9,
        header=Header(),
        sections=(Section(SectionKind.FACTS, whole),),
        sentences=(Sentence(0, whole, 0),),
        passages=(),
        statutes=(),
        labels=(),
        tags=(),
    )
    acquired = (acquire(tagged, content=raw.content), story.ids["k3"])
    DocumentStore(story.session).add_all({raw.id: acquired})
    arrived = datetime(2025, 6, 10, tzinfo=UTC)
    story.session.execute(update(DocumentRow).values(created_at=arrived))
