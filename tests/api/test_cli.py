"""The command line on real files of the demo corpus, as a person would run it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "corpora" / "demo"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def library(run: Run, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """Three chains and six single papers, with an empty file among them."""
    folder = tmp_path_factory.mktemp("papers")
    for chain in sorted((DEMO / "chains").iterdir())[:3]:
        shutil.copytree(chain, folder / chain.name)
    (folder / "空文件.pdf").write_bytes(b"")
    first = run("ingest", str(folder), "--case-per-folder", "--json")
    assert first.returncode == 1, first.stderr
    singles = sorted((DEMO / "singles").iterdir())
    kinds = {one.suffix: one for one in singles}
    second = run("ingest", *(str(one) for one in kinds.values()), "--json")
    assert second.returncode == 0, second.stderr
    return [json.loads(line) for line in (first.stdout + second.stdout).splitlines()]


def outcomes(lines: Sequence[dict[str, str]]) -> list[str]:
    return [line["outcome"] for line in lines]


def test_ingest_reports_each_file(library: list[dict[str, str]]) -> None:
    assert outcomes(library).count("rejected") == 1
    assert outcomes(library).count("accepted") == len(library) - 1
    [refused] = [line for line in library if line["outcome"] == "rejected"]
    assert refused["code"] == "EMPTY_FILE"


def test_a_folder_is_a_case(library: list[dict[str, str]]) -> None:
    by_folder: dict[str, set[str]] = {}
    for line in library:
        if "case_id" in line and "/" in line["name"]:
            by_folder.setdefault(line["name"].rsplit("/", 1)[0], set()).add(line["case_id"])
    assert len(by_folder) == 3
    assert all(len(cases) == 1 for cases in by_folder.values())


@pytest.mark.usefixtures("library")
def test_similar_gives_parts_and_exact_sources(run: Run) -> None:
    query = next((DEMO / "queries").glob("*道路*.txt"))
    found = run("similar", "--file", str(query), "--limit", "2", "--json")
    assert found.returncode == 0, found.stderr
    cases = json.loads(found.stdout)
    assert len(cases) == 2
    assert cases[0]["score"] >= cases[1]["score"] > 0
    pair = cases[0]["pairs"][0]
    text = run("show", pair["quote"]["document_id"], "--text").stdout
    span = pair["quote"]["span"]
    assert text[span["start"] : span["end"]] == pair["quote"]["text"]


@pytest.mark.usefixtures("library")
def test_similar_from_standard_input_reads_for_people(run: Run) -> None:
    words = "某区城管局工程科科长在市政道路工程变更签证中收受施工单位好处费。"
    found = run("similar", "--text", "-", "--limit", "1", stdin=words)
    assert found.returncode == 0, found.stderr
    assert "案情语义" in found.stdout and "旧案" in found.stdout


@pytest.mark.usefixtures("library")
def test_search_check_and_reindex_agree(run: Run) -> None:
    before = json.loads(run("search", "工程变更 签证", "--json").stdout)
    assert before
    assert json.loads(run("check", "--json").stdout)["clean"]
    assert json.loads(run("reindex", "--json").stdout)["documents"] > 0
    after = json.loads(run("search", "工程变更 签证", "--json").stdout)
    places = [[(h["document"]["id"], h["quote"]["span"]) for h in hits] for hits in (before, after)]
    assert places[0] == places[1]


@pytest.mark.usefixtures("library")
def test_search_by_phrase_with_facets(run: Run) -> None:
    found = json.loads(run("search", '"工程变更" -医院', "--facets", "--json").stdout)
    assert found["hits"] and found["facets"]["scope"] == "matches"
    assert all("工程变更" in hit["quote"]["text"] for hit in found["hits"])
    told = run("facets", "-w", "文种=忏悔书 或 文种=案件剖析报告").stdout
    assert "案件剖析报告" in told and "起诉书" not in told


@pytest.mark.usefixtures("library")
def test_a_batch_goes_on_past_a_bad_line(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "检索词.txt"
    lines.write_text("工程变更\n\n“未闭合\n“签证”\n", encoding="utf-8")
    found = run("search", "--batch", str(lines), "--limit", "1")
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert found.returncode == 1
    assert [(row["line"], row.get("code")) for row in rows] == [
        (1, None),
        (3, "QUERY_QUOTE_UNCLOSED"),
        (4, None),
    ]
    assert all(len(row["hits"]) == 1 for row in rows if "hits" in row)
    table = tmp_path / "检索词.csv"
    table.write_bytes("编号,query\n1,工程变更\n2,-医院\n".encode("gb18030"))
    found = run("search", "--batch", str(table), "--csv", "--limit", "2")
    read = list(csv.DictReader(found.stdout.removeprefix("\ufeff").splitlines(keepends=True)))
    assert [row["rank"] for row in read] == ["1", "2", ""]
    assert (read[2]["query"], read[2]["code"]) == ("'-医院", "QUERY_ONLY_EXCLUSIONS")


def test_more_like_a_kept_document(run: Run, library: list[dict[str, str]]) -> None:
    one = next(line for line in library if line.get("kind") == "case_analysis")
    found = json.loads(run("similar", "-d", one["document_id"][:12], "--json").stdout)
    assert found and one["case_id"] not in [case["case_id"] for case in found]


def test_one_search_gives_facets_a_receipt_and_a_report(
    run: Run, library: list[dict[str, str]], tmp_path: Path
) -> None:
    one = next(line for line in library if line.get("kind") == "case_analysis")
    receipt, report = tmp_path / "存证.json", tmp_path / "报告.docx"
    where = "罪名=受贿罪 或 罪名=贪污罪"
    asked = ("similar", "-d", one["document_id"], "-w", where, "--facets", "--json")
    found = json.loads(run(*asked, "--receipt", str(receipt), "--report", str(report)).stdout)
    assert found["cases"] and found["facets"]["scope"] == "candidates"
    kept = json.loads(receipt.read_text("utf-8"))
    assert kept == found["receipt"] and kept["filters"] == [where]
    assert kept["query"]["document"] == one["document_id"]
    assert report.read_bytes().startswith(b"PK")
    assert run("receipt", "verify", str(receipt)).returncode == 0


@pytest.mark.usefixtures("library")
def test_a_saved_search_runs_by_name(run: Run) -> None:
    added = run("saved", "add", "变更", "-q", "“工程变更”", "-w", "年份=2000..", "--json")
    assert added.returncode == 0, added.stderr
    first = json.loads(run("saved", "run", "变更", "--json").stdout)
    assert first["new"] == list(dict.fromkeys(hit["document"]["id"] for hit in first["hits"]))
    assert "新出现的文书 0 份" in run("saved", "run", "变更").stdout
    assert "变更" in run("saved", "list").stdout
    assert run("saved", "remove", "变更").returncode == 0
    assert "NOT_FOUND" in run("saved", "run", "变更").stderr


@pytest.mark.usefixtures("library")
def test_ingest_tells_what_watched_searches_found(run: Run, tmp_path: Path) -> None:
    assert run("saved", "add", "灯会", "-q", "灯会 门票").returncode == 0
    assert "没有新的匹配" in run("saved", "matches").stdout
    paper = tmp_path / "灯会.txt"
    paper.write_text("关于灯会门票收入问题的通报\n经办人截留灯会门票收入三万元。", encoding="utf-8")
    assert "有 1 份新的匹配" in run("ingest", str(paper)).stdout
    [told] = json.loads(run("saved", "matches", "--json").stdout)
    assert told["fresh"] == 1 and told["matches"][0]["quote"]["text"]
    assert "新的匹配 0 份" in run("saved", "check").stdout
    assert "1 份" in run("saved", "see", "灯会").stdout
    assert "没有新的匹配" in run("saved", "matches").stdout
    assert run("saved", "watch", "灯会", "--off").returncode == 0
    assert run("saved", "remove", "灯会").returncode == 0


@pytest.mark.usefixtures("library")
def test_pins_of_a_case_that_is_not_there(run: Run) -> None:
    assert "NOT_FOUND" in run("pin", "list", "case-0000000000000000").stderr
    assert "NOT_FOUND" in run("pin", "add", "case-0000000000000000", "x").stderr


def test_tag_needs_no_store(run: Run) -> None:
    paper = next(one for one in sorted((DEMO / "singles").iterdir()) if one.suffix == ".docx")
    read = json.loads(run("tag", str(paper), "--json").stdout)
    assert read["kind"]["key"] != "kind:unknown"
    assert read["sections"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["tag", "没有这个文件.pdf"], "NOT_FOUND", id="missing_file"),
        pytest.param(["similar", "--text", "   "], "QUERY_EMPTY", id="blank_case"),
        pytest.param(["search", "案" * 501], "QUERY_TOO_LONG", id="long_query"),
        pytest.param(["search", "案", "-w", "密级=3"], "FILTER_NOT_ALLOWED", id="filter"),
        pytest.param(["search", "案", "-w", "[/x]=1"], "FILTER_NOT_ALLOWED", id="markup"),
        pytest.param(["search", "案", "-w", "罪名=受贿 且"], "FILTER_SYNTAX", id="filter_slip"),
        pytest.param(["search", "案", "--batch", "x"], "BATCH_WITH_QUERY", id="batch_and_query"),
        pytest.param(["similar", "-d", "ffff0000"], "NOT_FOUND", id="unknown_document"),
        pytest.param(["similar", "-d", "f", "--text", "某案"], "CASE_GIVEN_TWICE", id="two_cases"),
        pytest.param(["show", "ffff0000"], "NOT_FOUND", id="unknown_id"),
    ],
)
@pytest.mark.usefixtures("library")
def test_refusals_are_chinese_with_a_code(run: Run, arguments: list[str], code: str) -> None:
    refused = run(*arguments)
    assert refused.returncode == 2
    assert code in refused.stderr and "。" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_new_folder_asks_for_an_upgrade(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "api.cli", "check"],
        env={**os.environ, "LIANJIAN_DATA_DIR": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 3
    assert "SCHEMA_OUTDATED" in answer.stderr


@pytest.mark.usefixtures("library")
def test_a_receipt_verifies_until_it_is_changed(run: Run, tmp_path: Path) -> None:
    query = next((DEMO / "queries").glob("*道路*.txt"))
    receipt = tmp_path / "存证.json"
    found = run("similar", "--file", str(query), "--limit", "3", "--receipt", str(receipt))
    assert found.returncode == 0, found.stderr
    assert run("reindex").returncode == 0
    verified = run("receipt", "verify", str(receipt), "--json")
    assert (verified.returncode, json.loads(verified.stdout)["matches"]) == (0, True)
    fewer = json.loads(receipt.read_text("utf-8"))
    fewer["results"].pop()
    receipt.write_text(json.dumps(fewer), "utf-8")
    refused = run("receipt", "verify", str(receipt))
    assert refused.returncode == 2 and "RECEIPT_TAMPERED" in refused.stderr


@pytest.mark.usefixtures("library")
def test_a_receipt_of_another_store_does_not_match(run: Run, tmp_path: Path) -> None:
    receipt = tmp_path / "存证.json"
    words = "某区城管局工程科科长在市政道路工程变更签证中收受施工单位好处费。"
    run("similar", "--text", words, "--limit", "3", "--receipt", str(receipt))
    chain = sorted((DEMO / "chains").iterdir())[11]
    assert run("ingest", str(chain), "--case-per-folder").returncode == 0
    verified = run("receipt", "verify", str(receipt))
    assert verified.returncode == 1, verified.stdout
    assert verified.stdout.startswith("不一致") and "库中文书数" in verified.stdout
