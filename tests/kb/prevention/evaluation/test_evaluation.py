"""Evaluations from draft to confirmed, step by step, on both databases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kb.errors import IllegalTransition, InvalidQuery, KbError, NotAllowed, WorkflowError
from kb.prevention.evaluation import STEPS
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.ledger_facts import EVALUATIONS
from kb.store.register_events import events_of
from tests.kb.prevention.evaluation.scene import BAD, MONDAY, Scene, noon


@pytest.mark.parametrize("who", ["ann", "member"])
def test_who_drafted_or_evaluated_does_not_confirm(scene: Scene, who: str) -> None:
    members = ("评估一组", "ben") if who == "member" else ("评估一组",)
    submitted = scene.step(scene.ann, "submit", scene.draft(members=members))
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ann if who == "ann" else scene.ben, "confirm", submitted)
    assert scene.read(EVALUATIONS, submitted.id).state == "submitted"


def test_who_edited_the_draft_does_not_confirm(scene: Scene) -> None:
    draft = scene.draft()
    with scene.registry(scene.ben, at=noon(MONDAY)) as one:
        edited = one.edit(EVALUATIONS, draft, replace(draft.facts, advice="续查"), expected=1)
    submitted = scene.step(scene.ann, "submit", edited)
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ben, "confirm", submitted)


def test_who_submitted_anothers_draft_does_not_confirm(scene: Scene) -> None:
    submitted = scene.step(scene.ben, "submit", scene.draft())
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ben, "confirm", submitted)


def test_what_changed_since_it_was_submitted_is_not_confirmed(scene: Scene) -> None:
    submitted = scene.step(scene.ann, "submit", scene.draft())
    with scene.registry(scene.ann, at=noon(MONDAY)) as one:
        facts = replace(submitted.facts, values=BAD)
        with pytest.raises(IllegalTransition, match="EDIT_CLOSED"):
            one.edit(EVALUATIONS, submitted, facts, expected=submitted.head.version)
        edited = one.change(EVALUATIONS, submitted, facts=facts, action="correct")
    with pytest.raises(IllegalTransition, match="EVALUATION_MISMATCH"):
        scene.step(scene.ben, "confirm", edited)


def test_a_sheet_of_other_rules_is_not_confirmed(scene: Scene) -> None:
    rules = load_rules()
    stricter = replace(rules, thresholds=replace(rules.thresholds, excellent=99))
    submitted = scene.step(scene.ann, "submit", scene.draft())
    with pytest.raises(IllegalTransition, match="EVALUATION_MISMATCH"):
        scene.step(scene.ben, "confirm", submitted, rules=stricter)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"members": ()}, "FIELD_NEEDED", id="nobody_evaluated"),
        pytest.param({"period_end": None}, "FIELD_NEEDED", id="no_period"),
        pytest.param({"values": ()}, "FIELD_NEEDED", id="no_data"),
        pytest.param({"base_end": None}, "FIELD_NEEDED", id="a_drop_without_base"),
        pytest.param({"base_end": date(2025, 5, 31)}, "EVALUATION_PERIOD", id="shorter_base"),
        pytest.param({"period_end": date(2026, 7, 31)}, "EVALUATION_PERIOD", id="not_over"),
        pytest.param(
            {"base_start": date(2025, 8, 1), "base_end": date(2026, 1, 31)},
            "EVALUATION_PERIOD",
            id="base_overlaps",
        ),
        pytest.param(
            {
                "period_start": date(2026, 4, 1),
                "base_start": date(2025, 4, 1),
            },
            "EVALUATION_PERIOD",
            id="observed_too_short",
        ),
        pytest.param({"values": ("nonesuch:1/1",)}, "EVALUATION_VALUE_INVALID", id="bad_data"),
        pytest.param({"vetoes": ("nonesuch",)}, "EVALUATION_VETO_UNKNOWN", id="bad_veto"),
        pytest.param(
            {"values": BAD, "shortcomings": " "}, "SHORTCOMINGS_MISSING", id="fails_unexplained"
        ),
    ],
)
def test_a_sheet_that_lacks_something_is_not_submitted(
    scene: Scene, changed: dict[str, Any], code: str
) -> None:
    draft = scene.draft(**changed)
    with pytest.raises(KbError, match=code):
        scene.step(scene.ann, "submit", draft)
    assert scene.read(EVALUATIONS, draft.id) == draft


def test_an_appeal_is_heard_within_ten_working_days(scene: Scene) -> None:
    kept = scene.confirmed()
    # Monday 6 July + 10 working days = Monday 20 July
    with pytest.raises(IllegalTransition, match="APPEAL_LATE"):
        scene.step(scene.cat, "appeal", kept, "数据有误", day=date(2026, 7, 21))
    with pytest.raises(InvalidQuery, match="FIELD_NEEDED"):
        scene.step(scene.cat, "appeal", kept, " ", day=date(2026, 7, 20))
    asked = scene.step(scene.cat, "appeal", kept, "数据有误", day=date(2026, 7, 20))
    assert (asked.state, asked.facts.appeal) == ("appealed", "数据有误")
    with pytest.raises(NotAllowed, match="SAME_PERSON"):
        scene.step(scene.ben, "uphold", asked, "维持")
    upheld = scene.step(scene.cat, "uphold", asked, "数据无误，维持")
    assert (upheld.state, upheld.facts.grade) == ("confirmed", "excellent")


def test_a_review_may_ask_for_a_new_sheet(scene: Scene) -> None:
    asked = scene.step(scene.cat, "appeal", scene.confirmed(), "数据有误")
    again = scene.step(scene.cat, "redo", asked, "重新取数")
    assert (again.state, again.facts.grade, again.facts.total) == ("draft", "", None)
    submitted = scene.step(scene.ann, "submit", again)
    assert scene.step(scene.ben, "confirm", submitted).state == "confirmed"


def test_a_stale_version_changes_nothing(scene: Scene) -> None:
    draft = scene.draft()
    scene.step(scene.ann, "submit", draft)
    with pytest.raises(WorkflowError, match="TRANSITION_ILLEGAL"):
        scene.step(scene.ann, "submit", draft)
    submitted = scene.read(EVALUATIONS, draft.id)
    stale = replace(submitted, head=replace(submitted.head, version=1))
    with pytest.raises(WorkflowError, match="VERSION_STALE"):
        scene.step(scene.ben, "confirm", stale)


def test_every_step_is_refused_from_every_other_state(scene: Scene) -> None:
    reasons = {"send_back": ("理由",), "appeal": ("理由",), "uphold": ("理由",), "redo": ("理由",)}
    tried = 0
    for state in EVALUATIONS.states:
        with scene.registry(scene.ann, at=noon(MONDAY)) as one:
            kept = one.add(EVALUATIONS, scene.facts, state=state)
        for step, (before, _) in STEPS.items():
            if state != before:
                tried += 1
                with pytest.raises(IllegalTransition, match="TRANSITION_ILLEGAL"):
                    scene.step(scene.cat, step, kept, *reasons.get(step, ()))
        with scene.registry() as one:
            assert len(events_of(one.session, kept.id)) == 1
    assert tried == 4 * 6 - 6
