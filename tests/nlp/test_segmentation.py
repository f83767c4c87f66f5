"""Words join to the text, field words stay whole, terms are the same for index and query."""

import json
import lzma
import marshal
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.segmentation import Segmenter, load_segmenter, read_lexicon

_SEGMENTER = load_segmenter()


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return _SEGMENTER


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("被告人张某甲犯受贿罪", ["张某甲", "受贿罪"], id="name_before_verb"),
        pytest.param("李某某、王××到案", ["李某某", "王××"], id="masked_names"),
        pytest.param(
            "证人陈某1、欧阳某乙的证言", ["陈某1", "欧阳某乙"], id="numbered_and_compound"
        ),
        pytest.param("赵某2016年任职", ["赵某", "2016"], id="year_is_not_part_of_a_name"),
        pytest.param(
            "于某日送给于某甲现金", ["于某甲", "现金"], id="yu_as_preposition_and_surname"
        ),
        pytest.param("（2017）湘0405刑初149号判决", ["（2017）湘0405刑初149号"], id="case_number"),
        pytest.param(
            "见(2013)沪二中刑终字第56号", ["(2013)沪二中刑终字第56号"], id="old_case_number"
        ),
        pytest.param("国发〔2024〕12号文", ["国发", "〔2024〕12号"], id="document_number"),
        pytest.param(
            "依照《中华人民共和国刑法》第三百八十五条之一",
            ["中华人民共和国刑法", "第三百八十五条之一"],
            id="law_title_and_article",
        ),
        pytest.param("折合1,234,567.80元，占12.5%", ["1,234,567.80", "12.5%"], id="decimals"),
        pytest.param("挂图三重一大，落实一岗双责", ["三重一大", "一岗双责"], id="system_words"),
        pytest.param("放管服改革与四风问题", ["放管服改革", "四风问题"], id="party_words"),
        pytest.param(
            "城投公司围标串标、虚列支出、吃空饷",
            ["城投公司", "围标串标", "虚列支出", "吃空饷"],
            id="schemes",
        ),
        pytest.param("住房和城乡建设局原局长", ["住房和城乡建设局"], id="unit"),
        pytest.param("保管网银U盾", ["网银U盾"], id="latin_letter_in_word"),
    ],
)
def test_field_words_stay_whole(segmenter: Segmenter, text: str, whole: list[str]) -> None:
    words = segmenter.words(text)
    assert "".join(words) == text
    assert [word for word in whole if word not in words] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("江苏某市某区", id="place_after_surname_character"),
        pytest.param("任某局副局长", id="post_after_ren"),
        pytest.param("从某公司套取资金", id="company_after_cong"),
    ],
)
def test_places_and_units_are_not_names(segmenter: Segmenter, text: str) -> None:
    assert not [word for word in segmenter.words(text) if len(word) > 1 and word.endswith("某")]


@given(st.text(alphabet="某王张第三百条（2017）湘刑初号《法》,.0９a×\n 的受贿罪", max_size=60))
def test_words_join_to_the_text(text: str) -> None:
    assert "".join(_SEGMENTER.words(text)) == text


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("张某犯受贿罪。", ["犯", "受贿罪", "受贿"], id="inner_word_and_no_name"),
        pytest.param("《中华人民共和国刑法》", ["刑法"], id="title_short"),
        pytest.param("中华人民共和国刑法", ["刑法"], id="title_without_marks"),
        pytest.param("第三百八十五条", ["第385条"], id="chinese_article"),
        pytest.param("第385条", ["第385条"], id="arabic_article"),
        pytest.param("的、了 2016 \n", [], id="nothing_to_find"),
        pytest.param("（2017）湘0405刑初149号", ["(2017)湘0405刑初149号"], id="case_number_full"),
        pytest.param("(2017)湘0405刑初149号", ["(2017)湘0405刑初149号"], id="case_number_half"),
        pytest.param("Ｕ盾", ["u盾"], id="full_width_letter"),
        pytest.param("u盾", ["u盾"], id="small_letter"),
    ],
)
def test_terms(segmenter: Segmenter, text: str, terms: list[str]) -> None:
    assert segmenter.terms(text) == terms


def test_long_title_gives_the_title_and_its_words(segmenter: Segmenter) -> None:
    title = "关于办理贪污贿赂刑事案件适用法律若干问题的解释"
    terms = segmenter.terms(f"《{title}》")
    assert terms[0] == title
    assert {"贪污贿赂", "贪污", "贿赂", "解释"} < set(terms)


def test_inner_words_fit_together(segmenter: Segmenter) -> None:
    terms = segmenter.terms("国家工作人员")
    assert {"国家工作人员", "国家", "工作", "人员", "工作人员"} == set(terms)


def test_short_query_meets_long_word(segmenter: Segmenter) -> None:
    document = segmenter.terms("原审被告人系住房和城乡建设局工作人员，参与围标串标")
    assert set(segmenter.terms("围标")) <= set(document)
    assert set(segmenter.terms("建设局")) <= set(document)


def test_every_lexicon_word_wins_alone(segmenter: Segmenter) -> None:
    entries = list(read_lexicon())
    assert len(entries) >= 1500
    assert len({entry.word for entry in entries}) == len(entries)
    assert [entry.word for entry in entries if segmenter.words(entry.word) != [entry.word]] == []


def test_fingerprint_is_stable_across_engines() -> None:
    assert load_segmenter(engine="jieba").fingerprint == _SEGMENTER.fingerprint


@pytest.mark.parametrize(
    "bait",
    [
        pytest.param("《" * 50_000, id="open_titles"),
        pytest.param("《" + "法" * 50_000, id="unclosed_title"),
        pytest.param("1" * 50_000, id="digits"),
        pytest.param("1." * 25_000 + "。", id="dotted"),
        pytest.param("（2017）" + "刑" * 50_000, id="case_number_without_end"),
        pytest.param("（2017）刑初字第" * 8_000, id="case_number_repeated"),
        pytest.param("王某" * 25_000, id="names"),
        pytest.param("第" + "一" * 50_000, id="article_without_end"),
    ],
)
def test_hostile_text_costs_no_more(segmenter: Segmenter, bait: str) -> None:
    started = time.process_time()
    assert "".join(segmenter.words(bait)) == bait
    segmenter.terms(bait)
    assert time.process_time() - started < 2


@pytest.mark.real
def test_rjieba_and_jieba_cut_alike(shared_data: Path, segmenter: Segmenter) -> None:
    reference = load_segmenter(engine="jieba")
    texts = _hundred_texts(shared_data)
    assert len(texts) == 100
    different = [
        name for name, text in texts.items() if segmenter.words(text) != reference.words(text)
    ]
    assert different == []


def _hundred_texts(data: Path) -> dict[str, str]:
    """34 notices, and from the judgments 33 facts and 33 reasonings, cut at 6,000 characters."""
    notices = sorted((data / "notices").glob("*.txt"))[:34]
    texts = {path.name: path.read_text(encoding="utf-8") for path in notices}
    with lzma.open(data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as rows:
        for line, _ in zip(rows, range(33), strict=False):
            row = json.loads(line)
            texts[f"{row['id']} facts"] = row["fact"][:6000]
            texts[f"{row['id']} reasoning"] = row["reasoning"][:6000]
    return texts


def test_no_dictionary_is_taken_from_the_shared_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    planted = tmp_path / "jieba.cache"
    planted.write_bytes(marshal.dumps(({"受贿罪": 0, "受": 1}, 1)))
    assert "受贿罪" in load_segmenter(engine="jieba").words("他犯受贿罪。")
    assert planted.stat().st_size < 100 and list(tmp_path.iterdir()) == [planted]


OWN = ("甲供材", "过单", "区住建局", "K粉卡")


@pytest.mark.parametrize("word", OWN)
def test_words_of_a_deployment_stay_whole(word: str) -> None:
    own = load_segmenter(own=OWN)
    text = f"他用{word}的办法，领了{word}。"
    assert own.words(text).count(word) == 2
    assert _SEGMENTER.words(text).count(word) == 0
    assert "".join(own.words(text)) == text
    assert word.lower() in own.terms(text)
    assert set(own.terms(word)) <= set(own.terms(text))


def test_the_fingerprint_tells_of_the_words_of_a_deployment() -> None:
    one, other = load_segmenter(own=OWN), load_segmenter(own=reversed(OWN))
    assert one.fingerprint == other.fingerprint != _SEGMENTER.fingerprint
    assert load_segmenter(own=OWN[:2]).fingerprint != one.fingerprint
    assert load_segmenter(engine="jieba", own=OWN).fingerprint == one.fingerprint
    assert load_segmenter(own=()).fingerprint == _SEGMENTER.fingerprint


def test_both_engines_cut_the_words_of_a_deployment_alike() -> None:
    one, reference = load_segmenter(own=OWN), load_segmenter(engine="jieba", own=OWN)
    text = "区住建局工程科默许以甲供材虚报，过单只有一人签字。"
    assert one.words(text) == reference.words(text)
