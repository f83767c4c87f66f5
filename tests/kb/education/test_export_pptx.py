"""The slides, opened again: readable, native, marked, with nothing left of a template."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches, Pt

from kb.education.pack_content import ComparedTable, CountChart, Passage
from kb.education.slide_text import rows_of, width_of
from kb.education.variant import Variant
from tests.kb.education.pack_world import MARK, PACK, with_passage
from tests.kb.education.written import written

FOOTERS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _open(content: bytes) -> Deck:
    return Presentation(BytesIO(content))


@pytest.fixture(scope="module")
def leading() -> Deck:
    return _open(written("包.pptx", Variant.FACILITATOR))


@pytest.fixture(scope="module")
def learner() -> Deck:
    return _open(written("包.pptx"))


def _titles(deck: Deck) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def _titled(deck: Deck, words: str) -> Slide:
    return next(one for one in deck.slides if one.shapes.title.text_frame.text == words)


def _charts(deck: Deck) -> list[Any]:
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def _tables(deck: Deck) -> list[Any]:
    return [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]


def _runs(slide: Slide) -> Iterator[Any]:
    """Runs of what is read, footers apart."""
    for shape in slide.shapes:
        if shape.is_placeholder and shape.placeholder_format.type in FOOTERS:
            continue
        yield from shape._element.iter(f"{DRAWING}rPr", f"{DRAWING}defRPr")


def test_slides_are_wide(leading: Deck) -> None:
    assert leading.slide_width / leading.slide_height == pytest.approx(16 / 9, abs=0.001)


def test_each_case_is_told_from_its_beginning_to_the_questions(leading: Deck) -> None:
    titles = _titles(leading)
    start = titles.index(PACK.cases[5].title)
    assert titles[start : start + 7] == [
        PACK.cases[5].title,
        "案例六　案情简介 · 手段",
        "案例六　怎样开始 · 思想根源",
        "案例六　他自己说",
        "案例六　制度漏洞 · 后果",
        "案例六　警示 · 行为边界",
        "案例六　讨论题",
    ]


def test_own_words_stand_on_a_slide_for_quotations(leading: Deck) -> None:
    assert _titled(leading, "案例一　他自己说").slide_layout.name == "自述"


def test_sizes_are_for_the_back_of_the_room(leading: Deck) -> None:
    for slide in leading.slides:
        sizes = [int(one.get("sz")) for one in _runs(slide) if one.get("sz")]
        assert not sizes or min(sizes) >= 2400
    master = leading.slide_master.element
    kinds = {"titleStyle": 3600, "bodyStyle": 2400}
    for kind, least in kinds.items():
        style = next(one for one in master.iter() if one.tag.endswith(f"}}{kind}"))
        assert all(int(one.get("sz")) >= least for one in style.iter(f"{DRAWING}defRPr"))
    for layout in leading.slide_layouts:
        for holder in layout.placeholders:
            if holder.placeholder_format.type not in FOOTERS:
                levels = holder._element.iter(f"{DRAWING}defRPr")
                assert all(int(one.get("sz")) >= 2400 for one in levels)


def test_text_keeps_to_seven_rows_a_slide(leading: Deck) -> None:
    for slide in leading.slides:
        if slide.slide_layout.name in ("正文", "自述"):
            room = 29.5 if slide.slide_layout.name == "正文" else 20.5
            lines = slide.placeholders[1].text_frame.paragraphs
            assert sum(rows_of(width_of(one.text) - 1, room) for one in lines) <= 7


def test_a_long_passage_goes_on_over_slides_and_loses_no_word() -> None:
    long = "他在多次谈话中反复说明，每一次收下钱款之前都曾想过退还，却又一次次为自己找到理由。" * 12
    deck = _open(written("包.pptx", content=with_passage(PACK, Passage(long, ("S1",)))))
    parts = [one for one in _titles(deck) if one.startswith("案例一　案情简介（")]
    count = len(parts)
    assert parts == [f"案例一　案情简介（{rank}/{count}）" for rank in range(1, count + 1)]
    said = "".join(
        paragraph.text
        for title in parts
        for paragraph in _titled(deck, title).placeholders[1].text_frame.paragraphs
    )
    assert long in said


def test_charts_are_native_and_say_their_counts(leading: Deck) -> None:
    charts = _charts(leading)
    assert [one.chart_type for one in charts] == [XL_CHART_TYPE.BAR_CLUSTERED] * 2
    plot = charts[0].plots[0]
    bars = PACK.charts[0].bars
    assert tuple(zip(plot.categories, plot.series[0].values, strict=True)) == bars
    assert plot.data_labels.font.size >= Pt(24)
    assert charts[0].category_axis.tick_labels.font.size >= Pt(24)
    assert not charts[0].has_legend


def test_names_of_bars_neither_compute_nor_link_in_the_workbook_behind() -> None:
    bars = (("=cmd|' /C calc'!A0", 2), ("http://某处.invalid", 1))
    chart = CountChart("分布", "件", bars, "")
    found = _charts(_open(written("包.pptx", content=replace(PACK, charts=(chart,)))))[0]
    assert tuple(found.plots[0].categories) == tuple(name for name, _ in bars)
    sheet = load_workbook(BytesIO(found.part.chart_workbook.xlsx_part.blob)).active
    assert [tuple(one.value for one in row) for row in sheet.iter_rows(min_row=2)] == list(bars)
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
    assert not sheet._hyperlinks


def test_a_chart_of_many_bars_goes_on_over_slides() -> None:
    bars = tuple((f"第{rank}类", rank) for rank in range(1, 15))
    chart = CountChart("分布", "件", bars, "")
    deck = _open(written("包.pptx", content=replace(PACK, charts=(chart,))))
    assert [len(list(one.plots[0].categories)) for one in _charts(deck)] == [6, 6, 2]
    assert "分布（3/3）" in _titles(deck)


def test_the_comparison_keeps_its_names_and_stays_on_the_slide(leading: Deck) -> None:
    tables = _tables(leading)
    heads = [[cell.text for cell in one.rows[0].cells] for one in tables]
    assert {head[0] for head in heads} == {"对照项"}
    assert {name for head in heads for name in head[1:]} == set(PACK.comparison.columns[1:])
    cells = {cell.text for one in tables for row in one.rows for cell in row.cells}
    assert cells >= {words for row in PACK.comparison.rows for words in row}


def test_a_comparison_of_many_rows_goes_on_over_slides() -> None:
    rows = tuple((f"第{rank}项", "一项很长的说明需要换行才能放下", "短") for rank in range(20))
    table = ComparedTable("很长的对照", ("对照项", "案例一", "案例二"), rows)
    found = _tables(_open(written("包.pptx", content=replace(PACK, comparison=table))))
    assert sum(len(one.rows) - 1 for one in found) == 20
    assert max(len(one.rows) for one in found) <= 9


def test_the_answer_follows_its_question_for_the_facilitator_alone(
    leading: Deck, learner: Deck
) -> None:
    titles = _titles(leading)
    place = titles.index("测验　第1题（单选）")
    assert titles[place + 1] == "答案　第1题（单选）"
    assert "正确答案：B" in leading.slides[place].notes_slide.notes_text_frame.text
    assert not any(one.startswith("答案") for one in _titles(learner))


def test_notes_are_the_facilitators(leading: Deck, learner: Deck) -> None:
    assert not any(one.has_notes_slide for one in learner.slides)
    notes = _titled(leading, PACK.cases[0].title).notes_slide.notes_text_frame.text
    assert notes.startswith("与听课对象的匹配度：0.88（满分 1.00）")
    steps = _titled(leading, "本次安排（60分钟）").notes_slide.notes_text_frame.text
    assert all(one.text in steps for one in PACK.steps)


def test_every_slide_is_marked_and_numbered(leading: Deck) -> None:
    for number, slide in enumerate(leading.slides, start=1):
        feet = {
            one.placeholder_format.type: one.text_frame.text
            for one in slide.placeholders
            if one.placeholder_format.type in FOOTERS
        }
        assert feet == dict(zip(FOOTERS, (MARK.line, str(number)), strict=True))


def test_no_placeholder_is_empty(leading: Deck) -> None:
    for slide in leading.slides:
        assert all(one.text_frame.text.strip() for one in slide.placeholders)


def test_nothing_of_the_template_is_left(leading: Deck) -> None:
    words = [
        shape.text_frame.text
        for holder in (leading.slide_master, *leading.slide_layouts, leading.notes_master)
        for shape in holder.placeholders
    ]
    assert set(words) <= {"标题", "正文", "接收单位、日期与份号", "‹#›", "备注", ""}
    assert len(leading.slide_layouts) == 6


def test_shapes_stay_on_the_slide(leading: Deck) -> None:
    for slide in leading.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= Inches(13.334)
            assert shape.top + shape.height <= Inches(7.3)


def test_pictures_of_numbers_are_described(leading: Deck) -> None:
    for slide in leading.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_properties_are_empty(leading: Deck) -> None:
    held = leading.core_properties
    for name in ("author", "last_modified_by", "title", "subject", "keywords", "comments"):
        assert getattr(held, name) == ""
    assert held.created is None
    assert held.modified is None
