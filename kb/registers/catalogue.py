"""All registers, and how one is found by its kind or by an id."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kb.education.pack_facts import PACKS, TRAININGS
from kb.errors import NotFound
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    OFFICERS,
    RISK_POINTS,
    UNITS,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    EVIDENCE,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    RATINGS,
    WARNINGS,
)
from kb.prevention.report_facts import REPORTS
from kb.registers.records import Register

REGISTERS: Mapping[str, Register[Any]] = MappingProxyType(
    {
        one.kind: one
        for one in (
            UNITS,
            OFFICERS,
            CLUES,
            CASES,
            CHECKS,
            RISK_POINTS,
            LOOPHOLES,
            MEASURES,
            LETTERS,
            ITEMS,
            EVIDENCE,
            INSPECTIONS,
            EVALUATIONS,
            RATINGS,
            WARNINGS,
            REPORTS,
            PACKS,
            TRAININGS,
        )
    }
)


def register_of(record_id: str) -> Register[Any]:
    """The register that an id belongs to: ``risk_point-3f…`` → RISK_POINTS."""
    kind = record_id.rpartition("-")[0]
    if kind not in REGISTERS:
        raise NotFound(id=record_id[:64])
    return REGISTERS[kind]
