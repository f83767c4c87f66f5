"""The files of the pages: for anybody, since they tell of nothing that is kept."""

from typing import Annotated, cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import PageKit
from api.security import PUBLIC
from kb.errors import NotFound
from kb.governance.access import Origin

router = APIRouter(include_in_schema=False)
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASKED_AGAIN = {"Cache-Control": "no-cache"}


@router.get("/static/{name}")
def static_file(name: str, request: Request, _origin: Annotated[Origin, PUBLIC]) -> Response:
    """A file by its name; under its version a browser keeps it."""
    asset = cast(PageKit, request.app.state.pages).assets.files.get(name)
    if asset is None:
        raise NotFound(id=name[:60])
    etag = f'"{asset.version}"'
    kept = _KEPT if request.query_params.get("v") == asset.version else _ASKED_AGAIN
    headers = {**kept, "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
