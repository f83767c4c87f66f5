"""Evaluations for a route: by the rules and the calendar of this deployment."""

from api.wiring import Service
from kb.prevention.evaluation import Evaluations
from kb.store.calendar_days import working_days
from kb.store.registry import Registry


def evaluations_of(service: Service, registry: Registry) -> Evaluations:
    """The steps of evaluations for the registry's person."""
    return Evaluations(registry, service.evaluation_rules, working_days(registry.session))
