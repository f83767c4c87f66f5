"""The three administrators in a real browser: a new account signs in, the audit is verified."""

import re

import pytest
from playwright.sync_api import expect

from tests.people import PASSWORD
from tests.web.conftest import Enter

FIRST = "spring rain on green hills"
PAGES = {
    "an": ("/admin/accounts", "/admin/accounts/new", "/admin/departments", "/me"),
    "ji": ("/admin/audit", "/admin/vocabulary", "/admin/models", "/admin/models/charges"),
    "xi": ("/admin/system", "/admin/departments", "/admin/calendar"),
    "ban": (
        "/admin/grants",
        "/admin/vocabulary/proposals",
        "/admin/vocabulary/words",
        "/admin/vocabulary/propose?kind=word",
        "/admin/vocabulary/propose?target=loopholes:no_trace",
    ),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_their_pages_are_readable(enter: Enter, name: str, scheme: str) -> None:
    visit = enter(name, color_scheme=scheme)
    for path in PAGES[name]:
        visit.open(path)
        visit.accessible()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_them_is_wider_than_a_phone(enter: Enter, name: str) -> None:
    visit = enter(name, viewport={"width": 390, "height": 844})
    for path in PAGES[name]:
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_new_account_signs_in_and_must_change_its_password(enter: Enter) -> None:
    page = enter("an").open("/admin/accounts")
    page.get_by_role("link", name="新账号").click()
    page.get_by_label("账号", exact=False).first.fill("xinren")
    page.get_by_label("姓名").fill("新来的人")
    page.get_by_label("部门", exact=True).select_option(label="第一监督检查室")
    page.get_by_label("级别", exact=True).select_option("1")
    page.get_by_label("预防", exact=True).check()
    page.get_by_label("首次登录的口令").fill(FIRST)
    page.get_by_role("button", name="建账号").click()
    expect(page.get_by_text("已建账号“xinren”")).to_be_visible()

    arriving = enter().open("/sign-in")
    arriving.get_by_label("账号").fill("xinren")
    arriving.get_by_label("口令").fill(FIRST)
    arriving.get_by_role("button", name="登录").click()
    expect(arriving).to_have_url(re.compile("/password$"))
    arriving.get_by_label("原口令").fill(FIRST)
    arriving.get_by_label("新口令", exact=False).nth(0).fill(PASSWORD)
    arriving.get_by_label("再填一次新口令").fill(PASSWORD)
    arriving.get_by_role("button", name="改口令").click()
    expect(arriving.get_by_text("口令已改")).to_be_visible()
    expect(arriving.locator("nav.rooms").get_by_role("link", name="看板")).to_be_visible()


def test_the_audit_is_verified(enter: Enter) -> None:
    visit = enter("ji")
    page = visit.open("/admin/audit")
    page.get_by_role("button", name="核验是否完整").click()
    expect(page.locator(".audit-verdict")).to_contain_text("完整。从头核过")
    visit.accessible()
    page.get_by_label("何人").fill("审计员")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("table.audit tbody tr").first).to_contain_text("审计员")
