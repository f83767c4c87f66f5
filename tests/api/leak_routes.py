"""The routes of the application, and how each is asked for the leak tests."""

import re
from typing import Any

from fastapi import FastAPI

from tests.api.leak_house import PREFIX, TEXT, Call

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
    "reports": "report",
    "packs": "pack",
    "trainings": "training",
    "recurrences": "clue",
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
    "POST /new-cases": "one's own words",
    "POST /new-cases/file": "one's own words",
    "GET /new-cases/{new_case}/pins": "one's own words: pages/test_match_pages",
    "PUT /new-cases/{new_case}/pins/{past_case}": "one's own words: pages/test_match_pages",
    "DELETE /new-cases/{new_case}/pins/{past_case}": "one's own words: pages/test_match_pages",
    "GET /new-cases/{new_case}": "one's own words: pages/test_similar",
    "DELETE /new-cases/{new_case}": "one's own words: pages/test_similar",
    "POST /documents": "test_security: uploading tells nothing of what others keep",
    "POST /tag": "reads a file and keeps nothing",
    "POST /index:check": "counts the whole index for the system administrator, and names no paper",
    "POST /index:heal": "counts the whole index for the system administrator, and names no paper",
    "POST /backups": "for the system administrator, and tells nothing of what it holds",
    "POST /backups/{backup}:verify": "for the system administrator; by the name of a backup",
    "POST /vocabulary/proposals": "test_proposals: a hidden source is as one nowhere",
    "POST /vocabulary/proposals/{proposal_id}:{decision}": "proposals hang on no level",
    "POST /warnings:run": "writes warnings, and tells of those that may be read",
    "POST /audit:verify": "counts the entries of the trail",
    **{
        f"POST /{one}": "makes a record; kb/test_registry: a link to what is hidden leads nowhere"
        for one in KINDS
        if one not in ("documents", "duplicates", "recurrences")
    },
}
# asked by hand in ``searches``, ``similar`` and ``by_name``
BY_HAND = {
    "POST /search",
    "POST /similar-cases",
    "POST /similar-cases/report",
    "POST /similar-cases/file",
    "POST /measures:recommend",
    "POST /packs:match",
    "POST /receipts/verify",
    "POST /reviews",
    "GET /vocabulary/proposals/{proposal_id}",
    "POST /saved-searches",
    "POST /saved-searches/{name}:run",
    "DELETE /saved-searches/{name}",
    "POST /saved-searches/{name}:seen",
    "PATCH /saved-searches/{name}",
    "GET /jobs/{job_id}",
    "GET /jobs/{job_id}/events",
}
# where the least that the description takes is refused for its meaning
BODIES: dict[str, Any] = {}


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


def kind_of(route: str) -> str:
    """The kind of thing that a route names."""
    return KINDS[_first(route)]


def _first(route: str) -> str:
    return re.split(r"[/:]", route.partition(" ")[2].strip("/"))[0]


def _most(schema: dict[str, Any]) -> int:
    return int(schema.get("maximum", 200))
