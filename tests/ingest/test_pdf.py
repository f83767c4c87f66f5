"""PDF files laid out like real ones: lines become paragraphs again, pages keep their spans."""

import io
from itertools import pairwise
from typing import Any

import pytest
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.reading import read
from kb.model import Document, RawFile

FONT = "STSong-Light"
INDENTED = ParagraphStyle(
    "i", fontName=FONT, fontSize=14, leading=26, firstLineIndent=28, wordWrap="CJK"
)
FLUSH = ParagraphStyle("f", parent=INDENTED, firstLineIndent=0)
SPACED = ParagraphStyle("s", parent=FLUSH, spaceAfter=12)
TITLE = ParagraphStyle("t", parent=FLUSH, fontSize=20, leading=32, alignment=TA_CENTER)
RIGHT = ParagraphStyle("r", parent=FLUSH, alignment=TA_RIGHT)

HEAD = [("某省某市中级人民法院", TITLE), ("刑事判决书", TITLE), ("（2021）某01刑初23号", RIGHT)]
STORY = [
    "被告人张某，男，1965年3月出生，汉族，大学文化，原系某市交通运输局党组书记、局长。因涉嫌受贿"
    "犯罪，于2020年6月1日被某市监察委员会留置，同年11月28日被逮捕。",
    "一、基本案情",
    "1.2013年至2019年，被告人张某利用职务便利，为某公司法定代表人李某在工程项目承揽、工程款拨付"
    "等方面谋取利益，收受李某给予的人民币3.5万元。上述事实清楚，证据确实、充分，足以认定为犯罪。",
    "依照《中华人民共和国刑法》第三百八十三条、第三百八十五条第一款、第三百八十六条、第五十二条、"
    "第六十四条之规定，判决如下：",
]


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def running(canvas: Any, template: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(297, 30, f"— {template.page} —")
    canvas.drawString(60, 810, "某市案件材料汇编")


def laid_out(
    paragraphs: list[tuple[str, ParagraphStyle]], *, title: str = "", headed: bool = False
) -> bytes:
    stream = io.BytesIO()
    flowables = [Paragraph(text, style) for text, style in paragraphs]
    template = SimpleDocTemplate(stream, pagesize=A4, title=title)
    decorate = running if headed else lambda canvas, template: None
    template.build(flowables, onFirstPage=decorate, onLaterPages=decorate)
    return stream.getvalue()


def opened(content: bytes) -> Document:
    return read(RawFile("a.pdf", content))


@pytest.mark.parametrize("style", [INDENTED, FLUSH, SPACED], ids=["indented", "flush", "spaced"])
@pytest.mark.parametrize("times", [1, 12], ids=["one_page", "many_pages"])
def test_paragraphs_come_back(style: ParagraphStyle, times: int) -> None:
    story = [f"{text}" for _ in range(times) for text in STORY]
    document = opened(laid_out([*HEAD, *((text, style) for text in story)], headed=times > 1))
    assert document.text.split("\n") == [text for text, _ in HEAD] + story
    assert document.title == "某省某市中级人民法院刑事判决书"
    assert document.warnings == ()


def test_pages_tile_the_text_and_paragraphs_cross_them() -> None:
    document = opened(
        laid_out([(text, INDENTED) for _ in range(12) for text in STORY], headed=True)
    )
    assert len(document.pages) > 2
    assert document.pages[0].start == 0
    assert document.pages[-1].end == len(document.text)
    assert all(before.end == after.start for before, after in pairwise(document.pages))
    crossing = [page for page in document.pages[:-1] if document.text[page.end - 1] != "\n"]
    assert crossing, "no paragraph crosses a page: the layout of this test has changed"


def test_an_empty_page_keeps_its_number() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for text in ("第一页的一段文字。", "", "末页的一段文字。"):
        canvas.setFont(FONT, 14)
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    document = opened(stream.getvalue())
    texts = [page.of(document.text).strip() for page in document.pages]
    assert texts == ["第一页的一段文字。", "", "末页的一段文字。"]
    assert document.warnings == ("NO_TEXT_LAYER",)


def test_a_long_title_in_two_lines_is_one_line() -> None:
    name = "关于某市交通运输局原党组书记、局长张某严重违纪违法案件的剖析报告"
    document = opened(laid_out([(name, TITLE), *((text, INDENTED) for text in STORY)]))
    assert document.text.split("\n")[0] == name
    assert document.title == name


def test_numbered_points_at_the_margin_stay_apart() -> None:
    points = [f"{n}、建立健全制度，明确权责清单，规范审批流程，堵塞漏洞。" for n in "一二三四"]
    assert opened(laid_out([(text, FLUSH) for text in points])).text.split("\n") == points


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ("关于张某案的剖析", "关于张某案的剖析"),
        ("Microsoft Word - 旧件.doc", "关于张某案的剖析"),
        ("别的文件的标题", "关于张某案的剖析"),
    ],
)
def test_titles(metadata: str, title: str) -> None:
    head = [("关于张某案的剖析", TITLE), *((text, INDENTED) for text in STORY)]
    assert opened(laid_out(head, title=metadata)).title == title


def test_a_pdf_under_another_name_is_still_a_pdf() -> None:
    document = read(RawFile("a.docx", laid_out([(STORY[0], INDENTED)])))
    assert (document.media_type, document.warnings) == ("application/pdf", ("TYPE_MISMATCH",))
