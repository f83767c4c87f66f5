"""Sparse weights are BM25's, with stable indices."""

import numpy as np
import pytest

from nlp.rarity import load_rarity
from nlp.sparse import SparseEncoder
from nlp.term_rows import TermRows

ENCODER = SparseEncoder(load_rarity())


def test_indices_are_stable_sorted_and_unique() -> None:
    indices, values = ENCODER.encode_document(["受贿罪", "受贿", "受贿罪"])
    assert [indices.dtype.name, values.dtype.name] == ["uint32", "float32"]
    # crc32 of the UTF-8: an index written by another release must still be read
    assert set(indices.tolist()) == {0xA7583A1F, 0x98EC9175}
    assert (np.diff(indices.astype(np.int64)) > 0).all()


@pytest.mark.parametrize(
    ("count", "length", "weight"),
    [
        pytest.param(1, 193, 1.0, id="once_in_an_average_passage"),
        pytest.param(2, 193, 2 * 2.2 / 3.2, id="twice_is_less_than_double"),
        pytest.param(1, 20, 2.2 / (1 + 1.2 * (0.25 + 0.75 * 20 / 193)), id="short_weighs_more"),
    ],
)
def test_document_weight(count: int, length: int, weight: float) -> None:
    terms = ["串标"] * count + [f"词{n}" for n in range(length - count)]
    indices, values = ENCODER.encode_document(terms)
    (wanted,) = ENCODER.encode_query(["串标"])[0]
    assert values[indices == wanted] == pytest.approx(weight, rel=1e-5)


def test_query_weight_is_one_however_often() -> None:
    _, values = ENCODER.encode_query(["围标", "围标", "串标"])
    assert values.tolist() == [1.0, 1.0]


def test_no_terms_no_weights() -> None:
    indices, values = ENCODER.encode_document([])
    assert (len(indices), len(values)) == (0, 0)
    assert [indices.dtype.name, values.dtype.name] == ["uint32", "float32"]


@pytest.mark.parametrize(
    ("count", "length", "share"),
    [
        pytest.param(1, 3000, 1 / 2.2, id="once_in_an_average_document"),
        pytest.param(6, 3000, 6 / 7.2, id="often"),
        pytest.param(1, 300, 1 / (1 + 1.2 * (0.25 + 0.75 / 10)), id="short_weighs_more"),
    ],
)
def test_words_of_a_whole_document(count: int, length: int, share: float) -> None:
    words = ENCODER.encode_words(
        TermRows.of([["串标"] * count + [f"词{n}" for n in range(length - count)]])
    )
    (wanted,) = ENCODER.encode_query(["串标"])[0]
    assert words.strengths[words.indices == wanted] == pytest.approx(255 * share, abs=0.5)
    assert (np.diff(words.indices.astype(np.int64)) > 0).all()


def test_rare_words_of_a_query_say_more() -> None:
    indices, _ = ENCODER.encode_query(["被告人", "围标"])
    (rare,) = ENCODER.encode_query(["围标"])[0]
    shares = ENCODER.rarity(indices)
    assert shares.sum() == pytest.approx(1)
    assert shares[indices == rare] > 0.7
    assert not len(ENCODER.rarity(indices[:0]))
