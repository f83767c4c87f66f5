"""``python -m nlp.training.labels DATA``: train the label classifier that ships.

DATA is the folder of real texts. Steps: read written gold, annotations of real text and, unless
``--zero-shot``, the annotator's development sentences; place words by their neighbours in the real
texts; train one model a fold and one on everything, two at a time; choose calibration and
thresholds on what a model had not seen; write the folder. The figures it prints are those held-out
ones.
"""

import argparse
import json
import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from kb.terms import LAYERS, load_taxonomy
from nlp.label_classifier import COMPONENT
from nlp.label_learning import sigmoid
from nlp.label_pipeline import SHIPPED, load_pipeline
from nlp.label_weights import Floats, WordVectors
from nlp.lean_spacy import Language
from nlp.segmentation import load_segmenter
from nlp.training.label_fitting import (
    classifier_of,
    f1_of,
    fit,
    held_out,
    label_keys,
    logits_of,
    settle,
    truth_of,
)
from nlp.training.label_rows import (
    ANNOTATIONS,
    GOLD,
    LabelledSentence,
    read_annotated,
    read_sentences,
    read_written,
    real_texts,
)
from nlp.training.word_vectors import train_word_vectors

_REAL = frozenset({"real", "annotated"})
_WORDS, _DIMENSION = 30_000, 128
_WORKERS = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="训练标签分类器")
    parser.add_argument("data", type=Path, help="真实文本目录")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--version", default="labels-1")
    parser.add_argument("--zero-shot", action="store_true", help="不学开发集的句子，最后在其上打分")
    options = parser.parse_args(arguments)

    console = Console(stderr=True)
    development = read_sentences(options.data / "tags_dev" / "sentences.jsonl")
    rows = [*training_rows(options.data, console), *(() if options.zero_shot else development)]
    console.print("统计词的上下文……")
    vectors = _vectors(options.data, rows)
    with TemporaryDirectory() as folder:
        logits = _train(rows, vectors, Path(folder), options.folds, console)
        nlp = load_pipeline(load_segmenter().words, load_taxonomy(), folder=Path(folder))
    classifier = classifier_of(nlp)
    keys = label_keys(load_taxonomy())
    real = np.array([row.origin in _REAL for row in rows])
    wanted, counts = truth_of(rows, keys)
    settle(classifier, logits, wanted, counts, calibrated_on=real)
    classifier.version = options.version
    classifier.to_disk(options.out / COMPONENT)

    sure = sigmoid(logits * classifier.slopes + classifier.offsets)
    kept = sure >= classifier.thresholds
    figures: dict[str, object] = {"sentences": len(rows), "features": len(classifier.table)}
    for name, chosen in _parts(rows).items():
        figures[name] = _figures(kept[chosen], wanted[chosen], counts[chosen], keys)
    if options.zero_shot:
        unseen = logits_of(nlp, development) * classifier.slopes + classifier.offsets
        found = sigmoid(unseen) >= classifier.thresholds
        figures["development, unseen"] = _figures(found, *truth_of(development, keys), keys)
    print(json.dumps(figures, ensure_ascii=False, indent=1))


def training_rows(data: Path, console: Console) -> list[LabelledSentence]:
    """Written gold and our annotations of real text."""
    written = read_written(GOLD)
    annotated, lost = read_annotated(ANNOTATIONS, data)
    console.print(f"自写 {len(written)} 句，真实文本标注 {len(annotated)} 句，对不上原文 {lost} 句")
    return [*written, *annotated]


def _vectors(data: Path, rows: Sequence[LabelledSentence]) -> WordVectors:
    words = load_segmenter().words
    real = (words(text) for _, text in real_texts(data))
    written = (words(row.text) for row in rows if row.origin not in _REAL)
    texts = [cut for part in (real, written) for cut in part]
    return train_word_vectors(texts, size=_WORDS, dimension=_DIMENSION)


def _train(
    rows: Sequence[LabelledSentence],
    vectors: WordVectors,
    folder: Path,
    folds: int,
    console: Console,
) -> Floats:
    """Held-out logits of the rows; the model of all of them is written to the folder."""
    logits = np.zeros((len(rows), len(label_keys(load_taxonomy()))), np.float32)
    os.environ["OMP_NUM_THREADS"] = "1"  # two processes share two cores
    with ProcessPoolExecutor(_WORKERS) as pool:
        whole = pool.submit(_whole, rows, vectors, folder)
        parts: list[Future[tuple[NDArray[np.int64], Floats]]] = [
            pool.submit(_part, rows, vectors, fold, folds) for fold in range(folds)
        ]
        description = "交叉验证"
        done = as_completed(parts)
        for part in track(done, description=description, total=folds, console=console):
            places, values = part.result()
            logits[places] = values
        whole.result()
    return logits


def _whole(rows: Sequence[LabelledSentence], vectors: WordVectors, folder: Path) -> None:
    classifier_of(_fit(rows, vectors)).to_disk(folder / COMPONENT)


def _part(
    rows: Sequence[LabelledSentence], vectors: WordVectors, fold: int, folds: int
) -> tuple[NDArray[np.int64], Floats]:
    return held_out(rows, lambda seen: _fit(seen, vectors), fold=fold, folds=folds)


def _fit(rows: Sequence[LabelledSentence], vectors: WordVectors) -> Language:
    return fit(rows, load_segmenter().words, load_taxonomy(), vectors=vectors)


def _parts(rows: Sequence[LabelledSentence]) -> dict[str, np.ndarray]:
    origins = np.array([row.origin for row in rows])
    return {f"held out, {name}": origins == name for name in sorted(set(origins))}


def _figures(
    kept: np.ndarray, wanted: np.ndarray, counts: np.ndarray, keys: Sequence[str]
) -> dict[str, float]:
    figures = {"micro_f1": f1_of(kept, wanted, counts)}
    both, total = float((kept & counts)[wanted > 0].sum()), float(wanted.sum())
    figures["precision"] = both / max(1.0, float((kept & counts).sum()))
    figures["recall"] = both / max(1.0, total)
    for layer in LAYERS:
        columns = np.flatnonzero([key.startswith(f"{layer}:") for key in keys])
        figures[layer] = f1_of(kept[:, columns], wanted[:, columns], counts[:, columns])
    each = [
        f1_of(kept[:, [c]], wanted[:, [c]], counts[:, [c]])
        for c in range(len(keys))
        if wanted[:, c].any()
    ]
    figures["macro_f1"] = float(np.mean(each)) if each else 0.0
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    main()
