"""Who asks, and may they: every route declares one of the policies made here.

``allow(Permission.X)`` gives the route its principal or refuses; ``PUBLIC`` says that anybody may.
A route without a policy fails a test.
"""

import uuid
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from fastapi import Depends, Request, Response

from api.governing import Governing
from api.identity import Identity, identify
from api.settings import is_loopback
from kb.errors import NotAllowed
from kb.governance.access import Origin, Permission, Principal
from kb.governance.audit import AuditEntry
from kb.governance.sessions import ABSOLUTE

_SECURE_COOKIE = "__Host-lianjian"
_PLAIN_COOKIE = "lianjian"  # over plain http a browser refuses __Host- and Secure
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Allow:
    """The policy: any one of the permissions.

    ``in_person``: not by an API key; ``while_due``: also while the password must be changed.
    """

    permissions: tuple[Permission, ...]
    in_person: bool = False
    while_due: bool = False

    def __call__(self, request: Request) -> Principal:
        """The principal; ``NotSignedIn``, or ``NotAllowed`` (which is recorded)."""
        identity = identity_of(request)
        principal = identity.principal
        try:
            if identity.must_change and not self.while_due:
                raise NotAllowed("PASSWORD_CHANGE_DUE")
            if self.in_person and principal.scopes is not None:
                raise NotAllowed("KEY_NOT_ENOUGH")
            principal.require(*self.permissions)
        except NotAllowed as error:
            refused = AuditEntry(
                principal, "access.refuse", request.url.path, outcome="refused", reason=error.code
            )
            governing_of(request).audit.record(refused)
            raise
        return principal


@dataclass(frozen=True, slots=True)
class Open:
    """The policy of what anybody may ask: nothing is told about anything that is kept."""

    def __call__(self, request: Request) -> Origin:
        """Where the request comes from; ``NotAllowed`` CSRF_REFUSED for a foreign page's."""
        _require_own_page(request, cookie=False)
        return origin_of(request)


def allow(*permissions: Permission, in_person: bool = False, while_due: bool = False) -> Any:
    """``Annotated[Principal, allow(Permission.LIBRARY_READ)]``: the route's policy."""
    return Depends(Allow(permissions, in_person, while_due))


PUBLIC: Any = Depends(Open())


def identity_of(request: Request) -> Identity:
    """Who asks, found once a request."""
    known = getattr(request.state, "identity", None)
    if known is None:
        token = request.cookies.get(_cookie_name(request), "")
        bearer = request.headers.get("authorization", "")
        if not bearer:
            _require_own_page(request, cookie=bool(token))
        known = identify(
            governing_of(request),
            token=token,
            bearer=bearer,
            act_as=unquote(request.headers.get("x-act-as", "")),  # a header holds no Chinese
            origin=origin_of(request),
        )
        request.state.identity = known
    return cast(Identity, known)


def governing_of(request: Request) -> Governing:
    """What the service knows of people and rights."""
    return cast(Governing, request.app.state.service.governing)


def origin_of(request: Request) -> Origin:
    """The address and the id of the request, which its errors and its audit entries bear."""
    if not hasattr(request.state, "request_id"):
        request.state.request_id = uuid.uuid4().hex[:12]
    address = request.client.host if request.client else ""
    return Origin(ip=address, request=request.state.request_id)


def give_cookie(request: Request, response: Response, token: str) -> None:
    """Hand the token of a sign-in to the browser, and to no script."""
    response.set_cookie(
        _cookie_name(request),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=_cookie_name(request) == _SECURE_COOKIE,
        httponly=True,
        samesite="strict",
    )


def take_cookie(request: Request, response: Response) -> None:
    """Have the browser forget the token."""
    response.delete_cookie(
        _cookie_name(request),
        path="/",
        secure=_cookie_name(request) == _SECURE_COOKIE,
        httponly=True,
        samesite="strict",
    )


def _cookie_name(request: Request) -> str:
    plain = request.url.scheme == "http" and is_loopback(request.url.hostname or "")
    return _PLAIN_COOKIE if plain else _SECURE_COOKIE


def _require_own_page(request: Request, *, cookie: bool) -> None:
    """A page of another origin must not act in the name of whoever looks at it.

    A browser says where a request comes from; a program that says nothing has no cookie to misuse.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site", "")
    origin = request.headers.get("origin", "")
    own = f"{request.url.scheme}://{request.url.netloc}"
    foreign = site not in ("", "same-origin", "none") or origin not in ("", own)
    if foreign or (cookie and not (site or origin)):
        raise NotAllowed("CSRF_REFUSED")
