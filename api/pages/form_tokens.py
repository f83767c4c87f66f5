"""The token that a form bears: made of the sign-in it was shown to; no other page has it."""

import hashlib
import hmac
import secrets

from fastapi import Request
from starlette.responses import Response

from api.security import identity_of
from kb.errors import KbError, NotAllowed

FIELD = "form_token"
HEADER = "x-form-token"
_NONCE = "lianjian-form"  # stands for the sign-in where nobody signs in


def form_token(request: Request) -> str:
    """For the forms of this answer."""
    return hmac.new(_secret(request).encode(), b"lianjian form", hashlib.sha256).hexdigest()


async def require_own_form(request: Request) -> None:
    """``NotAllowed`` PAGE_STALE unless the token of a form (or header) is of this sign-in."""
    given = request.headers.get(HEADER, "")
    if not given:
        sent = (await request.form()).get(FIELD, "")
        given = sent if isinstance(sent, str) else ""
    known = _sign_in_token(request) or request.cookies.get(_NONCE, "")
    if not known or not hmac.compare_digest(given.encode(), form_token(request).encode()):
        raise NotAllowed("PAGE_STALE")


def keep_nonce(request: Request, response: Response) -> None:
    """Have the browser keep what the forms were bound to, where there is no sign-in."""
    nonce = getattr(request.state, "form_nonce", "")
    if nonce:
        response.set_cookie(
            _NONCE, nonce, path="/", httponly=True, samesite="strict", secure=_https(request)
        )


def _secret(request: Request) -> str:
    known = _sign_in_token(request) or request.cookies.get(_NONCE, "")
    if known:
        return known
    if not getattr(request.state, "form_nonce", ""):
        request.state.form_nonce = secrets.token_urlsafe(32)
    return str(request.state.form_nonce)


def _sign_in_token(request: Request) -> str:
    try:
        return identity_of(request).token
    except KbError:
        return ""


def _https(request: Request) -> bool:
    return request.url.scheme == "https"
