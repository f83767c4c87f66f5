"""A browser without a screen: signed in by the form, and forms submitted as a page bears them."""

import html
import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from kb.governance.access import Level, Role, desktop_principal
from kb.governance.departments import Departments
from kb.governance.people import Account

PAGE = "http://127.0.0.1"
PASSWORD = "yet one good phrase"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')
_VERSION = re.compile(r'name="version" value="(\d+)"')


def settle(app: FastAPI, *people: tuple[str, str, Role], department: str = "预防室") -> str:
    """Accounts (name, shown name, role) of one department, whose id is given back."""
    governing = app.state.service.governing
    with governing.audit.writing() as work:
        made = Departments(work.session).add(desktop_principal(), work.record, department).id
        for name, shown, role in people:
            given = Account(
                "",
                name,
                shown,
                department=made,
                roles=frozenset({role}),
                clearance=Level.RESTRICTED,
                must_change=False,
            )
            governing.accounts(work).add(desktop_principal(), given, PASSWORD)
    return made


class Tab:
    """One person's pages."""

    def __init__(self, app: FastAPI, name: str = "", password: str = PASSWORD) -> None:
        app.state.limits = type(app.state.limits)()
        self.client = TestClient(
            app, base_url=PAGE, headers={"Origin": PAGE}, follow_redirects=False
        )
        if name:
            signed = self.post("/sign-in", {"name": name, "password": password})
            assert signed.status_code == 303, signed.text

    def get(self, path: str, status: int = 200) -> str:
        """The page as its text, entities read."""
        answer = self.client.get(path)
        assert answer.status_code == status, (answer.status_code, answer.text[-2000:])
        return html.unescape(answer.text)

    def raw(self, path: str) -> str:
        """The page as it is sent."""
        return self.client.get(path).text

    def version(self, path: str) -> str:
        """The version that the forms of a page bear."""
        found = _VERSION.search(self.client.get(path).text)
        assert found is not None, path
        return found[1]

    def post(self, path: str, values: dict[str, Any], *, shown: str = "") -> Response:
        """A form with the token of the page that shows it."""
        found = _TOKEN.search(self.client.get(shown or path).text)
        assert found is not None, shown or path
        return self.client.post(path, data={**values, "form_token": found[1]})

    def done(self, path: str, values: dict[str, Any], *, shown: str = "") -> str:
        """A form that is accepted: where it leads, and what that page says."""
        answer = self.post(path, values, shown=shown)
        assert answer.status_code == 303, html.unescape(answer.text)[-2500:]
        return self.get(answer.headers["location"])

    def refused(self, path: str, values: dict[str, Any], code: str, *, shown: str = "") -> str:
        """A form that is refused with a code beside it."""
        answer = self.post(path, values, shown=shown)
        assert answer.status_code in (403, 404, 409, 412, 422, 428), answer.status_code
        page = html.unescape(answer.text)
        assert code in page, page[-2500:]
        return page
