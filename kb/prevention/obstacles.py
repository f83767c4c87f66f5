"""What stands in the way of a step, told before it is taken: the refusal that it would meet.

The gates are those of the steps themselves; what a person still enters (a reason, a date) is not
asked for here.
"""

from collections.abc import Callable

from kb.errors import KbError
from kb.prevention.case_files import require_concludable, require_gate
from kb.prevention.case_records import CaseRecords
from kb.prevention.chain_facts import CLUES, ClueFacts
from kb.prevention.ledger_facts import LetterFacts
from kb.prevention.letter_gates import (
    names_to_sign,
    require_countersigned,
    require_items_closed,
    require_other_hand,
)
from kb.prevention.letter_items import require_unstarted
from kb.prevention.letter_rules import require_complete
from kb.prevention.pre_judgement import require_pre_judgement
from kb.prevention.report_check import Examined
from kb.prevention.report_facts import ReportFacts
from kb.prevention.reports import (
    require_no_author,
    require_reviewed,
    require_unblocked,
)
from kb.prevention.steps import Step
from kb.registers.records import Kept
from kb.store.registry import Registry


def clue_obstacle(registry: Registry, clue: Kept[ClueFacts], step: Step) -> KbError | None:
    """No clue leaves intake, or becomes a case, without its pre-judgement."""
    if clue.state != CLUES.first and step.action != "file":
        return None
    return _met(lambda: require_pre_judgement(registry, clue.id))


def case_obstacle(records: CaseRecords, step: Step) -> KbError | None:
    """The gate of a step of a case."""
    if step.action == "conclude":
        return _met(lambda: require_concludable(records))
    return _met(lambda: require_gate(records, step))


def letter_obstacle(registry: Registry, letter: Kept[LetterFacts], step: Step) -> KbError | None:
    """The gate of a step of a letter, for the person who looks."""

    def approvable() -> None:
        require_other_hand(registry, letter, step.zh)
        require_countersigned(letter)
        require_complete(letter.facts, id=letter.id)

    gates: dict[str, Callable[[], object]] = {
        "submit": lambda: require_complete(letter.facts, id=letter.id),
        "countersign": lambda: names_to_sign(registry, letter),
        "approve": approvable,
        "conclude": lambda: require_items_closed(registry, letter.id),
        "amend": lambda: require_unstarted(registry, letter.id),
        "withdraw": lambda: require_unstarted(registry, letter.id),
    }
    return _met(gates[step.action]) if step.action in gates else None


def report_obstacle(
    registry: Registry, report: Kept[ReportFacts], examined: Examined, step: Step
) -> KbError | None:
    """The gate of a step of a report, for the person who looks."""

    def approvable() -> None:
        require_no_author(registry, report, step.zh)
        require_unblocked(report, examined)
        require_reviewed(report)

    if step.action in ("review", "resolve"):
        return _met(lambda: require_no_author(registry, report, step.zh))
    return _met(approvable) if step.action == "approve" else None


def _met(gate: Callable[[], object]) -> KbError | None:
    try:
        gate()
    except KbError as error:
        return error
    return None
