"""Word files made to harm: each ends in its code, none in harm."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from ingest.reading import ReadLimits, read
from kb.errors import ReadError
from kb.model import RawFile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {_W}><w:body><w:p><w:r><w:t>张某受贿案</w:t></w:r></w:p></w:body></w:document>"
TYPES = "<Types/>"
SMALL = ReadLimits(
    max_part_bytes=2_000_000, max_total_bytes=3_000_000, ratio_floor=500_000, max_parts=50
)


def package(
    *extra: tuple[str | zipfile.ZipInfo, str | bytes], body: str | bytes = BODY, types: str = TYPES
) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        if body:
            archive.writestr("word/document.xml", body)
        for name, part in extra:
            archive.writestr(name, part)
    return stream.getvalue()


def dtd(declaration: str, use: str = "") -> str:
    return f"<!DOCTYPE d [{declaration}]>" + BODY.replace("张某", f"张某{use}")


def nested(levels: int) -> str:
    opening, closing = "<w:tbl><w:tr><w:tc>" * levels, "</w:tc></w:tr></w:tbl>" * levels
    return BODY.replace("<w:p>", opening + "<w:p>").replace("</w:p>", "</w:p>" + closing)


def bad_checksum() -> bytes:
    content = bytearray(package())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"PK\x01\x02") + 1)
    content[at + 16] ^= 0xFF
    return bytes(content)


def size_lie() -> bytes:
    """Directory and local header both say ten bytes."""
    content = bytearray(package())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(mark)
        content[at + offset : at + offset + 4] = struct.pack("<I", 10)
    return bytes(content)


def overlapping() -> bytes:
    """The second entry of the directory points at the first entry's data."""
    content = bytearray(package())
    at = content.rfind(b"PK\x01\x02")
    content[at + 42 : at + 46] = struct.pack("<I", 0)
    return bytes(content)


def duplicate() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return package(("word/document.xml", BODY.replace("张某", "李某")))


def flipped() -> bytes:
    content = bytearray(package())
    start = content.find(b"word/document.xml") + 25
    content[start : start + 20] = b"\xff" * 20
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(package())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.rfind(mark) + offset] |= 1
    return bytes(content)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("truncated", lambda: package()[:-60], "CORRUPT_FILE"),
    ("bad_checksum", bad_checksum, "CORRUPT_FILE"),
    ("flipped_data", flipped, "CORRUPT_FILE"),
    ("size_lie", size_lie, "CORRUPT_FILE"),
    ("overlapping_entries", overlapping, "CORRUPT_FILE"),
    ("duplicate_part", duplicate, "CORRUPT_FILE"),
    ("no_document_part", lambda: package(body=""), "CORRUPT_FILE"),
    ("malformed_xml", lambda: package(body=BODY[:-20]), "CORRUPT_FILE"),
    ("no_body", lambda: package(body=f"<w:document {_W}/>"), "CORRUPT_FILE"),
    (
        "odd_encoding",
        lambda: package(body="<?xml version='1.0' encoding='utf-7'?>" + BODY),
        "CORRUPT_FILE",
    ),
    (
        "xxe_file",
        lambda: package(body=dtd('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")),
        "XML_DTD_FORBIDDEN",
    ),
    (
        "xxe_http",
        lambda: package(body=dtd('<!ENTITY x SYSTEM "http://127.0.0.1/">', "&x;")),
        "XML_DTD_FORBIDDEN",
    ),
    (
        "parameter_entity",
        lambda: package(body=dtd('<!ENTITY % x SYSTEM "a"> %x;')),
        "XML_DTD_FORBIDDEN",
    ),
    (
        "billion_laughs",
        lambda: package(body=dtd('<!ENTITY l0 "哈">' + LAUGHS, "&l9;")),
        "XML_DTD_FORBIDDEN",
    ),
    (
        "quadratic",
        lambda: package(body=dtd(f'<!ENTITY x "{"哈" * 9999}">', "&x;" * 999)),
        "XML_DTD_FORBIDDEN",
    ),
    (
        "dtd_in_utf16",
        lambda: package(body=dtd('<!ENTITY x "y">').encode("utf-16")),
        "XML_DTD_FORBIDDEN",
    ),
    ("dtd_in_types", lambda: package(types="<!DOCTYPE a []><Types/>"), "XML_DTD_FORBIDDEN"),
    ("dtd_in_unused_part", lambda: package(("x/y.xml", "<!DOCTYPE a><a/>")), "XML_DTD_FORBIDDEN"),
    ("bomb_in_body", lambda: package(body=BODY + " " * 5_000_000), "DECOMPRESSION_LIMIT"),
    (
        "bomb_in_media",
        lambda: package(("word/media/a.png", b"\0" * 5_000_000)),
        "DECOMPRESSION_LIMIT",
    ),
    (
        "bomb_of_parts",
        lambda: package(*[(f"m{n}", b"\0" * 400_000) for n in range(9)]),
        "DECOMPRESSION_LIMIT",
    ),
    ("many_parts", lambda: package(*[(f"m{n}", b"") for n in range(60)]), "TOO_MANY_PARTS"),
    ("encrypted_entries", encrypted, "PASSWORD_REQUIRED"),
    ("nested_400", lambda: package(body=nested(400)), "STRUCTURE_LIMIT"),
    (
        "docm",
        lambda: package(
            types="<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
        ),
        "UNSUPPORTED_TYPE",
    ),
    ("xlsx", lambda: package(("xl/workbook.xml", "<a/>"), body=""), "UNSUPPORTED_TYPE"),
    ("empty_text", lambda: package(body=BODY.replace("张某受贿案", " ")), "NO_TEXT"),
]


@pytest.mark.parametrize(("make", "code"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(RawFile("a.docx", make()), limits=SMALL)
    assert caught.value.code == code


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("word/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


REMOTE = (
    '<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://h/t.dotm"'
    ' TargetMode="External"/></Relationships>'
)
LINK = REMOTE.replace("attachedTemplate", "hyperlink")
TOLERATED: list[tuple[str, Callable[[], bytes], tuple[str, ...]]] = [
    ("plain", package, ()),
    ("zip_slip", lambda: package(("../../etc/x", b"")), ("SUSPICIOUS_PART_NAME",)),
    ("symlink", lambda: package((link(), "/etc/passwd")), ("SUSPICIOUS_PART_NAME",)),
    ("macro", lambda: package(("word/vbaProject.bin", b"x")), ("MACRO",)),
    ("embedded", lambda: package(("word/embeddings/a.bin", b"x")), ("EMBEDDED_FILE",)),
    ("active_x", lambda: package(("word/activeX/a.bin", b"x")), ("ACTIVE_CONTENT",)),
    (
        "remote_template",
        lambda: package(("word/_rels/settings.xml.rels", REMOTE)),
        ("EXTERNAL_REFERENCE",),
    ),
    ("hyperlink", lambda: package(("word/_rels/document.xml.rels", LINK)), ()),
    ("nested_60", lambda: package(body=nested(60)), ()),
]


@pytest.mark.parametrize(
    ("make", "warnings"), [pytest.param(*row[1:], id=row[0]) for row in TOLERATED]
)
def test_read_with_a_warning(make: Callable[[], bytes], warnings: tuple[str, ...]) -> None:
    document = read(RawFile("a.docx", make()), limits=SMALL)
    assert (document.text, document.warnings) == ("张某受贿案", warnings)


@pytest.mark.parametrize(
    ("name", "code"), [("a.docx", "TYPE_MISMATCH"), ("a.zip", "UNSUPPORTED_TYPE")]
)
def test_a_plain_zip_is_no_document(name: str, code: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "张某")
    with pytest.raises(ReadError) as caught:
        read(RawFile(name, stream.getvalue()))
    assert caught.value.code == code
