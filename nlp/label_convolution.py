"""A convolution over words for thinc: what short runs of words say, wherever they stand.

A sentence is the ids of its words and of its signs (phrases of the lexicon and how they stand).
The vectors of words are fixed; filters over one, three and five neighbouring words are learnt, the
strongest answer of each filter in the sentence is kept, and a linear layer turns those and the
signs into one logit a label.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from nlp.label_features import SentenceRow
from nlp.lean_spacy import Model

WIDTHS = (1, 3, 5)
_MARGIN = max(WIDTHS) // 2
_WORD_DROP, _DROP, _SIGN = 0.1, 0.5, 0.6
_KEPT_WORDS = 8_000
Floats = NDArray[np.float32]
Ids = NDArray[np.int32]


WordConvolution = Model[Sequence[SentenceRow], Any]


def word_convolution() -> WordConvolution:
    """A layer without size yet; ``resize_convolution`` or ``set_parameters`` gives it one."""
    names = [*(f"W{width}" for width in WIDTHS), "b", "out", "signs", "bias"]
    layer: WordConvolution = Model(
        "lianjian_word_convolution", _forward, params=dict.fromkeys(names)
    )
    layer.attrs["vectors"] = np.zeros((1, 1), np.float32)
    layer.attrs["random"] = np.random.default_rng(7)
    layer.attrs["kept"] = None
    return layer


def resize_convolution(
    layer: WordConvolution, vectors: Floats, *, filters: int, signs: int, bias: Floats
) -> None:
    """Fresh filters over fixed ``vectors`` [words, dimension], row 0 the unknown word."""
    random = np.random.default_rng(7)
    layer.attrs["random"] = random
    dimension = vectors.shape[1]
    parameters = {
        f"W{width}": _uniform(random, (width, dimension, filters), reach=width * dimension)
        for width in WIDTHS
    }
    pooled = filters * len(WIDTHS)
    parameters["b"] = np.zeros(pooled, np.float32)
    parameters["out"] = _uniform(random, (pooled, len(bias)), reach=pooled)
    parameters["signs"] = np.zeros((signs, len(bias)), np.float32)
    parameters["bias"] = bias.copy()
    set_parameters(layer, parameters, vectors)


def set_parameters(
    layer: WordConvolution,
    parameters: Mapping[str, Floats],
    vectors: Floats,
    *,
    keep: bool = False,
) -> None:
    """Put in what ``parameters_of`` gave, and the vectors of the words.

    With ``keep`` what the filters say to a word is kept (40 MB), until the layer learns.
    """
    layer.attrs["vectors"] = vectors
    layer.attrs["kept"] = WordAnswers(parameters, vectors, room=_KEPT_WORDS) if keep else None
    for name, value in parameters.items():
        # thinc has array protocols of its own, which numpy's arrays meet
        layer.set_param(name, cast(Any, value))


def parameters_of(layer: WordConvolution) -> dict[str, Floats]:
    """``W1`` … [width, dimension, filters], ``b`` [all filters], ``out`` [all filters, labels],
    ``signs`` [signs, labels], ``bias`` [labels]."""
    return {name: cast(Floats, layer.get_param(name)) for name in layer.param_names}


def _forward(
    layer: WordConvolution, sentences: Sequence[SentenceRow], is_train: bool
) -> tuple[Floats, Callable[[Floats], Sequence[SentenceRow]]]:
    if not is_train:
        return _read(layer, sentences), lambda _: sentences
    layer.attrs["kept"] = None
    parameters = parameters_of(layer)
    row, centres, starts = _laid_out([one.words for one in sentences])
    random: np.random.Generator = layer.attrs["random"]
    words: Floats = layer.attrs["vectors"][row]
    words = words * (random.random((len(words), 1)) >= _WORD_DROP).astype(np.float32)
    answers = np.concatenate([_slide(words, parameters[f"W{w}"]) for w in WIDTHS], axis=1)
    answers = np.maximum(answers[centres] + parameters["b"], 0)
    pooled = np.maximum.reduceat(answers, starts, axis=0)
    kept = (random.random(pooled.shape) >= _DROP).astype(np.float32) / (1 - _DROP)
    logits, owners, signs = _logits(parameters, pooled * kept, sentences)

    def backprop(gradient: Floats) -> Sequence[SentenceRow]:
        of_signs = np.zeros_like(parameters["signs"])
        np.add.at(of_signs, signs, _SIGN * gradient[owners])
        layer.inc_grad("signs", cast(Any, of_signs))
        layer.inc_grad("out", cast(Any, (pooled * kept).T @ gradient))
        layer.inc_grad("bias", cast(Any, gradient.sum(axis=0)))
        back = (gradient @ parameters["out"].T) * kept
        lengths = np.diff([*starts, len(answers)])
        best = (answers == np.repeat(pooled, lengths, axis=0)) & (answers > 0)
        at_words = np.zeros((len(words), answers.shape[1]), np.float32)
        at_words[centres] = np.where(best, np.repeat(back, lengths, axis=0), 0)
        layer.inc_grad("b", cast(Any, at_words.sum(axis=0)))
        first = 0
        for width in WIDTHS:
            filters = parameters[f"W{width}"].shape[2]
            mine = at_words[:, first : first + filters]
            layer.inc_grad(f"W{width}", cast(Any, _slid(words, mine, width)))
            first += filters
        return sentences

    return logits, backprop


def _read(layer: WordConvolution, sentences: Sequence[SentenceRow]) -> Floats:
    """The same without learning: each different word meets the filters once."""
    parameters = parameters_of(layer)
    row, centres, starts = _laid_out([one.words for one in sentences])
    kept: WordAnswers | None = layer.attrs["kept"]
    answers = kept or WordAnswers(parameters, layer.attrs["vectors"], room=len(row))
    ends = [*starts[1:].tolist(), len(centres)]
    spans = list(zip(starts.tolist(), ends, strict=True))
    pooled = np.empty((len(sentences), len(parameters["b"])), np.float32)
    first = 0
    for slid in answers.slid(row, centres):
        columns = slice(first, first + slid.shape[1])
        for sentence, (start, end) in enumerate(spans):
            np.maximum.reduce(slid[start:end], axis=0, out=pooled[sentence, columns])
        first = columns.stop
    return _logits(parameters, np.maximum(pooled + parameters["b"], 0), sentences)[0]


class WordAnswers:
    """What every filter says to single words, kept from one reading to the next.

    Never to be asked once the parameters have changed. ``room`` words are kept; when they are
    more, all are forgotten.
    """

    def __init__(self, parameters: Mapping[str, Floats], vectors: Floats, *, room: int) -> None:
        self._filters = [filter for width in WIDTHS for filter in parameters[f"W{width}"]]
        self._vectors = vectors
        self._places = np.full(len(vectors), -1, np.intp)
        self._answers = np.empty((len(self._filters), room, parameters["W1"].shape[2]), np.float32)
        self._count = 0

    def slid(self, row: Ids, centres: NDArray[np.int64]) -> Iterator[Floats]:
        """For each width the answers centred on each word [words, filters]."""
        self._meet(row)
        places = self._places[row]
        answers = iter(self._answers)
        other = np.empty((len(centres), self._answers.shape[2]), np.float32)
        for width in WIDTHS:
            total = np.empty_like(other)
            for offset in range(width):
                # the places are known to be inside, so nothing needs to be checked or copied
                at = places[centres + (offset - width // 2)]
                next(answers).take(at, axis=0, out=other if offset else total, mode="clip")
                if offset:
                    total += other
            yield total

    def _meet(self, row: Ids) -> None:
        fresh = np.unique(row[self._places[row] < 0])
        if self._count + len(fresh) > self._answers.shape[1]:
            self._places[:] = -1
            self._count, fresh = 0, np.unique(row)
            if len(fresh) > self._answers.shape[1]:
                shape = (len(self._filters), len(fresh), self._answers.shape[2])
                self._answers = np.empty(shape, np.float32)
        room = slice(self._count, self._count + len(fresh))
        vectors = self._vectors[fresh]
        for filter, answers in zip(self._filters, self._answers, strict=True):
            answers[room] = vectors @ filter
        self._places[fresh] = np.arange(room.start, room.stop)
        self._count = room.stop


def _logits(
    parameters: Mapping[str, Floats], pooled: Floats, sentences: Sequence[SentenceRow]
) -> tuple[Floats, NDArray[np.int64], Ids]:
    """The logits, and the signs of all sentences with the sentence of each."""
    logits = pooled @ parameters["out"] + parameters["bias"]
    owners = np.repeat(np.arange(len(sentences)), [len(one.signs) for one in sentences])
    signs = np.concatenate([one.signs for one in sentences])
    np.add.at(logits, owners, _SIGN * parameters["signs"][signs])
    return np.asarray(logits, np.float32), owners, signs


def _laid_out(sentences: Sequence[Ids]) -> tuple[Ids, NDArray[np.int64], NDArray[np.int64]]:
    """All words in a row with empty ones between sentences, where the words of sentences are,
    and at which of those a sentence starts. An empty sentence is one unknown word."""
    blank = np.zeros(_MARGIN, np.int32)
    filled = [ids if len(ids) else blank[:1] for ids in sentences]
    lengths = np.array([len(ids) for ids in filled])
    row = np.concatenate([blank, *(part for ids in filled for part in (ids, blank))])
    starts = np.cumsum([0, *lengths[:-1]])
    centres = np.arange(lengths.sum()) + np.repeat(_MARGIN * np.arange(1, len(filled) + 1), lengths)
    return row, centres, starts


def _slide(words: Floats, weights: Floats) -> Floats:
    """Answers of the filters of one width centred on each word [words, filters]."""
    reach = len(weights) // 2
    answers = words @ weights[reach]
    for offset in range(1, reach + 1):
        answers[offset:] += words[:-offset] @ weights[reach - offset]
        answers[:-offset] += words[offset:] @ weights[reach + offset]
    return np.asarray(answers, np.float32)


def _slid(words: Floats, gradient: Floats, width: int) -> Floats:
    """The gradient of the filters of one width."""
    reach = width // 2
    parts = [words[:-offset].T @ gradient[offset:] for offset in range(reach, 0, -1)]
    parts.append(words.T @ gradient)
    parts += [words[offset:].T @ gradient[:-offset] for offset in range(1, reach + 1)]
    return np.stack(parts).astype(np.float32)


def _uniform(random: np.random.Generator, shape: tuple[int, ...], *, reach: int) -> Floats:
    bound = 1 / np.sqrt(reach)
    return random.uniform(-bound, bound, shape).astype(np.float32)
