"""Warnings, the broken chain, the radar and the map over HTTP and at the terminal."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

TODAY = (datetime.now(UTC) + timedelta(hours=8)).date()


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


Make = Callable[..., str]


@pytest.fixture(scope="module")
def make(client: TestClient) -> Make:
    """Makes a record; gives its id."""

    def made(path: str, **facts: Any) -> str:
        answer = client.post(f"/api/v1{path}", json={"facts": facts, "level": 1})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    return made


@pytest.fixture(scope="module")
def unit(make: Make) -> str:
    return make("/units", name="某市某区水务局", kind="party_government", system="水务")


@pytest.fixture(scope="module")
def warning(client: TestClient, make: Make, unit: str) -> dict[str, Any]:
    """Two clues of a month about one unit, and the warning that the run makes of them."""
    for number in (1, 2):
        make(
            "/clues",
            title=f"反映河道工程第{number}件",
            received=ago(number * 10),
            source="complaint",
            unit=unit,
            summary=f"反映河道清淤工程第{number}标段结算虚增方量，验收无人到场。",
        )
    run = client.post("/api/v1/warnings:run", json={})
    assert run.status_code == 200, run.text
    [raised] = run.json()["raised"]
    assert client.post("/api/v1/warnings:run", json={}).json()["raised"] == []
    found: dict[str, Any] = client.get(f"/api/v1/warnings/{raised}").json()
    return found


def test_a_warning_is_signed_for_checked_and_closed(
    client: TestClient, warning: dict[str, Any], unit: str
) -> None:
    facts = warning["facts"]
    assert (facts["rule"], facts["grade"], facts["unit"]) == ("clue_cluster", "yellow", unit)
    assert "非违纪违法认定" in facts["note"]
    path = f"/api/v1/warnings/{warning['id']}"
    assert client.post(f"{path}:acknowledge", json={}).json()["code"] == "PRECONDITION_REQUIRED"
    early = client.post(f"{path}:close", json={"action": "已约谈"}, headers={"If-Match": '"1"'})
    assert (early.status_code, early.json()["code"]) == (409, "TRANSITION_ILLEGAL")
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("acknowledge", {}, "acknowledged"),
        ("verify", {"founded": True, "finding": "两件线索同指一个标段"}, "verified"),
        ("close", {"action": "已组织专项检查"}, "closed"),
    ]
    for version, (step, body, state) in enumerate(steps, start=1):
        taken = client.post(f"{path}:{step}", json=body, headers={"If-Match": f'"{version}"'})
        assert (taken.status_code, taken.json()["state"]) == (200, state), taken.text
    assert client.post("/api/v1/warnings:run", json={}).json()["raised"] == []
    events = client.get(f"{path}/events").json()
    assert [one["action"] for one in events] == ["create", "acknowledge", "verify", "close"]


def test_rules_are_listed(client: TestClient) -> None:
    rules = {one["id"]: one["name"] for one in client.get("/api/v1/warning-rules").json()}
    assert rules["relapse"] == "销号后同类问题复发"


def test_breaks_are_counted_filtered_and_paged(client: TestClient, make: Make, unit: str) -> None:
    for number in range(3):
        loophole = make(
            "/loopholes",
            term="no_rule",
            description="验收没有办法",
            unit=unit,
            found=ago(100 + number),
        )
        done = client.post(
            f"/api/v1/loopholes/{loophole}:confirm", json={}, headers={"If-Match": '"1"'}
        )
        assert done.status_code == 200, done.text
    whole = client.get("/api/v1/broken-chain", params={"unit": unit}).json()
    counts = {one["link"]: one["count"] for one in whole["counts"]}
    assert counts["loophole_without_measure"] == 3 and counts["letter_without_reply"] == 0
    assert {one["days"] for one in whole["items"]} == {70, 71, 72}
    ids: list[str] = []
    after = ""
    for _ in range(2):
        query = {"link": "loophole_without_measure", "limit": 2, "after": after}
        page = client.get("/api/v1/broken-chain", params=query).json()
        ids += [one["record"] for one in page["items"]]
        after = page["next"]
    assert (len(set(ids)), after) == (3, "")
    early = client.get("/api/v1/broken-chain", params={"as_of": ago(400)}).json()
    assert early["total"] == 0
    unknown = client.get("/api/v1/broken-chain", params={"link": "moon"})
    assert unknown.status_code == 422


def test_the_radar_answers_for_clues_and_loopholes_alone(client: TestClient, unit: str) -> None:
    [clue, *_] = client.get("/api/v1/clues").json()["items"]
    found = client.get(f"/api/v1/recurrences/{clue['id']}")
    assert (found.status_code, found.json()["items"]) == (200, [])
    refused = client.get(f"/api/v1/recurrences/{unit}")
    assert (refused.status_code, refused.json()["code"]) == (422, "RECURRENCE_KIND")
    assert client.get("/api/v1/recurrences/clue-00").status_code == 404


def test_the_map_says_what_the_records_do_not(client: TestClient, warning: dict[str, Any]) -> None:
    [cell] = [one for one in client.get("/api/v1/risk-map").json()["cells"] if not one["position"]]
    assert (cell["domain_name"], cell["position_name"]) == ("未注明领域", "未注明岗位")
    assert len(cell["clues"]) == 2 and warning["id"] not in cell["clues"]
    assert client.get("/api/v1/risk-map", params={"as_of": ago(3000)}).json()["cells"] == []


def test_the_terminal_runs_the_rules_and_tells_of_breaks(
    run: Callable[..., Any],
) -> None:
    ran = run("warnings", "run", "--json")
    assert ran.returncode == 0 and '"raised": []' in ran.stdout, ran.stderr
    whole = run("check-chain")
    assert (whole.returncode, "没有断链" in whole.stdout) == (0, True)
    assert run("warnings", "list").returncode == 0
