"""What share of the words of a query whole documents hold."""

import numpy as np
import pytest

from kb.word_weights import WordWeights, shares_held

INDICES = np.array([3, 8, 20], np.uint32)
WEIGHTS = np.array([0.5, 0.3, 0.2], np.float32)


def words(strengths: dict[int, int]) -> WordWeights:
    return WordWeights(
        np.array(sorted(strengths), np.uint32),
        np.array([strengths[one] for one in sorted(strengths)], np.uint8),
    )


@pytest.mark.parametrize(
    ("held", "share"),
    [
        pytest.param({3: 255, 8: 255, 20: 255}, 1.0, id="all_fully"),
        pytest.param({3: 51}, 0.1, id="one_weakly"),
        pytest.param({1: 255, 8: 255, 99: 255}, 0.3, id="others_count_for_nothing"),
        pytest.param({1: 255, 99: 255}, 0.0, id="none"),
        pytest.param({}, 0.0, id="no_words_at_all"),
    ],
)
def test_share(held: dict[int, int], share: float) -> None:
    found = shares_held(INDICES, WEIGHTS, [words({8: 255}), words(held)])
    assert found.tolist() == pytest.approx([0.3, share])


def test_a_query_without_words_finds_none() -> None:
    none = np.array([], np.uint32)
    assert shares_held(none, none.astype(np.float32), [words({3: 9})]).tolist() == [0.0]


def test_a_word_hardly_there_is_there() -> None:
    found = WordWeights.of_shares(INDICES, np.array([0.0001, 0.5, 1.0], np.float32))
    assert found.strengths.tolist() == [1, 128, 255]
