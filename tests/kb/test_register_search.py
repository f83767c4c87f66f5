"""One query over all registers: what it finds, in which order, for whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete

from kb.education.pack_facts import PACKS, TRAININGS, PackFacts, TrainingFacts
from kb.errors import InvalidQuery
from kb.governance.access import Level, Principal, Role
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import (
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
    RiskPointFacts,
    UnitFacts,
    UnitKind,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    EVIDENCE,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    RATINGS,
    WARNINGS,
    EvaluationFacts,
    EvidenceFacts,
    InspectionFacts,
    InspectionMethod,
    ItemFacts,
    LetterFacts,
    LetterKind,
    RatingFacts,
    WarningFacts,
)
from kb.prevention.report_facts import REPORTS, ReportFacts
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Placing
from kb.store.register_search import Crossing, RegisterHit, RegisterSearch
from kb.store.register_tables import table_of
from kb.store.registry import Registry

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
CASE = "case-00000000000000aa"
MADE = datetime(2026, 2, 1, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """One record of each register, all of one case and one unit; and a unit besides."""

    unit: str
    other: str


@pytest.fixture
def kept(registry: OpenRegistry) -> Kept:
    with registry(at=MADE) as one:
        domains = ("healthcare",)
        facts = UnitFacts(name="某市某医院", kind=UnitKind.HOSPITAL, domains=domains)
        unit = one.add(UNITS, facts).id
        other = one.add(UNITS, UnitFacts(name="某区住建局", kind=UnitKind.OTHER)).id
        told = CaseFacts(
            title="设备科科长受贿案",
            filed=date(2026, 1, 10),
            unit=unit,
            domain="healthcare",
            position="procurement_officer",
        )
        CaseFiles(one).open(told, Opening(CASE, Level.INTERNAL, "d1", "批准"))
        table = table_of(CHECKS)
        for check in one.all(CHECKS):  # the drawn up ones would only repeat the one below
            one.session.execute(delete(table).where(table.c.id == check.id))
        fill(one, unit)
    return Kept(unit, other)


def fill(one: Registry, unit: str) -> None:
    here = Placing(department="d1", case_id=CASE)
    post = "procurement_officer"
    one.add(OFFICERS, OfficerFacts(name="某甲", unit=unit, position=post), here)
    clue = ClueFacts(
        title="反映设备采购指定品牌",
        received=date(2026, 1, 5),
        source=ClueSource.AUDIT,
        unit=unit,
        domain="healthcare",
        position=post,
        summary="参数由供应商提供。",
    )
    clue_id = one.add(CLUES, clue, here).id
    one.add(CHECKS, CheckFacts(question="参数由谁提出？"), here)
    point = RiskPointFacts(description="参数指向品牌", clue=clue_id, loopholes=("no_trace",))
    one.add(RISK_POINTS, point, here)
    loophole = LoopholeFacts(term="no_trace", description="参数来源没有记录", unit=unit)
    loophole_id = one.add(LOOPHOLES, loophole, here).id
    measure = MeasureFacts(term="online_trace", text="论证全程留痕", loopholes=(loophole_id,))
    one.add(MEASURES, measure, here)
    letter = LetterFacts(
        kind=LetterKind.SUPERVISION, body="某委", title="采购管理建议书", unit=unit,
        served=date(2026, 3, 1),
    )  # fmt: skip
    letter_id = one.add(LETTERS, letter, here, state="served").id
    item = ItemFacts(
        problem="参数来源没有记录", letter=letter_id, unit=unit, loopholes=("no_trace",)
    )
    item_id = one.add(ITEMS, item, here, state="issued").id
    evidence = EvidenceFacts(item=item_id, name="论证办法.pdf", sha256="0" * 64)
    one.add(EVIDENCE, evidence, here)
    one.add(
        INSPECTIONS, InspectionFacts(title="实地检查", unit=unit, method=InspectionMethod.ON_SITE),
        here,
    )  # fmt: skip
    one.add(EVALUATIONS, EvaluationFacts(title="评估", unit=unit), here)
    one.add(RATINGS, RatingFacts(indicator="suggestion_quality", unit=unit, on=MADE.date()), here)
    warning = WarningFacts(
        title="同类漏洞", rule="repeat", grade="blue", unit=unit, raised=date(2026, 3, 9)
    )
    one.add(WARNINGS, warning, here)
    one.add(REPORTS, ReportFacts(title="分析报告", unit=unit), here)
    facts = PackFacts(
        title="警示教育包", recipient="某院", unit=unit, domains=("healthcare",), positions=(post,)
    )
    pack = one.add(PACKS, facts, here)
    training = TrainingFacts(pack=pack.id, held=date(2026, 2, 20), unit=unit, place="会议室")
    one.add(TRAININGS, training, under=pack)


def find(registry: OpenRegistry, asked: Crossing, who: Principal | None = None) -> set[str]:
    with registry(who) as one:
        return {hit.kind for hit in RegisterSearch(one).find(asked, limit=200)}


ALL = set(REGISTERS)


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        pytest.param(Crossing(), ALL, id="all"),
        pytest.param(Crossing(case_id=CASE), ALL - {"unit"}, id="case"),
        pytest.param(Crossing(domain="healthcare"), ALL, id="domain"),
        pytest.param(Crossing(domain="justice"), set(), id="another_domain"),
        pytest.param(Crossing(position="procurement_officer"), ALL - {"unit"}, id="position"),
        pytest.param(Crossing(loophole="no_trace"), ALL - {"unit"}, id="loophole"),
        pytest.param(Crossing(loophole="no_rule"), set(), id="another_loophole"),
        pytest.param(Crossing(text="参数"), {"check", "risk_point", "loophole", "clue", "item"},
                     id="words"),
        pytest.param(Crossing(text="100%_"), set(), id="words_are_no_pattern"),
        pytest.param(Crossing(states=("served", "issued")), {"letter", "item"}, id="states"),
        pytest.param(Crossing(kinds=("letter", "unit")), {"letter", "unit"}, id="kinds"),
        pytest.param(Crossing(since=date(2026, 3, 1)), {"letter", "warning"}, id="since"),
        pytest.param(Crossing(until=date(2026, 1, 10)), {"clue", "case"}, id="until"),
        pytest.param(Crossing(domain="healthcare", since=date(2026, 3, 2)), {"warning"},
                     id="domain_and_period"),
    ],
)  # fmt: skip
def test_one_query_crosses_the_registers(
    registry: OpenRegistry, kept: Kept, asked: Crossing, kinds: set[str]
) -> None:
    assert find(registry, asked) == kinds


def test_by_unit(registry: OpenRegistry, kept: Kept) -> None:
    assert find(registry, Crossing(unit=kept.unit)) == ALL
    assert find(registry, Crossing(unit=kept.other)) == {"unit"}


def test_hits_come_newest_first_and_are_paged(registry: OpenRegistry, kept: Kept) -> None:
    with registry() as one:
        search = RegisterSearch(one)
        whole = search.find(Crossing(), limit=200)
        paged: list[RegisterHit] = []
        while page := search.find(Crossing(), after=paged[-1].cursor if paged else "", limit=4):
            paged.extend(page)
    assert tuple(paged) == whole
    assert [hit.kind for hit in whole[:2]] == ["warning", "letter"]
    assert [hit.kind for hit in whole[-2:]] == ["case", "clue"]
    assert [hit.day for hit in whole] == sorted((hit.day for hit in whole), reverse=True)
    assert len({hit.id for hit in whole}) == len(ALL) + 1


def test_a_hit_tells_what_it_is(registry: OpenRegistry, kept: Kept) -> None:
    with registry() as one:
        hit = RegisterSearch(one).find(Crossing(kinds=("letter",)))[0]
    assert (hit.title, hit.state, hit.day, hit.case_id) == (
        "采购管理建议书", "served", date(2026, 3, 1), CASE,
    )  # fmt: skip


def test_what_may_not_be_read_is_not_found(
    registry: OpenRegistry, kept: Kept, person: Callable[..., Principal]
) -> None:
    mine = person("u1", Role.PREVENTION, department="d1")
    theirs = person("u2", Role.PREVENTION, department="d2")
    assert find(registry, Crossing(case_id=CASE), mine) == ALL - {"unit"}
    for asked in (Crossing(), Crossing(domain="healthcare"), Crossing(loophole="no_trace")):
        assert find(registry, asked, theirs) == set()


def test_a_record_is_not_found_by_a_case_that_may_not_be_read(
    registry: OpenRegistry, kept: Kept, person: Callable[..., Principal]
) -> None:
    public = Placing(level=Level.PUBLIC, department="d2", case_id="")
    with registry() as one:
        letter = LetterFacts(kind=LetterKind.JUDICIAL, body="某院", title="公开的建议书")
        added = one.add(LETTERS, letter, public)
        moved = Placing(level=Level.PUBLIC, department="d2", case_id=CASE)
        one.place(LETTERS, added, moved)
    theirs = person("u2", Role.PREVENTION, department="d2")
    assert find(registry, Crossing(kinds=("letter",)), theirs) == {"letter"}
    assert find(registry, Crossing(domain="healthcare"), theirs) == set()
    assert find(registry, Crossing(loophole="no_trace"), theirs) == set()


@pytest.mark.parametrize("given", ["gestern~x", "20260301", "2026-13-01~a"])
def test_a_cursor_that_is_none_is_refused(registry: OpenRegistry, given: str) -> None:
    with pytest.raises(InvalidQuery), registry() as one:
        RegisterSearch(one).find(Crossing(), after=given)


def test_an_unknown_kind_is_refused(registry: OpenRegistry) -> None:
    with pytest.raises(InvalidQuery), registry() as one:
        RegisterSearch(one).find(Crossing(kinds=("rumour",)))
