"""What every answer tells the browser it may do: run our own files, and nothing from elsewhere."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# JSON, sheets and papers are looked at by no browser as a page
CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def add_safe_headers(headers: MutableHeaders) -> None:
    """The headers of an answer that a page or a program of ours gives."""
    page = headers.get("content-type", "").startswith("text/html")
    headers["Content-Security-Policy"] = PAGE_POLICY if page else CONTENT_POLICY
    for name, value in _EVERYWHERE.items():
        headers.setdefault(name, value)


class SafeHeaders:
    """ASGI middleware: the content security policy and its companions on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer bears the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_safe_headers(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, with_headers)
