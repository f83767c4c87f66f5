"""What a file is, told from its bytes. A name never decides; it only words the refusal."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from ingest.decoding import Decoded, decode
from kb.errors import Encrypted, ReadError, UnsupportedFormat


class MediaType(StrEnum):
    """What can be read here."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"
    JUDGMENT = "application/x-judgment+json"


@dataclass(frozen=True, slots=True)
class Detected:
    """The type; for the text family also the decoded characters, so nobody decodes twice."""

    media_type: MediaType
    decoded: Decoded | None = None
    warnings: tuple[str, ...] = ()


# The kinds are stable words that the person's sentence is chosen by.
_SIGNATURES = (
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"BZh", "archive"),
    (b"ID3", "sound"),
    (b"\x80\x02}", "pickle"),
    (b"\x80\x04\x95", "pickle"),
    (b"SQLite format 3\x00", "database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# "MZ" opens a text too (“MZ集团…”), so a program must also point at its second header
_PE = re.compile(rb"MZ.{58}.{4}.{0,4096}?PE\0\0", re.DOTALL)
_TEXT_SIGNATURES = {b"BM", b"BZh", b"ID3", b"GIF8"}

_READABLE_NAMES = frozenset({"pdf", "docx", "html", "htm", "txt", "md", "markdown", "json"})
_EXTENSIONS = {
    MediaType.PDF: {"pdf"},
    MediaType.DOCX: {"docx", "docm"},
    MediaType.HTML: {"html", "htm", "shtml", "xhtml", "mht", "php", "jsp", "aspx"},
    MediaType.MARKDOWN: {"md", "markdown", "txt"},
    MediaType.TEXT: {"txt", "md", "markdown", "text", "log"},
    MediaType.JUDGMENT: {"json", "jsonl", "ndjson"},
}
_CHECKED_NAMES = {"pdf", "docx", "doc", "xlsx", "xls"}

_SNIFFED = 4096
_MARKUP = r"(?:!doctype\s+html|html|head|body|meta|title|div|p|table|h[1-6]|script|span|article)"
# <!DOCTYPE html>, or <div class="article">; a text that merely quotes “<html>” does not open so
_HTML_OPENING = re.compile(rf"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<{_MARKUP}\b", re.S | re.I)
_XML_OPENING = re.compile(r"\s*<(?:\?xml\b|svg\b|!DOCTYPE\s+svg)", re.I)
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.M)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,40}?---[ \t]*(?:\n|\Z)")


def detect(content: bytes, *, name: str = "") -> Detected:
    """The type by content: a report saved as ``报告.pdf`` that is a Word file is a Word file.

    Raises ``UnsupportedFormat`` for known types outside the list, ``Encrypted`` for a Word file
    behind a password, ``ReadError`` TYPE_MISMATCH for a program, picture or noise that bears the
    name of a document, CORRUPT_FILE for a container without its directory.
    """
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    detected = _by_signature(content, extension) or _text_kind(content, extension)
    if extension in _CHECKED_NAMES and extension not in _EXTENSIONS[detected.media_type]:
        return Detected(detected.media_type, detected.decoded, ("TYPE_MISMATCH",))
    return detected


def _by_signature(content: bytes, extension: str) -> Detected | None:
    if is_pdf(content):
        return Detected(MediaType.PDF)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content, extension)
    if content.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in content:
            raise Encrypted()
        raise UnsupportedFormat(kind="doc")
    if _PE.match(content[:8192]):
        raise _refusal("program", extension)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature) and not _reads_as_text(content, signature):
            raise _refusal(kind, extension)
    return None


def is_pdf(content: bytes) -> bool:
    """The header may stand behind up to 1 KB of rubbish, as readers have always allowed."""
    start = content.find(b"%PDF-", 0, 1024 + 5)
    return start == 0 or (start > 0 and (b" obj" in content or b"startxref" in content))


def _refusal(kind: str, extension: str) -> ReadError:
    """A picture is merely not taken; a picture that calls itself a document is suspect."""
    if kind not in {"rtf", "archive"} and extension in _READABLE_NAMES:
        return ReadError("TYPE_MISMATCH", kind=kind)
    return UnsupportedFormat(kind=kind)


def _reads_as_text(content: bytes, signature: bytes) -> bool:
    """“BM公司” opens like a bitmap."""
    if signature not in _TEXT_SIGNATURES or b"\0" in content[:64]:
        return False
    try:
        decode(content[:_SNIFFED])
    except ReadError:
        return False
    return True


def _package(content: bytes, extension: str) -> Detected:
    """An Office package, told by its parts; any other zip is an archive, not a document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {entry.filename for entry in package.infolist()}
            locked = any(entry.flag_bits & 1 for entry in package.infolist())
            types = _content_types(package) if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise ReadError("CORRUPT_FILE", kind="zip") from error
    if "[Content_Types].xml" not in names:
        raise _plain_zip(names, extension, locked=locked)
    if b"macroEnabled" in types:
        raise UnsupportedFormat(kind="docm")
    for prefix, kind in (("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(prefix) for name in names):
            raise UnsupportedFormat(kind=kind)
    return Detected(MediaType.DOCX)


def _content_types(package: zipfile.ZipFile) -> bytes:
    """A bounded look, before the guard has seen the package: enough to tell a .docm."""
    try:
        with package.open("[Content_Types].xml") as part:
            return part.read(64 * 1024)
    except (RuntimeError, zipfile.BadZipFile, OSError, NotImplementedError, EOFError, zlib.error):
        return b""


def _plain_zip(names: set[str], extension: str, *, locked: bool) -> ReadError:
    if "OFD.xml" in names:
        return UnsupportedFormat(kind="ofd")
    if "mimetype" in names:
        return UnsupportedFormat(kind="odt")
    if extension in _READABLE_NAMES:
        return ReadError("TYPE_MISMATCH", kind="archive")
    return Encrypted() if locked else UnsupportedFormat(kind="archive")


def _text_kind(content: bytes, extension: str) -> Detected:
    try:
        decoded = decode(content)
    except ReadError as error:
        if extension in _READABLE_NAMES:
            raise
        raise UnsupportedFormat(kind="binary") from error
    opening = decoded.text[:_SNIFFED]
    if _HTML_OPENING.match(opening):
        return Detected(MediaType.HTML, decoded)
    if _XML_OPENING.match(opening):
        raise UnsupportedFormat(kind="xml")
    if opening.lstrip().startswith("{") and _is_json(decoded.text, extension):
        return Detected(MediaType.JUDGMENT, decoded)
    if _HEADING.search(decoded.text) or _FRONT_MATTER.match(opening) or extension == "md":
        return Detected(MediaType.MARKDOWN, decoded)
    return Detected(MediaType.TEXT, decoded)


def _is_json(text: str, extension: str) -> bool:
    """An object from brace to brace; whether it is a judgment is for its reader to say."""
    return extension in {"json", "jsonl"} or (
        re.match(r'\s*\{\s*(?:"|\})', text) is not None and text.rstrip().endswith("}")
    )
