"""The body of a Word file in reading order: paragraphs, tables, text boxes, notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_xml import attribute, child, children, is_on, local_name
from ingest.readers.rows import row_lines

_REMOVED = frozenset({"del", "moveFrom"})
_KEPT_CHANGES = frozenset({"ins", "moveTo"})
_TRANSPARENT = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple",
                          "dir", "bdo", "ruby", "rubyBase", "oMath", "oMathPara"})  # fmt: skip
_HEAD_LINES = 4
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class Body:
    """Walks one document and collects its lines; ``warnings`` tell what was left out."""

    numbering: Numbering
    styles: Styles
    notes: Mapping[str, Element]
    lines: list[str] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    _opened: int = 0
    _cited: list[str] = field(default_factory=list)

    def read(self, body: Element) -> None:
        """All of the body, then the notes it cites, in the order they were cited."""
        self.lines += self._blocks(body)
        for key in self._cited:
            note = self.notes.get(key)
            if note is not None:
                self.lines += self._blocks(note)

    def _blocks(self, container: Element) -> Iterator[str]:
        for node in container:
            name = local_name(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name in _REMOVED:
                self.warnings["TRACKED_CHANGES"] = None
            elif name in _KEPT_CHANGES:
                self.warnings["TRACKED_CHANGES"] = None
                yield from self._blocks(node)
            elif name in _TRANSPARENT:
                yield from self._blocks(node)
            elif name == "AlternateContent":
                yield from self._blocks(_choice(node))
            elif name == "altChunk":
                self.warnings["EMBEDDED_FILE"] = None

    def _paragraph(self, node: Element) -> Iterator[str]:
        boxes: list[Element] = []
        pieces: list[str] = []
        style = _style_of(node, "pPr", "pStyle")
        if self.styles.hides(style):
            self.warnings["HIDDEN_TEXT"] = None
        else:
            self._inline(node, pieces, boxes)
        text = "".join(pieces)
        if text.strip():
            self._remember(node, style, text)
            yield self._label(node, style) + text
        for box in boxes:
            yield from self._blocks(box)

    def _remember(self, node: Element, style: str, text: str) -> None:
        """A heading names the document only at its very head, with no centred line above it."""
        if not self.title and self.styles.is_title(style):
            self.title = text.strip()
        elif not self.heading and self._opened < _HEAD_LINES and self.styles.is_heading(style):
            self.heading = text.strip()
        alignment = child(node, "pPr", "jc")
        centred = alignment is not None and attribute(alignment, "val") == "center"
        self._opened += _HEAD_LINES if centred else 1

    def _label(self, node: Element, style: str) -> str:
        own = child(node, "pPr", "numPr")
        list_id, level = self.styles.numbering(style)
        if own is not None:
            named, depth = child(own, "numId"), child(own, "ilvl")
            list_id = attribute(named, "val") if named is not None else list_id
            stated = attribute(depth, "val") if depth is not None else ""
            level = int(stated) if stated.isdecimal() else level
        return self.numbering.label(list_id, level) if list_id not in {"", "0"} else ""

    def _inline(self, container: Element, pieces: list[str], boxes: list[Element]) -> None:
        for node in container:
            name = local_name(node)
            if name == "r":
                self._run(node, pieces, boxes)
            elif name in _REMOVED:
                self.warnings["TRACKED_CHANGES"] = None
            elif name in _KEPT_CHANGES:
                self.warnings["TRACKED_CHANGES"] = None
                self._inline(node, pieces, boxes)
            elif name in _TRANSPARENT:
                self._inline(node, pieces, boxes)
            elif name == "AlternateContent":
                self._inline(_choice(node), pieces, boxes)
            elif _is_maths(node):
                pieces += (str(text) for text in node.itertext() if str(text).strip())

    def _run(self, run: Element, pieces: list[str], boxes: list[Element]) -> None:
        hidden = is_on(child(run, "rPr", "vanish")) or (
            child(run, "rPr", "vanish") is None
            and self.styles.hides(_style_of(run, "rPr", "rStyle"))
        )
        if hidden:
            self.warnings["HIDDEN_TEXT"] = None
            return
        for node in run:
            name = local_name(node)
            if name == "t":
                pieces.append(node.text or "")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name in {"footnoteReference", "endnoteReference"}:
                self._cited.append(f"{name[:-9]}:{attribute(node, 'id')}")
            elif name in _DRAWN:
                boxes += _text_boxes(node)
            elif name == "AlternateContent":
                self._run(_choice(node), pieces, boxes)
            elif name == "ruby":
                self._inline(node, pieces, boxes)
            elif name == "delText":
                self.warnings["TRACKED_CHANGES"] = None

    def _table(self, table: Element) -> Iterator[str]:
        for row in _rows(table):
            if child(row, "trPr", "del") is not None:
                self.warnings["TRACKED_CHANGES"] = None
                continue
            cells = [lines for cell in _cells(row) if (lines := self._cell(cell))]
            yield from row_lines(cells)

    def _cell(self, cell: Element) -> list[str]:
        return [line for line in self._blocks(cell) if line.strip()]


def _rows(table: Element) -> Iterator[Element]:
    return _through(table, "tr")


def _cells(row: Element) -> Iterator[Element]:
    return _through(row, "tc")


def _through(container: Element, wanted: str) -> Iterator[Element]:
    """Children of that name, also where a content control or a change mark wraps them."""
    for node in container:
        name = local_name(node)
        if name == wanted:
            yield node
        elif name in _TRANSPARENT or name in _KEPT_CHANGES:
            yield from _through(node, wanted)


def _choice(alternatives: Element) -> Element:
    """The same drawing stands twice, for new programs and for old ones: one of them is read."""
    for name in ("Choice", "Fallback"):
        found = next(children(alternatives, name), None)
        if found is not None and len(found):
            return found
    return alternatives


def _text_boxes(drawing: Element) -> Iterator[Element]:
    """The outermost ``w:txbxContent`` below a drawing, each drawing counted once."""
    for node in drawing:
        name = local_name(node)
        if name == "txbxContent":
            yield node
        elif name == "AlternateContent":
            yield from _text_boxes(_choice(node))
        else:
            yield from _text_boxes(node)


def _style_of(node: Element, properties: str, name: str) -> str:
    found = child(node, properties, name)
    return attribute(found, "val") if found is not None else ""


def _is_maths(node: Element) -> bool:
    """A formula's pieces (m:f, m:sup) carry words too: “×100%”."""
    return isinstance(node.tag, str) and "/math" in node.tag.partition("}")[0]
