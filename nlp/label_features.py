"""What a sentence shows of its labels: phrases and how they stand, words, characters.

    >>> [one.name for one in phrases_of("长期收受礼金", matcher)]
    ['phrase:causes:gift_grooming:3:asserted']

Phrases come from the taxonomy and the lexicon; whether one is asserted, urged or denied where it
stands is told beside it, and the model learns what that is worth. Digits are one sign.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.label_filters import asserted, says_nothing
from nlp.label_grams import LONGEST_RUN, GramTable
from nlp.label_patterns import Match, PatternMatcher

_DIGITS = re.compile(r"[\d０-９]+")
_PHRASE_VALUE = 0.6
# words of a run-on that are read in order
_LONGEST = 200
_DEDICATED = "place:dedicated"
_NOTHING = "sentence:nothing"


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """One sentence in numbers, for the two readers of the classifier.

    ``ids`` of features, int32 [n], and their ``values``, float32 [n]; ``words`` in their order, 0
    for an unknown one, int32 [words]; ``signs``, int32 [signs].
    """

    ids: NDArray[np.int32]
    values: NDArray[np.float32]
    words: NDArray[np.int32]
    signs: NDArray[np.int32]


class ReadSentence(NamedTuple):
    """A sentence before it is numbers: its text, its plain words, the signs of ``signs_of``."""

    text: str
    words: Sequence[str]
    signs: Set[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A phrase in the sentence: its label, whether it is asserted, and where it stands."""

    match: Match
    asserted: bool

    @property
    def name(self) -> str:
        """``phrase:causes:gift_grooming:3:asserted``"""
        how = "asserted" if self.asserted else "bare"
        return f"phrase:{self.match.key}:{self.match.strength}:{how}"


def phrases_of(text: str, matcher: PatternMatcher, *, dedicated: bool = False) -> list[Shown]:
    """Every phrase of the lexicon in the sentence, with how it is meant there."""
    return [
        Shown(
            one,
            asserted(
                one.key.partition(":")[0],
                text,
                one.start,
                one.end,
                literal=one.literal,
                dedicated=dedicated,
            ),
        )
        for one in matcher.matches(text)
    ]


def plain_words(words: Sequence[str]) -> list[str]:
    """Without blanks, and with one digit for any number."""
    return [
        word if word.isalpha() else _DIGITS.sub("0", word) for word in words if not word.isspace()
    ]


def grams_of(text: str, cut: Sequence[str]) -> set[str]:
    """Plain words, neighbours, words one apart, and runs of two to four characters."""
    plain = _DIGITS.sub("0", text)
    grams = {f"w:{word}" for word in cut}
    grams.update(f"b:{one}_{two}" for one, two in pairwise(cut))
    grams.update(f"s:{one}_{two}" for one, two in zip(cut, cut[2:], strict=False))
    run: Iterable[str] = plain
    for start in range(1, LONGEST_RUN):
        run = list(map(str.__add__, run, plain[start:]))
        grams.update(run)
    return grams


def signs_of(text: str, shown: Sequence[Shown], *, dedicated: bool) -> set[str]:
    """What phrases and the whole sentence say: labels pointed to, rules that fired, its use."""
    signs = {one.name for one in shown}
    signs.update(f"rule:{one.match.key}:{one.match.rule}" for one in shown if one.asserted)
    rules: dict[str, set[str]] = {}
    for one in shown:
        if one.asserted:
            rules.setdefault(one.match.key, set()).add(one.match.rule)
    signs.update(f"layer:{key.partition(':')[0]}" for key in rules)
    signs.update(f"many:{key}" for key, fired in rules.items() if len(fired) > 1)
    if says_nothing(text):
        signs.add(_NOTHING)
    if dedicated:
        signs.add(_DEDICATED)
    return signs


class FeatureTable:
    """Names of features and their rows; the same for training and for reading.

    Grams come first, ``weights`` [grams] are their inverse document frequencies; signs follow and
    weigh the same everywhere. ``words`` are those with a vector, numbered from 1.
    """

    def __init__(
        self,
        grams: Iterable[str],
        signs: Iterable[str],
        weights: NDArray[np.float32],
        words: Iterable[str] = (),
    ) -> None:
        self.grams, self.signs, self.words = tuple(grams), tuple(signs), tuple(words)
        self.weights = weights
        self._grams = GramTable(self.grams, self.words)
        self._signs: Mapping[str, int] = {sign: row for row, sign in enumerate(self.signs)}

    def __len__(self) -> int:
        return len(self.grams) + len(self.signs)

    def name(self, row: int) -> str:
        """The gram or sign of a row."""
        return self.grams[row] if row < len(self.grams) else self.signs[row - len(self.grams)]

    def widened(self, grams: Sequence[str]) -> "FeatureTable":
        """With grams after those there are, as rare as the rarest."""
        rarest = self.weights.max(initial=1.0)
        weights = np.concatenate([self.weights, np.full(len(grams), rarest, np.float32)])
        return FeatureTable((*self.grams, *grams), self.signs, weights, self.words)

    def rows(self, sentences: Sequence[ReadSentence]) -> list[SentenceRow]:
        """Known features only; the grams of a sentence have length 1 together."""
        if not sentences:
            return []
        lengths = [len(one.words) for one in sentences]
        words = self._grams.numbers(list(chain.from_iterable(one.words for one in sentences)))
        plain = [_DIGITS.sub("0", one.text) for one in sentences]
        owners, grams = self._grams.find(plain, words, lengths)
        values = self.weights[grams]
        norms = np.sqrt(np.bincount(owners, values**2, minlength=len(sentences)))
        values = (values / norms[owners]).astype(np.float32)
        words[words > len(self.words)] = 0
        ends = np.cumsum(lengths)
        bounds = np.searchsorted(owners, np.arange(len(sentences) + 1)).tolist()
        return [
            self._row(one, grams[start:stop], values[start:stop], words[end - length : end])
            for one, start, stop, end, length in zip(
                sentences, bounds[:-1], bounds[1:], ends.tolist(), lengths, strict=True
            )
        ]

    def _row(
        self,
        sentence: ReadSentence,
        grams: NDArray[np.int64],
        values: NDArray[np.float32],
        words: NDArray[np.int32],
    ) -> SentenceRow:
        places = self._signs
        shown = np.array([places[sign] for sign in sentence.signs if sign in places], np.int32)
        return SentenceRow(
            ids=np.concatenate([grams.astype(np.int32), shown + np.int32(len(self.grams))]),
            values=np.concatenate([values, np.full(len(shown), _PHRASE_VALUE, np.float32)]),
            words=words[:_LONGEST],
            signs=shown,
        )
