"""A pack and the levels of all that it quotes, on both databases; raised while it is made."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kb.education.key_box import KeyBox
from kb.education.pack_builder import Draft, Tools, Wish, compose, keep_draft
from kb.education.pack_files import PackFiles
from kb.education.pack_store import PackStore
from kb.education.packs import Packs
from kb.education.redaction_preview import redaction_preview
from kb.education.staleness import RAISED, changes_of
from kb.errors import WorkflowError
from kb.governance.access import Level, Principal, Role, desktop_principal
from kb.model import DocumentKind, Span
from kb.prevention.measure_statements import SourceLevel, Statement
from kb.prevention.proven import proven
from kb.retrieval.measure_fit import Ranked
from kb.retrieval.measure_papers import Told
from kb.retrieval.measures import Plan, Recommended
from kb.store.acquisition import acquire
from kb.store.case_rows import open_case_row
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.pack_tables import PackCaseRow
from kb.store.registry import Registry
from kb.store.session import Transactions
from kb.store.tables import CaseRow, DocumentRow
from kb.terms import load_taxonomy
from tests.kb.conftest import OpenStore, make_reading
from tests.kb.education.readings import READING
from tests.kb.education.test_pack_builder import FACTS, OpenRegistry, keep_cases

MEASURE = "出纳不得兼管印鉴，银行对账单由另一人按月核对并签字。"
OF_MEASURE, OF_CASE = case_id_of("整改"), case_id_of("甲案")


@pytest.fixture
def trainer(person: Callable[..., Principal]) -> Principal:
    return person("trainer", Role.TRAINER)


def tools_of(folder: Path, measure: str = "") -> Tools:
    """With a plan of one measure, as the paper of that id states it."""

    def planned(problem: object) -> Plan:
        said = Statement(
            measure,
            OF_MEASURE,
            DocumentKind.RECTIFICATION_REPORT,
            "measures",
            Span(0, len(MEASURE)),
            MEASURE,
        )
        ranked = Ranked("fill_rule_gap", (), 1.0, proven(()), SourceLevel.DONE)
        best = Recommended(ranked, (Told(said, 1.0),), (), ())
        return Plan(problem, {}, (best,) if measure else (), ())  # type: ignore[arg-type]

    return Tools(KeyBox.open(folder / "packs.key"), READING, planned)


def keep_measure(one: Registry, *, level: Level = Level.PUBLIC) -> str:
    """The paper of the measure, in a case of its own."""
    paper = make_reading(MEASURE, name="整改.txt")
    open_case_row(one.session, OF_MEASURE, title="整改", level=level, department="d1")
    kept = (acquire(paper, content=MEASURE.encode()), OF_MEASURE)
    DocumentStore(one.session).add_all({paper.document.id: kept})
    return paper.document.id


def raise_case(session: Session, case: str, level: int = 2) -> None:
    session.execute(update(CaseRow).where(CaseRow.id == case).values(level=level))


def refusal_of(ask: Callable[[], object]) -> WorkflowError:
    with pytest.raises(WorkflowError) as refused:
        ask()
    return refused.value


def test_a_measures_paper_that_rose_hides_the_pack(
    registry: OpenRegistry, trainer: Principal, tmp_path: Path
) -> None:
    with registry(trainer) as one:
        keep_cases(one)
        tools = tools_of(tmp_path, keep_measure(one))
        built = keep_draft(one, compose(one, FACTS, Wish(), tools), tools.box)
        assert built.content.measures[0].sources
        steps = Packs(one, tools.box)
        assert steps.content(built.pack.id) == built.content
        assert steps.changes(built.pack.id) == {}
        raise_case(one.session, OF_MEASURE)
        assert steps.changes(built.pack.id) == {0: (RAISED,)}
        files = PackFiles(one, tools.box, READING.people)
        for ask in (
            lambda: steps.content(built.pack.id),
            lambda: files.make(built.pack.id),
            lambda: redaction_preview(one, tools.box, built.pack.id),
        ):
            error = refusal_of(ask)
            assert (error.code, error.context["parts"]) == ("PACK_LEVEL_RAISED", "措施")
        assert steps.size(built.pack.id) == (len(built.content.quiz), 2)
        raise_case(one.session, OF_MEASURE, 1)
        assert steps.content(built.pack.id) == built.content


def test_a_pack_of_before_its_quotes_were_kept_apart_knows_them_by_its_key(
    registry: OpenRegistry, trainer: Principal, tmp_path: Path
) -> None:
    with registry(trainer) as one:
        keep_cases(one)
        tools = tools_of(tmp_path, keep_measure(one))
        pack = keep_draft(one, compose(one, FACTS, Wish(), tools), tools.box).pack.id
        one.session.execute(delete(PackCaseRow).where(PackCaseRow.number == 0))
        used = PackStore(one.session, tools.box).cases(pack)
        assert [len(each.papers) for each in used] == [1, 1, 1]
        raise_case(one.session, OF_MEASURE)
        assert changes_of(one.session, used, level=Level.INTERNAL) == {0: (RAISED,)}
        (tmp_path / "other").mkdir()
        lost = PackStore(one.session, KeyBox.open(tmp_path / "other" / "packs.key"))
        assert changes_of(one.session, lost.cases(pack), level=Level.INTERNAL) == {}


def test_a_level_raised_while_it_is_composed_stops_the_pack(
    registry: OpenRegistry, trainer: Principal, tmp_path: Path
) -> None:
    with registry(trainer) as one:
        keep_cases(one)
        tools = tools_of(tmp_path, keep_measure(one))
        draft = compose(one, FACTS, Wish(), tools)
        for case, part in ((OF_CASE, "案例"), (OF_MEASURE, "措施")):
            raise_case(one.session, case)
            error = refusal_of(lambda: keep_draft(one, draft, tools.box))
            assert error.code == "PACK_RAISED_MEANWHILE" and part in str(error.context["parts"])
            raise_case(one.session, case, 1)
        # what was read of the levels last may be what was raised in the midst of it
        late = tuple(
            replace(each, papers=dict.fromkeys(each.papers, Level.SENSITIVE)) for each in draft.used
        )
        raise_case(one.session, OF_CASE)
        error = refusal_of(lambda: keep_draft(one, replace(draft, used=late), tools.box))
        assert error.code == "PACK_RAISED_MEANWHILE"


@pytest.fixture
def store(open_store: OpenStore, tmp_path: Path) -> Transactions:
    """PostgreSQL alone: SQLite has one writer at a time."""
    with open_store("postgresql", tmp_path) as opened:
        yield opened  # type: ignore[misc]


def registry_in(session: Session) -> Registry:
    return Registry(session, desktop_principal(), lambda _: None, load_taxonomy())


def drafted(store: Transactions, folder: Path) -> tuple[Draft, Tools]:
    with store.writing() as session:
        one = registry_in(session)
        keep_cases(one)
        tools = tools_of(folder, keep_measure(one))
    with store.reading() as session:
        return compose(registry_in(session), FACTS, Wish(), tools), tools


@pytest.mark.parametrize("case", [OF_CASE, OF_MEASURE], ids=["case", "measure"])
def test_nobody_raises_a_level_while_a_pack_is_kept(
    store: Transactions, tmp_path: Path, case: str
) -> None:
    draft, tools = drafted(store, tmp_path)
    with store.engine.connect() as other:
        with store.writing() as session:
            pack = keep_draft(registry_in(session), draft, tools.box).pack.id
            for change in (
                update(CaseRow).where(CaseRow.id == case).values(level=2),
                update(DocumentRow).where(DocumentRow.case_id == case).values(level=2),
            ):
                other.execute(text("SET LOCAL lock_timeout = '300ms'"))
                with pytest.raises(OperationalError):
                    other.execute(change)
                other.rollback()
        other.execute(update(CaseRow).where(CaseRow.id == case).values(level=2))
        other.commit()
    with store.reading() as session:
        found = Packs(registry_in(session), tools.box).changes(pack)
        assert any(RAISED in names for names in found.values())


def test_a_level_that_is_being_raised_is_waited_for(store: Transactions, tmp_path: Path) -> None:
    draft, tools = drafted(store, tmp_path)

    def keep() -> str:
        with store.writing() as session:
            return keep_draft(registry_in(session), draft, tools.box).pack.id

    with store.engine.connect() as other, ThreadPoolExecutor(1) as beside:
        other.execute(update(CaseRow).where(CaseRow.id == OF_MEASURE).values(level=2))
        waiting = beside.submit(keep)
        until = time.monotonic() + 20
        while not (waiting.done() or _waits(store)) and time.monotonic() < until:
            time.sleep(0.05)
        other.commit()
        error = refusal_of(lambda: waiting.result(timeout=20))
    assert (error.code, error.context["parts"]) == ("PACK_RAISED_MEANWHILE", "措施")


def _waits(store: Transactions) -> bool:
    """Whether somebody waits for a row of this test's own schema."""
    query = (
        select(func.count())
        .select_from(text("pg_locks"))
        .where(
            text(
                "NOT granted AND pid IN (SELECT pid FROM pg_locks l WHERE"
                " l.relation = to_regclass('cases'))"
            )
        )
    )
    with store.engine.connect() as third:
        return bool(third.scalar(query))
