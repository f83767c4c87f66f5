"""Files that hold files: zip, tar, packed streams, rows; one member in memory at a time."""

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from lzma import LZMAError
from typing import IO, BinaryIO

from ingest.limits import ReadLimits
from ingest.member_names import inner_name, is_hidden, zip_name
from ingest.packed import Packer, Unpacked
from ingest.rows import ROW_NAMES, holds_rows, rows
from kb.model import Failure, RawFile

_HEAD = 512
_CHUNK = 1 << 20
_DEEPEST = 2
_PACKED_RATIO = 8
_DOCUMENT_PARTS = frozenset({"[Content_Types].xml", "mimetype", "OFD.xml"})
_PACKED_NAMES = (".gz", ".xz", ".bz2")
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    LZMAError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Container(Enum):
    """What a file turned out to hold."""

    NONE = auto()
    ZIP = auto()
    TAR = auto()
    PACKED = auto()
    ROWS = auto()


@dataclass(slots=True)
class _Purse:
    """What one archive may still cost, over all of its members and theirs."""

    limits: ReadLimits
    members: int = 0
    size: int = 0

    def take(self, name: str, stream: IO[bytes], *, stored: int) -> RawFile | Failure:
        """The member, or the Failure that says which bound it grew past."""
        taken = bytearray()
        while chunk := stream.read(_CHUNK):
            taken += chunk
            self.size += len(chunk)
            if len(taken) > self.limits.max_file_bytes:
                return Failure(name, "FILE_TOO_LARGE", {"limit": self.limits.max_file_bytes})
            grown = len(taken) > max(self.limits.ratio_floor, self.limits.max_ratio * stored)
            if grown or self.size > self.limits.max_archive_bytes:
                return Failure(name, "DECOMPRESSION_LIMIT")
        return RawFile(name, bytes(taken))

    def spent(self, name: str) -> Failure | None:
        """The Failure of the whole archive, once its members are too many or too big."""
        self.members += 1
        if self.members > self.limits.max_archive_members:
            return Failure(name, "TOO_MANY_PARTS", {"limit": self.limits.max_archive_members})
        if self.size > self.limits.max_archive_bytes:
            return Failure(name, "DECOMPRESSION_LIMIT", {"limit": self.limits.max_archive_bytes})
        return None


def detect_container(stream: BinaryIO, name: str) -> Container:
    """By content; a Word file is a zip too, but a document. Leaves the stream at its start."""
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if _is_tar(head):
        return Container.TAR
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Container.NONE if _is_document(stream) else Container.ZIP
    if _packer(head) is not None:
        return Container.PACKED
    return Container.ROWS if holds_rows(stream, head, name) else Container.NONE


def guessed_size(stream: BinaryIO, name: str, *, stored: int) -> int:
    """About the unpacked size, cheaply: a zip says it, other packers are taken at one to eight."""
    kind = detect_container(stream, name)
    if kind is Container.PACKED:
        return stored * _PACKED_RATIO
    if kind is Container.ZIP:
        try:
            with zipfile.ZipFile(stream) as archive:
                return sum(entry.file_size for entry in archive.infolist())
        except _BROKEN:
            return stored
    return stored


def expand(stream: BinaryIO, name: str, *, limits: ReadLimits) -> Iterator[RawFile | Failure]:
    """The files inside; what is broken, locked, linked or too big becomes a Failure."""
    yield from _expanded(stream, name, _Purse(limits), depth=0)


def _expanded(
    stream: BinaryIO, name: str, purse: _Purse, *, depth: int
) -> Iterator[RawFile | Failure]:
    kind = detect_container(stream, name)
    try:
        if kind is Container.ZIP:
            yield from _zip_members(stream, name, purse, depth)
        elif kind is Container.TAR:
            yield from _tar_members(stream, name, purse, depth)
        elif kind is Container.ROWS:
            yield from _counted_rows(stream, name, purse)
        else:
            yield from _packed(stream, name, purse, depth)
    except _BROKEN as error:
        yield Failure(name, "CORRUPT_FILE", {"reason": type(error).__name__})


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _packer(head: bytes) -> Packer | None:
    """“BZh” opens a text too, but its fourth byte is then no figure."""
    for packer in Packer:
        if head.startswith(packer.value) and (packer is not Packer.BZIP2 or head[3:4].isdigit()):
            return packer
    return None


def _is_document(stream: BinaryIO) -> bool:
    """A package with its own table of contents; one that cannot be opened is left to fail."""
    try:
        with zipfile.ZipFile(stream) as package:
            return not _DOCUMENT_PARTS.isdisjoint(package.namelist())
    except _BROKEN:
        return True
    finally:
        stream.seek(0)


def _packed(stream: BinaryIO, name: str, purse: _Purse, depth: int) -> Iterator[RawFile | Failure]:
    """What a packer held: a tar, rows, or one file."""
    packer = _packer(stream.read(_HEAD))
    stored = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if packer is None:
        yield Failure(name, "CORRUPT_FILE")
        return
    ending = next((end for end in _PACKED_NAMES if name.lower().endswith(end)), "")
    inner = name.removesuffix(name[len(name) - len(ending) :]) if ending else name
    with io.BufferedReader(Unpacked(stream, packer), _CHUNK) as packed:
        if _is_tar(packed.peek(_HEAD)[:_HEAD]):
            yield from _tar_members(packed, name, purse, depth)
        elif inner.lower().endswith(ROW_NAMES):
            yield from _counted_rows(packed, name, purse)
        else:
            yield from _opened(purse.take(inner, packed, stored=stored), purse, depth)


def _counted_rows(stream: BinaryIO, name: str, purse: _Purse) -> Iterator[RawFile | Failure]:
    for row in rows(stream, name, limits=purse.limits):
        spent = purse.spent(name)
        if spent is not None:
            yield spent
            return
        purse.size += len(row.content) if isinstance(row, RawFile) else 0
        yield row


def _zip_members(
    stream: BinaryIO, name: str, purse: _Purse, depth: int
) -> Iterator[RawFile | Failure]:
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            inner = inner_name(name, zip_name(entry))
            if entry.is_dir() or is_hidden(inner):
                continue
            if (spent := purse.spent(name)) is not None:
                yield spent
                return
            if stat.S_ISLNK(entry.external_attr >> 16):
                yield Failure(inner, "UNSUPPORTED_TYPE", {"kind": "link"})
            elif entry.flag_bits & 1:
                yield Failure(inner, "PASSWORD_REQUIRED")
            else:
                yield from _opened(_zip_member(archive, entry, inner, purse), purse, depth)


def _zip_member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: str, purse: _Purse
) -> RawFile | Failure:
    try:
        with archive.open(entry) as member:
            return purse.take(inner, member, stored=entry.compress_size)
    except _BROKEN as error:
        return Failure(inner, "CORRUPT_FILE", {"reason": type(error).__name__})


def _tar_members(
    stream: BinaryIO, name: str, purse: _Purse, depth: int
) -> Iterator[RawFile | Failure]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for entry in archive:
            inner = inner_name(name, entry.name)
            if entry.isdir() or is_hidden(inner):
                continue
            if (spent := purse.spent(name)) is not None:
                yield spent
                return
            member = archive.extractfile(entry) if entry.isreg() else None
            if member is None:
                yield Failure(inner, "UNSUPPORTED_TYPE", {"kind": "link"})
            else:
                yield from _opened(purse.take(inner, member, stored=entry.size), purse, depth)
            # tarfile keeps every header it has read; a tar of 200,000 members need not
            archive.members = []  # type: ignore[attr-defined]


def _opened(member: RawFile | Failure, purse: _Purse, depth: int) -> Iterator[RawFile | Failure]:
    """A member may hold members itself, but not for ever."""
    if isinstance(member, RawFile) and depth < _DEEPEST:
        inner = io.BytesIO(member.content)
        if detect_container(inner, member.name) is not Container.NONE:
            yield from _expanded(inner, member.name, purse, depth=depth + 1)
            return
    yield member
