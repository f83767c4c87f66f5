"""What a PDF would cost and what it hides, told from its bytes before any page is drawn."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.limits import ReadLimits
from kb.errors import TooLarge

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY_REACH = 4096
_FILTER = re.compile(rb"/Filter\s*(?:/\s*([A-Za-z0-9]+)|\[([^\]]{0,2000})\])")
_FILTER_NAME = re.compile(rb"/\s*([A-Za-z0-9]+)")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_CALL = re.compile(rb"/\S{1,80}\s+Do\b")
_LOOKED_AT = 64 * 1024
_FLATE = frozenset({b"FlateDecode", b"Fl"})
_RUNS = frozenset({b"RunLengthDecode", b"RL"})
_RUN_GROWTH = 64
_STEP = 1 << 20
_FED = 64 * 1024
_KEPT = 4 << 20

_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)\b")
_EMBEDDED = re.compile(rb"/EmbeddedFiles?\b")
# “3 Tr”: text that is placed but not painted
_UNPAINTED = re.compile(rb"(?:^|\s)[37]\s+Tr\b")
_STARTXREF = re.compile(rb"startxref\s+(\d{1,12})\s*$")
_XREF = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_TAIL = 2048
_TRAILING = 16


@dataclass(slots=True)
class _Budget:
    """Bytes that decoding may still bring forth."""

    left: int
    largest: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise TooLarge("DECOMPRESSION_LIMIT")


@dataclass(frozen=True, slots=True)
class Inspection:
    """The warnings, and how many drawings call several others (a tree of them may explode)."""

    warnings: tuple[str, ...]
    branching: int


def inspect(content: bytes, *, limits: ReadLimits) -> Inspection:
    """Warnings: REPAIRED, TRAILING_DATA, ACTIVE_CONTENT, EMBEDDED_FILE, HIDDEN_TEXT.

    Every stream but pictures is inflated for the count and thrown away; forty pages that each
    unfold to 60 MB raise ``TooLarge`` DECOMPRESSION_LIMIT after 500 MB, not after 2.4 GB.
    """
    found = dict.fromkeys(_outer_warnings(content))
    budget = _Budget(limits.max_pdf_decoded, limits.max_part_bytes)
    for code, pattern in (("ACTIVE_CONTENT", _ACTIVE), ("EMBEDDED_FILE", _EMBEDDED)):
        if pattern.search(content):
            found[code] = None
    branching = 0
    for dictionary, stored in _streams(content):
        data = _decode(stored, _filters(dictionary), budget)
        branching += bool(_FORM.search(dictionary)) and len(_CALL.findall(data, 0, _LOOKED_AT)) > 1
        if _ACTIVE.search(data):
            found["ACTIVE_CONTENT"] = None
        if _EMBEDDED.search(data):
            found["EMBEDDED_FILE"] = None
        if _UNPAINTED.search(data):
            found["HIDDEN_TEXT"] = None
    return Inspection(tuple(found), branching)


def _outer_warnings(content: bytes) -> Iterator[str]:
    """Whether head and tail are as they should be; readers mend them, people should know."""
    end = content.rfind(b"%%EOF")
    if len(content[end + 5 :].strip()) > _TRAILING and end >= 0:
        yield "TRAILING_DATA"
    tail = content[max(0, end - _TAIL) : end].rstrip() if end >= 0 else b""
    start = _STARTXREF.search(tail)
    sound = start is not None and _XREF.match(content[int(start[1]) : int(start[1]) + 64])
    if not content.startswith(b"%PDF-") or not sound:
        yield "REPAIRED"


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Dictionary and stored bytes of each stream that is not a picture."""
    position = 0
    while (opening := _STREAM.search(content, position)) is not None:
        end = content.find(b"endstream", opening.end())
        if end < 0:
            end = len(content)
        position = end
        dictionary = content[max(0, opening.start() - _DICTIONARY_REACH) : opening.start()]
        dictionary = dictionary[dictionary.rfind(b" obj") + 1 :]
        if not _IMAGE.search(dictionary):
            yield dictionary, content[opening.end() : end]


def _filters(dictionary: bytes) -> list[bytes]:
    stated = _FILTER.search(dictionary)
    if stated is None:
        return []
    return [stated[1]] if stated[1] else _FILTER_NAME.findall(stated[2])


def _decode(stored: bytes, filters: list[bytes], budget: _Budget) -> bytes:
    """The opening of the decoded stream, after the whole of it was counted."""
    chunks: Iterator[bytes] = iter([stored])
    for name in filters:
        if name in _FLATE:
            chunks = _inflated(chunks)
        elif name in _RUNS:
            chunks = _unrolled(chunks)
        else:
            break
    kept = bytearray()
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if filters:
            budget.spend(len(chunk))
            if size > budget.largest:
                raise TooLarge("DECOMPRESSION_LIMIT")
        kept += chunk[: max(0, _KEPT - len(kept))]
    return bytes(kept)


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Broken data ends the count where the reader, too, will give up."""
    inflater = zlib.decompressobj()
    for chunk in chunks:
        for start in range(0, len(chunk), _FED):
            fed = chunk[start : start + _FED]
            while fed and not inflater.eof:
                try:
                    yield inflater.decompress(fed, _STEP)
                except zlib.error:
                    return
                fed = inflater.unconsumed_tail


def _unrolled(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Run-length data by its greatest possible growth: two bytes may stand for 128."""
    for chunk in chunks:
        for _ in range(_RUN_GROWTH):
            yield chunk
