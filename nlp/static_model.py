"""The folder of a static embedding: one vector a term, a text is the mean of its terms.

The layout is that of sentence-transformers (``StaticEmbedding`` and ``Normalize``), so the folder
opens there too. Weights are int8 rows with one float32 scale a row, a quarter of the size.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from kb.errors import AnalysisError

WEIGHTS, TOKENIZER, MODULES = "model.safetensors", "tokenizer.json", "modules.json"
UNKNOWN = "[UNK]"

_STATIC = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
_NORMALIZE = "sentence_transformers.sentence_transformer.modules.Normalize"


@dataclass(frozen=True, slots=True)
class StaticModel:
    """``vectors[i]`` belongs to ``terms[i]``; ``terms[0]`` is the unknown term, all zero."""

    terms: tuple[str, ...]
    vectors: NDArray[np.float32]


def is_static_model(folder: Path) -> bool:
    """Whether the folder's first module is a static embedding of whole terms."""
    try:
        modules = json.loads((folder / MODULES).read_text(encoding="utf-8"))
        return str(modules[0]["type"]).endswith(".StaticEmbedding")
    except FileNotFoundError:
        return False
    except (ValueError, LookupError, TypeError) as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=MODULES) from error


def read_static_model(folder: Path) -> StaticModel:
    """Read terms and vectors; a folder of any other shape is an error."""
    try:
        tokenizer = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
        vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
        if tokenizer["model"]["type"] != "WordLevel":
            raise AnalysisError("MODEL_INVALID", path=str(folder), file=TOKENIZER)
        vectors = _unpacked(load_file(folder / WEIGHTS))
    except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder)) from error
    terms = tuple(sorted(vocabulary, key=vocabulary.__getitem__))
    if vectors.shape[0] != len(terms) or terms[0] != UNKNOWN or not np.isfinite(vectors).all():
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=WEIGHTS)
    return StaticModel(terms=terms, vectors=vectors)


def write_static_model(model: StaticModel, folder: Path) -> None:
    """Write the folder; the same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.abs(model.vectors).max(axis=1) / 127
    scales[scales == 0] = 1
    rows = np.rint(model.vectors / scales[:, None]).astype(np.int8)
    tensors = {"embeddings": rows, "weights": scales.astype(np.float32)}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    (folder / WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate([("", _STATIC), ("1_Normalize", _NORMALIZE)])
    ]
    _write_json(folder / MODULES, modules)
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})
    _write_json(folder / TOKENIZER, _tokenizer(model.terms))


def model_fingerprint(folder: Path) -> str:
    """Hash of the weights and the vocabulary: another model, another index."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.name == TOKENIZER or path.suffix == ".safetensors":
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _unpacked(tensors: dict[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    if "embedding.weight" in tensors:
        return tensors["embedding.weight"].astype(np.float32)
    scales = tensors["weights"].astype(np.float32)
    # one pass: a copy as float32 first would cost as much memory again
    rows: NDArray[np.float32] = np.multiply(
        tensors["embeddings"], scales[:, None], dtype=np.float32
    )
    return rows


def _tokenizer(terms: tuple[str, ...]) -> dict[str, object]:
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {term: index for index, term in enumerate(terms)},
            "unk_token": UNKNOWN,
        },
    }


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    path.write_text(text, encoding="utf-8")
