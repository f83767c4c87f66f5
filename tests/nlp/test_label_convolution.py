"""The reader of word order: its gradient is right, and reading quickly gives the same answers."""

import numpy as np
import pytest

from nlp import label_convolution
from nlp.label_convolution import (
    WordConvolution,
    parameters_of,
    resize_convolution,
    set_parameters,
    word_convolution,
)
from nlp.label_features import SentenceRow

NONE = np.zeros(0, np.float32)


def row(words: list[int], signs: list[int]) -> SentenceRow:
    return SentenceRow(
        np.zeros(0, np.int32), NONE, np.array(words, np.int32), np.array(signs, np.int32)
    )


ROWS = [row([1, 2, 3, 4], [0, 1]), row([], []), row([5], [2]), row([6, 7, 8, 9, 1, 2], [3, 0])]


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> WordConvolution:
    monkeypatch.setattr(label_convolution, "_WORD_DROP", 0.0)
    monkeypatch.setattr(label_convolution, "_DROP", 0.0)
    random = np.random.default_rng(3)
    vectors = random.normal(size=(10, 6)).astype(np.float32)
    made = word_convolution()
    resize_convolution(made, vectors, filters=4, signs=5, bias=np.zeros(3, np.float32))
    made.set_param("signs", random.normal(size=(5, 3)).astype(np.float32))
    return made


def test_reading_and_learning_see_the_same(layer: WordConvolution) -> None:
    learnt, _ = layer.begin_update(ROWS)
    assert np.allclose(layer.predict(ROWS), learnt, atol=1e-5)


def test_the_gradient_is_that_of_the_answers(layer: WordConvolution) -> None:
    random = np.random.default_rng(5)
    pull = random.normal(size=(len(ROWS), 3)).astype(np.float32)
    _, backprop = layer.begin_update(ROWS)
    backprop(pull)
    for name in layer.param_names:
        value, gradient = layer.get_param(name), layer.get_grad(name)
        place = np.unravel_index(int(np.abs(gradient).argmax()), value.shape)
        sides = []
        for step in (0.002, -0.002):
            moved = value.copy()
            moved[place] += step
            layer.set_param(name, moved)
            sides.append(float((layer.predict(ROWS) * pull).sum()))
        layer.set_param(name, value)
        assert (sides[0] - sides[1]) / 0.004 == pytest.approx(float(gradient[place]), rel=0.05)


def test_order_matters(layer: WordConvolution) -> None:
    forth, back = layer.predict([row([1, 2, 3], []), row([3, 2, 1], [])])
    assert not np.allclose(forth, back)


@pytest.mark.parametrize("room", [pytest.param(8, id="room"), pytest.param(3, id="forgets")])
def test_kept_answers_change_nothing(
    layer: WordConvolution, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(label_convolution, "_KEPT_WORDS", room)
    parameters, vectors = parameters_of(layer), layer.attrs["vectors"]
    keeping = word_convolution()
    set_parameters(keeping, parameters, vectors, keep=True)
    for rows in (ROWS[2:], ROWS, ROWS[:1], ROWS):
        assert np.allclose(keeping.predict(rows), layer.predict(rows), atol=1e-6)


def test_learning_ends_the_keeping(layer: WordConvolution) -> None:
    keeping = word_convolution()
    set_parameters(keeping, parameters_of(layer), layer.attrs["vectors"], keep=True)
    before = keeping.predict(ROWS)
    keeping.begin_update(ROWS)
    keeping.set_param("W1", layer.get_param("W1") + 1)
    assert not np.allclose(keeping.predict(ROWS), before)
