"""What is done once a day: the ledger's dates, the rules of warnings, the duty to sign."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from api.governing import Governing
from api.ledger import tick_ledger
from api.settings import Settings
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.ledger_clock import Ticked, system_principal
from kb.prevention.near_texts import near_pairs
from kb.prevention.warning_run import Run, WarningRun
from kb.prevention.warning_terms import WarningRules
from kb.store.calendar_days import working_days
from kb.store.registry import Registry
from kb.terms import load_taxonomy

T = TypeVar("T")
_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Daily:
    """What a day's run did."""

    day: date
    ticked: Ticked
    run: Run


def run_daily(governing: Governing) -> Daily:
    """By the program itself; a second run of the day does nothing.

    The rules read without holding anybody up, and write some at a time: a run that was broken off
    is made whole by the next.
    """
    ticked = tick_ledger(governing)
    with governing.transactions.reading() as session:
        registry = Registry(session, system_principal(), governing.audit.record, load_taxonomy())
        today, run = registry.today(), _run(registry, governing)
        proposals = run.proposals()
        news = run.news(proposals)
    done = Run()
    for some in _some_at_a_time(news):
        with _writing(governing) as registry:
            part = _run(registry, governing).raise_all(some)
        done = replace(
            done, raised=done.raised + part.raised, added_to=done.added_to + part.added_to
        )
    with governing.transactions.reading() as session:
        registry = Registry(session, system_principal(), governing.audit.record, load_taxonomy())
        signatures = {one.signature for one in proposals}
        lapsing, unsigned = _run(registry, governing).to_follow(signatures)
    for ids in _some_at_a_time(unsigned):
        with _writing(governing) as registry:
            done = replace(done, lifted=done.lifted + _run(registry, governing).lift(ids))
    for ids in _some_at_a_time(lapsing):
        with _writing(governing) as registry:
            done = replace(done, lapsed=done.lapsed + _run(registry, governing).lapse(ids))
    return Daily(today, ticked, done)


def _some_at_a_time(found: Sequence[T]) -> Iterator[Sequence[T]]:
    """In parts, so that nobody waits long for the transaction of one."""
    return (found[at : at + _AT_A_TIME] for at in range(0, len(found), _AT_A_TIME))


@contextmanager
def _writing(governing: Governing) -> Iterator[Registry]:
    with governing.audit.writing() as work:
        yield Registry(work.session, system_principal(), work.record, load_taxonomy())


def _run(registry: Registry, governing: Governing) -> WarningRun:
    return WarningRun(
        registry,
        working_days(registry.session),
        warning_rules(governing.settings),
        near_pairs=near_pairs,
    )


def warning_rules(settings: Settings) -> WarningRules:
    """The thresholds of this deployment; the years of a key post are those of the evaluation."""
    thresholds = load_rules(settings.evaluation_rules).thresholds
    return WarningRules(tenure_years=thresholds.tenure_years)
