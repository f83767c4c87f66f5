"""The HTTP interface end to end: real files in, similar cases and passages out."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

Upload = Callable[[dict[str, str | bytes]], dict[str, Any]]
_SURROGATE = b'{"query":"\\ud800"}'
NEW_CASE = (
    "某县交通运输局原副局长刘某被反映在公路工程招标前与投标人接触，泄露评委名单，"
    "帮助一家建筑公司中标并收受现金六十万元。"
)


def test_a_new_case_finds_its_like_with_reasons_that_add_up(filled: TestClient) -> None:
    found = filled.post("/api/v1/similar-cases", json={"text": NEW_CASE}).json()["cases"]
    assert found[0]["documents"][0]["name"] == "工程.txt"
    for one in found:
        assert one["score"] == pytest.approx(
            sum(part["contribution"] for part in one["parts"]), abs=0.002
        )
    pair = found[0]["pairs"][0]
    span, quoted = pair["quote"]["span"], pair["quote"]["text"]
    text = filled.get(f"/api/v1/documents/{pair['quote']['document_id']}/text").text
    assert text[span["start"] : span["end"]] == quoted
    assert NEW_CASE[pair["query"]["start"] : pair["query"]["end"]] == pair["query_text"]


@pytest.mark.parametrize(
    ("query", "name", "match"),
    [
        pytest.param("（2020）某0523刑初8号", "村级.txt", "number", id="case_number"),
        pytest.param("(2020)某0523刑初8号", "村级.txt", "number", id="case_number_half_width"),
        pytest.param("刑法第三百八十二条", "村级.txt", "citation", id="statute"),
        pytest.param("危房改造补助 虚报", "村级.txt", "text", id="words"),
        pytest.param("采购 技术参数", "医院.txt", "text", id="analysis"),
    ],
)
def test_search_finds(filled: TestClient, query: str, name: str, match: str) -> None:
    hits = filled.post("/api/v1/search", json={"query": query}).json()
    assert (name, match) in [(hit["document"]["name"], hit["match"]) for hit in hits[:2]]
    for hit in hits:
        span = hit["quote"]["span"]
        for mark in hit["highlights"]:
            assert span["start"] <= mark["start"] < mark["end"] <= span["end"]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        pytest.param(["文种=一审刑事判决书"], {"工程.txt", "村级.txt"}, id="kind_in_chinese"),
        pytest.param(["罪名=贪污罪"], {"村级.txt"}, id="offence_in_chinese"),
        pytest.param(["year=2021..2022"], {"工程.txt"}, id="year_range"),
        pytest.param(["kind=judgment_first_instance", "罪名=受贿"], {"工程.txt"}, id="both"),
        pytest.param(["文种=忏悔书"], set(), id="nothing"),
        pytest.param(
            ["罪名=贪污罪 或 (罪名=受贿 且 非 年份=..2020)"], {"工程.txt", "村级.txt"}, id="or"
        ),
        pytest.param(["文种=一审刑事判决书 AND NOT 罪名=受贿"], {"村级.txt"}, id="not"),
    ],
)
def test_filters_hold(filled: TestClient, where: list[str], names: set[str]) -> None:
    hits = filled.post("/api/v1/search", json={"query": "被告人 收受 补助", "where": where}).json()
    assert {hit["document"]["name"] for hit in hits} == names


@pytest.mark.parametrize(
    ("where", "count"),
    [
        pytest.param("罪名=贪污罪", 1, id="bears_the_offence"),
        pytest.param("罪名=受贿罪", 0, id="bears_another"),
        pytest.param("label=causes:fictitious_claims", 1, id="bears_the_label"),
        pytest.param("label=causes:bid_rigging", 0, id="bears_another_label"),
        pytest.param("罪名=受贿罪 或 年份=2020", 1, id="one_of_two"),
        pytest.param("NOT 罪名=贪污罪", 0, id="not_the_offence"),
    ],
)
def test_filters_hold_for_exact_hits_too(filled: TestClient, where: str, count: int) -> None:
    query = {"query": "（2020）某0523刑初8号", "where": [where]}
    hits = filled.post("/api/v1/search", json=query).json()
    assert len([hit for hit in hits if hit["match"] == "number"]) == count


def test_the_same_bytes_are_one_document(
    filled: TestClient, upload: Upload, papers: dict[str, str | bytes]
) -> None:
    before = filled.get("/api/v1/health").json()["documents"]
    job = upload({"改名.txt": papers["村级.txt"]})
    assert job["results"][0]["outcome"] == "duplicate"
    assert filled.get("/api/v1/health").json()["documents"] == before


def test_a_bad_file_is_explained_and_the_rest_goes_on(filled: TestClient, upload: Upload) -> None:
    job = upload(
        {"空.txt": b"", "程序.pdf": b"\x7fELF" + b"\x00" * 200, "好.txt": "某局没有制定办法。" * 5}
    )
    outcomes = {one["name"]: (one["outcome"], one["code"]) for one in job["results"]}
    assert outcomes["空.txt"] == ("rejected", "EMPTY_FILE")
    assert outcomes["程序.pdf"][0] == "rejected"
    assert outcomes["好.txt"][0] == "accepted"
    assert all("。" in one["message"] for one in job["results"] if one["outcome"] == "rejected")


def test_a_file_may_be_looked_at_without_being_kept(filled: TestClient) -> None:
    before = filled.get("/api/v1/health").json()["documents"]
    files = {"file": ("新案.txt", NEW_CASE.encode("gb18030"))}
    answer = filled.post("/api/v1/similar-cases/file", files=files, data={"limit": 2}).json()
    found = answer["cases"]
    assert found[0]["documents"][0]["name"] == "工程.txt"
    read = filled.post("/api/v1/tag", files={"file": ("新案.txt", NEW_CASE.encode())}).json()
    assert read["kind"]["key"] == "kind:unknown"
    refused = filled.post("/api/v1/tag", files={"file": ("空.txt", b"")})
    assert (refused.status_code, refused.json()["code"]) == (422, "EMPTY_FILE")
    assert filled.get("/api/v1/health").json()["documents"] == before


def test_reading_a_document_back(filled: TestClient) -> None:
    listed = filled.get("/api/v1/documents").json()
    paper = next(one for one in listed if one["name"] == "工程.txt")
    read = filled.get(f"/api/v1/documents/{paper['id']}").json()
    assert read["fields"]["case_no"]["value"] == "（2021）某0102刑初35号"
    assert read["kind"]["label"] == "一审刑事判决书"
    original = filled.get(f"/api/v1/documents/{paper['id']}/original")
    assert original.headers["content-disposition"].startswith("attachment")
    together = filled.get(f"/api/v1/cases/{paper['case_id']}/documents").json()
    assert [one["id"] for one in together] == [paper["id"]]


def test_deleting_takes_a_document_out_of_search(filled: TestClient, upload: Upload) -> None:
    words = "某市档案馆馆长挪用珍本修复专款购买字画。" * 3
    job = upload({"待删.txt": words})
    document_id = job["results"][0]["document_id"]
    assert filled.delete(f"/api/v1/documents/{document_id}").status_code == 204
    hits = filled.post("/api/v1/search", json={"query": "珍本修复专款 字画"}).json()
    assert document_id not in [hit["document"]["id"] for hit in hits]
    assert filled.post("/api/v1/index:check").json()["clean"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        pytest.param("GET", "/documents/none", b"", 404, "NOT_FOUND", id="unknown_document"),
        pytest.param("GET", "/nowhere", b"", 404, "ROUTE_NOT_FOUND", id="unknown_route"),
        pytest.param("POST", "/search", b'{"query":"  "}', 400, "QUERY_EMPTY", id="blank"),
        pytest.param("POST", "/search", b"{nope", 422, "INVALID_JSON", id="broken_json"),
        pytest.param("POST", "/search", b'{"query":NaN}', 422, "INVALID_JSON", id="nan"),
        pytest.param(
            "POST", "/search", b'{"query":"\\ud800"}', 422, "INVALID_JSON", id="surrogate"
        ),
        pytest.param("POST", "/search", b'{"query":1}', 422, "REQUEST_INVALID", id="wrong_type"),
        pytest.param(
            "POST", "/search", b'{"query":"x","limit":100000}', 422, "REQUEST_INVALID", id="limit"
        ),
        pytest.param(
            "POST",
            "/search",
            b'{"query":"x","where":["level=3"]}',
            400,
            "FILTER_NOT_ALLOWED",
            id="unknown_filter",
        ),
        pytest.param(
            "POST",
            "/search",
            '{"query":"x","where":["罪名=无此罪"]}'.encode(),
            400,
            "FILTER_VALUE_UNKNOWN",
            id="unknown_value",
        ),
    ],
)
def test_refusals_have_a_code_and_a_sentence(
    filled: TestClient, method: str, path: str, body: bytes, status: int, code: str
) -> None:
    answer = filled.request(
        method, f"/api/v1{path}", content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "。" in answer.json()["detail"] and "Traceback" not in answer.text


def test_long_queries_are_refused(filled: TestClient) -> None:
    assert filled.post("/api/v1/search", json={"query": "案" * 500}).status_code == 200
    refused = filled.post("/api/v1/search", json={"query": "案" * 501})
    assert (refused.status_code, refused.json()["code"]) == (400, "QUERY_TOO_LONG")


def test_a_body_over_the_limit_is_refused(filled: TestClient) -> None:
    answer = filled.post("/api/v1/documents", files=[("files", ("大.txt", b"x" * (61 * 1024**2)))])
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("path", ["/api/v1/units?name=%00", "/inspections?unit=%00", "/cases/%00"])
def test_an_address_with_a_nul_is_refused(filled: TestClient, path: str) -> None:
    refused = filled.get(path)
    assert (refused.status_code, refused.json()["code"]) == (422, "INVALID_TEXT")


def test_other_hosts_are_refused(filled: TestClient) -> None:
    assert filled.get("/api/v1/health", headers={"host": "evil.example"}).status_code == 400


def test_every_operation_says_in_chinese_what_it_does(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    summaries = [one["summary"] for path in paths.values() for one in path.values()]
    assert summaries and all(any("\u4e00" <= c <= "\u9fff" for c in s) for s in summaries)
