"""The pure rules of letters: parts, numbers, clocks."""

from dataclasses import replace
from datetime import date

import pytest

from kb.errors import InvalidQuery, MissingEvidence
from kb.prevention.ledger_facts import LetterFacts, LetterKind
from kb.prevention.letter_rules import (
    add_months,
    missing_parts,
    number_text,
    objection_due,
    reply_due,
    require_complete,
    require_decision,
)

WHOLE = LetterFacts(
    kind=LetterKind.SUPERVISION,
    body="某市纪委监委",
    mark="某",
    title="关于招标管理的建议书",
    unit="unit-1",
    source="某案",
    findings="名单由一人抽取。",
    problems=("名单抽取没有记录",),
    suggestions=("名单抽取全程留痕",),
    legal_basis=("监察法第五十二条",),
    reply_days=60,
    objection_days=15,
    contact="某室 0000000",
)
BARE = LetterFacts(kind=LetterKind.SUPERVISION, body="某市纪委监委", title="草稿")


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        pytest.param(
            LetterKind.SUPERVISION,
            ("主送单位", "问题", "建议", "依据", "监督调查情况或认定的事实", "答复期限（日）",
             "联系人与电话"),
            id="supervision",
        ),
        pytest.param(
            LetterKind.PROCURATORIAL,
            ("主送单位", "问题", "建议", "依据", "案件或问题来源", "监督调查情况或认定的事实",
             "异议期限（日）"),
            id="procuratorial",
        ),
        pytest.param(
            LetterKind.JUDICIAL,
            ("主送单位", "问题", "建议", "依据", "联系人与电话"),
            id="judicial",
        ),
    ],
)  # fmt: skip
def test_each_kind_says_what_it_lacks(kind: LetterKind, missing: tuple[str, ...]) -> None:
    bare = replace(BARE, kind=kind)
    assert missing_parts(bare) == missing
    with pytest.raises(InvalidQuery, match="FIELD_NEEDED") as refused:
        require_complete(bare, id="letter-1")
    assert refused.value.context["field"] == "、".join(missing)
    require_complete(replace(WHOLE, kind=kind), id="letter-1")


def test_a_blank_problem_is_a_missing_one() -> None:
    assert missing_parts(replace(WHOLE, problems=("一", " "))) == ("问题",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"suggestions": ("一", "二")}, "LETTER_UNPAIRED"),
        ({"reply_days": 0}, "FIELD_INVALID"),
        ({"objection_days": -3}, "FIELD_INVALID"),
        ({"reply_days": 400}, "FIELD_INVALID"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidQuery, match=code):
        require_complete(replace(WHOLE, **change), id="letter-1")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "mark", "text"),
    [
        (LetterKind.SUPERVISION, "某", "某纪监建〔2026〕3号"),
        (LetterKind.PROCURATORIAL, "某", "某检建〔2026〕3号"),
        (LetterKind.JUDICIAL, "某01", "某01法建〔2026〕3号"),
        (LetterKind.JUDICIAL, "", "法建〔2026〕3号"),
    ],
)
def test_numbers_are_written_as_their_kind_asks(kind: LetterKind, mark: str, text: str) -> None:
    assert number_text(replace(WHOLE, kind=kind, mark=mark), 2026, 3) == text


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 4, 20), 2, date(2026, 6, 20)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 11, 1), 2, date(2027, 1, 1)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        (LetterKind.SUPERVISION, 30, date(2026, 5, 20)),
        (LetterKind.PROCURATORIAL, None, date(2026, 6, 20)),
        (LetterKind.PROCURATORIAL, 10, date(2026, 4, 30)),
        (LetterKind.JUDICIAL, None, date(2026, 6, 20)),
    ],
)
def test_the_reply_is_due_by_the_letter_or_by_its_kind(
    kind: LetterKind, days: int | None, due: date
) -> None:
    assert reply_due(replace(WHOLE, kind=kind, reply_days=days), date(2026, 4, 20)) == due


def test_objections_have_the_time_the_letter_gives() -> None:
    served = replace(WHOLE, served=date(2026, 4, 20))
    assert objection_due(served) == date(2026, 5, 5)
    assert objection_due(replace(served, objection_days=None)) is None
    assert objection_due(WHOLE) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [(LetterKind.PROCURATORIAL, "检察长或检察委员会"), (LetterKind.JUDICIAL, "审判委员会")],
)
def test_some_kinds_need_the_decision_of_a_body(kind: LetterKind, body: str) -> None:
    letter = replace(WHOLE, kind=kind)
    with pytest.raises(MissingEvidence, match="DECISION_MISSING") as refused:
        require_decision(letter, " ", id="letter-1")
    assert refused.value.context["body"] == body
    require_decision(letter, "2026年第3次会议讨论通过", id="letter-1")
    require_decision(WHOLE, "", id="letter-1")
