"""Reports and letters as pages: from a case to a served letter, each refusal beside its form."""

import re
from collections.abc import Iterator

import pytest
from httpx import Response

from tests.api.pages.chain_house import XSS, House, furnish, ids_of, inert, opened, slip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("data")) as one:
        furnish(one)
        yield one


def build(house: House) -> str:
    """A fresh draft of the report of the case."""
    case = f"/cases/{house.case}"
    return house.done("cao", f"{case}/report", case)


def ready(house: House) -> str:
    """A report with its audience, submitted."""
    report = build(house)
    head = f"{report}/head"
    house.done("cao", head, head, title="廉政风险分析报告", audience="案管室、检察院")
    house.done("cao", f"{report}/steps/submit", report)
    return report


def share_case(house: House) -> None:
    """The other body may read the case."""
    case = f"/cases/{house.case}"
    house.done("cao", f"{case}/grants", case, account="jian")


def draft(house: House, report: str, **given: object) -> str:
    values = {
        "kind": "supervision", "body": "某市纪委监委", "mark": "某", "contact": "张某 0000-1234567",
        "measure": house.measures, **given,
    }  # fmt: skip
    return house.done("cao", f"{report}/letters", report, **values)


def pairs(house: House, letter: str, who: str = "cao") -> dict[str, object]:
    """What the editor of a letter would post, as it is shown."""
    page = house.see(who, letter)
    form = page.partition('id="letter-form"')[2].partition("</form>")[0]
    values: dict[str, object] = {
        name: re.findall(rf'name="{name}"[^>]*>\n(.*?)</textarea>', form, re.S)
        for name in ("problem", "suggestion", "source", "findings", "legal_basis", "copies")
    }
    values["origin"] = re.findall(r'name="origin" value="(\d+)"', form)
    for name in ("body", "mark", "title", "reply_days", "contact"):
        values[name] = re.findall(rf'name="{name}"[^>]* value="([^"]*)"', form)
    values["kind"] = "supervision"
    values["unit"] = house.unit
    return values


def save(house: House, letter: str, **given: object) -> Response:
    return house.send("cao", letter, letter, **{**pairs(house, letter), **given})


def test_a_report_shows_each_sentence_with_the_words_it_rests_on(house: House) -> None:
    report = build(house)
    page = house.see("cao", report)
    assert "一、案件基本情况" in page and 'id="s1"' in page
    assert re.search(r'href="/documents/[0-9a-f]{64}\?at=\d+-\d+#hit"', page)
    assert "没有写明知悉范围" in page and "须补" in page
    assert report in house.see("cao", "/reports") and report in house.see("lin", "/reports")
    house.see("wai", report, status=404)
    inert(page)


def test_a_sentence_without_its_source_is_marked_and_leads_from_the_gaps(house: House) -> None:
    report = build(house)
    section = f"{report}/sections/direct"
    house.done(
        "cao", section, section, text=["采购需求由一个科室提出。", ""], anchors=["", ""],
        note=["", ""], term=["", ""],
    )  # fmt: skip
    page = house.see("cao", report)
    number = re.search(r'id="s(\d+)"[^>]*class="unanchored"', page)
    assert number is not None
    assert f'href="#s{number[1]}"' in page and "无出处，待核实" in page and "曹某 改" in page


def test_a_section_is_edited_from_its_version_and_keeps_what_was_entered(house: House) -> None:
    report = build(house)
    section = f"{report}/sections/direct"
    values = {"text": [f"改写的一句{XSS}"], "anchors": ["不是出处"], "note": [""], "term": [""]}
    refused = house.send("cao", section, section, **values)
    assert refused.status_code == 422 and "SOURCE_INVALID" in slip(refused)
    assert "改写的一句" in refused.text
    inert(refused.text)
    values["anchors"] = [house.case]
    house.done("cao", section, section, **values)
    stale = house.send("cao", section, section, version=1, **values)
    assert stale.status_code == 412 and "曹某" in slip(stale)
    inert(house.see("cao", report))
    house.see("lin", section, status=403)
    house.see("cao", f"{report}/sections/nothing", status=422)


def test_a_former_version_is_read_alone(house: House) -> None:
    report = ready(house)
    page = house.see("cao", f"{report}?version=1")
    assert "第 1 版的样子" in page and "/steps/submit" not in page
    house.see("cao", f"{report}?version=99", status=400)


def test_two_bodies_review_abreast_and_a_third_person_resolves(house: House) -> None:
    share_case(house)
    report = ready(house)
    review, resolve = f"{report}/steps/review", f"{report}/steps/resolve"
    assert "SAME_PERSON" in slip(house.send("cao", review, report, version=3, body="discipline"))
    assert "FIELD_NEEDED" in slip(house.send("shen", review, report))
    house.done("shen", review, report, body="discipline")
    wordless = house.send(
        "jian", review, report, body="procuratorate", **{"stance-basic": "disagree"}
    )
    assert wordless.status_code == 422 and "REASON_NEEDED" in slip(wordless)
    against = {"stance-basic": "disagree", "opinion-basic": "案值应写明依据"}
    house.done("jian", review, report, body="procuratorate", **against)
    page = house.see("chief", report)
    assert "案值应写明依据" in page and "处理分歧" in page and "REVIEW_CONFLICT" in page
    version = house.version("chief", report)
    blocked = house.send("chief", f"{report}/steps/approve", report, version=version)
    assert blocked.status_code == 409 and "案件基本情况" in slip(blocked)
    empty = house.send("chief", resolve, report, section="basic", reason=" ")
    assert empty.status_code == 422
    house.done("chief", resolve, report, section="basic", reason="依起诉书写明")
    assert "依起诉书写明" in house.see("jian", report)


def test_a_report_is_approved_by_another_hand_once_nothing_blocks(house: House) -> None:
    share_case(house)
    report = ready(house)
    approve = f"{report}/steps/approve"
    assert house.send("cao", approve, report, version=3).status_code == 403
    house.done("shen", f"{report}/steps/review", report, body="discipline")
    missing = house.send("chief", approve, report, version=4)
    assert missing.status_code == 409 and "REVIEW_MISSING" in slip(missing)
    house.done("jian", f"{report}/steps/review", report, body="procuratorate")
    assert "各部分都同意" in house.see("chief", report)
    house.done("chief", approve, report)
    page = house.see("cao", report)
    assert "已审定" in page and "修改</a>" not in page
    paper = house.at("cao").get(f"/api/v1{report}/docx")
    assert paper.status_code == 200 and paper.content[:2] == b"PK"


def test_a_report_is_sent_back_with_what_is_to_be_changed(house: House) -> None:
    report = ready(house)
    path = f"{report}/steps/send_back"
    assert house.send("shen", path, report, reason=" ").status_code == 422
    house.done("shen", path, report, reason="补充直接原因")
    page = house.see("cao", report)
    assert "退回修改" in page and "补充直接原因" in page and "修改</a>" in page
    assert house.send("lin", path, report, version=1, reason="x").status_code == 403


def test_a_letter_is_drafted_from_chosen_measures_with_its_check_up(house: House) -> None:
    report = build(house)
    none = house.send("cao", f"{report}/letters", report, kind="supervision", body="某市纪委监委")
    assert none.status_code == 422 and "对应措施" in slip(none)
    assert 'value="某市纪委监委"' in none.text
    letter = draft(house, report)
    page = house.see("cao", letter)
    assert "保存并体检" in page and 'id="f-problems-1"' in page
    assert re.search(r"<b>\d+</b> <span>分</span>", page)
    assert letter in house.see("cao", "/letters")
    house.see("wai", letter, status=404)


def test_a_draft_of_a_plan_that_is_refused_keeps_what_was_entered(house: House) -> None:
    report = ready(house).rpartition("/")[2]
    one, *others = house.measures
    given = {"case_id": house.case, "report": report, "kind": "love", "measure": [one]}
    plan = f"/measures/plan?case_id={house.case}"
    told = {**given, "body": "某市纪委监委", "mark": "某市", "contact": "刘某"}
    refused = house.send("fang", "/measures/plan/letter", plan, **told)
    assert refused.status_code == 422 and "“种类”的值不合规" in refused.text
    for value in ("某市纪委监委", "某市", "刘某"):
        assert f'value="{value}"' in refused.text
    assert f'value="{report}" selected' in refused.text
    assert f'value="{one}" checked' in refused.text
    assert not any(f'value="{each}" checked' in refused.text for each in others)


def test_the_check_up_of_unsaved_words_keeps_nothing(house: House) -> None:
    letter = draft(house, build(house))
    values = pairs(house, letter)
    linted = house.send(
        "cao", f"{letter}/lint", letter, **{
            **values, "suggestion": ["进一步加强管理。"], "problem": [f"问题{XSS}"],
            "legal_basis": f"《{XSS}》",
        }
    )  # fmt: skip
    assert linted.status_code == 200 and "用语空泛" in linted.text
    assert 'href="#f-suggestions-1" data-finding data-start="0"' in linted.text
    assert "<html" not in linted.text
    inert(linted.text)
    assert "进一步加强管理" not in house.see("cao", letter)
    bad = house.send("cao", f"{letter}/lint", letter, **{**values, "reply_days": "六十"})
    assert "FIELD_INVALID" in bad.text
    foreign = house.at("cao").post(f"{letter}/lint", data={"form_token": "0" * 64})
    assert foreign.status_code == 403
    by_api = house.at("cao").get(f"/api/v1{letter}").json()
    facts = {**by_api["facts"], "suggestions": ["进一步加强管理。"], "problems": ["问题"]}
    told = house.at("cao").post(f"/api/v1{letter}:lint-draft", json={"facts": facts})
    assert "VAGUE" in {one["code"] for one in told.json()["findings"]}


def test_a_letter_is_saved_from_its_version_with_sources_that_follow(house: House) -> None:
    letter = draft(house, build(house))
    before = house.at("cao").get(f"/api/v1{letter}").json()["facts"]
    assert len(before["problems"]) == len(before["measures"]) == 2
    values = pairs(house, letter)
    problems, suggestions = list(values["problem"]), list(values["suggestion"])  # type: ignore[call-overload]
    problems[0] = suggestions[0] = ""
    saved = save(house, letter, problem=problems, suggestion=suggestions, findings="已查明。")
    assert saved.status_code == 303
    after = house.at("cao").get(f"/api/v1{letter}").json()["facts"]
    assert after["problems"] == before["problems"][1:]
    assert after["measures"] == before["measures"][1:]
    former = [one for one in before["sources"] if one["part"] == "problems" and one["index"] == 2]
    now = [one for one in after["sources"] if one["part"] == "problems"]
    assert [one["anchors"] for one in now] == [one["anchors"] for one in former]
    assert [one["index"] for one in now] == [1]
    stale = save(house, letter, version=1, findings=f"又改{XSS}")
    assert stale.status_code == 412 and "曹某" in slip(stale) and "又改" in stale.text
    inert(stale.text)
    refused = save(house, letter, title="", contact="钱某 0000-7654321")
    assert refused.status_code == 422 and "标题" in slip(refused) and "钱某" in refused.text


def test_a_letter_needs_another_hand_and_is_numbered_served_and_answered(house: House) -> None:
    share_case(house)
    letter = draft(house, build(house))
    steps = f"{letter}/steps"
    page = house.see("cao", letter)
    if "缺</span>" in page:
        assert "FIELD_NEEDED" in page
        assert save(house, letter, findings="经查，参数由供应商提供。").status_code == 303
    assert save(house, letter, cosigners="方某", findings="经查，属实。").status_code == 303
    house.done("cao", f"{steps}/submit", letter)
    review = house.see("shen", letter)
    assert "COUNTERSIGN_MISSING" in review and "待会签" in review
    at = house.version("shen", letter)
    assert house.send("cao", f"{steps}/approve", letter, version=at).status_code == 403
    assert "NOT_COSIGNER" in slip(house.send("shen", f"{steps}/countersign", letter, version=at))
    house.done("fang", f"{steps}/countersign", letter, opinion="同意")
    house.done("shen", f"{steps}/approve", letter, decision="")
    assert re.search(r"某纪监建〔\d{4}〕1号", house.see("fang", letter))
    early = house.send("fang", f"{steps}/serve", letter, on="2020-01-01", method="written")
    assert early.status_code == 422 and "DATE_INVALID" in slip(early)
    today = re.search(r'name="on" type="date" value="([\d-]+)"', house.see("fang", letter))
    assert today is not None
    house.done("fang", f"{steps}/serve", letter, on=today[1], method="post")
    served = house.see("fang", letter)
    assert "还有 60 天" in served and "邮寄送达" in served and "整改事项" in served
    assert len(ids_of(served.partition('id="items"')[2], "item")) == 2
    house.done("fang", f"{steps}/reply", letter, on=today[1], reply="已制定方案。", adopted=["1"])
    assert "采纳 1/2" in house.see("shen", letter)
    still = house.send("shen", f"{steps}/conclude", letter, version=house.version("shen", letter))
    assert still.status_code == 409 and "ITEMS_OPEN" in slip(still)
    house.see("lin", "/letters/new", status=403)
    assert house.send("lin", f"{steps}/withdraw", letter, version=1).status_code == 403


def test_an_objection_is_reviewed_and_a_letter_taken_back(house: House) -> None:
    report = build(house)
    letter = draft(house, report)
    steps = f"{letter}/steps"
    assert house.send("shen", f"{steps}/withdraw", letter, reason=" ").status_code == 422
    house.done("shen", f"{steps}/withdraw", letter, reason="重复拟稿")
    assert "已撤回" in house.see("cao", letter) and "重复拟稿" in house.see("cao", letter)
    unknown = house.send("shen", f"{steps}/nothing", letter, version=1)
    assert unknown.status_code == 422


def test_a_letter_may_be_written_without_a_report(house: House) -> None:
    refused = house.send("cao", "/letters/new", "/letters/new", kind="judicial", title="空")
    assert refused.status_code == 422 and "发出机关" in slip(refused)
    letter = house.done(
        "cao", "/letters/new", "/letters/new", kind="judicial", body="某市某区人民法院",
        title="关于规范参数论证的司法建议书", unit=house.unit, level="1",
    )  # fmt: skip
    page = house.see("cao", letter)
    assert "司法建议书" in page and "再加一条" in page and "缺少必备部分" in page
