"""A running service with the demo world, and browsers that notice whatever a page does wrong."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from api.app import create_app
from api.demo.play import play_registers
from api.settings import Settings
from api.wiring import Service, open_service
from ingest.sources import discover
from kb.governance.access import Level, Protection, Role, desktop_principal
from tests.people import PASSWORD, Person, admit

ROOT = Path(__file__).parents[2]
DEPARTMENT = "第一监督检查室"
PEOPLE = (
    Person("ban", Role.INVESTIGATOR, "办案员", DEPARTMENT),
    Person("shen", Role.REVIEWER, "审理员", DEPARTMENT),
    Person("fang", Role.PREVENTION, "预防员", DEPARTMENT),
    Person("xuan", Role.TRAINER, "宣教员", DEPARTMENT),
    Person("an", Role.SECURITY_ADMIN, "安全员", DEPARTMENT),
    Person("ji", Role.AUDIT_ADMIN, "审计员", DEPARTMENT),
    Person("xi", Role.SYSTEM_ADMIN, "系统员", DEPARTMENT),
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the service answers, and the application behind it."""

    url: str
    app: FastAPI


@dataclass(slots=True)
class Visit:
    """A page in a browser with all that went wrong in it."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)
    # texts of console errors that a test brings about on purpose, e.g. a refused step
    expected: tuple[str, ...] = ()

    def open(self, path: str) -> Page:
        """Go to a path of ours."""
        self.page.goto(self.url + path)
        return self.page

    def accessible(self) -> None:
        """Nothing that axe calls serious or critical."""
        found = Axe().run(self.page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in grave]
        assert told == [], self.page.url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the machine; nothing is downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is required in CI")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The service on a free port of this machine, with the demo papers, registers and people."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("web"), sign_in="on")
    with open_service(settings, upgrade=True) as service:
        furnish(service)
    app = create_app(settings)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_keep_alive=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
    server.should_exit = True
    thread.join(timeout=30)


def furnish(service: Service) -> None:
    """Demo papers for everybody, demo registers of one department, a person of every role."""
    ids = admit(service.governing, *PEOPLE)
    with service.pool(workers=2) as pool:
        intake = service.intake(pool, desktop_principal(), Protection(Level.PUBLIC, ""))
        for folder in ("chains", "singles"):
            papers = discover([ROOT / "corpora" / "demo" / folder])
            list(intake.run(papers, case_key=_folder if folder == "chains" else None))
    play_registers(service.governing, department=ids[DEPARTMENT])


def _folder(name: str) -> str:
    return f"folder:{PurePosixPath(name).parent}"


Enter = Callable[..., Visit]


@pytest.fixture
def enter(chromium: Browser, site: Site) -> Iterator[Enter]:
    """``enter("ban")`` signs the person in and gives the visit; the guard speaks at the end."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []
    site.app.state.limits = type(site.app.state.limits)()

    def entered(name: str = "", **options: object) -> Visit:
        wanted = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **options}
        context = chromium.new_context(**wanted)  # type: ignore[arg-type]
        contexts.append(context)
        visit = Visit(context.new_page(), site.url)
        visits.append(visit)
        _guard(visit)
        if name:
            page = visit.open("/sign-in")
            page.get_by_label("账号").fill(name)
            page.get_by_label("口令").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(f"{site.url}/")
        return visit

    yield entered
    for context in contexts:
        context.close()
    wrong = [
        one
        for visit in visits
        for one in visit.wrong
        if not any(words in one for words in visit.expected)
    ]
    assert wrong == []


def _guard(visit: Visit) -> None:
    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visit.wrong.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((visit.url, "data:", "blob:")):
            visit.wrong.append(f"foreign: {request.url}")

    visit.page.on("console", said)
    visit.page.on("pageerror", lambda error: visit.wrong.append(f"script: {error}"))
    visit.page.on("request", asked)
