"""Phrases, exclusions, facets, saved searches and more like this, over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient


def hits_of(client: TestClient, query: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/v1/search", json={"query": query, **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def names(hits: list[dict[str, Any]]) -> set[str]:
    return {hit["document"]["name"] for hit in hits}


@pytest.mark.parametrize(
    ("query", "phrase", "found"),
    [
        pytest.param('"泄露评标专家名单"', "泄露评标专家名单", {"工程.txt"}, id="phrase"),
        pytest.param("被告人 “危房改造”", "危房改造", {"村级.txt"}, id="words_and_phrase"),
        pytest.param('"评标专家泄露"', "", set(), id="not_contiguous"),
        pytest.param('"的了"', "", set(), id="function_words"),
    ],
)
def test_a_phrase_stands_in_every_hit_as_one_mark(
    filled: TestClient, query: str, phrase: str, found: set[str]
) -> None:
    hits = hits_of(filled, query)
    assert names(hits) == found
    for hit in hits:
        start = hit["quote"]["span"]["start"]
        marked = [
            hit["quote"]["text"][m["start"] - start : m["end"] - start] for m in hit["highlights"]
        ]
        assert phrase in marked


def test_excluded_words_stand_in_no_hit(filled: TestClient) -> None:
    hits = hits_of(filled, "被告人 判处 -受贿罪 不含 采购")
    assert "村级.txt" in names(hits)
    assert not any("受贿罪" in h["quote"]["text"] or "采购" in h["quote"]["text"] for h in hits)


def test_a_number_is_held_to_phrases_of_the_whole_document(filled: TestClient) -> None:
    [hit] = hits_of(filled, '（2020）某0523刑初8号 "据为己有"')
    assert hit["match"] == "number" and "据为己有" in hit["quote"]["text"]
    rest = hits_of(filled, "（2020）某0523刑初8号 -据为己有")
    assert all(hit["match"] != "number" for hit in rest)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param('串标 "评标', "QUERY_QUOTE_UNCLOSED", id="open_quote"),
        pytest.param("-医院", "QUERY_ONLY_EXCLUSIONS", id="only_exclusions"),
        pytest.param("串标 NOT", "QUERY_EXCLUSION_EMPTY", id="nothing_behind_not"),
    ],
)
def test_a_slip_is_answered_in_chinese(filled: TestClient, query: str, code: str) -> None:
    answer = filled.post("/api/v1/search", json={"query": query})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert "—" not in answer.json()["detail"]


def test_a_document_comes_once_with_as_many_passages_as_asked(filled: TestClient) -> None:
    [one] = hits_of(filled, "危房改造 补助", per_document=1, limit=1)
    [all_of_it] = hits_of(filled, "危房改造 补助", per_document=20, limit=1)
    assert one["document"]["id"] == all_of_it["document"]["id"]
    assert one["more"] == [] and all_of_it["more"]
    ids = [hit["document"]["id"] for hit in hits_of(filled, "被告人 判处 采购")]
    assert len(ids) == len(set(ids)) > 1
    pages = [hits_of(filled, "被告人 判处 采购", limit=1, offset=n)[0] for n in range(len(ids))]
    assert [page["document"]["id"] for page in pages] == ids
    assert hits_of(filled, "被告人 判处 采购", offset=1000) == []


def test_a_title_is_marked_where_it_matches(filled: TestClient) -> None:
    hit = hits_of(filled, '"设备采购案剖析"')[0]
    [mark] = hit["title_highlights"]
    assert hit["match"] == "title" and hit["document"]["name"] == "医院.txt"
    assert hit["document"]["title"][mark["start"] : mark["end"]] == "设备采购案剖析"


def test_words_for_a_kind_of_paper_lead_to_it(filled: TestClient) -> None:
    assert hits_of(filled, "采购 防控措施")[0]["document"]["name"] == "医院.txt"
    assert hits_of(filled, "采购 规定")[0]["document"]["name"] == "办法.txt"


@pytest.mark.parametrize(
    "typed",
    [
        "（2021）某0102刑初35号",
        "(2021) 某0102刑初 35号",
        "2021某0102刑初35",
        "〔2021〕某0102刑初035号",
    ],
)
def test_a_number_is_found_however_it_is_typed(filled: TestClient, typed: str) -> None:
    [hit] = hits_of(filled, typed)
    start = hit["quote"]["span"]["start"]
    [mark] = hit["highlights"]
    assert hit["match"] == "number" and hit["document"]["name"] == "工程.txt"
    assert hit["quote"]["text"][mark["start"] - start : mark["end"] - start] == (
        "（2021）某0102刑初35号"
    )


def test_a_number_that_nobody_bears_finds_nothing(filled: TestClient) -> None:
    assert hits_of(filled, "（1999）某0102刑初35号") == []


@pytest.mark.parametrize("typed", ["刑法385", "《刑法》第385条", "受贿罪 刑法三百八十五条"])
def test_an_article_finds_the_papers_that_cite_it(filled: TestClient, typed: str) -> None:
    hit = hits_of(filled, typed)[0]
    assert (hit["match"], hit["document"]["name"]) == ("citation", "工程.txt")


def test_a_filter_reaches_the_parts_of_documents(filled: TestClient) -> None:
    found = hits_of(filled, "采购 参数", where=["部分=措施"])
    assert found and {hit["quote"]["section"] for hit in found} <= {"countermeasures"}
    wrong = filled.post("/api/v1/search", json={"query": "采购", "where": ["部分=月亮"]})
    assert wrong.json()["code"] == "FILTER_VALUE_UNKNOWN"


def counts(facets: dict[str, Any], name: str) -> dict[str, int]:
    [facet] = [one for one in facets["facets"] if one["name"] == name]
    return {value["key"]: value["count"] for value in facet["values"]}


def test_facets_of_the_whole_store_and_under_a_filter(filled: TestClient) -> None:
    whole = filled.get("/api/v1/facets").json()
    assert (whole["scope"], whole["capped"]) == ("store", False)
    assert whole["documents"] == filled.get("/api/v1/health").json()["documents"]
    assert counts(whole, "offence") == {"bribery_taking": 1, "embezzlement": 1}
    narrowed = filled.get("/api/v1/facets", params={"where": ["罪名=受贿罪 或 年份=2020"]}).json()
    assert narrowed["documents"] == 2
    assert counts(narrowed, "year") == {"2020": 1, "2021": 1}


def test_every_facet_value_says_how_to_filter_by_it(filled: TestClient) -> None:
    for facet in filled.get("/api/v1/facets").json()["facets"]:
        for value in facet["values"]:
            found = filled.get("/api/v1/facets", params={"where": value["where"]}).json()
            assert found["documents"] == value["count"]


def test_facets_of_a_search_count_the_documents_that_hold_its_words(filled: TestClient) -> None:
    query = {"query": '"被告人" 判处', "where": ["文种=一审刑事判决书"], "facets": True}
    found = filled.post("/api/v1/search", json=query).json()
    assert (found["facets"]["scope"], found["facets"]["capped"]) == ("matches", False)
    assert found["facets"]["documents"] == 2
    assert counts(found["facets"], "offence") == {"bribery_taking": 1, "embezzlement": 1}
    assert names(found["hits"]) == {"工程.txt", "村级.txt"}
    number = {"query": "（2020）某0523刑初8号", "facets": True}
    assert filled.post("/api/v1/search", json=number).json()["facets"]["documents"] == 1


def test_facets_of_similar_cases_count_the_candidates(filled: TestClient) -> None:
    case = {"text": "某局副局长泄露评委名单，收受现金六十万元。", "facets": True}
    found = filled.post("/api/v1/similar-cases", json={**case, "where": ["罪名=受贿罪"]}).json()
    assert (found["facets"]["scope"], found["facets"]["capped"]) == ("candidates", False)
    assert counts(found["facets"], "offence") == {"bribery_taking": 1}
    assert [one["documents"][0]["name"] for one in found["cases"]] == ["工程.txt"]


def test_more_like_a_document_leaves_out_its_own_case(filled: TestClient) -> None:
    listed = {one["name"]: one for one in filled.get("/api/v1/documents").json()}
    paper = listed["工程.txt"]
    found = filled.get(f"/api/v1/documents/{paper['id']}/similar", params={"limit": 3}).json()
    assert found["cases"] and found["facets"] is None
    assert paper["case_id"] not in [one["case_id"] for one in found["cases"]]
    where = {"where": "罪名=受贿罪", "facets": True}
    none = filled.get(f"/api/v1/documents/{paper['id']}/similar", params=where).json()
    assert (none["cases"], none["facets"]["documents"]) == ([], 0)
    assert filled.get("/api/v1/documents/none/similar").status_code == 404


def test_a_saved_search_tells_what_is_new(filled: TestClient, upload: Any) -> None:
    body = {"name": "危房改造", "query": "“危房改造” -医院", "where": ["年份=2015.."]}
    assert filled.post("/api/v1/saved-searches", json=body).status_code == 201
    assert filled.post("/api/v1/saved-searches", json=body).json()["code"] == "SAVED_NAME_TAKEN"
    first = filled.post("/api/v1/saved-searches/危房改造:run").json()
    assert len(first["new"]) == 1 and names(first["hits"]) == {"村级.txt"}
    assert filled.post("/api/v1/saved-searches/危房改造:run").json()["new"] == []
    words = "刑事判决书\n（2022）某0523刑初9号\n被告人李某虚报危房改造名额。\n二〇二二年五月一日\n"
    added = upload({"新判.txt": words})["results"][0]["document_id"]
    assert filled.post("/api/v1/saved-searches/危房改造:run").json()["new"] == [added]
    [kept] = filled.get("/api/v1/saved-searches").json()
    assert kept["where"] == body["where"] and kept["last_run_at"]
    assert filled.delete("/api/v1/saved-searches/危房改造").status_code == 204
    assert filled.post("/api/v1/saved-searches/危房改造:run").status_code == 404
    assert filled.delete(f"/api/v1/documents/{added}").status_code == 204


def test_a_saved_case_finds_cases(filled: TestClient) -> None:
    body = {"name": "泄露评委", "kind": "similar", "query": "某局副局长泄露评委名单收受现金。"}
    assert filled.post("/api/v1/saved-searches", json=body).status_code == 201
    found = filled.post("/api/v1/saved-searches/泄露评委:run", params={"limit": 1}).json()
    assert [one["documents"][0]["name"] for one in found["cases"]] == ["工程.txt"]
    assert found["new"] == [found["cases"][0]["documents"][0]["id"]] and found["hits"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"query": "“未闭合"}, "QUERY_QUOTE_UNCLOSED", id="slip_in_the_query"),
        pytest.param({"where": ["领域=外星"]}, "FILTER_VALUE_UNKNOWN", id="slip_in_the_filter"),
        pytest.param({"query": "  "}, "QUERY_EMPTY", id="blank"),
        pytest.param({"query": "案" * 501}, "QUERY_TOO_LONG", id="long"),
        pytest.param({"name": "甲/乙"}, "SAVED_NAME_INVALID", id="name"),
    ],
)
def test_a_search_that_cannot_run_is_not_saved(
    filled: TestClient, change: dict[str, Any], code: str
) -> None:
    refused = filled.post("/api/v1/saved-searches", json={"name": "甲", "query": "围标", **change})
    assert (refused.status_code, refused.json()["code"]) == (400, code)
