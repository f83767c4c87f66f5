"""Evaluations for a route: by the rules and the calendar of this deployment."""

from datetime import date, timedelta

from api.wiring import Service
from kb.prevention.evaluation import Evaluations
from kb.store.registry import Registry


def evaluations_of(service: Service, registry: Registry) -> Evaluations:
    """The steps of evaluations for the registry's person."""
    return Evaluations(registry, service.evaluation_rules, _add_weekdays)


def _add_weekdays(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
