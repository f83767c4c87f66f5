"""From a case to a served letter in a real browser: three people, each at their own part."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Enter, Visit

CASE = "县人民医院单位受贿、院长受贿案"


def path_of(page: Page) -> str:
    return page.url.split("/", 3)[3].partition("?")[0]


def build_report(visit: Visit) -> str:
    """The investigator opens the case and has its report drafted."""
    page = visit.open("/cases")
    page.get_by_role("link", name=CASE).click()
    expect(page.locator(".chain li")).to_have_count(6)
    visit.accessible()
    page.get_by_role("button", name="生成风险分析报告").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("廉政风险分析报告")
    return f"/{path_of(page)}"


def test_a_case_becomes_a_report_and_a_letter_that_is_served(enter: Enter) -> None:
    investigator = enter("ban")
    report = build_report(investigator)
    page = investigator.page
    investigator.accessible()
    page.locator("#s1 .sources summary").click()
    expect(page.locator("#s1 .source a").first).to_be_visible()
    page.get_by_role("link", name="报告信息").click()
    page.get_by_label("知悉范围").fill("案件承办室、预防室")
    investigator.accessible()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="送会审").click()
    expect(page.locator(".heading .badge").first).to_have_text("会审中")

    officer = enter("fang")
    page = officer.open(report)
    page.get_by_text("选措施，拟一份建议书").click()
    page.get_by_label("发出机关").fill("某市纪委监委")
    page.get_by_label("联系人与电话").fill("方某 0000-1234567")
    page.get_by_role("button", name="拟草稿").click()
    expect(page.locator(".lint-score")).to_be_visible()
    officer.accessible()
    letter = f"/{path_of(page)}"
    page.locator("#f-suggestions-1").fill("进一步加强管理，不断提高认识。")
    expect(page.get_by_text("体检已按未保存的文字更新")).to_be_visible()
    finding = page.locator("[data-finding]", has_text="用语空泛").first
    finding.click()
    expect(page.locator("#f-suggestions-1")).to_be_focused()
    chosen = page.evaluate("String(document.getSelection())")
    assert chosen in ("", "进一步加强", "不断提高", "提高认识", "加强管理"), chosen
    page.locator("#f-suggestions-1").fill(
        "设备采购参数由三个科室共同论证；由某县人民医院负责；于2027年6月30日前完成；验收标准：论证记录存档。"
    )
    page.locator("#f-findings").fill("经查，设备采购参数由供应商提供。")
    page.get_by_role("button", name="保存并体检").click()
    expect(page.locator(".said.done")).to_contain_text("已保存")
    expect(page.locator(".said.done")).to_contain_text("体检")
    page.get_by_role("button", name="送审").click()
    expect(page.locator(".heading .badge").first).to_have_text("待审签")
    expect(page.get_by_text("SAME_PERSON")).to_have_count(0)

    reviewer = enter("shen")
    page = reviewer.open(letter)
    reviewer.accessible()
    page.locator("summary", has_text=re.compile("^审签$")).click()
    page.get_by_role("button", name="审签").click()
    expect(page.locator(".paper-number")).to_contain_text("纪监建〔")
    page.locator("summary", has_text=re.compile("^送达$")).click()
    page.get_by_role("button", name="送达").click()
    expect(page.locator(".heading .badge").first).to_have_text("已送达")
    expect(page.locator("#items tbody tr")).not_to_have_count(0)
    reviewer.accessible()


def test_a_step_that_is_not_open_says_why_before_the_click(enter: Enter) -> None:
    visit = enter("ban")
    page = visit.open("/clues?state=clue_intake")
    page.locator("tbody td.title a").first.click()
    expect(page.locator(".step.blocked")).to_contain_text("还没有风险预判")
    page.get_by_role("button", name=re.compile("提出")).first.click()
    page.get_by_role("button", name="确认").first.click()
    expect(page.locator(".findings li.confirmed").first).to_be_visible()
    visit.accessible()


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)], ids=str
)
def test_pages_of_the_chain_are_readable_everywhere(enter: Enter, scheme: str, width: int) -> None:
    visit = enter("fang", color_scheme=scheme, viewport={"width": width, "height": 844})
    page = visit.open("/cases")
    case = page.get_by_role("link", name=CASE).get_attribute("href") or ""
    page = visit.open("/letters")
    letter = page.locator("tbody td.title a").first.get_attribute("href") or ""
    for path in (
        case,
        f"{case}/edit",
        letter,
        "/letters/new",
        "/registers",
        "/registers?text=采购",
        "/registers/loophole",
        "/registers/measure/new",
    ):
        page = visit.open(path)
        visit.accessible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
