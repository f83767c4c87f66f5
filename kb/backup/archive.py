"""What lies in a sealed file: a compressed tar, the manifest first, then its members in order.

Reading checks everything: the seal of each chunk, the manifest, and of each member its place, kind,
size and digest. Where files are written they get the names of ``kept``; none is taken from the tar.
"""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from kb.backup.manifest import LONGEST, MANIFEST, Manifest, Member, read_manifest
from kb.backup.sealing import Seal, SealedReader, SealedWriter
from kb.errors import BackupInvalid

_PIECE = 1024**2
_COMPRESSION = 2  # originals lie compressed already: more effort saves little
Told = Callable[[int, int], None]


def measure(name: str, path: Path) -> Member:
    """A file as a member."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in _pieces(file):
            digest.update(piece)
    return Member(name, path.stat().st_size, digest.hexdigest())


def write_archive(
    out: BinaryIO,
    secret: bytes,
    seal: Seal,
    manifest: Manifest,
    files: Mapping[str, Path],
    *,
    told: Told,
) -> None:
    """Write the manifest and its members, sealed; ``told`` hears bytes done and of how many."""
    sealed = SealedWriter(out, secret, seal)
    done = 0
    with (
        gzip.GzipFile("", "wb", _COMPRESSION, cast(BinaryIO, sealed), mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        words = manifest.packed()
        tar.addfile(_entry(MANIFEST, len(words)), io.BytesIO(words))
        for member in manifest.members:
            with files[member.name].open("rb") as file:
                counted = _Counted(file, partial(_tell, told, done, manifest.size))
                tar.addfile(_entry(member.name, member.size), cast(BinaryIO, counted))
            done += member.size
    sealed.finish()


def read_archive(
    path: Path,
    secret: bytes,
    *,
    kept: Mapping[str, Path] | None = None,
    told: Told | None = None,
) -> Manifest:
    """Read a backup through and check all of it, writing the members named in ``kept``.

    ``BackupInvalid`` at the first thing that is not as it was written; ``OSError`` where a file
    cannot be read or written.
    """
    done = 0
    with _opened(path, secret) as (tar, seal, rest):
        manifest = _read_first(tar, seal)
        for member in manifest.members:
            content = _next(tar, member)
            with ExitStack() as stack:
                place = (kept or {}).get(member.name)
                out = stack.enter_context(place.open("xb")) if place else None
                digest = hashlib.sha256()
                for piece in _pieces(content):
                    digest.update(piece)
                    if out:
                        out.write(piece)
                    done += len(piece)
                    if told:
                        told(done, manifest.size)
            if digest.hexdigest() != member.sha256:
                raise BackupInvalid(reason=member.name)
        if tar.next() is not None:
            raise BackupInvalid(reason="more members")
        for _ in _pieces(rest):  # to the last chunk, without which the file was cut off
            pass
    return manifest


def read_head(path: Path, secret: bytes) -> Manifest:
    """What a backup says it holds, sealed as all of it; what it holds is not looked at.

    Errors as ``read_archive``.
    """
    with _opened(path, secret) as (tar, seal, _):
        return _read_first(tar, seal)


@contextmanager
def _opened(path: Path, secret: bytes) -> Iterator[tuple[tarfile.TarFile, Seal, BinaryIO]]:
    try:
        with path.open("rb") as file:
            sealed = SealedReader(file, secret)
            packed = gzip.GzipFile(fileobj=io.BufferedReader(sealed, _PIECE), mode="rb")
            with tarfile.open(fileobj=packed, mode="r|") as tar:
                yield tar, sealed.seal, cast(BinaryIO, packed)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BackupInvalid(reason=type(error).__name__) from error


def _read_first(tar: tarfile.TarFile, seal: Seal) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > LONGEST:
        raise BackupInvalid(reason="manifest")
    manifest = read_manifest(_content(tar, first).read())
    if (manifest.id, manifest.created_at) != (seal.id, seal.created_at):
        raise BackupInvalid(reason="manifest")
    return manifest


def _next(tar: tarfile.TarFile, member: Member) -> BinaryIO:
    found = tar.next()
    if found is None or (found.name, found.size) != (member.name, member.size):
        raise BackupInvalid(reason=member.name)
    return _content(tar, found)


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> BinaryIO:
    """What an ordinary file holds; links, devices, folders and sparse files are refused."""
    content = tar.extractfile(entry) if entry.type == tarfile.REGTYPE else None
    if content is None or entry.sparse is not None:
        raise BackupInvalid(reason="no plain file")
    return cast(BinaryIO, content)


def _tell(told: Told, before: int, whole: int, count: int) -> None:
    told(before + count, whole)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


class _Counted:
    """A file whose reading is told."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file = file
        self._told = told
        self._count = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._count += len(piece)
        self._told(self._count)
        return piece
