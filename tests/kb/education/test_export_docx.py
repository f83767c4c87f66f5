"""The printed handout, opened again as a reader's program opens it."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from kb.education.pack_content import TEACHING_NAMES, ComparedTable
from kb.education.variant import Variant
from tests.kb.education.pack_world import MARK, PACK
from tests.kb.education.written import written


@pytest.fixture(scope="module")
def paper() -> Paper:
    return Document(BytesIO(written("包.docx", Variant.FACILITATOR)))


def test_pages_are_a4_and_a_wide_comparison_lies_across(paper: Paper) -> None:
    turned = [one.orientation for one in paper.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for section in paper.sections:
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}


def test_few_cases_are_compared_on_upright_pages() -> None:
    table = PACK.comparison
    narrow = ComparedTable(table.title, table.columns[:4], tuple(row[:4] for row in table.rows))
    paper = Document(BytesIO(written("包.docx", content=replace(PACK, comparison=narrow))))
    assert [one.orientation for one in paper.sections] == [WD_ORIENT.PORTRAIT]


def test_many_cases_are_compared_in_several_tables() -> None:
    names = tuple(f"案例{rank}" for rank in range(1, 10))
    table = ComparedTable("对照", ("对照项", *names), (("罪名", *("受贿罪" for _ in names)),))
    paper = Document(BytesIO(written("包.docx", content=replace(PACK, comparison=table))))
    heads = [[cell.text for cell in one.rows[0].cells] for one in paper.tables]
    assert ["对照项", *names[:6]] in heads
    assert ["对照项", *names[6:]] in heads


def test_each_case_is_a_heading_with_its_sections_in_order(paper: Paper) -> None:
    heads = [(one.style.name, one.text) for one in paper.paragraphs if one.style.name != "Normal"]
    first = heads.index(("Heading 1", f"案例一　{PACK.cases[0].title}"))
    sections = [words for _, words in heads[first + 1 : first + 11]]
    assert [one.partition("）")[2] for one in sections] == list(TEACHING_NAMES.values())
    parts = [words for style, words in heads if style == "Heading 1"]
    assert parts[-2:] == ["测验答案与解析", "材料来源"]


def test_why_a_section_is_empty_is_said(paper: Paper) -> None:
    assert "（来源材料中没有本人自述。）" in [one.text for one in paper.paragraphs]


def test_marks_are_raised_and_lead_to_their_source(paper: Paper) -> None:
    body = paper.element.body
    places = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    assert len(links) > 100
    assert {one.get(qn("w:anchor")) for one in links} <= places
    raised = [one for one in links if one.find(f".//{qn('w:vertAlign')}") is not None]
    assert {"".join(t.text for t in one.iter(qn("w:t"))).strip() for one in raised} == {
        source.mark for source in PACK.sources
    }


def test_every_page_carries_the_mark_in_words_and_across(paper: Paper) -> None:
    section = paper.sections[0]
    for header in (section.header, section.even_page_header):
        assert MARK.line in header.paragraphs[0].text
        across = [one for one in header._element.iter() if one.tag.endswith("}textpath")]
        assert MARK.line in [one.get("string") for one in across]
    assert all(one.header.is_linked_to_previous for one in list(paper.sections)[1:])


def test_pages_are_numbered(paper: Paper) -> None:
    for footer in (paper.sections[0].footer, paper.sections[0].even_page_footer):
        assert [one.text for one in footer._element.iter(qn("w:instrText"))] == ["PAGE"]


def test_text_is_large_enough_to_read(paper: Paper) -> None:
    sizes = [
        run.font.size
        for paragraph in paper.paragraphs
        for run in paragraph.runs
        if run.font.size is not None
    ]
    assert min(sizes) >= Pt(12)


def test_properties_are_empty(paper: Paper) -> None:
    held = paper.core_properties
    for name in ("author", "last_modified_by", "title", "subject", "keywords", "comments"):
        assert getattr(held, name) == ""
    assert held.created is None
    assert held.modified is None


def test_tables_have_no_empty_cell(paper: Paper) -> None:
    for table in paper.tables:
        for row in table.rows:
            assert all(cell.text for cell in row.cells)


def test_headers_of_tables_are_repeated(paper: Paper) -> None:
    steps = next(one for one in paper.tables if one.rows[0].cells[0].text == "起于")
    assert steps.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert len(steps.rows) == len(PACK.steps) + 1
