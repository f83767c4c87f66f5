"""The ledger over HTTP: an item's whole way by several people, the list, its sheet, evidence."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from openpyxl import load_workbook

from api.app import create_app
from api.settings import Settings
from kb.governance.people import account_id_of
from kb.registers.days import day_of

TODAY = day_of(datetime.now(UTC))
DUE = (TODAY + timedelta(days=60)).isoformat()
SUGGESTION = (
    "由使用、财务、纪检三方共同验收，验收单三方签字，资料按项目归档，每季度由审计部门抽查十笔。"
)
PEOPLE = {
    "officer": (["prevention"], 0),
    "verifier": (["reviewer"], 0),
    "owner": (["rectifier"], 1),
    "clerk": (["rectifier"], 1),
    "stranger": (["rectifier"], 2),
    "admin": (["system_admin"], 0),
}


class People:
    """Asks as one of the people."""

    def __init__(self, client: TestClient, units: list[str]) -> None:
        self.client = client
        self.units = units

    def ask(self, who: str, method: str, path: str, **given: Any) -> Response:
        headers = {"X-Act-As": who, **given.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **given)

    def get(self, who: str, path: str, **params: Any) -> Any:
        answer = self.ask(who, "GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def step(self, who: str, item: str, step: str, **body: Any) -> Response:
        version = self.get("officer", f"/rectifications/{item}")["version"]
        return self.ask(
            who,
            "POST",
            f"/rectifications/{item}:{step}",
            json=body,
            headers={"If-Match": f'"{version}"'},
        )

    def take(self, who: str, item: str, step: str, **body: Any) -> Any:
        answer = self.step(who, item, step, **body)
        assert answer.status_code == 200, (step, answer.text)
        return answer.json()

    def prove(self, who: str, item: str, content: bytes, *, day: date = TODAY) -> Response:
        return self.ask(
            who,
            "POST",
            f"/rectifications/{item}/evidence",
            files={"file": ("整改报告.txt", content)},
            data={"effective": day.isoformat(), "note": "正式印发"},
        )

    def item(self, **facts: Any) -> str:
        entered = {
            "problem": "设备验收由一人完成，没有人复核",
            "measure": SUGGESTION,
            "acceptance": ["验收办法已印发", "抽查十笔均有三方签字"],
            "unit": self.units[1],
            "owner": account_id_of("owner"),
            "due": DUE,
        }
        made = self.ask("officer", "POST", "/rectifications", json={"facts": {**entered, **facts}})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"), sign_in="off", max_evidence_bytes=1000
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        department = client.post("/api/v1/departments", json={"name": "案管室"}).json()["id"]
        units = [""]
        for name in ("某区住建局", "某区民政局"):
            body = {"facts": {"name": name, "kind": "party_government"}, "level": 0}
            units.append(client.post("/api/v1/units", json=body).json()["id"])
        for name, (roles, unit) in PEOPLE.items():
            account = {
                "name": name,
                "roles": roles,
                "department": "" if unit else department,
                "unit": units[unit],
                "clearance": 1,
                "password": "Spring-Rain-2026-1",
            }
            answer = client.post("/api/v1/accounts", json=account)
            assert answer.status_code == 201, answer.text
        yield People(client, units)


@pytest.fixture(scope="module")
def written_off(people: People) -> str:
    """An item that went all the way."""
    item = people.item()
    people.take("officer", item, "issue")
    people.take("owner", item, "sign")
    people.take("clerk", item, "report", progress=80, note="办法已印发，正在抽查")
    assert people.prove("clerk", item, "我局已印发验收办法".encode()).status_code == 201
    people.take("owner", item, "confirm")
    people.take("clerk", item, "submit")
    people.take("verifier", item, "verify")
    people.take("verifier", item, "write-off", opinion="已实地核实", checked=[1, 2])
    return item


def test_an_item_goes_all_the_way(people: People, written_off: str) -> None:
    kept = people.get("owner", f"/rectifications/{written_off}")
    assert (kept["state"], kept["facts"]["verifier"]) == ("written_off", account_id_of("verifier"))
    actions = [e["action"] for e in people.get("owner", f"/rectifications/{written_off}/events")]
    assert actions == [
        "create",
        "issue",
        "sign",
        "report",
        "add_evidence",
        "confirm",
        "submit",
        "start_verification",
        "write_off",
    ]


@pytest.mark.parametrize(
    ("who", "step", "body", "status", "code"),
    [
        pytest.param("owner", "issue", {}, 403, "NOT_ALLOWED", id="not_the_unit_s_step"),
        pytest.param("stranger", "sign", {}, 404, "NOT_FOUND", id="another_unit"),
        pytest.param("officer", "sign", {}, 409, "TRANSITION_ILLEGAL", id="not_issued_yet"),
        pytest.param("officer", "issue", {"x": 1}, 422, "REQUEST_INVALID", id="unknown_field"),
        pytest.param("officer", "fly", {}, 405, "METHOD_NOT_ALLOWED", id="no_such_step"),
        pytest.param(
            "officer",
            "issue",
            {"issued": (TODAY + timedelta(days=1)).isoformat()},
            422,
            "DATE_IN_FUTURE",
            id="tomorrow",
        ),
    ],
)
def test_steps_that_are_refused(
    people: People, who: str, step: str, body: dict[str, Any], status: int, code: str
) -> None:
    refused = people.step(who, people.item(), step, **body)
    if code == "METHOD_NOT_ALLOWED":
        assert refused.status_code in (404, 405)
        return
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text


def test_nobody_writes_off_their_own(people: People) -> None:
    item = people.item()
    people.take("officer", item, "issue")
    people.take("officer", item, "sign")
    assert people.step("officer", item, "submit").json()["code"] == "EVIDENCE_MISSING"
    assert people.prove("officer", item, b"x").status_code == 201
    assert people.step("officer", item, "submit").json()["code"] == "CONFIRMATION_MISSING"
    people.take("officer", item, "confirm", note="责任人书面签认")
    people.take("officer", item, "submit")
    refused = people.step("officer", item, "verify")
    assert (refused.status_code, refused.json()["code"]) == (403, "SAME_PERSON")
    people.take("verifier", item, "verify")
    unchecked = people.step("verifier", item, "write-off", opinion="可", checked=[1])
    assert (unchecked.status_code, unchecked.json()["code"]) == (422, "ACCEPTANCE_UNCHECKED")
    assert "第 2 条" in unchecked.json()["detail"]


def test_a_step_names_its_version_and_may_be_sent_twice(people: People) -> None:
    item = people.item()
    path = f"/rectifications/{item}:issue"
    unnamed = people.ask("officer", "POST", path, json={})
    assert (unnamed.status_code, unnamed.json()["code"]) == (428, "PRECONDITION_REQUIRED")
    headers = {"If-Match": '"1"', "Idempotency-Key": f"issue-{item}"}
    first = people.ask("officer", "POST", path, json={}, headers=headers)
    again = people.ask("officer", "POST", path, json={}, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.headers["etag"], again.json()) == ('"2"', first.json())
    stale = people.ask("officer", "POST", path, json={}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "VERSION_STALE")


def test_every_other_step_is_there(people: People) -> None:
    """Objection, arrangement, extension, pause, return, relapse: each once."""
    item = people.item()
    people.take("officer", item, "issue")
    people.take("owner", item, "object", reason="职责不清")
    people.take("officer", item, "resolve", upheld=False, reason="职责清楚")
    arranged = {"owner": account_id_of("clerk"), "measure": SUGGESTION, "acceptance": ["已印发"]}
    people.take("officer", item, "arrange", **arranged, reason="换责任人")
    later = (TODAY + timedelta(days=90)).isoformat()
    extended = people.take("officer", item, "extend", until=later, reason="雨季", approval="3 号")
    assert (extended["state"], extended["facts"]["extended_due"]) == ("extended", later)
    people.take("officer", item, "pause", reason="诉讼")
    people.take("officer", item, "resume")
    people.prove("owner", item, b"one")
    people.take("clerk", item, "confirm")
    people.take("owner", item, "submit")
    people.take("verifier", item, "verify")
    people.take("verifier", item, "return", opinion="缺签字")
    people.take("clerk", item, "take-up")
    people.take("clerk", item, "confirm")
    people.take("owner", item, "submit")
    people.take("verifier", item, "verify")
    people.take("verifier", item, "write-off", opinion="可", checked=[1])
    reopened = people.take(
        "verifier", item, "reopen", recurrence="又有一人验收", due=DUE, reason="回头看"
    )
    assert (reopened["state"], reopened["facts"]["round"]) == ("reopened", 2)
    assert people.take("officer", people.item(), "withdraw", reason="重复")["state"] == "withdrawn"
    for step, body in (
        ("urge", {"note": "已约谈"}),
        ("escalate", {"reason": "拒改"}),
        ("order-again", {"due": DUE, "reason": "再改"}),
        ("close-by-accountability", {"accountability": "已问责"}),
    ):
        who = "verifier" if step.startswith("close") else "officer"
        refused = people.step(who, item, step, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "TRANSITION_ILLEGAL"), step


def test_the_list_and_its_sheet_agree(people: People, written_off: str) -> None:
    query = {"unit": people.units[1], "state": ["written_off", "issued"]}
    listed = people.get("officer", "/ledger", **query)
    assert listed["total"] == len(listed["lines"]) > 0
    assert {line["state"] for line in listed["lines"]} <= {"written_off", "issued"}
    assert listed["counts"]["written_off"] >= 1
    sheet = people.ask("officer", "GET", "/ledger/export", params=query)
    assert sheet.status_code == 200, sheet.text
    assert "spreadsheetml" in sheet.headers["content-type"]
    header, *rows = load_workbook(BytesIO(sheet.content))["整改台账"].iter_rows(values_only=True)
    at = {name: header.index(name) for name in ("编号", "状态", "问题", "责任单位")}
    assert [[row[place] for place in at.values()] for row in rows] == [
        [line["id"], line["state_name"], line["problem"], line["unit_name"]]
        for line in listed["lines"]
    ]
    told = people.client.get("/api/v1/audit", params={"action": "ledger.export"}).text
    assert f"{listed['total']} items" in told


def test_a_rectifier_sees_their_own_and_exports_nothing(people: People, written_off: str) -> None:
    assert written_off in {line["id"] for line in people.get("owner", "/ledger")["lines"]}
    assert people.get("stranger", "/ledger")["total"] == 0
    assert people.ask("owner", "GET", "/ledger/export").status_code == 403
    assert people.ask("admin", "GET", "/ledger").status_code == 403


@pytest.mark.parametrize(
    ("params", "code"),
    [
        pytest.param({"state": "flying"}, "FILTER_VALUE_UNKNOWN", id="state"),
        pytest.param({"after": "x"}, "PARAM_OUT_OF_RANGE", id="cursor"),
        pytest.param({"limit": 0}, "REQUEST_INVALID", id="limit"),
        pytest.param({"1=1": "x"}, "REQUEST_INVALID", id="unknown"),
    ],
)
def test_a_filter_that_makes_no_sense(people: People, params: dict[str, Any], code: str) -> None:
    refused = people.ask("officer", "GET", "/ledger", params=params)
    assert refused.status_code in (400, 422)
    assert refused.json()["code"] == code


def test_evidence_comes_in_goes_out_and_is_struck(people: People) -> None:
    item = people.item()
    people.take("officer", item, "issue")
    people.take("owner", item, "sign")
    too_large = people.prove("clerk", item, b"x" * 1001)
    assert (too_large.status_code, too_large.json()["code"]) == (413, "FILE_TOO_LARGE")
    tomorrow = people.prove("clerk", item, b"x", day=TODAY + timedelta(days=1))
    assert (tomorrow.status_code, tomorrow.json()["code"]) == (422, "DATE_IN_FUTURE")
    kept = people.prove("clerk", item, f"整改报告：{SUGGESTION}".encode()).json()
    assert (kept["facts"]["item"], kept["facts"]["name"]) == (item, "整改报告.txt")
    out = people.ask("verifier", "GET", f"/evidence/{kept['id']}/content")
    assert out.content.decode() == f"整改报告：{SUGGESTION}"
    assert out.headers["x-content-type-options"] == "nosniff"
    hidden = people.ask("stranger", "GET", f"/evidence/{kept['id']}/content")
    assert hidden.status_code == 404
    assert people.prove("clerk", item, b"\x89PNG\r\n\x1a\n" + bytes(40)).status_code == 201
    told = people.get("verifier", f"/rectifications/{item}/evidence-signs")
    assert [(one["sign"], one["evidence"]) for one in told["signs"]] == [("copied", kept["id"])]
    assert len(told["unread"]) == 1
    struck = people.ask(
        "clerk",
        "POST",
        f"/evidence/{kept['id']}:strike",
        json={"reason": "照抄，重写"},
        headers={"If-Match": '"1"'},
    )
    assert (struck.status_code, struck.json()["state"]) == (200, "struck")


def test_an_inspection_moves_the_ledger(people: People) -> None:
    facts = {"title": "验收督查", "unit": people.units[1], "method": "on_site"}
    made = people.ask("officer", "POST", "/inspections", json={"facts": facts}).json()
    standing = people.item()
    body = {
        "conclusion": "制度已建，执行不严",
        "findings": [
            {"problem": "抽查三笔无第三方签字", "due": DUE},
            {"problem": "办法未上墙", "outcome": "note", "item": standing},
        ],
    }
    done = people.ask(
        "officer",
        "POST",
        f"/inspections/{made['id']}:complete",
        json=body,
        headers={"If-Match": '"1"'},
    )
    assert done.status_code == 200, done.text
    assert (done.json()["state"], len(done.json()["facts"]["items"])) == ("done", 2)
    other = people.ask("officer", "POST", "/inspections", json={"facts": facts}).json()
    cancelled = people.ask(
        "officer",
        "POST",
        f"/inspections/{other['id']}:cancel",
        json={"reason": "与巡察重复"},
        headers={"If-Match": '"1"'},
    )
    assert cancelled.json()["state"] == "cancelled"


def test_the_calendar_is_an_administrator_s(people: People) -> None:
    day = {"working": False, "name": "国庆节"}
    assert people.ask("officer", "PUT", "/calendar/2026-10-01", json=day).status_code == 403
    put = people.ask("admin", "PUT", "/calendar/2026-10-01", json=day)
    assert put.json() == {"day": "2026-10-01", **day}
    assert people.get("owner", "/calendar", year=2026) == [put.json()]
    assert people.ask("admin", "DELETE", "/calendar/2026-10-01").status_code == 204
    assert people.ask("admin", "DELETE", "/calendar/2026-10-01").status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "2201-01-01", "1899-12-31"])
def test_the_calendar_takes_only_years_that_can_be_meant(people: People, day: str) -> None:
    refused = people.ask("admin", "PUT", f"/calendar/{day}", json={"working": False, "name": ""})
    assert (refused.status_code, refused.json()["code"]) == (400, "PARAM_OUT_OF_RANGE")
    assert people.get("owner", "/calendar") == []
