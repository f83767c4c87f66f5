"""Errors over HTTP: RFC 9457 problem+json with a stable code and a Chinese sentence."""

import logging
import uuid
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import answer, sentence
from api.headers import add_safe_headers
from kb.errors import KbError

logger = logging.getLogger(__name__)

_STATUS_CODES = {404: "ROUTE_NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 400: "REQUEST_INVALID"}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is answered to a person or a program: a code, its sentence, the id of the request."""

    code: str
    words: str
    status: int
    request_id: str
    seconds: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with it."""
        again = {"Retry-After": self.seconds} if self.seconds else {}
        return {"X-Request-Id": self.request_id, "Cache-Control": "no-store", **again}


def problem_of(
    code: str,
    context: Mapping[str, object],
    *,
    status: int | None = None,
    request_id: str | None = None,
) -> Problem:
    """The problem for a code."""
    status = status or answer(code).status
    return Problem(
        code,
        sentence(code, context),
        status,
        request_id or uuid.uuid4().hex[:12],
        str(context.get("seconds", 5)) if status in (429, 503) else "",
    )


def problem(
    code: str,
    context: Mapping[str, object],
    *,
    status: int | None = None,
    request_id: str | None = None,
) -> Response:
    """A problem+json response for a code."""
    return _as_json(problem_of(code, context, status=status, request_id=request_id))


def _as_json(found: Problem) -> Response:
    body = {
        "type": f"urn:lianjian:problem:{found.code}",
        "title": found.words.split("。")[0],
        "status": found.status,
        "code": found.code,
        "detail": found.words,
        "request_id": found.request_id,
    }
    return Response(
        orjson.dumps(body),
        status_code=found.status,
        media_type="application/problem+json",
        headers=found.headers,
    )


Show = Callable[[Request, Problem], Response | None]


def add_problem_handlers(app: FastAPI, show: Show) -> None:
    """Every failure is answered in one shape; nothing of a traceback or a value leaks.

    ``show`` makes the answer for a person in a browser; None where a program asks.
    """
    for kind, found in _PROBLEMS.items():
        app.add_exception_handler(kind, _answering(found, show))


def _answering(
    found: Callable[[Request, Exception], Problem], show: Show
) -> Callable[[Request, Exception], Coroutine[Any, Any, Response]]:
    async def answer_it(request: Request, error: Exception) -> Response:
        told = found(request, error)
        response = show(request, told) or _as_json(told)
        add_safe_headers(response.headers)  # the unexpected is answered outside of all middleware
        return response

    return answer_it


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


def _refused(request: Request, error: Exception) -> Problem:
    assert isinstance(error, KbError)
    if answer(error.code).status >= 500:
        logger.error("refused with %s", error.code)
    # the id that the audit entries of the request bear
    request_id = getattr(request.state, "request_id", None)
    return problem_of(error.code, error.context, request_id=request_id)


def _invalid(_request: Request, error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)
    places = [".".join(str(part) for part in one["loc"][1:]) for one in error.errors()]
    return problem_of("REQUEST_INVALID", {"field": "、".join(dict.fromkeys(places)) or "body"})


def _http(_request: Request, error: Exception) -> Problem:
    assert isinstance(error, HTTPException)
    if isinstance(error, _InvalidJson):
        return problem_of("INVALID_JSON", {})
    code = _STATUS_CODES.get(error.status_code, "REQUEST_INVALID")
    return problem_of(code, {"field": "request"}, status=error.status_code)


def _unexpected(_request: Request, error: Exception) -> Problem:
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return problem_of("INTERNAL_ERROR", {})


_PROBLEMS: Mapping[type[Exception], Callable[[Request, Exception], Problem]] = MappingProxyType(
    {
        KbError: _refused,
        RequestValidationError: _invalid,
        HTTPException: _http,
        Exception: _unexpected,
    }
)
