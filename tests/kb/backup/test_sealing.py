"""A sealed file opens only as it was sealed: whole, in order, by its key."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from kb.backup.sealing import CHUNK, SealedReader, SealedWriter, read_seal, seal_for
from kb.errors import BackupInvalid

SECRET, OTHER = b"a" * 64, b"b" * 64
SEAL = seal_for(SECRET, id="lianjian-x", created_at=datetime(2026, 3, 4, tzinfo=UTC))
PLAIN = bytes(range(256)) * (3 * CHUNK // 256) + "尾".encode()
SEALED_CHUNK = CHUNK + 16


def sealed(plain: bytes = PLAIN, *, finish: bool = True) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, SECRET, SEAL)
    for start, end in pairwise([*range(0, len(plain), 70_001), len(plain)]):
        writer.write(plain[start:end])
    if finish:
        writer.finish()
    return out.getvalue()


def opened(file: bytes, secret: bytes = SECRET) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(file), secret)).read()


def line_of(file: bytes) -> int:
    return file.index(b"\n") + 1


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, len(PLAIN)])
def test_what_was_sealed_is_opened(size: int) -> None:
    assert opened(sealed(PLAIN[:size])) == PLAIN[:size]


def test_the_seal_is_read_without_the_key_and_nothing_else_is() -> None:
    file = sealed(b"the planted marker")
    assert read_seal(io.BytesIO(file)) == SEAL
    assert b"planted" not in file and SECRET not in file


def test_two_files_of_the_same_have_nothing_in_common() -> None:
    other = seal_for(SECRET, id=SEAL.id, created_at=SEAL.created_at)
    out = io.BytesIO()
    writer = SealedWriter(out, SECRET, other)
    writer.write(PLAIN)
    writer.finish()
    one, two = sealed()[-64:], out.getvalue()[-64:]
    assert one != two


def test_another_key_is_named() -> None:
    with pytest.raises(BackupInvalid) as refused:
        opened(sealed(), OTHER)
    assert refused.value.code == "BACKUP_KEY_WRONG"


def cut_between_chunks(file: bytes) -> bytes:
    return file[: line_of(file) + 2 * SEALED_CHUNK]


def swapped(file: bytes) -> bytes:
    start = line_of(file)
    first, second = (file[start + n * SEALED_CHUNK :][:SEALED_CHUNK] for n in (0, 1))
    return file[:start] + second + first + file[start + 2 * SEALED_CHUNK :]


def left_out(file: bytes) -> bytes:
    start = line_of(file)
    return file[: start + SEALED_CHUNK] + file[start + 2 * SEALED_CHUNK :]


def twice(file: bytes) -> bytes:
    start = line_of(file)
    return file[: start + SEALED_CHUNK] + file[start:]


def of_another_file(file: bytes) -> bytes:
    other = seal_for(SECRET, id=SEAL.id, created_at=SEAL.created_at)
    out = io.BytesIO()
    writer = SealedWriter(out, SECRET, other)
    writer.write(PLAIN)
    writer.finish()
    strange = out.getvalue()
    start = line_of(file)
    return file[: start + SEALED_CHUNK] + strange[line_of(strange) + SEALED_CHUNK :]


@pytest.mark.parametrize(
    "damage",
    [
        cut_between_chunks,
        swapped,
        left_out,
        twice,
        of_another_file,
        lambda file: file[:-1],
        lambda file: file + b"\0",
        lambda file: file[: line_of(file)],
        lambda file: file.replace(b"2026-03-04", b"2026-03-05", 1),
        lambda file: file.replace(b"lianjian-x", b"lianjian-y", 1),
        lambda _file: sealed(finish=False),
        lambda _file: b"",
        lambda file: file[1:],
        lambda file: b"LIANJIAN-BACKUP-1 [1]\n" + file,
        lambda file: b"LIANJIAN-BACKUP-1 " + b"x" * 5000 + b"\n",
    ],
)
def test_what_was_cut_moved_or_added_is_not_opened(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BackupInvalid) as refused:
        opened(damage(sealed()))
    assert refused.value.code == "BACKUP_INVALID"


def test_a_flipped_bit_is_noticed_wherever_it_is() -> None:
    file = sealed(PLAIN[: CHUNK + 5000])
    places = [*range(0, line_of(file), 7), *range(line_of(file), len(file), 40_009), len(file) - 1]
    for place in places:
        flipped = bytearray(file)
        flipped[place] ^= 1
        with pytest.raises(BackupInvalid):
            opened(bytes(flipped))
