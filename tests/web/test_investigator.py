"""An investigator's day in a real browser: in, alike, why, pinned, reported; reviewed by keys."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.web.conftest import ROOT, Enter

QUERY = next((ROOT / "corpora" / "demo" / "queries").glob("*串标*.txt"))
OWN = """某市某区人民法院
刑事判决书
（2024）某0105刑初{number}号
被告人陆某，原系某区水务局工程科科长。
经审理查明：被告人陆某在泵站改造招标前把标底告诉投标人，帮助其中标，收受现金共计人民币四十万元。
本院认为，被告人陆某的行为已构成受贿罪。依照《中华人民共和国刑法》第三百八十五条之规定，判决如下：
被告人陆某犯受贿罪，判处有期徒刑三年，并处罚金人民币二十万元。
"""


def test_the_day_of_an_investigator(enter: Enter, tmp_path: Path) -> None:
    visit = enter("ban", accept_downloads=True)
    page = visit.page
    good, empty = tmp_path / "水务局判决书.txt", tmp_path / "空白.txt"
    good.write_text(OWN.format(number=501), encoding="utf-8")
    empty.write_bytes(b"")
    page.get_by_role("link", name="入库", exact=True).first.click()
    page.locator("#f-files").set_input_files([good, empty])
    rows = page.locator("[data-files] tr")
    expect(rows.filter(has_text="水务局判决书").get_by_text("已入库")).to_be_visible(timeout=60_000)
    refused = rows.filter(has_text="空白")
    expect(refused).to_contain_text("EMPTY_FILE")
    visit.accessible()
    refused.get_by_role("button", name="重试").click()
    expect(refused.get_by_text("未能读取")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="水务局判决书.txt").click()
    expect(page.locator(".document")).to_contain_text("把标底告诉投标人")
    visit.accessible()

    visit.open("/similar")
    page.get_by_label("新案的案情").fill(QUERY.read_text(encoding="utf-8"))
    page.get_by_role("button", name="找类案").click()
    cards = page.locator("article.case")
    expect(cards).to_have_count(10)
    first = cards.first
    expect(first.get_by_text("两案都有")).to_be_visible()
    told = [
        float(one) for one in first.locator(".score-table tbody tr td:last-child").all_inner_texts()
    ]
    score = float(first.locator(".score b").inner_text())
    assert sum(told) == pytest.approx(score, abs=0.005)
    visit.accessible()

    first.get_by_role("button", name="钉住").click()
    expect(page.locator("article.case.pinned")).to_have_count(1)
    cards.nth(1).get_by_role("button", name="钉住").click()
    expect(page.locator("article.case.pinned")).to_have_count(2)
    page.get_by_role("link", name="对比钉住的两件").click()
    expect(page.locator(".abreast thead th")).to_have_count(3)
    visit.accessible()
    page.get_by_role("link", name="回到结果").click()
    page.get_by_text("导出报告", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 DOCX").click()
    report = Document(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    words = " ".join(
        cell.text for table in report.tables for row in table.rows for cell in row.cells
    )
    assert "检索人从中选列 2 件" in words

    place = first.locator(".pair-past .place").first
    quoted = first.locator(".pair-past").first.inner_text()
    place.click()
    marked = page.locator("#hit ~ mark.hit, #hit + mark.hit").first
    expect(marked).to_be_in_viewport()
    assert marked.inner_text()[:6] in quoted


def test_a_dropped_folder_comes_in(enter: Enter) -> None:
    page = enter("ban").open("/intake")
    page.evaluate(
        """words => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([words], "拖来的判决书.txt", {type: "text/plain"}));
          const drop = document.querySelector("[data-drop]");
          drop.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true}));
        }""",
        OWN.format(number=777).replace("四十万元", "四十五万元"),
    )
    row = page.locator("[data-files] tr").filter(has_text="拖来的判决书")
    expect(row.get_by_text("已入库")).to_be_visible(timeout=60_000)


def test_the_queue_is_reviewed_by_keys_alone(enter: Enter) -> None:
    visit = enter("ban")
    page = visit.page
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="标签复核")).to_be_visible()
    visit.accessible()
    before = waiting(page)
    first = page.locator("[data-words]").inner_text()
    press(page, "n")
    expect(page).to_have_url(re.compile(r"n=1"))
    assert page.locator("[data-words]").inner_text() != first and waiting(page) == before
    press(page, "a")
    expect(page.get_by_text("已接受：")).to_be_visible()
    assert waiting(page) == before - 1
    press(page, "r")
    expect(page.get_by_text("已驳回：")).to_be_visible()
    press(page, "e")
    chosen = page.locator("#f-label")
    expect(chosen).to_be_focused()
    now = chosen.input_value()
    page.keyboard.press("ArrowDown" if now != "measures:revise_rule" else "ArrowUp")
    assert chosen.input_value() != now
    visit.accessible()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="记下修改")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已修改：")).to_be_visible()
    assert waiting(page) == before - 3


def test_the_reader_hides_what_is_not_wanted(enter: Enter) -> None:
    visit = enter("ban")
    page = visit.open("/search?q=" + "剖析报告" + "&where=kind%3Dcase_analysis")
    page.locator(".result-title a").first.click()
    mark = page.locator("mark.loopholes").first
    expect(mark).to_be_visible()
    shown = mark.evaluate("one => getComputedStyle(one).backgroundColor")
    page.get_by_label("制度漏洞").uncheck()
    hidden = mark.evaluate("one => getComputedStyle(one).backgroundColor")
    assert shown != hidden == "rgba(0, 0, 0, 0)"
    page.reload()
    expect(page.get_by_label("制度漏洞")).not_to_be_checked()


def test_pages_of_the_original_stand_beside_the_text(enter: Enter) -> None:
    visit = enter("ban", viewport={"width": 1680, "height": 1000})
    found = visit.page.request.get(f"{visit.url}/api/v1/documents?order=newest&limit=100").json()
    pdf = next(one for one in found if one["name"].endswith(".pdf"))
    page = visit.open(f"/documents/{pdf['id']}")
    expect(page.locator(".scan").first).to_be_hidden()
    page.get_by_label("对照原件页面").check()
    picture = page.locator(".scan img").first
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1000, timeout=30_000)
    visit.accessible()


def test_hints_are_chosen_by_arrows(enter: Enter) -> None:
    page = enter("ban").page
    page.keyboard.press("/")
    page.keyboard.type("受贿")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(r"/$"))


def test_a_hostile_name_runs_nothing(enter: Enter) -> None:
    page = enter("ban").open("/intake")
    hostile = "<img src=x onerror=alert(1)>.txt"
    page.locator("#f-files").set_input_files(
        [{"name": hostile, "mimeType": "text/plain", "buffer": b""}]
    )
    row = page.locator("[data-files] tr").first
    expect(row.get_by_text("未能读取")).to_be_visible(timeout=60_000)
    expect(row).to_contain_text("<img src=x")
    assert page.locator("[data-files] img").count() == 0


def waiting(page: Page) -> int:
    return int(page.locator("nav.tabs a[aria-current] .count").inner_text())


def press(page: Page, key: str) -> None:
    """Once the scripts of the page have begun to listen."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(key)
