"""PDF files: pdfium reads the words and their places, pypdf the structure."""

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.extraction import Extracted
from ingest.limits import ReadLimits
from ingest.readers.pdf_guard import inspect
from ingest.readers.pdf_lines import Line, paragraphs, without_running_lines
from ingest.readers.pdf_tree import Structure, read_structure
from kb.errors import Encrypted, NoText, ReadError, TooLarge

_EMPTY_SHARE = 0.3
_PROBED_PAGES = 3
# pdfium's marks for a hyphen it took out at a line's end, and for what has no character
_MARKS = re.compile("[\x00\x02\ufffe\uffff]")
_WIDE = re.compile("[^\x00-\x7f]")


def read_pdf(content: bytes, *, limits: ReadLimits) -> Extracted:
    """The paragraphs of the pages: hard line ends, page numbers and running headers are gone.

    Limits come first (pages, decoded bytes). Raises ``Encrypted``, ``TooLarge``, ``NoText``
    NO_TEXT_LAYER for a scan, ``ReadError`` CORRUPT_FILE when neither library can open it.
    """
    inspection = inspect(content, limits=limits)
    structure = read_structure(content, limits=limits, branching=inspection.branching)
    pages, troubles = _pages(content, structure, limits)
    warnings = dict.fromkeys((*inspection.warnings, *structure.warnings, *troubles))
    empty = sum(not page for page in pages)
    if empty == len(pages):
        raise NoText("NO_TEXT_LAYER", pages=len(pages))
    if empty > _EMPTY_SHARE * len(pages):
        warnings["NO_TEXT_LAYER"] = None
    return Extracted(
        tuple(paragraphs(without_running_lines(pages))),
        metadata_title=structure.title,
        warnings=tuple(warnings),
        paged=True,
    )


def _pages(
    content: bytes, structure: Structure, limits: ReadLimits
) -> tuple[list[list[Line]], tuple[str, ...]]:
    """The lines of every page, and what went wrong with some of them."""
    document = _opened(content)
    if document is None:
        if structure.pages is None:
            raise ReadError("CORRUPT_FILE", kind="pdf")
        plain = [_plain_lines(structure.text(page)) for page in range(structure.pages)]
        return plain, ("REPAIRED",)
    with closing(document):
        count = len(document) if structure.pages is None else structure.pages
        if count > limits.max_pages:
            raise TooLarge("TOO_MANY_PAGES", limit=limits.max_pages)
        troubles = {"REPAIRED": None} if structure.pages is None else {}
        pages = [_page(document, page, structure, troubles) for page in range(count)]
    if not any(pages) and any(structure.text(page) for page in range(min(count, _PROBED_PAGES))):
        pages = [_plain_lines(structure.text(page)) for page in range(count)]
    return pages, tuple(troubles)


def _opened(content: bytes) -> pypdfium2.PdfDocument | None:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Encrypted() from error
        return None


def _page(
    document: pypdfium2.PdfDocument, index: int, structure: Structure, troubles: dict[str, None]
) -> list[Line]:
    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as words:
            return list(_lines(words))
    except (pypdfium2.PdfiumError, IndexError):
        plain = _plain_lines(structure.text(index))
        if not plain:
            troubles["PAGE_ERROR"] = None
        return plain


def _lines(words: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """Each line with the places of its first and last letter, in the order of the page."""
    text = words.get_text_range()
    position = 0
    for raw in text.splitlines(keepends=True):
        start = position
        position += len(raw) if raw.isascii() else len(raw.encode("utf-16-le")) // 2
        line = raw.strip()
        if not line:
            continue
        lead = len(raw) - len(raw.lstrip())
        first = _box(words, start + lead)
        last = _box(words, start + lead + len(line.encode("utf-16-le", "surrogatepass")) // 2 - 1)
        cleaned = _MARKS.sub("", line)
        if cleaned:
            yield Line(cleaned, first[0], last[2], first[3], round(first[3] - first[1], 1))


def _box(words: pypdfium2.PdfTextPage, text_index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the letter at that place of the text."""
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(words.raw, text_index)
    if index < 0:
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = words.get_charbox(index, loose=True)
    return left, bottom, right, top


def _plain_lines(text: str) -> list[Line]:
    """Lines without places: their length stands for their width, their order for height."""
    lines = [line.strip() for line in text.splitlines()]
    return [
        Line(line, 0.0, 0.5 * (len(line) + len(_WIDE.findall(line))), -2.0 * index, 1.0)
        for index, line in enumerate(lines)
        if line
    ]
