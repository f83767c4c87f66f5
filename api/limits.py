"""Bounds on a request: how many bytes its body has, how long the next piece may take, no NUL."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

_IDLE_SECONDS = 30.0


class RequestLimits:
    """ASGI middleware: 413 at the byte that passes the limit, 408 when the sender stalls.

    422 for an address with a NUL: no text that is kept has one, and PostgreSQL looks for none.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if b"%00" in scope["query_string"] or "\x00" in scope["path"]:
            await problem("INVALID_TEXT", {})(scope, receive, send)
            return
        seen = 0
        complete = False
        refusal = ""

        async def counted() -> Message:
            nonlocal seen, complete, refusal
            if complete:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), _IDLE_SECONDS)
            except TimeoutError:
                refusal = "REQUEST_TIMEOUT"
                return {"type": "http.disconnect"}
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if seen > self._max_bytes:
                refusal = "BODY_TOO_LARGE"
                return {"type": "http.disconnect"}
            return message

        async def unless_refused(message: Message) -> None:
            # whatever the application makes of a broken-off body, the refusal is the answer
            if not refusal:
                await send(message)

        try:
            await self._app(scope, counted, unless_refused)
        except ClientDisconnect:
            if not refusal:
                raise
        if refusal:
            await problem(refusal, {})(scope, receive, send)
