"""The label classifier on disk: ``weights.safetensors`` and ``labels.json``.

Rows of the linear reader and word vectors are int8 with one scale a row, filters are float16.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from kb.errors import AnalysisError
from nlp.label_features import FeatureTable
from nlp.label_layer import packed, unpacked

_WEIGHTS, _TABLE = "weights.safetensors", "labels.json"
_CONVOLUTION = "convolution."
Floats = NDArray[np.float32]


class WordVectors:  # no dataclass: spaCy's configuration would take it apart
    """``rows`` float32 [1 + words, dimension]; row 0 is the unknown word, all zero."""

    def __init__(self, words: tuple[str, ...], rows: Floats) -> None:
        self.words = words
        self.rows = rows


NO_VECTORS = WordVectors((), np.zeros((1, 1), np.float32))


@dataclass(frozen=True, slots=True)
class LabelWeights:
    """``linear`` [features, labels], ``bias``, ``thresholds``, ``slopes``, ``offsets`` [labels],
    ``vectors`` [1 + words, dimension]; the table numbers features and words."""

    version: str
    labels: tuple[str, ...]
    table: FeatureTable
    linear: Floats
    bias: Floats
    convolution: Mapping[str, Floats]
    vectors: Floats
    thresholds: Floats
    slopes: Floats
    offsets: Floats


def write_weights(folder: Path, weights: LabelWeights) -> None:
    """Both files, readable by everyone."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, NDArray[np.generic]] = {
        "bias": weights.bias,
        "idf": weights.table.weights,
        "thresholds": weights.thresholds,
        "slopes": weights.slopes,
        "offsets": weights.offsets,
    }
    tensors["linear"], tensors["linear.scales"] = packed(weights.linear)
    tensors["vectors"], tensors["vectors.scales"] = packed(weights.vectors)
    for name, value in weights.convolution.items():
        tensors[_CONVOLUTION + name] = value.astype(np.float16)
    save_file(tensors, folder / _WEIGHTS)
    (folder / _WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone
    table = {
        "version": weights.version,
        "labels": weights.labels,
        "grams": weights.table.grams,
        "signs": weights.table.signs,
        "words": weights.table.words,
    }
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n"
    (folder / _TABLE).write_text(text, encoding="utf-8")


def read_version(folder: Path) -> str:
    """The version alone, of a folder that ``read_weights`` would read."""
    return str(json.loads((folder / _TABLE).read_text(encoding="utf-8"))["version"])


def read_weights(folder: Path) -> LabelWeights:
    """MODEL_INVALID where a file is missing, broken, or does not fit the other."""
    try:
        table = json.loads((folder / _TABLE).read_text(encoding="utf-8"))
        tensors = load_file(folder / _WEIGHTS)
        read = LabelWeights(
            version=str(table["version"]),
            labels=_texts(table["labels"]),
            table=FeatureTable(
                _texts(table["grams"]),
                _texts(table["signs"]),
                tensors["idf"],
                _texts(table["words"]),
            ),
            linear=unpacked(tensors["linear"], tensors["linear.scales"]),
            bias=tensors["bias"],
            convolution={
                name.removeprefix(_CONVOLUTION): value.astype(np.float32)
                for name, value in tensors.items()
                if name.startswith(_CONVOLUTION)
            },
            vectors=unpacked(tensors["vectors"], tensors["vectors.scales"]),
            thresholds=tensors["thresholds"],
            slopes=tensors["slopes"],
            offsets=tensors["offsets"],
        )
    except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder)) from error
    if not _fits(read):
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=_WEIGHTS)
    return read


def _fits(read: LabelWeights) -> bool:
    wide = len(read.labels)
    per_label = (read.bias, read.thresholds, read.slopes, read.offsets)
    return (
        read.linear.shape == (len(read.table), wide)
        and all(one.shape == (wide,) for one in per_label)
        and len(read.table.weights) == len(read.table.grams)
        and len(read.vectors) == 1 + len(read.table.words)
        and len(read.convolution["signs"]) == len(read.table.signs)
        and read.convolution["bias"].shape == (wide,)
    )


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("not a list of strings")
    return tuple(value)
