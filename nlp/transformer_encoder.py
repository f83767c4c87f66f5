"""A transformer from a local sentence-transformers folder, for those who have one and a GPU."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from kb.errors import AnalysisError
from nlp.static_model import model_fingerprint
from nlp.term_rows import TermRows

_PICKLED = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".msgpack"})
_BATCH = 32


class TransformerEncoder:
    """Vectors of whole texts by a transformer; safetensors only, no code of the folder is run."""

    def __init__(self, folder: Path) -> None:
        check_model_folder(folder)
        try:
            self._model = SentenceTransformer(
                str(folder),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, LookupError, RuntimeError, ImportError) as error:
            raise AnalysisError("MODEL_INVALID", path=str(folder)) from error
        self.dimension = len(self._model.encode("量", show_progress_bar=False))
        self.fingerprint = model_fingerprint(folder)

    def encode(
        self,
        texts: Sequence[str],
        *,
        terms: TermRows | None = None,  # noqa: ARG002 - it reads whole texts
    ) -> NDArray[np.float32]:
        """Vectors of the texts; a blank text gets the zero vector, as with the static model."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        spoken = [index for index, text in enumerate(texts) if text.strip()]
        if spoken:
            vectors[spoken] = self._model.encode(
                [texts[index] for index in spoken],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors


def check_model_folder(folder: Path) -> None:
    """Refuse what could run code: pickled weights, Python files, ``auto_map`` in a config."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _PICKLED | {".py"}:
            raise AnalysisError("MODEL_UNSAFE", path=str(folder), file=path.name)
        if path.suffix == ".json" and path.name.endswith("config.json"):
            _check_config(path, folder=folder)
    if not any(folder.rglob("*.safetensors")):
        raise AnalysisError("MODEL_INVALID", path=str(folder))


def _check_config(path: Path, *, folder: Path) -> None:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=path.name) from error
    if isinstance(config, dict) and "auto_map" in config:
        raise AnalysisError("MODEL_UNSAFE", path=str(folder), file=path.name)
