"""Bytes become a Document: detect by content, read, clean. The one door for every kind of file."""

from collections.abc import Callable

from ingest.cleaning import clean
from ingest.extraction import Extracted
from ingest.limits import DEFAULT_LIMITS, ReadLimits
from ingest.media_types import Detected, MediaType, detect
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.judgment_row import read_judgment_row
from ingest.readers.text import read_markdown, read_text
from ingest.titles import choose
from kb.errors import NoText, ReadError, TooLarge
from kb.model import Document, RawFile

__all__ = ["ReadLimits", "read"]

_TEXT_READERS: dict[MediaType, Callable[[str], Extracted]] = {
    MediaType.TEXT: read_text,
    MediaType.MARKDOWN: read_markdown,
    MediaType.JUDGMENT: read_judgment_row,
}


def read(file: RawFile, *, limits: ReadLimits = DEFAULT_LIMITS) -> Document:
    """The document in the file: cleaned text, page spans of a PDF, title, warnings.

    ``read(RawFile("某案/判决书.docx", content)).text`` opens “某省某市中级人民法院⏎刑事判决书⏎…”.
    What the file is comes from its bytes alone, and the same bytes always give the same document.
    Raises a ``ReadError`` whose ``code`` says what is wrong: EMPTY_FILE, PASSWORD_REQUIRED, …
    """
    if not file.content:
        raise NoText("EMPTY_FILE")
    if len(file.content) > limits.max_file_bytes:
        raise TooLarge("FILE_TOO_LARGE", size=len(file.content), limit=limits.max_file_bytes)
    detected = detect(file.content, name=file.name)
    extracted = _extract(file.content, detected, limits)
    size = sum(map(len, extracted.parts))
    if size > limits.max_text_chars:
        raise TooLarge("FILE_TOO_LARGE", chars=size, limit=limits.max_text_chars)
    cleaned = clean(extracted.parts)
    return Document(
        id=file.id,
        name=file.name,
        media_type=detected.media_type.value,
        text=cleaned.text,
        pages=cleaned.part_spans if extracted.paged else (),
        title=choose(cleaned.text, stated=extracted.title, metadata=extracted.metadata_title),
        warnings=_distinct(detected, extracted.warnings, cleaned.warnings),
    )


def _extract(content: bytes, detected: Detected, limits: ReadLimits) -> Extracted:
    if detected.media_type is MediaType.PDF:
        # here, so that other files do not pay for loading two PDF libraries
        from ingest.readers.pdf import read_pdf

        return read_pdf(content, limits=limits)
    if detected.media_type is MediaType.DOCX:
        return read_docx(content, limits=limits)
    if detected.media_type is MediaType.HTML:
        _check_text_size(content, limits)
        return read_html(content)
    if detected.decoded is None:
        raise ReadError("TYPE_MISMATCH")
    _check_text_size(content, limits)
    return _TEXT_READERS[detected.media_type](detected.decoded.text)


def _check_text_size(content: bytes, limits: ReadLimits) -> None:
    if len(content) > limits.max_text_bytes:
        raise TooLarge("FILE_TOO_LARGE", size=len(content), limit=limits.max_text_bytes)


def _distinct(detected: Detected, *found: tuple[str, ...]) -> tuple[str, ...]:
    """Each warning once, in the order the steps met it."""
    decoded = detected.decoded.warnings if detected.decoded else ()
    groups = (detected.warnings, decoded, *found)
    return tuple(dict.fromkeys(code for group in groups for code in group))
