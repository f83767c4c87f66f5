"""What an evaluation is judged by: points, bands, floors and vetoes, from the taxonomy or a file.

A deployment's file (YAML) states only what differs::

    points: {rule_issued_rate: 10, rule_quality: 4}
    thresholds: {excellent: 85}
    vetoes: [false_evidence, refused]
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

import orjson

from kb.errors import KbError
from kb.evaluation_terms import EvaluationTerms, load_evaluation_terms, number
from kb.yaml_rows import Row, mapping, parse_yaml, texts

_PARTS = ("points", "thresholds", "vetoes")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bands and floors in points of 100.

    A total from ``excellent`` (``qualified``) on earns the grade if every dimension reaches its
    floor; more than ``most_missing`` points without data earns none. An appeal may be made for
    ``appeal_days`` working days; rates of incidence are observed ``observed_days`` at least; what
    a failing grade sends back is due in ``rework_days``. A key post is due to rotate after
    ``tenure_years``.
    """

    excellent: int
    qualified: int
    excellent_floor: int
    qualified_floor: int
    most_missing: int
    appeal_days: int
    observed_days: int
    rework_days: int
    tenure_years: int


@dataclass(frozen=True, slots=True)
class EvaluationRules:
    """Points per indicator (100 together), thresholds, and the vetoes that count."""

    points: Mapping[str, int]
    thresholds: Thresholds
    vetoes: tuple[str, ...]

    @property
    def version(self) -> str:
        """Eight characters that differ where the rules do; kept with every sheet."""
        bands = {one.name: getattr(self.thresholds, one.name) for one in fields(self.thresholds)}
        packed = orjson.dumps(
            [dict(self.points), bands, sorted(self.vetoes)], option=orjson.OPT_SORT_KEYS
        )
        return hashlib.sha256(packed).hexdigest()[:8]


def load_rules(path: Path | None = None) -> EvaluationRules:
    """The rules of the taxonomy, with what the file at ``path`` says otherwise.

    EVALUATION_RULES_INVALID names what is unknown, or does not add up to 100.
    """
    terms = load_evaluation_terms()
    if path is None:
        return build_rules(terms, {})
    try:
        own = parse_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise KbError("EVALUATION_RULES_INVALID", field=str(path)) from error
    return build_rules(terms, own)


def build_rules(terms: EvaluationTerms, own: Row) -> EvaluationRules:
    """Rules of the terms under a deployment's own; the same refusals as ``load_rules``."""
    for unknown in sorted(set(own) - set(_PARTS)):
        raise KbError("EVALUATION_RULES_INVALID", field=unknown)
    points = _numbers({one.id: one.points for one in terms.indicators.values()}, own, "points")
    bands = Thresholds(**_numbers(terms.thresholds, own, "thresholds"))
    vetoes = texts(own, "vetoes") if "vetoes" in own else tuple(terms.vetoes)
    for unknown in sorted(set(vetoes) - set(terms.vetoes)):
        raise KbError("EVALUATION_RULES_INVALID", field=unknown)
    if sum(points.values()) != 100:
        raise KbError("EVALUATION_RULES_INVALID", field=f"points = {sum(points.values())}")
    if not bands.qualified <= bands.excellent <= 100:
        raise KbError("EVALUATION_RULES_INVALID", field="thresholds.excellent")
    if not bands.qualified_floor <= bands.excellent_floor <= 100:
        raise KbError("EVALUATION_RULES_INVALID", field="thresholds.excellent_floor")
    return EvaluationRules(MappingProxyType(points), bands, vetoes)


def _numbers(given: Mapping[str, int], own: Row, part: str) -> dict[str, int]:
    changed = mapping(own, part) if part in own else {}
    for unknown in sorted(set(changed) - set(given)):
        raise KbError("EVALUATION_RULES_INVALID", field=f"{part}.{unknown}")
    return {**given, **{name: number(changed, name) for name in changed}}
