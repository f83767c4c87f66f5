"""The archive and its list: everything can be checked, nothing computes, no name names a person."""

import csv
import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import pytest

from kb.education.export_zip import LIST_NAME
from kb.education.pack_content import PackContent, QuizQuestion
from kb.education.variant import Variant
from tests.kb.education.pack_world import MARK, PACK
from tests.kb.education.written import written


def _files(variant: Variant = Variant.LEARNER, content: PackContent = PACK) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(written("包.zip", variant, content))) as archive:
        assert archive.testzip() is None
        return {one.filename: archive.read(one) for one in archive.infolist()}


def _listed(files: dict[str, bytes]) -> Any:
    return json.loads(files[LIST_NAME])


def _sheet(files: dict[str, bytes]) -> list[list[str]]:
    return list(csv.reader(StringIO(files["测验.csv"].decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("variant", Variant)
def test_the_list_has_each_file_with_its_digest(variant: Variant) -> None:
    files = _files(variant)
    listed = _listed(files)
    assert {one["name"]: one["sha256"] for one in listed["files"]} == {
        name: sha256(held).hexdigest() for name, held in files.items() if name != LIST_NAME
    }
    assert [one["bytes"] for one in listed["files"]] == [
        len(files[one["name"]]) for one in listed["files"]
    ]
    assert [name.rpartition(".")[2] for name in files] == [
        "docx", "pptx", "html", "json", "csv", "json",
    ]  # fmt: skip


def test_the_list_says_whose_copy_it_is_and_what_it_rests_on() -> None:
    listed = _listed(_files())
    assert (listed["recipient"], listed["made"], listed["copy"]) == (
        MARK.recipient,
        "2026-06-18",
        3,
    )
    assert (listed["edition"], listed["variant"]) == (PACK.edition, "learner")
    assert listed["sources"] == [
        {"mark": one.mark, "kind": one.kind, "sha256": one.digest} for one in PACK.sources
    ]
    assert set(listed["versions"]) == {"lianjian", "python-docx", "python-pptx"}


def test_the_files_are_those_that_are_given_out_alone() -> None:
    files = _files(Variant.FACILITATOR)
    for kind, name in (("讲义", "docx"), ("幻灯片", "pptx"), ("网页", "html")):
        assert files[f"{kind}（主持人版）.{name}"] == written(f"包.{name}", Variant.FACILITATOR)


def test_names_of_files_say_the_kind_and_nothing_of_the_pack() -> None:
    named = replace(PACK, title="钱德海案警示教育", recipient="钱德海")
    assert list(_files(content=named)) == list(_files())


def test_the_quiz_comes_back_whole_for_the_facilitator() -> None:
    held = json.loads(_files(Variant.FACILITATOR)["测验.json"])["questions"]
    assert [one["answers"] for one in held] == [list(one.answers) for one in PACK.quiz]
    assert [one["options"] for one in held] == [list(one.options) for one in PACK.quiz]
    rows = _sheet(_files(Variant.FACILITATOR))
    assert rows[0][-3:] == ["答案", "解析", "来源"]
    assert [row[-3] for row in rows[1:]] == ["B", "A、B、D", "错误", "B"]
    assert {len(row) for row in rows} == {10}


def test_learners_get_the_questions_alone() -> None:
    files = _files()
    held = json.loads(files["测验.json"])["questions"]
    assert all(set(one) == {"number", "kind", "stem", "options", "sources"} for one in held)
    rows = _sheet(files)
    assert rows[0] == ["题号", "题型", "题干", "选项A", "选项B", "选项C", "选项D", "来源"]
    assert PACK.quiz[0].explanation not in files["测验.csv"].decode("utf-8-sig")


@pytest.mark.parametrize(
    "words", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1+1", "\r\n=1", " =1"]
)
def test_no_cell_computes(words: str) -> None:
    first = PACK.quiz[0]
    evil = QuizQuestion(first.kind, words, (words, words), (0,), words, (words,))
    rows = _sheet(_files(Variant.FACILITATOR, replace(PACK, quiz=(evil,))))
    assert all(cell[0] not in "=+-@\t\r＝＋－＠" for row in rows for cell in row if cell)
    assert rows[1][2] == f"'{words.strip()}"
