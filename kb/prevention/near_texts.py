"""Which of several short texts say nearly the same, by the shingles they share."""

from collections import defaultdict
from collections.abc import Sequence

from kb.near_duplicates import bands, similarity, sketch

NEAR_AT = 0.5  # complaints are short and retold: half of the shingles is much
LEAST_LETTERS = 20  # shorter texts are alike by chance
_MOST_IN_BAND = 200


def near_pairs(texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Pairs of places of texts that are near, the lower first; very short ones are near to none."""
    sketches = [sketch(one) for one in texts]
    met: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, packed in enumerate(sketches):
        if len("".join(texts[place].split())) >= LEAST_LETTERS:
            for band, key in enumerate(bands(packed)):
                met[band, key].append(place)
    pairs = {
        (one, other)
        for places in met.values()
        if len(places) <= _MOST_IN_BAND
        for at, one in enumerate(places)
        for other in places[at + 1 :]
    }
    near = [(a, b) for a, b in pairs if similarity(sketches[a], sketches[b]) >= NEAR_AT]
    return tuple(sorted(near))
