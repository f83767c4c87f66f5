"""What a search page asks for, as its address holds it: words, filters, weights, pins."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from kb.retrieval.limits import MAX_OFFSET
from kb.retrieval.pins import Subject
from kb.retrieval.ranking import WEIGHTS

_PERCENT = 100
_MOST = 20
_MOST_PAIRS = 100


@dataclass(frozen=True, slots=True)
class SearchState:
    """Every change is another address: ``state.toggled("year=2021").path``.

    ``case`` is a kept new case, ``matter`` a registered one.
    """

    room: str
    q: str = ""
    case: str = ""
    document: str = ""
    matter: str = ""
    where: tuple[str, ...] = ()
    weights: tuple[tuple[str, int], ...] = ()
    pins: tuple[str, ...] = ()
    offset: int = 0

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The address as names and values, for links and hidden fields alike."""
        found = [
            *((name, value) for name, value in self._single() if value),
            *(("where", one) for one in self.where),
            *((f"w_{part}", str(value)) for part, value in self.weights),
            *(("pin", one) for one in self.pins),
        ]
        return [*found, ("offset", str(self.offset))] if self.offset else found

    @property
    def query(self) -> str:
        """All of it in one string, for a form."""
        return urlencode(self.pairs)

    @property
    def path(self) -> str:
        """The address."""
        pairs = self.pairs
        return f"{self.room}?{urlencode(pairs)}" if pairs else self.room

    def toggled(self, where: str) -> "SearchState":
        """With the filter, or without it where it is on; from the first page again."""
        rest = tuple(one for one in self.where if one != where)
        chosen = rest if len(rest) < len(self.where) else (*self.where, where)
        return replace(self, where=chosen, offset=0)

    def pinned(self, case_id: str) -> "SearchState":
        """With the case pinned, or let go."""
        rest = tuple(one for one in self.pins if one != case_id)
        chosen = rest if len(rest) < len(self.pins) else (*self.pins, case_id)
        return replace(self, pins=chosen)

    def at(self, offset: int) -> "SearchState":
        """Another page of the same."""
        return replace(self, offset=offset)

    def in_room(self, room: str) -> "SearchState":
        """The same asked of another page."""
        return replace(self, room=room)

    def without(self, name: str) -> "SearchState":
        """Without filters, weights or pins."""
        return replace(self, **{name: ()})  # type: ignore[arg-type]

    @property
    def asked_weights(self) -> list[str]:
        """The weights as the search takes them: ``offence=30``."""
        return [f"{part}={value}" for part, value in self.weights]

    @property
    def subject(self) -> Subject | None:
        """What pins are kept with; None where they are held by the address alone."""
        if self.matter:
            return Subject("case", self.matter)
        return Subject("new_case", self.case) if self.case else None

    @property
    def sliders(self) -> dict[str, int]:
        """Each part that can be weighed with its weight in percent."""
        usual = {part: round(weight * _PERCENT) for part, weight in WEIGHTS.items()}
        return usual | dict(self.weights)

    def _single(self) -> Iterable[tuple[str, str]]:
        names = ("q", "case", "document", "matter")
        return ((name, getattr(self, name)) for name in names)


def state_of(room: str, pairs: Iterable[tuple[str, str]]) -> SearchState:
    """The state that an address (or the query string in a form) holds.

    Filters and pins count each once; a weight (``w_offence=30``) only where it is not the usual.
    """
    known = list(pairs)[:_MOST_PAIRS]
    plain = dict(known)

    def every(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.strip() for n, v in known if n == name and v.strip()))

    return SearchState(
        room,
        q=plain.get("q", "").strip(),
        case=plain.get("case", "")[:64],
        document=plain.get("document", "")[:100],
        matter=plain.get("matter", "")[:64],
        where=every("where")[:_MOST],
        weights=_weights(known),
        pins=every("pin")[:_MOST],
        offset=_offset(plain.get("offset", "")),
    )


def state_in(room: str, query: str) -> SearchState:
    """The state that a form bears in one field."""
    return state_of(room, parse_qsl(query))


def _weights(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    usual = {part: round(weight * _PERCENT) for part, weight in WEIGHTS.items()}
    found: dict[str, int] = {}
    for name, value in pairs:
        part = name.removeprefix("w_")
        if name.startswith("w_") and part in usual and value.isdecimal() and len(value) < 4:
            found[part] = min(int(value), _PERCENT)
    return tuple((part, value) for part, value in found.items() if value != usual[part])


def _offset(value: str) -> int:
    return min(int(value), MAX_OFFSET) if value.isdecimal() and len(value) < 6 else 0
