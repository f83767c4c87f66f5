"""Office packages from strangers: all is counted while it inflates, no header is trusted."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.limits import ReadLimits
from kb.errors import Encrypted, ReadError, TooLarge

_LOCAL_HEADER = b"PK\x03\x04"
_LOCAL_SIZE = 30
_STEP = 256 * 1024
_FED = 64 * 1024

_XML_NAME = re.compile(r"\.(?:xml|rels|vml)$", re.I)
# <!DOCTYPE or <!ENTITY, also where the part is written in UTF-16
_DTD = re.compile(
    b"|".join(
        re.escape(mark.encode(encoding))
        for mark in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    ),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)[\"']")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
_SUSPECT_NAME = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\\|[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts by name; ``names`` lists every entry, pictures and macros included."""

    parts: dict[str, bytes]
    names: tuple[str, ...]
    warnings: tuple[str, ...]


def open_package(content: bytes, *, limits: ReadLimits) -> Package:
    """Check the whole package, then hand out its XML parts.

    Raises ``TooLarge`` (TOO_MANY_PARTS, DECOMPRESSION_LIMIT), ``Encrypted``, ``ReadError``
    CORRUPT_FILE (bad sums, two parts of one name, overlapping or lying entries) and
    XML_DTD_FORBIDDEN. ``word/media/image1.png`` is inflated for the count and thrown away.
    """
    entries, directory = _entries(content, limits)
    warnings = ("SUSPICIOUS_PART_NAME",) if any(map(_is_suspect, entries)) else ()
    bounds = _bounds(content, entries, directory)
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        start, end = bounds[entry.filename]
        keep = _XML_NAME.search(entry.filename) is not None
        body, size = _inflate(content[start:end], entry, limits, used=total, keep=keep)
        total += size
        if keep:
            parts[entry.filename] = _without_dtd(body)
    return Package(parts, tuple(entry.filename for entry in entries), warnings)


def _entries(content: bytes, limits: ReadLimits) -> tuple[list[zipfile.ZipInfo], int]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries, directory = package.infolist(), package.start_dir
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise ReadError("CORRUPT_FILE", kind="zip") from error
    if len(entries) > limits.max_parts:
        raise TooLarge("TOO_MANY_PARTS", count=len(entries), limit=limits.max_parts)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Encrypted()
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise ReadError("CORRUPT_FILE", kind="zip", reason="duplicate_part")
    return entries, directory


def _is_suspect(entry: zipfile.ZipInfo) -> bool:
    """Nothing is ever written under these names; they only tell of a hand at work."""
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return link or _SUSPECT_NAME.search(entry.orig_filename) is not None


def _bounds(
    content: bytes, entries: list[zipfile.ZipInfo], directory: int
) -> dict[str, tuple[int, int]]:
    """Where each entry's data lies; entries that share bytes are the mark of a bomb."""
    bounds: dict[str, tuple[int, int]] = {}
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        head = content[entry.header_offset : entry.header_offset + _LOCAL_SIZE]
        if len(head) < _LOCAL_SIZE or not head.startswith(_LOCAL_HEADER):
            raise ReadError("CORRUPT_FILE", kind="zip", reason="local_header")
        name_size, extra = (
            int.from_bytes(head[26:28], "little"),
            int.from_bytes(head[28:], "little"),
        )
        name_start = entry.header_offset + _LOCAL_SIZE
        start = name_start + name_size + extra
        end = start + entry.compress_size
        same_name = content[name_start : name_start + name_size] == _stored_name(entry)
        if entry.header_offset < reached or end > directory or not same_name:
            raise ReadError("CORRUPT_FILE", kind="zip", reason="overlap")
        reached = end
        bounds[entry.filename] = (start, end)
    return bounds


def _stored_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")


def _inflate(
    stored: bytes, entry: zipfile.ZipInfo, limits: ReadLimits, *, used: int, keep: bool
) -> tuple[bytes, int]:
    """The part (or b"" when it is not to be kept) and the bytes it really holds."""
    kept = bytearray()
    size = checksum = 0
    for piece in _pieces(stored, entry):
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        _check_size(size, len(stored), used, limits)
        if keep:
            kept += piece
    if size != entry.file_size or checksum != entry.CRC:
        raise ReadError("CORRUPT_FILE", kind="zip", reason="sum")
    return bytes(kept), size


def _pieces(stored: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content in steps small enough to stop a bomb at the step that passes the limit."""
    if entry.compress_type == zipfile.ZIP_STORED:
        yield stored
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise ReadError("CORRUPT_FILE", kind="zip", reason="method")
    inflater = zlib.decompressobj(-15)
    for start in range(0, len(stored), _FED):
        fed = stored[start : start + _FED]
        while fed and not inflater.eof:
            try:
                yield inflater.decompress(fed, _STEP)
            except zlib.error as error:
                raise ReadError("CORRUPT_FILE", kind="zip", reason="data") from error
            fed = inflater.unconsumed_tail
    yield inflater.flush()


def _check_size(size: int, stored: int, used: int, limits: ReadLimits) -> None:
    bloated = size > limits.ratio_floor and size > limits.max_ratio * stored
    if bloated or size > limits.max_part_bytes or used + size > limits.max_total_bytes:
        raise TooLarge("DECOMPRESSION_LIMIT", limit=limits.max_total_bytes)


def _without_dtd(part: bytes) -> bytes:
    """Office never writes a DTD; one that is there aims at the parser."""
    if _DTD.search(part):
        raise ReadError("XML_DTD_FORBIDDEN")
    declared = _DECLARED.match(part.lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in _ENCODINGS:
        raise ReadError("CORRUPT_FILE", kind="xml", reason="encoding")
    return part
