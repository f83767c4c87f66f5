"""Documents, searches and what comes in, as pages show them."""

import re
from collections.abc import Iterator

import pytest

from api.pages.marking import Mark, hits, pieces
from api.pages.reader import highlight_spans
from api.pages.search_state import state_in, state_of
from api.pages.side_by_side import side_by_side
from kb.model import Span
from tests.api.conftest import PAPERS
from tests.api.pages.house import HOSTILE, House, Visitor, active

LAW = """某集团采购管理办法
第一章 总则
第一条 为规范采购行为，制定本办法。
第二条 采购需求由使用部门提出，采购部门不得自行编写技术参数。
"""


@pytest.fixture(scope="module")
def papers(ban: Visitor) -> dict[str, str]:
    """Papers that everybody may read, and one of the first department alone."""
    kept = {name: ban.upload(name, words) for name, words in PAPERS.items()}
    kept["内部.txt"] = ban.upload("内部.txt", f"内部剖析报告\n{HOSTILE}\n某局内部情况。", level=1)
    return kept


def test_the_list_shows_what_may_be_read(
    house: House, ban: Visitor, papers: dict[str, str]
) -> None:
    mine, theirs = ban.get("/documents").text, house.enter("yu").get("/documents").text
    assert papers["内部.txt"] in mine and papers["内部.txt"] not in theirs
    assert papers["工程.txt"] in mine and papers["工程.txt"] in theirs
    kind = ban.get("/documents?kind=regulation").text
    assert papers["办法.txt"] in kind and papers["工程.txt"] not in kind


def test_a_document_is_shown_with_its_fields_and_labels(
    ban: Visitor, papers: dict[str, str]
) -> None:
    page = ban.get(f"/documents/{papers['工程.txt']}").text
    assert "（2021）某0102刑初35号" in page and "受贿罪" in page and "80 万元" in page
    assert 'class="line heading"' in page or 'class="line title"' in page
    labels = ban.client.get(f"/api/v1/documents/{papers['工程.txt']}/labels").json()
    assert page.count('<mark class="') >= len(labels) > 0
    assert 'href="/articles?law=%E5%88%91%E6%B3%95&amp;article=385"' in page


def test_a_hit_is_marked_at_its_exact_place(ban: Visitor, papers: dict[str, str]) -> None:
    text = ban.client.get(f"/api/v1/documents/{papers['工程.txt']}/text").text
    at = text.index("泄露评标专家名单")
    page = ban.get(f"/documents/{papers['工程.txt']}?at={at}-{at + 8}#hit").text
    opened = page.index('<a id="hit" class="anchor"></a>')
    marked = re.sub(r"<[^>]+>", "", page[opened : opened + 600])
    assert marked.startswith("泄露评标专家名单")
    assert (
        ban.get(f"/documents/{papers['工程.txt']}?at=x&at=9-3&at=99999999999-9").status_code == 200
    )


def test_what_may_not_be_read_is_not_there(house: House, papers: dict[str, str]) -> None:
    other, hidden = house.enter("yu"), papers["内部.txt"]
    for path in (
        f"/documents/{hidden}",
        f"/duplicates/{papers['工程.txt']}/{hidden}",
        f"/duplicates/{hidden}/{papers['工程.txt']}",
    ):
        answer = other.get(path)
        assert answer.status_code == 404, path
        assert answer.text.count("NOT_FOUND") == 1
        assert "内部剖析" not in answer.text
    assert other.get(f"/similar?document={hidden}").status_code == 404
    assert hidden not in other.get("/search?q=内部剖析报告").text
    assert "内部剖析" not in other.client.get("/api/v1/suggestions?q=内部剖析").text
    shown = other.get("/reviews").text + other.get("/").text + other.get("/duplicates").text
    assert hidden not in shown


def test_hostile_text_is_inert(ban: Visitor, papers: dict[str, str]) -> None:
    for path in (
        f"/documents/{papers['内部.txt']}",
        f"/search?q={HOSTILE}",
        f"/search?q=内部&where={HOSTILE}",
        f"/articles?law={HOSTILE}&article=3",
        "/documents",
    ):
        page = ban.client.get(path, follow_redirects=True).text
        assert active(page) == [], path
        assert "<img src=x" not in page, path


def test_what_would_run_is_noticed() -> None:
    assert active(HOSTILE) == ["script", "onerror"]


def test_an_article_opens_where_it_stands(ban: Visitor, papers: dict[str, str]) -> None:
    opened = ban.get("/articles?law=某集团采购管理办法&article=2")
    assert opened.status_code == 303
    assert opened.headers["location"].startswith(f"/documents/{papers['办法.txt']}?at=")
    text = ban.client.get(f"/api/v1/documents/{papers['办法.txt']}/text").text
    start, end = re.findall(r"\d+", opened.headers["location"].split("at=")[1])[:2]
    assert text[int(start) : int(end)].startswith("第二条")
    unknown = ban.client.get("/articles?law=刑法&article=385", follow_redirects=True)
    assert "库中没有《刑法》第385条的原文" in unknown.text and papers["工程.txt"] in unknown.text


def test_a_search_shows_hits_facets_and_filters(ban: Visitor, papers: dict[str, str]) -> None:
    page = ban.get("/search?q=泄露评标专家名单").text
    assert f"/documents/{papers['工程.txt']}?at=" in page and '<mark class="hit">' in page
    assert "where=domain%3Dengineering_construction" in page
    narrowed = ban.get("/search?q=受贿&where=domain%3Dengineering_construction").text
    assert papers["工程.txt"] in narrowed and papers["村级.txt"] not in narrowed
    assert "领域 工程建设" in narrowed
    assert "没有找到" in ban.get('/search?q="绝无此语绝无此语"').text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param('q="', "引号", id="open_quote"),
        pytest.param("q=采购&where=颜色%3D红", "颜色", id="unknown_field"),
        pytest.param(f"q={'长' * 501}", "500", id="too_long"),
    ],
)
def test_a_slip_in_a_search_is_told_beside_it(ban: Visitor, query: str, told: str) -> None:
    page = ban.get(f"/search?{query}")
    assert page.status_code == 422
    alert = re.search(r'role="alert"><p>(.*?)</p>', page.text)
    assert alert is not None and told in alert[1]


def test_a_search_is_kept_run_and_forgotten(ban: Visitor, papers: dict[str, str]) -> None:
    given = {"name": "盯采购", "state": "q=采购&where=year%3D2021.."}
    saved = ban.submit("/saved", given)
    assert saved.headers["location"] == "/search?q=%E9%87%87%E8%B4%AD&where=year%3D2021.."
    assert "已保存检索“盯采购”" in ban.get("/search").text
    again = ban.submit("/saved", given)
    ban.get(again.headers["location"])
    assert "盯采购" in ban.get("/saved").text
    ran = ban.submit("/saved/盯采购/run", {}, shown="/saved")
    assert ran.status_code == 200 and "新出现的文书" in ran.text
    assert "没有新出现的文书" in ban.submit("/saved/盯采购/run", {}, shown="/saved").text
    ban.submit("/saved/盯采购/remove", {}, shown="/saved")
    assert "盯采购" not in ban.get("/saved").text.replace("已删除保存的检索“盯采购”", "")


def test_suggestions_name_what_is_there(ban: Visitor, papers: dict[str, str]) -> None:
    def asked(words: str) -> list[tuple[str, str]]:
        found = ban.client.get("/api/v1/suggestions", params={"q": words}).json()
        return [(one["kind"], one["text"]) for one in found]

    assert ("number", "（2021）某0102刑初35号") in asked("(2021)某01")
    assert ("article", "《监察法》第62条") in asked("监察法第六十二条")
    assert ("term", "受贿罪") in asked("受贿")
    assert any(kind == "title" for kind, _ in asked("采购管理"))
    assert asked("采") == [] and asked('"没有关上') == []


def test_files_come_in_without_scripts(ban: Visitor) -> None:
    files = [("files", ("新.txt", LAW.encode())), ("files", ("空.txt", b""))]
    sent = ban.submit("/intake", {"case": "", "level": "0"}, shown="/intake", files=files)
    assert sent.status_code == 303 and sent.headers["location"].startswith("/intake/")
    job = sent.headers["location"].removeprefix("/intake/")
    assert "event: end" in ban.client.get(f"/api/v1/jobs/{job}/events").text
    page = ban.get(sent.headers["location"]).text
    assert "EMPTY_FILE" in page and "文件是空的" in page
    assert job in ban.get("/intake").text


def test_nobody_keeps_what_they_could_not_read(house: House, ban: Visitor) -> None:
    files = [("files", ("新.txt", LAW.encode()))]
    refused = ban.submit("/intake", {"level": "3"}, shown="/intake", files=files)
    assert refused.status_code == 422 and "您不能以 3 级存入" in refused.text
    trainer = house.enter("xuan")
    assert trainer.get("/intake").status_code == 403
    assert 'href="/intake"' not in trainer.get("/").text
    job = ban.client.get("/api/v1/jobs").json()[0]["id"]
    assert house.enter("yu").get(f"/intake/{job}").status_code == 404


def test_a_document_is_deleted_by_a_form(house: House, ban: Visitor) -> None:
    gone = ban.upload("删.txt", "某局内部情况通报\n此件只为删除而写。\n")
    page = f"/documents/{gone}"
    refused = house.enter("xuan").submit(f"{page}/delete", {}, shown=page)
    assert refused.status_code == 403
    assert ban.submit(f"{page}/delete", {}, shown=page).headers["location"] == "/documents"
    assert ban.get(page).status_code == 404


def test_near_duplicates_stand_side_by_side(ban: Visitor) -> None:
    words = PAPERS["村级.txt"]
    one = ban.upload("一.txt", words.replace("十二万元", "十三万元"))
    pairs = ban.client.get(f"/api/v1/duplicates?document_id={one}").json()
    assert pairs, "the two are alike"
    first, second = pairs[0]["document_id"], pairs[0]["other_id"]
    path = f"/duplicates/{first}/{second}"
    assert path in ban.get("/duplicates").text
    page = ban.get(path).text
    assert {"二", "三"} <= set(re.findall(r'<mark class="differs">(.)</mark>', page))
    decided = ban.submit(path, {"decision": "different"}, shown=path)
    assert decided.headers["location"] == "/duplicates"
    assert path not in ban.get("/duplicates").text


@pytest.fixture(scope="module")
def pdf() -> Iterator[bytes]:
    """Two pages of Chinese, written by the machine."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    written = io.BytesIO()
    drawn = canvas.Canvas(written)
    for words in ("某区财政局出纳挪用公款案件剖析报告", "一个人管钱、管账、管印鉴，没有人复核。"):
        drawn.setFont("STSong-Light", 16)
        drawn.drawString(80, 700, words)
        drawn.showPage()
    drawn.save()
    yield written.getvalue()


def test_pages_of_a_pdf_are_pictures_beside_the_text(
    house: House, ban: Visitor, pdf: bytes
) -> None:
    files = [("files", ("剖析.pdf", pdf))]
    job = ban.client.post("/api/v1/documents", files=files, data={"level": "1"}).json()
    ban.client.get(f"/api/v1/jobs/{job['id']}/events")
    [result] = ban.client.get(f"/api/v1/jobs/{job['id']}").json()["results"]
    path = f"/api/v1/documents/{result['document_id']}/pages"
    page = ban.get(f"/documents/{result['document_id']}").text
    assert f'src="{path}/2"' in page and 'id="p2"' in page
    picture = ban.client.get(f"{path}/2")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert ban.client.get(f"{path}/3").json()["code"] == "PAGE_UNKNOWN"
    assert ban.client.get(f"{path}/0").status_code == 422
    assert house.enter("yu").client.get(f"{path}/2").json()["code"] == "NOT_FOUND"


def test_marks_cut_a_text_where_they_begin_and_end() -> None:
    marks = [Mark(Span(2, 6), "causes"), Mark(Span(4, 8), "hit", id="hit")]
    found = pieces("非法收受他人财物", marks)
    assert [(one.text, one.kinds) for one in found] == [
        ("非法", ""),
        ("收受", "causes"),
        ("他人", "causes hit"),
        ("财物", "hit"),
    ]
    assert [one.opens for one in found] == [(), (marks[0],), (marks[1],), ()]
    assert "".join(one.text for one in hits("他人财物", [Span(102, 104)], at=100)) == "他人财物"
    assert pieces("", [], within=Span(0, 0)) == []


def test_the_address_holds_the_whole_state() -> None:
    asked = "q=采购&where=year%3D2021&where=year%3D2021&w_offence=30&w_offence=x&pin=a&offset=15"
    state = state_in("/search", asked)
    assert (state.q, state.where, state.weights) == ("采购", ("year=2021",), (("offence", 30),))
    assert state_in(state.room, state.query) == state
    assert state.toggled("year=2021").where == () and state.toggled("year=2021").offset == 0
    assert state.pinned("a").pins == () and state.pinned("b").pins == ("a", "b")
    assert state_of("/search", [("offset", "-1"), ("offset", "999999")]).offset == 0
    assert highlight_spans(["1-2", "5-5", "a-b", "9"]) == [Span(1, 2)]


def test_only_what_differs_is_marked() -> None:
    [same, changed, added] = side_by_side("甲\n领取十二万元", "甲\n领取十三万元\n乙")
    assert same.same and not changed.same
    assert [one.text for one in changed.left if one.marks] == ["二"]
    assert [one.text for one in changed.right if one.marks] == ["三"]
    assert not added.left and added.right[0].marks
