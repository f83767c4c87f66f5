"""Errors over HTTP: RFC 9457 problem+json with a stable code and a Chinese sentence."""

import logging
import uuid
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import answer, sentence
from kb.errors import KbError

logger = logging.getLogger(__name__)

_STATUS_CODES = {404: "ROUTE_NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 400: "REQUEST_INVALID"}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def problem(
    code: str,
    context: Mapping[str, object],
    *,
    status: int | None = None,
    request_id: str | None = None,
) -> Response:
    """A problem+json response for a code."""
    request_id = request_id or uuid.uuid4().hex[:12]
    words = sentence(code, context)
    body = {
        "type": f"urn:lianjian:problem:{code}",
        "title": words.split("。")[0],
        "status": status or answer(code).status,
        "code": code,
        "detail": words,
        "request_id": request_id,
    }
    headers = {"X-Request-Id": request_id, "Cache-Control": "no-store"}
    if body["status"] in (429, 503):
        headers["Retry-After"] = str(context.get("seconds", 5))
    return Response(
        orjson.dumps(body),
        status_code=int(str(body["status"])),
        media_type="application/problem+json",
        headers=headers,
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Every failure is answered in one shape; nothing of a traceback or a value leaks."""
    app.add_exception_handler(KbError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


class StrictJsonRoute(APIRoute):
    """Bodies are parsed by orjson: NaN, lone surrogates and broken JSON are refused, not echoed."""

    def get_route_handler(self) -> Handler:
        """The handler over a request that parses strictly."""
        plain = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await plain(_StrictRequest(request.scope, request.receive))

        return handle


class _InvalidJson(HTTPException):
    """The only kind of exception that passes the framework's reading of a body unchanged."""

    def __init__(self) -> None:
        super().__init__(answer("INVALID_JSON").status)


class _StrictRequest(Request):
    async def json(self) -> Any:
        try:
            return orjson.loads(await self.body())
        except orjson.JSONDecodeError as error:
            raise _InvalidJson from error


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, KbError)
    if answer(error.code).status >= 500:
        logger.error("refused with %s", error.code)
    # the id that the audit entries of the request bear
    request_id = getattr(request.state, "request_id", None)
    return problem(error.code, error.context, request_id=request_id)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = [".".join(str(part) for part in one["loc"][1:]) for one in error.errors()]
    return problem("REQUEST_INVALID", {"field": "、".join(dict.fromkeys(places)) or "body"})


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, _InvalidJson):
        return problem("INVALID_JSON", {})
    code = _STATUS_CODES.get(error.status_code, "REQUEST_INVALID")
    return problem(code, {"field": "request"}, status=error.status_code)


async def _unexpected(_request: Request, error: Exception) -> Response:
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return problem("INTERNAL_ERROR", {})
