"""Everything beside the checkout is read: no crash, no loss, fast enough."""

import json
import pickle
import re
from pathlib import Path
from time import process_time

import pytest

from ingest.reading import read
from ingest.sources import discover
from kb.errors import NoText
from kb.model import Document, Failure, RawFile

pytestmark = pytest.mark.real

_MARKUP = re.compile(r"^#{1,6} |<!--|\]\(http|^---$", re.M)
_LATE_ARTICLE = re.compile(r"[^\n“‘（《〈]{40}。第[一二三四五六七八九十]{1,5}条 ")


def files(*paths: Path) -> list[RawFile]:
    found = list(discover(paths))
    assert not [each for each in found if isinstance(each, Failure)]
    return [each for each in found if isinstance(each, RawFile)]


def documents(found: list[RawFile]) -> list[Document]:
    read_ones = []
    for file in found:
        try:
            read_ones.append(read(file))
        except NoText:
            assert file.name.endswith("_index.md")
    return read_ones


def test_statutes_and_cases(shared_data: Path) -> None:
    found = files(shared_data / "statutes", shared_data / "official_cases")
    started = process_time()
    opened = documents(found)
    rate = sum(len(file.content) for file in found) / (process_time() - started) / 1e6
    assert len(opened) > 3_800
    assert all(document.title for document in opened)
    assert sum(bool(_MARKUP.search(document.text)) for document in opened) == 0
    assert sum(bool(_LATE_ARTICLE.search(document.text)) for document in opened) < 20
    assert rate > 10, f"{rate:.1f} MB/s: 20 is the aim on an idle core"


def test_notices_lose_the_site_and_nothing_else(shared_data: Path) -> None:
    for file in files(shared_data / "notices"):
        document = read(file)
        assert "版权所有" not in document.text
        assert "source:" not in document.text
        body = [line for line in file.content.decode().split("\n")[2:] if len(line) > 60]
        kept = "".join(document.text.split())
        assert all("".join(line.split()) in kept for line in body if "版权所有" not in line)


def test_judgments_keep_every_letter(shared_data: Path) -> None:
    found = discover([shared_data / "lecard" / "judgments.jsonl.xz"])
    rows = [next(found) for _ in range(300)]
    for row in rows:
        assert isinstance(row, RawFile)
        document = read(row)
        whole = json.loads(row.content)["text"]
        assert document.text.count("\n") > 5
        lost = len("".join(whole.split())) - len("".join(document.text.split()))
        assert abs(lost) <= 5
        assert pickle.loads(pickle.dumps(document)) == document
