"""Signing in and out, and what people do about their own account."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import Limits, ServiceDep
from api.problems import StrictJsonRoute
from api.rate_limits import RateLimits
from api.schemas.people import (
    KeyIn,
    KeyIssuedOut,
    KeyOut,
    PasswordIn,
    SignInIn,
    SignInOut,
    WhoOut,
)
from api.security import PUBLIC, allow, give_cookie, identity_of, take_cookie
from api.wiring import Service
from kb.errors import NotSignedIn
from kb.governance.access import Origin, Permission, Principal
from kb.governance.api_keys import ApiKeys
from kb.governance.audit import AuditEntry
from kb.governance.sessions import SignedIn
from kb.governance.sign_in import Opened

router = APIRouter(tags=["登录"], route_class=StrictJsonRoute)
_BY_ACCOUNT, _BY_ADDRESS = 5, 20  # sign-ins a minute
Anybody = Annotated[Origin, PUBLIC]
Person = Annotated[Principal, allow(Permission.SIGNED_IN, in_person=True)]
Arriving = Annotated[Principal, allow(Permission.SIGNED_IN, in_person=True, while_due=True)]


@router.post("/session", summary="登录")
def sign_in(
    body: SignInIn,
    origin: Anybody,
    request: Request,
    response: Response,
    service: ServiceDep,
    limits: Limits,
) -> WhoOut:
    """A sign-in in a cookie that no script reads; one answer for every failure."""
    agent = request.headers.get("user-agent", "")
    opened = admit(service, limits, body.name, body.password, origin=origin, agent=agent)
    give_cookie(request, response, opened.token)
    response.headers["Cache-Control"] = "no-store"
    return WhoOut.who(opened.account.principal(), must_change=opened.account.must_change)


@router.get("/session", summary="我是谁、能做什么")
def who_am_i(
    request: Request, _who: Annotated[Principal, allow(Permission.SIGNED_IN, while_due=True)]
) -> WhoOut:
    """The principal of this request."""
    return WhoOut.of(identity_of(request))


@router.delete("/session", status_code=204, summary="退出")
def sign_out(request: Request, who: Arriving, service: ServiceDep) -> Response:
    """End this sign-in; its token opens nothing any more."""
    response = Response(status_code=204)
    token = identity_of(request).token
    if token:
        end_sign_in(service, who, token)
        take_cookie(request, response)
    return response


@router.put("/session/password", status_code=204, summary="改自己的口令")
def change_password(
    body: PasswordIn, request: Request, who: Arriving, service: ServiceDep
) -> Response:
    """Every other sign-in ends; this one goes on under a new token."""
    response = Response(status_code=204)
    agent, token = request.headers.get("user-agent", ""), identity_of(request).token
    fresh = replace_password(service, who, body.old, body.new, token=token, agent=agent)
    if fresh:
        give_cookie(request, response, fresh)
    return response


@router.get("/session/all", summary="我的各处登录")
def list_sign_ins(who: Person, service: ServiceDep) -> list[SignInOut]:
    """The own sign-ins, the latest first."""
    with service.transactions.reading() as session:
        found = SignedIn(session).listed(who.account)
    return [SignInOut.of(one, who.origin.session) for one in found]


@router.delete("/session/all/{sign_in_id}", status_code=204, summary="注销我的一处登录")
def revoke_sign_in(sign_in_id: str, who: Person, service: ServiceDep) -> Response:
    """Sign out elsewhere."""
    with service.governing.audit.writing() as work:
        SignedIn(work.session).revoke(who.account, sign_in_id)
        work.record(AuditEntry(who, "session.revoke", sign_in_id))
    return Response(status_code=204)


@router.get("/keys", summary="我的接口密钥")
def list_keys(who: Person, service: ServiceDep) -> list[KeyOut]:
    """The own keys without their secrets."""
    with service.transactions.reading() as session:
        found = ApiKeys(session, service.governing.pepper()).listed(who.account)
    return [KeyOut.of(one) for one in found]


@router.post("/keys", status_code=201, summary="新的接口密钥：只显示这一次")
def issue_key(body: KeyIn, request: Request, who: Person, service: ServiceDep) -> KeyIssuedOut:
    """A key within the own rights; a key cannot make another."""
    if identity_of(request).account is None:
        raise NotSignedIn("SIGN_IN_REQUIRED")  # the desktop has no account that a key could be of
    governing = service.governing
    with governing.audit.writing() as work:
        made, text = governing.keys(work).issue(
            who,
            work.record,
            name=body.name,
            scopes=frozenset(body.scopes),
            level=body.level,
            days=body.days,
        )
    return KeyIssuedOut(**KeyOut.of(made).model_dump(), key=text)


@router.delete("/keys/{prefix}", status_code=204, summary="收回我的接口密钥")
def revoke_key(prefix: str, who: Person, service: ServiceDep) -> Response:
    """The key opens nothing any more."""
    governing = service.governing
    with governing.audit.writing() as work:
        governing.keys(work).revoke(who, work.record, prefix, account_id=who.account)
    return Response(status_code=204)


def admit(
    service: Service, limits: RateLimits, name: str, password: str, *, origin: Origin, agent: str
) -> Opened:
    """Sign in, so often a minute and no oftener."""
    limits.take(f"sign-in from {origin.ip}", limit=_BY_ADDRESS)
    limits.take(f"sign-in as {name.casefold()}", limit=_BY_ACCOUNT)
    return service.governing.desk.open(name, password, origin=origin, agent=agent)


def end_sign_in(service: Service, who: Principal, token: str) -> None:
    """The token opens nothing any more."""
    with service.governing.audit.writing() as work:
        SignedIn(work.session).end(token)
        work.record(AuditEntry(who, "session.close", who.account))


def replace_password(
    service: Service, who: Principal, old: str, new: str, *, token: str, agent: str
) -> str:
    """The new password, and the token under which this sign-in goes on (empty by a key)."""
    governing = service.governing
    with governing.audit.writing() as work:
        governing.accounts(work).change_password(who, old, new)
        if not token:
            return ""
        return SignedIn(work.session).open(who.account, agent=agent, ip=who.origin.ip)
