"""Where files come from: paths, folders, archives, collections of rows; one at a time, lazily."""

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ingest.containers import Container, detect_container, expand, guessed_size
from ingest.limits import DEFAULT_LIMITS, ReadLimits
from kb.model import Failure, RawFile

_HEAD = 1024


def discover(
    paths: Sequence[Path], *, limits: ReadLimits = DEFAULT_LIMITS
) -> Iterator[RawFile | Failure]:
    """The files at the paths; folders are walked in the order of their names, archives opened.

    A file below the folder ``某案`` is named ``某案/判决书.pdf``, a member of an archive
    ``某案/材料.zip/判决书.pdf``, a row of a collection ``判决.jsonl.xz#2031``. Dot-files are passed
    over, links are Failures. What cannot be opened is a Failure, and the rest goes on.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path, limits)
        elif path.is_file():
            yield from _file(path, _printable(path.name), limits)
        else:
            yield Failure(_printable(path.name), "NOT_FOUND", {"id": _printable(str(path))})


def unpack(file: RawFile, *, limits: ReadLimits = DEFAULT_LIMITS) -> Iterator[RawFile | Failure]:
    """The same for bytes in hand: an archive or a collection unfolds, any other file is itself."""
    if detect_container(io.BytesIO(file.content), file.name) is Container.NONE:
        yield file
        return
    yield from expand(io.BytesIO(file.content), file.name, limits=limits)


def total_bytes(paths: Sequence[Path]) -> int:
    """About how many bytes ``discover`` will bring forth: for progress bars, not for accounts."""
    total = 0
    for path in paths:
        for file in _files(path) if path.is_dir() else (path,):
            if file.is_file() and not file.is_symlink():
                with file.open("rb") as stream:
                    total += guessed_size(stream, file.name, stored=file.stat().st_size)
    return total


def _folder(root: Path, limits: ReadLimits) -> Iterator[RawFile | Failure]:
    title = root.name or root.resolve().name
    for path in _files(root):
        name = _printable(f"{title}/{path.relative_to(root).as_posix()}")
        if path.is_symlink():
            yield Failure(name, "UNSUPPORTED_TYPE", {"kind": "link"})
        elif path.is_file():
            yield from _file(path, name, limits)


def _files(root: Path) -> Iterator[Path]:
    """Files below the root, sorted folder by folder; links to folders are named, not followed."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*files, *links]):
            if not name.startswith("."):
                yield Path(folder, name)


def _file(path: Path, name: str, limits: ReadLimits) -> Iterator[RawFile | Failure]:
    try:
        with path.open("rb") as stream:
            if detect_container(stream, name) is Container.NONE:
                yield _whole(stream, name, path.stat().st_size, limits)
            else:
                yield from expand(stream, name, limits=limits)
    except OSError as error:
        yield Failure(name, "NOT_FOUND", {"id": name, "reason": type(error).__name__})


def _whole(stream: BinaryIO, name: str, size: int, limits: ReadLimits) -> RawFile | Failure:
    if size > limits.max_file_bytes:
        return Failure(name, "FILE_TOO_LARGE", {"size": size, "limit": limits.max_file_bytes})
    stream.seek(0)
    return RawFile(name, stream.read())


def _printable(name: str) -> str:
    """A name in another encoding must not break the log or the database."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
