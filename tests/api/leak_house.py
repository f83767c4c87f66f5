"""A running application over the invented house, whose every answer is judged."""

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import anyio.to_thread
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings
from kb.governance.access import Principal
from tests.api.leak_keeping import fill
from tests.api.leak_things import MARK, World
from tests.people import PAGE

PREFIX = "/api/v1"
TEXT = "被告人利用职务便利，在采购中收受供应商回扣四十万元，验收由一人完成，没有人复核。"
_MARK, _ID = re.compile(MARK), re.compile(r"\b(?:[0-9a-f]{64}|[a-z_]+-[0-9a-f]{16})\b")
# what the audit tells of are ids, and accounts are of units
_TELLING_IDS = {"GET /audit", "GET /accounts", "/admin/audit", "/admin/accounts"}


@dataclass(frozen=True)
class Call:
    """A request; ``route`` is the route it is meant for, ``sent`` the ids that it names itself."""

    route: str
    path: str
    body: Any = None
    files: Any = None
    form: dict[str, Any] | None = None
    query: tuple[tuple[str, str], ...] = ()
    sent: frozenset[str] = frozenset()

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]


@dataclass
class Leak:
    """Something told to one who may not read it."""

    who: str
    route: str
    told: tuple[str, ...]


@dataclass
class House:
    """A running application over a filled world, and what was found wrong with its answers."""

    app: FastAPI
    client: TestClient
    world: World
    leaks: list[Leak] = field(default_factory=list)
    answers: int = 0
    triples: int = 0
    routes: set[str] = field(default_factory=set)

    def ask(self, who: Principal, call: Call) -> Response:
        """The answer, judged: every hidden thing is one triple of person, request and thing."""
        headers = {
            "Cookie": f"lianjian={self.world.tokens[who.account]}",
            "Origin": PAGE,
            "If-Match": '"1"',
        }
        answer = self.client.request(
            call.method,
            PREFIX + quote(call.path, safe="/:"),
            params=list(call.query),
            json=call.body,
            files=call.files,
            data=call.form,
            headers=headers,
        )
        return self.judge(who, call.route, answer, call.sent)

    def look(self, who: Principal, route: str, path: str, sent: frozenset[str]) -> Response:
        """A page as the person sees it, judged; ``route`` is its template."""
        headers = {"Cookie": f"lianjian={self.world.tokens[who.account]}"}
        answer = self.client.get(path, headers=headers, follow_redirects=False)
        return self.judge(who, route, answer, sent)

    def judge(self, who: Principal, route: str, answer: Response, sent: frozenset[str]) -> Response:
        """Note what the answer tells that is hidden; ``sent`` are ids that were asked for."""
        assert answer.status_code < 500, (route, answer.text)
        assert answer.status_code != 401, (route, answer.text)
        answer.extensions["sent"] = sent
        self.answers += 1
        self.routes.add(route)
        hidden = self.world.hidden(who)
        self.triples += len(hidden) // 2  # a mark and an id each
        told = set(_MARK.findall(words_of(answer)))
        if route not in _TELLING_IDS:
            told |= set(_ID.findall(words_of(answer))) - sent
        if leaked := sorted(told & hidden):
            self.leaks.append(Leak(who.account, route, tuple(leaked[:5])))
        return answer


@contextmanager
def running(settings: Settings, world: World) -> Iterator[House]:
    """The application over a world that it is filled with."""
    app = create_app(settings)
    with TestClient(app, base_url=PAGE, raise_server_exceptions=False) as client:
        assert client.portal is not None
        client.portal.call(_at_rest)
        fill(app.state.service, world)
        yield House(app, client, world)


async def _at_rest() -> None:
    """What the application does at its start is done: it finds nothing to warn of yet."""
    await asyncio.sleep(0.1)
    while anyio.to_thread.current_default_thread_limiter().borrowed_tokens:
        await asyncio.sleep(0.05)


def words_of(answer: Response) -> str:
    """All words of an answer, those inside office files too."""
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            inside = [packed.read(name) for name in packed.namelist()]
        return "".join(one.decode("utf-8", "replace") for one in inside)
    return answer.content.decode("utf-8", "replace")


def same(one: Response, other: Response) -> bool:
    """Whether two answers are the same but for what was asked for and the number of the request."""
    return one.status_code == other.status_code and _plain(one) == _plain(other)


def _plain(answer: Response) -> Any:
    if "json" not in answer.headers.get("content-type", ""):
        return len(answer.content)
    body = answer.json()
    if isinstance(body, dict):
        body.pop("request_id", None)
        body.pop("instance", None)
    words = str(body)
    for sent in answer.extensions["sent"] - {""}:
        words = words.replace(sent, "<asked>")
    return words
