"""Sparse weights are BM25's, with stable indices."""

import numpy as np
import pytest

from nlp.sparse import SparseEncoder


def test_indices_are_stable_sorted_and_unique() -> None:
    indices, values = SparseEncoder().encode_document(["受贿罪", "受贿", "受贿罪"])
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
    encoder = SparseEncoder()
    terms = ["串标"] * count + [f"词{n}" for n in range(length - count)]
    indices, values = encoder.encode_document(terms)
    (wanted,) = encoder.encode_query(["串标"])[0]
    assert values[indices == wanted] == pytest.approx(weight, rel=1e-5)


def test_query_weight_is_one_however_often() -> None:
    _, values = SparseEncoder().encode_query(["围标", "围标", "串标"])
    assert values.tolist() == [1.0, 1.0]


def test_no_terms_no_weights() -> None:
    indices, values = SparseEncoder().encode_document([])
    assert (len(indices), len(values)) == (0, 0)
    assert [indices.dtype.name, values.dtype.name] == ["uint32", "float32"]
