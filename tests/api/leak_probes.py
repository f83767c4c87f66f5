"""What is asked of every route for the leak tests, and what of an answer would be a leak."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings
from kb.governance.access import Permission, Principal, may_read
from kb.review.decisions import Choice
from tests.api.leak_world import LABELS, MARK, World, fill

PAGE = "http://127.0.0.1"
PREFIX = "/api/v1"
TEXT = "被告人利用职务便利，在采购中收受供应商回扣四十万元，验收由一人完成，没有人复核。"
PHRASE = "没有制定管理办法"
_MARK, _ID = re.compile(MARK), re.compile(r"\b(?:[0-9a-f]{64}|[a-z_]+-[0-9a-f]{16})\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:+Z]*")
_GRANT = re.compile(r"'id': \d+")  # grants are numbered as they come
_SEAL = re.compile(r"'(?:results_)?sha256': '[0-9a-f]{64}'")
# the first part of a path, and the kind of thing its id names
KINDS = {
    "documents": "paper",
    "duplicates": "paper",
    "units": "unit",
    "officers": "officer",
    "clues": "clue",
    "cases": "case",
    "risk-checks": "check",
    "risk-points": "risk_point",
    "loopholes": "loophole",
    "measures": "measure",
    "letters": "letter",
    "rectifications": "item",
    "evidence": "evidence",
    "inspections": "inspection",
    "evaluations": "evaluation",
    "ratings": "rating",
    "warnings": "warning",
}
# POST, PUT and DELETE that name nothing kept, and paths that name people or settings
EXEMPT: dict[str, str] = {
    "POST /session": "signs in",
    "DELETE /session": "signs out",
    "PUT /session/password": "one's own password",
    "DELETE /session/all/{sign_in_id}": "one's own sign-ins",
    "POST /keys": "one's own keys",
    "DELETE /keys/{prefix}": "one's own keys",
    "POST /accounts": "people: for the security administrator",
    "GET /accounts/{account}": "people: for the security administrator",
    "PATCH /accounts/{account}": "people: for the security administrator",
    "PUT /accounts/{account}/password": "people: for the security administrator",
    "POST /accounts/{account}:unlock": "people: for the security administrator",
    "POST /departments": "names of departments are known to all who sign in",
    "PUT /calendar/{day}": "the calendar is known to all who sign in",
    "DELETE /calendar/{day}": "the calendar is known to all who sign in",
    "POST /documents": "test_security: uploading tells nothing of what others keep",
    "POST /tag": "reads a file and keeps nothing",
    "POST /index:check": "counts the whole index for the system administrator, and names no paper",
    "POST /index:heal": "counts the whole index for the system administrator, and names no paper",
    "POST /audit:verify": "counts the entries of the trail",
    **{
        f"POST /{one}": "makes a record; kb/test_registry: a link to what is hidden leads nowhere"
        for one in KINDS
        if one not in ("documents", "duplicates")
    },
}
# what the audit tells of are ids, and accounts are of units
_TELLING_IDS = {"GET /audit", "GET /accounts"}
# asked by hand in ``searches``, ``similar``, ``recommended`` and ``by_name``
BY_HAND = {
    "POST /search",
    "POST /similar-cases",
    "POST /similar-cases/report",
    "POST /similar-cases/file",
    "POST /receipts/verify",
    "POST /measures:recommend",
    "POST /reviews",
    "POST /saved-searches",
    "POST /saved-searches/{name}:run",
    "DELETE /saved-searches/{name}",
    "GET /jobs/{job_id}",
    "GET /jobs/{job_id}/events",
}


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
        assert answer.status_code < 500, (call, answer.text)
        assert answer.status_code != 401, (call, answer.text)
        answer.extensions["sent"] = call.sent
        self.answers += 1
        self.routes.add(call.route)
        hidden = self.world.hidden(who)
        self.triples += len(hidden) // 2  # a mark and an id each
        told = set(_MARK.findall(words_of(answer)))
        if call.route not in _TELLING_IDS:
            told |= set(_ID.findall(words_of(answer))) - call.sent
        if leaked := sorted(told & hidden):
            self.leaks.append(Leak(who.account, call.route, tuple(leaked[:5])))
        return answer


@contextmanager
def running(settings: Settings, world: World) -> Iterator[House]:
    """The application over a world that it is filled with."""
    app = create_app(settings)
    with TestClient(app, base_url=PAGE, raise_server_exceptions=False) as client:
        fill(app.state.service, world)
        yield House(app, client, world)


def words_of(answer: Response) -> str:
    """All words of an answer, those inside office files too."""
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            inside = [packed.read(name) for name in packed.namelist()]
        return "".join(one.decode("utf-8", "replace") for one in inside)
    return answer.content.decode("utf-8", "replace")


class Routes:
    """The routes of the application by what can be asked of them, read off its description."""

    def __init__(self, app: FastAPI) -> None:
        described = app.openapi()
        self._schemas = described["components"]["schemas"]
        self._of = {
            f"{method.upper()} {path.removeprefix(PREFIX)}": told
            for path, methods in described["paths"].items()
            for method, told in methods.items()
        }

    @property
    def all(self) -> set[str]:
        return set(self._of)

    @property
    def lists(self) -> list[str]:
        """What is read without naming anything."""
        return [one for one in self._of if one.startswith("GET") and "{" not in one]

    @property
    def of_things(self) -> list[str]:
        """What names something kept, to read it or to act on it."""
        named = (one for one in self._of if "{" in one and one not in BY_HAND | EXEMPT.keys())
        return [one for one in named if _first(one) in KINDS]

    @property
    def unknown(self) -> set[str]:
        """What nobody said how to ask."""
        known = {*self.lists, *self.of_things, *BY_HAND, *EXEMPT}
        known |= {one for one in self._of if _first(one) == "indicators"}
        return self.all - known

    def listing(self, route: str) -> Call:
        """The longest page of a list."""
        limits = [one["schema"] for one in self._query(route) if one["name"] == "limit"]
        limit = (("limit", str(_most(limits[0]))),) if limits else ()
        return Call(route, route.partition(" ")[2], query=limit)

    def about(self, route: str, thing: str, other: str = "") -> Call:
        """The route asked about a thing (and another)."""
        path = route.partition(" ")[2]
        ids = [thing, other or thing]
        for parameter in self._of[route].get("parameters", ()):
            if parameter["in"] == "path":
                name, schema = parameter["name"], parameter["schema"]
                is_thing = schema.get("type") == "string" and "enum" not in schema
                value = ids.pop(0) if is_thing and ids else str(self._example(schema))
                path = path.replace(f"{{{name}}}", value)
        body, form = self._body(route)
        files = [("file", ("某.txt", TEXT.encode()))] if form is not None else None
        return Call(route, path, body, files, form, sent=frozenset({thing, other}))

    def _query(self, route: str) -> list[dict[str, Any]]:
        return [one for one in self._of[route].get("parameters", ()) if one["in"] == "query"]

    def _body(self, route: str) -> tuple[Any, Any]:
        if route in BODIES:
            return BODIES[route], None
        content = self._of[route].get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            form = self._example(content["multipart/form-data"]["schema"])
            return None, {name: value for name, value in form.items() if name != "file"}
        described = content.get("application/json")
        return (self._example(described["schema"]) if described else None), None

    def _example(self, schema: dict[str, Any]) -> Any:
        """The least that a schema takes."""
        if "$ref" in schema:
            return self._example(self._schemas[schema["$ref"].rpartition("/")[2]])
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._example(schema[several][0])
        if "const" in schema or "enum" in schema:
            return schema.get("const") or schema["enum"][0]
        match schema.get("type"):
            case "object":
                needed = schema.get("required", ())
                return {name: self._example(schema["properties"][name]) for name in needed}
            case "array":
                return [self._example(schema["items"]) for _ in range(schema.get("minItems", 0))]
            case "integer" | "number":
                return max(schema.get("minimum", 1), 1)
            case "boolean":
                return True
            case _:
                days = {"date": "2026-03-02", "date-time": "2026-03-02T00:00:00Z"}
                return days.get(schema.get("format", ""), "某")


# where the least that the description takes is refused for its meaning
BODIES: dict[str, Any] = {}


def lists(house: House, routes: Routes, who: Principal) -> Iterator[tuple[str, list[Any]]]:
    """Every list, all its pages: the route and the bodies."""
    for route in routes.lists:
        call = routes.listing(route)
        answer = house.ask(who, call)
        bodies = [answer.json() if "json" in answer.headers.get("content-type", "") else None]
        while (after := _behind(bodies[-1], call)) and answer.status_code == 200:
            more = (*((n, v) for n, v in call.query if n != "after"), ("after", after))
            answer = house.ask(who, Call(route, call.path, query=more))
            bodies.append(answer.json())
        if answer.status_code == 200:
            yield route, bodies


def figures(house: House, routes: Routes, who: Principal) -> Iterator[tuple[str, Any]]:
    """Every indicator over the year, and the rows behind both its parts."""
    period = (("start", "2026-01-01"), ("as_of", "2026-12-31"))
    every = house.ask(who, Call("GET /indicators", "/indicators", query=period))
    if every.status_code != 200:
        return
    yield "GET /indicators", every.json()
    for one in every.json()["items"]:
        path = f"/indicators/{one['id']}"
        yield (
            path,
            house.ask(who, Call("GET /indicators/{indicator_id}", path, query=period)).json(),
        )
        for part in ("numerator", "denominator"):
            query = (*period, ("part", part), ("limit", "200"))
            rows = Call("GET /indicators/{indicator_id}/rows", f"{path}/rows", query=query)
            yield f"{path} {part}", house.ask(who, rows).json()


def things(
    house: House, routes: Routes, who: Principal, *, most: int
) -> Iterator[tuple[str, Response, Response]]:
    """Each route about things that are hidden and about one that is nowhere: both answers."""
    for route in routes.of_things:
        kind = KINDS[_first(route)]
        nowhere = "f" * 64 if kind == "paper" else f"{kind}-{'f' * 16}"
        for hidden in _sample(_hidden(house.world, who, kind), most):
            answer = house.ask(who, routes.about(route, hidden))
            # a role that may not do it is told so whatever the thing
            refused = answer.status_code == 403
            yield route, answer, answer if refused else house.ask(who, routes.about(route, nowhere))


def readings(
    house: House, routes: Routes, who: Principal, *, most: int
) -> Iterator[tuple[str, Response]]:
    """Each reading route about things that may be read: what it tells besides is judged."""
    seen = {
        "paper": [one.id for one in house.world.papers_for(who)],
        "case": [one.id for one in house.world.cases if may_read(who, one.kept)],
    }
    for one in house.world.records_for(who):
        seen.setdefault(one.kind, []).append(one.id)
    for route in routes.of_things:
        if route.startswith("GET"):
            for thing in _sample(seen.get(KINDS[_first(route)], []), most):
                yield route, house.ask(who, routes.about(route, thing))


def everything(house: House, routes: Routes, who: Principal) -> Iterator[tuple[str, str]]:
    """All that the person is told, but for moments, numbers of requests and bytes of sheets."""
    for route, bodies in lists(house, routes, who):
        if route != "GET /session/all":  # the person's own sign-ins
            yield route, _lasting(bodies)
    for name, body in figures(house, routes, who):
        yield name, _lasting(body)
    for route, answer in readings(house, routes, who, most=4):
        if _is_told(answer):
            yield f"{route} {answer.url.path}", _lasting(answer.json())
    asked = [f'"{PHRASE}"', "采购 回扣", "医疗 验收 复核", "刑法第385条", "受贿罪 2019年"]
    for words, answer in zip(asked, searches(house, who, asked), strict=True):
        yield f"POST /search {words}", _lasting(answer.json())
    for answer in similar(house, who):
        if _is_told(answer):
            yield f"POST {answer.url.path}", _lasting(answer.json())
    for number, answer in enumerate(recommended(house, who)):
        if _is_told(answer):
            yield f"POST {answer.url.path} {number}", _lasting(answer.json())


def _is_told(answer: Response) -> bool:
    return answer.is_success and "json" in answer.headers.get("content-type", "")


def _lasting(body: Any) -> str:
    for pattern, name in ((_MOMENT, "moment"), (_SEAL, "seal"), (_GRANT, "grant")):
        body = pattern.sub(f"<{name}>", str(body))
    return str(body)


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


def _hidden(world: World, who: Principal, kind: str) -> list[str]:
    if kind == "paper":
        return [one.id for one in world.papers if not may_read(who, one.kept)]
    if kind == "case" and not who.unit:
        return [one.id for one in world.cases if not may_read(who, one.kept)]
    of_kind = (one for one in world.records if one.kind == kind)
    return [one.id for one in of_kind if not world.opens(who, one)]


def _behind(body: Any, call: Call) -> str:
    """The name of the last of a full page."""
    if isinstance(body, dict) and "items" in body:
        return str(body.get("next") or "")
    full = dict(call.query).get("limit")
    if call.path == "/documents" and isinstance(body, list) and str(len(body)) == full:
        return str(body[-1]["id"])
    return ""


def _sample(ids: list[str], most: int) -> list[str]:
    return ids[:: max(1, len(ids) // most)][:most] if ids else []


def _first(route: str) -> str:
    return re.split(r"[/:]", route.partition(" ")[2].strip("/"))[0]


def _most(schema: dict[str, Any]) -> int:
    return int(schema.get("maximum", 200))


def searches(house: House, who: Principal, words: Iterable[str]) -> Iterator[Response]:
    """Searches with their facets, as deep as they go."""
    for one in words:
        body = {"query": one, "limit": 100, "facets": True}
        yield house.ask(who, Call("POST /search", "/search", body))


def similar(house: House, who: Principal) -> Iterator[Response]:
    """The same new case as words, as a file and in a report."""
    body = {"text": TEXT, "limit": 50, "facets": True}
    yield house.ask(who, Call("POST /similar-cases", "/similar-cases", body))
    files = {"file": ("新案.txt", TEXT.encode())}
    yield house.ask(who, Call("POST /similar-cases/file", "/similar-cases/file", files=files))
    if Permission.EXPORT in who.permissions:
        report = {"text": TEXT, "limit": 20}
        yield house.ask(who, Call("POST /similar-cases/report", "/similar-cases/report", report))


def recommended(house: House, who: Principal) -> Iterator[Response]:
    """Measures for a problem in words, for a loophole at a post, and for cases that may be read."""
    own = [one.id for one in house.world.cases if may_read(who, one.kept)]
    for body in (
        {"text": TEXT, "limit": 20},
        {"loopholes": ["no_rule"], "positions": ["procurement_officer"]},
        {"domains": ["healthcare"], "unit_kind": "hospital", "limit": 20},
        *({"case_id": one} for one in _sample(own, 2)),
    ):
        yield house.ask(who, _recommend(body))


def _recommend(body: dict[str, Any]) -> Call:
    sent = frozenset({str(body["case_id"])}) if "case_id" in body else frozenset[str]()
    return Call("POST /measures:recommend", "/measures:recommend", body, sent=sent)


def by_name(house: House, who: Principal, *, most: int) -> Iterator[tuple[Response, Response]]:
    """Papers and cases named in bodies, hidden ones and none: both answers."""
    cases = [one.id for one in house.world.cases if not may_read(who, one.kept)]
    for one_case in _sample(cases, most):
        hidden_case, no_case = (
            house.ask(who, _recommend({"case_id": name})) for name in (one_case, f"case-{'f' * 16}")
        )
        yield hidden_case, no_case
    hidden = [one for one in house.world.papers if not may_read(who, one.kept)]
    for one in hidden[:: max(1, len(hidden) // most)][:most]:
        for name, nothing in (
            (one.id, "f" * 64),
            (one.id[:12], "f" * 12),
            (one.case_no, "（2021）某0523刑初999999号"),
        ):
            yield tuple(
                house.ask(
                    who,
                    Call(
                        "POST /similar-cases",
                        "/similar-cases",
                        {"document": document, "limit": 5},
                        sent=frozenset({document}),
                    ),
                )
                for document in (name, nothing)
            )  # type: ignore[misc]
        decision = {"decision": Choice.ACCEPT.value, "sentence": 0, "key": LABELS[0]}
        yield tuple(
            house.ask(
                who,
                Call(
                    "POST /reviews",
                    "/reviews",
                    {"document_id": document, "reviewer": "", **decision},
                    sent=frozenset({document}),
                ),
            )
            for document in (one.id, "f" * 64)
        )  # type: ignore[misc]
