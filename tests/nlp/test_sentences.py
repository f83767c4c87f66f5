"""Sentences: where they end, what does not end them, and that none leaves its section."""

import time

import pytest

from kb.model import Section, SectionKind, Span
from nlp.sentences import split_sentences


def _split(text: str) -> list[str]:
    whole = (Section(SectionKind.BODY, Span(0, len(text))),)
    return [sentence.span.of(text) for sentence in split_sentences(text, whole)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param(
            "张某收钱。李某送钱；王某作证！", ["张某收钱。", "李某送钱；", "王某作证！"], id="stops"
        ),
        pytest.param("第一行\n　　第二行 \n\n", ["第一行", "第二行"], id="lines_are_trimmed"),
        pytest.param(
            "他说：“我错了。我认罪。”后来退赃。",
            ["他说：“我错了。我认罪。”", "后来退赃。"],
            id="quotation_is_whole",
        ),
        pytest.param(
            "他有“不收不行。”的想法。", ["他有“不收不行。”的想法。"], id="quotation_goes_on"
        ),
        pytest.param(
            "张某（已判决；另案。）送钱。后退。",
            ["张某（已判决；另案。）送钱。", "后退。"],
            id="brackets",
        ),
        pytest.param("《关于；规定》已废止。", ["《关于；规定》已废止。"], id="book_marks"),
        pytest.param(
            "“没有关的引号。下一句。\n第二行。",
            ["“没有关的引号。", "下一句。", "第二行。"],
            id="open_mark_swallows_nothing",
        ),
        pytest.param("”多余的右引号。下一句。", ["”多余的右引号。", "下一句。"], id="stray_close"),
        pytest.param("真的吗？！是的。", ["真的吗？！", "是的。"], id="stops_in_a_row"),
        pytest.param("共计1.5万元。", ["共计1.5万元。"], id="decimal_point"),
        pytest.param(" \n　\n", [], id="blank"),
        pytest.param("", [], id="empty"),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert _split(text) == sentences


def test_long_sentences_break_at_commas() -> None:
    text = "，".join(["某某公司提供资金"] * 120) + "。"
    pieces = _split(text)
    assert all(len(piece) <= 400 for piece in pieces)
    assert all(piece.endswith("，") for piece in pieces[:-1])
    assert "".join(pieces) == text


def test_a_sentence_without_any_comma_breaks_all_the_same() -> None:
    pieces = _split("某" * 1_000)
    assert [len(piece) for piece in pieces] == [400, 400, 200]


def test_no_sentence_crosses_a_section() -> None:
    text = "本院认为，张某有罪，依照刑法，判决如下：张某无罪。"
    cut = text.index("判决如下")
    sections = (
        Section(SectionKind.OPINION, Span(0, cut)),
        Section(SectionKind.RULING, Span(cut, len(text))),
    )
    sentences = split_sentences(text, sections)
    assert [s.section for s in sentences] == [0, 1]
    assert [s.index for s in sentences] == [0, 1]
    assert all(sections[s.section].span.covers(s.span) for s in sentences)


@pytest.mark.parametrize("bait", ["“", "（", "“（《", "。", " ", "\n", "，", "《某"])
def test_bait_takes_linear_time(bait: str) -> None:
    text = bait * 20_000
    begin = time.process_time()
    _split(text)
    assert time.process_time() - begin < 2.0
