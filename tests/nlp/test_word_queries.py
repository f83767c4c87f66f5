"""Typed words as a query: what is subject, what hints at a paper, what the vocabulary knows."""

import pytest

from api.settings import Settings
from api.wiring import build_reader
from kb.retrieval.word_query import QueryWord, WordQuery
from nlp.pipeline import LawReader
from nlp.queries import word_query


@pytest.fixture(scope="module")
def reader() -> LawReader:
    return build_reader(Settings())


def soft(query: WordQuery) -> set[str]:
    return {word.terms[0] for word in query.words if word.soft}


def test_words_for_a_kind_of_paper_are_soft_and_hint_at_it(reader: LawReader) -> None:
    query = word_query("医院 耗材采购 廉政风险 防控措施", reader)
    assert soft(query) == {"廉政风险", "防控", "措施"}
    assert "rectification_report" in query.hint.kinds
    assert {"countermeasures", "risk_points"} <= query.hint.sections
    assert "regulation" not in query.hint.kinds


def test_words_for_papers_alone_are_the_subject(reader: LawReader) -> None:
    assert soft(word_query("整改 措施", reader)) == set()


def test_words_typed_side_by_side_are_a_pair(reader: LawReader) -> None:
    query = word_query("耗材采购 医院", reader)
    assert [pair.text for pair in query.pairs] == ["耗材采购"]


def test_a_word_of_the_vocabulary_names_its_term(reader: LawReader) -> None:
    [word] = word_query("侥幸心理", reader).words
    assert word.keys == {"ideological_roots:fluke_mentality"}
    assert 0 < word.held("以为没人知道", word.keys) < word.held("心存侥幸心理")
    assert word.held("以为没人知道") == 0


def test_numbers_and_articles_are_no_words(reader: LawReader) -> None:
    query = word_query("（2021）某0102刑初35号 刑法385条第1款", reader)
    assert query.numbers == ("（2021）某0102刑初35号",)
    assert [str(one) for one in query.statutes] == ["《刑法》第385条"]
    assert query.words == ()


def test_a_longer_word_is_held_in_part_by_its_inner_words() -> None:
    word = QueryWord(("县委书记", "县委", "书记"), (1, 2, 3))
    assert [word.held(text) for text in ("县委书记", "县委的书记", "书记", "局长")] == [
        1,
        0.8,
        0.4,
        0,
    ]
