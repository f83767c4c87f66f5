"""From the characters of a filter expression to its tokens.

A value runs on to the next operator or bracket that cannot be part of it, so that names need no
quotes: ``罪名=办理偷越国（边）境人员出入境证件罪`` and ``标签=程序被规避或倒置`` are one condition
each. ``法院="…"`` takes anything.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from kb.errors import InvalidQuery


class Mark(Enum):
    """What a token is."""

    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    CONDITION = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Condition:
    """``领域=工程建设,医疗医保``: the field as typed, its values, and the words themselves."""

    field: str
    values: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """``start`` counts the characters before it; only a CONDITION bears a condition."""

    mark: Mark
    start: int
    condition: Condition | None = None


_OPERATORS = {
    "and": Mark.AND,
    "且": Mark.AND,
    "并且": Mark.AND,
    "or": Mark.OR,
    "或": Mark.OR,
    "或者": Mark.OR,
    "not": Mark.NOT,
    "非": Mark.NOT,
}
_OPENING, _CLOSING = "(（", ")）"
_QUOTES = {'"': '"', "“": "”", "＂": "＂"}
_EQUALS = "=＝"
_COMMAS = ",，"
_OPERATOR = r"and|or|not|并且|或者|且|或|非"
_GLUED = r"并且|或者|且|或"


def scan(expression: str, fields: Collection[str]) -> tuple[Token, ...]:
    """The tokens, the last of them END; FILTER_UNCLOSED for a quote without its partner.

    ``fields`` are the names of fields: an operator may stand close before one, as in ``且罪名=``.
    """
    return _Scanner(expression, fields).tokens()


class _Scanner:
    def __init__(self, expression: str, fields: Collection[str]) -> None:
        self._text = expression
        named = "|".join(sorted(map(re.escape, fields), key=len, reverse=True))
        condition = rf"(?:{named})\s*[{_EQUALS}]"
        # an operator stands alone, or close before a bracket or a condition
        self._operator = re.compile(
            rf"(?:{_OPERATOR})(?=\s|[{_OPENING}]|$|{condition}|非)", re.IGNORECASE
        )
        self._value_end = re.compile(
            rf"\s+(?={self._operator.pattern}|[{_OPENING}]|{condition})"
            rf"|(?={_GLUED})(?:{_GLUED})(?=\s*非?\s*[{_OPENING}]?\s*{condition})",
            re.IGNORECASE,
        )

    def tokens(self) -> tuple[Token, ...]:
        found: list[Token] = []
        at = 0
        while (at := self._past_blanks(at)) < len(self._text):
            token, at = self._token(at)
            found.append(token)
        return (*found, Token(Mark.END, len(self._text)))

    def _past_blanks(self, at: int) -> int:
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at

    def _token(self, at: int) -> tuple[Token, int]:
        character = self._text[at]
        if character in _OPENING:
            return Token(Mark.OPEN, at), at + 1
        if character in _CLOSING:
            return Token(Mark.CLOSE, at), at + 1
        if operator := self._operator.match(self._text, at):
            return Token(_OPERATORS[operator.group().lower()], at), operator.end()
        return self._condition(at)

    def _condition(self, start: int) -> tuple[Token, int]:
        at = start
        while at < len(self._text) and self._text[at] not in f"{_EQUALS}{_OPENING}{_CLOSING}":
            at += 1
        field = self._text[start:at].strip()
        values: list[str] = []
        if at < len(self._text) and self._text[at] in _EQUALS:
            values, at = self._values(at + 1)
        words = self._text[start:at].rstrip()
        return Token(Mark.CONDITION, start, Condition(field, tuple(values), words)), at

    def _values(self, at: int) -> tuple[list[str], int]:
        values: list[str] = []
        at = begun = self._past_blanks(at)
        depth = 0
        while at < len(self._text):
            character = self._text[at]
            if at == begun and character in _QUOTES:
                quoted, at = self._quoted(at)
                values.append(quoted)
                at = begun = self._past_blanks(at)
                if self._text[at : at + 1] not in tuple(_COMMAS):
                    break
                at = begun = self._past_blanks(at + 1)
            elif character in _COMMAS and not depth:
                values += self._plain(begun, at)
                at = begun = self._past_blanks(at + 1)
            elif self._ends_value(at, depth, first=at == begun):
                break
            else:
                depth += (character in _OPENING) - (character in _CLOSING)
                at += 1
        return [*values, *self._plain(begun, at)], at

    def _ends_value(self, at: int, depth: int, *, first: bool) -> bool:
        character = self._text[at]
        if first and character in _OPENING:
            return True
        return not depth and (
            character in _CLOSING or self._value_end.match(self._text, at) is not None
        )

    def _plain(self, begun: int, end: int) -> list[str]:
        words = self._text[begun:end].strip()
        return [words] if words else []

    def _quoted(self, at: int) -> tuple[str, int]:
        end = self._text.find(_QUOTES[self._text[at]], at + 1)
        if end < 0:
            raise InvalidQuery("FILTER_UNCLOSED", where=self._text[:80], position=at + 1)
        return self._text[at + 1 : end], end + 1
