"""Bounds on a request's body: how many bytes, and how long the next piece may take."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

_IDLE_SECONDS = 30.0


class _BodyRefused(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


class RequestLimits:
    """ASGI middleware: 413 at the byte that passes the limit, 408 when the sender stalls."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0
        answered = False
        complete = False

        async def counted() -> Message:
            nonlocal seen, complete
            if complete:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), _IDLE_SECONDS)
            except TimeoutError:
                raise _BodyRefused("REQUEST_TIMEOUT") from None
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if seen > self._max_bytes:
                raise _BodyRefused("BODY_TOO_LARGE")
            return message

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _BodyRefused as refusal:
            if not answered:
                await problem(refusal.code, {})(scope, receive, send)
