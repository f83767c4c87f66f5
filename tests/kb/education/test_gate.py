"""No file goes out that holds a known identifier anywhere, in any of the twelve disguises."""

import zipfile
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document

from kb.education.redaction.aliases import Audience
from kb.education.redaction.found import Kind
from kb.education.redaction.gate import Scan, approve, scan
from kb.education.redaction.people import Person
from kb.education.redaction.redact import Edition, Known, redact
from kb.errors import NotAllowed, UnsupportedFormat, WorkflowError
from tests.kb.education.finished import PLACES, office_file, web_page
from tests.kb.education.planted import Disguise, Planted, planted
from tests.kb.education.readings import READING

NAME = Known(Kind.PERSON, "王建国")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
KINDS = {"name": Kind.PERSON, "address": Kind.ADDRESS}


def _nobody(_text: str) -> Sequence[Person]:
    return ()


def _scan(name: str, content: bytes, *known: Known) -> Scan:
    return scan(name, content, known, audience=Audience.UNIT, people=_nobody)


def _known(one: Planted) -> Known:
    return Known(KINDS.get(one.kind, Kind.ACCOUNT), one.value)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_known_name_is_found_wherever_it_stands(place: str) -> None:
    scanned = _scan("教育包.docx", office_file(place, "王建国"), NAME)
    assert [hit.value for hit in scanned.hits[:1]] == ["王建国"]
    assert not _scan("教育包.docx", office_file(place, "王某甲"), NAME).hits


def test_runs_of_one_sign_are_read_as_a_reader_reads_them() -> None:
    assert _scan("教育包.docx", office_file("body", "王建国", split=True), NAME).hits


def test_references_to_signs_are_read() -> None:
    assert _scan("教育包.html", web_page("王建国"), NAME).hits


def test_the_name_of_the_file_counts() -> None:
    assert _scan("王建国案.txt", "无".encode(), NAME).hits


def test_the_comment_and_what_stands_before_an_archive_count() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = "王建国".encode()
    assert _scan("教育包.zip", out.getvalue(), NAME).hits
    assert _scan("教育包.zip", "王建国".encode() + office_file("body", "无"), NAME).hits


def test_a_picture_is_searched_for_words() -> None:
    assert _scan("图.png", b"\x89PNG" + "王建国".encode("utf-16-le"), NAME).hits


def test_words_in_a_picture_of_a_page_and_in_a_script_count() -> None:
    coded = b64encode("王建国".encode()).decode()
    page = f'<img src="data:image/png;base64,{coded}AAAA"/>'.encode()
    assert _scan("教育包.html", page, NAME).hits
    assert _scan("教育包.html", b'<script>"\\u738b\\u5efa\\u56fd"</script>', NAME).hits


def test_nothing_passes_in_any_disguise() -> None:
    places = sorted(PLACES)
    passed = [
        (one.kind, one.disguise)
        for rank, row in enumerate(planted(36, seed=9))
        for shift, one in enumerate(row)
        if not _scan(
            "教育包.docx", _file(one, places[(rank + shift) % len(places)]), _known(one)
        ).hits
    ]
    assert passed == []


def _file(one: Planted, place: str) -> bytes:
    if one.disguise is Disguise.FILE_NAME:
        return office_file("entry_name", one.shown)
    if one.disguise is Disguise.CELL:
        return office_file("cell", one.shown)
    if one.disguise is Disguise.NOTE:
        return office_file("footnote", one.shown)
    return office_file(place, one.shown)


def test_a_number_that_nobody_knew_refuses_too() -> None:
    assert [hit.kind for hit in _scan("包.txt", "电话13812345678".encode()).hits[:1]] == [
        Kind.PHONE
    ]


def test_digits_of_a_digest_are_nobodys_number_but_a_row_of_figures_is() -> None:
    mobile = "a13812345678bcdefabc" + "0f" * 22
    assert len(mobile) == 64
    assert not _scan("清单.json", f'{{"sha256": "{mobile}"}}'.encode()).hits
    assert _scan("清单.json", mobile[:-1].encode()).hits
    assert _scan("清单.json", f"{mobile} 13812345678".encode()).hits
    known = Known(Kind.PHONE, "13812345678")
    assert _scan("清单.json", mobile.encode(), known).hits


def test_cells_of_a_sheet_are_not_one_number_but_a_known_one_is_found_across_them() -> None:
    cells = "".join(f"<c><v>{one}</v></c>" for one in "13812345678")
    sheet = _sheet(f"<sheetData><row>{cells}</row></sheetData>")
    assert not _scan("教育包.pptx", sheet).hits
    assert _scan("教育包.pptx", sheet, Known(Kind.PHONE, "13812345678")).hits
    whole = _sheet("<sheetData><row><c><v>13812345678</v></c></row></sheetData>")
    assert _scan("教育包.pptx", whole).hits


def _sheet(words: str) -> bytes:
    """A workbook inside slides."""
    inner, outer = BytesIO(), BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet>{words}</worksheet>")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("ppt/embeddings/Sheet1.xlsx", inner.getvalue())
    return outer.getvalue()


def test_a_part_that_nobody_can_read_is_an_error() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/embeddings/oleObject1.bin", b"\x00\x01")
    with pytest.raises(UnsupportedFormat, match="PACK_UNREADABLE"):
        _scan("教育包.docx", out.getvalue())


def test_a_redacted_pack_made_into_a_paper_goes_through() -> None:
    words = (
        "被告人王建国，男，1970年5月3日出生，住青石县文化路12号。王建国收受赵大力三万元"
        "，电话13812345678。"
    )
    edition = Edition(Audience.UNIT, "某单位", b"k" * 32)
    redacted = redact([words], edition, READING)
    paper = Document()
    paper.add_paragraph(redacted.texts[0])
    paper.core_properties.author = ""
    out = BytesIO()
    paper.save(out)
    scanned = scan(
        "教育包.docx",
        out.getvalue(),
        redacted.key.known,
        audience=Audience.UNIT,
        people=READING.people,
        aliases=set(redacted.key.aliases.values()),
    )
    assert scanned.hits == ()
    assert (
        approve(scanned, out.getvalue(), made_by="a", approved_by="b", at=NOON).approved_by == "b"
    )


def test_the_maker_may_not_approve() -> None:
    content = "无".encode()
    with pytest.raises(NotAllowed, match="PACK_SAME_PERSON"):
        approve(_scan("包.txt", content), content, made_by="a", approved_by="a", at=NOON)


def test_only_the_file_that_was_scanned_is_approved() -> None:
    scanned = _scan("包.txt", "无".encode())
    with pytest.raises(WorkflowError, match="PACK_CHANGED"):
        approve(scanned, "有".encode(), made_by="a", approved_by="b", at=NOON)


def test_hits_refuse_whoever_approves() -> None:
    content = "王建国".encode()
    with pytest.raises(WorkflowError, match="PACK_IDENTIFIES"):
        approve(_scan("包.txt", content, NAME), content, made_by="a", approved_by="b", at=NOON)


def test_names_that_nobody_knew_are_for_the_second_person_to_clear() -> None:
    content = "证人赵大力证实。".encode()
    scanned = scan("包.txt", content, (), audience=Audience.UNIT, people=READING.people)
    assert scanned.doubts == ("赵大力",)
    with pytest.raises(WorkflowError, match="PACK_DOUBTS"):
        approve(scanned, content, made_by="a", approved_by="b", at=NOON)
    cleared = approve(scanned, content, made_by="a", approved_by="b", at=NOON, cleared=["赵大力"])
    assert cleared.cleared == ("赵大力",)
