"""Which crimes facts speak of, read from their vector alone: a profile to rank by, no finding.

    >>> model.profile(encoder.encode(["张某盗窃电动车三辆……"])[0])
    {'盗窃罪': 0.97, '抢夺罪': 0.03}

Crimes of the taxonomy go by their ids, all others by their names. The weights belong to one
embedding; beside another there is no profile, and ranking does without.
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
from kb.terms import load_taxonomy

SHIPPED = Path(__file__).parent / "models" / "crimes"
_WEIGHTS, _TABLE = "model.safetensors", "crimes.json"
_MOST, _LEAST = 5, 0.02
# crimes of those who give
GIVING = frozenset(
    {
        *("bribery_giving", "unit_bribery_giving", "non_state_bribery_giving"),
        *("influence_bribery_giving", "unit_directed_bribery", "bribery_introduction"),
    }
)


@dataclass(frozen=True, slots=True)
class CrimeModel:
    """``weights`` float32 [dimension, crimes], ``bias`` float32 [crimes]."""

    crimes: tuple[str, ...]
    embedding: str
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def profile(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """Probabilities of the likeliest crimes, each on its own, the surest first."""
        sure = 0.5 * (1 + np.tanh(0.5 * (vector @ self.weights + self.bias)))
        likeliest = np.argsort(-sure, kind="stable")[:_MOST]
        return {self.crimes[i]: float(sure[i]) for i in likeliest if sure[i] >= _LEAST}

    def write(self, folder: Path) -> None:
        """``model.safetensors`` (float16) and ``crimes.json``."""
        folder.mkdir(parents=True, exist_ok=True)
        halves = {"weights": self.weights.astype(np.float16), "bias": self.bias.astype(np.float16)}
        save_file(halves, folder / _WEIGHTS)
        (folder / _WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone
        table = {"embedding": self.embedding, "crimes": self.crimes}
        words = json.dumps(table, ensure_ascii=False, indent=0) + "\n"
        (folder / _TABLE).write_text(words, encoding="utf-8")


def duty_share(profile: Mapping[str, float]) -> float:
    """How much of a profile speaks of duty crimes, 0..1; 0 of an empty one."""
    known, whole = load_taxonomy().offences, sum(profile.values())
    return sum(sure for one, sure in profile.items() if one in known) / whole if whole else 0.0


def duty_crimes(profile: Mapping[str, float]) -> dict[str, float]:
    """The crimes of a profile that an official may commit, as surely as they were.

    Those who give bribes are the other party; 诈骗罪 and all else outside the taxonomy as well.
    """
    known = load_taxonomy().offences
    return {one: sure for one, sure in profile.items() if one in known and one not in GIVING}


def load_crime_model(fingerprint: str, *, folder: Path = SHIPPED) -> CrimeModel | None:
    """The model for this embedding, or None where the weights belong to another one."""
    try:
        table = json.loads((folder / _TABLE).read_text(encoding="utf-8"))
        if table["embedding"] != fingerprint:
            return None
        tensors = load_file(folder / _WEIGHTS)
        model = CrimeModel(
            crimes=tuple(table["crimes"]),
            embedding=fingerprint,
            weights=tensors["weights"].astype(np.float32),
            bias=tensors["bias"].astype(np.float32),
        )
    except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
        raise AnalysisError("MODEL_INVALID", path=str(folder)) from error
    if model.weights.shape[1:] != (len(model.crimes),) or len(model.bias) != len(model.crimes):
        raise AnalysisError("MODEL_INVALID", path=str(folder), file=_WEIGHTS)
    return model
