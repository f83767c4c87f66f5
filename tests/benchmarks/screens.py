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
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright
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
from tests.web.conftest import PASSWORD, ROOT, furnish

FOLDER = ROOT / "docs" / "screens"
_MOST = 120_000
_WIDE, _PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a person sees it; ``go`` does what the path alone does not."""

    name: str
    who: str
    path: str
    go: Callable[[Page], None] = lambda page: None
    dark: bool = False
    phone: bool = False


def _ask(page: Page) -> None:
    query = next((ROOT / "corpora" / "demo" / "queries").glob("*串标*.txt"))
    page.get_by_label("新案的案情").fill(query.read_text(encoding="utf-8"))
    page.get_by_role("button", name="找类案").click()
    page.locator("article.case").first.wait_for()


def _pin_two(page: Page) -> None:
    _ask(page)
    for number in (0, 1):
        page.locator("article.case").nth(number).get_by_role("button", name="钉住").click()
        page.locator("article.case.pinned").nth(number).wait_for()
    page.get_by_role("link", name="对比钉住的两件").click()
    page.locator(".abreast").wait_for()


def _open_first(page: Page) -> None:
    page.locator(".result .passage").first.click()
    page.locator(".document").wait_for()


def _beside_pages(page: Page) -> None:
    page.locator(".result-title a").first.click()
    page.get_by_label("对照原件页面").check()
    picture = page.locator(".scan img").first
    expect(picture).to_have_js_property("naturalWidth", 1000, timeout=60_000)


def _open_case(page: Page) -> None:
    page.get_by_role("link", name="县人民医院单位受贿、院长受贿案").click()
    page.locator(".chain").wait_for()


def _build_report(page: Page) -> None:
    _open_case(page)
    page.get_by_role("button", name="生成风险分析报告").click()
    page.locator(".sentences").first.wait_for()


def _draft_letter(page: Page) -> None:
    _build_report(page)
    page.get_by_text("选措施，拟一份建议书").click()
    page.get_by_label("发出机关").fill("某市纪委监委")
    page.get_by_role("button", name="拟草稿").click()
    page.locator(".lint-score").wait_for()


def _open_letter(page: Page) -> None:
    page.locator("tbody td.title a").first.click()
    page.locator(".letter-paper").wait_for()


def _match(page: Page) -> None:
    page.get_by_label("接收单位").fill("某市行政审批局")
    page.get_by_text("岗位", exact=True).first.click()
    page.get_by_label("行政审批岗位").check()
    page.get_by_label("工程项目管理岗位").check()
    page.get_by_role("button", name="匹配案例").click()
    page.get_by_role("heading", name="会选这").wait_for()


def _redaction(page: Page) -> None:
    _match(page)
    page.get_by_role("button", name="生成草稿").click()
    page.get_by_text("草稿已生成").wait_for(timeout=120_000)


def _build_pack(page: Page) -> None:
    _redaction(page)
    page.get_by_role("link", name="案例", exact=True).last.click()
    page.locator(".taught").first.wait_for()


def _open_row(page: Page) -> None:
    page.locator("tbody tr a").first.click()
    page.wait_for_load_state()


def _open_pinned(page: Page) -> None:
    page.get_by_role("link", name="高新区行政审批服务局原科长赵某某受贿案").first.click()
    page.locator("#alike .pins li").first.wait_for()
    page.locator("#alike").evaluate("one => one.scrollIntoView()")


def _open_similar(page: Page) -> None:
    _open_pinned(page)
    page.locator("#alike").get_by_role("link", name="类案检索").click()
    page.locator("article.case.pinned").first.wait_for()


def _weigh_word(page: Page) -> None:
    page.get_by_role("link", name="初核", exact=True).click()
    page.get_by_role("heading", name="影响").wait_for()


PICTURES = (
    Picture("sign-in", "", "/sign-in"),
    Picture("desk", "ban", "/"),
    Picture("desk-dark", "ban", "/", dark=True),
    Picture("desk-phone", "ban", "/", phone=True),
    Picture("search", "ban", "/search?q=招标前 泄露 评标专家"),
    Picture("similar", "ban", "/similar", go=_ask),
    Picture("similar-dark", "ban", "/similar", go=_ask, dark=True),
    Picture("compare", "ban", "/similar", go=_pin_two),
    Picture(
        "document", "ban", "/search?q=验收 一人 没有复核&where=kind%3Dcase_analysis", _open_first
    ),
    Picture("matches", "ban", "/"),
    Picture("matches-list", "ban", "/matches"),
    Picture("case-pins", "ban", "/cases", go=_open_pinned),
    Picture("similar-pins", "ban", "/cases", go=_open_similar),
    Picture("document-pages", "ban", "/search?q=消失的四百一十二吨", go=_beside_pages),
    Picture("document-phone", "ban", "/search?q=没有复核", go=_open_first, phone=True),
    Picture("intake", "ban", "/intake"),
    Picture("reviews", "shen", "/reviews"),
    Picture("cases", "ban", "/cases"),
    Picture("case", "ban", "/cases", go=_open_case),
    Picture("case-dark", "ban", "/cases", go=_open_case, dark=True),
    Picture("case-phone", "ban", "/cases", go=_open_case, phone=True),
    Picture("report", "ban", "/cases", go=_build_report),
    Picture("letter-draft", "ban", "/cases", go=_draft_letter),
    Picture("letter", "shen", "/letters", go=_open_letter),
    Picture("registers", "ban", "/registers?text=验收"),
    Picture("ledger", "fang", "/ledger"),
    Picture("item", "fang", "/ledger", go=_open_row),
    Picture("inspections", "fang", "/inspections"),
    Picture("evaluation", "fang", "/evaluations", go=_open_row),
    Picture("measures", "fang", "/measures?text=出纳一人管钱管账管印鉴"),
    Picture("measure", "fang", "/measures/finance_internal_control"),
    Picture("board", "fang", "/board"),
    Picture("trends", "fang", "/board/trends"),
    Picture("heat-map", "fang", "/board/heat-map"),
    Picture("warnings", "fang", "/warnings"),
    Picture("broken-chain", "fang", "/warnings/broken-chain"),
    Picture("pack-match", "xuan", "/packs/new", go=_match),
    Picture("pack", "xuan", "/packs/new", go=_build_pack),
    Picture("pack-redaction", "xuan", "/packs/new", go=_redaction),
    Picture("accounts", "an", "/admin/accounts"),
    Picture("audit", "ji", "/admin/audit"),
    Picture("system", "xi", "/admin/system"),
    Picture("models", "xi", "/admin/models"),
    Picture("vocabulary", "ban", "/admin/vocabulary?q=轮换"),
    Picture("proposals", "fang", "/admin/vocabulary/proposals"),
    Picture("proposal", "fang", "/admin/vocabulary/proposals", go=_weigh_word),
)


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
