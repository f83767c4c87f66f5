"""Evaluations over HTTP: two persons, one sheet, the unit that is evaluated, and rework."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings

UNIT = "某市公路站"
PASSWORD = "Quiet-Harbour-2026-Lantern"
GOOD = [
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
]  # all full but 8 × 0.9 = 7.2; 15 points have no data: 84.2 of 85 = 99.06
BAD = [*GOOD[:12], "recurrence_rate:9/12"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="off")
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        unit = running.post(
            "/api/v1/units",
            json={"facts": {"name": UNIT, "kind": "public_institution"}, "level": 0},
        )
        made = running.post("/api/v1/departments", json={"name": "一室"})
        assert made.is_success, made.text
        department = made.json()["id"]
        for name, role, own in (
            ("ann", "prevention", ""),
            ("ben", "reviewer", ""),
            ("rita", "rectifier", unit.json()["id"]),
            ("ron", "rectifier", "unit-elsewhere"),
        ):
            account = {
                "name": name,
                "roles": [role],
                "department": "" if own else department,
                "unit": own,
                "clearance": 2,
                "password": PASSWORD,
            }
            made = running.post("/api/v1/accounts", json=account)
            assert made.is_success, made.text
        yield running


@pytest.fixture(scope="module")
def unit(client: TestClient) -> str:
    """The unit that is evaluated."""
    found = client.get("/api/v1/units", params={"name": UNIT}).json()["items"]
    return str(found[0]["id"])


def step(client: TestClient, who: str, path: str, version: int, reason: str = "") -> Response:
    headers = {"X-Act-As": who, "If-Match": f'"{version}"'}
    body = {"json": {"reason": reason}} if reason else {}
    return client.post(f"/api/v1/evaluations/{path}", headers=headers, **body)


def draft(client: TestClient, unit: str, **facts: Any) -> str:
    entered = {
        "title": "公路站整改效果评估",
        "unit": unit,
        "period_start": "2025-01-01",
        "period_end": "2025-06-30",
        "members": ["评估一组"],
        "values": GOOD,
        "shortcomings": "验收又由一人签字",
        **facts,
    }
    made = client.post(
        "/api/v1/evaluations",
        json={"facts": entered, "level": 1},
        headers={"X-Act-As": "ann"},
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def test_two_persons_make_a_grade_and_the_unit_appeals(client: TestClient, unit: str) -> None:
    one = draft(client, unit)
    unnamed = client.post(f"/api/v1/evaluations/{one}:submit", headers={"X-Act-As": "ann"})
    assert (unnamed.status_code, unnamed.json()["code"]) == (428, "PRECONDITION_REQUIRED")
    submitted = step(client, "ann", f"{one}:submit", 1)
    assert (submitted.json()["state"], submitted.headers["etag"]) == ("submitted", '"2"')
    assert submitted.json()["facts"]["total"] == 99.06
    alone = step(client, "ann", f"{one}:confirm", 2)
    assert (alone.status_code, alone.json()["code"]) == (403, "SAME_PERSON")
    hidden = client.get(f"/api/v1/evaluations/{one}/sheet", headers={"X-Act-As": "rita"})
    assert hidden.status_code == 404
    confirmed = step(client, "ben", f"{one}:confirm", 2)
    assert confirmed.json()["facts"]["grade"] == "excellent"
    stale = step(client, "rita", f"{one}:appeal", 2, "数据有误")
    assert (stale.status_code, stale.json()["code"]) == (412, "VERSION_STALE")
    assert step(client, "ron", f"{one}:appeal", 3, "数据有误").status_code == 404
    assert step(client, "rita", f"{one}:appeal", 3, "数据有误").json()["state"] == "appealed"
    assert step(client, "rita", f"{one}:uphold", 4, "维持").status_code == 403
    assert step(client, "ben", f"{one}:uphold", 4, "维持").json()["code"] == "SAME_PERSON"
    assert step(client, "ann", f"{one}:redo", 4, "重新取数").json()["state"] == "draft"


def test_the_sheet_can_be_recounted_from_what_is_shown(client: TestClient, unit: str) -> None:
    one = draft(client, unit)
    step(client, "ann", f"{one}:submit", 1)
    sheet = client.get(f"/api/v1/evaluations/{one}/sheet").json()
    counted = score = Decimal(0)
    for dimension in sheet["dimensions"]:
        for line in dimension["lines"]:
            if line["score"] is None:
                assert line["ground"] == "missing"
                continue
            share = Decimal(line["numerator"]) / Decimal(line["denominator"])
            share = share if line["scoring"] == "rate" else 1 - share
            assert Decimal(line["score"]) == round(line["points"] * share, 2)
            counted, score = counted + line["points"], score + Decimal(line["score"])
    assert sheet["missing"] == 100 - counted == 15
    assert Decimal(sheet["total"]) == round(100 * score / counted, 2) == Decimal("99.06")
    assert (sheet["grade_name"], sheet["holds"]) == ("优秀", True)


def test_the_sheet_leaves_as_a_workbook_for_those_who_may_export(
    client: TestClient, unit: str
) -> None:
    path = f"/api/v1/evaluations/{draft(client, unit)}/sheet/export"
    found = client.get(path, headers={"X-Act-As": "ben"})
    assert (found.status_code, found.content[:2]) == (200, b"PK")
    assert client.get(path, headers={"X-Act-As": "rita"}).status_code == 403


def test_a_failing_grade_drafts_rework(client: TestClient, unit: str) -> None:
    one = draft(client, unit, values=BAD)
    step(client, "ann", f"{one}:submit", 1)
    assert step(client, "ben", f"{one}:confirm", 2).json()["facts"]["grade"] == "unqualified"
    wanted = {"unit": unit, "state": "drafted"}
    items = client.get("/api/v1/rectifications", params=wanted).json()["items"]
    assert len(items) == 1
    assert "验收又由一人签字" in items[0]["facts"]["problem"]


def test_what_was_submitted_is_edited_no_more(client: TestClient, unit: str) -> None:
    one = draft(client, unit)
    facts = step(client, "ann", f"{one}:submit", 1).json()["facts"]
    edited = client.put(
        f"/api/v1/evaluations/{one}",
        json={"facts": {**facts, "values": BAD}},
        headers={"X-Act-As": "ann", "If-Match": '"2"'},
    )
    assert (edited.status_code, edited.json()["code"]) == (409, "EDIT_CLOSED")
    back = step(client, "ben", f"{one}:send-back", 2, "缺证明")
    assert (back.json()["state"], back.json()["facts"]["grade"]) == ("draft", "")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param({"values": ["rule_quality:6/5"]}, "EVALUATION_VALUE_INVALID", id="over_all"),
        pytest.param({"values": ["case_drop_rate:1/2"]}, "FIELD_NEEDED", id="no_base"),
        pytest.param({"vetoes": ["weather"]}, "EVALUATION_VETO_UNKNOWN", id="no_such_veto"),
        pytest.param({"period_end": "2199-01-01"}, "EVALUATION_PERIOD", id="not_over"),
        pytest.param({"values": BAD, "shortcomings": ""}, "SHORTCOMINGS_MISSING", id="unexplained"),
    ],
)
def test_a_sheet_that_does_not_hold_is_refused_in_words(
    client: TestClient, unit: str, facts: dict[str, Any], code: str
) -> None:
    refused = step(client, "ann", f"{draft(client, unit, **facts)}:submit", 1)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_rules_proposals_and_both_sides_are_shown(client: TestClient, unit: str) -> None:
    rules = client.get("/api/v1/evaluation-rules").json()
    assert sum(line["points"] for line in rules["lines"]) == 100
    one = draft(client, unit, round="并列")
    assert client.get(f"/api/v1/evaluations/{one}/proposals").json() == []
    own = draft(client, unit, side="self", round="并列", values=BAD)
    step(client, "ann", f"{own}:submit", 1)
    step(client, "ann", f"{one}:submit", 1)
    pair = client.get(f"/api/v1/evaluations/{one}/comparison").json()
    assert (pair["own_id"], pair["check_id"]) == (own, one)
    # 10 × 0.25 against 10
    gaps = {line["id"]: line["gap"] for line in pair["lines"] if Decimal(line["gap"] or 0)}
    assert gaps == {"recurrence_rate": "-7.50"}
