"""Vectors of texts: the shipped static model by default, any sentence-transformers folder if asked.

The static model needs no torch: numpy alone adds up the vectors of the terms, some 30 MB of text a
second on one core.
"""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import AnalysisError
from nlp.segmentation import Segmenter
from nlp.static_model import StaticModel, is_static_model, model_fingerprint, read_static_model
from nlp.term_rows import TermNumbers, TermRows

Vectors = NDArray[np.float32]

#: How a static model makes a text of its terms; part of the fingerprint.
POOLING = "once"
_NUMBER_BITS, _NUMBER = 32, 0xFFFFFFFF


class SentenceEncoder(Protocol):
    """Turns texts into vectors of length 1; a text without a known word gets the zero vector."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Stored with the index: vectors of another model must not be mixed in."""

    def encode(self, texts: Sequence[str], *, terms: TermRows | None = None) -> Vectors:
        """One row a text, float32. ``terms``, where already cut, spare a second segmentation."""


class StaticEncoder:
    """Mean of the vectors of a text's different index terms, scaled to length 1.

    A term counts once however often it is said: what a long text repeats (money, telephone) would
    else drown what it is about.
    """

    def __init__(self, model: StaticModel, *, segmenter: Segmenter, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.dimension = int(model.vectors.shape[1])
        self._vectors = model.vectors
        rows = {term: row for row, term in enumerate(model.terms)}
        # row 0 is the unknown term, all zero
        self._numbers = TermNumbers(lambda term: rows.get(term, 0), np.intp)
        self._segmenter = segmenter

    def encode(self, texts: Sequence[str], *, terms: TermRows | None = None) -> Vectors:
        """Vectors of texts; with ``terms`` the texts themselves are not looked at."""
        if terms is None:
            terms = self._segmenter.term_rows(list(map(self._segmenter.folded_words, texts)))
        elif len(terms) != len(texts):
            raise AnalysisError("TERMS_MISMATCH", texts=len(texts), terms=len(terms))
        return self.encode_terms(terms)

    def encode_terms(self, terms: TermRows) -> Vectors:
        """Vectors of texts already cut by ``Segmenter.term_rows``."""
        sums = np.zeros((len(terms), self.dimension), dtype=np.float32)
        owners = np.repeat(np.arange(len(terms), dtype=np.int64), np.diff(terms.offsets))
        once = np.unique(owners << _NUMBER_BITS | terms.numbers)
        rows = self._numbers.of(terms.terms)[once & _NUMBER]
        ends = np.searchsorted(once, np.arange(len(terms) + 1, dtype=np.int64) << _NUMBER_BITS)
        for sum_of, start, end in zip(sums, ends[:-1], ends[1:], strict=True):
            self._vectors.take(rows[start:end], axis=0).sum(axis=0, out=sum_of)
        return unit_rows(sums)


def unit_rows(rows: Vectors) -> Vectors:
    """Each row scaled to length 1; a zero row stays zero, never NaN."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units = np.zeros_like(rows)
    np.divide(rows, lengths, out=units, where=lengths > 0)
    return units


def load_encoder(path: Path | None = None, *, segmenter: Segmenter) -> SentenceEncoder:
    """The shipped model, or the model in ``path``: static, or a transformer read from that folder.

    Nothing is ever fetched; a folder with code or pickled weights is refused
    (``MODEL_UNSAFE``), one that is not there is ``MODEL_NOT_FOUND``.
    """
    folder = path or Path(str(resources.files("nlp") / "models" / "embedding"))
    if not folder.is_dir():
        raise AnalysisError("MODEL_NOT_FOUND", path=str(folder))
    if is_static_model(folder):
        return StaticEncoder(
            read_static_model(folder),
            segmenter=segmenter,
            fingerprint=f"{model_fingerprint(folder)}-{POOLING}",
        )
    from nlp.transformer_encoder import TransformerEncoder  # torch only where it is asked for

    return TransformerEncoder(folder)
