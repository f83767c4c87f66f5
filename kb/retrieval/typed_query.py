"""The grammar of typed words: ``串标 "评标专家" -医院 不含 学校``.

Words are looked for as they are understood; ``"…"`` or ``“…”`` must stand in the passage to the
letter; ``-word``, ``NOT word``, ``非 word`` and ``不含 word`` (or a phrase) must not stand there.
A dash excludes only at the start of a word, 非 and 不含 only where they stand alone: 非法集资 and
（2021）某01刑初1-2号 are words.
"""

import re
from dataclasses import dataclass

from kb.errors import InvalidQuery

_EXCLUSION = re.compile(r"(?<!\S)(?:[-－](?=[^\s\-－])|(?:NOT|非|不含)(?=[\s\"“＂]|$)\s*)")
_CLOSED_BY = {'"': '"', "＂": "＂", "“": "”"}
_WORD = re.compile(r"[^\s\"“”＂]+")


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """``words`` is what stands outside quotes and exclusions; no phrase or exclusion is blank."""

    words: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """All that is looked for, in plain words."""
        return " ".join(part for part in (self.words, *self.phrases) if part)


def parse_query(text: str) -> TypedQuery:
    """What was typed, understood.

    ``InvalidQuery``: QUERY_QUOTE_UNCLOSED, QUERY_PHRASE_EMPTY and QUERY_EXCLUSION_EMPTY with the
    position (from 1) of the character; QUERY_ONLY_EXCLUSIONS where nothing is looked for.
    """
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    at = 0
    while at < len(text):
        if exclusion := _EXCLUSION.match(text, at):
            one, at = _excluded(text, exclusion.start(), exclusion.end())
            excluded.append(one)
        elif text[at] in _CLOSED_BY:
            one, at = _phrase(text, at)
            phrases.append(one)
            words.append(" ")
        elif text[at] == "”":
            raise InvalidQuery("QUERY_QUOTE_UNCLOSED", position=at + 1)
        else:
            words.append(text[at])
            at += 1
    found = TypedQuery("".join(words).strip(), _once(phrases), _once(excluded))
    if excluded and not found.wanted:
        raise InvalidQuery("QUERY_ONLY_EXCLUSIONS")
    return found


def _phrase(text: str, at: int) -> tuple[str, int]:
    end = text.find(_CLOSED_BY[text[at]], at + 1)
    if end < 0:
        raise InvalidQuery("QUERY_QUOTE_UNCLOSED", position=at + 1)
    phrase = text[at + 1 : end].strip()
    if not phrase:
        raise InvalidQuery("QUERY_PHRASE_EMPTY", position=at + 1)
    return phrase, end + 1


def _excluded(text: str, start: int, at: int) -> tuple[str, int]:
    if text[at : at + 1] in tuple(_CLOSED_BY):
        return _phrase(text, at)
    word = _WORD.match(text, at)
    if word is None:
        raise InvalidQuery("QUERY_EXCLUSION_EMPTY", position=start + 1)
    return word.group(), word.end()


def _once(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
