"""New matches told by themselves, and pins kept with a case, over HTTP and on pages."""

import io
import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document

from api.matches import check_matches
from api.registers import registry_for_writing
from kb.governance.access import Level, Principal
from kb.governance.accounts import read_account
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import CaseFacts
from kb.retrieval.kept_reason import KeptReason
from kb.retrieval.saved_matches import SavedMatches
from kb.store.cases import case_id_of
from kb.store.saved_searches import SavedSearch, SavedSearches
from kb.store.tables import now
from tests.api.conftest import PAPERS
from tests.api.pages.house import HOSTILE, House, Visitor, active

NEW = """某县交通局副局长陈某，在三个公路标段招标前把评标专家名单告诉投标人，帮助其中标，
先后三次收受现金共计人民币六十万元。"""
LIKE = PAPERS["工程.txt"].replace("某区", "某县").replace("张某甲", "何某")
FILED = CaseFacts(title="陈某受贿案", filed=date(2026, 3, 2), domain="engineering_construction")


def save(who: Visitor, name: str, query: str, kind: str = "search") -> dict[str, Any]:
    body = {"name": name, "kind": kind, "query": query}
    saved = who.client.post("/api/v1/saved-searches", json=body)
    assert saved.status_code == 201, saved.text
    return dict(saved.json())


def person(house: House, name: str) -> Principal:
    with house.app.state.service.transactions.reading() as session:
        return read_account(session, name).principal()


def look(house: House) -> None:
    check_matches(house.app.state.service)


def told(who: Visitor, **query: str) -> dict[str, list[str]]:
    """The documents that each search of the person told."""
    answer = who.client.get("/api/v1/matches", params=query)
    assert answer.status_code == 200, answer.text
    return {
        one["search"]["name"]: [match["document"]["id"] for match in one["matches"]]
        for one in answer.json()
    }


@pytest.fixture(scope="module")
def kept(ban: Visitor) -> dict[str, str]:
    """What was there before anything was saved."""
    return {name: ban.upload(name, PAPERS[name]) for name in ("工程.txt", "村级.txt", "医院.txt")}


@pytest.fixture(scope="module")
def case(house: House, ban: Visitor, kept: dict[str, str]) -> str:
    """A registered case with its paper."""
    case_id, department = "case-00000000000000a1", person(house, "ban").department
    with registry_for_writing(house.app.state.service, person(house, "ban")) as registry:
        opening = Opening(case_id, Level.INTERNAL, department, "经批准立案")
        CaseFiles(registry).open(FILED, opening)
    paper = ban.upload("立案.txt", f"关于陈某涉嫌受贿问题的立案报告\n{NEW}")
    moved = ban.client.put(f"/api/v1/documents/{paper}/case", json={"case_id": case_id})
    assert moved.status_code in (200, 204), moved.text
    return case_id


def test_matches_are_told_by_themselves_after_an_upload(
    house: House, ban: Visitor, kept: dict[str, str]
) -> None:
    assert save(ban, "泄露专家", "泄露 评标专家")["watching"]
    save(ban, "像这样的", NEW, "similar")
    save(ban, "粮食", "粮食 储备")
    paper = ban.upload("又一件.txt", LIKE)
    until = time.monotonic() + 60
    while not told(ban) and time.monotonic() < until:
        time.sleep(0.1)
    assert told(ban) == {"泄露专家": [paper], "像这样的": [paper]}
    every = {one["search"]["kind"]: one for one in ban.client.get("/api/v1/matches").json()}
    [by_words] = every["search"]["matches"]
    assert "评标专家名单" in by_words["quote"]["text"] and by_words["parts"] == []
    [by_case] = every["similar"]["matches"]
    parts = {one["name"]: one for one in by_case["parts"]}
    assert [one["label"] for one in parts["domain"]["shared"]] == ["工程建设"]
    total = sum(one["contribution"] for one in by_case["parts"])
    assert total == pytest.approx(by_case["score"], abs=0.002)


def test_the_desk_tells_them_with_the_reason(ban: Visitor) -> None:
    page = ban.get("/").text
    desk = page.split("新的匹配", 1)[1]
    assert "泄露专家" in desk and "像这样的" in desk and "工程建设" in desk
    assert '<mark class="hit">评标专家</mark>' in desk
    assert ban.get("/matches").text.count("标为已看") == 2


def test_what_was_seen_is_told_no_more(house: House, ban: Visitor) -> None:
    assert ban.get("/matches").status_code == 200 and len(told(ban)) == 2  # looking marks nothing
    sent = ban.submit("/saved/泄露专家/seen", {"desk": "true"})
    assert sent.headers["location"] == "/"
    assert list(told(ban)) == ["像这样的"]
    assert set(told(ban, seen="true")) == {"泄露专家", "像这样的"}
    assert ban.get("/matches?seen=true").text.count("标为已看") == 1
    ran = ban.submit("/saved/像这样的/run", {}, shown="/saved")  # opening the search does as well
    assert ran.status_code == 200 and told(ban) == {}
    assert [one["subject"] for one in house.trail("saved.seen")] == ["泄露专家"]
    again = ban.client.post("/api/v1/saved-searches/泄露专家:seen")
    assert again.json() == {"seen": 0}


def test_nobody_is_told_what_they_may_not_read(house: House, ban: Visitor) -> None:
    other = house.enter("yu")
    save(other, "他的", "串通投标 标底")
    secret = ban.upload("密件.txt", "关于串通投标的内部报告\n某人串通投标，泄露标底。", level=1)
    open_ = ban.upload("公开.txt", "关于串通投标的公开通报\n另有人串通投标，泄露标底。")
    look(house)
    assert told(other) == {"他的": [open_]}
    with house.app.state.service.transactions.writing() as session:
        # as if it had been found while the person could read it
        search = SavedSearches(session, person(house, "yu")).get("他的")
        found = {secret: KeptReason(0.9, (secret,))}
        assert SavedMatches(session).keep(search, found, at=now()) == 1
    assert told(other) == {"他的": [open_]}
    assert "密件" not in other.get("/matches").text and "内部报告" not in other.get("/").text
    body = other.client.get("/api/v1/matches").json()
    assert [(one["fresh"], one["total"]) for one in body] == [(1, 1)]
    assert other.client.post("/api/v1/saved-searches/泄露专家:seen").status_code == 404
    gone = other.client.patch("/api/v1/saved-searches/泄露专家", json={"watching": False})
    assert gone.status_code == 404


def test_what_is_not_watched_is_not_looked_at(house: House, ban: Visitor) -> None:
    sent = ban.submit("/saved/粮食/watch", {}, shown="/saved")
    assert sent.headers["location"] == "/saved"
    ban.upload("粮库.txt", "关于粮食储备库亏空的通报\n保管员监守自盗，盗卖储备粮食。")
    look(house)
    assert "粮食" not in told(ban)
    page = ban.get("/saved").text
    assert page.count("不再盯着") >= 2 and ">盯着</button>" in page
    again = ban.client.patch("/api/v1/saved-searches/粮食", json={"watching": True})
    assert again.json()["watching"] is True
    look(house)
    assert "粮食" not in told(ban)  # it came in while nobody watched


def test_a_broken_search_breaks_nothing(house: House, ban: Visitor) -> None:
    with house.app.state.service.transactions.writing() as session:
        ghost = replace(person(house, "ban"), account="nobody")
        for who in (ghost, person(house, "ban")):
            broken = SavedSearch("坏的", "search", "采购", ("颜色=红",))
            SavedSearches(session, who).add(broken)
    save(ban, "采购参数", "采购 参数")
    paper = ban.upload("采购.txt", "关于设备采购参数问题的通报\n采购参数由供应商编写。")
    checked = check_matches(house.app.state.service)
    assert checked.broken == 1
    assert told(ban)["采购参数"] == [paper]


def test_a_search_that_fails_as_nobody_foresaw_keeps_no_other_waiting(
    house: House, ban: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = house.app.state.service
    house.app.state.watch.settled()
    save(ban, "出错的", "围标")
    save(ban, "不出错的", "围标 串标")
    ask = type(service).word_query

    def failing(self: Any, words: str) -> Any:
        if words == "围标":
            raise ZeroDivisionError
        return ask(self, words)

    monkeypatch.setattr(type(service), "word_query", failing)
    paper = ban.upload("围标.txt", "关于围标串标问题的通报\n几家公司围标串标，轮流中标。")
    checked = check_matches(service)
    house.app.state.watch.settled()
    monkeypatch.undo()
    assert checked.broken >= 1
    assert told(ban)["不出错的"] == [paper] and "出错的" not in told(ban)
    look(house)
    assert told(ban)["出错的"] == [paper]  # looked at again once it can be
    ban.client.delete("/api/v1/saved-searches/出错的")
    ban.client.delete("/api/v1/saved-searches/不出错的")


def test_a_watched_case_tells_of_its_kind(house: House, ban: Visitor, case: str) -> None:
    page = f"/cases/{case}"
    sent = ban.submit(f"{page}/watch", {}, shown=page)
    assert sent.headers["location"] == f"{page}#alike" and "不再盯着" in ban.get(page).text
    paper = ban.upload("第三件.txt", LIKE.replace("何某", "吕某").replace("35号", "77号"))
    look(house)
    assert paper in told(ban)["陈某受贿案"]
    other = house.enter("yu")
    assert other.submit(f"{page}/watch", {}).status_code == 404
    body = {"name": "偷看", "kind": "case", "query": case}
    assert other.client.post("/api/v1/saved-searches", json=body).status_code == 404
    assert ban.submit(f"{page}/watch", {}).status_code == 303  # sent twice
    with house.app.state.service.transactions.writing() as session:
        # as if the watcher could not read the case any more
        [search] = [
            one for one in SavedSearches(session, person(house, "ban")).listed()
            if one.query == case
        ]  # fmt: skip
        SavedSearches(session, person(house, "yu")).add(replace(search, name="从前的"))
        [lost] = SavedSearches(session, person(house, "yu")).listed()[-1:]
        SavedMatches(session).keep(lost, {paper: KeptReason(0.9, (paper,))}, at=now())
    assert "从前的" not in told(other)
    assert other.client.post("/api/v1/saved-searches/从前的:seen").json() == {"seen": 0}
    ban.submit(f"{page}/unwatch", {}, shown=page)
    assert "陈某受贿案" not in told(ban) and "/unwatch" not in ban.get(page).text


def test_a_pin_is_kept_with_the_case(house: House, ban: Visitor, case: str) -> None:
    path = f"/similar?matter={case}"
    page = ban.get(path).text
    past = page.split('id="case-')[1].split('"')[0]
    values = {"state": f"matter={case}", "past": past, "note": f"手法相同{HOSTILE}"}
    sent = ban.submit("/similar/pin", values, shown=path)
    assert sent.headers["location"] == f"{path}#case-{past}"
    kept = ban.client.get(f"/api/v1/cases/{case}/pins").json()
    assert [one["case_id"] for one in kept] == [past]
    assert kept[0]["note"].startswith("手法相同") and kept[0]["score"] > 0.3
    assert kept[0]["versions"]["index"] and kept[0]["documents"]
    shown = ban.get(f"/cases/{case}").text
    assert "手法相同" in shown and active(shown) == [] and "ban员" in shown
    assert "已钉住" in ban.get(path).text
    [entry] = house.trail("case.pin")
    assert entry["subject"].startswith(case)


def test_a_pin_is_there_where_the_search_does_not_reach(ban: Visitor, case: str) -> None:
    [pin] = ban.client.get(f"/api/v1/cases/{case}/pins").json()
    narrowed = ban.get(f"/similar?matter={case}&where=domain%3Dhealthcare").text
    assert "先前钉住的" in narrowed and "按现在的条件与权重没有找到它" in narrowed
    assert f'id="case-{pin["case_id"]}"' in narrowed and "手法相同" in narrowed
    state = f"matter={case}&where=domain%3Dhealthcare"
    report = ban.submit("/similar/report", {"state": state}, shown=f"/similar?{state}")
    assert "另列先前钉住、本次未检出的 1 件" in _words(report.content)
    body = {"matter": case, "limit": 5}
    by_default = ban.client.post("/api/v1/similar-cases/report", json=body)
    assert "检索人从中选列 1 件" in _words(by_default.content)
    every = ban.client.post("/api/v1/similar-cases/report", json={**body, "only": []})
    assert "检索人从中选列" not in _words(every.content)
    lost = ban.client.post("/api/v1/similar-cases/report", json={**body, "only": ["x"]})
    assert lost.status_code == 404


def test_the_pinned_case_leads_in_the_risk_report(
    ban: Visitor, case: str, kept: dict[str, str]
) -> None:
    page = ban.client.post("/api/v1/similar-cases", json={"matter": case, "limit": 20}).json()
    last = page["cases"][-1]["case_id"]
    put = ban.client.put(f"/api/v1/cases/{case}/pins/{last}", json={"note": "对照"})
    assert put.status_code == 204, put.text
    made = ban.client.post(f"/api/v1/cases/{case}/risk-report", json={})
    assert made.status_code == 201, made.text
    pins = [one["case_id"] for one in ban.client.get(f"/api/v1/cases/{case}/pins").json()]
    assert made.json()["facts"]["similar"][: len(pins)] == pins


def test_a_pin_is_taken_off_and_known_of_that_day(ban: Visitor, case: str) -> None:
    [first, second] = ban.client.get(f"/api/v1/cases/{case}/pins").json()
    page = f"/cases/{case}"
    sent = ban.submit(f"{page}/pins/{first['case_id']}/remove", {}, shown=page)
    assert sent.headers["location"] == f"{page}#alike"
    now = ban.client.get(f"/api/v1/cases/{case}/pins").json()
    assert [one["case_id"] for one in now] == [second["case_id"]]
    then = {"as_of": first["pinned_at"]}
    past = ban.client.get(f"/api/v1/cases/{case}/pins", params=then).json()
    assert [one["case_id"] for one in past] == [first["case_id"]]
    gone = ban.client.delete(f"/api/v1/cases/{case}/pins/{first['case_id']}")
    assert gone.status_code == 404
    pin = f"/api/v1/cases/{case}/pins/{second['case_id']}"
    odd = ban.client.put(pin, json={"note": "a\x00b"})
    assert (odd.status_code, odd.json()["code"]) == (422, "INVALID_TEXT")


def test_pins_show_to_whoever_may_read_both(house: House, ban: Visitor, case: str) -> None:
    reviewer, other = house.enter("shen"), house.enter("yu")
    secret = ban.upload("内部案.txt", LIKE.replace("何某", "曹某").replace("35号", "78号"), level=1)
    past = case_id_of(secret)
    put = ban.client.put(f"/api/v1/cases/{case}/pins/{past}", json={"note": "内部的"})
    assert put.status_code == 204, put.text
    assert len(reviewer.client.get(f"/api/v1/cases/{case}/pins").json()) == 2
    refused = reviewer.client.delete(f"/api/v1/cases/{case}/pins/{past}")
    assert refused.status_code == 403
    body = {"kind": "department", "grantee": person(house, "yu").department}
    assert other.client.get(f"/api/v1/cases/{case}/pins").status_code == 404
    assert ban.client.post(f"/api/v1/cases/{case}/grants", json=body).status_code == 201
    seen = other.client.get(f"/api/v1/cases/{case}/pins").json()
    assert len(seen) == 1 and past not in [one["case_id"] for one in seen]
    assert "内部的" not in other.get(f"/cases/{case}").text
    nowhere = other.client.put(f"/api/v1/cases/{case}/pins/{past}", json={})
    assert nowhere.status_code == 404


def test_pins_of_a_new_case_are_kept_and_one_s_own(house: House, ban: Visitor) -> None:
    sent = ban.submit("/similar", {"text": NEW}, shown="/similar")
    path = str(sent.headers["location"])
    new = path.partition("case=")[2]
    past = ban.get(path).text.split('id="case-')[1].split('"')[0]
    ban.submit("/similar/pin", {"state": f"case={new}", "past": past}, shown=path)
    assert "已钉住" in ban.get(path).text  # nothing of it in the address
    other = house.enter("yu")
    for call in (other.client.get, other.client.delete):
        tail = "" if call == other.client.get else f"/{past}"
        assert call(f"/api/v1/new-cases/{new}/pins{tail}").status_code == 404
    assert other.client.put(f"/api/v1/new-cases/{new}/pins/{past}", json={}).status_code == 404
    assert len(ban.client.get(f"/api/v1/new-cases/{new}/pins").json()) == 1
    ban.submit("/similar/unpin", {"state": f"case={new}", "past": past}, shown=path)
    assert ban.client.get(f"/api/v1/new-cases/{new}/pins").json() == []


@pytest.mark.parametrize(
    ("path", "values"),
    [
        pytest.param("/similar/pin", {"state": "matter=nowhere", "past": "x"}, id="no_case"),
        pytest.param("/similar/unpin", {"state": "case=nowhere", "past": "x"}, id="no_new_case"),
        pytest.param("/saved/没有/seen", {}, id="no_search"),
    ],
)
def test_what_is_not_there_is_not_found(ban: Visitor, path: str, values: dict[str, str]) -> None:
    assert ban.submit(path, values).status_code == 404


def _words(content: bytes) -> str:
    tables = Document(io.BytesIO(content)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
