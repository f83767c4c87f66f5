"""Charges predicted from the facts where nothing names one; numpy only.

Two linear steps. First every class scores the words of the facts (tf-idf, length 1 within each
namespace). Then a logistic regression reads these scores with the cited articles of 刑法 and the
crimes named, where there are any: facts that cite and name nothing go by their words alone.
Besides the charges the classes are ``other`` (another duty crime) and ``none`` (no duty crime).
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from kb.errors import AnalysisError
from kb.model import Span
from nlp.charge_features import NAMESPACES, FactsRead, Words, read_facts

SHIPPED = Path(__file__).parent / "models" / "charges"
WEIGHTS, WORDS = "model.safetensors", "features.json"
OTHER, NONE = "other", "none"
SHARES = dict(zip(NAMESPACES, (1.0, 1.0, 2.0, 2.0, 1.0), strict=True))
MOST_CHARGES, _MOST_EVIDENCE = 3, 3

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PredictedCharge:
    """A charge of the taxonomy, how sure, and the sentences that carry it, the weightiest first."""

    charge: str
    probability: float
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True)
class ChargeModel:
    """``words`` [features, classes], ``idf`` [features], ``signs`` [classes, inputs of step 2].

    ``classes`` are the charges, then ``other``, then ``none``; ``threshold`` is the least
    probability of a charge.
    """

    classes: tuple[str, ...]
    features: tuple[str, ...]
    articles: tuple[str, ...]
    idf: Floats
    words: Floats
    bias: Floats
    signs: Floats
    offset: Floats
    threshold: float

    @property
    def charges(self) -> tuple[str, ...]:
        """The charges this model knows."""
        return self.classes[:-2]

    def probabilities(self, read: FactsRead) -> Floats:
        """The probability of each class, float32 [classes]; they need not add up to 1."""
        return self._probabilities(read, *self._vector(read.counts()))

    def _probabilities(self, read: FactsRead, columns: NDArray[np.int64], values: Floats) -> Floats:
        scores = values @ self.words[columns] + self.bias
        inputs = step_two_inputs(
            scores[None, :], [read], articles=self.articles, charges=self.charges
        )
        logits = self.signs @ inputs[0] + self.offset
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)

    def decide(self, read: FactsRead, *, guilty: bool = False) -> tuple[PredictedCharge, ...]:
        """At most three charges with evidence; () where the facts are no duty crime or unclear.

        ``guilty``: a duty crime it is, so the likeliest charge is always given.
        """
        counts = read.counts()
        columns, values = self._vector(counts)
        probabilities = self._probabilities(read, columns, values)
        chosen = choose(probabilities[None, :], threshold=self.threshold, guilty=guilty)[0]
        picked = sorted(np.flatnonzero(chosen).tolist(), key=lambda one: -probabilities[one])
        return tuple(
            PredictedCharge(
                self.classes[one],
                float(probabilities[one]),
                self._evidence(read, counts, columns, values * self.words[columns, one]),
            )
            for one in picked
        )

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {feature: column for column, feature in enumerate(self.features)}

    @cached_property
    def _spaces(self) -> NDArray[np.int64]:
        return np.array([NAMESPACES.index(feature[0]) for feature in self.features])

    def _vector(self, counts: Counter[str]) -> tuple[NDArray[np.int64], Floats]:
        known = [(self._columns[one], n) for one, n in counts.items() if one in self._columns]
        columns = np.array([column for column, _ in known], dtype=np.int64)
        tf = np.array([n for _, n in known], dtype=np.float32)
        values = (1 + np.log(tf)) * self.idf[columns]
        spaces = self._spaces[columns]
        squares = np.bincount(spaces, values**2, minlength=len(NAMESPACES))
        return columns, (values * (_scale() / np.sqrt(np.maximum(squares, 1e-12)))[spaces]).astype(
            np.float32
        )

    def _evidence(
        self, read: FactsRead, counts: Counter[str], columns: NDArray[np.int64], pulls: Floats
    ) -> tuple[Span, ...]:
        """The sentences that add most to the score of a class, each feature shared by count."""
        names = (self.features[column] for column in columns.tolist())
        pull = {name: one / counts[name] for name, one in zip(names, pulls.tolist(), strict=True)}
        ranked = [
            (-sum(pull.get(name, 0.0) * n for name, n in sentence.counts.items()), sentence.span)
            for sentence in read.sentences
        ]
        return tuple(span for adds, span in sorted(ranked)[:_MOST_EVIDENCE] if adds < 0)


def step_two_inputs(
    scores: Floats, read: Sequence[FactsRead], *, articles: Sequence[str], charges: Sequence[str]
) -> Floats:
    """What step two reads, float32 [documents, inputs], in three blocks, all but one of them 0.

    Facts that cite no article and name no crime fill the first block (the scores of the words and
    a 1); those that cite but do not name the second (and which articles); those that name the
    third (and which charges). Each is so weighed on its own.
    """
    cited = np.array([[a in one.articles for a in articles] for one in read], np.float32)
    named = np.array([[c in one.named for c in charges] for one in read], np.float32)
    names, cites = named.max(axis=1) > 0, cited.max(axis=1) > 0
    plain = np.hstack([2 * scores, np.ones((len(scores), 1), np.float32)])
    blocks = (
        (plain, ~names & ~cites),
        (np.hstack([plain, cited]), ~names & cites),
        (np.hstack([plain, cited, named]), names),
    )
    inputs = np.hstack([block * here.reshape(-1, 1) for block, here in blocks])
    return np.asarray(inputs, dtype=np.float32)


def choose(probabilities: Floats, *, threshold: float, guilty: bool) -> NDArray[np.bool_]:
    """Which charges are given, bool [documents, classes - 2]: those above the threshold, at most 3.

    The likeliest charge is given too where it outweighs ``other`` and ``none`` (not ``none`` if
    ``guilty``); nothing is given where ``none`` is likelier than every charge, unless ``guilty``.
    """
    own, other, none = probabilities[:, :-2], probabilities[:, -2], probabilities[:, -1]
    best = own.max(axis=1)
    third = np.sort(own, axis=1)[:, [-min(MOST_CHARGES, own.shape[1])]]
    chosen = own >= np.maximum(threshold, third)
    rows = np.arange(len(own))
    leads = best > (other if guilty else np.maximum(other, none))
    chosen[rows[leads], own.argmax(axis=1)[leads]] = True
    if not guilty:
        chosen[none >= best] = False
    return chosen


def write_charge_model(model: ChargeModel, folder: Path) -> None:
    """Write the folder: int8 columns with a scale each; the same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = np.maximum(np.abs(model.words).max(axis=0), 1e-12) / 127
    tensors: dict[str, NDArray[np.generic]] = {
        "idf": model.idf.astype(np.float16),
        "words": np.rint(model.words / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": model.bias.astype(np.float32),
        "signs": model.signs.astype(np.float32),
        "offset": model.offset.astype(np.float32),
    }
    save_file(tensors, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone
    names = {
        "classes": model.classes,
        "articles": model.articles,
        "threshold": model.threshold,
        "features": model.features,
    }
    text = json.dumps(names, ensure_ascii=False, separators=(",", ":")) + "\n"
    (folder / WORDS).write_text(text, encoding="utf-8")


def read_charge_model(folder: Path) -> ChargeModel:
    """Read the folder; MODEL_INVALID where it is of any other shape."""
    try:
        names = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        tensors = {
            key: value.astype(np.float32) for key, value in load_file(folder / WEIGHTS).items()
        }
        model = ChargeModel(
            classes=tuple(names["classes"]),
            features=tuple(names["features"]),
            articles=tuple(names["articles"]),
            threshold=float(names["threshold"]),
            idf=tensors["idf"],
            words=tensors["words"] * tensors["scale"],
            bias=tensors["bias"],
            signs=tensors["signs"],
            offset=tensors["offset"],
        )
    except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder)) from error
    shape = (len(model.features), len(model.classes))
    if model.words.shape != shape or model.classes[-2:] != (OTHER, NONE):
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=WEIGHTS)
    return model


@dataclass(frozen=True, slots=True)
class ChargePredictor:
    """The model with the words it was trained on: ``predictor(facts)`` gives charges.

    Without ``names`` a crime that the facts happen to name (预防受贿) does not count.
    """

    model: ChargeModel
    words: Words
    names: bool = True

    def __call__(self, facts: str, *, guilty: bool = False) -> tuple[PredictedCharge, ...]:
        """The charges of the facts; evidence counts characters of ``facts``."""
        read = read_facts(facts, self.words)
        return self.model.decide(
            read if self.names else replace(read, named=frozenset()), guilty=guilty
        )


def load_predictor(words: Words, *, names: bool = True) -> ChargePredictor:
    """The predictor that ships."""
    return ChargePredictor(read_charge_model(SHIPPED), words, names)


def _scale() -> Floats:
    shares = np.array(list(SHARES.values()), dtype=np.float32)
    return np.asarray(np.sqrt(shares / shares.sum()), dtype=np.float32)
