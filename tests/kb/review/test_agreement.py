"""Agreement of reviewers against figures reckoned by hand."""

import pytest

from kb.review.agreement import NO_VARIATION, TOO_FEW, agreement, agreements

A, R, OTHER = "accept", "reject", "loopholes:no_trace"


@pytest.mark.parametrize(
    ("units", "raw", "alpha"),
    [
        pytest.param([(A, A), (A, R), (R, R)], 2 / 3, 1 - (2 / 6) / (18 / 30), id="two_reviewers"),
        pytest.param([(A, A), (R, R)], 1.0, 1.0, id="all_alike_over_two_answers"),
        pytest.param([(A, R), (R, A)], 0.0, 1 - (4 / 4) / (8 / 12), id="never_alike"),
        # 3 accept, 2 reject, 1 other of 6: 4 of 6 ordered pairs differ, by chance 22 of 30
        pytest.param(
            [(A, A), (A, R), (R, OTHER)], 1 / 3, 1 - (4 / 6) / (22 / 30), id="another_label"
        ),
        # the triple counts 1/(3-1) a pair: 2 of 5 differ; 3 accept and 2 reject, 12 of 20
        pytest.param([(A, A, R), (A, R)], 1 / 6, 1 - (4 / 5) / (12 / 20), id="three_and_a_gap"),
    ],
)
def test_alpha(units: list[tuple[str, ...]], raw: float, alpha: float) -> None:
    found = agreement(units)
    assert found.raw == pytest.approx(raw)
    assert found.alpha == pytest.approx(alpha)
    assert found.reason == ""


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        pytest.param([], TOO_FEW, id="nothing"),
        pytest.param([(A, R)], TOO_FEW, id="one_proposal"),
        pytest.param([(A, A), (A, A), (A, A)], NO_VARIATION, id="everybody_accepts_everything"),
    ],
)
def test_no_figure_where_none_can_be_had(units: list[tuple[str, ...]], reason: str) -> None:
    found = agreement(units)
    assert (found.alpha, found.reason) == (None, reason)


def test_over_all_by_layer_and_by_label() -> None:
    found = agreements(
        [
            ("loopholes:no_rule", (A, A)),
            ("loopholes:no_rule", (R, R)),
            ("causes:collusion", (A, R)),
            ("causes:collusion", (A,)),
        ]
    )
    assert [(one.scope, one.name, one.proposals) for one in found] == [
        ("all", "", 3),
        ("layer", "causes", 1),
        ("layer", "loopholes", 2),
        ("term", "causes:collusion", 1),
        ("term", "loopholes:no_rule", 2),
    ]
    assert [one.alpha is None for one in found] == [False, True, False, True, False]
