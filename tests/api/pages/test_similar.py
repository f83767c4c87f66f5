"""Similar cases as pages show them: the state in the address, sums that add up, the report."""

import io
import re

import pytest
from docx import Document

from kb.retrieval.words import PART_LABELS
from tests.api.conftest import PAPERS
from tests.api.pages.house import HOSTILE, House, Visitor, active

NEW = """某县交通局副局长陈某，在三个公路标段招标前把评标专家名单告诉投标人，帮助其中标，
先后三次收受现金共计人民币六十万元。"""


@pytest.fixture(scope="module")
def papers(ban: Visitor) -> dict[str, str]:
    return {name: ban.upload(name, words) for name, words in PAPERS.items()}


@pytest.fixture(scope="module")
def asked(ban: Visitor, papers: dict[str, str]) -> str:
    """The address of the results for the new case."""
    sent = ban.submit("/similar", {"text": NEW}, shown="/similar")
    assert sent.status_code == 303
    return str(sent.headers["location"])


def test_the_words_are_kept_under_an_id(house: House, ban: Visitor, asked: str) -> None:
    case = re.fullmatch(r"/similar\?case=([0-9a-f]{24})", asked)
    assert case is not None
    kept = ban.client.get(f"/api/v1/new-cases/{case[1]}").json()
    assert kept["text"] == NEW and kept["characters"] == len(NEW)
    assert case[1] in ban.get("/similar").text
    other = house.enter("yu")
    assert other.get(asked).status_code == 404
    assert other.client.get(f"/api/v1/new-cases/{case[1]}").status_code == 404
    assert other.client.delete(f"/api/v1/new-cases/{case[1]}").status_code == 404
    assert other.client.get("/api/v1/new-cases").json() == []
    body = {"new_case": case[1]}
    assert other.client.post("/api/v1/similar-cases", json=body).status_code == 404
    again = ban.client.post("/api/v1/similar-cases", json=body).json()
    plain = ban.client.post("/api/v1/similar-cases", json={"text": NEW}).json()
    assert [one["score"] for one in again["cases"]] == [one["score"] for one in plain["cases"]]


def test_the_parts_of_the_bar_add_up_to_the_score(ban: Visitor, asked: str) -> None:
    page = ban.get(asked).text
    bars = re.findall(r'<svg class="score-bar".*?</svg>', page, re.DOTALL)
    scores = [float(one) for one in re.findall(r'class="score"><b>([\d.]+)<', page)]
    assert len(bars) == len(scores) >= 3
    for bar, score in zip(bars, scores, strict=True):
        places = [
            (float(x), float(w)) for x, w in re.findall(r'x="([\d.]+)" width="([\d.]+)"', bar)
        ]
        assert sum(width for _, width in places) == pytest.approx(score * 1000, abs=1.5)
        ends = [x + width for x, width in places]
        assert [x for x, _ in places[1:]] == pytest.approx(ends[:-1], abs=0.05)
    assert scores == sorted(scores, reverse=True)


def test_a_card_says_why(ban: Visitor, asked: str, papers: dict[str, str]) -> None:
    page = ban.get(asked).text
    first = page.split("<article")[1]
    assert f'href="/documents/{papers["工程.txt"]}' in first
    assert "告诉投标人" in first and "泄露评标专家名单" in first
    assert f"/documents/{papers['工程.txt']}?at=" in first
    for words in ("两案都有", "只见旧案", "得分怎样来", "合计"):
        assert words in first
    assert all(label in page for label in PART_LABELS.values())


def test_weights_and_filters_are_in_the_address(ban: Visitor, asked: str) -> None:
    usual = re.findall(r'class="score"><b>([\d.]+)<', ban.get(asked).text)
    other = ban.get(f"{asked}&w_meaning=0&w_offence=100").text
    assert re.findall(r'class="score"><b>([\d.]+)<', other) != usual
    assert 'name="w_offence" min="0" max="100" value="100"' in other
    narrowed = ban.get(f"{asked}&where=domain%3Dengineering_construction").text
    assert narrowed.count("<article") < len(usual)
    assert ban.get(f"{asked}&where=颜色%3D红").status_code == 422
    assert ban.get(f"{asked}&w_meaning=0&w_nothing=4&w_offence=abc&pin=nowhere").status_code == 200


def test_two_pinned_cases_are_compared(ban: Visitor, asked: str) -> None:
    page = ban.get(asked).text
    first, second = re.findall(r'id="case-([^"]+)"', page)[:2]
    pinned = ban.get(f"{asked}&pin={first}&pin={second}").text
    assert pinned.count("已钉住") == 2
    [path] = re.findall(r'href="(/similar/compare[^"]+)"', pinned)
    compared = ban.get(path.replace("&amp;", "&")).text
    assert compared.count('scope="col"') == 3 and "最像的句子" in compared
    lonely = ban.get(f"/similar/compare?{asked.partition('?')[2]}&pin={first}")
    assert lonely.status_code == 303 and "compare" not in lonely.headers["location"]
    lost = ban.get(f"/similar/compare?{asked.partition('?')[2]}&pin=x&pin=y")
    assert lost.status_code == 422 and "PIN_NOT_FOUND" in lost.text


def test_the_report_holds_the_pinned_cases(house: House, ban: Visitor, asked: str) -> None:
    first = re.findall(r'id="case-([^"]+)"', ban.get(asked).text)[0]
    state = f"{asked.partition('?')[2]}&pin={first}"
    before = len(house.trail("similar.export"))
    report = ban.submit("/similar/report", {"state": state}, shown=asked)
    assert report.headers["content-disposition"].startswith("attachment")
    paper = Document(io.BytesIO(report.content))
    words = "\n".join(
        [one.text for one in paper.paragraphs]
        + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    )
    assert "检索人从中选列 1 件" in words and "陈某" in words
    assert words.count("某市某区人民法院刑事判决书") >= 1
    hidden = ban.submit("/similar/report", {"state": state, "redact": "true"}, shown=asked)
    assert hidden.status_code == 200 and hidden.content != report.content
    assert len(house.trail("similar.export")) == before + 2
    lost = ban.submit("/similar/report", {"state": f"{state}&pin=x"}, shown=asked)
    assert lost.status_code == 422


def test_the_receipt_can_be_verified(ban: Visitor, asked: str) -> None:
    receipt = ban.submit("/similar/receipt", {"state": asked.partition("?")[2]}, shown=asked)
    assert "receipt.json" in receipt.headers["content-disposition"]
    verified = ban.client.post("/api/v1/receipts/verify", json=receipt.json())
    assert verified.json()["verdict"] == "一致"


def test_a_case_is_kept_as_a_search(ban: Visitor, asked: str) -> None:
    state = asked.partition("?")[2]
    saved = ban.submit("/similar/save", {"state": state, "name": "像这样的"}, shown=asked)
    assert saved.headers["location"] == asked
    ran = ban.submit("/saved/像这样的/run", {}, shown="/saved")
    assert "某市某区人民法院" in ran.text


def test_a_document_finds_cases_like_it_and_not_its_own(
    ban: Visitor, papers: dict[str, str]
) -> None:
    page = ban.get(f"/similar?document={papers['工程.txt']}").text
    assert page.count("<article") >= 2
    assert f'id="case-{papers["工程.txt"]}' not in page
    assert f'<a href="/documents/{papers["工程.txt"]}">' not in page


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 200_001], ids=["empty", "blank", "too_long"])
def test_a_slip_is_told_beside_the_form(ban: Visitor, text: str) -> None:
    nothing = {"unused": ("", b"")}  # the form is sent in parts, as the page has it
    page = ban.submit("/similar", {"text": text}, shown="/similar", files=nothing)
    assert page.status_code == 422 and 'role="alert"' in page.text


def test_a_file_is_read_and_not_kept(ban: Visitor, papers: dict[str, str]) -> None:
    before = ban.client.get("/api/v1/health").json()["documents"]
    files = {"file": ("新案.txt", NEW.encode())}
    sent = ban.submit("/similar", {"text": ""}, shown="/similar", files=files)
    assert sent.status_code == 303 and "告诉投标人" in ban.get(sent.headers["location"]).text
    empty = ban.submit("/similar", {"text": ""}, shown="/similar", files={"file": ("空.txt", b"")})
    assert empty.status_code == 422
    assert ban.client.get("/api/v1/health").json()["documents"] == before


def test_a_new_case_is_forgotten(ban: Visitor) -> None:
    sent = ban.submit("/similar", {"text": f"{HOSTILE} {NEW}"}, shown="/similar")
    path = sent.headers["location"]
    assert active(ban.get(path).text) == []
    gone = ban.submit("/similar/forget", {"case": path.partition("case=")[2]}, shown=path)
    assert gone.headers["location"] == "/similar"
    assert ban.get(path).status_code == 404


def test_who_may_not_export_is_offered_nothing(house: House, asked: str) -> None:
    safe = house.enter("an")
    assert safe.get("/similar").status_code == 403
    assert safe.submit("/similar/report", {"state": ""}, shown="/").status_code == 403


CITING = """某市某区人民法院
刑事判决书
（2021）某0102刑初35号
被告人李某利用担任某局副局长的职务便利，为他人承揽工程提供帮助，收受现金四十万元。
本院认为，被告人李某的行为已构成受贿罪。依照《中华人民共和国刑法》第三百八十五条、第三百八十六条之规定，
判决如下：
被告人李某犯受贿罪，判处有期徒刑三年，并处罚金二十万元。"""


def test_articles_that_both_cases_cite_are_named(ban: Visitor, papers: dict[str, str]) -> None:
    ban.upload("判决书.txt", CITING)
    new = CITING.replace("李某", "何某").replace("35号", "36号").replace("四十万", "五十万")
    found = ban.client.post("/api/v1/similar-cases", json={"text": new}).json()
    parts = {one["name"]: one for one in found["cases"][0]["parts"]}
    assert {one["label"] for one in parts["statutes"]["shared"]} == {
        "《刑法》第385条",
        "《刑法》第386条",
    }
    sent = ban.submit("/similar", {"text": new}, shown="/similar")
    assert "《刑法》第385条" in ban.get(str(sent.headers["location"])).text
    report = ban.client.post("/api/v1/similar-cases/report", json={"text": new})
    assert report.status_code == 200
    tables = Document(io.BytesIO(report.content)).tables
    assert any("《刑法》第385条" in c.text for t in tables for row in t.rows for c in row.cells)
