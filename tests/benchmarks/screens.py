"""Take the pictures of ``docs/screens``: the demo world, seen by the people who work with it.

    python -m tests.benchmarks.screens            # all of them
    python -m tests.benchmarks.screens similar    # those whose name holds the word

Only demo papers are in them. A picture is WebP of at most 120 kB.
"""

import io
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, StorageState, sync_playwright
from sqlalchemy import update

from api.app import create_app
from api.demo.alike import tell_alike
from api.demo.play import play_registers
from api.matches import check_matches
from api.proposals import propose
from api.settings import Settings
from api.wiring import Service, open_service
from kb.governance.accounts import read_account
from kb.store.saved_tables import SavedSearchRow
from kb.terms import load_taxonomy
from kb.vocabulary.proposals import Kind, Wish
from tests.benchmarks.screen_list import PICTURES, Picture
from tests.people import PASSWORD
from tests.web.conftest import ROOT, furnish

FOLDER = ROOT / "docs" / "screens"
_MOST = 120_000
_WIDE, _PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    """Those that the command line names."""
    wanted = sys.argv[1:]
    chosen = [one for one in PICTURES if not wanted or any(w in one.name for w in wanted)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url, stop = _running(Path(folder))
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        # date fields in Chinese: Debian's chromium-l10n, by the language of the environment
        browser = playwright.chromium.launch(
            executable_path=path, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        keys = {who: _key(browser, url, who) for who in dict.fromkeys(one.who for one in chosen)}
        for one in chosen:
            size = _take(browser, url, one, keys[one.who])
            print(f"{one.name}.webp {size // 1000} kB")
        browser.close()
        stop()


def _running(folder: Path) -> tuple[str, Callable[[], None]]:
    settings = Settings(data_dir=folder, sign_in="on")
    with open_service(settings, upgrade=True) as service:
        furnish(service)
        _tell(service)
        _propose(service)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)

    def stop() -> None:
        server.should_exit = True
        thread.join(timeout=30)

    return f"http://127.0.0.1:{listener.getsockname()[1]}", stop


def _tell(service: Service) -> None:
    """What ban watches has told of the papers, as if they had come in since."""
    governing, before = service.governing, datetime(2026, 1, 5, tzinfo=UTC)
    with governing.transactions.reading() as session:
        who = read_account(session, "ban").principal()
    tell_alike(service, who, play_registers(governing).cases)
    with governing.transactions.writing() as session:
        moments = ("created_at", "watched_at", "checked_at")
        session.execute(update(SavedSearchRow).values(dict.fromkeys(moments, before)))
    check_matches(service)


def _propose(service: Service) -> None:
    """What an investigator proposes to the dictionary and the vocabulary."""
    with service.transactions.reading() as session:
        who = read_account(session, "ban").principal()
    for wish in (
        Wish(
            Kind.WORD,
            "初核",
            "“初步核实”的简称，检索时被拆成两个字",
            detail="legal",
            example="初核期间，某局主动提供了近三年的采购台账。",
        ),
        Wish(Kind.INDICATOR, "没有台账", "剖析报告里常见", target="loopholes:no_trace"),
    ):
        propose(service, who, load_taxonomy(), wish)


def _key(browser: Browser, url: str, who: str) -> StorageState | None:
    """The sign-in of a person, once for all pictures; none for a stranger."""
    if not who:
        return None
    page = browser.new_page()
    page.goto(f"{url}/sign-in")
    page.get_by_label("账号").fill(who)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{url}/")
    key = page.context.storage_state()
    page.close()
    return key


def _take(browser: Browser, url: str, one: Picture, key: StorageState | None) -> int:
    context = browser.new_context(
        viewport=_PHONE if one.phone else _WIDE,  # type: ignore[arg-type]
        color_scheme="dark" if one.dark else "light",
        device_scale_factor=2 if one.phone else 1,
        locale="zh-CN",
        storage_state=key,
    )
    page = context.new_page()
    page.goto(url + one.path)
    one.go(page)
    shot = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    for quality in (88, 75, 60, 45):
        written = io.BytesIO()
        shot.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= _MOST:
            break
    (FOLDER / f"{one.name}.webp").write_bytes(written.getvalue())
    return written.tell()


if __name__ == "__main__":
    main()
