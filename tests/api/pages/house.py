"""A house where people sign in by the form, and papers for them: shared by tests of pages."""

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings
from kb.governance.access import Level, Role
from tests.people import Person, admit, browser, form_token

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PEOPLE = [
    Person(name, role, f"{name}员", department, clearance=Level.SENSITIVE)
    for name, role, department in (
        ("ban", Role.INVESTIGATOR, "一室"),
        ("yu", Role.INVESTIGATOR, "二室"),
        ("shen", Role.REVIEWER, "一室"),
        ("xuan", Role.TRAINER, "一室"),
        ("an", Role.SECURITY_ADMIN, ""),
        ("ji", Role.AUDIT_ADMIN, ""),
    )
]


class _Active(HTMLParser):
    """What a page would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.found.append("script")
        if (given.get("href") or "").lower().startswith("javascript:"):
            self.found.append("href")
        self.found += [name for name in given if name.startswith("on") or name == "style"]


def active(page: str) -> list[str]:
    """Scripts, handlers and styles that are not files of ours; a good page has none."""
    parser = _Active()
    parser.feed(page)
    return parser.found


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person before a browser without scripts."""

    client: TestClient

    def get(self, path: str) -> Response:
        """A page."""
        return self.client.get(path)

    def submit(
        self, path: str, values: dict[str, Any], *, shown: str = "/", files: Any = None
    ) -> Response:
        """A form as the page ``shown`` holds it: its token goes with it."""
        data = {**values, "form_token": form_token(self.client, shown)}
        return self.client.post(path, data=data, files=files)

    def upload(self, name: str, words: str, *, level: int = 0) -> str:
        """A paper taken in; its id."""
        files = [("files", (name, words.encode()))]
        job = self.client.post("/api/v1/documents", files=files, data={"level": str(level)}).json()
        assert "event: end" in self.client.get(f"/api/v1/jobs/{job['id']}/events").text
        [result] = self.client.get(f"/api/v1/jobs/{job['id']}").json()["results"]
        assert result["outcome"] == "accepted", result
        return str(result["document_id"])


@dataclass(frozen=True, slots=True)
class House:
    """A running application."""

    app: Any

    def enter(self, name: str) -> Visitor:
        """The person, signed in."""
        return Visitor(browser(self.app, name))

    def trail(self, action: str) -> list[dict[str, Any]]:
        """The audit entries of an action, the latest first."""
        params = {"action": action, "limit": "200"}
        found = self.enter("ji").client.get("/api/v1/audit", params=params).json()
        entries: list[dict[str, Any]] = found["entries"]
        return entries


def built(data: Path) -> Any:
    """The application over a folder; its people are added by ``furnished`` once it runs."""
    return create_app(Settings(data_dir=data, sign_in="on"))


def furnished(app: Any) -> House:
    """With two departments and a person of each role."""
    admit(app.state.service.governing, *PEOPLE)
    return House(app)
