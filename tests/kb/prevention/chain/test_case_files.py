"""Cases: every step from every state, each gate, the loop and the counters."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from kb.errors import KbError, MissingEvidence
from kb.governance.access import Level
from kb.model import TaggedDocument
from kb.prevention.case_counters import counters
from kb.prevention.case_files import CaseFiles, Conclusion
from kb.prevention.case_records import records_of
from kb.prevention.chain_facts import CASES, CHECKS, LOOPHOLES, MEASURES, RISK_POINTS, CaseFacts
from kb.prevention.checklist import MOST, Checklist, questions
from kb.prevention.findings import Findings
from kb.prevention.ledger_facts import RATINGS, RatingFacts
from kb.prevention.trace import trace
from kb.registers.records import Placing
from kb.store.cases import CaseStore
from kb.store.registry import Registry
from kb.store.tables import CaseRow, DocumentRow
from kb.terms import load_taxonomy

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
STATES = tuple(CASES.states)
STEPS = ("waive", "conclude", "withdraw", "rectify", "improve", "rework", "archive")
ALLOWED = {
    ("investigation", "waive"): "investigation",
    ("investigation", "conclude"): "conclusion",
    ("investigation", "withdraw"): "withdrawn",
    ("conclusion", "waive"): "conclusion",
    ("conclusion", "rectify"): "rectification",
    ("conclusion", "archive"): "archived",
    ("rectification", "improve"): "improvement",
    ("improvement", "rework"): "rectification",
    ("improvement", "archive"): "archived",
}
DONE = Conclusion(date(2026, 4, 20), "开除党籍，移送司法", "某审〔2026〕3号")


def take(registry: Registry, case_id: str, step: Any) -> str:
    files = CaseFiles(registry)
    if step == "waive":
        return files.waive(case_id, reason="单位已撤销").state
    if step == "conclude":
        return files.conclude(case_id, DONE).state
    return files.take(case_id, step, reason="经集体研究").state


def met(made: Any, state: str, step: str) -> str:
    """A case in the state with what the gate of the step asks for."""
    waiver = "单位已撤销" if (state, step) == ("conclusion", "archive") else ""
    case_id = made.case(state=state, waiver=waiver).id
    if step == "conclude":
        made.check(case_id, answer="局长一人", evidence=("询问笔录",))
        made.measure(case_id, made.loophole(case_id))
    if step == "rectify":
        made.letter(case_id, state="served", served=date(2026, 4, 10))
    if step == "improve":
        made.item(case_id, state="written_off")
        made.evaluation(case_id, "qualified")
    if step == "rework":
        made.evaluation(case_id, "unqualified")
    return str(case_id)


def test_every_step_from_every_state(registry: OpenRegistry, world: Any, noon: datetime) -> None:
    with registry(at=noon) as one:
        ids = {(state, step): met(world(one), state, step) for state in STATES for step in STEPS}
    found = {}
    for pair, case_id in ids.items():
        try:
            with registry(at=noon) as one:
                found[pair] = take(one, case_id, pair[1])
        except KbError as refused:
            found[pair] = refused.code
    assert found == {pair: ALLOWED.get(pair, "TRANSITION_ILLEGAL") for pair in ids}
    with registry() as one:
        left = {pair: one.get(CASES, case_id).state for pair, case_id in ids.items()}
    assert left == {pair: ALLOWED.get(pair, pair[0]) for pair in ids}


def no_checks(made: Any, case_id: str) -> None:
    made.measure(case_id, made.loophole(case_id))


def open_check(made: Any, case_id: str) -> None:
    made.check(case_id)
    no_checks(made, case_id)


def unsupported_check(made: Any, case_id: str) -> None:
    made.check(case_id, answer="不存在")
    no_checks(made, case_id)


def no_measure(made: Any, case_id: str) -> None:
    made.check(case_id, answer="局长一人", evidence=("询问笔录",))
    made.loophole(case_id)


def no_loophole_no_measure(made: Any, case_id: str) -> None:
    made.check(case_id, answer="局长一人", evidence=("询问笔录",))


def one_of_two_measured(made: Any, case_id: str) -> None:
    no_measure(made, case_id)
    made.measure(case_id, made.loophole(case_id, term="no_rule"))


def dropped_measure(made: Any, case_id: str) -> None:
    made.check(case_id, answer="局长一人", evidence=("询问笔录",))
    made.measure(case_id, made.loophole(case_id), state="dropped")


def measured(made: Any, case_id: str) -> None:
    made.check(case_id, answer="局长一人", evidence=("询问笔录",))
    made.measure(case_id, made.loophole(case_id))
    made.loophole(case_id, term="no_rule", state="dismissed")


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        pytest.param(no_checks, "CHECKLIST_EMPTY", id="no_checklist"),
        pytest.param(open_check, "CHECKS_OPEN", id="an_open_question"),
        pytest.param(unsupported_check, "CHECKS_OPEN", id="an_answer_without_support"),
        pytest.param(no_measure, "MEASURES_MISSING", id="loophole_without_measure"),
        pytest.param(one_of_two_measured, "MEASURES_MISSING", id="one_loophole_left"),
        pytest.param(dropped_measure, "MEASURES_MISSING", id="dropped_measure"),
        pytest.param(no_loophole_no_measure, "MEASURES_MISSING", id="nothing_found"),
        pytest.param(measured, "", id="all_there"),
    ],
)
def test_the_gate_of_conclusion(
    registry: OpenRegistry, world: Any, noon: datetime, prepare: Any, refusal: str
) -> None:
    with registry(at=noon) as one:
        case = world(one).case()
        prepare(world(one), case.id)
    if not refusal:
        with registry(at=noon) as one:
            concluded = CaseFiles(one).conclude(case.id, DONE)
            assert (concluded.state, concluded.facts.concluded) == ("conclusion", DONE.on)
        return
    with pytest.raises(MissingEvidence, match=refusal), registry(at=noon) as one:
        CaseFiles(one).conclude(case.id, DONE)
    with registry() as one:
        assert one.get(CASES, case.id) == case


def test_a_recorded_waiver_stands_for_measures(
    registry: OpenRegistry, world: Any, noon: datetime
) -> None:
    with registry(at=noon) as one:
        case = world(one).case()
        no_measure(world(one), case.id)
        CaseFiles(one).waive(case.id, reason="单位已撤销，职能并入上级")
        assert CaseFiles(one).conclude(case.id, DONE).state == "conclusion"
        assert CaseFiles(one).take(case.id, "archive").state == "archived"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        pytest.param(replace(DONE, on=date(2026, 4, 21)), "DATE_INVALID", id="tomorrow"),
        pytest.param(replace(DONE, on=date(2026, 3, 31)), "DATE_INVALID", id="before_filing"),
        pytest.param(replace(DONE, result=" "), "RESULT_MISSING", id="no_result"),
    ],
)
def test_a_conclusion_that_cannot_be(
    registry: OpenRegistry, world: Any, noon: datetime, told: Conclusion, code: str
) -> None:
    with pytest.raises(KbError, match=code), registry(at=noon) as one:
        case = world(one).case()
        measured(world(one), case.id)
        CaseFiles(one).conclude(case.id, told)


@pytest.mark.parametrize(
    ("state", "step", "prepare", "refusal"),
    [
        ("conclusion", "rectify", lambda made, at: made.letter(at, state="approved"),
         "LETTER_NOT_SERVED"),
        ("conclusion", "rectify",
         lambda made, at: made.letter(at, state="withdrawn", served=date(2026, 4, 9)),
         "LETTER_NOT_SERVED"),
        ("conclusion", "archive", lambda made, at: None, "WAIVER_MISSING"),
        ("rectification", "improve", lambda made, at: made.evaluation(at, "excellent"),
         "ITEMS_OPEN"),
        ("rectification", "improve", lambda made, at: made.item(at, state="verifying"),
         "ITEMS_OPEN"),
        ("rectification", "improve", lambda made, at: made.item(at, state="written_off"),
         "EVALUATION_MISSING"),
        ("improvement", "rework", lambda made, at: made.evaluation(at, "qualified"),
         "EVALUATION_MISSING"),
    ],
)  # fmt: skip
def test_gates_after_conclusion(
    registry: OpenRegistry, world: Any, state: str, step: str, prepare: Any, refusal: str
) -> None:
    with registry() as one:
        case = world(one).case(state=state)
        prepare(world(one), case.id)
    with pytest.raises(MissingEvidence, match=refusal), registry() as one:
        take(one, case.id, step)
    with registry() as one:
        assert one.get(CASES, case.id) == case


def test_a_failed_evaluation_keeps_the_case_in_rectification(
    registry: OpenRegistry, world: Any
) -> None:
    with registry() as one:
        made = world(one)
        case_id = made.case(state="rectification").id
        made.item(case_id, state="closed_by_accountability")
        made.evaluation(case_id, "excellent", state="submitted")
        made.evaluation(case_id, "unqualified")
        with pytest.raises(MissingEvidence, match="EVALUATION_FAILED"):
            CaseFiles(one).take(case_id, "improve")


@pytest.mark.parametrize(
    ("answer", "evidence", "reason", "accepted"),
    [
        ("由局长一人决定", ("询问笔录第2页",), "", True),
        ("未发现", (), "查阅三年会议纪要，无此类事项", True),
        ("未发现", (), "", False),
        ("未发现", (" ",), "", False),
        (" ", ("询问笔录",), "", False),
    ],
)
def test_an_answer_needs_evidence_or_a_reason(
    registry: OpenRegistry, world: Any, answer: str, evidence: Any, reason: str, accepted: bool
) -> None:
    with registry() as one:
        check = world(one).check(world(one).case().id)
        given = {"evidence": evidence, "reason": reason}
        if accepted:
            assert Checklist(one).answer(check, answer, **given).state == "answered"
            return
        with pytest.raises(MissingEvidence, match="ANSWER_UNSUPPORTED"):
            Checklist(one).answer(check, answer, **given)
        assert one.get(CHECKS, check).state == "open"


@pytest.mark.parametrize("domain", sorted(load_taxonomy().domains))
def test_checklists_have_three_to_fifteen_questions_with_a_basis(domain: str) -> None:
    case = CaseFacts(title="某案", filed=date(2026, 4, 1), domain=domain, position="top_leader")
    asked = questions(load_taxonomy(), case)
    assert 3 <= len(asked) <= MOST
    assert len({one.question for one in asked}) == len(asked)
    assert {one.basis for one in asked} == {f"taxonomy:domains:{domain}",
                                            "taxonomy:positions:top_leader"}  # fmt: skip


def test_questions_begin_with_the_links_in_which_the_case_was_committed() -> None:
    case = CaseFacts(
        title="某案",
        filed=date(2026, 4, 1),
        domain="engineering_construction",
        power_links=("结算审计",),
    )
    assert "结算审计" in questions(load_taxonomy(), case)[0].question


def test_loopholes_are_proposed_from_the_papers_of_the_case_once(
    registry: OpenRegistry, world: Any, paper: TaggedDocument
) -> None:
    with registry() as one:
        case = world(one).case(domain="healthcare")
        CaseStore(one.session).move(paper.document.id, case.id)
        found = Findings(one).propose_loopholes(case.id)
        assert {(kept.facts.term, kept.facts.description) for kept in found} == {
            ("no_rule", "采购没有制定管理办法。"),
            ("audit_weak", "验收由一人完成，没有人复核。"),
        }
        text = one.session.get_one(DocumentRow, paper.document.id).text
        for kept in found:
            assert text[kept.facts.start : kept.facts.end] == kept.facts.description
            assert (kept.state, kept.facts.domain) == ("proposed", "healthcare")
        assert Findings(one).propose_loopholes(case.id) == ()


DECISIONS = {
    (RISK_POINTS.kind, "proposed", "confirm"): "confirmed",
    (RISK_POINTS.kind, "proposed", "dismiss"): "dismissed",
    (RISK_POINTS.kind, "confirmed", "reconsider"): "proposed",
    (RISK_POINTS.kind, "dismissed", "reconsider"): "proposed",
    (LOOPHOLES.kind, "proposed", "confirm"): "confirmed",
    (LOOPHOLES.kind, "proposed", "dismiss"): "dismissed",
    (LOOPHOLES.kind, "confirmed", "reconsider"): "proposed",
    (LOOPHOLES.kind, "dismissed", "reconsider"): "proposed",
    (MEASURES.kind, "proposed", "adopt"): "adopted",
    (MEASURES.kind, "proposed", "drop"): "dropped",
    (MEASURES.kind, "adopted", "reconsider"): "proposed",
    (MEASURES.kind, "dropped", "reconsider"): "proposed",
}


@pytest.mark.parametrize("register", [RISK_POINTS, LOOPHOLES, MEASURES], ids=lambda one: one.kind)
def test_findings_are_decided_by_people(registry: OpenRegistry, world: Any, register: Any) -> None:
    with registry() as one:
        case_id = world(one).case().id
        found = {}
        for state in register.states:
            for decision in ("confirm", "dismiss", "adopt", "drop", "reconsider"):
                if register is RISK_POINTS:
                    record = world(one).point("", "风险点", state=state).id
                elif register is LOOPHOLES:
                    record = world(one).loophole(case_id, state=state)
                else:
                    record = world(one).measure(case_id, state=state)
                pair = (register.kind, state, decision)
                try:
                    kept = Findings(one).decide(register, record, decision, reason="经研究")
                    found[pair] = kept.state
                except KbError as refused:
                    found[pair] = refused.code
    assert found == {pair: DECISIONS.get(pair, "TRANSITION_ILLEGAL") for pair in found}
    assert len(found) == 15


def test_a_measure_is_not_taken_back_once_its_case_is_concluded(
    registry: OpenRegistry, world: Any
) -> None:
    with registry() as one:
        case_id = world(one).case(state="conclusion").id
        measure = world(one).measure(case_id)
        with pytest.raises(KbError, match="CASE_CONCLUDED"):
            Findings(one).decide(MEASURES, measure, "reconsider", reason="不合适")


def test_the_trace_tells_what_is_missing_at_each_node(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        made = world(one)
        case = made.case()
        check = made.check(case.id)
        loophole = made.loophole(case.id)
        nodes = trace(records_of(one, case.id))
    assert [node.zh for node in nodes] == ["调查", "分析", "施策", "落实", "评估", "完善"]
    gaps = {node.key: [(gap.code, gap.records) for gap in node.gaps] for node in nodes}
    assert gaps == {
        "investigate": [("CHECKS_OPEN", (check,))],
        "analyse": [("CAUSES_MISSING", ()), ("ROOTS_MISSING", ())],
        "decide": [
            ("MEASURES_MISSING", ()),
            ("LOOPHOLES_UNANSWERED", (loophole,)),
            ("LETTER_NOT_SERVED", ()),
        ],
        "carry_out": [("ITEMS_MISSING", ())],
        "evaluate": [("EVALUATION_MISSING", ())],
        "improve": [("NOT_IMPROVED", ())],
    }


def test_the_trace_of_a_case_that_went_round_the_loop_is_whole(
    registry: OpenRegistry, world: Any
) -> None:
    with registry() as one:
        made = world(one)
        root = load_taxonomy().layer("ideological_roots")[0].id
        told = {"direct_causes": ("bid_rigging",), "roots": (root,)}
        case_id = made.case(state="improvement", **told).id
        made.check(case_id, answer="局长一人", evidence=("询问笔录",))
        made.measure(case_id, made.loophole(case_id))
        letter = made.letter(
            case_id, state="concluded", served=date(2026, 2, 1), replied=date(2026, 3, 1)
        )
        made.item(case_id, state="written_off", letter=letter.id)
        made.evaluation(case_id, "qualified")
        nodes = trace(records_of(one, case_id))
    assert [(node.key, node.gaps) for node in nodes if not node.complete] == []


def test_the_three_counters(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        made = world(one)
        told = {"domain": "healthcare", "people": 3, "amount": 450_000.0}
        case_id = made.case(state="rectification", **told).id
        other = made.case(state="conclusion", domain="healthcare").id
        elsewhere = made.case(state="conclusion", domain="justice").id
        for number, case in enumerate((case_id, other, elsewhere)):
            made.measure(case)
            made.measure(case, state="dropped")
            made.item(case, state="written_off")
            made.item(case, state="withdrawn")
            made.item(case, state="in_progress")
            made.letter(case, state="served", served=date(2026, 3, 1), unit=made.unit(f"{number}"))
        rating = RatingFacts(indicator="education_reach", on=date(2026, 4, 1), numerator=120)
        one.add(RATINGS, rating, Placing(case_id=case_id))
        one.add(RATINGS, replace(rating, numerator=60), Placing(case_id=case_id))
        one.add(RATINGS, rating, Placing(case_id=elsewhere))
        found = counters(one, case_id)
    assert (found.people, found.amount) == (3, 450_000.0)
    assert (found.packs, found.reach) == (2, 180)
    assert (found.domain, found.measures, found.items_closed, found.units) == (
        "healthcare", 2, 2, 2,
    )  # fmt: skip


def test_the_records_of_a_case_follow_its_protection(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        made = world(one)
        case = made.case()
        loophole = made.loophole(case.id)
        higher = Placing(Level.RESTRICTED, "d1", case.id)
        measure = one.place(MEASURES, one.get(MEASURES, made.measure(case.id)), higher)
        one.session.execute(
            update(CaseRow).where(CaseRow.id == case.id).values(level=2, owner_department="d7")
        )
        CaseFiles(one).follow_protection(case.id)
        moved, kept = one.get(CASES, case.id).head, one.get(LOOPHOLES, loophole).head
        assert (moved.level, moved.department) == (Level.SENSITIVE, "d7")
        assert kept.level == Level.SENSITIVE
        assert one.get(MEASURES, measure.id) == measure


def test_a_case_of_the_library_alone_has_no_record_to_follow(
    registry: OpenRegistry, world: Any
) -> None:
    with registry() as one:
        CaseFiles(one).follow_protection(world(one).past_case())
        assert one.count(CASES) == 0
