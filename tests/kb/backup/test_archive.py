"""An archive gives back what it was made of, and refuses whatever else is in it."""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from kb.backup.archive import measure, read_archive, write_archive
from kb.backup.manifest import ANCHORS, MANIFEST, SQLITE, Extent, Manifest, Member, Origin
from kb.backup.sealing import SealedWriter, seal_for
from kb.errors import BackupInvalid

SECRET = b"s" * 64
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SEAL = seal_for(SECRET, id="lianjian-20260304T050607Z-00000000", created_at=AT)
CONTENT = {SQLITE: b"not really a database" * 9000, ANCHORS: b"{}\n"}
Entry = tuple[tarfile.TarInfo, bytes]


def manifest(content: dict[str, bytes] = CONTENT) -> Manifest:
    members = tuple(
        Member(name, len(words), hashlib.sha256(words).hexdigest())
        for name, words in content.items()
    )
    origin = Origin("0.1.0", {"labels": "00ff"}, "sqlite", "0010")
    return Manifest(SEAL.id, AT, "asked", origin, Extent({"documents": 3}, 7), members)


def plain(name: str, words: bytes) -> Entry:
    entry = tarfile.TarInfo(name)
    entry.size = len(words)
    return entry, words


def forged(path: Path, entries: list[Entry]) -> Path:
    """A backup with the right key and whatever entries: what only a thief of the key can make."""
    with path.open("wb") as out:
        writer = SealedWriter(out, SECRET, SEAL)
        with (
            gzip.GzipFile("", "wb", 1, cast(BinaryIO, writer)) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            for entry, words in entries:
                tar.addfile(entry, io.BytesIO(words))
        writer.finish()
    return path


def as_made() -> list[Entry]:
    return [
        plain(MANIFEST, manifest().packed()),
        *(plain(name, words) for name, words in CONTENT.items()),
    ]


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    files = {}
    for name, words in CONTENT.items():
        files[name] = tmp_path / name
        files[name].write_bytes(words)
    made = replace(manifest(), members=tuple(measure(n, p) for n, p in files.items()))
    told: list[tuple[int, int]] = []
    with (tmp_path / "sealed").open("wb") as out:
        write_archive(out, SECRET, SEAL, made, files, told=lambda *how: told.append(how))
    assert made == manifest()
    assert told[-1] == (made.size, made.size) and told == sorted(told)
    places = {name: tmp_path / f"out-{name}" for name in CONTENT}
    assert read_archive(tmp_path / "sealed", SECRET, kept=places) == made
    assert {name: place.read_bytes() for name, place in places.items()} == CONTENT


def test_a_forged_archive_that_is_right_is_read(tmp_path: Path) -> None:
    assert read_archive(forged(tmp_path / "f", as_made()), SECRET) == manifest()


def slipped(name: str) -> Callable[[], list[Entry]]:
    """A member whose name leads elsewhere, named so in the manifest too."""

    def entries() -> list[Entry]:
        content = {**CONTENT, name: b"owned"}
        return [
            plain(MANIFEST, manifest(content).packed()),
            *(plain(one, words) for one, words in content.items()),
        ]

    return entries


def special(kind: bytes, link: str = "/etc/passwd") -> Callable[[], list[Entry]]:
    """A link or a device in the place of a member."""

    def entries() -> list[Entry]:
        entry = tarfile.TarInfo(ANCHORS)
        entry.type, entry.linkname = kind, link
        return [*as_made()[:-1], (entry, b"")]

    return entries


def changed(at: int, entry: Entry | None) -> Callable[[], list[Entry]]:
    def entries() -> list[Entry]:
        every = as_made()
        every[at : at + 1] = [entry] if entry else []
        return every

    return entries


@pytest.mark.parametrize(
    "entries",
    [
        slipped("../../etc/cron.d/x"),
        slipped("/etc/passwd"),
        slipped("keys/audit.key"),
        slipped(".."),
        special(tarfile.SYMTYPE),
        special(tarfile.LNKTYPE, SQLITE),
        special(tarfile.CHRTYPE),
        special(tarfile.FIFOTYPE),
        special(tarfile.DIRTYPE),
        changed(0, None),
        changed(1, None),
        changed(2, None),
        changed(0, plain(MANIFEST, b"{}")),
        changed(0, plain(MANIFEST, b"[" * 100_000)),
        changed(0, plain(MANIFEST, replace(manifest(), id="lianjian-other").packed())),
        changed(0, plain(MANIFEST, replace(manifest(), members=()).packed())),
        changed(2, plain(ANCHORS, b"{}x")),
        changed(2, plain(ANCHORS, b"{}\n\n")),
        changed(2, plain(f"./{ANCHORS}", b"{}\n")),
        lambda: [*as_made(), plain("more", b"")],
        lambda: [*as_made(), plain(ANCHORS, CONTENT[ANCHORS])],
        lambda: [as_made()[0], *reversed(as_made()[1:])],
        list,
    ],
)
def test_what_is_not_of_the_manifest_is_refused_and_writes_nothing_elsewhere(
    entries: Callable[[], list[Entry]], tmp_path: Path
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    places = {name: inside / name for name in CONTENT}
    path = forged(tmp_path / "forged", entries())
    with pytest.raises(BackupInvalid) as refused:
        read_archive(path, SECRET, kept=places)
    assert refused.value.code == "BACKUP_INVALID"
    assert {one.name for one in tmp_path.iterdir()} == {"inside", "forged"}
    assert {one.name for one in inside.iterdir()} <= set(CONTENT)
    assert all(one.is_file() and not one.is_symlink() for one in inside.iterdir())


def test_what_is_no_compressed_tar_is_refused(tmp_path: Path) -> None:
    for words in (b"", b"plain words", gzip.compress(b"no tar"), gzip.compress(b"x" * 9)[:-4]):
        with (tmp_path / "odd").open("wb") as out:
            writer = SealedWriter(out, SECRET, SEAL)
            writer.write(words)
            writer.finish()
        with pytest.raises(BackupInvalid):
            read_archive(tmp_path / "odd", SECRET)
