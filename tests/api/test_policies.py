"""Every route of the application says who may use it."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.security import Allow, Open
from api.settings import Settings

Declared = dict[tuple[str, str], list[Allow | Open]]
# what anybody may use; everything else asks who is there
OPEN = {
    ("GET", "/api/v1/health"),
    ("POST", "/api/v1/session"),
    ("GET", "/static/{name}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/theme"),
}
DESCRIPTION = "/api/v1/openapi.json"  # the framework's own: it tells of routes and of nothing kept


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path))


def declared(app: FastAPI) -> Declared:
    return {
        (method, str(context.path)): policies(getattr(context, "dependant", None))
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ["?"]
        if context.path != DESCRIPTION
    }


def policies(dependant: Dependant | None) -> list[Allow | Open]:
    if dependant is None:  # no route of the framework's kind: it can declare nothing
        return []
    own = [dependant.call] if isinstance(dependant.call, (Allow, Open)) else []
    return [*own, *(one for part in dependant.dependencies for one in policies(part))]


def test_every_route_declares_its_policy(app: FastAPI) -> None:
    found = declared(app)
    assert len(found) > 40
    assert [route for route, policy in found.items() if not policy] == []
    for policy in found.values():
        assert all(one.permissions for one in policy if isinstance(one, Allow))


def test_few_routes_are_open_to_anybody(app: FastAPI) -> None:
    found = declared(app)
    opened = {route for route, policy in found.items() if any(isinstance(p, Open) for p in policy)}
    assert opened == OPEN


def test_a_route_without_a_policy_is_noticed(app: FastAPI) -> None:
    app.get("/api/v1/forgotten")(lambda: "anything")
    assert declared(app)["GET", "/api/v1/forgotten"] == []
