"""The ledger as pages: the list with its counts, an item with its steps, its evidence."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import update

from api.routes.ledger import router as api_routes
from api.schemas.item_steps import ITEM_STEPS
from kb.governance.people import account_id_of
from kb.prevention.item_steps import STEPS, By
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.working_days import WorkingDays
from kb.store.register_tables import table_of
from tests.api.pages.ledger_house import TODAY, UNIT, XSS, House, day, earlier, house, plain

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 24
PAPER = "我局已印发配件询价与验收分设两岗的规定，并抽查了十单。".encode()


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("ledger"), max_evidence_bytes=10_000) as opened:
        yield opened


def test_the_list_shows_the_most_pressing_first_and_counts_by_colour_and_state(at: House) -> None:
    at.item("overdue", problem="逾期的一项：值班记录补写", due=earlier(40))
    at.item(problem="在期的一项：钥匙未分管")
    at.item("written_off", problem="办结的一项：旧账已清", due=earlier(400))
    page = at.words("fang", "/ledger")
    assert page.index("逾期的一项") < page.index("在期的一项")
    assert "办结的一项" not in page
    assert "办结的一项" in at.words("fang", "/ledger?all=true")
    red = at.words("fang", "/ledger?colour=red")
    assert "逾期的一项" in red and "在期的一项" not in red
    assert "办结的一项" in at.words("fang", "/ledger?colour=done")
    one = at.words("fang", "/ledger?state=overdue")
    assert "逾期的一项" in one and "在期的一项" not in one
    assert 'aria-label="红：逾期"' in at.see("fang", "/ledger?state=overdue")


def test_the_list_is_narrowed_and_each_condition_can_be_taken_off(at: House) -> None:
    at.item(problem="只属于高某督办：库房未盘点", supervisor=account_id_of("gao"))
    page = at.words("gao", "/ledger?mine=true")
    assert "库房未盘点" in page and "钥匙未分管" not in page
    assert "我负责或督办的" in page
    found = at.see("fang", f"/ledger?unit={at.unit}&text=库房")
    assert "库房未盘点" in found and f"责任单位：{UNIT}" in found
    assert 'href="/ledger?text=%E5%BA%93%E6%88%BF"' in found
    assert "没有这样的整改事项" in at.words("fang", "/ledger?text=没有人写过的字")


def test_the_export_of_the_page_holds_the_rows_of_the_page(at: House) -> None:
    at.item(problem="导出核对：车辆里程未登记")
    page = at.see("fang", "/ledger?text=车辆里程")
    path = page.split('href="/api/v1/ledger/export?')[1].split('"')[0].replace("&amp;", "&")
    sheet = at.browser("fang").get(f"/api/v1/ledger/export?{path}")
    rows = list(load_workbook(BytesIO(sheet.content))["整改台账"].values)
    assert len(rows) == 2 and "导出核对：车辆里程未登记" in rows[1]


def test_a_unit_sees_its_own_and_no_bulk_steps(at: House) -> None:
    page = at.see("zeng", "/ledger")
    assert "钥匙未分管" in page
    assert "批量" not in page and "导出 XLSX" not in plain(page)
    assert at.see("an", "/ledger", 403)
    assert at.see("xuan", "/ledger", 403)


def test_every_step_of_the_api_has_a_form_of_the_same_policy() -> None:
    posted = {
        str(one.path).partition(":")[2]  # type: ignore[attr-defined]
        for one in api_routes.routes
        if "POST" in (one.methods or ())  # type: ignore[attr-defined]
    }
    assert posted == {one.name for one in ITEM_STEPS}
    taken = {action for one in ITEM_STEPS for action in one.actions}
    by_evidence = {"add_evidence", "strike_evidence", "reject_evidence"}
    by_others = {one.action for one in STEPS.values() if one.by is By.SYSTEM} | {"inspect"}
    assert taken == set(STEPS) - by_evidence - by_others


def test_the_way_from_signing_to_write_off(at: House) -> None:
    """The unit works and applies; only a person with no part in it writes off, ticking it all."""
    item = at.item("issued").id
    path = f"/ledger/{item}"
    signed = at.send("zeng", f"{path}/steps/sign", shown=path)
    assert (signed.status_code, signed.headers["location"]) == (303, path)
    assert "签收：已办，现为“整改中”" in at.words("zeng", path)
    early = at.words("zeng", path)
    assert "还没有第 1 轮整改的佐证" in early
    note = {"progress": "80", "note": "分工文件已印发"}
    assert at.send("qiu", f"{path}/steps/report", note, shown=path).status_code == 303
    sent = at.send(
        "qiu",
        f"{path}/evidence",
        {"effective": day(0), "note": "证明第一条"},
        shown=path,
        files={"file": ("规定.txt", PAPER, "text/plain")},
    )
    assert sent.status_code == 303, sent.text
    present = {"version": str(at.kept(item).head.version)}  # no form is shown to them
    stranger = at.send("qiu", f"{path}/steps/confirm", present, shown=path)
    assert stranger.status_code == 403 and "只有责任人本人可以签认" in stranger.text
    assert at.send("zeng", f"{path}/steps/confirm", shown=path).status_code == 303
    assert at.send("qiu", f"{path}/steps/submit", shown=path).status_code == 303
    waiting = at.words("zeng", path)
    assert "复核人办" in waiting and "您的角色没有这项权限" in waiting
    assert at.send("shen", f"{path}/steps/verify", shown=path).status_code == 303
    half = {"checked": ["1"], "opinion": "看了文件"}
    refused = at.send("shen", f"{path}/steps/write-off", half, shown=path)
    assert refused.status_code == 422 and "第 2 条验收标准没有勾选" in refused.text
    assert "看了文件" in refused.text
    whole = {"checked": ["1", "2"], "opinion": "现场看了十单"}
    assert at.send("shen", f"{path}/steps/write-off", whole, shown=path).status_code == 303
    kept = at.kept(item)
    assert (kept.state, kept.facts.verifier) == ("written_off", account_id_of("shen"))
    done = at.words("fang", path)
    assert "现场看了十单" in done and "✓ 已核实" in done and "申某" in done


def test_the_page_says_why_a_person_may_not_verify(at: House) -> None:
    """方某 recorded the owner's confirmation: that is a part in the rectification."""
    item = at.item().id
    path = f"/ledger/{item}"
    files = {"file": ("台账.txt", PAPER + "一".encode(), "text/plain")}
    at.send("fang", f"{path}/evidence", {"effective": day(0)}, shown=path, files=files)
    at.send("fang", f"{path}/steps/confirm", {"note": "责任人某日来文签认"}, shown=path)
    assert at.send("fang", f"{path}/steps/submit", shown=path).status_code == 303
    assert "不能再作复核人" in at.words("fang", path)
    present = {"version": str(at.kept(item).head.version)}  # no form is shown to them
    refused = at.send("fang", f"{path}/steps/verify", present, shown=path)
    assert refused.status_code == 403
    assert "同一个人不能办这两步" in refused.text
    assert at.send("gao", f"{path}/steps/verify", shown=path).status_code == 303


def test_a_stale_form_says_who_came_first_and_keeps_what_was_filled_in(at: House) -> None:
    item = at.item().id
    path = f"/ledger/{item}"
    values = {"progress": "30", "note": "先到的进展"}
    assert at.send("qiu", f"{path}/steps/report", values, shown=path).status_code == 303
    late = {"progress": "45", "note": "后到的进展", "version": "1"}
    refused = at.send("zeng", f"{path}/steps/report", late, shown=path)
    assert refused.status_code == 412
    assert "邱某已在" in refused.text and "后到的进展" in refused.text
    assert 'name="version" value="2"' in refused.text
    assert at.kept(item).facts.note == "先到的进展"


def test_forms_without_the_token_and_from_elsewhere_change_nothing(at: House) -> None:
    item = at.item().id
    values = {"progress": "30", "note": "偷来的进展", "version": "1"}
    bare = at.browser("zeng").post(f"/ledger/{item}/steps/report", data=values)
    assert bare.status_code == 403 and "PAGE_STALE" in bare.text
    foreign = at.browser("zeng").post(
        f"/ledger/{item}/steps/report", data=values, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403 and "CSRF_REFUSED" in foreign.text
    assert at.kept(item).head.version == 1


def test_fields_that_say_nothing_are_named(at: House) -> None:
    item = at.item().id
    path = f"/ledger/{item}"
    empty = at.send("zeng", f"{path}/steps/report", {"progress": "30", "note": " "}, shown=path)
    assert empty.status_code == 422 and "没有填写：进展说明" in empty.text
    odd = at.send("zeng", f"{path}/steps/report", {"progress": "三成", "note": "甲"}, shown=path)
    assert odd.status_code == 422 and "“进展（%）”的值不合规：三成" in odd.text
    beyond = at.send("zeng", f"{path}/steps/report", {"progress": "300", "note": "甲"}, shown=path)
    assert beyond.status_code == 422 and "“进展（%）”的值不合规：300" in beyond.text


def test_a_step_of_another_side_is_refused(at: House) -> None:
    item = at.item("overdue", due=earlier(10)).id
    values = {"note": "已约谈"}
    refused = at.send("zeng", f"/ledger/{item}/steps/urge", values, shown=f"/ledger/{item}")
    assert refused.status_code == 403 and "NOT_ALLOWED" in refused.text


def test_what_people_write_is_never_markup(at: House) -> None:
    item = at.item(problem=XSS, measure=XSS, note=XSS, acceptance=(XSS,)).id
    path = f"/ledger/{item}"
    at.send("zeng", f"{path}/steps/report", {"progress": "1", "note": f"{XSS}'\""}, shown=path)
    files = {"file": (f"{XSS}.txt", XSS.encode() + PAPER, "text/plain")}
    at.send("zeng", f"{path}/evidence", {"effective": day(0)}, shown=path, files=files)
    for page in (at.see("fang", path), at.see("fang", "/ledger?text=onerror")):
        assert "<img src=x" not in page and "&lt;img src=x" in page
    evidence = at.see("fang", path).split(f"{path}/evidence/")[1].split('"')[0]
    assert "<img src=x" not in at.see("fang", f"{path}/evidence/{evidence}")


def test_evidence_is_looked_at_in_place_and_struck_with_a_reason(at: House) -> None:
    item = at.item().id
    path = f"/ledger/{item}"
    none = at.send("zeng", f"{path}/evidence", {"effective": day(0)}, shown=path)
    assert none.status_code == 422 and "没有填写：佐证文件" in none.text
    files = {"file": ("照片.html", PNG, "text/html")}
    later = at.send("zeng", f"{path}/evidence", {"effective": day(3)}, shown=path, files=files)
    assert later.status_code == 422 and "不能晚于今天" in later.text
    ok = at.send("zeng", f"{path}/evidence", {"effective": day(-2)}, shown=path, files=files)
    assert ok.status_code == 303
    again = at.send("zeng", f"{path}/evidence", {"effective": day(-2)}, shown=path, files=files)
    assert again.status_code == 409 and "已作为本事项的佐证" in again.text
    evidence = at.see("zeng", path).split(f"{path}/evidence/")[1].split('"')[0]
    shown = at.see("zeng", f"{path}/evidence/{evidence}")
    assert f'src="{path}/evidence/{evidence}/picture"' in shown and "sha256" in shown
    picture = at.browser("zeng").get(f"{path}/evidence/{evidence}/picture")
    assert picture.headers["content-type"] == "image/png" and picture.content == PNG
    assert "sandbox" in picture.headers["content-security-policy"]
    other = at.item().id
    assert at.see("zeng", f"/ledger/{other}/evidence/{evidence}", 404)
    struck = {"reason": "拍错了泵站", "version": "1"}
    strike = f"{path}/evidence/{evidence}/strike"
    assert at.send("zeng", strike, struck, shown=path).status_code == 303
    assert "已剔除" in at.words("zeng", path)
    assert at.send("zeng", strike, struck, shown=path).status_code == 409


def test_a_pdf_is_looked_at_page_by_page(at: House) -> None:
    item = at.item().id
    path = f"/ledger/{item}"
    files = {"file": ("记录.pdf", two_pages(), "application/pdf")}
    at.send("zeng", f"{path}/evidence", {"effective": day(0)}, shown=path, files=files)
    evidence = at.see("zeng", path).split(f"{path}/evidence/")[1].split('"')[0]
    shown = at.see("shen", f"{path}/evidence/{evidence}")
    assert f"{evidence}/pages/2" in shown and f"{evidence}/pages/3" not in shown
    drawn = at.browser("shen").get(f"{path}/evidence/{evidence}/pages/2")
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.content.startswith(PNG[:8])
    assert at.see("shen", f"{path}/evidence/{evidence}/pages/3", 404)
    assert at.see("shen", f"{path}/evidence/{evidence}/picture", 404)


def two_pages() -> bytes:
    paper = BytesIO()
    sheet = Canvas(paper)
    for words in ("first", "second"):
        sheet.drawString(100, 700, words)
        sheet.showPage()
    sheet.save()
    return paper.getvalue()


def test_a_text_is_no_picture(at: House) -> None:
    item = at.item().id
    path = f"/ledger/{item}"
    files = {"file": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")}
    at.send("zeng", f"{path}/evidence", {"effective": day(0)}, shown=path, files=files)
    evidence = at.see("zeng", path).split(f"{path}/evidence/")[1].split('"')[0]
    assert at.see("zeng", f"{path}/evidence/{evidence}/picture", 404)


def test_the_signs_of_copying_are_for_who_verifies(at: House) -> None:
    words = "询价与验收分设两岗，验收单须由采购人与使用人双人签字并归档备查。"
    item = at.item(measure=words).id
    path = f"/ledger/{item}"
    files = {"file": ("报告.txt", words.encode(), "text/plain")}
    at.send("zeng", f"{path}/evidence", {"effective": day(0)}, shown=path, files=files)
    assert "文字照抄建议书" in at.words("shen", f"{path}?signs=true")
    assert at.see("zeng", f"{path}?signs=true", 403)


def test_dates_are_tried_in_working_days(at: House) -> None:
    item = at.item().id
    page = at.words("fang", f"/ledger/{item}?until={day(90)}")
    more = WorkingDays().between(at.kept(item).facts.due or TODAY, earlier(-90))
    assert f"比现时限多 {more} 个工作日" in page
    assert at.see("fang", f"/ledger/{item}?until=明天", 422)


def test_a_date_of_no_likely_year_is_refused_and_may_be_tried(at: House) -> None:
    path = f"/ledger/{at.item().id}"
    asked = {"until": "9999-12-31", "reason": "等上级批复", "approval": "会议纪要第三号"}
    refused = at.send("fang", f"{path}/steps/extend", asked, shown=path)
    assert refused.status_code == 422 and "“延期后的时限”的值不合规" in plain(refused.text)
    assert "9999" in at.words("fang", f"{path}?until=9999-12-31")


def test_an_item_that_bears_such_a_date_is_still_shown(at: House) -> None:
    """From before they were refused."""
    item, table = at.item().id, table_of(ITEMS)
    with at.app.state.service.transactions.writing() as session:
        session.execute(update(table).where(table.c.id == item).values(due=date.max))
    assert "9999" in at.words("fang", f"/ledger/{item}")


def test_a_pause_moves_the_date(at: House) -> None:
    item = at.item().id
    path = f"/ledger/{item}"
    reason = {"reason": "等上级批复"}
    assert at.send("fang", f"{path}/steps/pause", reason, shown=path).status_code == 303
    assert "整改计时已暂停" in at.words("zeng", path)
    assert at.send("fang", f"{path}/steps/resume", shown=path).status_code == 303
    assert at.kept(item).facts.paused_from is None


def test_steps_on_several_items_tell_the_result_of_each(at: House) -> None:
    late = at.item("overdue", problem="批量之一：水费票据缺号", due=earlier(9))
    fine = at.item(problem="批量之二：水费票据连号")
    gone = f"{late.id}@7"
    values = {"item": [f"{late.id}@1", f"{fine.id}@1", gone], "note": "已发督办函"}
    told = at.send("fang", "/ledger/bulk/urge", values, shown="/ledger")
    assert told.status_code == 200
    words = plain(told.text)
    assert "办成 1 项，未办成 2 项" in words
    assert "批量之二" in words and "已被别人改过" in words
    assert at.kept(late.id).head.version == 2 and at.kept(fine.id).head.version == 1
    nobody = at.send("fang", "/ledger/bulk/urge", {"note": "已发"}, shown="/ledger")
    assert nobody.status_code == 303 and "没有勾选" in at.words("fang", "/ledger")
    narrowed = "text=%E6%B0%B4%E8%B4%B9&overdue=true"
    lost = at.send("fang", "/ledger/bulk/urge", {"back": narrowed}, shown="/ledger")
    assert lost.headers["location"] == f"/ledger?{narrowed}"
    assert 'name="back" value="overdue=true&amp;text=' in at.see("fang", f"/ledger?{narrowed}")
    form = at.see("fang", "/ledger").split('id="bulk">')[1]
    first = form.split("<button", 1)[1].split(">", 1)[0]
    assert "disabled" in first  # Enter presses the first button of a form
    untold = at.send("fang", "/ledger/bulk/urge", {"item": f"{late.id}@2"}, shown="/ledger")
    assert untold.status_code == 422 and "没有填写：督办情况" in untold.text
    half = {"back": narrowed, "item": f"{late.id}@2", "until": "明天", "approval": "会议纪要第三号"}
    refused = at.send("fang", "/ledger/bulk/extend", half, shown="/ledger").text
    assert f'value="{late.id}@2"' in refused and 'value="会议纪要第三号"' in refused
    assert refused.count(narrowed.replace("&", "&amp;")) >= 2  # the way back, and the form again
    endless = at.send(
        "fang",
        f"/ledger/{late.id}/steps/urge",
        {"version": "9" * 5000, "note": "催"},
        shown=f"/ledger/{late.id}",
    )
    assert endless.status_code == 428
    assert at.send("zeng", "/ledger/bulk/urge", values, shown="/ledger").status_code == 403
    assert at.send("fang", "/ledger/bulk/withdraw", values, shown="/ledger").status_code == 422


def test_an_item_out_of_reach_is_not_there(at: House) -> None:
    assert at.see("zeng", "/ledger/item-0000000000000000", 404)
    assert at.see("fang", "/ledger?state=nonsense", 400)
    assert at.see("fang", "/ledger?colour=pink", 400)
