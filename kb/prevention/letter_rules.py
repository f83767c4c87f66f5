"""What the three letters must hold and how they are numbered; their law and procedures differ.

Pure rules, without a database. Where a rule comes from stands beside it; what no public rule fixes
is a default of this program and marked so.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from kb.errors import InvalidQuery, MissingEvidence
from kb.prevention.ledger_facts import LetterFacts, LetterKind
from kb.registers.records import declared


class ServiceMethod(StrEnum):
    """How a letter is served."""

    WRITTEN = "written"
    ANNOUNCED = "announced"
    POST = "post"


SERVICE_METHODS = {
    ServiceMethod.WRITTEN: "书面送达",
    ServiceMethod.ANNOUNCED: "宣告送达",
    ServiceMethod.POST: "邮寄送达",
}


@dataclass(frozen=True, slots=True)
class KindRules:
    """One kind of letter.

    ``series`` is the word of its numbers; ``needed`` its parts by field; ``reply_months`` the time
    to reply where the letter sets none (0: it must set one); ``decided_by`` whose decision an
    approval must tell of, in Chinese; ``basis`` where this comes from.
    """

    series: str
    needed: tuple[str, ...]
    reply_months: int
    decided_by: str
    basis: str


_ALWAYS = ("unit", "problems", "suggestions", "legal_basis")
KIND_RULES: Mapping[LetterKind, KindRules] = MappingProxyType(
    {
        LetterKind.SUPERVISION: KindRules(
            series="纪监建",
            needed=(*_ALWAYS, "findings", "reply_days", "contact"),
            reply_months=0,
            decided_by="",
            basis="监察法第五十二条、第七十一条；期限公开规则没有统一天数，须由建议书写明",
        ),
        LetterKind.PROCURATORIAL: KindRules(
            series="检建",
            needed=(*_ALWAYS, "source", "findings", "objection_days"),
            reply_months=2,
            decided_by="检察长或检察委员会",
            basis="人民检察院组织法第二十一条；人民检察院检察建议工作规定（两个月内书面回复，使用前复核）",
        ),
        LetterKind.JUDICIAL: KindRules(
            series="法建",
            needed=(*_ALWAYS, "contact"),
            reply_months=2,
            decided_by="审判委员会",
            basis="法释〔2023〕11号第六条至第八条（统一编号、审判委员会审议、一般不超过两个月）",
        ),
    }
)


def require_complete(letter: LetterFacts, *, id: str) -> None:
    """Refuse a letter that lacks parts of its kind, or whose suggestions do not fit its problems.

    FIELD_NEEDED names the parts that are missing, in Chinese; LETTER_UNPAIRED the two counts.
    """
    missing = missing_parts(letter)
    if missing:
        raise InvalidQuery("FIELD_NEEDED", field="、".join(missing))
    problems, suggestions = len(letter.problems), len(letter.suggestions)
    if problems != suggestions:
        raise InvalidQuery("LETTER_UNPAIRED", id=id, problems=problems, suggestions=suggestions)
    for field in ("reply_days", "objection_days"):
        days = getattr(letter, field)
        if days is not None and not 1 <= days <= 366:
            raise InvalidQuery("FIELD_INVALID", field=declared(LetterFacts)[field].zh, value=days)


def missing_parts(letter: LetterFacts) -> tuple[str, ...]:
    """The Chinese names of the parts that this kind of letter must have and that are empty."""
    told = declared(LetterFacts)
    return tuple(
        told[name].zh
        for name in KIND_RULES[letter.kind].needed
        if not _given(getattr(letter, name))
    )


def require_decision(letter: LetterFacts, decision: str, *, id: str) -> None:
    """DECISION_MISSING where the kind needs the decision of a body and none is told."""
    body = KIND_RULES[letter.kind].decided_by
    if body and not decision.strip():
        raise MissingEvidence("DECISION_MISSING", id=id, body=body)


def series_name(letter: LetterFacts, year: int) -> str:
    """The number series a letter belongs to: body, kind and year."""
    return f"{letter.body}/{letter.kind}/{year}"


def number_text(letter: LetterFacts, year: int, number: int) -> str:
    """``某检建〔2026〕3号``: the year in its brackets, the number without zeros or 第."""
    return f"{letter.mark}{KIND_RULES[letter.kind].series}〔{year}〕{number}号"


def reply_due(letter: LetterFacts, served: date) -> date:
    """The last day to reply: by the letter's days, else by the months of its kind."""
    if letter.reply_days:
        return served + timedelta(days=letter.reply_days)
    return add_months(served, KIND_RULES[letter.kind].reply_months)


def objection_due(letter: LetterFacts) -> date | None:
    """The last day to object; None where the letter allows no objection or is not served."""
    if letter.served is None or not letter.objection_days:
        return None
    return letter.served + timedelta(days=letter.objection_days)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 31 December + 2 → 28 February."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def _given(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(str(one).strip() for one in value)
    return value is not None and bool(str(value).strip())
