"""Problems told in words: what is read of them, and what the words are looked for by."""

from dataclasses import replace

import pytest

from kb.model import Document
from kb.retrieval.measure_fit import Problem
from kb.retrieval.measure_papers import AskedWords
from kb.terms import load_taxonomy
from nlp.crime_profile import load_crime_model
from nlp.encoder import load_encoder
from nlp.pipeline import LawReader
from nlp.problems import measure_meanings, problem_words, read_problem
from nlp.rarity import load_rarity
from nlp.segmentation import load_segmenter
from nlp.sparse import SparseEncoder
from nlp.tagger import load_tagger


@pytest.fixture(scope="module")
def reader() -> LawReader:
    segmenter = load_segmenter()
    encoder = load_encoder(segmenter=segmenter)
    tagger = load_tagger(segmenter.words, load_taxonomy())
    return LawReader(
        segmenter=segmenter,
        encoder=encoder,
        sparse=SparseEncoder(load_rarity()),
        tag_sentences=tagger,
        weigh_labels=tagger.weigh,
        crimes=load_crime_model(encoder.fingerprint),
    )


def problem(reader: LawReader, words: str) -> Problem:
    return read_problem(Document("id", "问题.txt", "text/plain", words), reader)


def test_words_of_the_vocabulary_name_a_loophole(reader: LawReader) -> None:
    found = problem(reader, "公示缺失，名单从未公示，补贴由村支书代领。")
    assert "subsidy_publicity_gap" in found.loopholes
    assert found.positions == ("village_cadre",)


@pytest.mark.parametrize(
    ("words", "loophole"),
    [
        pytest.param("采购没有比价，供货的总是那一家", "procurement_control_weak", id="buying"),
        pytest.param(
            "门面租给谁、租多少钱，账上找不到一张纸", "asset_management_weak", id="letting"
        ),
        pytest.param("书记说了算，谁提不同意见谁靠边站", "top_leader_concentration", id="power"),
        pytest.param("信访件转来转去，又转回被告的那个所", "complaint_ignored", id="complaints"),
    ],
)
def test_a_loophole_that_no_word_names_is_the_likeliest_and_less_sure(
    reader: LawReader, words: str, loophole: str
) -> None:
    found = problem(reader, words).loopholes
    assert loophole in found and len(found) <= 3
    assert all(0 < sure <= 1 for sure in found.values())


def test_of_a_long_text_every_sentence_is_weighed(reader: LawReader) -> None:
    plain = "会议于上午九时在三楼会议室召开，与会人员听取了情况介绍。" * 12
    found = problem(reader, f"{plain}变更签证由项目负责人一人签认，结算时没有人复核。")
    assert "contract_change_control_weak" in found.loopholes


def test_labels_by_rules_are_not_weighed(reader: LawReader) -> None:
    ruled = replace(reader, weigh_labels=None)
    assert not problem(ruled, "书记说了算，谁提不同意见谁靠边站").loopholes.keys() - {
        "top_leader_concentration"
    }


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
    assert found == AskedWords() and measure_meanings("有哪些措施？", found, reader) == {}


def test_the_measure_that_is_meant_is_the_nearest(reader: LawReader) -> None:
    text = "惠农补贴死亡人员重复领取，部门数据不共享、没有比对"
    meanings = measure_meanings(text, problem_words(text, reader), reader)
    assert max(meanings, key=lambda term: meanings[term]) == "data_compare"
    assert set(meanings) == {
        one.id for one in load_taxonomy().layer("measures") if not one.deprecated
    }
