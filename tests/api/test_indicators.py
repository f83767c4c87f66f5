"""Indicators over HTTP: complete, explained, paged, and only of what a person may read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.evaluation_terms import load_evaluation_terms
from kb.registers.days import day_of

DAY = {"as_of": "2025-12-31"}


def rating(client: TestClient, **facts: Any) -> Any:
    body = {"facts": {"on": "2025-06-01", **facts}, "level": 1}
    return client.post("/api/v1/ratings", json=body)


def test_every_indicator_is_answered_with_its_formula_and_reason(client: TestClient) -> None:
    answer = client.get("/api/v1/indicators", params={"as_of": "2020-12-31"}).json()
    assert [one["id"] for one in answer["items"]] == list(load_evaluation_terms().kpis)
    assert (answer["start"], answer["as_of"]) == ("2020-01-01", "2020-12-31")
    assert "本人可见" in answer["note"]
    found = {one["id"]: one for one in answer["items"]}
    assert found["suggestions_issued"]["value"] == 0
    assert found["suggestions_issued"]["quality"]["text"] == "未评"
    for one in answer["items"]:
        assert one["formula"] and one["source"]
        assert (one["value"] is None) == bool(one["reason"])
    assert found["overdue_rate"]["reason_code"] == "no_denominator"


def test_a_number_opens_its_rows_page_by_page(client: TestClient) -> None:
    for number in range(3):
        unit = {"facts": {"name": f"单位{number}", "kind": "school"}, "level": 0}
        unit_id = client.post("/api/v1/units", json=unit).json()["id"]
        made = rating(
            client, indicator="education_reach", unit=unit_id, numerator=10, denominator=20
        )
        assert made.status_code == 201, made.text
    # what was entered today for 2025 is known from today on
    query = {"as_of": day_of(datetime.now(UTC)).isoformat(), "from": "2025-01-01"}
    path = "/api/v1/indicators/education_reach"
    one = client.get(path, params=query).json()
    assert (one["value"], one["numerator"], one["denominator"], one["n"]) == (0.5, 30, 60, 3)
    paged = {**query, "part": "denominator", "limit": 2}
    first = client.get(f"{path}/rows", params=paged).json()
    rest = client.get(f"{path}/rows", params={**paged, "after": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), first["total"]) == (2, 1, 3)
    assert {row["kind"] for row in first["items"]} == {"rating"}
    assert sum(row["count"] for row in first["items"] + rest["items"]) == 60
    past = client.get(path, params=DAY).json()
    assert (past["value"], past["reason_code"]) == (None, "no_denominator")


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        pytest.param("indicators/nonesuch", {}, 404, id="no_such_indicator"),
        pytest.param("indicators", {"from": "2026-01-01", **DAY}, 400, id="backward"),
        pytest.param("indicators", {"as_of": "昨天"}, 422, id="no_day"),
        pytest.param("indicators/overdue_rate/rows", {"part": "both"}, 422, id="no_such_part"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    client: TestClient, path: str, params: dict[str, str], status: int
) -> None:
    assert client.get(f"/api/v1/{path}", params=params).status_code == status


def test_a_rating_answers_its_indicator_and_is_struck_not_edited(client: TestClient) -> None:
    bare = rating(client, indicator="analysis_depth")
    assert (bare.status_code, bare.json()["code"]) == (422, "FIELD_NEEDED")
    assert rating(client, indicator="nonesuch", score=3).json()["code"] == "LABEL_UNKNOWN"
    kept = rating(client, indicator="analysis_depth", score=4).json()
    path = f"/api/v1/ratings/{kept['id']}"
    assert client.put(path, json={"facts": kept["facts"]}).status_code == 405
    struck = client.post(f"{path}:strike", json={"reason": "录入有误"}, headers={"If-Match": '"1"'})
    assert struck.json()["state"] == "struck"


def test_the_tables_show_their_empty_cells(client: TestClient) -> None:
    table = client.get("/api/v1/coverage", params=DAY).json()
    assert len(table["cells"]) == 14 * 5
    assert all(cell["kind_name"] and cell["stage_name"] for cell in table["cells"])
    assert client.get("/api/v1/heat-map", params=DAY).json() == []
    times = client.get("/api/v1/lead-times", params=DAY).json()
    assert [(one["n"], one["median_days"]) for one in times] == [(0, None)] * 4
