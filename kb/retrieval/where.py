"""The grammar of filters, one for terminal, interface and page.

``领域=工程建设 AND (罪名=受贿罪 OR 罪名=贪污罪) AND NOT 岗位=村干部`` becomes the neutral filter.
A condition is ``field=value[,value…]``, its values alternatives; fields and values go by their
codes or their Chinese names: ``offence=bribery_taking``, ``罪名=受贿罪``,
``label=loopholes:no_rule``, ``年份=2015..2020``, ``数额=30万..``. NOT binds tighter than AND, AND
tighter than OR; 非, 且 and 或 say the same, and brackets may be of either width. Several
expressions must all hold.

``部分=忏悔`` asks for the part of a document (``kb.parts``), whatever the document is.
``文种=忏悔书`` means confessions that stand alone and those printed in bulletins and analyses: in
practice most of them are.
"""

import re
from collections.abc import Iterable

from kb.errors import InvalidQuery
from kb.index.filters import And, Filter, Match, Not, Or, Range
from kb.model import DocumentKind, SectionKind
from kb.parts import CONFESSION, PARTS
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.limits import MAX_WHERE, MAX_WHERE_DEPTH
from kb.retrieval.where_scan import Condition, Mark, Token, scan
from kb.terms import LAYERS, Domain, Position, Taxonomy

_FIELDS = {
    "kind": "kind",
    "文种": "kind",
    "part": "part",
    "部分": "part",
    "offence": "offence",
    "罪名": "offence",
    "domain": "domain",
    "领域": "domain",
    "position": "position",
    "岗位": "position",
    "label": "label",
    "标签": "label",
    "court": "court",
    "法院": "court",
    "year": "year",
    "年份": "year",
    "amount": "amount",
    "数额": "amount",
}
# as the neutral filter calls what it matches; the two others are ranges
_MATCHED = {
    "kind": "kind",
    "part": "section",
    "offence": "offences",
    "domain": "domains",
    "position": "positions",
    "label": "labels",
    "court": "court",
}
_BOUND = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿]?)元?")  # 30万元
_UNITS = {"": 1.0, "万": 1e4, "亿": 1e8}


def parse_where(expressions: Iterable[str], taxonomy: Taxonomy) -> Criteria:
    """The criteria of some expressions, all of which must hold.

    ``InvalidQuery``: FILTER_SYNTAX and FILTER_UNCLOSED with the position (from 1) of the
    character, FILTER_NOT_ALLOWED for a field, FILTER_VALUE_UNKNOWN for a value.
    """
    return Criteria(joined(parse_filter(one, taxonomy) for one in expressions))


def parse_filter(expression: str, taxonomy: Taxonomy) -> Filter:
    """The neutral filter of one expression."""
    if len(expression) > MAX_WHERE:
        raise InvalidQuery("FILTER_TOO_LONG", limit=MAX_WHERE)
    return _Parser(expression, taxonomy).whole()


class _Parser:
    """One reading of one expression, from left to right."""

    def __init__(self, expression: str, taxonomy: Taxonomy) -> None:
        self._expression = expression
        self._taxonomy = taxonomy
        self._tokens = scan(expression, _FIELDS)
        self._at = 0
        self._depth = 0

    def whole(self) -> Filter:
        found = self._either()
        if self._next.mark is not Mark.END:
            raise self._unexpected()
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _takes(self, mark: Mark) -> bool:
        if self._next.mark is not mark:
            return False
        self._at += 1
        return True

    def _either(self) -> Filter:
        parts = [self._both()]
        while self._takes(Mark.OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Or(*parts)

    def _both(self) -> Filter:
        parts = [self._one()]
        while self._takes(Mark.AND):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(*parts)

    def _one(self) -> Filter:
        opening = self._next
        self._depth += 1
        if self._depth > MAX_WHERE_DEPTH:
            raise InvalidQuery("FILTER_TOO_DEEP", limit=MAX_WHERE_DEPTH)
        if self._takes(Mark.NOT):
            found: Filter = Not(self._one())
        elif self._takes(Mark.OPEN):
            found = self._either()
            if not self._takes(Mark.CLOSE):
                if self._next.mark is not Mark.END:
                    raise self._unexpected()
                raise InvalidQuery(
                    "FILTER_UNCLOSED", where=self._expression[:80], position=opening.start + 1
                )
        elif self._takes(Mark.CONDITION) and opening.condition:
            found = condition(opening.condition, self._taxonomy)
        else:
            raise self._unexpected()
        self._depth -= 1
        return found

    def _unexpected(self) -> InvalidQuery:
        return InvalidQuery(
            "FILTER_SYNTAX",
            where=self._expression[:80],
            position=self._next.start + 1,
            near=self._expression[self._next.start :][:20] or "结尾",
        )


def condition(one: Condition, taxonomy: Taxonomy) -> Filter:
    """One condition with its names turned into codes."""
    field = _FIELDS.get(one.field)
    if field is None or not one.values:
        raise InvalidQuery("FILTER_NOT_ALLOWED", field=one.text[:60])
    if field in _MATCHED:
        found = (code for value in one.values for code in _codes(field, value, taxonomy))
        codes = tuple(dict.fromkeys(found))
        match = Match(_MATCHED[field], values=codes)
        if field == "kind" and DocumentKind.CONFESSION in codes:
            return Or(match, Match("section", values=CONFESSION))
        return match
    if len(one.values) != 1:
        raise InvalidQuery("FILTER_NOT_ALLOWED", field=one.text[:60])
    first, separator, last = one.values[0].partition("..")
    low = _bound(field, first)
    high = _bound(field, last) if separator else low
    if low is None and high is None:
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=field, value=one.values[0][:60])
    return Range(field, gte=low, lte=high)


def _codes(field: str, value: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The codes of a value; the name of a part (措施) stands for several."""
    if field != "part":
        return (_code(field, value, taxonomy),)
    if value in PARTS:
        return PARTS[value]
    if value in {part.value for part in SectionKind}:
        return (value,)
    raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=field, value=value[:60])


def _code(field: str, value: str, taxonomy: Taxonomy) -> str:
    if field == "court":
        return value
    prefixes = tuple(f"{layer}:" for layer in LAYERS) if field == "label" else (f"{field}:",)
    start = "" if field == "label" else f"{field}:"
    if f"{start}{value}" in taxonomy.names and f"{start}{value}".startswith(prefixes):
        return value
    if field == "offence" and (offence := taxonomy.find_offence(value)):
        return offence.id
    for key, name in taxonomy.names.items():
        if name == value and key.startswith(prefixes):
            return key.removeprefix(start)
    spoken = [one.id for one in _spoken_of(field, taxonomy) if value in one.indicators]
    if len(spoken) == 1:
        return spoken[0]
    raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=field, value=value[:60])


def _spoken_of(field: str, taxonomy: Taxonomy) -> Iterable[Domain | Position]:
    """Whose indicators are names that people use: 村干部 is 村社区两委干部."""
    if field == "domain":
        return taxonomy.domains.values()
    return taxonomy.positions.values() if field == "position" else ()


def _bound(field: str, words: str) -> float | None:
    if not words.strip():
        return None
    found = _BOUND.fullmatch(words.strip())
    if found is None or (field == "year" and (found["unit"] or len(found["number"]) != 4)):
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=field, value=words[:60])
    return float(found["number"]) * _UNITS[found["unit"]]
