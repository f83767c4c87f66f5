"""A running service with the people of rectification, each before a browser of their own."""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.registers import registry_for_writing
from api.settings import Settings
from kb.governance.access import Level, Role, desktop_principal
from kb.governance.departments import Departments
from kb.governance.people import Account, account_id_of
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.days import day_of
from kb.registers.records import Kept, Placing

PAGE = "http://127.0.0.1"
PASSWORD = "yet one good phrase"
TODAY = day_of(datetime.now(UTC))
DUE = TODAY + timedelta(days=60)
XSS = "<img src=x onerror=alert(1)>"
UNIT = "某区水务局"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
# account: display name, role, whether of the unit
PEOPLE = {
    "fang": ("方某", Role.PREVENTION, ""),
    "gao": ("高某", Role.PREVENTION, ""),
    "shen": ("申某", Role.REVIEWER, ""),
    "zeng": ("曾某", Role.RECTIFIER, UNIT),
    "qiu": ("邱某", Role.RECTIFIER, UNIT),
    "xuan": ("宣某", Role.TRAINER, ""),
    "an": ("安某", Role.SECURITY_ADMIN, ""),
}


@dataclass(slots=True)
class House:
    """The application, its unit, and the browsers that were opened."""

    app: FastAPI
    unit: str
    department: str
    browsers: dict[str, TestClient] = field(default_factory=dict)

    def browser(self, name: str) -> TestClient:
        """Signed in by the form, once a person."""
        if name not in self.browsers:
            self.app.state.limits = type(self.app.state.limits)()
            client = TestClient(
                self.app, base_url=PAGE, headers={"Origin": PAGE}, follow_redirects=False
            )
            token = _found(_TOKEN, client.get("/sign-in").text)
            values = {"name": name, "password": PASSWORD, "form_token": token}
            assert client.post("/sign-in", data=values).status_code == 303
            self.browsers[name] = client
        return self.browsers[name]

    def see(self, name: str, path: str, status: int = 200) -> str:
        """The page as it is written."""
        answer = self.browser(name).get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def words(self, name: str, path: str) -> str:
        """The page as it is read: without markup."""
        return plain(self.see(name, path))

    def send(
        self,
        name: str,
        path: str,
        values: Mapping[str, Any] | None = None,
        *,
        shown: str,
        files: Any = None,
    ) -> Response:
        """A form of the page ``shown``, with its token and the version of the record it bears."""
        page = self.see(name, shown)
        form = page.partition(f'action="{path}"')[2] or page
        version = _VERSION.search(form)
        given = {"version": version[1] if version else "", **(values or {})}
        data = {**given, "form_token": _found(_TOKEN, page)}
        return self.browser(name).post(path, data=data, files=files)

    def item(self, state: str = "in_progress", **facts: Any) -> Kept[ItemFacts]:
        """An item of the unit as it stands in a state."""
        given: dict[str, Any] = {
            "problem": "泵站配件由一人询价、一人验收",
            "measure": "询价与验收分设两岗，验收单双人签字",
            "acceptance": ("分工文件已印发", "抽查十单均有双人签字"),
            "unit": self.unit,
            "owner": account_id_of("zeng"),
            "due": DUE,
            "issued": TODAY - timedelta(days=30),
        }
        service = self.app.state.service
        with registry_for_writing(service, desktop_principal()) as registry:
            placing = Placing(Level.INTERNAL, self.department)
            return registry.add(ITEMS, ItemFacts(**{**given, **facts}), placing, state=state)

    def kept(self, item_id: str) -> Kept[ItemFacts]:
        """The item as it is now."""
        with registry_for_writing(self.app.state.service, desktop_principal()) as registry:
            return registry.get(ITEMS, item_id)


@contextmanager
def house(folder: Path, **settings: Any) -> Iterator[House]:
    """Everybody of ``PEOPLE`` with one password, in one department."""
    app = create_app(Settings(data_dir=folder, sign_in="on", **settings))
    with TestClient(app, base_url=PAGE):
        service = app.state.service
        with registry_for_writing(service, desktop_principal()) as registry:
            facts = UnitFacts(name=UNIT, kind=UnitKind.PARTY_GOVERNMENT)
            unit = registry.add(UNITS, facts, Placing(Level.PUBLIC)).id
        with service.governing.audit.writing() as work:
            actor = desktop_principal()
            department = Departments(work.session).add(actor, work.record, "案管室").id
            for name, (shown, role, of_unit) in PEOPLE.items():
                account = Account(
                    "",
                    name,
                    shown,
                    department="" if of_unit else department,
                    unit=unit if of_unit else "",
                    roles=frozenset({role}),
                    clearance=Level.SENSITIVE,
                    must_change=False,
                )
                service.governing.accounts(work).add(actor, account, PASSWORD)
        yield House(app, unit, department)


def plain(page: str) -> str:
    """The words of a page, its attributes left out."""
    without = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(without))


def day(offset: int) -> str:
    """Today and so many days, as a field takes it."""
    return (TODAY + timedelta(days=offset)).isoformat()


def earlier(offset: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days=offset)


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    assert found is not None
    return found[1]
