"""How rare each word is in Chinese legal writing, the same whatever a store happens to hold.

A word is known by the index that ``nlp.sparse`` gives it. Of a word that the counted texts never or
hardly use, the greatest rarity is assumed.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from kb.errors import AnalysisError

SHIPPED = Path(__file__).parent / "models" / "rarity"
_WEIGHTS = "model.safetensors"


@dataclass(frozen=True, slots=True)
class TermRarity:
    """``indices`` uint32 ascending with their ``idf`` float32; ``unseen`` for all others."""

    indices: NDArray[np.uint32]
    idf: NDArray[np.float32]
    unseen: float

    def of(self, indices: NDArray[np.uint32]) -> NDArray[np.float32]:
        """The idf of each, float32 of the same length."""
        places = np.minimum(np.searchsorted(self.indices, indices), len(self.indices) - 1)
        known = self.indices[places] == indices
        return np.where(known, self.idf[places], np.float32(self.unseen))

    def write(self, folder: Path) -> None:
        """``model.safetensors``: indices, idf (float16) and that of unseen words."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors: dict[str, NDArray[np.generic]] = {
            "indices": self.indices,
            "idf": self.idf.astype(np.float16),
            "unseen": np.array([self.unseen], np.float32),
        }
        save_file(tensors, folder / _WEIGHTS)
        (folder / _WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone


def load_rarity(folder: Path = SHIPPED) -> TermRarity:
    """The shipped table; MODEL_INVALID where it is damaged."""
    try:
        tensors = load_file(folder / _WEIGHTS)
        rarity = TermRarity(
            indices=tensors["indices"],
            idf=tensors["idf"].astype(np.float32),
            unseen=float(tensors["unseen"][0]),
        )
    except (OSError, LookupError, SafetensorError) as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder)) from error
    if not len(rarity.indices) or rarity.indices.shape != rarity.idf.shape:
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=_WEIGHTS)
    return rarity
