"""People of the tests: their accounts and departments, and a browser for each without scripts."""

import re
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.governing import Governing
from kb.governance.access import Level, Role, desktop_principal
from kb.governance.departments import Departments
from kb.governance.people import Account

PAGE = "http://127.0.0.1"
PASSWORD = "yet one good phrase"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Person:
    """An account to be: ``department`` by its name, ``unit`` by its id.

    Called as the account where no name is given; ``new`` has to change the password first.
    """

    account: str
    role: Role
    name: str = ""
    department: str = ""
    unit: str = ""
    clearance: Level = Level.RESTRICTED
    new: bool = False


def admit(governing: Governing, *people: Person) -> dict[str, str]:
    """Accounts with one password, and their departments, whose ids by name are given back."""
    me = desktop_principal()
    with governing.audit.writing() as work:
        departments = Departments(work.session)
        names = dict.fromkeys(one.department for one in people if one.department)
        ids = {name: departments.add(me, work.record, name).id for name in names}
        for one in people:
            account = Account(
                "",
                one.account,
                one.name or one.account,
                department=ids.get(one.department, ""),
                unit=one.unit,
                roles=frozenset({one.role}),
                clearance=one.clearance,
                must_change=one.new,
            )
            governing.accounts(work).add(me, account, PASSWORD)
    return ids


def browser(app: FastAPI, account: str = "", password: str = PASSWORD) -> TestClient:
    """Signed in by the form where an account is given; begins without the sign-ins of others."""
    app.state.limits = type(app.state.limits)()
    client = TestClient(app, base_url=PAGE, headers={"Origin": PAGE}, follow_redirects=False)
    if account:
        signed = sign_in(client, account, password)
        assert signed.status_code == 303, signed.text
    return client


def sign_in(client: TestClient, account: str, password: str = PASSWORD) -> Response:
    """What the form of the sign-in answers."""
    values = {"name": account, "password": password, "form_token": form_token(client, "/sign-in")}
    return client.post("/sign-in", data=values)


def form_token(client: TestClient, path: str) -> str:
    """The token that the forms of the page at a path bear."""
    return token_in(client.get(path).text)


def token_in(page: str) -> str:
    """The token that the forms of a page bear."""
    found = _TOKEN.search(page)
    assert found is not None, page[-2000:]
    return found[1]
