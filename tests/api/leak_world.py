"""An invented house for the leak tests: people, papers and records at every level, with marks.

Every paper and record bears a mark, a word of its own, wherever words can stand: where the mark of
something is told to one who may not read it, that is a leak.
"""

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from api.wiring import Service
from kb.governance.access import Level, Permission, Principal, Protection, Role, may_read
from kb.governance.sessions import SignedIn
from kb.model import (
    CaseTag,
    Document,
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
from kb.prevention import chain_facts as chain
from kb.prevention import ledger_facts as ledger
from kb.registers.catalogue import register_of
from kb.registers.records import Head, Kept, declared
from kb.review.decisions import Answer, Choice, ProposalId
from kb.store.acquisition import acquire
from kb.store.documents import DocumentStore
from kb.store.governance_tables import AccountRoleRow, AccountRow, DepartmentRow, GrantRow
from kb.store.register_events import write_event
from kb.store.register_rows import to_row
from kb.store.register_tables import EvidenceFileRow, table_of
from kb.store.reviews import ReviewStore
from kb.store.tables import CaseRow, DocumentRow, DuplicateRow

DEPARTMENTS = ("d1", "d2", "d3")
UNITS = ("unit-00000000000000a1", "unit-00000000000000a2")
MARK = r"qx\d{6}z"
START = datetime(2026, 1, 5, tzinfo=UTC)
KINDS = (
    DocumentKind.DISCIPLINE_BULLETIN,
    DocumentKind.CASE_ANALYSIS,
    DocumentKind.JUDGMENT_FIRST_INSTANCE,
)
LABELS = (
    "loopholes:no_rule",
    "loopholes:audit_weak",
    "causes:gift_grooming",
    "measures:spot_check",
)
OFFENCES = ("bribery_taking", "embezzlement")
DOMAINS = ("engineering_construction", "healthcare")
_READERS = (Role.INVESTIGATOR, Role.REVIEWER, Role.PREVENTION, Role.TRAINER)
# what a unit that must rectify does not see yet
_UNISSUED = {
    "item": ("drafted",),
    "letter": ("draft", "review", "approved"),
    "evaluation": ("draft", "submitted"),
}


@dataclass(frozen=True)
class Thing:
    """A case, a paper or a record: its mark, how it is kept, where it belongs."""

    id: str
    mark: str
    kept: Protection
    case_id: str


@dataclass(frozen=True)
class Paper(Thing):
    """A paper with what it is counted by; ``own`` is its own level, beside that of its case."""

    number: int
    own: Level
    kind: DocumentKind
    court: str
    year: int
    labels: tuple[str, ...]

    @property
    def case_no(self) -> str:
        return f"（{self.year}）某0523刑初{self.number + 1000}号"


@dataclass(frozen=True)
class Record(Thing):
    """A record of a register."""

    kept_record: Kept[Any]

    @property
    def kind(self) -> str:
        return register_of(self.id).kind


@dataclass(frozen=True)
class World:
    """All that is kept, and all the people."""

    people: tuple[Principal, ...]
    cases: tuple[Thing, ...]
    papers: tuple[Paper, ...]
    records: tuple[Record, ...]
    grants: tuple[tuple[str, str, str], ...]
    alike: tuple[tuple[str, str], ...]
    reviewed: tuple[str, ...]
    tokens: dict[str, str] = field(default_factory=dict, compare=False)
    _hidden: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    @cached_property
    def record_of(self) -> dict[str, Record]:
        return {one.id: one for one in self.records}

    def papers_for(self, who: Principal) -> list[Paper]:
        return [one for one in self.papers if may_read(who, one.kept)]

    def records_for(self, who: Principal) -> list[Record]:
        return [one for one in self.records if self.opens(who, one)]

    def opens(self, who: Principal, one: Record) -> bool:
        """The rule for records: by levels, or (who only rectifies) what concerns the own unit."""
        facts, state = one.kept_record.facts, one.kept_record.state
        if one.kind == "evidence":
            return self.opens(who, self.record_of[facts.item])
        if Permission.REGISTERS_READ in who.permissions:
            return may_read(who, one.kept)
        if Permission.LEDGER_READ not in who.permissions or not who.unit:
            return False
        if one.kind == "unit":
            return one.id == who.unit
        return one.kind in _UNISSUED and state not in _UNISSUED[one.kind] and facts.unit == who.unit

    def hidden(self, who: Principal) -> frozenset[str]:
        """The marks and ids of all that the person may not read."""
        if who.account not in self._hidden:
            seen = [*self.papers_for(who), *self.records_for(who)]
            # a paper names its case, a record its case and what it links to
            known = {word for one in seen for word in (one.id, one.case_id, *links_of(one))}
            every = (*self.cases, *self.papers, *self.records)
            shown = {one.mark for one in seen}
            told = {word for one in every for word in (one.id, one.mark) if word}
            self._hidden[who.account] = frozenset(told - known - shown)
        return self._hidden[who.account]

    def within(self, who: Principal) -> "World":
        """A house that holds nothing but what the person may read."""
        papers = tuple(self.papers_for(who))
        ids = {one.id for one in papers}
        records = tuple(self.records_for(who))
        cases = {one.case_id for one in (*papers, *records)}
        return World(
            people=self.people,
            cases=tuple(one for one in self.cases if one.id in cases),
            papers=papers,
            records=records,
            grants=tuple(one for one in self.grants if one[0] in ids | cases),
            alike=tuple(pair for pair in self.alike if set(pair) <= ids),
            reviewed=tuple(one for one in self.reviewed if one in ids),
        )


def make_world(*, cases: int, seed: int = 11) -> World:
    """``cases`` cases over three departments and four levels, with papers and records in them."""
    drawn = random.Random(seed)
    people = tuple(_people())
    grants: list[tuple[str, str, str]] = []
    things = [_case(number, drawn, people, grants) for number in range(cases)]
    papers = [
        _paper(2 * at + n, one, drawn, people, grants)
        for at, one in enumerate(things)
        for n in range(1 + at % 2)
    ]
    records = list(_records(things, drawn))
    ids = [one.id for one in papers]
    pairs = (drawn.sample(ids, 2) for _ in range(cases // 2))
    return World(
        people=people,
        cases=tuple(things),
        papers=tuple(papers),
        records=tuple(records),
        grants=tuple(grants),
        alike=tuple(sorted({(max(pair), min(pair)) for pair in pairs})),
        reviewed=tuple(ids[:: max(1, len(ids) // 60)]),
    )


def fill(service: Service, world: World) -> None:
    """Keep all of it, index it, and sign everybody in (``world.tokens``)."""
    with service.transactions.writing() as session:
        _keep_people(session, world)
        _keep_papers(session, world)
        _keep_records(session, world)
        store = ReviewStore(session)
        for document_id in world.reviewed:
            second = Choice.REJECT if document_id < "8" else Choice.ACCEPT
            for name, choice in (("甲", Choice.ACCEPT), ("乙", second)):
                store.decide(ProposalId(document_id, 0, LABELS[0]), Answer(choice, name))
    service.sync.drain()


def reading_of(paper: Paper) -> TaggedDocument:
    """What a reader would make of it, made without one."""
    first = f"{paper.mark}单位采购没有制定管理办法。"
    taken = f"{paper.case_no}一案收受供应商回扣{paper.number % 90 + 10}万元。"
    text = f"{first}验收由一人完成，没有人复核。{taken}"
    whole, sentence = Span(0, len(text)), Span(0, len(first))
    labels = tuple(
        Label(*key.split(":"), sentence, 0, 0.6, rule="测试", model="patterns-1")
        for key in paper.labels
    )
    return TaggedDocument(
        document=Document(
            paper.id, f"{paper.mark}.txt", "text/plain", text, title=f"{paper.mark}采购案"
        ),
        kind=paper.kind,
        kind_confidence=0.9,
        header=Header(
            case_no=Mention(paper.case_no, whole),
            court=Mention(paper.court, whole),
            date=Mention(f"{paper.year}-03-04", whole),
        ),
        sections=(Section(SectionKind.FACTS, whole),),
        sentences=(Sentence(0, sentence, 0), Sentence(1, Span(len(first), len(text)), 0)),
        passages=(Passage(0, whole, SectionKind.FACTS, "事实"),),
        labels=labels,
        tags=(
            CaseTag("offence", OFFENCES[paper.number % 2], 0.9, (whole,)),
            CaseTag("domain", DOMAINS[paper.number % 2], 0.9, (whole,)),
        ),
    )


def links_of(one: Thing) -> tuple[str, ...]:
    """The ids that a record gives of others."""
    if not isinstance(one, Record):
        return ()
    facts = one.kept_record.facts
    values = (getattr(facts, name) for name, told in declared(type(facts)).items() if told.to)
    return tuple(value for value in values if isinstance(value, str) and value)


def original_of(paper: Paper) -> bytes:
    """The bytes as they came."""
    return f"{paper.mark} 原件".encode()


def _people() -> Iterator[Principal]:
    for at, department in enumerate(DEPARTMENTS):
        for clearance in Level:
            for more in range(2):
                role = _READERS[(at + clearance + 2 * more) % len(_READERS)]
                yield _person(f"{department}-{int(clearance)}-{role}", role, department, clearance)
    yield _person("team", Role.INVESTIGATOR, "", Level.RESTRICTED)
    for at, unit in enumerate(UNITS):
        yield _person(f"unit{at}", Role.RECTIFIER, "", Level.INTERNAL, unit)
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        yield _person(role.value, role, "d1", Level.RESTRICTED)


def _person(name: str, role: Role, department: str, clearance: Level, unit: str = "") -> Principal:
    return Principal(name, name, department, unit, frozenset({role}), clearance)


def _mark(number: int) -> str:
    return f"qx{number:06d}z"


def _hex(kind: str, number: int) -> str:
    return hashlib.sha256(f"{kind} {number}".encode()).hexdigest()


def _given(
    subject: str, drawn: random.Random, people: tuple[Principal, ...], share: float
) -> list[tuple[str, str, str]]:
    if drawn.random() >= share:
        return []
    if drawn.random() < 0.5:
        return [(subject, "department", drawn.choice(DEPARTMENTS))]
    return [(subject, "account", drawn.choice(people).account)]


def _case(
    number: int,
    drawn: random.Random,
    people: tuple[Principal, ...],
    grants: list[tuple[str, str, str]],
) -> Thing:
    case_id = f"case-{_hex('case', number)[:16]}"
    given = _given(case_id, drawn, people, 0.15)
    grants += given
    kept = _kept(Level(drawn.randrange(4)), drawn.choice(DEPARTMENTS), given)
    return Thing(case_id, "", kept, case_id)


def _kept(level: Level, department: str, given: Iterable[tuple[str, str, str]]) -> Protection:
    pairs = [(kind, grantee) for _, kind, grantee in given]
    return Protection(
        level,
        department,
        frozenset(grantee for kind, grantee in pairs if kind == "department"),
        frozenset(grantee for kind, grantee in pairs if kind == "account"),
    )


def _paper(
    number: int,
    case: Thing,
    drawn: random.Random,
    people: tuple[Principal, ...],
    grants: list[tuple[str, str, str]],
) -> Paper:
    own = Level(drawn.randrange(4)) if drawn.random() < 0.25 else Level.PUBLIC
    document_id = _hex("paper", number)
    given = _given(document_id, drawn, people, 0.1)
    grants += given
    both = _kept(max(own, case.kept.level), case.kept.department, given)
    kept = Protection(
        both.level,
        both.department,
        both.departments | case.kept.departments,
        both.accounts | case.kept.accounts,
    )
    return Paper(
        id=document_id,
        mark=_mark(number),
        kept=kept,
        case_id=case.id,
        number=number,
        own=own,
        # papers of one case are of different kinds, so that one of them names the case best
        kind=KINDS[(number // 2 + number % 2) % len(KINDS)],
        court=f"某{_mark(number)}人民法院",
        year=2015 + drawn.randrange(10),
        labels=tuple(drawn.sample(LABELS[1:], drawn.randrange(2))) + LABELS[:1],
    )


Facts = Callable[[str, str, dict[str, str]], Any]  # of a mark, a unit, the records before it
_DAY = date(2026, 1, 5)
_FACTS: dict[str, Facts] = {
    "unit": lambda mark, _u, _b: chain.UnitFacts(name=mark, kind=chain.UnitKind.HOSPITAL),
    "officer": lambda mark, unit, _b: chain.OfficerFacts(name=mark, unit=unit),
    "clue": lambda mark, unit, _b: chain.ClueFacts(
        title=mark, received=_DAY, source=chain.ClueSource.AUDIT, unit=unit, summary=mark
    ),
    "case": lambda mark, unit, _b: chain.CaseFacts(title=mark, filed=_DAY, unit=unit),
    "check": lambda mark, _u, _b: chain.CheckFacts(question=mark),
    "risk_point": lambda mark, unit, _b: chain.RiskPointFacts(description=mark, unit=unit),
    "loophole": lambda mark, unit, _b: chain.LoopholeFacts(
        term="no_rule", description=mark, unit=unit
    ),
    "measure": lambda mark, unit, _b: chain.MeasureFacts(term="rotation", text=mark, unit=unit),
    "letter": lambda mark, unit, _b: ledger.LetterFacts(
        kind=ledger.LetterKind.SUPERVISION, body="某市纪委监委", title=mark, unit=unit
    ),
    "item": lambda mark, unit, before: ledger.ItemFacts(
        problem=mark, unit=unit, letter=before["letter"], measure=mark
    ),
    "evidence": lambda mark, _u, before: ledger.EvidenceFacts(
        item=before["item"], name=mark, sha256=hashlib.sha256(mark.encode()).hexdigest()
    ),
    "inspection": lambda mark, unit, _b: ledger.InspectionFacts(
        title=mark, unit=unit, method=ledger.InspectionMethod.PAPERS
    ),
    "evaluation": lambda mark, unit, _b: ledger.EvaluationFacts(title=mark, unit=unit),
    "rating": lambda mark, unit, _b: ledger.RatingFacts(
        indicator="satisfaction", unit=unit, on=_DAY, note=mark
    ),
    "warning": lambda mark, unit, _b: ledger.WarningFacts(
        title=mark, rule="overdue", grade="yellow", unit=unit, raised=_DAY
    ),
}
_FAMILIES = (
    ("letter", "item", "evidence"),
    ("clue", "case", "check", "risk_point"),
    ("loophole", "measure", "warning", "rating"),
    ("inspection", "evaluation", "officer", "unit"),
)


def _records(cases: list[Thing], drawn: random.Random) -> Iterator[Record]:
    for at, unit in enumerate(UNITS):
        facts = chain.UnitFacts(name=f"某单位{at}", kind=chain.UnitKind.HOSPITAL)
        yield _record(unit, _mark(500_000 + at), facts, Protection(Level.PUBLIC, "d1"), "", drawn)
    number = 600_000
    for at, case in enumerate(cases):
        before: dict[str, str] = {}
        for kind in _FAMILIES[at % len(_FAMILIES)]:
            number += 1
            facts = _FACTS[kind](_mark(number), UNITS[number % len(UNITS)], before)
            # a case of the registers is the case that its papers belong to
            before[kind] = case.id if kind == "case" else f"{kind}-{_hex(kind, number)[:16]}"
            yield _record(before[kind], _mark(number), facts, case.kept, case.id, drawn)


def _record(
    record_id: str, mark: str, facts: Any, kept: Protection, case_id: str, drawn: random.Random
) -> Record:
    state = drawn.choice(tuple(register_of(record_id).states))
    at = START + timedelta(minutes=drawn.randrange(9000))
    head = Head(record_id, state, kept.level, kept.department, case_id, 1, "team", at, at)
    return Record(record_id, mark, kept, case_id, Kept(head, facts))


def _keep_people(session: Session, world: World) -> None:
    for name in DEPARTMENTS:
        session.add(DepartmentRow(id=name, name=name))
    session.flush()
    for who in world.people:
        row = AccountRow(
            id=who.account,
            name=who.account,
            display_name=who.name,
            department=who.department or None,
            unit=who.unit,
            clearance=int(who.clearance),
            password_hash="-",
            must_change=False,
        )
        session.add(row)
        session.flush()
        session.add_all(AccountRoleRow(account_id=who.account, role=one) for one in who.roles)
        world.tokens[who.account] = SignedIn(session).open(who.account, agent="", ip="")
    for subject, kind, grantee in world.grants:
        session.add(
            GrantRow(subject=subject, grantee_kind=kind, grantee=grantee, granted_by="team")
        )
    session.flush()


def _keep_papers(session: Session, world: World) -> None:
    store = DocumentStore(session)
    for case in world.cases:
        ours = [one for one in world.papers if one.case_id == case.id]
        if not ours:
            row = {"id": case.id, "title": "某案", "level": int(case.kept.level)}
            session.execute(insert(CaseRow).values(**row, owner_department=case.kept.department))
            continue
        taken = {
            one.id: (acquire(reading_of(one), content=original_of(one)), case.id) for one in ours
        }
        store.add_all(taken, kept=Protection(case.kept.level, case.kept.department))
        for one in ours:
            row = session.get_one(DocumentRow, one.id)
            row.level = int(one.own)
            row.created_at = START + timedelta(minutes=one.number)
    session.flush()
    for one, two in world.alike:
        session.add(DuplicateRow(document_id=one, other_id=two, similarity=0.9, status="proposed"))
    session.flush()


def _keep_records(session: Session, world: World) -> None:
    for one in world.records:
        register = register_of(one.id)
        if one.kind == "evidence":
            facts = one.kept_record.facts
            session.add(EvidenceFileRow(sha256=facts.sha256, content=one.mark.encode()))
        session.execute(insert(table_of(register)).values(to_row(one.kept_record)))
        write_event(
            session,
            None,
            one.kept_record,
            actor="team",
            kind=register.kind,
            action="create",
            reason="",
        )
