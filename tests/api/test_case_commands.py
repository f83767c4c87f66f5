"""A case as a whole at the command line, and the weights of the parts of a search."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

CHAIN = sorted((Path(__file__).parents[2] / "corpora" / "demo" / "chains").iterdir())[0]
OTHERS = (
    "案情语义",
    "罪名倾向",
    "罪名",
    "动因手段与漏洞",
    "领域",
    "岗位",
    "数额",
    "法条",
    "文书权威",
)
WORDS = "某局副局长在采购中收受供应商回扣，数额巨大。"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def document(run: Run) -> str:
    """One of the papers of a kept chain."""
    done = run("ingest", str(CHAIN), "--case", "案卷", "--json")
    assert done.returncode == 0, done.stderr
    identity: str = json.loads(done.stdout.splitlines()[0])["document_id"]
    return identity


def test_a_case_says_what_its_documents_say_together(run: Run, document: str) -> None:
    told = json.loads(run("case", document, "--json").stdout)
    assert told["documents"] > 1
    assert told["labels"]
    for label in told["labels"]:
        assert 1 <= label["documents"] <= min(label["sentences"], told["documents"])
        assert 1 <= len(label["best"]) <= 3


@pytest.mark.usefixtures("document")
def test_weights_change_the_score_and_a_bad_one_is_refused(run: Run) -> None:
    plain = json.loads(run("similar", "--text", WORDS, "--json").stdout)
    only = ("--weight", "用词重合=1", *(w for p in OTHERS for w in ("--weight", f"{p}=0")))
    worded = json.loads(run("similar", "--text", WORDS, *only, "--json").stdout)
    weight = {part["name"]: part["weight"] for part in worded[0]["parts"]}
    assert weight["wording"] == pytest.approx(1, abs=1e-4)
    assert plain[0]["score"] != worded[0]["score"]
    refused = run("similar", "--text", WORDS, "--weight", "天气=1")
    assert refused.returncode == 2
    assert "WEIGHT_INVALID" in refused.stderr
