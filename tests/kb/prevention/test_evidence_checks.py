"""Signs of rectification on paper only: each shows on its fixture and not on its control."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.prevention.evidence import EvidenceDesk
from kb.prevention.evidence_checks import Sign, Suspicion, copied_share, suspicions
from kb.prevention.ledger import Ledger
from kb.prevention.ledger_facts import EVIDENCE, ITEMS, LETTERS, LetterFacts, LetterKind

APRIL = date(2026, 4, 2)
SUGGESTION = (
    "由使用、财务、纪检三方共同验收，验收单三方签字，资料按项目归档，每季度由审计部门抽查十笔。"
)


def signs(desk: Any, **texts: str) -> tuple[Suspicion, ...]:
    with desk.as_("verifier", APRIL) as one:
        found: tuple[Suspicion, ...] = suspicions(one, desk.item, texts=texts)
    return found


def test_an_honest_file_shows_nothing(desk: Any) -> None:
    desk.begin()
    evidence = desk.prove()
    own = (
        "我局于三月二十日印发设备验收办法，四月抽查了十笔采购，其中一笔缺签字，已补签并约谈经办人。"
    )
    assert signs(desk, **{evidence: own}) == ()


def test_the_same_file_under_another_item_is_noticed(desk: Any) -> None:
    desk.begin()
    evidence = desk.prove(b"same")
    with desk.as_("officer", date(2026, 3, 2)) as one:
        facts = replace(one.get(ITEMS, desk.item).facts, issued=None)
        twin = one.add(ITEMS, facts).id
        Ledger(one).issue(twin)
    with desk.as_("owner", APRIL) as one:
        Ledger(one).sign(twin)
        EvidenceDesk(one).add(twin, name="乙.pdf", content=b"same", effective=APRIL)
    assert signs(desk) == (Suspicion(Sign.REUSED, evidence, others=(twin,)),)


def test_a_date_before_the_letter_is_noticed(desk: Any) -> None:
    desk.begin()
    with desk.as_("clerk", APRIL) as one:
        early = EvidenceDesk(one).add(
            desk.item, name="旧办法.pdf", content=b"old", effective=date(2026, 3, 1)
        )
        EvidenceDesk(one).add(
            desk.item, name="新办法.pdf", content=b"new", effective=date(2026, 3, 2)
        )
    assert signs(desk) == (Suspicion(Sign.BEFORE_LETTER, early.id),)


def test_the_day_of_the_letter_comes_before_that_of_the_issue(desk: Any) -> None:
    """The letter was served on 20 March, after the item was issued on the 2nd."""
    letter = LetterFacts(
        kind=LetterKind.SUPERVISION, body="某区纪委监委", title="书", served=date(2026, 3, 20)
    )
    with desk.as_("officer", date(2026, 3, 1)) as one:
        sent = one.add(LETTERS, letter, state="served").id
        kept = one.get(ITEMS, desk.item)
        one.edit(ITEMS, kept, replace(kept.facts, letter=sent), expected=1)
    desk.begin()
    evidence = desk.prove(day=date(2026, 3, 19))
    assert [one.sign for one in signs(desk)] == [Sign.BEFORE_LETTER]
    assert signs(desk)[0].evidence == evidence


def test_copied_words_are_noticed_in_a_file_and_in_the_note(desk: Any) -> None:
    letter = LetterFacts(
        kind=LetterKind.SUPERVISION, body="某区纪委监委", title="书", suggestions=(SUGGESTION,)
    )
    with desk.as_("officer", date(2026, 3, 1)) as one:
        sent = one.add(LETTERS, letter, state="served").id
        kept = one.get(ITEMS, desk.item)
        one.edit(ITEMS, kept, replace(kept.facts, letter=sent), expected=1)
    desk.begin()
    evidence = desk.prove()
    with desk.as_("owner", APRIL) as one:
        Ledger(one).report(desk.item, progress=100, note=f"我局已{SUGGESTION}")
    note, file = signs(desk, **{evidence: f"整改报告：{SUGGESTION}"})
    assert (note.sign, note.evidence, file.sign, file.evidence) == (
        Sign.COPIED,
        "",
        Sign.COPIED,
        evidence,
    )
    assert note.share is not None and note.share >= 0.7


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param(SUGGESTION, 1.0, 1.0, id="all_of_it"),
        pytest.param(SUGGESTION.replace("，", " "), 1.0, 1.0, id="other_punctuation"),
        pytest.param(
            SUGGESTION[:24] + "其余均按我局自定的实施细则分步落实到位", 0.3, 0.6, id="half"
        ),
        pytest.param(
            "我局印发验收办法，抽查中发现一笔缺签字并已补签约谈", 0.0, 0.1, id="own_words"
        ),
        pytest.param("三方共同验收", 0.0, 0.0, id="too_short_to_tell"),
        pytest.param("", 0.0, 0.0, id="nothing"),
    ],
)
def test_the_share_that_is_copied(text: str, low: float, high: float) -> None:
    assert low <= copied_share(text, SUGGESTION) <= high


def test_a_date_after_the_upload_is_noticed(desk: Any) -> None:
    """Such a record cannot come by the step; it may come by an import."""
    desk.begin()
    evidence = desk.prove(day=date(2026, 4, 1))
    at = datetime(2026, 4, 3, tzinfo=UTC)
    with desk.registry(desk.people["system"], at=at) as one:
        kept = one.get(EVIDENCE, evidence)
        later = replace(kept.facts, effective=date(2026, 4, 2))
        one.change(EVIDENCE, kept, facts=later, action="import")
    assert signs(desk) == (Suspicion(Sign.AFTER_UPLOAD, evidence),)
