"""A small world of registers over 2024–2026, told day by day, for whatever is counted over time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from kb.governance.access import Principal, desktop_principal
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
    OFFICERS,
    RISK_POINTS,
    UNITS,
    CaseFacts,
    CheckFacts,
    ClueFacts,
    ClueSource,
    LoopholeFacts,
    MeasureFacts,
    OfficerFacts,
    RiskGrade,
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    RATINGS,
    WARNINGS,
    EvaluationFacts,
    InspectionFacts,
    InspectionMethod,
    ItemFacts,
    LetterFacts,
    LetterKind,
    RatingFacts,
    Side,
    WarningFacts,
)
from kb.registers.catalogue import register_of
from kb.registers.records import Kept, Placing, Register
from kb.store.acquisition import acquire
from kb.store.documents import DocumentStore
from kb.store.registry import Registry
from kb.store.session import Transactions
from kb.store.tables import CaseRow, DocumentRow
from kb.terms import load_taxonomy

ROADS, HEALTH = "engineering_construction", "healthcare"


class Story:
    """Tells what happened on which day; records are called by short names."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids: dict[str, str] = {}

    def on(self, day: date) -> Registry:
        """A registry whose clock stands at noon of a day."""
        return Registry(
            self.session,
            desktop_principal(),
            lambda entry: None,
            load_taxonomy(),
            clock=lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        )

    def add(
        self, day: date, name: str, register: Register[Any], facts: Any, *, case: str = ""
    ) -> None:
        """A record made on a day, of a case if one is named."""
        if register is CASES:
            record_id = f"case-{name}"
            self.session.add(CaseRow(id=record_id, title=name, owner_department="d1"))
            self.session.flush()
            placing = Placing(department="d1", case_id=record_id)
            kept = self.on(day).add(register, facts, placing, record_id=record_id)
        else:
            placing = Placing(department="d1", case_id=self.ids[case] if case else "")
            kept = self.on(day).add(register, facts, placing)
        self.ids[name] = kept.id

    def then(self, day: date, name: str, state: str = "", **changed: Any) -> None:
        """What a step changed on a day."""
        registry, register = self.on(day), register_of(self.ids[name])
        kept: Kept[Any] = registry.get(register, self.ids[name])
        facts = replace(kept.facts, **changed)
        registry.change(register, kept, facts=facts, state=state, action=state or "edit")


@pytest.fixture
def story(transactions: Transactions) -> Iterator[Story]:
    """An empty story."""
    with transactions.writing() as session:
        yield Story(session)


@dataclass(frozen=True, slots=True)
class World:
    """A store in which the world was told, and the ids of its records by their short names."""

    store: Transactions
    ids: Mapping[str, str]

    def names(self, ids: Iterable[str]) -> str:
        """``i1 i2`` of record ids."""
        short = {record_id: name for name, record_id in self.ids.items()}
        return " ".join(sorted(short[one] for one in ids))

    @contextmanager
    def registry(self, principal: Principal | None = None) -> Iterator[Registry]:
        """A registry over the world; what is written by it is taken back at the end."""
        with self.store.reading() as session:
            who = principal or desktop_principal()
            yield Registry(session, who, lambda entry: None, load_taxonomy())
            session.rollback()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    open_store: Callable[[str, Path], AbstractContextManager[Transactions]],
) -> Iterator[World]:
    """The world, told once for all tests of a file."""
    with open_store(request.param, tmp_path_factory.mktemp("world")) as store:
        with store.writing() as session:
            story = Story(session)
            for tell in (_units, _cases, _risks, _letters, _items, _other, _watch, _report):
                tell(story)
        yield World(store, MappingProxyType(story.ids))


def _units(story: Story) -> None:
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


def _cases(story: Story) -> None:
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


def _risks(story: Story) -> None:
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


def _letters(story: Story) -> None:
    for name, unit, case, suggestions, served, due, number in (
        ("l1", "road", "k3", 3, date(2025, 5, 30), date(2025, 7, 30), "〔2025〕1号"),
        ("l2", "hospital", "k4", 2, date(2025, 10, 10), date(2025, 12, 10), "〔2025〕2号"),
        ("l3", "road", "", 2, date(2025, 11, 20), date(2026, 1, 20), "〔2025〕3号"),
        ("l4", "hospital", "", 1, date(2025, 12, 1), date(2026, 2, 1), "〔2025〕4号"),
        ("l6", "road", "", 1, date(2026, 4, 1), date(2026, 6, 1), "〔2026〕1号"),
        ("l7", "hospital", "", 1, date(2026, 4, 1), date(2026, 6, 1), "〔2026〕1号"),
    ):
        facts = LetterFacts(
            kind=LetterKind.SUPERVISION,
            body="某市纪委监委",
            title=f"建议书{name}",
            unit=story.ids[unit],
            suggestions=tuple(f"建议{n}" for n in range(suggestions)),
        )
        story.add(served, name, LETTERS, facts, case=case)
        story.then(served, name, "served", served=served, reply_due=due, number=number)
    draft = LetterFacts(kind=LetterKind.JUDICIAL, body="某市中院", title="草稿")
    story.add(date(2025, 6, 1), "l5", LETTERS, draft)
    story.then(date(2025, 7, 1), "l1", quality=4)
    story.then(date(2025, 7, 20), "l1", "replied", replied=date(2025, 7, 20), adopted=(1, 2, 3))
    story.then(date(2025, 11, 1), "l2", quality=3)
    story.then(date(2025, 12, 20), "l2", "replied", replied=date(2025, 12, 20), adopted=(1,))
    story.then(date(2025, 12, 10), "l4", "objection", objection="与事实不符")
    story.then(date(2026, 1, 10), "l4", "withdrawn")
    story.then(date(2026, 4, 2), "l6", quality=5)
    story.then(date(2026, 4, 2), "l7", quality=5)
    story.then(date(2026, 5, 20), "l6", "replied", replied=date(2026, 5, 20), adopted=(1,))


def _items(story: Story) -> None:
    for name, letter, unit, domain, issued, due in (
        ("i1", "l1", "road", ROADS, date(2025, 5, 30), date(2025, 8, 31)),
        ("i2", "l1", "road", ROADS, date(2025, 5, 30), date(2025, 8, 31)),
        ("i3", "l1", "road", ROADS, date(2025, 5, 30), date(2025, 8, 31)),
        ("i4", "l2", "hospital", HEALTH, date(2025, 10, 10), date(2026, 1, 10)),
        ("i5", "l2", "hospital", HEALTH, date(2025, 10, 10), date(2026, 1, 10)),
        ("i6", "l3", "road", ROADS, date(2025, 11, 20), date(2026, 2, 20)),
        ("i7", "l4", "hospital", HEALTH, date(2025, 12, 1), date(2026, 3, 1)),
    ):
        facts = ItemFacts(
            letter=story.ids[letter],
            problem=f"问题{name}",
            unit=story.ids[unit],
            domain=domain,
            loopholes=("no_trace",),
            due=due,
        )
        story.add(issued, name, ITEMS, facts)
        story.then(issued, name, "in_progress", issued=issued)
    drafted = ItemFacts(problem="尚未下达", unit=story.ids["road"], due=date(2025, 1, 1))
    story.add(date(2025, 1, 1), "i8", ITEMS, drafted)
    story.then(date(2025, 8, 20), "i2", "extended", extended_due=date(2025, 10, 31))
    story.then(date(2025, 9, 1), "i3", "overdue")
    for name, submitted, done in (
        ("i1", date(2025, 8, 1), date(2025, 8, 10)),
        ("i2", date(2025, 10, 20), date(2025, 11, 5)),
        ("i4", date(2025, 12, 10), date(2025, 12, 15)),
        ("i3", date(2026, 2, 10), date(2026, 2, 20)),
    ):
        story.then(submitted, name, "submitted", submitted=submitted)
        story.then(submitted, name, "verifying")
        story.then(done, name, "written_off", written_off=done)
    story.then(date(2025, 12, 20), "i5", paused_from=date(2025, 12, 20))
    story.then(date(2026, 1, 10), "i7", "withdrawn")
    story.then(date(2026, 2, 21), "i6", "overdue")
    story.then(date(2026, 3, 1), "i1", "reopened", recurrence="验收又由一人签字")
    story.then(date(2026, 3, 2), "i1", "in_progress")
    story.then(date(2026, 4, 20), "i6", "escalated")
    story.then(date(2026, 6, 1), "i6", "closed_by_accountability", accountability="约谈")


def _other(story: Story) -> None:
    road, hospital = story.ids["road"], story.ids["hospital"]
    for name, unit, verified, founded in (
        ("w1", road, date(2025, 6, 1), True),
        ("w2", hospital, date(2025, 9, 1), False),
    ):
        facts = WarningFacts(
            title="逾期", rule="overdue", grade="yellow", unit=unit, raised=date(2025, 5, 1)
        )
        story.add(date(2025, 5, 1), name, WARNINGS, facts)
        story.then(verified, name, "verified", verified=verified, founded=founded)
    for name, unit, side, grade, confirmed in (
        ("e1", road, Side.CHECK, "qualified", date(2025, 12, 20)),
        ("e2", hospital, Side.CHECK, "unqualified", date(2026, 3, 1)),
        ("e3", road, Side.SELF, "excellent", date(2025, 12, 1)),
    ):
        sheet = EvaluationFacts(title="评估", unit=unit, side=side, round="2025")
        story.add(confirmed, name, EVALUATIONS, sheet)
        story.then(confirmed, name, "confirmed", grade=grade, confirmed=confirmed)
    _ratings(story, road, hospital)


def _ratings(story: Story, road: str, hospital: str) -> None:
    check, own = Side.CHECK, Side.SELF
    coordination, education = "department_coordination", "education_reach"
    for number, facts in enumerate(
        (
            RatingFacts(indicator=coordination, unit=road, on=date(2025, 10, 1), score=4),
            RatingFacts(indicator=coordination, unit=hospital, on=date(2025, 11, 1), score=3),
            RatingFacts(indicator=coordination, unit=road, on=date(2025, 10, 1), score=5, side=own),
            _count("public_satisfaction", road, date(2025, 10, 9), 58, 100, check),
            _count(education, road, date(2025, 5, 1), 80, 100, check),
            _count(education, hospital, date(2025, 9, 1), 40, 50, check),
            _count(education, road, date(2025, 11, 1), 95, 100, check),
            _count(education, road, date(2025, 11, 1), 100, 100, own),
        )
    ):
        story.add(facts.on, f"r{number}", RATINGS, facts)


def _count(name: str, unit: str, on: date, above: int, below: int, side: Side) -> RatingFacts:
    return RatingFacts(
        indicator=name, unit=unit, on=on, numerator=above, denominator=below, side=side
    )


def _watch(story: Story) -> None:
    """What is kept of the road station in the first half of 2026."""
    road, papers = story.ids["road"], InspectionMethod.PAPERS
    made = (story.ids["i1"], story.ids["i3"])
    for name, planned, items in (
        ("n1", date(2026, 2, 1), made),
        ("n2", date(2026, 5, 1), ()),
        ("n3", date(2026, 5, 2), ()),
    ):
        facts = InspectionFacts(title=name, unit=road, method=papers, planned=planned, items=items)
        story.add(date(2026, 1, 5), name, INSPECTIONS, facts)
    story.then(date(2026, 2, 3), "n1", "done", done=date(2026, 2, 3))
    story.then(date(2026, 4, 30), "n3", "cancelled")
    for name, subject, raised, due in (
        ("w3", "clue", date(2026, 2, 1), date(2026, 2, 20)),
        ("w4", "k3", date(2026, 3, 1), date(2026, 3, 10)),
        ("w5", "clue", date(2026, 6, 20), date(2026, 7, 10)),
    ):
        warning = WarningFacts(
            title="长期任职",
            rule="tenure",
            grade="blue",
            unit=road,
            subjects=(story.ids[subject],),
            raised=raised,
            ack_due=due,
        )
        story.add(raised, name, WARNINGS, warning)
    story.then(date(2026, 2, 10), "w3", "verified", verified=date(2026, 2, 10), founded=True)
    for name, gap in (("p1", ""), ("p2", "夜间无人值守")):
        point = RiskPointFacts(
            description=name, unit=road, grade=RiskGrade.HIGH, control="双人验收", gap=gap
        )
        story.add(date(2026, 1, 6), name, RISK_POINTS, point)
        story.then(date(2026, 1, 7), name, "confirmed")
    for name, since, until, key in (
        ("o1", date(2020, 3, 1), date(2026, 4, 1), True),
        ("o2", date(2021, 1, 1), None, True),
        ("o3", date(2023, 1, 1), None, True),
        ("o4", date(2015, 1, 1), None, False),
    ):
        officer = OfficerFacts(name=name, unit=road, since=since, until=until, key_post=key)
        story.add(date(2026, 4, 1), name, OFFICERS, officer)
    again = LoopholeFacts(
        term="no_trace", description="又没有记录", unit=road, found=date(2026, 1, 15)
    )
    story.add(date(2026, 1, 16), "h5", LOOPHOLES, again)
    story.then(date(2026, 1, 17), "h5", "confirmed")
    taught = _count("education_coverage", road, date(2026, 5, 1), 45, 50, Side.CHECK)
    story.add(date(2026, 5, 1), "r8", RATINGS, taught)


def _report(story: Story) -> None:
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
