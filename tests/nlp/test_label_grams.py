"""Grams found by number are those found as strings."""

import numpy as np
import pytest

from nlp.label_features import FeatureTable, ReadSentence, grams_of

GRAMS = (
    "收受", "受礼", "收受礼", "收受礼金", "0元", "w:礼金", "w:的", "b:收受_礼金", "s:收受_了",
    "b:甲__", "s:a_b_c", "a_b_", "礼金金", "\U00020000受",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", (), id="empty"),
        pytest.param("收", ("收",), id="one_character"),
        pytest.param("收受礼金5万8元", ("收受", "礼金", "0", "万", "0", "元"), id="runs_and_words"),
        pytest.param("收受了礼金", ("收受", "了", "礼金"), id="one_apart_is_no_neighbour"),
        pytest.param("收受礼了", ("收受", "礼", "了"), id="two_apart"),
        pytest.param("甲_", ("甲", "_"), id="a_word_that_parts_words"),
        pytest.param("a_bxc", ("a_b", "x", "c"), id="a_word_with_the_sign_inside"),
        pytest.param("w:的", ("w", ":", "的"), id="the_name_of_a_word_as_text"),
        pytest.param("收\0受\U00020001受礼", ("收", "\0", "受"), id="characters_no_gram_has"),
    ],
)
def test_a_table_finds_what_the_strings_say(text: str, words: tuple[str, ...]) -> None:
    table = FeatureTable(GRAMS, (), np.arange(1, len(GRAMS) + 1, dtype=np.float32), ("礼金",))
    before, after = ReadSentence("礼金金", ("礼金", "金"), set()), ReadSentence("的", (), set())
    found = table.rows([before, ReadSentence(text, words, set()), after])[1]
    assert {table.name(place) for place in found.ids} == set(GRAMS) & grams_of(text, words)
    length = float(np.linalg.norm(found.values))
    assert length == pytest.approx(1.0 if len(found.ids) else 0.0)


def test_words_with_a_vector_are_numbered_from_one() -> None:
    table = FeatureTable(("w:金",), (), np.ones(1, np.float32), ("礼金", "的"))
    (found,) = table.rows([ReadSentence("的金礼金", ("的", "金", "礼金"), set())])
    assert found.words.tolist() == [2, 0, 1]


def test_no_sentences_no_rows() -> None:
    assert FeatureTable(GRAMS, (), np.ones(len(GRAMS), np.float32)).rows([]) == []
