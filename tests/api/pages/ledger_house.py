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
from kb.governance.people import account_id_of
from kb.prevention.chain_facts import UNITS, UnitFacts, UnitKind
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.days import day_of
from kb.registers.records import Kept, Placing
from tests.people import PAGE, Person, admit, browser, token_in

TODAY = day_of(datetime.now(UTC))
DUE = TODAY + timedelta(days=60)
XSS = "<img src=x onerror=alert(1)>"
UNIT = "某区水务局"
_VERSION = re.compile(r'name="version" value="(\d+)"')
_DEPARTMENT = "案管室"


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
            self.browsers[name] = browser(self.app, name)
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
        data = {**given, "form_token": token_in(page)}
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
    """The people of one department, and of the unit that rectifies."""
    app = create_app(Settings(data_dir=folder, sign_in="on", **settings))
    with TestClient(app, base_url=PAGE):
        service = app.state.service
        with registry_for_writing(service, desktop_principal()) as registry:
            facts = UnitFacts(name=UNIT, kind=UnitKind.PARTY_GOVERNMENT)
            unit = registry.add(UNITS, facts, Placing(Level.PUBLIC)).id
        ids = admit(service.governing, *_people(unit))
        yield House(app, unit, ids[_DEPARTMENT])


def _people(unit: str) -> Iterator[Person]:
    for account, name, role in (
        ("fang", "方某", Role.PREVENTION),
        ("gao", "高某", Role.PREVENTION),
        ("shen", "申某", Role.REVIEWER),
        ("zeng", "曾某", Role.RECTIFIER),
        ("qiu", "邱某", Role.RECTIFIER),
        ("xuan", "宣某", Role.TRAINER),
        ("an", "安某", Role.SECURITY_ADMIN),
    ):
        where = {"unit": unit} if role is Role.RECTIFIER else {"department": _DEPARTMENT}
        yield Person(account, role, name, clearance=Level.SENSITIVE, **where)


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
