"""Every word that a finished file carries, shown or hidden: what the release gate reads.

An office file is an archive: its names, its comments, the text and the attributes of all its parts
(document, notes, comments, headers, text boxes, alternative texts, properties, relations). A part
that cannot be read (an embedded object) is an error, for nobody can say what it holds.
"""

import base64
import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote

from kb.errors import TooLarge, UnsupportedFormat

_MARKUP = frozenset({".xml", ".rels", ".html", ".htm", ".xhtml", ".svg", ".vml"})
_TEXT = frozenset(
    {".txt", ".md", ".csv", ".json", ".jsonl", ".css", ".js", ".yaml", ".yml", ".toml"}
)
_ARCHIVE = frozenset({".zip", ".docx", ".pptx", ".xlsx"})
_PICTURE = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"})
_FONT = frozenset({".woff", ".woff2", ".ttf", ".otf"})
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_BLOCK_ENDS = frozenset(
    (
        *("p", "div", "tr", "td", "th", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "title"),
        *("tab", "si", "dt", "dd", "label", "legend", "caption", "summary", "text"),
    )
)
# a cell of a sheet or a point of a chart: its digits are no part of the next one's number
_VALUES = frozenset({"v", "f"})
_APART = ";"
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"base64,([A-Za-z0-9+/\s]{8,}={0,2})")
_MAX_BYTES = 300 * 1024 * 1024
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words and where in the file it stands: ``docx/comments.xml text``.

    ``prose`` is what a reader sees or a search finds; names of parts and attributes are not.
    """

    place: str
    text: str
    prose: bool


def words_of(name: str, content: bytes) -> tuple[Words, ...]:
    """All words of a file called ``name``.

    Errors: ``UnsupportedFormat`` (PACK_UNREADABLE) for a part nobody can read, ``TooLarge``.
    """
    return tuple(_of_file(name, content, depth=0))


def _of_file(name: str, content: bytes, *, depth: int) -> Iterator[Words]:
    if len(content) > _MAX_BYTES or depth > _MAX_DEPTH:
        raise TooLarge("PACK_TOO_LARGE", name=PurePosixPath(name).suffix)
    yield Words("name", unquote(name), prose=False)
    # of _rels/.rels too, which has no stem
    ending = f".{PurePosixPath(name.lower()).name.rpartition('.')[2]}"
    if ending in _ARCHIVE or content[:4] == b"PK\x03\x04":
        yield from _of_archive(name, content, depth=depth)
    elif ending in _MARKUP or name.endswith("[Content_Types].xml"):
        yield from _of_markup(name, _decoded(content))
    elif ending in _TEXT:
        text = _decoded(content)
        yield Words(name, text, prose=True)
        yield Words(f"{name} escapes", _unescaped(text), prose=True)
    elif ending in _PICTURE | _FONT:
        yield from _of_bytes(name, content)
    else:
        raise UnsupportedFormat("PACK_UNREADABLE", name=ending)


def _of_archive(name: str, content: bytes, *, depth: int) -> Iterator[Words]:
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except zipfile.BadZipFile as error:
        raise UnsupportedFormat("PACK_UNREADABLE", name=PurePosixPath(name).suffix) from error
    with archive:
        yield Words(f"{name} comment", _decoded(archive.comment), prose=False)
        inside = archive.infolist()
        first = min((one.header_offset for one in inside), default=0)
        yield Words(f"{name} before", _decoded(content[:first]), prose=False)
        if sum(one.file_size for one in inside) > _MAX_BYTES:
            raise TooLarge("PACK_TOO_LARGE", name=PurePosixPath(name).suffix)
        for one in inside:
            yield Words(f"{name} entry", unquote(one.filename), prose=False)
            yield Words(f"{name} extra", _decoded(one.comment + one.extra), prose=False)
            if not one.is_dir():
                inner = _entry(archive, one)
                yield from _of_file(one.filename, inner, depth=depth + 1)


def _entry(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(one)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        ending = PurePosixPath(one.filename).suffix
        raise UnsupportedFormat("PACK_UNREADABLE", name=ending) from error


def _of_markup(name: str, text: str) -> Iterator[Words]:
    yield Words(f"{name} source", _unescaped(text), prose=False)
    for coded in _BASE64.finditer(text):
        yield from _of_bytes(f"{name} base64", base64.b64decode(coded[1] + "==", validate=False))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    yield Words(f"{name} text", "".join(reader.shown), prose=True)
    # the same few values stand in a paper ten thousandfold
    for one in dict.fromkeys(reader.hidden):
        yield Words(f"{name} hidden", one, prose=False)


def _of_bytes(name: str, content: bytes) -> Iterator[Words]:
    """Words among other bytes, as the notes in a picture are."""
    for encoding in _ENCODINGS:
        yield Words(f"{name} {encoding}", content.decode(encoding, "ignore"), prose=False)


def _unescaped(text: str) -> str:
    return html.unescape(_ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), text))


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


class _Reader(HTMLParser):
    """The text of runs joined as they follow one another; attributes and comments apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.hidden: list[str] = []

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        self.shown.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes: alternative texts, authors, addresses of links."""
        self.hidden.extend(unquote(value) for _, value in attrs if value)
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        """Paragraphs and cells end in a break."""
        self._part(tag)

    def _part(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _BLOCK_ENDS:
            self.shown.append("\n")
        elif name in _VALUES:
            self.shown.append(_APART)

    def handle_comment(self, data: str) -> None:
        """<!-- … -->"""
        self.hidden.append(data)

    def handle_pi(self, data: str) -> None:
        """<? … ?>"""
        self.hidden.append(data)

    def handle_decl(self, decl: str) -> None:
        """<! … >"""
        self.hidden.append(decl)

    def unknown_decl(self, data: str) -> None:
        """<![CDATA[ … ]]>"""
        self.shown.append(data)
