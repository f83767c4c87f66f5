"""What is asked for the leak tests, and by whom."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from httpx import Response

from kb.governance.access import Permission, Principal, may_read
from kb.review.decisions import Choice
from tests.api.leak_house import TEXT, Call, House
from tests.api.leak_routes import Routes, kind_of
from tests.api.leak_things import World
from tests.api.leak_world import LABELS

PHRASE = "没有制定管理办法"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:+Z]*")
_GRANT = re.compile(r"'id': \d+")  # grants are numbered as they come
_SEAL = re.compile(r"'(?:results_)?sha256': '[0-9a-f]{64}'")


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
        kind = kind_of(route)
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
            for thing in _sample(seen.get(kind_of(route), []), most):
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


def _is_told(answer: Response) -> bool:
    return answer.is_success and "json" in answer.headers.get("content-type", "")


def _lasting(body: Any) -> str:
    for pattern, name in ((_MOMENT, "moment"), (_SEAL, "seal"), (_GRANT, "grant")):
        body = pattern.sub(f"<{name}>", str(body))
    return str(body)


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


def searches(house: House, who: Principal, words: Iterable[str]) -> Iterator[Response]:
    """Searches with their facets, as deep as they go."""
    for one in words:
        body = {"query": one, "limit": 100, "facets": True}
        yield house.ask(who, Call("POST /search", "/search", body))


def similar(house: House, who: Principal) -> Iterator[Response]:
    """The same new case as words, as a file and in a report."""
    body = {"text": TEXT, "limit": 50, "facets": True}
    yield house.ask(who, Call("POST /similar-cases", "/similar-cases", body))
    route = "POST /measures:recommend"
    for question in ({"text": TEXT}, {"loopholes": ["no_rule"], "domains": ["healthcare"]}):
        yield house.ask(who, Call(route, "/measures:recommend", question))
    if Permission.TEACH in who.permissions:
        audience = {"recipient": "某单位", "domains": ["医疗医保", "工程建设"]}
        yield house.ask(who, Call("POST /packs:match", "/packs:match", audience))
    files = {"file": ("新案.txt", TEXT.encode())}
    yield house.ask(who, Call("POST /similar-cases/file", "/similar-cases/file", files=files))
    if Permission.EXPORT in who.permissions:
        report = {"text": TEXT, "limit": 20}
        yield house.ask(who, Call("POST /similar-cases/report", "/similar-cases/report", report))


def by_name(house: House, who: Principal, *, most: int) -> Iterator[tuple[Response, Response]]:
    """Papers named in bodies, hidden ones and none: both answers."""
    papers = house.world.papers_for(who)
    cases = {one.case_id for one in papers} | {
        one.id for one in house.world.cases if may_read(who, one.kept)
    }
    hidden = [one for one in house.world.papers if one.case_id not in cases]
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
        route = "POST /measures:recommend"
        yield tuple(
            house.ask(
                who,
                Call(route, "/measures:recommend", {"case_id": case}, sent=frozenset({case})),
            )
            for case in (one.case_id, f"case-{'f' * 16}")
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
