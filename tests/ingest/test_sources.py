"""Where files come from: folders, archives, rows; one bad member never stops the rest."""

import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from ingest.reading import ReadLimits
from ingest.sources import discover, total_bytes, unpack
from kb.model import Failure, RawFile


def told(found: Iterable[RawFile | Failure]) -> list[tuple[str, str]]:
    """Names with their content, or with the code of their failure."""
    return [
        (each.name, each.code if isinstance(each, Failure) else each.content.decode())
        for each in found
    ]


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(*members: tuple[str, bytes | None], mode: str = "w:gz") -> bytes:
    """None for content makes a link to /etc/passwd."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content or b"")
            if content is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry, io.BytesIO(content or b""))
    return stream.getvalue()


ROWS = (
    '{"id": "7", "text": "甲"}\n{"id": 8, "text": "乙"}\n\n{broken\n{"text": "丙"}\n[1]\n'.encode()
)
ROWS_TOLD = [
    ("a.jsonl#7", '{"id": "7", "text": "甲"}'),
    ("a.jsonl#8", '{"id": 8, "text": "乙"}'),
    ("a.jsonl#4", "INVALID_JSON"),
    ("a.jsonl#5", '{"text": "丙"}'),
    ("a.jsonl#6", "INVALID_JSON"),
]


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    root = tmp_path / "某案"
    (root / "乙").mkdir(parents=True)
    (root / ".git").mkdir()
    for name in ("b.txt", "a.txt", "乙/c.txt", ".hidden", ".git/x"):
        (root / name).write_text(name, encoding="utf-8")
    (root / "link.txt").symlink_to("/etc/passwd")
    (root / "links").symlink_to("/etc")
    assert told(discover([root])) == [
        ("某案/a.txt", "a.txt"),
        ("某案/b.txt", "b.txt"),
        ("某案/link.txt", "UNSUPPORTED_TYPE"),
        ("某案/links", "UNSUPPORTED_TYPE"),
        ("某案/乙/c.txt", "乙/c.txt"),
    ]


def test_single_files_and_missing_ones(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 20)
    limits = ReadLimits(max_file_bytes=10)
    assert told(discover([tmp_path / "a.txt", tmp_path / "b.txt"], limits=limits)) == [
        ("a.txt", "FILE_TOO_LARGE"),
        ("b.txt", "NOT_FOUND"),
    ]


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲")
    (tmp_path / "b.txt").write_text("乙")
    found = discover([tmp_path])
    next(found)
    (tmp_path / "b.txt").write_text("改")
    assert [each.content.decode() for each in found if isinstance(each, RawFile)] == ["改"]


def test_archives_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_bytes(zipped(("案/a.txt", "甲"), ("案/._a.txt", "x")))
    (tmp_path / "d.jsonl.xz").write_bytes(lzma.compress(ROWS))
    assert told(discover([tmp_path]))[:2] == [
        (f"{tmp_path.name}/c.zip/案/a.txt", "甲"),
        (f"{tmp_path.name}/d.jsonl.xz#7", '{"id": "7", "text": "甲"}'),
    ]


def renamed(rows: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    return [(row.replace("a.jsonl", name), content) for row, content in rows]


MEMBERS = [("案/甲.txt", "甲".encode()), ("案/乙.txt", "乙".encode())]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.txt", "甲".encode(), [("a.txt", "甲")], id="plain"),
        pytest.param("a.jsonl", ROWS, ROWS_TOLD, id="rows"),
        pytest.param("a.jsonl", b"\xef\xbb\xbf" + ROWS, ROWS_TOLD, id="rows_with_bom"),
        pytest.param("a.txt", ROWS, renamed(ROWS_TOLD, "a.txt"), id="rows_by_content"),
        pytest.param(
            "a.jsonl.xz", lzma.compress(ROWS), renamed(ROWS_TOLD, "a.jsonl.xz"), id="rows_in_xz"
        ),
        pytest.param(
            "a.jsonl.gz", gzip.compress(ROWS), renamed(ROWS_TOLD, "a.jsonl.gz"), id="rows_in_gzip"
        ),
        pytest.param(
            "a.xz",
            lzma.compress("甲".encode()) + lzma.compress("乙".encode()),
            [("a", "甲乙")],
            id="two_packed_streams",
        ),
        pytest.param(
            "one.json", b'{"text": "a"}', [("one.json", '{"text": "a"}')], id="one_object"
        ),
        pytest.param(
            "a.tar.gz",
            tarred(*MEMBERS),
            [("a.tar.gz/案/甲.txt", "甲"), ("a.tar.gz/案/乙.txt", "乙")],
            id="tar_gz",
        ),
        pytest.param(
            "x",
            tarred(*MEMBERS, mode="w:xz"),
            [("x/案/甲.txt", "甲"), ("x/案/乙.txt", "乙")],
            id="tar_xz_unnamed",
        ),
        pytest.param("a.tar", tarred(MEMBERS[0], mode="w"), [("a.tar/案/甲.txt", "甲")], id="tar"),
        pytest.param(
            "a.tar",
            tarred(("../../etc/x", b"1"), ("l", None), ("/abs\\b", b"2"), mode="w"),
            [("a.tar/etc/x", "1"), ("a.tar/l", "UNSUPPORTED_TYPE"), ("a.tar/abs/b", "2")],
            id="names_that_climb",
        ),
        pytest.param(
            "a.zip",
            zipped(("b.zip", zipped(("c.txt", "甲")))),
            [("a.zip/b.zip/c.txt", "甲")],
            id="zip_in_zip",
        ),
        pytest.param("a.tar.gz", tarred(*MEMBERS)[:60], [("a.tar.gz", "CORRUPT_FILE")], id="cut"),
    ],
)
def test_unpack(name: str, content: bytes, expected: list[tuple[str, str]]) -> None:
    found = told(unpack(RawFile(name, content)))
    assert found[-len(expected) :] == expected


def test_a_word_file_is_a_document_not_an_archive() -> None:
    content = zipped(("[Content_Types].xml", ""), ("word/document.xml", ""))
    assert list(unpack(RawFile("a.docx", content))) == [RawFile("a.docx", content)]


def test_names_in_gbk() -> None:
    content = zipped(("xxxx.txt", "甲")).replace(b"xxxx", "判决".encode("gbk"))
    assert told(unpack(RawFile("a.zip", content))) == [("a.zip/判决.txt", "甲")]


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


def broken_member() -> bytes:
    content = bytearray(zipped(("a.txt", "甲" * 50), ("b.txt", "乙")))
    content[content.find(b"a.txt") + 5] ^= 0xFF
    return bytes(content)


def locked_member() -> bytes:
    content = bytearray(zipped(("a.txt", "甲"), ("b.txt", "乙")))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "first"),
    [
        pytest.param(broken_member(), "CORRUPT_FILE", id="damaged"),
        pytest.param(locked_member(), "PASSWORD_REQUIRED", id="locked"),
        pytest.param(
            zipped((entry("a.txt", stat.S_IFLNK), "/x"), ("b.txt", "乙")),
            "UNSUPPORTED_TYPE",
            id="link",
        ),
        pytest.param(
            zipped(("a.txt", b"\0" * 90_000), ("b.txt", "乙")), "DECOMPRESSION_LIMIT", id="bomb"
        ),
        pytest.param(
            zipped(("a.txt", bytes(range(256)) * 500), ("b.txt", "乙")),
            "FILE_TOO_LARGE",
            id="too_big",
        ),
    ],
)
def test_one_bad_member_does_not_stop_the_rest(content: bytes, first: str) -> None:
    limits = ReadLimits(max_file_bytes=100_000, ratio_floor=10_000, max_ratio=60)
    found = told(unpack(RawFile("a.zip", content), limits=limits))
    assert found == [("a.zip/a.txt", first), ("a.zip/b.txt", "乙")]


def test_an_archive_that_outgrows_its_bounds_says_so() -> None:
    content = tarred(*[(f"{n}.txt", b"x" * 1000) for n in range(20)])
    few = told(unpack(RawFile("a.tar.gz", content), limits=ReadLimits(max_archive_members=5)))
    assert few[5:] == [("a.tar.gz", "TOO_MANY_PARTS")]
    small = told(unpack(RawFile("a.tar.gz", content), limits=ReadLimits(max_archive_bytes=3500)))
    assert [code for _, code in small if code.isupper()] == ["DECOMPRESSION_LIMIT"] * 2


def test_an_xz_that_asks_for_gigabytes_is_refused() -> None:
    greedy = lzma.compress(
        b"x", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 29}]
    )
    assert told(unpack(RawFile("a.xz", greedy))) == [("a.xz", "CORRUPT_FILE")]


def test_a_row_too_long_is_passed_over() -> None:
    rows = b'{"text": "' + b"x" * 500 + b'"}\n{"id": 2, "text": "a"}\n'
    found = told(unpack(RawFile("a.jsonl", rows), limits=ReadLimits(max_row_bytes=100)))
    assert found == [("a.jsonl#1", "FILE_TOO_LARGE"), ("a.jsonl#2", '{"id": 2, "text": "a"}')]


def test_total_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 10)
    (tmp_path / "b.zip").write_bytes(zipped(("c.txt", b"x" * 1000)))
    assert total_bytes([tmp_path, tmp_path / "missing"]) == 1010
