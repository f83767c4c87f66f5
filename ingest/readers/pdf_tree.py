"""The structure of a PDF by pypdf: locks, true number of pages, title, drawings that explode."""

import io
import logging
import re
import zlib
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from ingest.limits import ReadLimits
from kb.errors import Encrypted, ReadError, TooLarge

# pypdf meets hostile files with whatever its parsing stumbled over
FAILURES = (
    PyPdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    OSError,
    NotImplementedError,
    ArithmeticError,
    AssertionError,
    zlib.error,
)
_DEEPEST = 100
_NODES_PER_PAGE = 10
_CALL = re.compile(rb"/(\S{1,80})\s+Do\b")
_MOST_CALLS = 50_000


@dataclass(frozen=True, slots=True)
class Structure:
    """``pages`` is None, and ``reader`` too, where pypdf could make nothing of the file."""

    pages: int | None
    title: str = ""
    warnings: tuple[str, ...] = ()
    reader: PdfReader | None = None

    def text(self, page: int) -> str:
        """The words of a page by pypdf's own reading, or "" when it fails as well."""
        if self.reader is None:
            return ""
        try:
            return self.reader.pages[page].extract_text()
        except FAILURES:
            return ""


def read_structure(content: bytes, *, limits: ReadLimits, branching: int = 0) -> Structure:
    """Count the pages by walking their tree: a ``/Count`` may claim anything.

    Raises ``TooLarge`` TOO_MANY_PAGES, ``Encrypted`` when the empty password does not open it,
    ``ReadError`` CORRUPT_FILE for a tree that bites its tail, STRUCTURE_LIMIT for ten drawings
    that each draw ten others, eight levels deep.
    """
    # pypdf logs every oddity it mends; the warnings of the document tell people instead
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted
        opened = not locked or reader.decrypt("") != 0
    except FAILURES:
        return Structure(None)
    if not opened:
        raise Encrypted()
    warnings = ["OWNER_RESTRICTED"] if locked else []
    try:
        tree = reader.root_object["/Pages"]
        claimed = tree.get_object()["/Count"]  # type: ignore[index]
        pages = _Walk(limits.max_pages).count(tree)
        if branching > 2:
            _refuse_explosion(reader, pages)
    except FAILURES:
        return Structure(None, warnings=tuple(warnings))
    if claimed != pages:
        warnings.append("PAGE_COUNT_MISMATCH")
    return Structure(pages, _title(reader), tuple(warnings), reader)


def _title(reader: PdfReader) -> str:
    try:
        return (reader.metadata.title if reader.metadata else None) or ""
    except FAILURES:
        return ""


@dataclass(slots=True)
class _Walk:
    """One walk over the page tree, bounded in pages, nodes and depth."""

    limit: int
    nodes: int = 0
    pages: int = 0
    _path: set[int] = field(default_factory=set)

    def count(self, node: PdfObject) -> int:
        self._visit(node, depth=0)
        return self.pages

    def _visit(self, node: PdfObject, *, depth: int) -> None:
        self.nodes += 1
        if depth > _DEEPEST or self.nodes > _NODES_PER_PAGE * self.limit + _DEEPEST:
            raise ReadError("CORRUPT_FILE", kind="pdf", reason="page_tree")
        number = node.idnum if isinstance(node, IndirectObject) else 0
        if number and number in self._path:
            raise ReadError("CORRUPT_FILE", kind="pdf", reason="page_loop")
        resolved = node.get_object()
        if not isinstance(resolved, DictionaryObject):
            return
        if "/Kids" not in resolved:
            self.pages += 1
            if self.pages > self.limit:
                raise TooLarge("TOO_MANY_PAGES", limit=self.limit)
            return
        self._path.add(number)
        kids = resolved["/Kids"].get_object()
        for kid in kids if isinstance(kids, ArrayObject) else ():
            self._visit(kid, depth=depth + 1)
        self._path.discard(number)


def _refuse_explosion(reader: PdfReader, pages: int) -> None:
    calls: dict[int, int] = {}
    for index in range(pages):
        page = reader.pages[index]
        contents = page.get_contents()
        body = contents.get_data() if contents is not None else b""
        if _calls(page, body, calls, depth=0) > _MOST_CALLS:
            raise ReadError("STRUCTURE_LIMIT", kind="pdf")


def _calls(owner: DictionaryObject, body: bytes, known: dict[int, int], *, depth: int) -> int:
    """How many drawings one drawing sets off in the end; each is worked out once."""
    if depth > _DEEPEST:
        return 0
    resources = owner.get("/Resources", DictionaryObject()).get_object()
    drawings = resources.get("/XObject", DictionaryObject()).get_object()
    total = 0
    for name in _CALL.findall(body[: 1 << 20]):
        reference = drawings.raw_get("/" + name.decode("latin-1")) if drawings else None
        if not isinstance(reference, IndirectObject):
            continue
        if reference.idnum not in known:
            known[reference.idnum] = 0
            drawing = reference.get_object()
            if isinstance(drawing, StreamObject) and drawing.get("/Subtype") == "/Form":
                inner = _calls(drawing, drawing.get_data(), known, depth=depth + 1)
                known[reference.idnum] = 1 + inner
        total += known[reference.idnum]
        if total > _MOST_CALLS:
            break
    return total
