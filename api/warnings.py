"""What is done once a day: the ledger's dates, the rules of warnings, the duty to sign."""

from dataclasses import dataclass
from datetime import date

from api.governing import Governing
from api.ledger import LedgerDesk
from api.settings import Settings
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.ledger_clock import Ticked, system_principal
from kb.prevention.near_texts import near_pairs
from kb.prevention.warning_run import Run, WarningRun
from kb.prevention.warning_terms import WarningRules
from kb.store.calendar_days import working_days
from kb.store.registry import Registry
from kb.terms import load_taxonomy


@dataclass(frozen=True, slots=True)
class Daily:
    """What a day's run did."""

    day: date
    ticked: Ticked
    run: Run


def run_daily(governing: Governing) -> Daily:
    """By the program itself, in one transaction; a second run of the day does nothing."""
    with governing.audit.writing() as work:
        registry = Registry(work.session, system_principal(), work.record, load_taxonomy())
        ticked = LedgerDesk(registry, governing.settings).clock.tick()
        run = WarningRun(
            registry,
            working_days(work.session),
            warning_rules(governing.settings),
            near_pairs=near_pairs,
        )
        return Daily(registry.today(), ticked, run.run())


def warning_rules(settings: Settings) -> WarningRules:
    """The thresholds of this deployment; the years of a key post are those of the evaluation."""
    thresholds = load_rules(settings.evaluation_rules).thresholds
    return WarningRules(tenure_years=thresholds.tenure_years)
