"""gzip, xz and bzip2 as plain streams, with a bound on what their dictionaries may ask for."""

import bz2
import io
import lzma
import zlib
from collections.abc import Iterator
from enum import Enum
from typing import BinaryIO

_FED = 1 << 16
_STEP = 1 << 18
_MEMORY = 256 << 20
_WITH_GZIP_HEADER = 31


class Packer(Enum):
    """The packers, by the bytes their files open with."""

    GZIP = b"\x1f\x8b\x08"
    XZ = b"\xfd7zXZ\x00"
    BZIP2 = b"BZh"


class Unpacked(io.RawIOBase):
    """``io.BufferedReader(Unpacked(stream, Packer.XZ))`` reads the words inside.

    An .xz file may demand gigabytes to be opened; here it gets 256 MB, or fails. Packed streams
    that stand behind one another are read as one. ``EOFError`` when the file ends too early.
    """

    def __init__(self, stream: BinaryIO, packer: Packer) -> None:
        super().__init__()
        pieces = _gunzipped if packer is Packer.GZIP else _decompressed
        self._pieces = pieces(stream, packer)
        self._left = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As ``io.RawIOBase`` asks for it."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        given, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


def _gunzipped(stream: BinaryIO, packer: Packer) -> Iterator[bytes]:
    fed = stream.read(_FED)
    while fed.startswith(packer.value[:2]):
        inflater = zlib.decompressobj(wbits=_WITH_GZIP_HEADER)
        while not inflater.eof:
            if not fed and not (fed := stream.read(_FED)):
                raise EOFError("gzip")
            yield inflater.decompress(fed, _STEP)
            fed = inflater.unconsumed_tail
        fed = inflater.unused_data or stream.read(_FED)


def _decompressed(stream: BinaryIO, packer: Packer) -> Iterator[bytes]:
    fed = stream.read(_FED)
    while fed.startswith(packer.value[:2]):
        inflater: lzma.LZMADecompressor | bz2.BZ2Decompressor = (
            lzma.LZMADecompressor(memlimit=_MEMORY)
            if packer is Packer.XZ
            else bz2.BZ2Decompressor()
        )
        while not inflater.eof:
            if not fed and inflater.needs_input and not (fed := stream.read(_FED)):
                raise EOFError(packer.name)
            yield inflater.decompress(fed, _STEP)
            fed = b""
        fed = inflater.unused_data or stream.read(_FED)
