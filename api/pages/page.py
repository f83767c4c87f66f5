"""A page as it is shown: the frame around the content, for whoever asks."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, cast
from urllib.parse import quote

import orjson
from fastapi import Depends, Request
from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.identity import Identity
from api.pages.assets import Assets
from api.pages.form_tokens import form_token, keep_nonce, require_own_form
from api.pages.navigation import Group, current_room, navigation_for
from api.security import identity_of
from kb.errors import KbError
from kb.governance.access import Permission, Principal

Tone = Literal["done", "note", "refused"]
THEMES = {"light": "浅色", "dark": "深色", "auto": "随系统"}
THEME = "lianjian-theme"
_FLASH = "lianjian-said"
_LONGEST_FLASH = 400
_LONGEST_PATH = 2000


@dataclass(frozen=True, slots=True)
class PageKit:
    """What every page is made with; built once with the application."""

    environment: Environment
    assets: Assets


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way here; the last has no ``path``."""

    label: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A line about what was just done."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``base.html`` needs to know besides the content."""

    title: str
    crumbs: Sequence[Crumb]
    groups: Sequence[Group]
    current: str
    who: Principal | None
    must_change: bool
    signs_in: bool
    theme: str
    said: Said | None
    token: str
    path: str

    def may(self, permission: str) -> bool:
        """Whether the person has the right, by its code: ``frame.may("export")``."""
        return self.who is not None and Permission(permission) in self.who.permissions


@dataclass(frozen=True, slots=True)
class Page:
    """Shows templates to whoever asks, or sends them on."""

    request: Request

    def show(
        self,
        template: str,
        content: Mapping[str, object],
        *,
        title: str,
        crumbs: Sequence[Crumb] = (),
        status: int = 200,
    ) -> Response:
        """The template inside the frame; never kept by a browser."""
        kit = cast(PageKit, self.request.app.state.pages)
        said = _said(self.request)
        frame = self._frame(title, crumbs, said)
        words = kit.environment.get_template(template).render(
            frame=frame, asset=kit.assets.url, **content
        )
        response = HTMLResponse(words, status_code=status, headers={"Cache-Control": "no-store"})
        keep_nonce(self.request, response)
        if said:
            response.delete_cookie(_FLASH, path="/", httponly=True, samesite="strict")
        return response

    def go(self, path: str, words: str = "", *, tone: Tone = "done") -> Response:
        """Send the person on (303), with a line that the next page says once."""
        response = RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})
        if words:
            packed = base64.urlsafe_b64encode(orjson.dumps([words[:_LONGEST_FLASH], tone]))
            response.set_cookie(
                _FLASH, packed.decode(), max_age=60, path="/", httponly=True, samesite="strict"
            )
        return response

    def _frame(self, title: str, crumbs: Sequence[Crumb], said: Said | None) -> Frame:
        identity = identity_or_none(self.request)
        who = identity.principal if identity else None
        must_change = identity.must_change if identity else False
        chosen = self.request.cookies.get(THEME, "auto")
        return Frame(
            title=title,
            crumbs=crumbs,
            groups=navigation_for(who) if who and not must_change else (),
            current=current_room(self.request.url.path),
            who=who,
            must_change=must_change,
            signs_in=bool(identity and identity.token),
            theme=chosen if chosen in THEMES else "auto",
            said=said,
            token=form_token(self.request),
            path=self.request.url.path,
        )


def identity_or_none(request: Request) -> Identity | None:
    """Who asks, where that is known."""
    try:
        return identity_of(request)
    except KbError:
        return None


def sign_in_path(request: Request) -> str:
    """The sign-in, and back here afterwards (to a page that only reads)."""
    if request.method != "GET" or request.url.path == "/":
        return "/sign-in"
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(back, safe='')}"


def inside(path: str) -> str:
    """A path of ours to go to after signing in; the start page for anything else or too long."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours and len(path) <= _LONGEST_PATH else "/"


def _said(request: Request) -> Said | None:
    packed = request.cookies.get(_FLASH, "")
    if not packed:
        return None
    try:
        words, tone = orjson.loads(base64.urlsafe_b64decode(packed.encode()))
    except (ValueError, TypeError):
        return None
    return Said(
        str(words)[:_LONGEST_FLASH], tone if tone in ("done", "note", "refused") else "note"
    )


def _page(request: Request) -> Page:
    return Page(request)


async def _form(request: Request) -> Page:
    await require_own_form(request)
    return Page(request)


PageDep = Annotated[Page, Depends(_page)]
FormDep = Annotated[Page, Depends(_form)]
