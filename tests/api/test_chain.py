"""The chain over HTTP: a case of each family walks it; steps out of turn are refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings
from kb.governance.people import account_id_of
from kb.registers.days import day_of

TODAY = "2026-01-05"
FAMILIES = {
    "engineering_construction": ("top_leader", "某市某区住建局", "party_government", "工程"),
    "administrative_approval": ("approval_officer", "某市行政审批局", "party_government", "审批"),
    "state_owned_enterprise": ("soe_leader", "某市城投集团", "state_enterprise", "国企"),
    "finance_tax": ("finance_officer", "某区税务局", "party_government", "财税"),
    "grassroots_governance": ("village_cadre", "某镇某村", "village", "村级"),
}
PEOPLE = {
    "investigator": ["investigator"],
    "prevention": ["prevention"],
    "reviewer": ["reviewer"],
}


class People:
    """Asks as one of the people; what is asked is one step with the version it is taken from."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

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

    def refused(self, who: str, path: str, step: str, **body: Any) -> tuple[int, str]:
        answer = self.ask(who, path, step, **body)
        return answer.status_code, answer.json()["code"]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="off")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        made = client.post("/api/v1/departments", json={"name": "案管室"})
        assert made.status_code == 201, made.text
        for name, roles in PEOPLE.items():
            account = {
                "name": name,
                "roles": roles,
                "department": made.json()["id"],
                "clearance": 3,
                "password": "Spring-Rain-2026-1",
            }
            answer = client.post("/api/v1/accounts", json=account)
            assert answer.status_code == 201, answer.text
        yield People(client)


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
    today = day_of(datetime.now(UTC)).isoformat()
    assert people.step("prevention", path, "serve", on=today, method="written")["state"] == "served"
    return str(letter["id"])


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
    measures = concluded(people, case)
    assert people.refused("investigator", path, "rectify") == (409, "LETTER_NOT_SERVED")
    letter = served(people, case, unit, measures)
    assert people.step("investigator", path, "rectify")["state"] == "rectification"
    items = people.get("prevention", "/rectifications", letter=letter)["items"]
    assert [one["state"] for one in items] == ["issued"]
    assert people.refused("prevention", path, "improve") == (409, "ITEMS_OPEN")
    nodes = people.get("prevention", f"{path}/trace")
    assert [one["key"] for one in nodes["nodes"] if one["complete"]][:1] == ["investigate"]
    assert [one["action"] for one in nodes["next"]] == ["improve"]
    assert nodes["counters"]["measures"] == 1
    kinds = {one["kind"] for one in people.get("prevention", "/registers/search", domain=domain,
                                               limit=200)["items"]}  # fmt: skip
    assert {"clue", "case", "check", "risk_point", "loophole", "measure", "letter", "item",
            "unit"} <= kinds  # fmt: skip
    moment = filed["case"]["created_at"]
    then = people.get("prevention", path, as_of=moment)
    assert (then["state"], people.get("prevention", path)["state"]) == (
        "investigation", "rectification",
    )  # fmt: skip


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
