"""Review of labels over HTTP and at the command line: a decision is kept and the index follows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

DEMO = Path(__file__).parents[2] / "corpora" / "demo"


@pytest.fixture(scope="module")
def hospital(filled: TestClient) -> str:
    """The id of the analysis report, which bears labels of several layers."""
    [found] = [one for one in filled.get("/api/v1/documents").json() if one["name"] == "医院.txt"]
    document_id: str = found["id"]
    return document_id


def labels(client: TestClient, document_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/documents/{document_id}/labels").json()
    return found


def found_by(client: TestClient, label: str) -> set[str]:
    query = {"query": "采购 供应商", "where": [f"标签={label}"]}
    return {hit["document"]["name"] for hit in client.post("/api/v1/search", json=query).json()}


def body_of(task: dict[str, Any], decision: str, reviewer: str, **more: Any) -> dict[str, Any]:
    return {
        "document_id": task["document"]["id"],
        "sentence": task["sentence"],
        "key": task["label"]["key"],
        "decision": decision,
        "reviewer": reviewer,
        **more,
    }


def test_the_queue_shows_each_label_in_its_sentence_with_its_reasons(filled: TestClient) -> None:
    tasks = filled.get("/api/v1/reviews/queue").json()
    assert tasks
    assert [one["priority"] for one in tasks] == sorted(
        (one["priority"] for one in tasks), reverse=True
    )
    for task in tasks:
        text = filled.get(f"/api/v1/documents/{task['document']['id']}/text").text
        span, marked = task["span"], task["label"]["span"]
        assert text[span["start"] : span["end"]] == task["text"]
        assert text[marked["start"] : marked["end"]] == task["label"]["text"]
        assert task["label"]["model"]
        total = sum(part["contribution"] for part in task["parts"])
        assert total == pytest.approx(task["priority"], abs=0.001)


def test_a_rejected_label_is_searched_for_in_vain(filled: TestClient, hospital: str) -> None:
    [task, *_] = filled.get("/api/v1/reviews/queue", params={"document_id": hospital}).json()
    key = task["label"]["key"]
    assert "医院.txt" in found_by(filled, key)
    others = [one for one in labels(filled, hospital) if one["proposed"]["key"] == key]
    for other in others:
        body = body_of(task, "reject", "张三", note="看法不同") | {"sentence": other["sentence"]}
        decided = filled.post("/api/v1/reviews", json=body)
        assert decided.status_code == 201, decided.text
        assert decided.json()["status"] == "rejected"
        assert decided.json()["standing"] is None
    assert "医院.txt" not in found_by(filled, key)
    read = filled.get(f"/api/v1/documents/{hospital}").json()
    assert key not in {one["key"] for one in read["labels"]}
    [kept, *_] = [one for one in labels(filled, hospital) if one["proposed"]["key"] == key]
    assert [(one["reviewer"], one["note"]) for one in kept["decisions"]] == [("张三", "看法不同")]
    assert filled.post("/api/v1/index:check").json()["clean"]


def test_a_second_reviewer_is_asked_blind_and_a_dispute_is_shown(
    filled: TestClient, hospital: str
) -> None:
    wanted = {"mode": "second", "reviewer": "李四", "document_id": hospital}
    [task, *_] = filled.get("/api/v1/reviews/queue", params=wanted).json()
    assert "decisions" not in task
    filled.post("/api/v1/reviews", json=body_of(task, "accept", "李四"))
    disputed = filled.get("/api/v1/reviews/queue", params={"mode": "disputed"}).json()
    assert task["id"] in {one["id"] for one in disputed}
    [overall, *_] = filled.get("/api/v1/reviews/agreement").json()
    assert (overall["scope"], overall["alpha"], overall["reason"]) == ("all", None, "TOO_FEW")
    assert overall["raw"] == 0.0


def test_a_missed_label_is_added_and_found(filled: TestClient, hospital: str) -> None:
    assert found_by(filled, "loopholes:reconciliation_gap") == set()
    text = filled.get(f"/api/v1/documents/{hospital}/text").text
    start = text.index("收受回扣")
    added = {
        "document_id": hospital,
        "decision": "add",
        "label": "loopholes:reconciliation_gap",
        "span": {"start": start, "end": start + 4},
        "reviewer": "张三",
    }
    decided = filled.post("/api/v1/reviews", json=added).json()
    assert decided["standing"]["text"] == "收受回扣"
    assert found_by(filled, "loopholes:reconciliation_gap") == {"医院.txt"}
    again = filled.post("/api/v1/reviews", json=added)
    assert (again.status_code, again.json()["code"]) == (409, "LABEL_PROPOSED")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        pytest.param({"key": "loopholes:no_rule"}, 409, "PROPOSAL_UNKNOWN", id="no_proposal"),
        pytest.param({"sentence": None}, 409, "PROPOSAL_UNKNOWN", id="no_sentence"),
        pytest.param({"model": "patterns-0.1"}, 409, "PROPOSAL_STALE", id="stale"),
        pytest.param({"reviewer": "  "}, 400, "REVIEWER_MISSING", id="nobody"),
        pytest.param({"decision": "edit"}, 422, "EDIT_UNCHANGED", id="nothing_changed"),
        pytest.param(
            {"decision": "edit", "label": "没有这个标签"}, 422, "LABEL_UNKNOWN", id="unknown_label"
        ),
        pytest.param(
            {"decision": "edit", "span": {"start": 0, "end": 200}}, 422, "SPAN_OUTSIDE", id="span"
        ),
        pytest.param(
            {"decision": "edit", "span": {"start": 9, "end": 9}}, 422, "REQUEST_INVALID", id="empty"
        ),
        pytest.param({"decision": "merge"}, 422, "REQUEST_INVALID", id="no_such_decision"),
        pytest.param({"document_id": "ffff"}, 404, "NOT_FOUND", id="unknown_document"),
        pytest.param({"note": "\0"}, 422, "INVALID_TEXT", id="nul_in_the_note"),
    ],
)
def test_refusals(
    filled: TestClient, hospital: str, changed: dict[str, Any], status: int, code: str
) -> None:
    [task, *_] = filled.get("/api/v1/reviews/queue", params={"document_id": hospital}).json()
    refused = filled.post("/api/v1/reviews", json=body_of(task, "accept", "张三") | changed)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"


def test_the_labels_of_an_unknown_document(filled: TestClient) -> None:
    assert filled.get("/api/v1/documents/ffff/labels").status_code == 404


def command(data: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "LIANJIAN_REVIEWER"}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env={**environment, "LIANJIAN_DATA_DIR": str(data), "COLUMNS": "160"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    [paper] = DEMO.glob("chains/08-*/02-*.txt")
    assert command(data, "ingest", str(paper)).returncode == 0
    return data


def test_the_round_at_the_command_line(library: Path, tmp_path: Path) -> None:
    """Queue, edit, add, a second reviewer, history, agreement and export, in this order."""
    tasks = json.loads(command(library, "review", "list", "--json").stdout)
    first, second = tasks[0], tasks[1]
    words = first["label"]["text"][:-1]
    edited = command(library, "review", "edit", first["id"], "--by", "张三", "--words", words)
    assert edited.returncode == 0, edited.stderr
    assert "已修改" in edited.stdout and words in edited.stdout
    span = first["label"]["span"]
    added = command(
        *(library, "review", "add", first["document"]["id"][:8], "--by", "张三", "--json"),
        *("--label", "loopholes:long_tenure", "--span", f"{span['start']}:{span['end']}"),
    )
    assert json.loads(added.stdout)["status"] == "accepted"
    found = command(library, "search", "药品", "-w", "标签=loopholes:long_tenure", "--json")
    assert json.loads(found.stdout)
    for proposal, by, verb in (
        (second["id"], "张三", "reject"),
        (second["id"], "李四", "reject"),
        (first["id"], "李四", "accept"),
    ):
        told = command(library, "review", verb, proposal, "--by", by, "--note", "复核")
        assert told.returncode == 0, told.stderr
    history = command(library, "review", "history", second["id"])
    assert history.stdout.count("驳回（复核）") == 2
    [overall, *_] = json.loads(command(library, "review", "agreement", "--json").stdout)
    assert (overall["proposals"], overall["alpha"]) == (2, 1.0)
    file = tmp_path / "reviewed.jsonl"
    assert command(library, "review", "export", str(file)).returncode == 0
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert all(set(row) == {"text", "labels", "rejected", "source"} for row in rows)
    assert second["label"]["key"] in {key for row in rows for key in row["rejected"]}
    assert json.loads(command(library, "check", "--json").stdout)["clean"]


def test_one_after_the_other(library: Path) -> None:
    waiting = json.loads(command(library, "review", "list", "--json").stdout)
    assert len(waiting) >= 3
    done = command(library, "review", "run", "--by", "王五", stdin="s\na\nx\nr\nq\n")
    assert done.returncode == 0, done.stderr
    assert "本次复核 2 条" in done.stdout
    left = json.loads(command(library, "review", "list", "--json").stdout)
    assert [one["id"] for one in left] == [waiting[0]["id"], *(one["id"] for one in waiting[3:])]
    assert "编号" in command(library, "review", "next").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["accept", "a:0:loopholes:no_rule"], "REVIEWER_MISSING", id="nobody"),
        pytest.param(["accept", "nonsense", "--by", "甲"], "PROPOSAL_UNKNOWN", id="no_id"),
        pytest.param(["list", "--label", "无此"], "LABEL_UNKNOWN", id="no_label"),
        pytest.param(["list", "--layer", "无此"], "FILTER_VALUE_UNKNOWN", id="no_layer"),
    ],
)
def test_refusals_at_the_command_line(library: Path, arguments: list[str], code: str) -> None:
    refused = command(library, "review", *arguments)
    assert refused.returncode == 2
    assert code in refused.stderr and "Traceback" not in refused.stderr
