"""The shelf: what lies on it, what goes when only some are to stay, and half-written files."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.backup.sealing import SealedWriter, key_name, seal_for
from kb.backup.shelf import Note, Shelf, new_id, read_note, write_note
from kb.backup.whole_files import sweep, turn, whole_file
from kb.errors import NotFound, StoreError, WorkflowError

OURS, THEIRS = b"o" * 64, b"t" * 64
START = datetime(2026, 3, 1, tzinfo=UTC)
LATER = START + timedelta(days=20)
Put = Callable[..., str]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Lays a small sealed file of some day on the shelf; sound unless it is said otherwise."""

    def laid(day: int, *, secret: bytes = OURS, note: Note | None = None) -> str:
        at = START + timedelta(days=day)
        seal = seal_for(secret, id=new_id(at), created_at=at)
        path = Shelf(tmp_path).path_of(seal.id)
        with path.open("wb") as out:
            SealedWriter(out, secret, seal).finish()
        if note != Note():
            write_note(path, note or Note(cause="asked", verified_at=at))
        return seal.id

    return laid


def ids(folder: Path) -> list[str]:
    return [one.id for one in Shelf(folder).listed()]


def test_the_newest_come_first_and_strangers_are_passed_over(tmp_path: Path, put: Put) -> None:
    made = [put(day) for day in (2, 5, 3)]
    (tmp_path / "lianjian-20260301T000000Z-00000000.ljb").write_bytes(b"")
    (tmp_path / "notes.ljb").write_bytes(b"LIANJIAN-BACKUP-1 {}\n")
    (tmp_path / "readme.txt").write_text("旁人的文件")
    Shelf(tmp_path).path_of(put(9)).rename(tmp_path / f"{new_id(START)}.ljb")
    assert ids(tmp_path) == [made[1], made[2], made[0]]
    assert ids(tmp_path / "nowhere") == []


@pytest.mark.parametrize("id", ["", "../x", "lianjian-20260301T000000Z-00000000", "x" * 5000])
def test_an_unknown_name_finds_nothing(id: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Shelf(tmp_path).get(id)


def test_the_oldest_of_ones_own_go(tmp_path: Path, put: Put) -> None:
    theirs = put(0, secret=THEIRS)
    made = [put(day) for day in range(1, 6)]
    gone = Shelf(tmp_path).prune(keep=2, key=key_name(OURS), at=LATER)
    assert set(gone) == set(made[:3])
    assert set(ids(tmp_path)) == {theirs, *made[3:]}
    assert not list(tmp_path.glob(f"{made[0]}*"))


def test_nothing_goes_for_the_sake_of_what_is_not_known_to_be_sound(
    tmp_path: Path, put: Put
) -> None:
    old = put(1)
    put(2, note=Note(cause="asked", verified_at=START, fault="BACKUP_INVALID"))
    put(3, note=Note())
    shelf = Shelf(tmp_path)
    assert shelf.prune(keep=2, key=key_name(OURS), at=LATER) == ()
    assert shelf.prune(keep=0, key=key_name(OURS), at=LATER) == ()
    assert shelf.prune(keep=1, key=key_name(OURS), at=LATER) == () and old in ids(tmp_path)


def test_one_from_a_clock_that_ran_ahead_pushes_out_nothing(tmp_path: Path, put: Put) -> None:
    ahead, old, made = put(900), put(1), put(2)
    shelf = Shelf(tmp_path)
    gone = shelf.prune(keep=1, key=key_name(OURS), at=START + timedelta(days=2))
    assert gone == (old,) and ids(tmp_path) == [ahead, made]


@pytest.mark.parametrize(
    "words", ["", "[]", "{}", '{"cause": 1}', '{"verified_at": "soon"}', "\x00"]
)
def test_a_note_that_is_none_says_nothing(words: str, tmp_path: Path, put: Put) -> None:
    id = put(1)
    (tmp_path / f"{id}.json").write_text(words)
    assert read_note(Shelf(tmp_path).path_of(id)) == Note()


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    with pytest.raises(StoreError, match="BACKUP_UNWRITABLE"), whole_file(path, mark="m") as out:
        out.write(b"half")
        assert not path.exists()
        raise OSError("gone")
    assert list(path.parent.iterdir()) == []
    with whole_file(path, mark="m") as out:
        out.write(b"whole")
    assert path.read_bytes() == b"whole" and path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="DISK_FULL"),
        whole_file(tmp_path / "x", mark="m"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    assert list(tmp_path.iterdir()) == []


def test_only_ones_own_leftovers_are_swept(tmp_path: Path) -> None:
    for name in (".a.ljb.ours.part", ".a.ljb.theirs.part", "a.ljb"):
        (tmp_path / name).touch()
    sweep(tmp_path, mark="ours")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".a.ljb.theirs.part", "a.ljb"]


def test_one_at_a_time(tmp_path: Path) -> None:
    with turn(tmp_path), pytest.raises(WorkflowError, match="BACKUP_RUNNING"), turn(tmp_path):
        pass
    with turn(tmp_path):
        pass
