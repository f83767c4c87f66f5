"""A browser without a screen: signed in by the form, and forms submitted as a page bears them."""

import html
import re
from typing import Any

from fastapi import FastAPI
from httpx import Response

from kb.governance.access import Role
from tests.people import PASSWORD, Person, admit, browser, form_token

_VERSION = re.compile(r'name="version" value="(\d+)"')


def settle(app: FastAPI, *people: tuple[str, str, Role], department: str = "预防室") -> str:
    """Accounts (with name and role) of one department, whose id is given back."""
    given = (Person(account, role, name, department) for account, name, role in people)
    return admit(app.state.service.governing, *given)[department]


class Tab:
    """One person's pages."""

    def __init__(self, app: FastAPI, name: str = "", password: str = PASSWORD) -> None:
        self.client = browser(app, name, password)

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
        token = form_token(self.client, shown or path)
        return self.client.post(path, data={**values, "form_token": token})

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
