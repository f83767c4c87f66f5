"""The registers over HTTP: versions, idempotency, filters, past states, and who may see them."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

UNIT = {"facts": {"name": "某市某区住建局", "kind": "party_government", "staff": 86}, "level": 0}


def clue(**facts: Any) -> dict[str, Any]:
    entered = {
        "title": "反映某局道路工程围标",
        "received": "2026-03-02",
        "source": "complaint",
        "domain": "engineering_construction",
        "summary": "反映某局在道路改造工程中向投标人透露评标专家名单。",
    }
    return {"facts": {**entered, **facts}, "level": 1}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


def test_a_record_is_created_read_and_edited(client: TestClient) -> None:
    unit = client.post("/api/v1/units", json=UNIT)
    assert unit.status_code == 201, unit.text
    made = client.post("/api/v1/clues", json=clue(unit=unit.json()["id"]))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    body = made.json()
    assert (body["state"], body["state_name"], body["kind"]) == ("clue_intake", "线索受理", "clue")

    path = f"/api/v1/clues/{body['id']}"
    read = client.get(path)
    assert (read.json(), read.headers["etag"]) == (body, '"1"')
    facts = {**body["facts"], "rank": "县处级"}
    edited = client.put(path, json={"facts": facts}, headers={"If-Match": read.headers["etag"]})
    assert (edited.status_code, edited.headers["etag"]) == (200, '"2"')
    events = client.get(f"{path}/events").json()
    assert [one["action"] for one in events] == ["create", "edit"]
    assert events[1]["changes"] == [{"field": "rank", "old": "", "new": "县处级"}]

    then = client.get(path, params={"as_of": body["created_at"]}).json()
    assert (then["facts"]["rank"], then["version"]) == ("", 1)
    early = client.get(path, params={"as_of": "2001-01-01T00:00:00Z"})
    assert (early.status_code, early.json()["code"]) == (404, "NOT_YET")


def test_an_edit_names_the_version_it_changes(client: TestClient) -> None:
    made = client.post("/api/v1/clues", json=clue()).json()
    path, body = f"/api/v1/clues/{made['id']}", {"facts": made["facts"]}
    unnamed = client.put(path, json=body)
    assert (unnamed.status_code, unnamed.json()["code"]) == (428, "PRECONDITION_REQUIRED")
    assert client.put(path, json=body, headers={"If-Match": '"1"'}).status_code == 200
    stale = client.put(path, json=body, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "VERSION_STALE")


def test_a_request_sent_twice_makes_one_record(client: TestClient) -> None:
    key = {"Idempotency-Key": "一次-1".encode().hex()}
    first = client.post("/api/v1/clues", json=clue(number="重复"), headers=key)
    again = client.post("/api/v1/clues", json=clue(number="重复"), headers=key)
    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert client.get("/api/v1/clues", params={"number": "重复"}).json()["total"] == 1
    other = client.post("/api/v1/clues", json=clue(number="另一条"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_REUSED")


def test_lists_are_filtered_and_paged(client: TestClient) -> None:
    for number in range(5):
        client.post("/api/v1/clues", json=clue(number=f"分页{number}", position="top_leader"))
    ids: list[str] = []
    after = ""
    for _ in range(3):
        query = {"position": "top_leader", "limit": 2, "after": after}
        page = client.get("/api/v1/clues", params=query).json()
        ids += [one["id"] for one in page["items"]]
        after = page["next"]
    assert (len(set(ids)), page["total"], after) == (5, 5, "")
    refused = client.get("/api/v1/clues", params={"1=1": "x"})
    assert (refused.status_code, refused.json()["code"]) == (400, "FILTER_NOT_ALLOWED")
    unknown = client.get("/api/v1/clues", params={"received": "昨天"})
    assert unknown.status_code == 400


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param({"title": ""}, "FIELD_NEEDED", id="blank"),
        pytest.param({"domain": "太空"}, "LABEL_UNKNOWN", id="unknown_domain"),
        pytest.param({"received": "2026-13-40"}, "REQUEST_INVALID", id="no_such_day"),
        pytest.param({"source": "梦"}, "REQUEST_INVALID", id="no_such_source"),
        pytest.param({"unit": "unit-00"}, "NOT_FOUND", id="no_such_unit"),
    ],
)
def test_facts_that_do_not_hold_are_refused(
    client: TestClient, facts: dict[str, Any], code: str
) -> None:
    refused = client.post("/api/v1/clues", json=clue(**facts))
    assert refused.json()["code"] == code, refused.text
    assert refused.status_code in (404, 422)


def test_what_only_steps_make_is_not_entered(client: TestClient) -> None:
    assert client.post("/api/v1/cases", json={}).status_code == 405
    assert client.post("/api/v1/warnings", json={}).status_code == 405
