"""The evaluation sheet: every figure of a golden sheet by hand, bands, floors, vetoes, no data."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from kb.errors import InvalidQuery
from kb.evaluation_terms import load_evaluation_terms
from kb.prevention.evaluation_rules import EvaluationRules, load_rules
from kb.prevention.evaluation_sheet import Grade, Ground, Sheet, parse_values, score_sheet

TERMS = load_evaluation_terms()
RULES = load_rules()
POINTS = {one.id: one.points for one in TERMS.indicators.values()}
INVERTED = {"recurrence_rate", "case_drop_rate", "complaint_drop_rate"}

GOLDEN = (
    "rule_issued_rate:9/10",  # 8 × 0.9 = 7.20
    "rule_quality:4.2/5",  # 6 × 0.84 = 5.04
    "rule_known_rate:11/12",  # 4 × 0.91666… = 3.67
    "rule_run_rate:27/30",  # 7 × 0.9 = 6.30      → 22.21 of 25 = 88.84 %
    "inspection_done_rate:4/4",  # 6.00
    "issue_closed_rate:5/7",  # 7 × 0.714285… = 5.00
    "disclosure_timely_rate:19/20",  # 6 × 0.95 = 5.70
    "segregation_rate:3/4",  # 6 × 0.75 = 4.50    → 21.20 of 25 = 84.80 %
    "risk_point_covered:7/8",  # 8 × 0.875 = 7.00
    "alert_handled_rate:5/6",  # 7 × 0.8333… = 5.83
    "key_post_rotated_rate:0/0",  # no denominator: 5 points are not counted
    "education_coverage:48/50",  # 5 × 0.96 = 4.80 → 17.63 of 20 = 88.15 %
    "case_drop_rate:1/4",  # 10 × (4 − 1) ÷ 4 = 7.50
    "recurrence_rate:1/12",  # 10 × (1 − 0.08333…) = 9.17
    # complaint_drop_rate has no data             → 16.67 of 20 = 83.35 %
)
# 22.21 + 21.20 + 17.63 + 16.67 = 77.71 of 90 points with data → 86.34


def scored(*values: str, vetoes: tuple[str, ...] = (), rules: EvaluationRules = RULES) -> Sheet:
    return score_sheet(parse_values(values, TERMS), vetoes, TERMS, rules)


def at(shares: Mapping[str, int], *, but: Mapping[str, str] | None = None) -> list[str]:
    """Data that earn so many percent in every line of each dimension."""
    values = {}
    for dimension in TERMS.dimensions:
        share = shares[dimension.id]
        for one in dimension.indicators:
            earned = 100 - share if one.id in INVERTED else share
            values[one.id] = f"{earned}/100"
    values |= but or {}
    return [f"{name}:{value}" for name, value in values.items() if value]


def evenly(share: int) -> dict[str, int]:
    return {one.id: share for one in TERMS.dimensions}


def test_a_golden_sheet_is_what_a_hand_finds() -> None:
    sheet = scored(*GOLDEN)
    lines = {line.indicator.id: line for each in sheet.dimensions for line in each.lines}
    assert lines["rule_known_rate"].score == Decimal("3.67")
    assert lines["issue_closed_rate"].score == Decimal("5.00")
    assert lines["recurrence_rate"].rate == Decimal("91.67")
    assert lines["key_post_rotated_rate"].ground is Ground.NO_DENOMINATOR
    assert lines["complaint_drop_rate"].ground is Ground.MISSING
    assert sheet.rates == (
        "institution_improvement:88.84",
        "supervision_strengthening:84.80",
        "risk_control:88.15",
        "incidence:83.35",
    )
    assert (sheet.missing, sheet.total) == (10, Decimal("86.34"))
    assert (sheet.grade, sheet.ground) == (Grade.QUALIFIED, Ground.TOTAL)


@pytest.mark.parametrize(
    ("shares", "but", "total", "grade", "ground"),
    [
        pytest.param(evenly(90), {}, "90.00", Grade.EXCELLENT, Ground.TOTAL, id="90"),
        # 6 points of 90 % less one cent: 5.399 rounds to 5.40, 5.394 to 5.39
        pytest.param(
            evenly(90),
            {"segregation_rate": "8990/10000"},
            "89.99",
            Grade.QUALIFIED,
            Ground.TOTAL,
            id="89_99",
        ),
        pytest.param(evenly(70), {}, "70.00", Grade.QUALIFIED, Ground.TOTAL, id="70"),
        pytest.param(
            evenly(70),
            {"segregation_rate": "6990/10000"},
            "69.99",
            Grade.UNQUALIFIED,
            Ground.TOTAL,
            id="69_99",
        ),
        pytest.param(
            {**evenly(100), "incidence": 80},
            {},
            "95.00",
            Grade.EXCELLENT,
            Ground.TOTAL,
            id="floor_of_excellent",
        ),
        # a dimension at 79 %: 25 × 0.79 = 19.75 by 2.5-point steps: 7.90 + 7.90 + 3.95
        pytest.param(
            {**evenly(100), "incidence": 79},
            {},
            "94.75",
            Grade.QUALIFIED,
            Ground.FLOOR,
            id="below_floor_of_excellent",
        ),
        pytest.param(
            {**evenly(80), "risk_control": 60},
            {},
            "75.00",
            Grade.QUALIFIED,
            Ground.TOTAL,
            id="floor_of_qualified",
        ),
        pytest.param(
            {**evenly(95), "risk_control": 59},
            {},
            "86.00",
            Grade.UNQUALIFIED,
            Ground.FLOOR,
            id="below_floor_of_qualified",
        ),
    ],
)
def test_bands_and_floors_at_their_bounds(
    shares: dict[str, int], but: dict[str, str], total: str, grade: Grade, ground: Ground
) -> None:
    sheet = scored(*at(shares, but=but))
    assert sheet.total == Decimal(total)
    assert (sheet.grade, sheet.ground) == (grade, ground)


@pytest.mark.parametrize("veto", TERMS.vetoes)
def test_a_veto_outweighs_full_marks(veto: str) -> None:
    sheet = scored(*at(evenly(100)), vetoes=(veto,))
    assert (sheet.total, sheet.grade, sheet.ground) == (
        Decimal("100.00"),
        Grade.UNQUALIFIED,
        Ground.VETO,
    )


@pytest.mark.parametrize(
    ("left_out", "missing", "grade", "ground"),
    [
        # 8 + 7 + 8 + 7 = 30 points: still a grade, of the 70 that have data
        pytest.param(
            ("rule_issued_rate", "issue_closed_rate", "risk_point_covered", "alert_handled_rate"),
            30,
            Grade.EXCELLENT,
            Ground.TOTAL,
            id="thirty",
        ),
        # 8 + 6 + 7 + 10 = 31 points
        pytest.param(
            ("rule_issued_rate", "segregation_rate", "alert_handled_rate", "case_drop_rate"),
            31,
            Grade.NONE,
            Ground.TOO_LITTLE_DATA,
            id="thirty_one",
        ),
        pytest.param(
            ("case_drop_rate", "recurrence_rate", "complaint_drop_rate"),
            25,
            Grade.NONE,
            Ground.DIMENSION_EMPTY,
            id="a_whole_dimension",
        ),
    ],
)
def test_missing_data_never_count_as_zero_or_full(
    left_out: tuple[str, ...], missing: int, grade: Grade, ground: Ground
) -> None:
    sheet = scored(*at(evenly(92), but=dict.fromkeys(left_out, "")), vetoes=())
    assert (sheet.missing, sheet.grade, sheet.ground) == (missing, grade, ground)
    assert sheet.total is not None
    assert abs(sheet.total - 92) <= Decimal("0.02")


def test_too_little_data_comes_before_a_veto() -> None:
    sheet = scored("rule_issued_rate:1/1", vetoes=("refused",))
    assert (sheet.grade, sheet.ground) == (Grade.NONE, Ground.TOO_LITTLE_DATA)


def test_no_data_at_all_has_no_total() -> None:
    assert scored().total is None


@pytest.mark.parametrize(
    ("data", "rate", "score", "ground"),
    [
        pytest.param("1/4", "75.00", "7.50", Ground.COUNTED, id="drop"),
        pytest.param("4/4", "0.00", "0.00", Ground.COUNTED, id="no_change"),
        pytest.param("6/4", "-50.00", "0.00", Ground.COUNTED, id="a_rise_earns_nothing"),
        pytest.param("0/0", None, None, Ground.BASE_ZERO, id="none_and_none"),
        pytest.param("2/0", "0.00", "0.00", Ground.ROSE_FROM_ZERO, id="rose_from_none"),
    ],
)
def test_a_drop_is_measured_against_its_base(
    data: str, rate: str | None, score: str | None, ground: Ground
) -> None:
    line = scored(f"case_drop_rate:{data}").dimensions[3].lines[0]
    assert line.rate == (None if rate is None else Decimal(rate))
    assert line.score == (None if score is None else Decimal(score))
    assert line.ground is ground


@pytest.mark.parametrize(
    "value",
    [
        "nonesuch:1/2",
        "rule_quality:6/5",
        "rule_quality:-1/5",
        "rule_quality:NaN/5",
        "rule_quality:1/Infinity",
        "rule_quality:1e15/1e16",
        "rule_quality:一/五",
        "rule_quality:4",
        "rule_quality",
        "",
    ],
)
def test_data_that_do_not_hold_are_refused(value: str) -> None:
    with pytest.raises(InvalidQuery, match="EVALUATION_VALUE_INVALID"):
        parse_values([value], TERMS)


def test_a_line_given_twice_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="EVALUATION_VALUE_INVALID"):
        parse_values(["rule_quality:4/5", "rule_quality:5/5"], TERMS)


def test_an_unknown_veto_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="EVALUATION_VETO_UNKNOWN"):
        scored(*at(evenly(90)), vetoes=("bad_weather",))
