"""The terms of many texts as numbers are the terms of each text."""

import numpy as np
import pytest

from nlp.segmentation import load_segmenter
from nlp.term_rows import TermList, TermNumbers, TermRows


def _spelled(rows: TermRows) -> list[list[str]]:
    return [[rows.terms[number] for number in rows.row(text)] for text in range(len(rows))]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="no_text"),
        pytest.param([[]], id="empty_text"),
        pytest.param([["受贿", "受贿罪"], [], ["受贿"], []], id="between_empty_ones"),
    ],
)
def test_rows_give_the_terms_back(texts: list[list[str]]) -> None:
    assert _spelled(TermRows.of(texts)) == texts


def test_rows_of_words_are_the_terms_of_each_text() -> None:
    segmenter = load_segmenter()
    texts = [
        "国家工作人员犯受贿罪，受贿",
        "，。",
        "《中华人民共和国刑法》第三百八十五条",
        "ＡＢＣ公司",
    ]
    for some in (texts[:1], texts, texts[2:]):
        rows = segmenter.term_rows([segmenter.folded_words(text) for text in some])
        assert _spelled(rows) == [segmenter.terms(text) for text in some]


def test_the_whole_is_all_texts_in_order() -> None:
    rows = TermRows.of([["甲"], ["乙", "甲"]]).with_whole()
    assert _spelled(rows) == [["甲"], ["乙", "甲"], ["甲", "乙", "甲"]]


def test_different_terms_stand_once() -> None:
    assert sorted(TermRows.of([["甲"], ["乙", "甲"]]).different()) == ["乙", "甲"]


def test_numbers_of_terms_follow_a_growing_list_and_another_one() -> None:
    numbers = TermNumbers(len, np.int64)
    terms = TermList(["甲"])
    assert numbers.of(terms).tolist() == [1]
    terms += ["乙丙"] * 2000
    assert numbers.of(terms).tolist() == [1] + [2] * 2000
    assert numbers.of(TermList(["丙丁戊"])).tolist() == [3]
