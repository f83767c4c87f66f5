"""The styles of a Word file, as far as they change the words: numbering, hiding, titles."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from ingest.readers.docx_xml import attribute, child, children, is_on

_CHAIN = 12
_TITLE_NAMES = frozenset({"title", "标题"})
_HEADING_NAMES = frozenset({"heading 1", "标题 1", "标题1"})


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    list_id: str
    level: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Styles:
    """``styles.numbering("3")`` is ``("2", 0)`` when style 3 numbers its paragraphs by list 2."""

    _styles: Mapping[str, _Style] = field(default_factory=dict)

    def numbering(self, style_id: str) -> tuple[str, int]:
        """The list and level a style brings along, its own or inherited; ``("", 0)`` for none."""
        level = ""
        for style in self._chain(style_id):
            level = level or style.level
            if style.list_id:
                return style.list_id, int(level) if level.isdecimal() else 0
        return "", 0

    def hides(self, style_id: str) -> bool:
        """Whether words in this style are hidden."""
        return any(style.hidden for style in self._chain(style_id))

    def is_title(self, style_id: str) -> bool:
        """The style for a document's name."""
        return any(style.name in _TITLE_NAMES for style in self._chain(style_id)[:1])

    def is_heading(self, style_id: str) -> bool:
        """The outermost heading style."""
        return any(style.name in _HEADING_NAMES for style in self._chain(style_id)[:1])

    def _chain(self, style_id: str) -> list[_Style]:
        chain: list[_Style] = []
        while style_id in self._styles and len(chain) < _CHAIN:
            chain.append(self._styles[style_id])
            style_id = chain[-1].based_on
        return chain


def read_styles(root: Element | None) -> Styles:
    """The styles of ``word/styles.xml``; none where the part is absent."""
    if root is None:
        return Styles()
    return Styles({attribute(node, "styleId"): _style(node) for node in children(root, "style")})


def _style(node: Element) -> _Style:
    numbered = child(node, "pPr", "numPr")
    return _Style(
        name=_value(node, "name").lower(),
        based_on=_value(node, "basedOn"),
        list_id=_value(numbered, "numId") if numbered is not None else "",
        level=_value(numbered, "ilvl") if numbered is not None else "",
        hidden=is_on(child(node, "rPr", "vanish")),
    )


def _value(node: Element, name: str) -> str:
    found = child(node, name)
    return attribute(found, "val") if found is not None else ""
