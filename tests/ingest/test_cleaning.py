"""Cleaning: one text, one coordinate system."""

import pytest

from ingest.cleaning import clean
from kb.errors import NoText


@pytest.mark.parametrize(
    ("raw", "text", "warnings"),
    [
        pytest.param(
            "一\r\n二\r三\u2028四\x0b五\x0c六", "一\n二\n三\n四\n五\n六", (), id="newlines"
        ),
        pytest.param(
            "　　被告人张某。\n\n\n　　男。  ", "被告人张某。\n男。", (), id="indents_and_gaps"
        ),
        pytest.param("收受１２万元ＡＢｃ", "收受12万元ABc", (), id="full_width_figures"),
        pytest.param(
            "（一）：；，。〔2024〕％．", "（一）：；，。〔2024〕％．", (), id="points_stay"
        ),
        pytest.param("⽂件、⾏贿、⻓期", "文件、行贿、长期", (), id="radicals"),
        pytest.param("\ufa08贿", "行贿", (), id="compatibility_ideograph"),
        pytest.param("cafe\u0301", "café", (), id="composed"),
        pytest.param("张\u200b某\u202e", "张某", ("INVISIBLE_CHARS",), id="zero_width"),
        pytest.param("罪\x00名\x1b[31m红", "罪名红", ("CONTROL_CHARS",), id="control"),
        pytest.param(
            "张\ud800某受贿案", "张\ufffd某受贿案", ("ENCODING_LOSSY",), id="lone_surrogate"
        ),
        pytest.param("刑 事 判 决 书\n张某", "刑事判决书\n张某", (), id="spaced_out_line"),
        pytest.param(
            "第一章　总　则\n第一条　为了", "第一章 总则\n第一条 为了", (), id="spaced_tail"
        ),
        pytest.param("审判员 王某\n甲 第1 号", "审判员 王某\n甲 第1 号", (), id="blanks_that_stay"),
        pytest.param("姓名 \t 张某\t\n", "姓名\t张某", (), id="cells"),
        pytest.param(
            "\ue001\ue002\ue003字", "\ue001\ue002\ue003字", ("LOW_TEXT_QUALITY",), id="pua"
        ),
        pytest.param("葛\U000e0100城", "葛城", (), id="glyph_variant"),
    ],
)
def test_one_part(raw: str, text: str, warnings: tuple[str, ...]) -> None:
    cleaned = clean([raw])
    assert (cleaned.text, cleaned.warnings) == (text, warnings)


def test_parts_that_run_on_keep_their_spans() -> None:
    cleaned = clean(["被告人张某利用职务", "上的便利。\n", "", "　　现已审理终结。\n\n"])
    assert cleaned.text == "被告人张某利用职务上的便利。\n现已审理终结。"
    assert [span.of(cleaned.text) for span in cleaned.part_spans] == [
        "被告人张某利用职务",
        "上的便利。\n",
        "",
        "现已审理终结。",
    ]


def test_spans_tile_the_text_whatever_is_removed() -> None:
    cleaned = clean(["\n\n甲\u200b \n", " \n ", "\n乙", "丙\n\n\n"])
    assert "".join(span.of(cleaned.text) for span in cleaned.part_spans) == cleaned.text
    assert cleaned.text == "甲\n乙丙"


@pytest.mark.parametrize("raw", ["", " \n\t", "\u3000\u200b\ufeff\x00"])
def test_nothing_left_is_an_error(raw: str) -> None:
    with pytest.raises(NoText) as caught:
        clean([raw])
    assert caught.value.code == "NO_TEXT"


def test_cleaning_twice_changes_nothing() -> None:
    once = clean(["　第 一 章\r\n\r\n１．⽂\u200b件 \t 甲"]).text
    assert clean([once]).text == once
