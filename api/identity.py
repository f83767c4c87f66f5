"""From a cookie or a key to the person behind it; without sign-in, the person at the machine."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from api.governing import Governing
from kb.errors import NotAllowed, NotFound, NotSignedIn
from kb.governance.access import Origin, Principal, desktop_principal
from kb.governance.accounts import read_account
from kb.governance.api_keys import ApiKeys, is_unused
from kb.governance.people import Account
from kb.governance.sessions import SignedIn, is_stale, token_hash

_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks; ``must_change``: may do nothing but change the password. ``token`` is theirs."""

    principal: Principal
    account: Account | None = None
    must_change: bool = False
    token: str = ""


def identify(
    governing: Governing, *, token: str, bearer: str, act_as: str, origin: Origin
) -> Identity:
    """Who asks by these; ``NotSignedIn`` SIGN_IN_REQUIRED, SESSION_EXPIRED, KEY_INVALID.

    ``act_as`` names the account that the desktop acts for, where nobody signs in; elsewhere it is
    refused.
    """
    if not governing.signs_in():
        return _acting_for(governing, act_as, origin) if act_as else _desktop(origin)
    if act_as:
        raise NotAllowed("ACT_AS_REFUSED")
    if bearer:
        return _by_key(governing, bearer, origin)
    if token:
        return _by_token(governing, token, origin)
    raise NotSignedIn("SIGN_IN_REQUIRED")


def _desktop(origin: Origin) -> Identity:
    return Identity(desktop_principal(origin))


def _acting_for(governing: Governing, name: str, origin: Origin) -> Identity:
    with governing.transactions.reading() as session:
        account = read_account(session, name)
    if account.disabled:
        raise NotFound(id=name)
    return Identity(account.principal(replace(origin, session="desktop")), account)


def _by_token(governing: Governing, token: str, origin: Origin) -> Identity:
    moment = datetime.now(UTC)
    with governing.transactions.reading() as session:
        found = SignedIn(session).find(token, idle=governing.idle, at=moment)
        account = read_account(session, found.account) if found else None
    if found is None or account is None or account.disabled:
        raise NotSignedIn("SESSION_EXPIRED")
    if is_stale(found, moment):
        with governing.transactions.writing() as session:
            SignedIn(session).touch(token, at=moment)
    principal = account.principal(replace(origin, session=token_hash(token)))
    return Identity(principal, account, account.must_change, token)


def _by_key(governing: Governing, bearer: str, origin: Origin) -> Identity:
    text = bearer[len(_BEARER) :] if bearer.lower().startswith(_BEARER) else ""
    moment = datetime.now(UTC)
    with governing.transactions.reading() as session:
        key = ApiKeys(session, governing.pepper()).find(text, at=moment)
        account = read_account(session, key.account) if key else None
    if key is None or account is None or account.disabled:
        raise NotSignedIn("KEY_INVALID")
    if is_unused(key, moment):
        with governing.transactions.writing() as session:
            ApiKeys(session, governing.pepper()).touch(key.prefix)
    principal = replace(
        account.principal(replace(origin, session=f"key:{key.prefix}")),
        scopes=key.scopes,
        clearance=min(account.clearance, key.level),
    )
    return Identity(principal, account, account.must_change)
