"""Signing in and out, the own password, light and dark, the keys of the keyboard."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.deps import Limits, ServiceDep
from api.errors import explain
from api.pages.page import THEME, THEMES, Crumb, FormDep, PageDep, identity_or_none, inside
from api.routes.session import Arriving, admit, end_sign_in, replace_password
from api.security import PUBLIC, give_cookie, identity_of, take_cookie
from kb.errors import InvalidQuery, KbError, NotSignedIn
from kb.governance.access import Origin

router = APIRouter(include_in_schema=False)
Anybody = Annotated[Origin, PUBLIC]
Words = Annotated[str, Form(max_length=256)]
_YEAR = 365 * 24 * 3600


@router.get("/sign-in")
def sign_in_page(
    _origin: Anybody, request: Request, page: PageDep, service: ServiceDep, next: str = "/"
) -> Response:
    """The form; whoever is known already goes on."""
    if identity_or_none(request) or not service.governing.signs_in():
        return page.go(inside(next))
    return page.show("sign_in.html", {"next": inside(next), "name": "", "slip": ""}, title="登录")


@router.post("/sign-in")
def sign_in(
    origin: Anybody,
    request: Request,
    form: FormDep,
    service: ServiceDep,
    limits: Limits,
    name: Annotated[str, Form(max_length=60)] = "",
    password: Words = "",
    next: Annotated[str, Form(max_length=100_000)] = "/",
) -> Response:
    """One answer for every failure, beside the form."""
    agent = request.headers.get("user-agent", "")
    try:
        opened = admit(service, limits, name, password, origin=origin, agent=agent)
    except NotSignedIn as error:
        content = {"next": inside(next), "name": name, "slip": explain(error)}
        return form.show("sign_in.html", content, title="登录", status=401)
    due = opened.account.must_change
    response = form.go("/password" if due else inside(next))
    give_cookie(request, response, opened.token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, who: Arriving, form: FormDep, service: ServiceDep) -> Response:
    """End this sign-in."""
    token = identity_of(request).token
    if token:
        end_sign_in(service, who, token)
    response = form.go("/sign-in", "已退出。")
    take_cookie(request, response)
    return response


@router.get("/password")
def password_page(_who: Arriving, page: PageDep) -> Response:
    """The form for a new password."""
    return page.show("password.html", {"slip": ""}, title="改口令", crumbs=(Crumb("改口令"),))


@router.post("/password")
def change_password(
    request: Request,
    who: Arriving,
    form: FormDep,
    service: ServiceDep,
    old: Words = "",
    new: Words = "",
    again: Words = "",
) -> Response:
    """Every other sign-in ends; this one goes on under a new token."""
    try:
        if new != again:
            raise InvalidQuery("PASSWORD_DIFFERS")
        agent = request.headers.get("user-agent", "")
        fresh = replace_password(
            service, who, old, new, token=identity_of(request).token, agent=agent
        )
    except KbError as error:
        content = {"slip": explain(error)}
        crumbs = (Crumb("改口令"),)
        return form.show("password.html", content, title="改口令", crumbs=crumbs, status=422)
    response = form.go("/", "口令已改，其他各处的登录都已退出。")
    if fresh:
        give_cookie(request, response, fresh)
    return response


@router.post("/theme")
def choose_theme(
    _origin: Anybody,
    form: FormDep,
    theme: Annotated[str, Form(max_length=10)] = "auto",
    back: Annotated[str, Form(max_length=100_000)] = "/",
) -> Response:
    """Light, dark, or as the system has it; kept in a cookie that tells nothing else."""
    response = form.go(inside(back))
    chosen = theme if theme in THEMES else "auto"
    response.set_cookie(THEME, chosen, max_age=_YEAR, path="/", samesite="strict")
    return response


@router.get("/help/keyboard")
def keyboard_page(_who: Arriving, page: PageDep) -> Response:
    """What the keys do; a script shows the same in a dialog."""
    return page.show("keyboard.html", {}, title="快捷键", crumbs=(Crumb("快捷键"),))
