"""Case numbers and document numbers in one written form."""

import time

import pytest

from nlp.case_numbers import find_case_numbers, find_document_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("（2017）某0102刑初365号", ["（2017）某0102刑初365号"], id="new_style"),
        pytest.param(
            "(2012) 某刑初字第00088号", ["（2012）某刑初字第00088号"], id="old_style_half_brackets"
        ),
        pytest.param("[2018]最高法刑核×××号", ["（2018）最高法刑核×××号"], id="masked_serial"),
        pytest.param("（2018）某刑终**号", ["（2018）某刑终××号"], id="starred_serial"),
        pytest.param("（2019）某0101执12号之一", ["（2019）某0101执12号之一"], id="sub_number"),
        pytest.param("（20l4）某刑终字第3l号", ["（2014）某刑终字第31号"], id="scanned_l_for_1"),
        pytest.param("（２０１６）某刑初８号", ["（2016）某刑初8号"], id="wide_digits"),
        pytest.param("（2014）某内经证字第123号", [], id="notary"),
        pytest.param("某检刑诉（2013）185号起诉书", [], id="procuratorate"),
        pytest.param("该公司（2013）1号、6号文件", [], id="company_paper"),
    ],
)
def test_court_numbers(text: str, values: list[str]) -> None:
    assert [mention.value for mention in find_case_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("法释〔2016〕9号", ["法释〔2016〕9号"], id="interpretation"),
        pytest.param(
            "某市人民检察院以某检刑诉一（2013）185、191号起诉书",
            ["某检刑诉一〔2013〕185、191号"],
            id="round_brackets_and_a_list",
        ),
        pytest.param(
            "某县人民政府某政办发［2014］3号文", ["某政办发〔2014〕3号"], id="body_cut_off"
        ),
        pytest.param("某纪监建〔2024〕12号", ["某纪监建〔2024〕12号"], id="supervision_letter"),
        pytest.param("（2024）某法建〔2024〕5号", ["某法建〔2024〕5号"], id="judicial_letter"),
        pytest.param("（2017）某0102刑初365号", [], id="court_number_is_none"),
    ],
)
def test_document_numbers(text: str, values: list[str]) -> None:
    assert [mention.value for mention in find_document_numbers(text)] == values


def test_the_span_is_the_words_of_the_number() -> None:
    text = "本院作出（2016）某刑初3号判决，某检刑诉〔2016〕7号起诉书"
    assert find_case_numbers(text)[0].span.of(text) == "（2016）某刑初3号"
    assert find_document_numbers(text)[0].span.of(text) == "某检刑诉〔2016〕7号"


@pytest.mark.parametrize("bait", ["（" * 100_000, "9" * 100_000, "（2017" * 20_000, "某" * 100_000])
def test_bait_is_refused_in_no_time(bait: str) -> None:
    started = time.process_time()
    find_case_numbers(bait)
    find_document_numbers(bait)
    assert time.process_time() - started < 1.0
