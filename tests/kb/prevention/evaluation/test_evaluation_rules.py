"""The rules that sheets are scored by: of the vocabulary, or of a deployment's own file."""

from decimal import Decimal
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.evaluation_terms import load_evaluation_terms
from kb.prevention.evaluation_rules import EvaluationRules, load_rules
from kb.prevention.evaluation_sheet import Grade, Sheet, parse_values, score_sheet

TERMS = load_evaluation_terms()
RULES = load_rules()


def scored(share: str, rules: EvaluationRules, *vetoes: str) -> Sheet:
    """Every line at a share, of which 1 − share went wrong where less is better."""
    lines = [
        f"{one.id}:{share if one.scoring == 'rate' else 1 - Decimal(share)}/1"
        for one in TERMS.indicators.values()
    ]
    return score_sheet(parse_values(lines, TERMS), vetoes, TERMS, rules)


def test_a_file_may_set_other_bands_points_and_vetoes(tmp_path: Path) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text(
        "points: {rule_issued_rate: 10, rule_quality: 4}\n"
        "thresholds: {excellent: 95}\n"
        "vetoes: [false_evidence]\n",
        "utf-8",
    )
    rules = load_rules(own)
    assert scored("0.94", RULES).grade is Grade.EXCELLENT
    assert scored("0.94", rules).grade is Grade.QUALIFIED
    assert scored("0.94", RULES, "refused").grade is Grade.UNQUALIFIED
    assert scored("0.94", rules, "refused").vetoes == ()
    # 10 × 0.9 where it was 8 × 0.9
    value = parse_values(["rule_issued_rate:9/10"], TERMS)
    assert score_sheet(value, (), TERMS, rules).dimensions[0].score == Decimal("9.00")
    assert rules.version != RULES.version


@pytest.mark.parametrize(
    "written",
    [
        "points: {rule_quality: 7}",
        "points: {nonesuch: 0}",
        "points: {rule_quality: six}",
        "thresholds: {excellent: 60}",
        "thresholds: {qualified_floor: 101}",
        "thresholds: {nonesuch: 1}",
        "vetoes: [bad_weather]",
        "weights: {}",
    ],
)
def test_rules_that_do_not_add_up_are_refused(tmp_path: Path, written: str) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text(written, "utf-8")
    with pytest.raises(KbError, match=r"EVALUATION_RULES_INVALID|CORPUS_INVALID"):
        load_rules(own)


def test_the_points_of_the_vocabulary_are_a_hundred() -> None:
    assert sum(RULES.points.values()) == 100
    assert {sum(one.points for one in each.indicators) for each in TERMS.dimensions} == {25}
