"""A warning as a run knows it, and whether a proposal says more than it."""

from dataclasses import dataclass
from datetime import date

from kb.prevention.ledger_facts import WarningFacts
from kb.prevention.warning_terms import GRADES, Proposal
from kb.registers.records import Kept


@dataclass(frozen=True, slots=True)
class Known:
    """A warning as it was read at the start of the run."""

    id: str
    state: str
    level: int
    signature: str
    rule: str
    grade: str
    grounds: tuple[str, ...]
    holds: bool
    ack_due: date | None
    tier: int


def known_of(kept: Kept[WarningFacts]) -> Known:
    """From its record."""
    facts = kept.facts
    return Known(
        kept.id,
        kept.state,
        int(kept.head.level),
        facts.signature,
        facts.rule,
        facts.grade,
        facts.grounds,
        facts.holds,
        facts.ack_due,
        facts.tier,
    )


def is_new(proposal: Proposal, former: Known) -> bool:
    """Whether it says what the former warning did not: another fact, or a graver level."""
    graver = GRADES.index(proposal.grade) > GRADES.index(former.grade)
    return graver or not set(proposal.grounds) <= set(former.grounds)


def adds(proposal: Proposal, former: Known) -> bool:
    """Whether the warning that stands is to be added to."""
    risen = max(one.level for one in proposal.subjects) > former.level
    return risen or not former.holds or is_new(proposal, former)
