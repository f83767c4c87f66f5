"""Phrases, exclusions and facets of a search over HTTP."""

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
