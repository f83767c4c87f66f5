"""Labels reviewed by forms; the desk; where the rooms are."""

import re

import pytest

from api.pages.navigation import NAVIGATION
from tests.api.conftest import PAPERS
from tests.api.pages.house import House, Visitor


@pytest.fixture(scope="module")
def papers(ban: Visitor) -> dict[str, str]:
    return {name: ban.upload(name, words) for name, words in PAPERS.items()}


def form_of(page: str) -> dict[str, str]:
    """The task as its form holds it."""
    names = ("state", "document_id", "sentence", "key", "model", "start")
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in names}
    text = re.search(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    values = {name: one[1].replace("&amp;", "&") for name, one in found.items() if one}
    assert len(values) == len(names)
    return {**values, "text": text[1]}


def waiting(page: str) -> int:
    found = re.search(r'没人看过 <span class="count">(\d+)</span>', page)
    assert found is not None
    return int(found[1])


def test_a_label_is_accepted_and_the_next_one_comes(ban: Visitor, papers: dict[str, str]) -> None:
    page = ban.get("/reviews").text
    task = form_of(page)
    decided = ban.submit("/reviews", {**task, "decision": "accept"}, shown="/reviews")
    assert decided.headers["location"] == "/reviews"
    after = ban.get("/reviews").text
    assert "已接受：" in after and waiting(after) == waiting(page) - 1
    assert form_of(after) != task
    labels = ban.client.get(f"/api/v1/documents/{task['document_id']}/labels").json()
    [one] = [x for x in labels if x["id"].endswith(f":{task['sentence']}:{task['key']}")]
    assert (one["status"], one["decisions"][0]["reviewer"]) == ("accepted", "ban员")


def test_a_label_is_edited_to_words_of_its_sentence(ban: Visitor, papers: dict[str, str]) -> None:
    task = form_of(ban.get("/reviews").text)
    words = task["text"].strip()[:6]
    edit = {**task, "decision": "edit", "label": "loopholes:no_trace", "words": words}
    ban.submit("/reviews", edit, shown="/reviews")
    assert "已修改：" in ban.get("/").text
    labels = ban.client.get(f"/api/v1/documents/{task['document_id']}/labels").json()
    [one] = [x for x in labels if x["id"].endswith(f":{task['sentence']}:{task['key']}")]
    assert one["standing"]["key"] == "loopholes:no_trace" and one["standing"]["text"] == words


def test_enter_in_the_edit_part_cannot_accept(ban: Visitor, papers: dict[str, str]) -> None:
    """Enter presses the first button of the form that a field is in."""
    forms = re.findall(r"<form .*?</form>", ban.get("/reviews").text, re.DOTALL)
    [edit] = [one for one in forms if 'name="note"' in one]
    assert edit.count("<button") == 1 and 'name="decision" value="edit"' in edit
    assert 'value="accept"' not in edit and 'name="document_id"' in edit


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"decision": "accept", "model": "older"}, "另一版本的模型", id="stale"),
        pytest.param({"decision": "accept", "sentence": "9999"}, "没有这条待复核", id="unknown"),
    ],
)
def test_a_refused_decision_says_why(
    ban: Visitor, papers: dict[str, str], change: dict[str, str], told: str
) -> None:
    task = form_of(ban.get("/reviews").text)
    given = {**task, "label": task["key"], "words": "", **change}
    assert ban.submit("/reviews", given, shown="/reviews").status_code == 303
    page = ban.get("/reviews").text
    assert told in page and form_of(page) == task


@pytest.mark.parametrize("change", [{"sentence": str(2**31)}, {"start": str(2**31)}])
def test_a_place_beyond_every_text_is_refused(
    ban: Visitor, papers: dict[str, str], change: dict[str, str]
) -> None:
    task = {**form_of(ban.get("/reviews").text), "decision": "accept", **change}
    assert ban.submit("/reviews", task, shown="/reviews").status_code == 422


def test_an_edit_that_ends_beyond_every_text_says_why(ban: Visitor, papers: dict[str, str]) -> None:
    task = form_of(ban.get("/reviews").text)
    edit = {**task, "decision": "edit", "label": task["key"], "words": task["text"].strip()[:6]}
    beyond = {**edit, "start": str(2**31 - 1)}
    refused = ban.submit("/reviews", beyond, shown="/reviews")
    assert refused.status_code == 422 and "“证据”的值不合规" in refused.text


def test_a_refused_edit_keeps_what_was_written(ban: Visitor, papers: dict[str, str]) -> None:
    task = form_of(ban.get("/reviews").text)
    written = {"words": "此语不在句中", "note": "以原文为准", "label": "loopholes:no_trace"}
    refused = ban.submit("/reviews", {**task, "decision": "edit", **written}, shown="/reviews")
    assert refused.status_code in (400, 422) and "原文里没有这些字" in refused.text
    assert form_of(refused.text) == task
    assert "此语不在句中</textarea>" in refused.text and 'value="以原文为准"' in refused.text
    assert '<option value="loopholes:no_trace" selected>' in refused.text


def test_what_is_easily_confused_is_said_by_name(ban: Visitor) -> None:
    words = "验收流于形式，经办人明知不合格仍予以放行。"
    paper = ban.upload("验收.txt", f"某县水利局案件剖析报告\n二、原因分析\n{words}\n")
    pages = [ban.get(f"/reviews?document_id={paper}&n={n}").text for n in range(3)]
    told = [one for page in pages for one in re.findall(r"易混：([^<]*)", page)]
    assert any("归“" in one for one in told), told
    assert [one for one in told if re.search("[a-z]{3}", one)] == []


def test_going_on_leaves_the_label_in_the_queue(ban: Visitor, papers: dict[str, str]) -> None:
    first, second = form_of(ban.get("/reviews").text), form_of(ban.get("/reviews?n=1").text)
    assert first["document_id"] + first["sentence"] != second["document_id"] + second["sentence"]
    assert "这一批看完了" in ban.get("/reviews?n=90").text
    assert ban.get("/reviews?n=x&mode=nothing&layer=nothing").status_code == 200


def test_a_second_person_does_not_see_the_first_answer(
    house: House, ban: Visitor, papers: dict[str, str]
) -> None:
    task = form_of(ban.get("/reviews").text)
    ban.submit("/reviews", {**task, "decision": "accept"}, shown="/reviews")
    assert "没有待复核的标签" in ban.get("/reviews?mode=second").text
    other = house.enter("shen")
    page = other.get("/reviews?mode=second").text
    assert "ban员" not in page
    mine = next(
        form_of(other.get(f"/reviews?mode=second&n={n}").text)
        for n in range(5)
        if form_of(other.get(f"/reviews?mode=second&n={n}").text)["key"] == task["key"]
    )
    other.submit("/reviews", {**mine, "decision": "reject"}, shown="/reviews")
    assert '有分歧 <span class="count">1</span>' in house.enter("yu").get("/reviews").text
    table = ban.get("/reviews/agreement").text
    assert "Krippendorff" in table and '<td class="number">0%</td>' in table


def test_only_reviewers_review(house: House, ban: Visitor, papers: dict[str, str]) -> None:
    task = form_of(ban.get("/reviews").text)
    trainer = house.enter("xuan")
    assert trainer.get("/reviews").status_code == 403
    refused = trainer.submit("/reviews", {**task, "decision": "accept"}, shown="/")
    assert refused.status_code == 403 and "NOT_ALLOWED" in refused.text


def test_the_desk_shows_each_role_its_sides(house: House, papers: dict[str, str]) -> None:
    own = house.enter("ban").get("/").text
    for words in ("时限", "预警", "在办案件", "在办线索", "新近入库", "待复核标签"):
        assert words in own
    assert "待复核标签" not in house.enter("xuan").get("/").text
    assert "这个账号不看案件材料" in house.enter("an").get("/").text


def test_rooms_have_keys_and_paths_of_their_own() -> None:
    rooms = [room for group in NAVIGATION for room in group.rooms]
    keys = [room.key for room in rooms if room.key]
    assert len(set(keys)) == len(keys)
    assert len({room.path for room in rooms}) == len(rooms)
