"""Near-duplicate sketches: one-permutation MinHash over 5-character shingles.

``sketch`` is a pure function of the text, so two readings of one case report give one sketch;
``similarity`` estimates the Jaccard index of two texts' shingles; ``bands`` are the keys under
which likely pairs meet (a pair of Jaccard 0.7 shares a band with probability over 0.98).
"""

import numpy as np
from numpy.typing import NDArray

BINS = 120
BANDS = 24
ROWS = BINS // BANDS
SHINGLE = 5
PROPOSE_AT = 0.7
_EMPTY = np.uint32(0xFFFFFFFF)
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 1],
    dtype=np.uint64,
)


def sketch(text: str) -> bytes:
    """``BINS`` little-endian uint32 minima; white space and case do not count."""
    letters = "".join(text.split()).lower()
    codes = np.frombuffer(letters.encode("utf-32-le", "replace"), dtype=np.uint32)
    if len(codes) < SHINGLE:
        codes = np.concatenate([codes, np.zeros(SHINGLE - len(codes), dtype=np.uint32)])
    hashes = _mixed(_shingle_codes(codes.astype(np.uint64)))
    bins = (hashes >> np.uint64(32)) % np.uint64(BINS)
    minima = np.full(BINS, _EMPTY, dtype=np.uint32)
    np.minimum.at(minima, bins.astype(np.intp), hashes.astype(np.uint32))
    return _densified(minima).astype("<u4").tobytes()


def similarity(left: bytes, right: bytes) -> float:
    """The estimated Jaccard index, 0..1 (standard error about 0.05)."""
    one, two = np.frombuffer(left, dtype="<u4"), np.frombuffer(right, dtype="<u4")
    return float(np.mean(one == two))


def bands(packed: bytes) -> tuple[int, ...]:
    """``BANDS`` signed 64-bit keys; texts that share a key at the same place are candidates."""
    rows = np.frombuffer(packed, dtype="<u4").reshape(BANDS, ROWS).astype(np.uint64)
    keys = np.zeros(BANDS, dtype=np.uint64)
    for column in range(ROWS):
        keys = _mixed(keys ^ rows[:, column])
    return tuple(int(key) for key in keys.view(np.int64))


def _shingle_codes(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    count = len(codes) - SHINGLE + 1
    total = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        total += codes[offset : offset + count] * _MULTIPLIERS[offset]
    return total


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The splitmix64 finaliser: every input bit reaches every output bit."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _densified(minima: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Empty bins borrow from the next full one (rotation), so short texts compare fairly."""
    full = np.flatnonzero(minima != _EMPTY)
    nearest = full[np.searchsorted(full, np.arange(BINS)) % len(full)]
    return minima[nearest]
