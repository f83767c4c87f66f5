"""The chain over HTTP: a case of each family walks it; steps out of turn are refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from kb.errors import NotFound
from kb.governance.people import account_id_of
from kb.registers.days import day_of
from kb.terms import load_taxonomy

ROOT = load_taxonomy().layer("ideological_roots")[0].id
TODAY = "2026-01-05"
FAMILIES = {
    "engineering_construction": ("top_leader", "某市某区住建局", "party_government", "工程"),
    "administrative_approval": ("approval_officer", "某市行政审批局", "party_government", "审批"),
    "state_owned_enterprise": ("soe_leader", "某市城投集团", "state_enterprise", "国企"),
    "finance_tax": ("finance_officer", "某区税务局", "party_government", "财税"),
    "grassroots_governance": ("village_cadre", "某镇某村", "village", "村级"),
}
SHEET = [
    "rule_issued_rate:9/10",
    "rule_quality:5/5",
    "rule_known_rate:12/12",
    "rule_run_rate:30/30",
    "inspection_done_rate:4/4",
    "issue_closed_rate:7/7",
    "disclosure_timely_rate:20/20",
    "segregation_rate:4/4",
    "risk_point_covered:8/8",
    "alert_handled_rate:6/6",
    "key_post_rotated_rate:3/3",
    "education_coverage:50/50",
    "recurrence_rate:0/12",
]
PASSWORD = "Spring-Rain-2026-1"


def today() -> str:
    """The day in China, by which dates are judged."""
    return day_of(datetime.now(UTC)).isoformat()


class People:
    """Asks as one of the people; what is asked is one step with the version it is taken from."""

    def __init__(self, client: TestClient, data: Path) -> None:
        self.client = client
        self.data = data

    def get(self, who: str, path: str, **params: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", params=params, headers={"X-Act-As": who})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def add(self, who: str, path: str, facts: dict[str, Any], **placing: Any) -> Any:
        answer = self.client.post(
            f"/api/v1{path}", json={"facts": facts, **placing}, headers={"X-Act-As": who}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def edit(self, who: str, path: str, **facts: Any) -> Any:
        kept = self.get(who, path)
        answer = self.client.put(
            f"/api/v1{path}",
            json={"facts": {**kept["facts"], **facts}},
            headers={"X-Act-As": who, "If-Match": f'"{kept["version"]}"'},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, who: str, path: str, step: str, **body: Any) -> Response:
        """A step, from the version as it stands."""
        version = self.get(who, path)["version"]
        return self.client.post(
            f"/api/v1{path}:{step}",
            json=body,
            headers={"X-Act-As": who, "If-Match": f'"{version}"'},
        )

    def step(self, who: str, path: str, step: str, **body: Any) -> Any:
        answer = self.ask(who, path, step, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def account(self, name: str, *roles: str, **given: Any) -> None:
        account = {"name": name, "roles": roles, "clearance": 3, "password": PASSWORD, **given}
        answer = self.client.post("/api/v1/accounts", json=account)
        assert answer.status_code == 201, answer.text

    def prove(self, who: str, item: str) -> None:
        answer = self.client.post(
            f"/api/v1/rectifications/{item}/evidence",
            headers={"X-Act-As": who},
            files={"file": ("台账截图.txt", item.encode())},
            data={"effective": today()},
        )
        assert answer.status_code == 201, answer.text

    def refused(self, who: str, path: str, step: str, **body: Any) -> tuple[int, str]:
        answer = self.ask(who, path, step, **body)
        return answer.status_code, answer.json()["code"]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="off")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        made = client.post("/api/v1/departments", json={"name": "案管室"})
        assert made.status_code == 201, made.text
        asked = People(client, settings.data_dir)
        for name in ("investigator", "prevention", "reviewer"):
            asked.account(name, name, department=made.json()["id"])
        yield asked


def clue_of(people: People, domain: str) -> tuple[str, str]:
    post, name, kind, field = FAMILIES[domain]
    unit = people.add(
        "investigator", "/units", {"name": name, "kind": kind, "domains": [domain]}, level=0
    )["id"]
    facts = {
        "title": f"反映{name}{field}问题",
        "received": TODAY,
        "source": "inspection",
        "unit": unit,
        "domain": domain,
        "position": post,
        "summary": f"反映{name}负责人在{field}事项中收受好处。",
    }
    return people.add("investigator", "/clues", facts, level=3)["id"], unit


def judged(people: People, clue: str) -> None:
    points = people.step("investigator", f"/clues/{clue}", "propose-risk-points")["proposed"]
    assert len(points) >= 3
    assert all(one["facts"]["sources"] for one in points)
    for one in points[:3]:
        people.step("investigator", f"/risk-points/{one['id']}", "confirm")


def concluded(people: People, case: str) -> list[str]:
    """Answer the checklist, confirm a loophole, adopt a measure for it, conclude."""
    path = f"/cases/{case}"
    for check in people.get("investigator", "/risk-checks", case_id=case)["items"]:
        people.step(
            "investigator", f"/risk-checks/{check['id']}", "answer",
            answer="由一人决定", evidence=["询问笔录第2页"],
        )  # fmt: skip
    facts = {"term": "no_trace", "description": "事项办理没有记录"}
    loophole = people.add("investigator", "/loopholes", facts, case_id=case)["id"]
    people.step("investigator", f"/loopholes/{loophole}", "confirm")
    done = {"on": TODAY, "result": "开除党籍", "result_number": "某审〔2026〕1号"}
    assert people.refused("investigator", path, "conclude", **done) == (409, "MEASURES_MISSING")
    facts = {"term": "online_trace", "text": "事项办理全程留痕", "loopholes": [loophole]}
    measure = people.add("prevention", "/measures", facts, case_id=case)["id"]
    people.step("prevention", f"/measures/{measure}", "adopt")
    assert people.step("investigator", path, "conclude", **done)["state"] == "conclusion"
    return [measure]


def served(people: People, case: str, unit: str, measures: list[str]) -> str:
    facts = {
        "kind": "supervision",
        "body": "某市纪委监委",
        "mark": "某",
        "title": "关于规范事项办理的监察建议书",
        "unit": unit,
        "findings": "办理事项没有记录。",
        "problems": ["事项办理没有记录"],
        "suggestions": ["事项办理全程留痕"],
        "measures": measures,
        "legal_basis": ["监察法第五十二条"],
        "reply_days": 60,
        "contact": "某室 0000000",
        "cosigners": ["investigator"],
        "number": "自拟1号",
        "approved_by": "自己",
    }
    letter = people.add("prevention", "/letters", facts, case_id=case)
    assert (letter["facts"]["number"], letter["facts"]["approved_by"]) == ("", "")
    path = f"/letters/{letter['id']}"
    people.step("prevention", path, "submit")
    assert people.refused("reviewer", path, "approve") == (409, "COUNTERSIGN_MISSING")
    people.step("investigator", path, "countersign", reason="同意")
    assert people.refused("prevention", path, "approve") == (403, "NOT_ALLOWED")
    approved = people.step("reviewer", path, "approve")
    assert approved["facts"]["approved_by"] == account_id_of("reviewer")
    assert approved["facts"]["number"].startswith("某纪监建〔20")
    assert (
        people.step("prevention", path, "serve", on=today(), method="written")["state"] == "served"
    )
    return str(letter["id"])


def carried_out(people: People, unit: str, item: str) -> None:
    """The unit's person signs, proves and applies; a second person writes the item off."""
    owner, path = f"owner-{unit}", f"/rectifications/{item}"
    people.account(owner, "rectifier", unit=unit)
    people.step(owner, path, "sign")
    people.step(
        "prevention", path, "arrange",
        owner=owner, measure="事项全程留痕", acceptance=["已上线"], reason="单位确定责任人",
    )  # fmt: skip
    people.step(owner, path, "report", progress=100, note="已上线")
    assert people.refused(owner, path, "submit") == (409, "EVIDENCE_MISSING")
    people.prove(owner, item)
    people.step(owner, path, "confirm")
    people.step(owner, path, "submit")
    people.step("reviewer", path, "verify")
    people.step("reviewer", path, "write-off", opinion="已核实", checked=[1])


def evaluated(people: People, case: str, unit: str) -> None:
    """One person fills the sheet in, a second confirms it."""
    facts = {
        "title": "整改效果评估",
        "unit": unit,
        "period_start": "2025-01-01",
        "period_end": "2025-06-30",
        "members": ["评估一组"],
        "values": SHEET,
        "shortcomings": "台账仍由一人登记",
    }
    path = f"/evaluations/{people.add('prevention', '/evaluations', facts, case_id=case)['id']}"
    people.step("prevention", path, "submit")
    assert people.refused("prevention", path, "confirm") == (403, "SAME_PERSON")
    assert people.step("reviewer", path, "confirm")["facts"]["grade"] == "excellent"


@pytest.mark.parametrize("domain", FAMILIES)
def test_a_case_of_each_family_walks_the_chain(people: People, domain: str) -> None:
    clue, unit = clue_of(people, domain)
    refused = people.refused("investigator", f"/clues/{clue}", "preliminary")
    assert refused == (409, "PRE_JUDGEMENT_MISSING")
    judged(people, clue)
    people.step("investigator", f"/clues/{clue}", "preliminary")
    filed = people.step("investigator", f"/clues/{clue}", "file", approval="批准", on=TODAY)
    case = filed["case"]["id"]
    path = f"/cases/{case}"
    assert people.refused("investigator", path, "rectify") == (409, "TRANSITION_ILLEGAL")
    done = {"on": TODAY, "result": "开除党籍"}
    assert people.refused("investigator", path, "conclude", **done) == (409, "CHECKS_OPEN")
    causes = {"direct_causes": ["greed_for_gain"], "roots": [ROOT]}
    people.edit("investigator", path, **causes)
    measures = concluded(people, case)
    assert people.refused("investigator", path, "rectify") == (409, "LETTER_NOT_SERVED")
    letter = served(people, case, unit, measures)
    people.step("investigator", path, "rectify")
    items = people.get("prevention", "/rectifications", letter=letter)["items"]
    assert [one["state"] for one in items] == ["issued"]
    assert people.refused("prevention", path, "improve") == (409, "ITEMS_OPEN")
    assert people.refused("reviewer", f"/letters/{letter}", "conclude")[1] == "TRANSITION_ILLEGAL"
    carried_out(people, unit, items[0]["id"])
    people.step("prevention", f"/letters/{letter}", "reply", on=today(), reply="采纳", adopted=[1])
    people.step("reviewer", f"/letters/{letter}", "conclude")
    assert people.refused("prevention", path, "improve") == (409, "EVALUATION_MISSING")
    evaluated(people, case, unit)
    people.step("prevention", path, "improve")
    traced = people.get("prevention", f"{path}/trace")
    assert [(one["name"], one["gaps"]) for one in traced["nodes"] if not one["complete"]] == []
    assert [one["action"] for one in traced["next"]] == ["rework", "archive"]
    assert (traced["counters"]["measures"], traced["counters"]["items_closed"]) == (1, 1)
    assert people.step("prevention", path, "archive")["state"] == "archived"
    then = people.get("prevention", path, as_of=filed["case"]["created_at"])
    assert then["state"] == "investigation"
    found = people.get("prevention", "/registers/search", domain=domain, limit=200)["items"]
    assert {one["kind"] for one in found} >= CROSSED


CROSSED = {
    "unit", "clue", "case", "check", "risk_point", "loophole", "measure", "letter", "item",
    "evidence", "evaluation",
}  # fmt: skip


def test_a_step_names_its_version(people: People) -> None:
    clue, _ = clue_of(people, "finance_tax")
    answer = people.client.post(f"/api/v1/clues/{clue}:hold", json={"reason": "等待"})
    assert (answer.status_code, answer.json()["code"]) == (428, "PRECONDITION_REQUIRED")


def test_an_unknown_step_is_refused(people: People) -> None:
    clue, _ = clue_of(people, "finance_tax")
    assert people.refused("investigator", f"/clues/{clue}", "burn", reason="x")[0] == 422


@pytest.mark.parametrize("who", ["prevention", "reviewer"])
def test_only_who_keeps_clues_takes_their_steps(people: People, who: str) -> None:
    clue, _ = clue_of(people, "finance_tax")
    assert people.refused(who, f"/clues/{clue}", "close", reason="了结") == (403, "NOT_ALLOWED")


def test_a_filing_sent_twice_opens_one_case(people: People) -> None:
    clue, _ = clue_of(people, "finance_tax")
    judged(people, clue)
    version = people.get("investigator", f"/clues/{clue}")["version"]
    headers = {"X-Act-As": "investigator", "If-Match": f'"{version}"', "Idempotency-Key": clue}
    path = f"/api/v1/clues/{clue}:file"
    first = people.client.post(path, json={"approval": "批准"}, headers=headers)
    again = people.client.post(path, json={"approval": "批准"}, headers=headers)
    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["idempotency-replayed"] == "true"


def test_the_search_of_the_registers_refuses_what_it_does_not_know(people: People) -> None:
    answer = people.client.get("/api/v1/registers/search", params={"kind": "rumour"})
    assert (answer.status_code, answer.json()["code"]) == (400, "FILTER_VALUE_UNKNOWN")
    answer = people.client.get("/api/v1/registers/search", params={"after": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_OUT_OF_RANGE")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_all_dates_is_refused(people: People, moment: str) -> None:
    clue, _ = clue_of(people, "finance_tax")
    judged(people, clue)
    case = people.step("investigator", f"/clues/{clue}", "file", approval="批准")["case"]["id"]
    headers = {"X-Act-As": "investigator"}
    for path in (f"/clues/{clue}", f"/cases/{case}/pins", f"/cases/{case}/trace"):
        answer = people.client.get(f"/api/v1{path}", params={"as_of": moment}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "FILTER_VALUE_UNKNOWN"), path
    now = {"as_of": "2026-03-05T08:00:00"}
    pins = people.client.get(f"/api/v1/cases/{case}/pins", params=now, headers=headers)
    assert (pins.status_code, pins.json()) == (200, [])


def test_the_command_line_shows_where_a_case_stands(people: People) -> None:
    clue, _ = clue_of(people, "finance_tax")
    judged(people, clue)
    case = people.step("investigator", f"/clues/{clue}", "file", approval="批准")["case"]["id"]
    environment = {"LIANJIAN_DATA_DIR": str(people.data), "COLUMNS": "160"}
    shown = CliRunner().invoke(app, ["chain", "show", case], env=environment)
    assert shown.exit_code == 0, shown.output
    assert "立案调查" in shown.output
    assert "没有送达的建议书" in shown.output
    assert "下一步：记录不制定措施、审结、撤案" in shown.output
    missing = CliRunner().invoke(app, ["chain", "show", "case-0"], env=environment)
    assert isinstance(missing.exception, NotFound)
