"""How the label classifier learns: which features it keeps, where it starts, what a step costs."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from nlp.label_features import ReadSentence, SentenceRow, grams_of
from nlp.label_weights import Floats
from nlp.lean_spacy import Example, Model, Optimizer

KNOWN = "known"
UNSURE, _DOUBT = 0.5, 0.6
Reader = Model[Sequence[SentenceRow], Any]


class ChosenFeatures(NamedTuple):
    """``idf`` float32 [grams] belongs to the grams."""

    grams: list[str]
    signs: list[str]
    idf: Floats


def choose_features(
    sentences: Sequence[ReadSentence], *, min_count: int, most: int
) -> ChosenFeatures:
    """Grams and signs of at least ``min_count`` sentences; of the grams the ``most`` frequent."""
    counts = Counter(gram for one in sentences for gram in grams_of(one.text, one.words))
    met = Counter(sign for one in sentences for sign in one.signs)
    frequent = sorted(
        (gram for gram, count in counts.items() if count >= min_count),
        key=lambda gram: (-counts[gram], gram),
    )
    grams = sorted(frequent[:most])
    idf = np.array([np.log(1 + len(sentences) / counts[gram]) for gram in grams], np.float32)
    return ChosenFeatures(grams, sorted(s for s, count in met.items() if count >= min_count), idf)


def first_bias(examples: Sequence[Example], labels: Sequence[str]) -> Floats:
    """The log odds of each label among the examples."""
    cats = [example.reference.cats for example in examples]
    met = np.array([sum(one.get(key, 0.0) for one in cats) for key in labels])
    share = np.maximum(met, 0.5) / len(examples)
    return np.asarray(np.log(share / (1 - share)), np.float32)


def loss_of(
    batch: Sequence[Example], labels: Sequence[str], logits: Floats
) -> tuple[float, Floats]:
    """Mean cross-entropy of the batch and its gradient by the logits.

    An unsure label (0.5) counts as one that weighs less. ``reference.user_data["known"]`` names
    the labels somebody decided on; absent, all count.
    """
    wanted = np.array(
        [[one.reference.cats.get(key, 0.0) for key in labels] for one in batch], np.float32
    )
    weight = np.ones_like(wanted)
    weight *= [[one.reference.user_data.get("weight", 1.0)] for one in batch]
    for place, one in enumerate(batch):
        known = one.reference.user_data.get(KNOWN)
        if known is not None:
            weight[place] *= [key in known for key in labels]
    weight = np.where(wanted == UNSURE, _DOUBT * weight, weight).astype(np.float32)
    wanted = (wanted > 0).astype(np.float32)
    loss = weight * (np.logaddexp(0, logits) - wanted * logits)
    gradient = weight * (sigmoid(logits) - wanted) / len(batch)
    return float(loss.sum() / len(batch)), gradient.astype(np.float32)


def take_step(
    reader: Reader,
    rows: Sequence[SentenceRow],
    loss: Callable[[Floats], tuple[float, Floats]],
    optimizer: Callable[..., object] | None,
) -> float:
    """One step of one reader; without an optimizer the gradient only adds up."""
    logits, backprop = reader.begin_update(rows)
    value, gradient = loss(logits)
    backprop(gradient)
    if optimizer is not None:
        reader.finish_update(cast(Optimizer, optimizer))
    return value


def micro_f1(examples: Iterable[Example]) -> float:
    """Of the labels predicted, against those wanted for sure."""
    both = found = wanted = 0
    for one in examples:
        theirs = {key for key, value in one.reference.cats.items() if value == 1}
        ours = set(one.predicted.cats)
        both, found, wanted = both + len(ours & theirs), found + len(ours), wanted + len(theirs)
    return 2 * both / (found + wanted) if found + wanted else 0.0


def sigmoid(logits: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), dtype=np.float32)
