"""Receipts over HTTP: issued with the answer, run again, refused when changed."""

import dataclasses
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from api.schemas.receipts import DIFFERENCE_LABELS
from kb.retrieval.receipt import Versions
from kb.store.catalogue import StoreExtent

NEW_CASE = (
    "某县交通运输局原副局长刘某被反映在公路工程招标前与投标人接触，泄露评委名单，"
    "帮助一家建筑公司中标并收受现金六十万元。归案后刘某主动退缴全部赃款。"
)


@pytest.fixture(scope="module")
def answer(filled: TestClient) -> dict[str, Any]:
    body = {"text": NEW_CASE, "limit": 3, "where": ["文种=一审刑事判决书"]}
    found: dict[str, Any] = filled.post("/api/v1/similar-cases", json=body).json()
    return found


def test_an_answer_bears_its_receipt(answer: dict[str, Any]) -> None:
    receipt = answer["receipt"]
    assert receipt["query"]["text"] == NEW_CASE
    assert receipt["filters"] == ["文种=一审刑事判决书"]
    assert receipt["store"]["documents"] == 4
    assert all(receipt["versions"].values())
    ranked = [(one["case_id"], one["score"]) for one in receipt["results"]]
    shown = [(one["case_id"], pytest.approx(one["score"], abs=1e-4)) for one in answer["cases"]]
    assert ranked == shown


def test_the_card_compares_what_both_state(answer: dict[str, Any]) -> None:
    found = {one["facet"]: one for one in answer["cases"][0]["comparisons"]}
    assert found["amount"]["shared"][0]["label"] == "20 万元以上不满 300 万元"
    assert found["outcome"]["silent"] == "new" and "有期徒刑 5 年" in found["outcome"]["detail"]
    assert [one["label"] for one in found["circumstances"]["only_new"]] == ["退赃退赔"]
    [source] = found["outcome"]["sources"]
    assert source["text"].startswith("犯受贿罪，判处有期徒刑五年")
    assert answer["cases"][0]["outcome"] == "有期徒刑 5 年，罚金 30 万元"
    gains = [one["gain"] for one in answer["cases"][0]["gains"]]
    assert gains == sorted(gains, reverse=True)


def test_a_receipt_verifies(filled: TestClient, answer: dict[str, Any]) -> None:
    found = filled.post("/api/v1/receipts/verify", json=answer["receipt"]).json()
    assert (found["matches"], found["verdict"], found["differences"]) == (True, "一致", [])


def test_an_uploaded_file_has_a_receipt_that_verifies(filled: TestClient) -> None:
    files = {"file": ("新案.txt", NEW_CASE.encode("gb18030"))}
    receipt = filled.post("/api/v1/similar-cases/file", files=files).json()["receipt"]
    assert filled.post("/api/v1/receipts/verify", json=receipt).json()["matches"]


def test_a_receipt_of_a_kept_document_leaves_its_case_out_again(filled: TestClient) -> None:
    where = ["领域=工程建设 或 非 罪名=受贿罪"]
    body = {"document": "（2021）某0102刑初35号", "where": where, "facets": True}
    found = filled.post("/api/v1/similar-cases", json=body).json()
    kept = found["receipt"]["query"]["document"]
    read = filled.get(f"/api/v1/documents/{kept}").json()
    assert read["name"] == "工程.txt" and found["facets"]["scope"] == "candidates"
    assert len(found["cases"]) == 2  # but for the condition, its own case would be the third
    asked = {"where": where, "facets": True}
    again = filled.get(f"/api/v1/documents/{kept}/similar", params=asked).json()
    assert (again["cases"], again["facets"]) == (found["cases"], found["facets"])
    assert found["receipt"]["filters"] == again["receipt"]["filters"] == where
    verified = filled.post("/api/v1/receipts/verify", json=found["receipt"]).json()
    assert (verified["matches"], verified["differences"]) == (True, [])
    made = filled.post("/api/v1/similar-cases/report", json={"document": kept[:12]})
    cells = [cell.text for cell in Document(BytesIO(made.content)).tables[0].column_cells(1)]
    assert any(f"库中文书 {kept[:10]}" in cell for cell in cells)
    assert any("本案除外" in cell for cell in cells)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"document": "x", "text": "某案"}, 400, "CASE_GIVEN_TWICE", id="both"),
        pytest.param({"document": "ffff0000"}, 404, "NOT_FOUND", id="unknown_document"),
        pytest.param({"where": ["领域=工程建设"]}, 400, "QUERY_EMPTY", id="neither"),
    ],
)
def test_one_case_is_asked_with(
    filled: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    for path in ("/api/v1/similar-cases", "/api/v1/similar-cases/report"):
        refused = filled.post(path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_changed_receipt_is_refused(filled: TestClient, answer: dict[str, Any]) -> None:
    changed = {**answer["receipt"], "limit": 4}
    refused = filled.post("/api/v1/receipts/verify", json=changed)
    assert (refused.status_code, refused.json()["code"]) == (422, "RECEIPT_TAMPERED")
    assert "校验值不符" in refused.json()["detail"]


def test_everything_that_may_differ_has_a_name() -> None:
    fields = {f"versions.{one.name}" for one in dataclasses.fields(Versions)}
    fields |= {f"store.{one.name}" for one in dataclasses.fields(StoreExtent)}
    assert fields <= set(DIFFERENCE_LABELS)


def test_new_documents_are_told(filled: TestClient, answer: dict[str, Any], upload: Any) -> None:
    words = "某市档案馆馆长挪用珍本修复专款购买字画。" * 3
    document_id = upload({"后来.txt": words})["results"][0]["document_id"]
    found = filled.post("/api/v1/receipts/verify", json=answer["receipt"]).json()
    assert "库中文书数" in [one["label"] for one in found["differences"]]
    filled.delete(f"/api/v1/documents/{document_id}")


def test_the_report_is_a_paper_to_take_away(filled: TestClient) -> None:
    made = filled.post("/api/v1/similar-cases/report", json={"text": NEW_CASE, "limit": 2})
    assert made.status_code == 200
    assert made.headers["content-type"].endswith("wordprocessingml.document")
    assert made.headers["content-disposition"].startswith("attachment")
    paper = Document(BytesIO(made.content))
    assert paper.paragraphs[0].text == "类案检索报告"
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "（2021）某0102刑初35号" in cells
    refused = filled.post("/api/v1/similar-cases/report", json={"text": " "})
    assert (refused.status_code, refused.json()["code"]) == (400, "QUERY_EMPTY")


def test_a_redacted_report_says_so_and_names_nobody(filled: TestClient, upload: Any) -> None:
    words = """某县人民法院
刑事判决书
（2019）某0999刑初7号
被告人王建国，原系某县交通运输局副局长。
经审理查明：2015年至2018年，被告人王建国在公路工程招标前向刘大勇泄露评委名单，帮助其中标，收受刘大勇给予的现金六十万元。
本院认为，被告人王建国的行为已构成受贿罪。依照《中华人民共和国刑法》第三百八十五条之规定，判决如下：
被告人王建国犯受贿罪，判处有期徒刑五年。
"""
    document_id = upload({"王建国案.txt": words})["results"][0]["document_id"]
    asked = {"text": f"{NEW_CASE}送钱的人是赵志强。", "limit": 3}
    path = "/api/v1/similar-cases/report"
    open_, hidden = (
        Document(BytesIO(filled.post(path, json={**asked, "redact": redact}).content)).element.xml
        for redact in (False, True)
    )
    assert all(name in open_ for name in ("王建国", "刘大勇", "赵志强"))
    assert not any(name in hidden for name in ("王建国", "刘大勇", "赵志强"))
    assert "姓名已由程序替换" in hidden and "未作脱敏" not in hidden
    assert "（2019）某0999刑初7号" in hidden
    filled.delete(f"/api/v1/documents/{document_id}")
