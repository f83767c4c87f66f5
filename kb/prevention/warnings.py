"""What people do about a warning: sign for it, check it, then dismiss it or act.

A warning prompts a check and concludes nothing. Every step is refused with ``IllegalTransition``
from another state than its own, and changes nothing then.
"""

from dataclasses import replace

from kb.errors import IllegalTransition
from kb.prevention.ledger_facts import WARNINGS, WarningFacts
from kb.prevention.steps import Step, require_step, step, table
from kb.registers.records import Kept
from kb.store.registry import Registry

WARNING_STEPS = table(
    step("acknowledge", "签收", "raised", "acknowledged"),
    step("verify", "核查", "acknowledged", "verified", reasoned=True),
    step("dismiss", "排除", "acknowledged verified", "dismissed", reasoned=True),
    step("close", "处置", "verified", "closed", reasoned=True),
)


class Warnings:
    """The steps of warnings, for one person."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def acknowledge(self, warning_id: str, *, expected: int | None = None) -> Kept[WarningFacts]:
        """Sign for it: the duty to check begins with who signed, and its rise ends."""
        kept, taken = self._begin(warning_id, "acknowledge", "")
        facts = replace(
            kept.facts,
            acknowledged_by=self._registry.principal.account,
            acknowledged=self._registry.today(),
        )
        return self._take(kept, taken, facts, "", expected)

    def verify(
        self, warning_id: str, *, founded: bool, finding: str, expected: int | None = None
    ) -> Kept[WarningFacts]:
        """What the check found: whether the signal holds, and what was looked at."""
        kept, taken = self._begin(warning_id, "verify", finding)
        facts = replace(
            kept.facts,
            verified_by=self._registry.principal.account,
            verified=self._registry.today(),
            founded=founded,
            finding=finding.strip(),
        )
        return self._take(kept, taken, facts, finding, expected)

    def dismiss(
        self, warning_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[WarningFacts]:
        """There is nothing in it; WARNING_FOUNDED where a check said that there is."""
        kept, taken = self._begin(warning_id, "dismiss", reason)
        if kept.facts.founded:
            raise IllegalTransition("WARNING_FOUNDED", id=kept.id, state=kept.state)
        facts = replace(
            kept.facts,
            founded=False,
            finding=kept.facts.finding or reason.strip(),
            closed=self._registry.today(),
        )
        return self._take(kept, taken, facts, reason, expected)

    def close(
        self, warning_id: str, *, action: str, expected: int | None = None
    ) -> Kept[WarningFacts]:
        """What was done about it; WARNING_UNFOUNDED where a check found nothing in it."""
        kept, taken = self._begin(warning_id, "close", action)
        if not kept.facts.founded:
            raise IllegalTransition("WARNING_UNFOUNDED", id=kept.id, state=kept.state)
        facts = replace(kept.facts, action=action.strip(), closed=self._registry.today())
        return self._take(kept, taken, facts, action, expected)

    def _begin(self, warning_id: str, action: str, reason: str) -> tuple[Kept[WarningFacts], Step]:
        kept = self._registry.get(WARNINGS, warning_id, lock=True)
        return kept, require_step(WARNING_STEPS, kept, action, reason)

    def _take(
        self,
        kept: Kept[WarningFacts],
        taken: Step,
        facts: WarningFacts,
        reason: str,
        expected: int | None,
    ) -> Kept[WarningFacts]:
        return self._registry.change(
            WARNINGS,
            kept,
            action=taken.action,
            facts=facts,
            state=taken.after,
            reason=reason.strip(),
            expected=expected,
        )
