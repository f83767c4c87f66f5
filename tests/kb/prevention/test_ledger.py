"""Steps of the ledger with their guards, on both databases; refused steps change nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kb.errors import (
    IllegalTransition,
    InvalidQuery,
    KbError,
    MissingEvidence,
    NotAllowed,
    NotFound,
    ReadError,
    StoreError,
    TooLarge,
    WorkflowError,
)
from kb.governance.access import Level
from kb.prevention.evidence import EvidenceDesk
from kb.prevention.item_change import kept_evidence
from kb.prevention.ledger import Arrangement, Ledger
from kb.prevention.ledger_facts import EVIDENCE, ITEMS
from kb.prevention.verification import Verification
from kb.registers.records import Placing
from kb.store.register_events import as_of, events_of
from kb.store.register_tables import EvidenceFileRow
from kb.store.registry import Registry

Refusal = tuple[type[KbError], str]
APRIL = date(2026, 4, 2)


def refused(
    desk: Any, name: str, run: Callable[..., object], refusal: Refusal, day: date = APRIL
) -> None:
    before = desk.kept()
    with pytest.raises(refusal[0]) as error, desk.as_(name, day) as one:
        run(one)
    assert error.value.code == refusal[1]
    assert desk.kept() == before


def test_an_item_goes_all_the_way_and_its_life_is_kept(desk: Any) -> None:
    kept = desk.walk("written_off")
    assert kept.state == "written_off"
    facts = kept.facts
    assert (facts.issued, facts.submitted, facts.written_off) == (
        date(2026, 3, 2),
        date(2026, 4, 2),
        date(2026, 4, 9),
    )
    assert (facts.submitted_by, facts.confirmed_by, facts.verifier) == (
        "clerk",
        "owner",
        "verifier",
    )
    assert (facts.checked, facts.opinion, facts.progress) == ((1, 2), "已核实", 100)
    with desk.as_("officer", APRIL) as one:
        events = events_of(one.session, desk.item)
    assert [(e.actor, e.action, e.after) for e in events] == [
        ("officer", "create", "drafted"),
        ("officer", "issue", "issued"),
        ("owner", "sign", "in_progress"),
        ("clerk", "add_evidence", "in_progress"),
        ("owner", "confirm", "in_progress"),
        ("clerk", "submit", "submitted"),
        ("verifier", "start_verification", "verifying"),
        ("verifier", "write_off", "written_off"),
    ]
    assert as_of(ITEMS, events, events[-1].at) == kept
    assert as_of(ITEMS, events, events[4].at).facts.confirmed_by == "owner"


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        pytest.param({"acceptance": ()}, "FIELD_NEEDED", id="no_standard"),
        pytest.param({"owner": ""}, "FIELD_NEEDED", id="no_owner"),
        pytest.param({"due": None}, "FIELD_NEEDED", id="no_date"),
        pytest.param({"due": date(2026, 3, 2)}, "DATE_TOO_EARLY", id="due_today"),
    ],
)
def test_only_a_whole_item_is_issued(desk: Any, lacking: dict[str, Any], code: str) -> None:
    with desk.as_("officer", date(2026, 3, 1)) as one:
        kept = one.get(ITEMS, desk.item)
        one.edit(ITEMS, kept, replace(kept.facts, **lacking), expected=1)
    day = date(2026, 3, 2)
    refused(desk, "officer", lambda one: Ledger(one).issue(desk.item), (InvalidQuery, code), day)


def test_an_issued_item_is_no_longer_edited(desk: Any) -> None:
    kept = desk.issue()
    longer = replace(kept.facts, due=date(2027, 1, 1))
    refused(
        desk,
        "officer",
        lambda one: one.edit(ITEMS, kept, longer, expected=kept.head.version),
        (IllegalTransition, "EDIT_CLOSED"),
    )


def test_a_stale_version_is_told_first(desk: Any) -> None:
    desk.begin()
    refused(
        desk,
        "officer",
        lambda one: Ledger(one).issue(desk.item, expected=1),
        (WorkflowError, "VERSION_STALE"),
    )


@pytest.mark.parametrize(("upheld", "state"), [(True, "withdrawn"), (False, "in_progress")])
def test_an_objection_is_resolved(desk: Any, upheld: bool, state: str) -> None:
    desk.issue()
    with desk.as_("owner", APRIL) as one:
        Ledger(one).object(desk.item, reason="该问题不属本单位职责")
    refused(
        desk,
        "insider",
        lambda one: Ledger(one).resolve_objection(desk.item, upheld=True, reason="同意"),
        (NotAllowed, "SAME_UNIT"),
    )
    with desk.as_("officer", APRIL) as one:
        ledger = Ledger(one)
        assert ledger.resolve_objection(desk.item, upheld=upheld, reason="已复核").state == state


def test_submitting_asks_for_evidence_and_the_owner(desk: Any) -> None:
    desk.begin()

    def submit(one: Registry) -> object:
        return Ledger(one).submit(desk.item)

    refused(desk, "clerk", submit, (MissingEvidence, "EVIDENCE_MISSING"))
    desk.prove()
    refused(desk, "clerk", submit, (MissingEvidence, "CONFIRMATION_MISSING"))
    refused(
        desk, "clerk", lambda one: Ledger(one).confirm(desk.item), (NotAllowed, "NOT_THE_OWNER")
    )
    refused(
        desk, "officer", lambda one: Ledger(one).confirm(desk.item), (NotAllowed, "NOT_THE_OWNER")
    )
    assert desk.submit().state == "submitted"


def test_a_signature_on_paper_is_recorded_by_the_issuing_side(desk: Any) -> None:
    desk.begin()
    with desk.as_("officer", APRIL) as one:
        kept = Ledger(one).confirm(desk.item, note="责任人书面签认，见来文 12 号")
    assert kept.facts.confirmed_by == "owner"
    desk.prove()
    assert desk.kept().facts.confirmed_by == ""
    refused(
        desk,
        "clerk",
        lambda one: Ledger(one).confirm(desk.item, note="我替他签"),
        (NotAllowed, "NOT_THE_OWNER"),
    )


def test_new_evidence_and_a_new_standard_ask_the_owner_again(desk: Any) -> None:
    desk.begin()
    desk.prove()
    with desk.as_("owner", APRIL) as one:
        Ledger(one).confirm(desk.item)
    given = Arrangement(owner="owner", measure="三方验收", acceptance=("办法已印发",))
    with desk.as_("officer", APRIL) as one:
        kept = Ledger(one).arrange(desk.item, given, reason="标准合并为一条")
    assert (kept.facts.confirmed_by, kept.facts.acceptance) == ("", ("办法已印发",))
    refused(
        desk,
        "officer",
        lambda one: Ledger(one).arrange(desk.item, given, reason="再来"),
        (InvalidQuery, "EDIT_UNCHANGED"),
    )
    refused(
        desk,
        "officer",
        lambda one: Ledger(one).arrange(desk.item, replace(given, acceptance=()), reason="去掉"),
        (InvalidQuery, "FIELD_NEEDED"),
    )


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param({"content": b""}, (ReadError, "EMPTY_FILE"), id="empty"),
        pytest.param({"content": b"x" * 11}, (TooLarge, "FILE_TOO_LARGE"), id="too_large"),
        pytest.param(
            {"effective": date(2026, 4, 3)}, (InvalidQuery, "DATE_IN_FUTURE"), id="future"
        ),
        pytest.param({"content": b"rules"}, (WorkflowError, "EVIDENCE_REPEATED"), id="again"),
        pytest.param({"note": "有\x00字"}, (InvalidQuery, "INVALID_TEXT"), id="nul"),
    ],
)
def test_evidence_that_is_refused(desk, given: dict[str, Any], refusal: Refusal) -> None:
    desk.begin()
    desk.prove()
    whole = {"name": "甲.pdf", "content": b"other", "effective": date(2026, 4, 1)} | given
    refused(
        desk,
        "clerk",
        lambda one: EvidenceDesk(one, max_bytes=10).add(desk.item, **whole),
        refusal,
    )


def test_evidence_is_handed_out_as_it_came(desk: Any) -> None:
    desk.begin()
    evidence = desk.prove(b"\x00binary")
    with desk.as_("verifier", APRIL) as one:
        kept, content = EvidenceDesk(one).content(evidence)
        assert (content, kept.facts.size, kept.facts.round) == (b"\x00binary", 7, 1)
        assert kept.head.department == "d1"
        one.session.get(EvidenceFileRow, kept.facts.sha256).content = b"forged"
        one.session.flush()
        with pytest.raises(StoreError, match="EVIDENCE_ALTERED"):
            EvidenceDesk(one).content(evidence)
    with pytest.raises(NotFound), desk.as_("stranger", APRIL) as one:
        EvidenceDesk(one).content(evidence)


def test_a_path_in_a_name_is_only_a_name(desk: Any) -> None:
    desk.begin()
    with desk.as_("clerk", APRIL) as one:
        kept = EvidenceDesk(one).add(
            desk.item, name="..\\..\\etc/照片\n.jpg", content=b"x", effective=APRIL
        )
    assert kept.facts.name == "照片.jpg"


def test_struck_evidence_stays_but_counts_no_more(desk: Any) -> None:
    desk.begin()
    evidence = desk.prove()
    with desk.as_("owner", APRIL) as one:
        assert EvidenceDesk(one).strike(evidence, reason="传错了").state == "struck"
        assert kept_evidence(one, one.get(ITEMS, desk.item)) == ()
        assert one.get(EVIDENCE, evidence).facts.name == "验收办法.pdf"
    refused(
        desk,
        "owner",
        lambda one: EvidenceDesk(one).strike(evidence, reason="再剔一次"),
        (IllegalTransition, "EVIDENCE_STRUCK"),
    )
    refused(
        desk,
        "clerk",
        lambda one: Ledger(one).submit(desk.item),
        (MissingEvidence, "EVIDENCE_MISSING"),
    )


def test_the_unit_does_not_strike_what_is_being_verified(desk: Any) -> None:
    desk.walk("verifying")
    with desk.as_("verifier", APRIL) as one:
        [evidence] = kept_evidence(one, one.get(ITEMS, desk.item))
    refused(
        desk,
        "owner",
        lambda one: EvidenceDesk(one).strike(evidence.id, reason="撤下"),
        (NotAllowed, "NOT_ALLOWED"),
    )
    with desk.as_("verifier", APRIL) as one:
        EvidenceDesk(one).strike(evidence.id, reason="材料日期不实")
    refused(
        desk,
        "verifier",
        lambda one: Verification(one).write_off(desk.item, opinion="可以", checked=(1, 2)),
        (MissingEvidence, "EVIDENCE_MISSING"),
    )


@pytest.mark.parametrize(
    ("opinion", "checked", "refusal"),
    [
        pytest.param("  ", (1, 2), (InvalidQuery, "FIELD_NEEDED"), id="no_opinion"),
        pytest.param("可", (1,), (MissingEvidence, "ACCEPTANCE_UNCHECKED"), id="one_unchecked"),
        pytest.param("可", (0, 3), (MissingEvidence, "ACCEPTANCE_UNCHECKED"), id="others_checked"),
    ],
)
def test_writing_off_asks_for_more(
    desk: Any, opinion: str, checked: tuple[int, ...], refusal: Refusal
) -> None:
    desk.walk("verifying")
    refused(
        desk,
        "verifier",
        lambda one: Verification(one).write_off(desk.item, opinion=opinion, checked=checked),
        refusal,
    )


def test_who_had_a_hand_in_it_does_not_verify(desk: Any) -> None:
    """The officer uploads on behalf of the unit: then a colleague must verify."""
    desk.begin()
    with desk.as_("officer", APRIL) as one:
        EvidenceDesk(one).add(desk.item, name="甲.pdf", content=b"x", effective=APRIL)
    desk.submit()

    def start(one: Registry) -> object:
        return Verification(one).start(desk.item)

    for name, refusal in (
        ("officer", (NotAllowed, "SAME_PERSON")),
        ("owner", (NotAllowed, "NOT_ALLOWED")),
        ("insider", (NotAllowed, "SAME_UNIT")),
        ("half_stranger", (NotAllowed, "OTHER_UNIT")),
        ("trainer", (NotAllowed, "NOT_ALLOWED")),
        ("stranger", (NotFound, "NOT_FOUND")),
    ):
        refused(desk, name, start, refusal)
    with desk.as_("colleague", APRIL) as one:
        assert Verification(one).start(desk.item).facts.verifier == "colleague"


def test_a_returned_application_is_confirmed_anew(desk: Any) -> None:
    desk.walk("verifying")
    with desk.as_("verifier", APRIL) as one:
        kept = Verification(one).send_back(desk.item, opinion="抽查记录没有签字")
    assert (kept.state, kept.facts.opinion, kept.facts.submitted) == (
        "returned",
        "抽查记录没有签字",
        None,
    )
    with desk.as_("clerk", APRIL) as one:
        Ledger(one).take_up(desk.item)
    refused(
        desk,
        "clerk",
        lambda one: Ledger(one).submit(desk.item),
        (MissingEvidence, "CONFIRMATION_MISSING"),
    )


def test_a_relapse_begins_a_round_that_needs_evidence_of_its_own(desk: Any) -> None:
    desk.walk("written_off")
    june = date(2026, 6, 1)
    for given, refusal in (
        ({"recurrence": " ", "reason": "回头看"}, (InvalidQuery, "FIELD_NEEDED")),
        ({"recurrence": "又有一人验收"}, (InvalidQuery, "FIELD_NEEDED")),
        ({"recurrence": "又有一人验收", "clue": "clue-0"}, (NotFound, "NOT_FOUND")),
        ({"recurrence": "又有一人验收", "reason": "回头看", "due": june}, None),
    ):
        whole = {"due": date(2026, 7, 1)} | given
        refused(
            desk,
            "verifier",
            lambda one, whole=whole: Verification(one).reopen(desk.item, **whole),
            refusal or (InvalidQuery, "DATE_TOO_EARLY"),
            june,
        )
    with desk.as_("verifier", june) as one:
        kept = Verification(one).reopen(
            desk.item, recurrence="又有一人验收", reason="回头看", due=date(2026, 7, 1)
        )
    assert (kept.state, kept.facts.round, kept.facts.written_off) == ("reopened", 2, None)
    with desk.as_("owner", june) as one:
        Ledger(one).take_up(desk.item)
        Ledger(one).confirm(desk.item)
    refused(
        desk,
        "clerk",
        lambda one: Ledger(one).submit(desk.item),
        (MissingEvidence, "EVIDENCE_MISSING"),
        june,
    )
    with desk.as_("officer", june) as one:
        [former] = one.all(EVIDENCE)
        past = as_of(ITEMS, events_of(one.session, desk.item), kept.head.created_at)
    assert past.facts.due == date(2026, 4, 30)
    refused(
        desk,
        "clerk",
        lambda one: EvidenceDesk(one).strike(former.id, reason="旧的"),
        (IllegalTransition, "EVIDENCE_STRUCK"),
        june,
    )


def test_evidence_is_opened_with_its_item_wherever_that_is_placed(desk: Any) -> None:
    desk.begin()
    evidence = desk.prove()
    with desk.as_("officer", APRIL) as one:
        assert one.get(EVIDENCE, evidence).id == evidence
    with desk.as_("system", APRIL) as one:
        placing = Placing(level=Level.INTERNAL, department="d2")
        one.place(ITEMS, one.get(ITEMS, desk.item), placing)
    with desk.as_("officer", APRIL) as one:
        assert one.count(EVIDENCE) == 0
        with pytest.raises(NotFound):
            EvidenceDesk(one).content(evidence)
