"""Risk analysis reports and letters over HTTP: from the papers of a case to signed paper."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

PASSWORD = "Spring-Rain-2026-1"
ANALYSIS = """某市某医院设备采购案剖析报告
一、基本情况
某医院设备科科长赵某在采购核磁共振设备时，按供应商提供的参数编写招标文件，收受回扣四十五万元。
二、原因分析
采购需求由设备科一个科室提出、论证和验收，没有人复核参数。设备科科长岗位十一年没有轮换。
上级主管部门对设备采购从未开展过检查，审计监督缺失。他存有侥幸心理，认为一对一收钱不会被发现。
三、对策建议
由使用科室、纪检和财务共同论证采购需求，设备科科长任期满五年必须轮岗。
"""
OLD = """某县中医院耗材采购案剖析报告
一、基本情况
某县中医院药剂科主任在采购耗材时收受供应商回扣二十万元。
二、原因分析
采购需求由药剂科一个科室提出和验收，没有人复核。药剂科主任岗位九年没有轮换。
"""


class Desk:
    """Asks as one of the people."""

    def __init__(self, client: TestClient, data: Path) -> None:
        self.client = client
        self.data = data
        self.case = self.report = self.measure = ""

    def send(self, who: str, method: str, path: str, body: Any = None, *, at: int = 0) -> Any:
        headers = {"X-Act-As": who, **({"If-Match": f'"{at}"'} if at else {})}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    def done(self, who: str, method: str, path: str, body: Any = None, *, at: int = 0) -> Any:
        answer = self.send(who, method, path, body, at=at)
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    def add(self, path: str, **facts: Any) -> Any:
        body = {"facts": facts, **({"case_id": self.case} if self.case else {})}
        return self.done("writer", "POST", path, body)

    def step(self, who: str, path: str, step: str, body: Any = None) -> Any:
        version = self.done("writer", "GET", path)["version"]
        return self.send(who, "POST", f"{path}:{step}", body or {}, at=version)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="off")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        one = Desk(client, settings.data_dir)
        departments = {}
        for name in ("案管室", "检察院"):
            made = client.post("/api/v1/departments", json={"name": name})
            departments[name] = made.json()["id"]
        for name, role, department in (
            ("writer", "investigator", "案管室"),
            ("discipline", "reviewer", "案管室"),
            ("chief", "reviewer", "案管室"),
            ("prosecutor", "reviewer", "检察院"),
            ("stranger", "investigator", "检察院"),
        ):
            account = {
                "name": name, "roles": [role], "clearance": 3, "password": PASSWORD,
                "department": departments[department],
            }  # fmt: skip
            assert client.post("/api/v1/accounts", json=account).status_code == 201
        _fill(one)
        yield one


def _upload(one: Desk, name: str, words: str) -> str:
    files = [("files", (name, words.encode()))]
    job = one.client.post("/api/v1/documents", files=files, headers={"X-Act-As": "writer"}).json()
    one.client.get(f"/api/v1/jobs/{job['id']}/events")
    done = one.client.get(f"/api/v1/jobs/{job['id']}").json()
    return str(done["results"][0]["document_id"])


def _fill(one: Desk) -> None:
    """A case with its analysis, two confirmed loopholes and a measure for each."""
    unit = one.add("/units", name="某市某医院", kind="hospital")["id"]
    clue = one.add(
        "/clues", title="反映设备采购指定参数", received="2026-01-05", source="audit", unit=unit,
        domain="healthcare", position="procurement_officer", summary="参数由供应商提供。",
    )["id"]  # fmt: skip
    points = one.step("writer", f"/clues/{clue}", "propose-risk-points").json()["proposed"]
    for point in points[:3]:
        one.step("writer", f"/risk-points/{point['id']}", "confirm")
    filed = one.step(
        "writer", f"/clues/{clue}", "file", {"approval": "批准", "on": "2026-01-06"}
    ).json()
    one.case = filed["case"]["id"]
    _upload(one, "旧案.txt", OLD)
    paper = _upload(one, "剖析.txt", ANALYSIS)
    one.done("writer", "PUT", f"/documents/{paper}/case", {"case_id": one.case})
    found = one.done("writer", "POST", f"/cases/{one.case}:propose-loopholes", {})["proposed"]
    measures = []
    for loophole in found[:2]:
        one.step("writer", f"/loopholes/{loophole['id']}", "confirm")
        measure = one.add(
            "/measures", term="post_rotation", text="设备采购参数由三个科室共同论证并复核",
            loopholes=[loophole["id"]], unit=unit, due="2027-06-30", acceptance="论证记录存档",
        )["id"]  # fmt: skip
        one.step("writer", f"/measures/{measure}", "adopt")
        measures.append(measure)
    one.measure = measures[0]


@pytest.fixture(scope="module")
def built(desk: Desk) -> Desk:
    made = desk.done("writer", "POST", f"/cases/{desk.case}/risk-report", {})
    desk.report = f"/reports/{made['id']}"
    return desk


def test_a_report_is_built_with_an_anchor_for_every_sentence(built: Desk) -> None:
    report = built.done("writer", "GET", built.report)
    statements = report["facts"]["statements"]
    assert len(statements) > 8 and all(one["anchors"] for one in statements)
    examined = built.done("writer", "GET", f"{built.report}/examination")
    assert {one["mark"] for one in examined["marks"]} <= {"quoted", "told"}
    assert [one["code"] for one in examined["gaps"] if one["blocking"]] == ["AUDIENCE_MISSING"]


def test_the_paper_shows_the_data_of_the_screen_and_its_export_is_audited(built: Desk) -> None:
    report = built.done("writer", "GET", built.report)
    answer = built.send("writer", "GET", f"{built.report}/docx")
    assert answer.status_code == 200
    lines = [one.text for one in Document(BytesIO(answer.content)).paragraphs]
    text = "\n".join(lines).translate(str.maketrans("‘’", "“”"))
    assert all(one["text"] in text for one in report["facts"]["statements"])
    numbered = [one for one in lines if re.match(r"\d+\. .*〔", one)]
    assert len(numbered) == len(report["facts"]["statements"])
    found = built.client.get("/api/v1/audit", params={"action": "report.export"}).json()
    assert report["id"] in json.dumps(found)


def test_strangers_find_no_report(built: Desk) -> None:
    for method, path in (
        ("GET", built.report),
        ("GET", f"{built.report}/examination"),
        ("GET", f"{built.report}/docx"),
        ("POST", f"/cases/{built.case}/risk-report"),
    ):
        body = {} if method == "POST" else None
        assert built.send("stranger", method, path, body).status_code == 404


def test_a_letter_is_drafted_checked_and_printed(built: Desk) -> None:
    body = {
        "kind": "supervision", "measures": [built.measure], "body": "某市纪委监委", "mark": "某",
        "contact": "某室 000-0000000",
    }  # fmt: skip
    letter = built.done("writer", "POST", f"{built.report}/letters", body)
    facts = letter["facts"]
    assert len(facts["problems"]) == len(facts["suggestions"]) == 1
    assert all(one["anchors"] for one in facts["sources"])
    path = f"/letters/{letter['id']}"
    found = built.done("writer", "POST", f"{path}:lint")
    assert found["score"] == 100 - sum(one["cost"] for one in found["findings"])
    assert "MISMATCH" not in {one["code"] for one in found["findings"]}
    vague = {**facts, "suggestions": ["高度重视，进一步加强管理。"]}
    built.done("writer", "PUT", path, {"facts": vague}, at=letter["version"])
    worse = built.done("writer", "POST", f"{path}:lint")
    codes = {one["code"] for one in worse["findings"]}
    assert {"VAGUE", "OWNER_MISSING", "DATE_MISSING"} <= codes and worse["score"] < found["score"]
    answer = built.send("writer", "GET", f"{path}/docx")
    text = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "高度重视" in text and "某市某医院：" in text


def test_a_name_that_somebody_typed_does_not_leave_the_house(built: Desk) -> None:
    unit = built.done("writer", "GET", built.report)["facts"]["unit"]
    typed = "设备科长钱大勇不再兼任验收，验收由三人签字"
    measure = built.add("/measures", term="segregate_duties", text=typed, unit=unit)["id"]
    body = {"kind": "judicial", "measures": [measure], "body": "某市人民法院", "contact": "某庭"}
    facts = built.done("writer", "POST", f"{built.report}/letters", body)["facts"]
    assert "钱大勇" not in json.dumps(facts, ensure_ascii=False)
    assert "设备科长钱某不再兼任验收" in facts["suggestions"][0]


def test_approval_waits_for_the_other_body(built: Desk) -> None:
    kept = built.done("writer", "GET", built.report)
    facts = {**kept["facts"], "audience": "审理室"}
    kept = built.done("writer", "PUT", built.report, {"facts": facts}, at=kept["version"])
    assert built.step("writer", built.report, "submit").status_code == 200
    refused = built.step("writer", built.report, "approve")
    assert refused.status_code == 403
    said = {"body": "discipline", "opinions": []}
    assert built.step("discipline", built.report, "review", said).status_code == 200
    again = {"body": "procuratorate", "opinions": []}
    same = built.step("chief", built.report, "review", again)
    assert (same.status_code, same.json()["code"]) == (403, "SAME_BODY")
    waiting = built.step("chief", built.report, "approve")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "REVIEW_MISSING")
    assert "检察机关" in waiting.json()["detail"]
