"""Numbers that Word makes by itself: “一、” and “（一）” stand in no paragraph, yet are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from ingest.readers.docx_xml import attribute, child, children, local_name
from ingest.readers.numerals import numeral

_PLACE = re.compile(r"%([1-9])")
_ENDS_OPEN = re.compile(r"[A-Za-z0-9\u4e00-\u9fff]$")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    pattern: str
    joined: bool
    arabic: bool


@dataclass(frozen=True, slots=True)
class _List:
    """A ``w:num``: which counters it uses, its levels, and where it starts over."""

    counters: str
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document, in reading order."""

    _lists: Mapping[str, _List] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _restarted: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, level: int) -> str:
        """The next label of the list at this level: “（三）”, “第四条 ”; "" for a bullet."""
        numbered = self._lists.get(list_id)
        if numbered is None or level not in numbered.levels:
            return ""
        counts = self._counts.setdefault(numbered.counters, {})
        self._advance(numbered, list_id, level, counts)
        shape = numbered.levels[level]
        if shape.style == "bullet":
            return ""
        text = _PLACE.sub(lambda place: _filled(place, numbered, counts, shape), shape.pattern)
        return text + " " if not shape.joined and _ENDS_OPEN.search(text) else text

    def _advance(self, numbered: _List, list_id: str, level: int, counts: dict[int, int]) -> None:
        restart = numbered.restarts.get(level)
        if restart is not None and (list_id, level) not in self._restarted:
            self._restarted.add((list_id, level))
            counts[level] = restart
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = numbered.levels[level].start
        for deeper in [known for known in counts if known > level]:
            del counts[deeper]


def _filled(place: re.Match[str], numbered: _List, counts: Mapping[int, int], shape: _Level) -> str:
    level = int(place[1]) - 1
    named = numbered.levels.get(level)
    if named is None:
        return ""
    style = "decimal" if shape.arabic else named.style
    return numeral(counts.get(level, named.start), style)


def read_numbering(root: Element | None) -> Numbering:
    """The lists of ``word/numbering.xml``; a document without that part numbers nothing."""
    if root is None:
        return Numbering()
    shapes = {
        attribute(node, "abstractNumId"): _levels(node) for node in children(root, "abstractNum")
    }
    lists: dict[str, _List] = {}
    for node in children(root, "num"):
        used = child(node, "abstractNumId")
        counters = attribute(used, "val") if used is not None else ""
        levels = dict(shapes.get(counters, {}))
        restarts: dict[int, int] = {}
        for override in children(node, "lvlOverride"):
            level = _integer(attribute(override, "ilvl"), 0)
            levels.update(_levels(override))
            started = child(override, "startOverride")
            if started is not None:
                restarts[level] = _integer(attribute(started, "val"), 1)
        lists[attribute(node, "numId")] = _List(counters, levels, restarts)
    return Numbering(lists)


def _levels(node: Element) -> dict[int, _Level]:
    return {
        _integer(attribute(level, "ilvl"), 0): _Level(
            start=_integer(_value(level, "start"), 1),
            style=_value(level, "numFmt") or "decimal",
            pattern=_value(level, "lvlText"),
            joined=_value(level, "suff") == "nothing",
            arabic=child(level, "isLgl") is not None,
        )
        for level in node
        if local_name(level) == "lvl"
    }


def _value(node: Element, name: str) -> str:
    """``w:val`` of a child; formats newer than 2007 hide in an AlternateContent."""
    found = child(node, name)
    if found is None and (choice := child(node, "AlternateContent")) is not None:
        inner = next((each for each in choice.iter() if local_name(each) == name), None)
        found = inner
    return attribute(found, "val") if found is not None else ""


def _integer(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else otherwise
