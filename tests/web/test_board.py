"""The prevention officer in a real browser: the board, its numbers, a warning to its end."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Enter

PAGES = (
    "/board",
    "/board/trends",
    "/board/heat-map",
    "/board/coverage",
    "/board/risk-map",
    "/board/lead-times",
    "/board/indicators/overdue_rate",
    "/warnings",
    "/warnings/broken-chain",
    "/warnings/recurrences",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_and_the_warnings_are_readable(enter: Enter, scheme: str) -> None:
    visit = enter("fang", color_scheme=scheme)
    for path in PAGES:
        visit.open(path)
        visit.accessible()


def test_nothing_of_them_is_wider_than_a_phone(enter: Enter) -> None:
    visit = enter("fang", viewport={"width": 390, "height": 844})
    for path in PAGES:
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_number_leads_to_its_records(enter: Enter) -> None:
    page = enter("fang").open("/board")
    page.get_by_label("自", exact=True).fill("2025-01-01")
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile("from=2025-01-01"))
    row = page.get_by_role("row").filter(has_text="整改逾期率")
    number = row.get_by_role("link").nth(1)
    told = number.inner_text()
    number.click()
    expect(page.get_by_role("heading", name="整改逾期率")).to_be_visible()
    expect(page.locator("tr[data-entry]")).to_have_count(int(told))
    page.get_by_role("link", name="漏洞热力图").click()
    cell = page.locator("table.heat td a").first
    told = cell.inner_text()
    cell.click()
    expect(page.locator("tr[data-entry]")).to_have_count(int(told))


def test_a_warning_is_signed_for_verified_and_closed(enter: Enter) -> None:
    visit = enter("fang")
    page = visit.open("/warnings?state=raised")
    page.locator("tr[data-entry] a").first.click()
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收，请核查。")).to_be_visible()
    page.get_by_label("成立", exact=True).check()
    page.get_by_label("核查情况").fill("调阅台账并到现场看过，逾期属实。")
    page.get_by_role("button", name="核查").click()
    expect(page.get_by_text("信号成立")).to_be_visible()
    visit.accessible()
    page.get_by_label("处置情况").fill("已约谈，限期两周补齐，列入下次督查。")
    page.get_by_role("button", name="处置").click()
    expect(page.get_by_text("已处置了结。")).to_be_visible()
    expect(page.locator("ol.track li.done")).to_have_count(4)
