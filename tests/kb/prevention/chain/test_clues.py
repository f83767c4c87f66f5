"""Clues: every step from every state, the gate of the pre-judgement, the case that is opened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from kb.errors import IllegalTransition, KbError, MissingEvidence, NotFound
from kb.governance.access import Level, Principal, Role
from kb.model import TaggedDocument
from kb.prevention.chain_facts import CASES, CHECKS, CLUES, RISK_POINTS
from kb.prevention.clues import Clues
from kb.prevention.findings import Findings
from kb.prevention.pre_judgement import counted_points, propose_risk_points
from kb.store.cases import CaseStore
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry, Wanted
from kb.store.tables import CaseRow

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
PAST = "case-0123456789abcdef"  # what world.past_case keeps
STATES = tuple(CLUES.states)
# what may follow what, by hand: state, step → state
ALLOWED = {
    ("clue_intake", "preliminary"): "preliminary",
    ("clue_intake", "inquiry"): "inquiry",
    ("clue_intake", "hold"): "held",
    ("clue_intake", "close"): "closed_clue",
    ("clue_intake", "file"): "filed",
    ("preliminary", "hold"): "held",
    ("preliminary", "close"): "closed_clue",
    ("preliminary", "file"): "filed",
    ("inquiry", "preliminary"): "preliminary",
    ("inquiry", "close"): "closed_clue",
    ("inquiry", "return"): "clue_intake",
    ("held", "preliminary"): "preliminary",
    ("held", "inquiry"): "inquiry",
    ("held", "close"): "closed_clue",
    ("held", "return"): "clue_intake",
    ("closed_clue", "return"): "clue_intake",
}
STEPS = ("preliminary", "inquiry", "hold", "close", "return", "file")


def take(clues: Clues, clue_id: str, step: Any) -> str:
    if step == "file":
        return clues.file(clue_id, approval="经主要负责人批准").clue.state
    return clues.take(clue_id, step, reason="经集体研究").state


def outcome(registry: OpenRegistry, clue_id: str, step: str) -> str:
    try:
        with registry() as one:
            return take(Clues(one), clue_id, step)
    except KbError as refused:
        return refused.code


def test_every_step_from_every_state(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        made = world(one)
        made.past_case()
        ids = {
            (state, step): made.clue(state=state, points=3).id for state in STATES for step in STEPS
        }
    found = {pair: outcome(registry, clue_id, pair[1]) for pair, clue_id in ids.items()}
    assert found == {pair: ALLOWED.get(pair, "TRANSITION_ILLEGAL") for pair in ids}
    with registry() as one:
        left = {pair: one.get(CLUES, clue_id).state for pair, clue_id in ids.items()}
    assert left == {pair: ALLOWED.get(pair, pair[0]) for pair in ids}


@pytest.mark.parametrize("step", ["preliminary", "inquiry", "hold", "close", "file"])
def test_no_clue_leaves_intake_without_three_risk_points(
    registry: OpenRegistry, world: Any, step: str
) -> None:
    with registry() as one:
        made = world(one)
        made.past_case()
        clue = made.clue(points=2)
        made.point(clue.id, "没有出处", state="confirmed")
        made.point(clue.id, "出处不存在", sources=("case-ffffffffffffffff",))
        made.point(clue.id, "已排除", sources=(PAST,), state="dismissed")
    with pytest.raises(MissingEvidence, match="PRE_JUDGEMENT_MISSING"), registry() as one:
        take(Clues(one), clue.id, step)
    with registry() as one:
        assert one.get(CLUES, clue.id) == clue
        world(one).point(clue.id, "又一个", sources=(PAST,))
        take(Clues(one), clue.id, step)


def test_what_the_vocabulary_says_counts_once_a_person_confirms_it(
    registry: OpenRegistry, world: Any
) -> None:
    with registry() as one:
        clue = world(one).clue()
        proposed = propose_risk_points(one, clue.id, ())
        assert len(proposed) >= 3
        assert counted_points(one, clue.id) == ()
        for point in proposed[:3]:
            Findings(one).decide(RISK_POINTS, point.id, "confirm")
        assert len(counted_points(one, clue.id)) == 3


@pytest.mark.parametrize("step", ["hold", "close", "return", "file"])
def test_steps_that_end_something_need_a_reason(
    registry: OpenRegistry, world: Any, step: Any
) -> None:
    with registry() as one:
        world(one).past_case()
        state = "held" if step == "return" else "clue_intake"
        clue = world(one).clue(points=3, state=state)
    with pytest.raises(MissingEvidence, match="REASON_NEEDED"), registry() as one:
        if step == "file":
            Clues(one).file(clue.id, approval=" ")
        else:
            Clues(one).take(clue.id, step)


def test_filing_opens_the_case_with_its_checklist(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        world(one).past_case()
        clue = world(one).clue(points=4)
        filed = Clues(one).file(clue.id, approval="批准", number="某立〔2026〕8号")
        row = one.session.get(CaseRow, filed.case.id)
        assert row is not None
        assert (row.level, row.title) == (Level.SENSITIVE, clue.facts.title)
        assert filed.case.facts.clue == clue.id
        assert filed.case.head.case_id == filed.case.id == filed.clue.head.case_id
        checks = one.all(CHECKS, Wanted(equal=(("case_id", (filed.case.id,)),)))
        assert 3 <= len(checks) <= 15
        assert all(check.facts.basis for check in checks)
        points = one.all(RISK_POINTS, Wanted(equal=(("clue", (clue.id,)),)))
        assert {point.head.case_id for point in points} == {filed.case.id}


def test_a_clue_that_may_not_be_read_cannot_be_stepped(
    registry: OpenRegistry, world: Any, person: Callable[..., Principal]
) -> None:
    with registry(person("u1", Role.INVESTIGATOR, department="d1")) as one:
        clue = world(one).clue()
    with pytest.raises(NotFound), registry(person("u2", department="d2")) as one:
        Clues(one).take(clue.id, "hold", reason="等待")


def test_a_stale_version_is_refused(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        world(one).past_case()
        clue = world(one).clue(points=3)
        one.edit(CLUES, clue, replace(clue.facts, rank="县处级"), expected=1)
    with pytest.raises(KbError, match="VERSION_STALE"), registry() as one:
        Clues(one).take(clue.id, "preliminary", expected=1)


def test_a_filed_clue_is_no_longer_edited(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        clue = world(one).clue(state="filed")
    with pytest.raises(IllegalTransition, match="EDIT_CLOSED"), registry() as one:
        one.edit(CLUES, clue, replace(clue.facts, rank="县处级"), expected=1)


def test_proposals_quote_similar_cases(
    registry: OpenRegistry, world: Any, paper: TaggedDocument
) -> None:
    with registry() as one:
        clue = world(one).clue(domain="", position="")
        case_id = one.session.scalar(select(CaseRow.id))
        proposed = propose_risk_points(one, clue.id, [str(case_id)])
    words = {point.facts.loopholes: point.facts.sources for point in proposed}
    assert words == {
        ("no_rule",): (f"{paper.document.id}:0-11",),
        ("audit_weak",): (f"{paper.document.id}:11-25",),
    }


def test_papers_that_may_not_be_read_are_not_quoted(
    registry: OpenRegistry, world: Any, paper: TaggedDocument, person: Callable[..., Principal]
) -> None:
    with registry() as one:
        case_id = str(one.session.scalar(select(CaseRow.id)))
        one.session.execute(update(CaseRow).values(level=2, owner_department="d9"))
    with registry(person("u1", Role.INVESTIGATOR, department="d1")) as one:
        clue = world(one).clue(domain="", position="")
        assert propose_risk_points(one, clue.id, [case_id]) == ()


def test_what_was_dismissed_is_not_proposed_again(registry: OpenRegistry, world: Any) -> None:
    with registry() as one:
        clue = world(one).clue()
        first = propose_risk_points(one, clue.id, ())
        Findings(one).decide(RISK_POINTS, first[0].id, "dismiss", reason="与本线索无关")
        assert propose_risk_points(one, clue.id, ()) == ()


def test_points_confirmed_for_an_earlier_clue_are_proposed(
    registry: OpenRegistry, world: Any
) -> None:
    with registry() as one:
        made = world(one)
        made.past_case()
        earlier = made.clue(position="top_leader")
        kept = propose_risk_points(one, earlier.id, ())[-1]
        Findings(one).decide(RISK_POINTS, kept.id, "confirm")
        later = made.clue(position="top_leader", title="另一条线索")
        first = propose_risk_points(one, later.id, ())[0]
    assert first.facts.description == kept.facts.description
    assert first.facts.sources[-1] == kept.id


def test_a_case_is_rebuilt_as_it_was_at_each_step(registry: OpenRegistry, world: Any) -> None:
    with registry(at=datetime(2026, 4, 1, 4, tzinfo=UTC)) as one:
        world(one).past_case()
        clue = world(one).clue(points=3)
    with registry(at=datetime(2026, 4, 3, 4, tzinfo=UTC)) as one:
        filed = Clues(one).file(clue.id, approval="批准")
    with registry(at=datetime(2026, 4, 5, 4, tzinfo=UTC)) as one:
        case = one.get(CASES, filed.case.id)
        edited = one.edit(CASES, case, replace(case.facts, people=3), expected=1)
        events = events_of(one.session, case.id)
        of_clue = events_of(one.session, clue.id)
    assert filed.case.facts.filed == date(2026, 4, 3)
    assert as_of(CASES, events, datetime(2026, 4, 4, tzinfo=UTC)) == filed.case
    assert as_of(CASES, events, datetime(2026, 4, 6, tzinfo=UTC)) == edited
    assert as_of(CLUES, of_clue, datetime(2026, 4, 2, tzinfo=UTC)).state == "clue_intake"
    assert as_of(CLUES, of_clue, datetime(2026, 4, 4, tzinfo=UTC)) == filed.clue


def test_the_case_of_a_clue_keeps_its_row_when_its_last_paper_goes(
    registry: OpenRegistry, world: Any, paper: TaggedDocument
) -> None:
    with registry() as one:
        world(one).past_case()
        clue = world(one).clue(points=3)
        case = Clues(one).file(clue.id, approval="批准").case
        CaseStore(one.session).move(paper.document.id, case.id)
        CaseStore(one.session).move(paper.document.id, PAST)
        assert one.session.get(CaseRow, case.id) is not None
        assert one.get(CASES, case.id) == case
