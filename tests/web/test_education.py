"""The trainer in a real browser: from an audience to an exported pack, released by another."""

from pathlib import Path

from playwright.sync_api import expect

from tests.web.conftest import Enter

_PATIENCE = 300_000  # eight files are made and read through


def test_from_an_audience_to_an_exported_pack(enter: Enter, tmp_path: Path) -> None:
    visit = enter("xuan")
    page = visit.open("/packs")
    page.set_default_timeout(_PATIENCE)
    page.get_by_role("link", name="新的教育包").first.click()
    page.get_by_label("接收单位").fill("某市行政审批局")
    page.get_by_text("岗位", exact=True).first.click()
    page.get_by_label("行政审批岗位").check()
    page.get_by_label("工程项目管理岗位").check()
    page.get_by_label("时长（分钟）").fill("45")
    page.get_by_role("button", name="匹配案例").click()
    expect(page.get_by_role("heading", name="会选这")).to_be_visible()
    visit.accessible()
    page.get_by_role("button", name="生成草稿").click()
    expect(page.get_by_text("草稿已生成")).to_be_visible()
    expect(page.get_by_role("heading", name="原文").first).to_be_visible()
    visit.accessible()
    page.get_by_role("button", name="不用这一段").first.click()
    expect(page.get_by_role("button", name="恢复这一段")).to_be_visible()
    for part in ("对照与图表", "测验", "主持流程", "案例", "检查与放行"):
        page.get_by_role("navigation", name="教育包的部分").get_by_role("link", name=part).click()
        visit.accessible()
    page.get_by_role("button", name="生成成品并送审").click()
    expect(page.get_by_text("等待有审签权的人放行或退回")).to_be_visible(timeout=_PATIENCE)

    chief = enter("shen")
    other = chief.open(page.url.removeprefix(visit.url))
    chief.accessible()
    with other.expect_download() as review:
        other.get_by_role("link", name="网页").first.click()
    assert review.value.suggested_filename == "审阅稿（学员版）.html"
    for box in other.locator('input[name="seen"], input[name="cleared"]').all():
        box.check()
    other.get_by_role("button", name="放行").click()
    expect(other.get_by_text("已放行，可以导出和用于教育。")).to_be_visible()

    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word 讲稿").first.click()
    download.value.save_as(tmp_path / "pack.docx")
    assert (tmp_path / "pack.docx").read_bytes().startswith(b"PK")
    visit.open("/trainings")
    visit.accessible()
