"""Pages of PDFs as pictures: what is drawn, what is refused."""

import io
import struct
import zlib

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from ingest.page_images import page_of
from kb.errors import Encrypted, KbError, NotFound, ReadError, UnsupportedFormat
from kb.model import RawFile


def pdf(*, pages: int = 2, size: tuple[float, float] = (595, 842), password: str = "") -> bytes:
    written = io.BytesIO()
    encrypt = StandardEncryption(password) if password else None
    drawn = canvas.Canvas(written, pagesize=size, encrypt=encrypt)
    for _ in range(pages):
        drawn.setFillColorRGB(0.8, 0, 0)
        drawn.rect(0, size[1] / 2, size[0], size[1] / 2, fill=1, stroke=0)
        drawn.showPage()
    drawn.save()
    return written.getvalue()


def opened(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height and the rows of the picture."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    at = picture.index(b"IDAT")
    [length] = struct.unpack(">I", picture[at - 4 : at])
    return width, height, zlib.decompress(picture[at + 4 : at + 4 + length])


def test_a_page_is_drawn_a_thousand_pixels_wide_in_its_colours() -> None:
    width, height, rows = opened(page_of(RawFile("2", pdf())))
    assert width == 1000 and height == pytest.approx(1415, abs=2)
    assert len(rows) == height * (1 + 3 * width)
    red, green, blue = rows[1 : 1 + 3]
    assert red > 180 and green < 20 and blue < 20
    assert rows[-3:] == b"\xff\xff\xff"


def test_a_page_of_any_shape_stays_within_bounds() -> None:
    width, height, _ = opened(page_of(RawFile("1", pdf(pages=1, size=(20, 14_000)))))
    assert width * height <= 12_100_000


@pytest.mark.parametrize(
    ("content", "number", "error"),
    [
        pytest.param(pdf(), "3", NotFound, id="no_such_page"),
        pytest.param(pdf(password="secret"), "1", Encrypted, id="password"),
        pytest.param(b"", "1", UnsupportedFormat, id="empty"),
        pytest.param("某县人民法院".encode(), "1", UnsupportedFormat, id="text"),
        pytest.param(b"%PDF-1.7\n" + b"\x00" * 500, "1", ReadError, id="broken"),
        pytest.param(pdf()[:200], "1", ReadError, id="cut_off"),
    ],
)
def test_what_is_no_page_is_refused(content: bytes, number: str, error: type[KbError]) -> None:
    with pytest.raises(error):
        page_of(RawFile(number, content))
