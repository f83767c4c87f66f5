"""Problems told in words: what is read of them, and what the words are looked for by."""

from functools import partial

import pytest

from kb.model import Document
from kb.retrieval.measure_fit import Problem
from kb.retrieval.measure_papers import AskedWords
from kb.terms import load_taxonomy
from nlp.crime_profile import load_crime_model
from nlp.encoder import load_encoder
from nlp.label_rules import rule_pipeline
from nlp.pipeline import LawReader
from nlp.problems import measure_meanings, problem_words, read_problem
from nlp.rarity import load_rarity
from nlp.segmentation import load_segmenter
from nlp.sparse import SparseEncoder
from nlp.tagger import tag


@pytest.fixture(scope="module")
def reader() -> LawReader:
    segmenter = load_segmenter()
    encoder = load_encoder(segmenter=segmenter)
    return LawReader(
        segmenter=segmenter,
        encoder=encoder,
        sparse=SparseEncoder(load_rarity()),
        tag_sentences=partial(tag, pipeline=rule_pipeline(segmenter.words, load_taxonomy())),
        crimes=load_crime_model(encoder.fingerprint),
    )


def problem(reader: LawReader, words: str) -> Problem:
    return read_problem(Document("id", "问题.txt", "text/plain", words), reader)


def test_words_of_the_vocabulary_name_a_loophole(reader: LawReader) -> None:
    found = problem(reader, "公示缺失，名单从未公示，补贴由村支书代领。")
    assert "subsidy_publicity_gap" in found.loopholes
    assert found.positions == ("village_cadre",)


def test_a_loophole_that_no_word_names_is_told_by_meaning_and_less_sure(reader: LawReader) -> None:
    found = problem(reader, "工程变更随意签证，结算价比合同价高出一半")
    assert "contract_change_control_weak" in found.loopholes
    assert all(0 < sure <= 1 for sure in found.loopholes.values())


def test_education_alone_is_set_aside_when_it_is_not_wanted(reader: LawReader) -> None:
    assert problem(reader, "有什么制度化办法，不要只写加强教育").set_aside == {"education"}
    assert problem(reader, "怎样加强警示教育").set_aside == frozenset()


def test_words_that_ask_are_not_looked_for(reader: LawReader) -> None:
    found = problem_words("设备采购有哪些整改措施", reader)
    terms = {term for term, _ in found.terms}
    assert "采购" in terms and not terms & {"措施", "整改措施", "哪些"}
    assert sum(share for _, share in found.terms) == pytest.approx(1.0, abs=1e-4)


def test_words_that_say_nothing_have_no_vector(reader: LawReader) -> None:
    found = problem_words("有哪些措施？", reader)
    assert found == AskedWords() and measure_meanings(found, reader) == {}


def test_the_measure_that_is_meant_is_the_nearest(reader: LawReader) -> None:
    words = problem_words("惠农补贴死亡人员重复领取，部门数据不共享、没有比对", reader)
    meanings = measure_meanings(words, reader)
    assert max(meanings, key=lambda term: meanings[term]) == "data_compare"
    assert set(meanings) == {
        one.id for one in load_taxonomy().layer("measures") if not one.deprecated
    }
