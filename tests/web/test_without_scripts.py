"""The same work with scripts turned off: forms and links carry it, nothing waits for a script."""

from pathlib import Path

from playwright.sync_api import expect

from tests.web.conftest import ROOT, Enter

QUERY = sorted((ROOT / "corpora" / "demo" / "queries").glob("*.txt"))[0]


def test_a_case_is_asked_about_weighed_pinned_and_kept(enter: Enter) -> None:
    visit = enter("ban", java_script_enabled=False)
    page = visit.open("/similar")
    page.get_by_label("新案的案情").fill(QUERY.read_text(encoding="utf-8"))
    page.get_by_role("button", name="找类案").click()
    expect(page.locator("article.case")).to_have_count(10)
    page.get_by_text("各项权重", exact=True).click()
    page.get_by_role("button", name="按此重排").click()
    expect(page.locator("article.case")).to_have_count(10)
    page.locator("article.case").first.get_by_role("button", name="钉住").click()
    expect(page.locator("article.case.pinned")).to_have_count(1)
    page.locator("summary", has_text="保存").click()
    page.get_by_label("名称").fill("先存着的类案")
    page.get_by_role("button", name="保存").click()
    visit.open("/saved")
    expect(page.get_by_text("先存着的类案").first).to_be_visible()


def test_a_word_is_proposed_by_one_and_accepted_by_another(enter: Enter) -> None:
    page = enter("ban", java_script_enabled=False).open("/admin/vocabulary/propose?kind=word")
    page.locator("[name=text]").fill("初核")
    page.locator("[name=reason]").fill("检索时被拆成两个词")
    page.get_by_role("button", name="提出").click()
    expect(page.get_by_role("heading", name="初核")).to_be_visible()
    expect(page.get_by_text("待定", exact=True)).to_be_visible()
    where = page.url

    other = enter("fang", java_script_enabled=False)
    other.open(where.removeprefix(other.url))
    other.page.get_by_role("button", name="采纳", exact=True).click()
    expect(other.page.get_by_text("已采纳").first).to_be_visible()


def test_papers_come_in_and_the_refused_are_named(enter: Enter, tmp_path: Path) -> None:
    page = enter("ban", java_script_enabled=False).open("/intake")
    empty = tmp_path / "空白.txt"
    empty.write_bytes(b"")
    page.locator("#f-files").set_input_files(empty)
    page.get_by_role("button", name="入库").click()
    for _ in range(60):
        if page.get_by_text("EMPTY_FILE").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_text("EMPTY_FILE").first).to_be_visible()
