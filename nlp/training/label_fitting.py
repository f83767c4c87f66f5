"""Train the label pipeline by its spaCy configuration, and set what it must not learn by itself.

Calibration and thresholds are chosen on sentences the model had not seen: ``held_out`` trains one
model a fold and keeps the logits of the rest.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kb.terms import LAYERS, Taxonomy
from nlp.label_classifier import COMPONENT, DEDICATED, LabelClassifier
from nlp.label_docs import Words
from nlp.label_learning import UNSURE, sigmoid
from nlp.label_pipeline import register
from nlp.label_weights import NO_VECTORS, WordVectors
from nlp.lean_spacy import Doc, Example, Language, registry
from nlp.training.label_rows import LabelledSentence, write_rows

_CONFIG = Path(__file__).with_name("labels.cfg")
_TRIAL = 20
# the second reader takes sixteen epochs of steps of 64 sentences
_STEPS_A_SENTENCE, _WARM = 16 / 64, 0.3
_GRID = np.arange(0.10, 0.80, 0.02, dtype=np.float32)
# a label's own threshold counts as much as this many positives of its layer's
_TRUST = 30.0
Floats = NDArray[np.float32]


def label_keys(taxonomy: Taxonomy) -> list[str]:
    """Every label in use, in the order of the taxonomy."""
    return [key for key, term in taxonomy.terms.items() if not term.deprecated]


def fit(
    rows: Sequence[LabelledSentence],
    words: Words,
    taxonomy: Taxonomy,
    *,
    vectors: WordVectors = NO_VECTORS,
) -> Language:
    """One pipeline trained on the rows; the same rows and vectors give the same weights."""
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from spacy.util import load_config

    register(words, taxonomy)
    _register_readers(taxonomy, vectors)
    with TemporaryDirectory() as folder, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        paths = {"train": Path(folder) / "train.jsonl", "dev": Path(folder) / "dev.jsonl"}
        write_rows(rows, paths["train"])
        write_rows(rows[:_TRIAL], paths["dev"])
        steps = _STEPS_A_SENTENCE * len(rows)
        schedule = "components.labels.optimizer.learn_rate"
        overrides: dict[str, object] = {f"paths.{name}": str(path) for name, path in paths.items()}
        overrides[f"{schedule}.warmup_steps"] = max(1, int(steps * _WARM))
        overrides[f"{schedule}.total_steps"] = max(2, int(steps))
        nlp = init_nlp(load_config(_CONFIG, overrides=overrides, interpolate=False))
        train(nlp, stdout=nowhere, stderr=nowhere)
    return nlp


def classifier_of(nlp: Language) -> LabelClassifier:
    """The component of a label pipeline."""
    classifier = nlp.get_pipe(COMPONENT)
    assert isinstance(classifier, LabelClassifier)
    return classifier


def logits_of(nlp: Language, rows: Sequence[LabelledSentence]) -> Floats:
    """Uncalibrated, float32 [rows, labels]."""
    return classifier_of(nlp).logits([make_doc(nlp, row) for row in rows])


def make_doc(nlp: Language, row: LabelledSentence) -> Doc:
    """The sentence with what is known of its place."""
    doc = nlp.make_doc(row.text)
    doc.user_data[DEDICATED] = row.dedicated
    return doc


def held_out(
    rows: Sequence[LabelledSentence],
    fit_rows: Callable[[Sequence[LabelledSentence]], Language],
    *,
    fold: int,
    folds: int,
) -> tuple[NDArray[np.int64], Floats]:
    """Which rows the fold holds, and their logits by a model that saw nothing of their groups."""
    of_row = fold_numbers(rows, folds)
    seen = [row for row, number in zip(rows, of_row, strict=True) if number != fold]
    left = np.flatnonzero(of_row == fold)
    return left, logits_of(fit_rows(seen), [rows[int(place)] for place in left])


def fold_numbers(rows: Sequence[LabelledSentence], folds: int) -> NDArray[np.int64]:
    """A fold for each row: whole documents and themes, dealt out from a fixed shuffle."""
    groups = sorted({row.group for row in rows})
    np.random.default_rng(7).shuffle(groups)
    fold_of = {group: place % folds for place, group in enumerate(groups)}
    return np.array([fold_of[row.group] for row in rows])


def truth_of(
    rows: Sequence[LabelledSentence], keys: Sequence[str]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Wanted labels [rows, labels] and which cells count (an unsure label does not)."""
    column = {key: place for place, key in enumerate(keys)}
    wanted = np.zeros((len(rows), len(keys)), np.float32)
    counts = np.ones_like(wanted, dtype=bool)
    for place, row in enumerate(rows):
        wanted[place, [column[key] for key in row.labels if key in column]] = 1
        counts[place, [column[key] for key in row.unsure if key in column]] = False
    return wanted, counts


def settle(
    classifier: LabelClassifier,
    logits: Floats,
    wanted: Floats,
    counts: NDArray[np.bool_],
    *,
    calibrated_on: NDArray[np.bool_],
) -> None:
    """Calibrate by layer (Platt) and choose a threshold for each label, from held-out logits.

    Confidence is calibrated on the rows of real text: written sentences carry labels far more
    often. Thresholds weigh all rows, for rare labels hardly occur in real ones.
    """
    keys = classifier.labels
    for layer in LAYERS:
        columns = np.flatnonzero([key.startswith(f"{layer}:") for key in keys])
        cells, truth = counts[:, columns], wanted[:, columns]
        real = cells & calibrated_on[:, None]
        slope, offset = _platt(logits[:, columns][real], truth[real])
        classifier.slopes[columns], classifier.offsets[columns] = slope, offset
        sure = sigmoid(logits[:, columns] * slope + offset)
        classifier.thresholds[columns] = _thresholds(sure, truth, cells)


def _platt(logits: Floats, wanted: Floats) -> tuple[float, float]:
    def loss(line: NDArray[np.float64]) -> float:
        scores = line[0] * logits + line[1]
        return float(np.mean(np.logaddexp(0, scores) - wanted * scores))

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    return float(best.x[0]), float(best.x[1])


def _thresholds(sure: Floats, wanted: Floats, counts: NDArray[np.bool_]) -> Floats:
    """The layer's best threshold, moved towards the label's own by its number of positives."""
    layer = _best(sure, wanted, counts)
    chosen = []
    for column in range(sure.shape[1]):
        one = slice(column, column + 1)
        positives = float(wanted[:, one].sum())
        own = _best(sure[:, one], wanted[:, one], counts[:, one]) if positives else layer
        share = positives / (positives + _TRUST)
        chosen.append(share * own + (1 - share) * layer)
    return np.array(chosen, np.float32)


def _best(sure: Floats, wanted: Floats, counts: NDArray[np.bool_]) -> float:
    return max(_GRID.tolist(), key=lambda least: f1_of(sure >= least, wanted, counts))


def f1_of(kept: NDArray[np.bool_], wanted: Floats, counts: NDArray[np.bool_]) -> float:
    """Micro-F1 over the cells that count."""
    kept = kept & counts
    both = float((kept * wanted).sum())
    total = float(kept.sum() + (wanted * counts).sum())
    return 2 * both / total if total else 0.0


def _register_readers(taxonomy: Taxonomy, vectors: WordVectors) -> None:
    registry.readers("lianjian.label_keys.v1", func=lambda: label_keys(taxonomy))
    registry.readers("lianjian.label_rows.v1", func=_reader)
    registry.readers("lianjian.word_vectors.v1", func=lambda: vectors)
    registry.loggers("lianjian.silent.v1", func=_silent)


def _reader(path: str) -> Callable[[Language], Iterator[Example]]:
    import json

    def read(nlp: Language) -> Iterator[Example]:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = LabelledSentence(**json.loads(line))
            reference = nlp.make_doc(row.text)
            reference.cats = dict.fromkeys(row.labels, 1.0) | dict.fromkeys(row.unsure, UNSURE)
            reference.user_data["weight"] = row.weight
            yield Example(make_doc(nlp, row), reference)

    return read


def _silent() -> Callable[..., tuple[Callable[[object], None], Callable[[], None]]]:
    def start(*_: object) -> tuple[Callable[[object], None], Callable[[], None]]:
        return lambda _: None, lambda: None

    return start
