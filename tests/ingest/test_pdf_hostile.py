"""PDF files made to harm, written byte by byte: each ends in its code or warning, quickly."""

import io
import zlib
from time import monotonic

import pypdf
import pytest

from ingest.reading import ReadLimits, read
from kb.errors import ReadError
from kb.model import RawFile

TEXT = "某市人民检察院指控被告人张某犯受贿罪。"
SMALL = ReadLimits(max_pages=50, max_part_bytes=20_000_000, max_pdf_decoded=30_000_000)
FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<<"
    b"/Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName"
    b"/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
    b"/CapHeight 880/StemV 93>>>>]>>"
)
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]"


def stream(data: bytes, entries: bytes = b"", *, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/Filter[" + b"/FlateDecode " * times + b"]"
    head = b"<<%s%s/Length %d>>" % (entries, filters, len(data))
    return head + b"\nstream\n" + data + b"\nendstream"


def show(text: str) -> bytes:
    return b"BT /F1 12 Tf 72 700 Td <%s> Tj ET\n" % text.encode("utf-16-be").hex().encode()


def assembled(objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        used = number in places
        out += b"%010d 00000 %c \n" % (places.get(number, 0), b"n" if used else b"f")
    return bytes(out) + (
        b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    )


def pdf(
    content: bytes = b"",
    *,
    catalog: bytes = b"",
    pages: bytes = b"/Kids[3 0 R]/Count 1",
    drawings: bytes = b"",
    more: dict[int, bytes] | None = None,
) -> bytes:
    resources = b"<</Font<</F1 5 0 R>>/XObject<<%s>>>>" % drawings
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources%s/Contents 4 0 R>>"
    return assembled(
        {
            1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
            2: b"<</Type/Pages%s>>" % pages,
            3: page % resources,
            4: content or stream(show(TEXT)),
            5: FONT,
            **(more or {}),
        }
    )


def form(body: bytes, drawings: bytes) -> bytes:
    return stream(body, FORM + b"/Resources<</XObject<<%s>>>>" % drawings)


def branching(levels: int, arms: int) -> bytes:
    forms = {6 + n: form(b"/X Do\n" * arms, b"/X %d 0 R" % (7 + n)) for n in range(levels)}
    forms[6 + levels] = stream(show(TEXT), FORM)
    return pdf(stream(b"/X Do\n"), drawings=b"/X 6 0 R", more=forms)


def chain(depth: int) -> dict[int, bytes]:
    return {n: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(10, 10 + depth)}


def locked(user: str, owner: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf()))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


OK = pdf()
IMAGE = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8"
REFUSED = [
    ("header_only", b"%PDF-1.7\n", "CORRUPT_FILE"),
    ("half", OK[: len(OK) // 2], "CORRUPT_FILE"),
    ("comment_without_end", b"%PDF-1.7\n%" + b"a" * 5000, "CORRUPT_FILE"),
    ("pages_loop", pdf(pages=b"/Kids[2 0 R]/Count 1"), "CORRUPT_FILE"),
    ("pages_deep", pdf(pages=b"/Kids[10 0 R]/Count 1", more=chain(3000)), "CORRUPT_FILE"),
    (
        "one_page_100k_times",
        pdf(pages=b"/Kids[%s]/Count 9" % (b"3 0 R " * 100_000)),
        "TOO_MANY_PAGES",
    ),
    ("sixty_pages", pdf(pages=b"/Kids[%s]/Count 60" % (b"3 0 R " * 60)), "TOO_MANY_PAGES"),
    ("bomb", pdf(stream(show(TEXT) + b" " * 25_000_000)), "DECOMPRESSION_LIMIT"),
    ("double_bomb", pdf(stream(b" " * 25_000_000, times=2)), "DECOMPRESSION_LIMIT"),
    (
        "many_small_bombs",
        pdf(more={n: stream(b" " * 9_000_000) for n in range(6, 10)}),
        "DECOMPRESSION_LIMIT",
    ),
    (
        "run_length_bomb",
        pdf(
            stream(b"\x81 " * 1_000_000).replace(
                b"/FlateDecode ]", b"/FlateDecode/RunLengthDecode]"
            )
        ),
        "DECOMPRESSION_LIMIT",
    ),
    ("drawings_10_to_the_8", branching(8, 10), "STRUCTURE_LIMIT"),
    (
        "image_only",
        pdf(
            stream(b"q 9 0 0 9 0 0 cm /I Do Q"),
            drawings=b"/I 6 0 R",
            more={6: stream(b"\0" * 99, IMAGE)},
        ),
        "NO_TEXT_LAYER",
    ),
    ("blank", pdf(stream(b" ")), "NO_TEXT_LAYER"),
    ("user_password", locked("u", "o", "AES-256"), "PASSWORD_REQUIRED"),
    ("user_password_rc4", locked("u", "o", "RC4-128"), "PASSWORD_REQUIRED"),
]


@pytest.mark.parametrize(
    ("content", "code"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED]
)
def test_refused(content: bytes, code: str) -> None:
    started = monotonic()
    with pytest.raises(ReadError) as caught:
        read(RawFile("a.pdf", content), limits=SMALL)
    assert caught.value.code == code
    assert monotonic() - started < 5


NESTED = b"/Foo " + b"[" * 50_000 + b"]" * 50_000
SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
LAUNCH = b"/OpenAction<</S/Launch/F(x.exe)>>"
ATTACHED = b"/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 6 0 R>>>>]>>>>"
SELF = {6: form(b"/X Do\n", b"/X 6 0 R")}
TOLERATED = [
    ("plain", OK, ()),
    ("no_eof", OK[:-6], ("REPAIRED",)),
    ("rubbish_in_front", b"x" * 700 + OK, ("REPAIRED",)),
    ("zip_behind", OK + b"PK\x03\x04" + b"x" * 99, ("TRAILING_DATA",)),
    ("claims_100k_pages", pdf(pages=b"/Kids[3 0 R]/Count 100000"), ("PAGE_COUNT_MISMATCH",)),
    ("negative_count", pdf(pages=b"/Kids[3 0 R]/Count -5"), ("PAGE_COUNT_MISMATCH",)),
    ("nested_arrays", pdf(catalog=NESTED), ("REPAIRED",)),
    ("script", pdf(catalog=SCRIPT), ("ACTIVE_CONTENT",)),
    ("launch", pdf(catalog=LAUNCH), ("ACTIVE_CONTENT",)),
    ("attachment", pdf(catalog=ATTACHED, more={6: stream(b"MZ")}), ("EMBEDDED_FILE",)),
    ("unpainted_text", pdf(stream(b"3 Tr\n" + show(TEXT))), ("HIDDEN_TEXT",)),
    ("drawing_of_itself", pdf(stream(show(TEXT) + b"/X Do"), drawings=b"/X 6 0 R", more=SELF), ()),
    ("outline_loop", pdf(catalog=b"/Outlines 6 0 R", more={6: b"<</First 6 0 R/Next 6 0 R>>"}), ()),
    ("owner_password", locked("", "o", "AES-256"), ("OWNER_RESTRICTED",)),
]


@pytest.mark.parametrize(
    ("content", "warnings"), [pytest.param(*row[1:], id=row[0]) for row in TOLERATED]
)
def test_read_with_a_warning(content: bytes, warnings: tuple[str, ...]) -> None:
    document = read(RawFile("a.pdf", content), limits=SMALL)
    assert document.text == TEXT
    assert document.warnings == warnings
    assert len(document.pages) == 1


def test_letters_mapped_to_nowhere_are_called_poor() -> None:
    private = "".join(chr(0xE000 + n) for n in range(20))
    document = read(RawFile("a.pdf", pdf(stream(show(private)))))
    assert "LOW_TEXT_QUALITY" in document.warnings


def test_every_single_damaged_byte_is_survived() -> None:
    for place in range(0, len(OK), 7):
        damaged = OK[:place] + bytes([OK[place] ^ 0x55]) + OK[place + 1 :]
        try:
            assert read(RawFile("a.pdf", damaged)).text
        except ReadError as error:
            assert error.code in {"CORRUPT_FILE", "NO_TEXT_LAYER", "NO_TEXT", "TYPE_MISMATCH"}
