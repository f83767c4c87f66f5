"""The invented house of the leak tests: people, papers and records, drawn by a seed."""

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kb.education.pack_facts import PackFacts, TrainingFacts
from kb.governance.access import Level, Principal, Protection, Role
from kb.model import (
    DocumentKind,
)
from kb.prevention import chain_facts as chain
from kb.prevention import ledger_facts as ledger
from kb.prevention.report_facts import ReportFacts
from kb.registers.catalogue import register_of
from kb.registers.records import Head, Kept
from tests.api.leak_things import Paper, Record, Thing, World

DEPARTMENTS = ("d1", "d2", "d3")
UNITS = ("unit-00000000000000a1", "unit-00000000000000a2")
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
        quoted=tuple(ids[:: max(1, len(ids) // 8)]),
    )


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
    "report": lambda mark, unit, _b: ReportFacts(title=mark, unit=unit, audience=mark),
    "pack": lambda mark, unit, _b: PackFacts(title=mark, recipient=mark, unit=unit),
    "training": lambda mark, unit, before: TrainingFacts(
        pack=before["pack"], held=_DAY, unit=unit, place=mark
    ),
    "warning": lambda mark, unit, _b: ledger.WarningFacts(
        title=mark, rule="overdue", grade="yellow", unit=unit, raised=_DAY
    ),
}
_FAMILIES = (
    ("letter", "item", "evidence"),
    ("clue", "case", "check", "risk_point"),
    ("loophole", "measure", "warning", "rating"),
    ("inspection", "evaluation", "officer", "report", "unit"),
    ("pack", "training"),
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
