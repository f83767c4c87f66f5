"""Phrases that point to labels: indicators of the taxonomy, ``lexicon/label_phrases.txt`` (words
and pairs of words) and ``lexicon/label_patterns.yaml`` (families that need a whole expression).

One Aho-Corasick pass finds the literal words; a regular expression runs only on a sentence that
holds one of its anchors, so text without a cue costs one pass and nothing more::

    >>> matcher = load_matcher(load_taxonomy())
    >>> [m.key for m in matcher.matches("违规收受管理服务对象所送礼金")]
    ['causes:gift_grooming']

A match is a clue, not a verdict: ``nlp.label_filters`` decides whether the sentence asserts it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import ahocorasick

from kb.errors import KbError
from kb.terms import LAYERS, Taxonomy
from kb.yaml_rows import Row, mapping, read_corpus_file, rows, text, texts

_GAP = "……"
_PHRASES = "lexicon/label_phrases.txt"
# a gap stays inside the clause: 受……指使 in 受主任张某指使
_GAP_PATTERN = r"[^，。；;：\n]{0,15}?"
_SLOT = re.compile(r"\{([a-z_]+)\}")
_STRONG_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Pattern:
    """One rule. ``expression`` is empty for a literal, whose anchor is the whole phrase."""

    key: str
    rule: str
    strength: int
    anchors: tuple[str, ...]
    expression: str = ""
    example: str = ""
    counter: str = ""

    @property
    def layer(self) -> str:
        """``causes`` of ``causes:gift_grooming``"""
        return self.key.partition(":")[0]

    @property
    def find(self) -> re.Pattern[str]:
        """The expression, compiled when its anchor is first met: all of them take half a second."""
        try:
            return _compiled(self.expression)
        except re.error as error:
            raise KbError("CORPUS_INVALID", row=self.rule, reason=str(error)) from error


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule fired in a sentence; ``literal`` for a bare indicator."""

    key: str
    rule: str
    strength: int
    start: int
    end: int
    literal: bool = False


class PatternMatcher:
    """Finds every match of many patterns in a sentence."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self.patterns):
            for anchor in pattern.anchors:
                by_anchor[anchor].append(number)
        self._anchors = ahocorasick.Automaton()
        for anchor, numbers in by_anchor.items():
            self._anchors.add_word(anchor, (len(anchor), tuple(numbers)))
        self._anchors.make_automaton()

    def touches(self, sentence: str, layers: Collection[str] = LAYERS) -> bool:
        """Whether any pattern of the layers matches; a sentence without anchors costs one pass."""
        return next(self._each(sentence, layers), None) is not None

    def matches(self, sentence: str) -> tuple[Match, ...]:
        """Every match, in the order of the patterns."""
        return tuple(self._each(sentence, LAYERS))

    def _each(self, sentence: str, layers: Collection[str]) -> Iterator[Match]:
        wanted: dict[int, list[tuple[int, int]]] = {}
        for last, (length, numbers) in self._anchors.iter(sentence):
            for number in numbers:
                wanted.setdefault(number, []).append((last + 1 - length, last + 1))
        for number in sorted(wanted):
            pattern = self.patterns[number]
            if layers is LAYERS or pattern.layer in layers:
                yield from _matches_of(pattern, sentence, wanted[number])


def load_matcher(taxonomy: Taxonomy) -> PatternMatcher:
    """The matcher of the taxonomy's indicators and the phrase families that ship with it."""
    file = read_corpus_file("lexicon/label_patterns.yaml")
    bare = {text(row, "id"): frozenset(texts(row, "words")) for row in rows(file, "bare")}
    for key in bare:
        if key not in taxonomy.terms:
            raise KbError("CORPUS_INVALID", section="bare", dangling=key)
    indicators = tuple(_indicators(taxonomy, bare))
    known = {(one.key, one.rule) for one in indicators}
    phrases = (one for one in _phrases(taxonomy) if (one.key, one.rule) not in known)
    return PatternMatcher((*indicators, *phrases, *_families(file, taxonomy)))


def _matches_of(
    pattern: Pattern, sentence: str, anchored: list[tuple[int, int]]
) -> Iterator[Match]:
    if not pattern.expression:
        for start, end in anchored:
            yield Match(pattern.key, pattern.rule, pattern.strength, start, end, literal=True)
        return
    for found in pattern.find.finditer(sentence):
        if found.end() > found.start():
            yield Match(pattern.key, pattern.rule, pattern.strength, found.start(), found.end())


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _indicators(taxonomy: Taxonomy, bare: Mapping[str, frozenset[str]]) -> Iterator[Pattern]:
    for term in taxonomy.terms.values():
        for indicator in term.indicators:
            if term.deprecated or indicator in bare.get(term.key, frozenset()):
                continue
            # a long phrase says what it means; 轮岗 or 提成 may stand anywhere
            strength = 2 if len(indicator) >= _STRONG_LENGTH else 1
            if _GAP not in indicator:
                yield Pattern(term.key, indicator, strength, (indicator,))
                continue
            pieces = [piece for piece in indicator.split(_GAP) if piece]
            gapped = _GAP_PATTERN.join(map(re.escape, pieces))
            anchor = max(pieces, key=len)
            yield Pattern(term.key, indicator, strength, (anchor,), gapped)


def _phrases(taxonomy: Taxonomy) -> Iterator[Pattern]:
    """``2 收受|索要……礼金|购物卡`` under ``[causes:gift_grooming]``; see the head of the file."""
    text = (resources.files("corpora") / _PHRASES).read_text(encoding="utf-8")
    key = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("["):
            key = line.strip("[]")
        elif line and not line.startswith("#"):
            strength, _, family = line.partition(" ")
            if key not in taxonomy.terms or strength not in ("1", "2", "3") or not family:
                raise KbError("CORPUS_INVALID", file=_PHRASES, line=number)
            yield from _family(key, int(strength), family, rule=f"phrases/{number}")


def _family(key: str, strength: int, family: str, *, rule: str) -> Iterator[Pattern]:
    parts = [part.split("|") for part in family.split(_GAP)]
    if len(parts) == 1:
        yield from (Pattern(key, word, strength, (word,)) for word in dict.fromkeys(parts[0]))
        return
    each = (
        f"(?:{'|'.join(map(re.escape, sorted(part, key=len, reverse=True)))})" for part in parts
    )
    # the part whose shortest word is longest stands in the fewest sentences by chance
    rarest = max(parts, key=lambda part: (min(map(len, part)), -len(part)))
    yield Pattern(key, rule, strength, tuple(dict.fromkeys(rarest)), _GAP_PATTERN.join(each))


def _families(file: Row, taxonomy: Taxonomy) -> Iterator[Pattern]:
    parts = mapping(file, "parts")
    slots = {name: texts(parts, name) for name in parts}
    shorthands = {name: "|".join(map(re.escape, words)) for name, words in slots.items()}
    shorthands |= {name: text(file, name) for name in ("near", "far")}
    for row in rows(file, "patterns"):
        key, strength = text(row, "key"), row.get("strength")
        if key not in taxonomy.terms or not isinstance(strength, int):
            raise KbError("CORPUS_INVALID", row=row.get("id"), key=key)
        try:
            expression = _filled(text(row, "pattern"), shorthands)
        except KeyError as error:
            raise KbError("CORPUS_INVALID", row=row.get("id"), reason=str(error)) from error
        yield Pattern(
            key=key,
            rule=text(row, "id"),
            strength=strength,
            anchors=tuple(_anchor_words(texts(row, "anchors"), slots)),
            expression=expression,
            example=text(row, "example"),
            counter=text(row, "counter", ""),
        )


def _filled(pattern: str, shorthands: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: shorthands[slot[1]], pattern)


def _anchor_words(anchors: Iterable[str], slots: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for anchor in anchors:
        slot = _SLOT.fullmatch(anchor)
        yield from slots[slot[1]] if slot else (anchor,)
