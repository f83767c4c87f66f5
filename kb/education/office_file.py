"""An office file as it may go out: no properties, fixed times, the same bytes for the same words.

A workbook inside (behind a chart) is made so too. Nothing is left of who made it, when, with what.
"""

import zipfile
from collections.abc import Iterable
from io import BytesIO

_START = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can tell
_PLAIN_FILE = 0o644 << 16
_UNIX = 3
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_EMPTY = {
    "docProps/core.xml": f"{_HEAD}<cp:coreProperties xmlns:cp="
    '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f"{_HEAD}<Properties xmlns="
    '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}


def settled(content: bytes) -> bytes:
    """The same document without properties and times, workbooks inside included."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive_of(
            (one.filename, _settled_part(one.filename, archive.read(one)))
            for one in archive.infolist()
        )


def archive_of(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Entries in the order given, all of one time and one kind: the same bytes each time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _START)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, content)
    return out.getvalue()


def _settled_part(name: str, content: bytes) -> bytes:
    if name in _EMPTY:
        return _EMPTY[name].encode()
    return settled(content) if name.endswith(".xlsx") else content
