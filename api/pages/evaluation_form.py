"""What is entered on an evaluation: its head, the data of its lines, its conclusions."""

from collections.abc import Mapping
from dataclasses import replace

from api.pages.entered import Entered
from kb.errors import InvalidQuery
from kb.evaluation_terms import load_evaluation_terms
from kb.prevention.evaluation_sheet import parse_values
from kb.prevention.ledger_facts import EvaluationFacts, Side
from kb.prevention.prefill import Proposal
from kb.registers.records import declared

HEAD = (
    "title",
    "unit",
    "letter",
    "side",
    "round",
    "period_start",
    "period_end",
    "base_start",
    "base_end",
    "members",
)
_DAYS = ("period_start", "period_end", "base_start", "base_end")


def head_of(entered: Entered, standing: EvaluationFacts | None = None) -> EvaluationFacts:
    """The facts with the head that was entered; what the form does not ask for stays."""
    about = declared(EvaluationFacts)
    days = {name: entered.day(name, about[name].zh) for name in _DAYS}
    try:
        side = Side(entered.one("side", Side.CHECK.value))
    except ValueError as error:
        raise InvalidQuery("FIELD_INVALID", field="评估方", value=entered.one("side")) from error
    head = EvaluationFacts(
        title=entered.one("title"),
        unit=entered.one("unit"),
        letter=entered.one("letter"),
        side=side,
        round=entered.one("round"),
        members=people_of(entered.one("members")),
        period_start=days["period_start"],
        period_end=days["period_end"],
        base_start=days["base_start"],
        base_end=days["base_end"],
    )
    if standing is None:
        return head
    return replace(standing, **{name: getattr(head, name) for name in HEAD})


def sheet_of_form(
    entered: Entered, standing: EvaluationFacts, proposed: Mapping[str, Proposal]
) -> EvaluationFacts:
    """The whole sheet as entered; ``adopt`` names a line whose proposal is taken over.

    EVALUATION_VALUE_INVALID names a line whose data do not hold.
    """
    facts = head_of(entered, standing)
    adopted = entered.one("adopt")
    values = []
    for name in load_evaluation_terms().indicators:
        one, whole = entered.one(f"n-{name}"), entered.one(f"d-{name}")
        if name == adopted and name in proposed:
            one, whole = f"{proposed[name].numerator:g}", f"{proposed[name].denominator:g}"
        if one or whole:
            values.append(f"{name}:{one}/{whole}")
    _require_values(values)
    return replace(
        facts,
        values=tuple(values),
        vetoes=entered.told("veto"),
        shortcomings=entered.one("shortcomings"),
        advice=entered.one("advice"),
    )


def head_values(facts: EvaluationFacts) -> dict[str, str]:
    """The head as the fields of the form hold it."""
    values = {name: day.isoformat() if (day := getattr(facts, name)) else "" for name in _DAYS}
    return {
        **values,
        "title": facts.title,
        "unit": facts.unit,
        "letter": facts.letter,
        "side": facts.side.value,
        "round": facts.round,
        "members": "、".join(facts.members),
    }


def line_values(facts: EvaluationFacts) -> dict[str, tuple[str, str]]:
    """Numerator and denominator of every line that has data."""
    found = {}
    for written in facts.values:
        name, _, numbers = written.partition(":")
        numerator, _, denominator = numbers.partition("/")
        found[name] = (numerator, denominator)
    return found


def entered_lines(entered: Entered) -> dict[str, tuple[str, str]]:
    """The same, as it was filled in."""
    return {
        name: (entered.one(f"n-{name}"), entered.one(f"d-{name}"))
        for name in load_evaluation_terms().indicators
    }


def people_of(words: str) -> tuple[str, ...]:
    """``张某、李某`` → two people."""
    plain = words.replace("，", "、").replace(",", "、")
    return tuple(one.strip() for one in plain.split("、") if one.strip())


def _require_values(values: list[str]) -> None:
    terms = load_evaluation_terms()
    for written in values:
        try:
            parse_values([written], terms)
        except InvalidQuery as error:
            name, _, numbers = written.partition(":")
            said = f"{terms.indicators[name].name} {numbers}"
            raise InvalidQuery("EVALUATION_VALUE_INVALID", value=said) from error
