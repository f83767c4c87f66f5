"""Files as answers: for whoever asked, and kept by nothing on the way."""

from urllib.parse import quote

from starlette.responses import Response

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES = "application/octet-stream"
_KEPT_NOWHERE = {"Cache-Control": "no-store"}


def attachment(content: bytes, name: str, media_type: str = BYTES) -> Response:
    """To be saved under a name, which may be Chinese: ``整改台账.xlsx``."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**_KEPT_NOWHERE, "Content-Disposition": disposition}
    return Response(content, media_type=media_type, headers=headers)


def inline(content: bytes | str, media_type: str) -> Response:
    """To be looked at in its place: a page of a paper, its text."""
    return Response(content, media_type=media_type, headers=_KEPT_NOWHERE)
