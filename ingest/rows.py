"""Collections of judgments: one JSON object a line, each line a file of its own."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from ingest.limits import ReadLimits
from kb.model import Failure, RawFile

_PROBE = 1 << 20
_LONGEST_ID = 80
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f/\\#]+")
ROW_NAMES = (".jsonl", ".ndjson")


def holds_rows(stream: BinaryIO, head: bytes, name: str) -> bool:
    """A name that says so, or two objects on the first two lines. The stream ends at its start."""
    if not head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{"):
        return False
    if name.lower().endswith(ROW_NAMES):
        return True
    try:
        first = stream.readline(_PROBE)
        return stream.read(1) == b"{" and isinstance(orjson.loads(first), dict)
    except orjson.JSONDecodeError:
        return False
    finally:
        stream.seek(0)


def rows(stream: BinaryIO, name: str, *, limits: ReadLimits) -> Iterator[RawFile | Failure]:
    """``判决.jsonl#2031`` for the row with that id, its number where it has none.

    A broken row is a Failure INVALID_JSON; the next one is read all the same.
    """
    number = 0
    while line := stream.readline(limits.max_row_bytes + 1):
        number += 1
        if len(line) > limits.max_row_bytes:
            yield Failure(f"{name}#{number}", "FILE_TOO_LARGE", {"limit": limits.max_row_bytes})
            _skip_line(stream, line)
            continue
        row = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if row:
            yield _row(row, name, number)


def _row(row: bytes, name: str, number: int) -> RawFile | Failure:
    try:
        loaded: object = orjson.loads(row)
    except orjson.JSONDecodeError as error:
        return Failure(f"{name}#{number}", "INVALID_JSON", {"line": number, "at": error.pos})
    if not isinstance(loaded, dict):
        return Failure(f"{name}#{number}", "INVALID_JSON", {"line": number, "at": 0})
    stated = loaded.get("id")
    known = (
        _UNPRINTABLE.sub("_", str(stated))[:_LONGEST_ID] if isinstance(stated, str | int) else ""
    )
    return RawFile(f"{name}#{known or number}", row)


def _skip_line(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(_PROBE)
