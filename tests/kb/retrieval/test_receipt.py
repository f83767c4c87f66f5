"""A receipt says what was asked and answered; a changed one is refused, a changed answer told."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from kb.errors import InvalidQuery
from kb.retrieval.explain import ReasonCard
from kb.retrieval.receipt import (
    Receipt,
    Versions,
    asked_case,
    differences,
    digest_of,
    issue,
    read_receipt,
    receipt_json,
    same_results,
)
from kb.retrieval.similar import SimilarCase
from kb.store.cases import CaseSummary
from kb.store.catalogue import StoreExtent

VERSIONS = Versions(
    application="0.1.0",
    index="index-a",
    embedding="model-a",
    labels="labels-1",
    charges="charges-a",
    dictionary="words-a",
    taxonomy="1.1",
    ranking="weights-a",
)
STORE = StoreExtent(4, 3, 2019, 2024, "2026-03-01T08:00:00+00:00", 0)


def found(case_id: str, score: float) -> SimilarCase:
    case = CaseSummary(case_id, "某案", 1, (), (), (), (), None, None)
    return SimilarCase(case, (), score, (), (), (), (), None, ReasonCard((), ()))


def made(*scores: tuple[str, float]) -> Receipt:
    return issue(
        asked_case(name="新案.txt", title="", text="某局科长收受现金。"),
        [found(case_id, score) for case_id, score in scores or (("case-a", 0.9), ("case-b", 0.5))],
        filters=("领域=工程建设", "数额=30万.."),
        limit=10,
        versions=VERSIONS,
        store=STORE,
        time="2026-03-02T08:00:00+00:00",
    )


def test_a_receipt_comes_back_from_its_file() -> None:
    receipt = made()
    assert read_receipt(receipt_json(receipt)) == receipt


def test_numbers_may_be_written_by_another_program() -> None:
    receipt = made(("case-a", 1.0))
    written = receipt_json(receipt).replace(b'"score": 1.0', b'"score": 1')
    assert written != receipt_json(receipt) and read_receipt(written) == receipt


def test_the_same_answer_has_the_same_digest() -> None:
    assert made().sha256 == made().sha256
    assert made().results_sha256 == replace(made(), time="later").results_sha256
    assert made(("case-a", 0.9000000001)).results_sha256 == made(("case-a", 0.9)).results_sha256
    assert made(("case-a", 0.8)).results_sha256 != made(("case-a", 0.9)).results_sha256


Change = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda r: r["query"].update(text="别的案情。"), id="query"),
        pytest.param(lambda r: r["filters"].pop(), id="filter"),
        pytest.param(lambda r: r.update(limit=5), id="limit"),
        pytest.param(lambda r: r["results"].reverse(), id="order"),
        pytest.param(lambda r: r["results"][0].update(score=0.91), id="score"),
        pytest.param(lambda r: r["versions"].update(embedding="model-b"), id="version"),
        pytest.param(lambda r: r["store"].update(documents=5), id="store"),
        pytest.param(lambda r: r.update(time="2025-01-01T00:00:00+00:00"), id="time"),
        pytest.param(lambda r: r.update(note="批注"), id="something_added"),
        pytest.param(lambda r: r["results"][0].update(title="某案"), id="something_added_within"),
        pytest.param(lambda r: r.update(sha256="0" * 64), id="seal"),
    ],
)
def test_a_changed_receipt_is_refused(change: Change) -> None:
    plain = orjson.loads(receipt_json(made()))
    change(plain)
    with pytest.raises(InvalidQuery) as refused:
        read_receipt(orjson.dumps(plain))
    assert refused.value.code == "RECEIPT_TAMPERED"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "RECEIPT_UNREADABLE", id="empty"),
        pytest.param(b"{nope", "RECEIPT_UNREADABLE", id="no_json"),
        pytest.param(b"[]", "RECEIPT_UNREADABLE", id="a_list"),
        pytest.param(b"{}", "RECEIPT_UNREADABLE", id="something_else"),
        pytest.param(b'{"schema":1}', "RECEIPT_UNREADABLE", id="only_a_part"),
        pytest.param(b'{"schema":99}', "RECEIPT_SCHEMA_UNKNOWN", id="a_later_schema"),
    ],
)
def test_what_is_no_receipt_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        read_receipt(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        pytest.param("  ", 10, id="blank"),
        pytest.param("某局科长收受现金。", 0, id="none_wanted"),
        pytest.param("某局科长收受现金。", 10_000, id="too_many_wanted"),
    ],
)
def test_a_sealed_receipt_that_no_search_issues_is_refused(text: str, limit: int) -> None:
    query = asked_case(name="新案.txt", title="", text=text)
    odd = issue(
        query, (), filters=(), limit=limit, versions=VERSIONS, store=STORE, time=made().time
    )
    with pytest.raises(InvalidQuery) as refused:
        read_receipt(receipt_json(odd))
    assert refused.value.code == "RECEIPT_UNREADABLE"


def test_an_equal_answer_differs_in_nothing() -> None:
    assert differences(made(), made()) == ()


@pytest.mark.parametrize(
    ("scores", "field", "was", "now"),
    [
        pytest.param(
            [("case-b", 0.9), ("case-a", 0.5)], "results.order", "1:case-a", "1:case-b", id="swap"
        ),
        pytest.param([("case-a", 0.9)], "results.order", "2:case-b", "2:—", id="lost"),
        pytest.param([("case-a", 0.9), ("case-b", 0.4)], "results.score", "0.5", "0.4", id="score"),
    ],
)
def test_another_answer_is_told(
    scores: list[tuple[str, float]], field: str, was: str, now: str
) -> None:
    [one] = differences(made(), made(*scores))
    assert (one.field, one.was, one.now) == (field, was, now)
    assert not same_results([one])


def test_rounding_alone_is_no_difference() -> None:
    after = made(("case-a", 0.900001), ("case-b", 0.5))
    assert differences(made(), after) == ()


def test_versions_and_new_documents_are_told_beside_equal_results() -> None:
    after = replace(
        made(), versions=replace(VERSIONS, labels="labels-2"), store=replace(STORE, documents=9)
    )
    told = differences(made(), after)
    assert [(one.field, one.was, one.now) for one in told] == [
        ("versions.labels", "labels-1", "labels-2"),
        ("store.documents", "4", "9"),
    ]
    assert same_results(told)


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 0.1, "b": 0.2}) == digest_of({"b": 0.2, "a": 0.1})
