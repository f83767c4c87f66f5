"""The report read back: its parts, its fonts, and what it says when nothing was found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from kb.model import (
    CaseTag,
    DocumentKind,
    Header,
    Penalty,
    RawFile,
    Span,
    TaggedDocument,
)
from kb.model import Document as Text
from kb.official_paper import OfficialPaper
from kb.retrieval.alignment import AlignedPair
from kb.retrieval.explain import CaseSide, reason_card
from kb.retrieval.nearness import Nearness
from kb.retrieval.outcomes import Outcome
from kb.retrieval.ranking import CaseFeatures, score_parts, total
from kb.retrieval.receipt import Receipt, Versions, asked_case, issue
from kb.retrieval.redaction import Redaction
from kb.retrieval.report import similar_report
from kb.retrieval.roles import Role
from kb.retrieval.same_case import Twin
from kb.retrieval.similar import SimilarCase
from kb.retrieval.sources import Quote
from kb.store.cases import CaseSummary
from kb.store.catalogue import StoreExtent
from kb.store.papers import Paper
from kb.store.rows import DocumentSummary
from kb.terms import load_taxonomy

TAXONOMY = load_taxonomy()
WORDS = "某局科长在设备采购中收受“供应商”现金二十万元。"
JUDGMENT = DocumentKind.JUDGMENT_FIRST_INSTANCE
NEW = TaggedDocument(
    Text(RawFile("新案.txt", WORDS.encode()).id, "新案.txt", "text/plain", WORDS),
    DocumentKind.UNKNOWN,
    0.5,
    Header(),
    (),
    (),
    (),
    tags=(CaseTag("offence", "bribery_taking", 0.9),),
)


def similar_case() -> SimilarCase:
    new = CaseFeatures(offences=("bribery_taking",), amount=2e5)
    past = CaseFeatures(offences=("bribery_taking",), domains=("healthcare",), amount=8e5)
    parts = score_parts(new, past, meaning=0.8, wording=0.5)
    outcome = Outcome(Penalty(Span(0, 1), imprisonment_months=60, fine=3e5), 1, "doc-a")
    surrender = Quote("doc-a", Span(80, 83), "系自首", "", 3)
    card = reason_card(
        CaseSide(new),
        CaseSide(past, ("voluntary_surrender",), outcome, {"circumstances": (surrender,)}),
        parts=parts,
        rescore=lambda ours, theirs: total(score_parts(ours, theirs, meaning=0.8, wording=0.5)),
        taxonomy=TAXONOMY,
    )
    quote = Quote("doc-a", Span(40, 62), "供应商送给设备科长现金。", "facts", 2)
    return SimilarCase(
        case=CaseSummary(
            "case-a", "某医院采购案", 1, past.offences, past.domains, (), (), 2021, 8e5
        ),
        documents=(
            DocumentSummary(
                "doc-a", "case-a", "甲.pdf", JUDGMENT, "某医院采购案判决书", "", "", 2021, 8e5
            ),
        ),
        score=total(parts),
        parts=parts,
        quotes=(quote,),
        pairs=(AlignedPair(Span(0, 22), WORDS, quote, 0.83, Role.ACCUSATION, rejected=True),),
        papers=(Paper("doc-a", JUDGMENT, "（2021）某0102刑初35号", "某区人民法院", ()),),
        outcome=outcome,
        card=card,
    )


def receipt_for(cases: Sequence[SimilarCase]) -> Receipt:
    return issue(
        asked_case(name="新案.txt", title="", text=WORDS),
        cases,
        filters=("领域=医疗医保",),
        limit=10,
        versions=Versions(
            "0.1.0", "index-a", "model-a", "labels-1", "charges-a", "words-a", "1.1", "w-a"
        ),
        store=StoreExtent(4, 3, 2019, 2024, "2026-03-01T08:00:00+00:00", 0),
        time="2026-03-02T08:00:00+00:00",
    )


@pytest.fixture
def cases() -> list[SimilarCase]:
    return [similar_case()]


@pytest.fixture
def report(cases: list[SimilarCase]) -> Docx:
    return Document(BytesIO(similar_report(NEW, cases, receipt_for(cases), TAXONOMY)))


def headers(report: Docx) -> list[list[str]]:
    return [[cell.text for cell in table.rows[0].cells] for table in report.tables]


def row_of(report: Docx, name: str, *, columns: int = 0) -> list[str]:
    rows = [[cell.text for cell in row.cells] for table in report.tables for row in table.rows]
    return next(row for row in rows if row[0] == name and columns in (0, len(row)))


def test_it_says_what_was_asked_of_what_and_when(report: Docx, cases: list[SimilarCase]) -> None:
    receipt = receipt_for(cases)
    assert report.paragraphs[0].text == "类案检索报告"
    assert row_of(report, "检索时间")[1] == "2026年3月2日 16:00（北京时间）"
    assert row_of(report, "筛选条件")[1] == "领域=医疗医保"
    assert row_of(report, "检索范围")[1].startswith("文书 4 份，案件 3 件，2019 至 2024 年")
    assert "标签模型 labels-1" in row_of(report, "版本")[1]
    assert row_of(report, "存证校验值")[1] == receipt.sha256
    assert row_of(report, "新案要素")[1] == "罪名 受贿罪"


def test_each_case_has_its_line_and_its_card(report: Docx, cases: list[SimilarCase]) -> None:
    line = row_of(report, "1")
    assert line[2:7] == [
        "（2021）某0102刑初35号",
        "某区人民法院",
        "受贿罪",
        "80 万元",
        "有期徒刑 5 年，罚金 30 万元",
    ]
    shown = [
        float(row.cells[3].text)
        for table in report.tables
        if table.rows[0].cells[0].text == "得分项目"
        for row in table.rows[1:]
    ]
    assert sum(shown[:-1]) == pytest.approx(shown[-1], abs=0.003)
    assert shown[-1] == pytest.approx(cases[0].score, abs=0.001)
    pair = row_of(report, f"{WORDS}（字 0–22）")
    assert pair[1:] == [
        "指控·未予认定",
        "供应商送给设备科长现金。",
        "某医院采购案判决书，第 2 页，字 40–62",
        "0.83",
    ]
    assert row_of(report, "罪名", columns=5)[1] == "受贿罪"
    assert row_of(report, "量刑情节")[3:] == [
        "自首",
        "新案未写明；原文“系自首”（第 3 页，字 80–83）",
    ]
    assert "□ 采纳" in row_of(report, "是否采纳")[1]


def test_notes_say_that_people_decide(report: Docx) -> None:
    text = "\n".join(paragraph.text for paragraph in report.paragraphs)
    assert "机器提出，由人决定" in text and "未作脱敏" in text
    assert "旧案文书未写明" not in text and "新案未写明领域" in text


def test_chinese_text_has_chinese_fonts_and_no_theme(report: Docx) -> None:
    fonts = {
        name: report.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Heading 1", "Heading 2")
    }
    assert fonts == {"Normal": "仿宋", "Heading 1": "黑体", "Heading 2": "楷体"}
    for run in report.element.body.iter(qn("w:rFonts")):
        assert run.get(qn("w:eastAsia")) in {"仿宋", "黑体", "楷体", "方正小标宋简体"}
        assert not [name for name in run.attrib if name.endswith("Theme")]


def test_tables_repeat_their_headers_and_pages_are_numbered(report: Docx) -> None:
    for table, header in zip(report.tables, headers(report), strict=True):
        repeated = table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
        assert repeated == (header[0] in {"项目", "序", "得分项目", "新案的句子", "方面"})
    section = report.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert [one.text for one in footer._element.iter(qn("w:instrText"))] == ["PAGE"]


def test_nothing_found_is_said(cases: list[SimilarCase]) -> None:
    empty = Document(BytesIO(similar_report(NEW, [], receipt_for([]), TAXONOMY)))
    text = "\n".join(paragraph.text for paragraph in empty.paragraphs)
    assert "未检得类案" in text and "逐案理由" not in text and "四、说明" in text


def test_an_answer_that_is_not_near_says_so(cases: list[SimilarCase]) -> None:
    far = [replace(cases[0], nearness=Nearness.PARTIAL)]
    for found, said in ((cases, False), (far, True)):
        made = Document(BytesIO(similar_report(NEW, found, receipt_for(found), TAXONOMY)))
        text = "\n".join(paragraph.text for paragraph in made.paragraphs)
        assert ("未找到相近案例" in text) == said


def test_another_judgment_of_the_case_is_noted(cases: list[SimilarCase]) -> None:
    twin = Twin("case-b", "某医院采购案二审", "（2021）某01刑终9号", "doc-b")
    found = [replace(cases[0], twins=(twin,))]
    made = Document(BytesIO(similar_report(NEW, found, receipt_for(found), TAXONOMY)))
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "同案另有：（2021）某01刑终9号某医院采购案二审" in text


def test_names_are_replaced_throughout_and_that_is_said(cases: list[SimilarCase]) -> None:
    named = replace(cases[0], case=replace(cases[0].case, title="赵大力采购案"))
    redaction = Redaction.of(("", []), {"case-a": ("", ["赵大力", "供应商"])})
    made = Document(
        BytesIO(similar_report(NEW, [named], receipt_for(cases), TAXONOMY, redaction=redaction))
    )
    xml = made.element.xml
    assert "赵大力" not in xml and "赵某采购案" in xml
    assert "供某送给设备科长现金" in xml and "“供应商”现金" in xml  # the new case has its own names
    assert "名单上有 2 个姓名" in xml and "未作脱敏" not in xml


def test_the_same_answer_gives_the_same_words(cases: list[SimilarCase]) -> None:
    made = [similar_report(NEW, cases, receipt_for(cases), TAXONOMY) for _ in range(2)]
    one, two = (Document(BytesIO(content)).element.xml for content in made)
    assert one == two


def test_control_characters_do_not_break_the_file() -> None:
    paper = OfficialPaper("标题\x00")
    paper.paragraph("甲\x0b乙\ud83d")
    made = paper.to_bytes(made=datetime(2026, 3, 2, tzinfo=UTC))
    assert [p.text for p in Document(BytesIO(made)).paragraphs] == ["标题", "甲乙"]
