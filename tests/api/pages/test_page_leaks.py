"""What a person may not read stands on no page, and a hidden thing has a page like one nowhere."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from api.pages.rooms import ROOMS
from api.settings import Settings
from kb.governance.access import Principal, may_read
from tests.api.leak_house import House, running
from tests.api.leak_world import make_world

# the first part of a path that names one thing, and the kind of thing it names
KINDS = {
    "documents": "paper",
    "duplicates": "paper",
    "clues": "clue",
    "cases": "case",
    "reports": "report",
    "letters": "letter",
    "ledger": "item",
    "inspections": "inspection",
    "evaluations": "evaluation",
    "warnings": "warning",
    "packs": "pack",
    "trainings": "training",
}
EVERY_KIND = ("unit", "officer", "check", "risk_point", "loophole", "measure", "evidence", "rating")
OTHERS = {
    "/static/{name}": "files that ship",
    "/sign-in": "for nobody yet",
    "/password": "one's own password",
    "/intake/{job_id}": "one's own uploads: test_leaks asks for those of others",
    "/measures/{term}": "by a term of the vocabulary",
    "/registers/{kind}": "by a kind of record",
    "/registers/{kind}/new": "by a kind of record",
    "/board/indicators/{indicator_id}": "by an indicator",
    "/admin/accounts/{account}": "for the security administrator",
    "/admin/models/{model}": "files that ship",
    "/admin/vocabulary/proposals/{proposal_id}": "proposals are known to all who read the library",
}
FILLED = {
    "/registers/{kind}": [f"/registers/{one}" for one in ("clue", "case", "letter", "warning")],
    "/board/indicators/{indicator_id}": ["/board/indicators/recurrence_rate"],
    "/admin/vocabulary/proposals/{proposal_id}": [
        f"/admin/vocabulary/proposals/{one}" for one in (1, 2, 5)
    ],
}
ASKED = {
    "/search": "?q=采购 回扣",
    "/suggestions": "?q=采购",
    "/registers": "?text=采购",
    "/measures": "?text=采购由一个人验收",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="on")
    with running(settings, make_world(cases=60)) as opened:
        yield opened


def pages() -> list[str]:
    """The paths of all pages."""
    routes = (route for room in ROOMS for route in room.routes if isinstance(route, APIRoute))
    return [one.path for one in routes if "GET" in one.methods]


def kinds_of(path: str) -> tuple[str, ...]:
    """The kinds of things that the page can be asked for; none where it names nothing kept."""
    first = path.split("/")[1]
    if first == "records":
        return (*EVERY_KIND, *(one for one in KINDS.values() if one not in ("paper", "case")))
    if path == "/admin/grants/{case_id}":
        return ("case",)
    return (KINDS[first],) if first in KINDS else ()


def things(house: House, who: Principal, kind: str, *, hidden: bool) -> list[str]:
    """Ids of some things of the kind that the person may read, or may not."""
    if kind in ("paper", "case"):
        kept = house.world.papers if kind == "paper" else house.world.cases
        found = [one.id for one in kept if may_read(who, one.kept) is not hidden]
    else:
        of_kind = [one for one in house.world.records if one.kind == kind]
        found = [one.id for one in of_kind if house.world.opens(who, one) is not hidden]
    return found[:: max(1, len(found) // 2)][:2]


def filled(path: str, thing: str) -> str:
    """The path about a thing; whatever else it names is the thing again, or the first of a few."""
    path = path.replace("{section}", "basic").replace("{number}", "1").replace("{form}", "docx")
    return re.sub(r"\{\w+\}", thing, path)


def test_it_is_said_how_each_page_is_asked() -> None:
    assert [p for p in pages() if "{" in p and p not in OTHERS and not kinds_of(p)] == []


def test_pages_tell_only_what_may_be_read(house: House) -> None:
    for who in house.world.people[::3]:
        for path in pages():
            if "{" not in path:
                if path not in OTHERS:
                    house.look(who, path, path + ASKED.get(path, ""), frozenset())
            elif path in OTHERS:
                for one in FILLED.get(path, ()):
                    house.look(who, path, one, frozenset())
            else:
                for kind in kinds_of(path):
                    for thing in things(house, who, kind, hidden=False):
                        house.look(who, path, filled(path, thing), frozenset({thing}))
    assert house.leaks == []
    assert house.triples > 30_000


def test_the_page_of_a_hidden_thing_is_that_of_nothing(house: House) -> None:
    for who in house.world.people[::3]:
        for path in pages():
            for kind in kinds_of(path) if "{" in path and path not in OTHERS else ():
                nowhere = "f" * 64 if kind == "paper" else f"{kind}-{'f' * 16}"
                for thing in things(house, who, kind, hidden=True)[:1]:
                    found = house.look(who, path, filled(path, thing), frozenset({thing}))
                    absent = house.look(who, path, filled(path, nowhere), frozenset({nowhere}))
                    assert found.status_code == absent.status_code, (who.account, path)
                    assert found.status_code in (303, 403, 404, 409, 422), (who.account, path)
    assert house.leaks == []
