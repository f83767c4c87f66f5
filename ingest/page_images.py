"""A page of a PDF as a picture, to be looked at beside its text."""

import struct
import zlib
from collections.abc import Callable
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from kb.errors import Encrypted, NotFound, ReadError, UnsupportedFormat
from kb.model import RawFile

_WIDTH = 1000.0  # pixels across: legible at half the width of a desk
_MOST_PIXELS = 12_000_000.0
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def drawing() -> Callable[[RawFile], bytes]:
    """What a drawing process does with a file; it loads nothing besides this module."""
    return page_of


def page_of(file: RawFile) -> bytes:
    """The page that the file's name numbers (``"3"``, counted from 1), as PNG.

    ``NotFound`` PAGE_UNKNOWN; ``UnsupportedFormat`` for what is no PDF; ``Encrypted``;
    ``ReadError`` CORRUPT_FILE.
    """
    number = int(file.name)
    with closing(_opened(file.content)) as document:
        if not 1 <= number <= len(document):
            raise NotFound("PAGE_UNKNOWN", number=number, pages=len(document))
        try:
            with closing(document[number - 1]) as page:
                bitmap = page.render(scale=_scale(*page.get_size()), rev_byteorder=True)
        except pypdfium2.PdfiumError as error:
            raise ReadError("CORRUPT_FILE", kind="pdf") from error
        with closing(bitmap):
            return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    if b"%PDF-" not in content[:1024]:
        raise UnsupportedFormat(kind="pdf")
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Encrypted() from error
        raise ReadError("CORRUPT_FILE", kind="pdf") from error


def _scale(width: float, height: float) -> float:
    most = _MOST_PIXELS / max(width * height, 1.0)
    return min(_WIDTH / max(width, 1.0), float(most**0.5))


def _png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """RGB rows as the simplest PNG: no filter, one block of data."""
    lines = (pixels[row * stride : row * stride + 3 * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + line for line in lines), 6)
    return b"".join(
        (_SIGNATURE, _chunk(b"IHDR", header), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
