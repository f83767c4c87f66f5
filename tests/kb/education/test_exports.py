"""What holds of a pack in every format: the same bytes, the gate's word, who may see what."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pytest

from kb.education.pack_content import ComparedTable, CountChart, PackContent, Passage
from kb.education.redaction.aliases import Audience
from kb.education.redaction.found import Kind
from kb.education.redaction.gate import Scan, scan
from kb.education.redaction.opened import words_of
from kb.education.redaction.people import Person
from kb.education.redaction.redact import Known
from kb.education.variant import Variant
from tests.kb.education.pack_world import MARK, PACK, planted_in, with_passage
from tests.kb.education.readings import READING
from tests.kb.education.written import WRITERS, written

NAMES = sorted(WRITERS)
KNOWN = (Known(Kind.PERSON, "钱德海"),)


def _nobody(_text: str) -> Sequence[Person]:
    return ()


def _scan(name: str, content: bytes) -> Scan:
    return scan(name, content, KNOWN, audience=Audience.UNIT, people=_nobody)


def _prose(name: str, content: bytes) -> str:
    return "\n".join(one.text for one in words_of(name, content) if one.prose)


@pytest.mark.parametrize("name", NAMES)
def test_a_label_that_nobody_confirmed_bears_its_mark_and_no_other_does(name: str) -> None:
    said = "机器标注，未经人核对"
    words = Passage("先收了两条烟，后来成了惯例。", ("S1",), "小额试探")
    confirmed = _prose(name, written(name, content=with_passage(PACK, words)))
    assert "小额试探" in confirmed and said not in confirmed
    file = written(name, content=with_passage(PACK, replace(words, proposed=True)))
    proposed = _prose(name, file)
    assert proposed.count(said) == confirmed.count("小额试探")
    untold = replace(words, term="", proposed=True)
    assert said not in _prose(name, written(name, content=with_passage(PACK, untold)))
    assert not _scan(name, file).hits


@pytest.mark.parametrize("variant", Variant)
def test_the_same_pack_makes_the_same_bytes(variant: Variant) -> None:
    assert WRITERS["包.zip"](PACK, MARK, variant) == written("包.zip", variant)


@pytest.mark.parametrize("name", NAMES)
def test_another_copy_makes_another_file(name: str) -> None:
    fourth = WRITERS[name](PACK, replace(MARK, copy=4), Variant.LEARNER)
    assert fourth != written(name)
    assert "第4份" in _prose(name, fourth)


@pytest.mark.parametrize("variant", Variant)
def test_the_gate_reads_every_part_of_every_format_and_finds_nothing(variant: Variant) -> None:
    assert _scan("包.zip", written("包.zip", variant)).hits == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_gate_finds_a_known_name_in_a_passage(name: str) -> None:
    assert _scan(name, written(name, content=planted_in(PACK, "钱 德 海"))).hits


def test_the_gate_reads_the_workbook_behind_a_chart() -> None:
    chart = CountChart("来源", "件", (("钱德海", 2), ("其他", 1)), "")
    content = written("包.pptx", content=replace(PACK, charts=(chart,)))
    hits = _scan("包.pptx", content).hits
    assert "xl/worksheets/sheet1.xml text" in {hit.place for hit in hits}


def test_many_small_counts_are_no_number_of_a_person() -> None:
    bars = tuple((f"环节{letter}", 1 + rank % 9) for rank, letter in enumerate("甲乙丙丁戊己庚辛"))
    several = replace(PACK, charts=tuple(CountChart("分布", "件", bars, "") for _ in range(3)))
    assert _scan("包.pptx", written("包.pptx", content=several)).hits == ()


@pytest.mark.parametrize("variant", Variant)
def test_words_of_the_formats_themselves_raise_no_doubt(variant: Variant) -> None:
    table = ComparedTable("对照", ("对照项", "案例一"), (("罪名", "受贿罪"),))
    bare = replace(PACK, cases=(), charts=(), quiz=(), steps=(), measures=(), comparison=table)
    content = written("包.zip", variant, bare)
    scanned = scan("包.zip", content, (), audience=Audience.UNIT, people=READING.people)
    assert scanned.doubts == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_learner_sees_neither_notes_nor_match(name: str) -> None:
    learner = _prose(name, written(name))
    leading = _prose(name, written(name, Variant.FACILITATOR))
    for words in (PACK.steps[0].text[:12], PACK.cases[0].match[2].why, "匹配度", "0.88"):
        assert words not in learner
        assert words in leading


@pytest.mark.parametrize("name", ["包.docx", "包.pptx"])
def test_a_learner_sees_no_answer_on_paper_or_screen(name: str) -> None:
    learner = _prose(name, written(name))
    leading = _prose(name, written(name, Variant.FACILITATOR))
    for question in PACK.quiz:
        assert question.stem in learner
        assert question.explanation not in learner
        assert question.explanation in leading


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_the_pack_is_there_with_its_marks(name: str) -> None:
    shown = "".join(_prose(name, written(name, Variant.FACILITATOR)).split())
    for case in PACK.cases:
        for section in case.sections:
            for passage in section.passages:
                assert "".join(passage.text.split()) in shown
    assert all(one.mark in shown for one in PACK.sources)
    assert "".join(PACK.declaration.split()) in shown
    assert "".join(MARK.line.split()) in shown


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_a_passage_is_words(name: str) -> None:
    words = "<script>alert(1)</script>与&amp;“甲\x00乙\x0b”]]>结束"
    content = with_passage(PACK, Passage(words, ("S1",), "<b>标签"))
    plain = _prose(name, written(name, content=content))
    assert "<script>alert(1)</script>与&amp;“甲 乙 ”]]>结束" in plain
    assert "<b>标签" in plain


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("name", NAMES)
def test_a_pack_of_the_least_can_be_written(name: str, variant: Variant) -> None:
    least = replace(PACK, cases=PACK.cases[:1], charts=(), quiz=(), steps=(), measures=())
    assert PACK.cases[0].title in _prose(name, written(name, variant, least))


@pytest.mark.parametrize("name", ["包.docx", "包.pptx", "包.zip"])
def test_archives_tell_no_time_and_no_author(name: str) -> None:
    with zipfile.ZipFile(BytesIO(written(name, Variant.FACILITATOR))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(one.extra or one.comment for one in archive.infolist())
        assert not any("thumbnail" in one.filename for one in archive.infolist())


def test_a_mark_without_a_source_is_shown_all_the_same() -> None:
    content: PackContent = with_passage(PACK, Passage("另有一处引文。", ("S99",)))
    for name in NAMES:
        assert "S99" in _prose(name, written(name, content=content))
