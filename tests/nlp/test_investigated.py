"""Persons of bulletins and of tales of a case, and whose a crime told there is."""

import time

import pytest

from kb.model import DocumentKind, Section, SectionKind, Span
from nlp.investigated import find_investigated
from nlp.offences import find_offences


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        pytest.param(
            "1.某省委原常委，省政府原副省长张三长期占用公车问题。2018年，张三占用公车。",
            [("张三", "某省委原常委，省政府原副省长")],
            id="any_deed_and_a_comma_in_the_post",
        ),
        pytest.param(
            "2.某县水务局原局长丁一默认下属报销旅费问题。2023年，丁一默认下属报销旅费。此后，丁一受到处分。",
            [("丁一", "某县水务局原局长")],
            id="a_name_of_two_whose_deed_comes_again",
        ),
        pytest.param(
            "3.某镇中学校长李思远、总务主任王五等人违规接待问题。李思远同意后，王五套取资金。",
            [("李思远", "某镇中学校长"), ("王五", "总务主任")],
            id="two_posts_in_one_heading",
        ),
        pytest.param(
            "4.甲县小学教师马某某体罚学生问题\n马某某受到处分。\n"
            "5.乙县幼儿园教师马某某、李某某不雅行为问题\n马某某受到处分。",
            [
                ("马某某", "甲县小学教师"),
                ("马某某", "乙县幼儿园教师"),
                ("李某某", "乙县幼儿园教师"),
            ],
            id="masked_alike_but_two_persons",
        ),
        pytest.param(
            "张三：从修路款里伸手\n村民来信说，某镇原交通助理张三等人有问题。张三接受审查调查。",
            [("张三", "某镇原交通助理")],
            id="the_subject_of_a_title",
        ),
        pytest.param(
            "张三：春天的田野\n张三是诗人。张三写田野。张三在秋天回乡。", [], id="an_author"
        ),
        pytest.param(
            "张三，男，1966年3月出生。曾任某镇镇长；某县副县长；某市科技局局长；2023年1月退休。",
            [("张三", "某市科技局局长")],
            id="the_last_post_of_a_career",
        ),
        pytest.param(
            "某县某局党组会议研究问题。党组会议研究了问题，党组会议作了记录。",
            [],
            id="a_meeting_is_nobody",
        ),
        pytest.param(
            "有关部门对某公司经理翟某和某评估公司法定代表人贾某立案。",
            [],
            id="no_heading_ends_in_li_an",
        ),
    ],
)
def test_persons_of_bulletins(text: str, persons: list[tuple[str, str]]) -> None:
    found = find_investigated(text + "\n")
    assert [(one.name, one.position) for one in found] == persons


def test_the_crime_of_a_friend_is_not_of_the_one_who_tells_of_him() -> None:
    text = (
        "张三：伸向案件的手\n张三，某县公安局原局长，2022年接受审查调查。"
        "同学聚会上，有人告诉张三，自己的战友名叫李四，因涉嫌合同诈骗被抓。\n"
    )
    sections = (Section(SectionKind.BODY, Span(0, len(text))),)
    found = find_offences(text, DocumentKind.CASE_ANALYSIS, sections)
    assert [(one.name, one.status, one.defendant) for one in found] == [
        ("合同诈骗罪", "alleged", "")
    ]


@pytest.mark.parametrize(
    "bait", ["\n张某局长李三问题" * 9_000, "局长张" * 30_000 + "问题。", "张三：" * 30_000]
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    started = time.process_time()
    find_investigated(bait)
    assert time.process_time() - started < 2.0
