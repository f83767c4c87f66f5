"""Punishments per person and crime."""

import time

import pytest

from kb.model import DocumentKind, Penalty
from nlp.penalties import find_penalties

FIRST = DocumentKind.JUDGMENT_FIRST_INSTANCE
SECOND = DocumentKind.JUDGMENT_SECOND_INSTANCE
HEAD = (
    "某县人民法院 刑事判决书 （2017）某刑初1号 被告人张某，男。 被告人李某，男。 "
    "本院审理了本案。判决如下： "
)


def _read(ruling: str) -> tuple[Penalty, ...]:
    return find_penalties(f"{HEAD}{ruling} 如不服本判决，可以上诉。", FIRST, ())


@pytest.mark.parametrize(
    ("ruling", "field", "value"),
    [
        pytest.param(
            "犯受贿罪，判处有期徒刑十年二个月。", "imprisonment_months", 122, id="years_months"
        ),
        pytest.param(
            "犯受贿罪，判处有期徒刑一年零六个月。", "imprisonment_months", 18, id="zero_between"
        ),
        pytest.param("犯受贿罪，判处有期徒刑10个月。", "imprisonment_months", 10, id="arabic"),
        pytest.param("犯受贿罪，判处拘役五个月。", "detention_months", 5, id="detention"),
        pytest.param("犯受贿罪，判处无期徒刑，剥夺政治权利终身。", "life", True, id="life"),
        pytest.param(
            "犯受贿罪，判处无期徒刑，剥夺政治权利终身。", "deprivation_years", 99, id="for_life"
        ),
        pytest.param("犯受贿罪，判处死刑，缓期二年执行。", "death", True, id="death"),
        pytest.param(
            "犯受贿罪，判处死刑，缓期二年执行。", "probation_months", 24, id="suspended_death"
        ),
        pytest.param("犯受贿罪，免于刑事处罚。", "exempt", True, id="exempt"),
        pytest.param(
            "犯受贿罪，判处有期徒刑三年，宣告缓刑四年。", "probation_months", 48, id="suspended"
        ),
        pytest.param("犯受贿罪，剥夺政治权利三年。", "deprivation_years", 3, id="deprivation"),
        pytest.param("犯受贿罪，并处罚金人民币五十五万元。", "fine", 550_000, id="fine_in_chinese"),
        pytest.param(
            "犯受贿罪，判处罚金250，000元（已缴纳）。", "fine", 250_000, id="fine_in_figures"
        ),
    ],
)
def test_one_punishment(ruling: str, field: str, value: object) -> None:
    (penalty,) = _read(f"被告人张某{ruling}")
    assert getattr(penalty, field) == value
    assert (penalty.defendant, penalty.offence, penalty.combined) == ("张某", "受贿罪", False)


def test_several_crimes_and_what_is_to_be_served() -> None:
    ruling = (
        "一、被告人张某犯贪污罪，判处有期徒刑五年，并处罚金人民币三十万元；犯受贿罪，"
        "判处有期徒刑三年。数罪并罚，"
        "决定执行有期徒刑七年，并处罚金人民币三十万元（刑期从判决执行之日起计算，"
        "即自2017年1月1日起）。 "
        "二、被告人李某犯行贿罪，判处有期徒刑一年，缓刑二年。 三、没收赃款四十万元，上缴国库。"
    )
    assert [
        (one.defendant, one.offence, one.imprisonment_months, one.fine, one.combined)
        for one in _read(ruling)
    ] == [
        ("张某", "贪污罪", 60, 300_000, False),
        ("张某", "受贿罪", 36, None, False),
        ("张某", "", 84, 300_000, True),
        ("李某", "行贿罪", 12, None, False),
    ]


def test_the_span_is_the_words_of_the_punishment() -> None:
    text = f"{HEAD}被告人张某犯受贿罪，判处有期徒刑三年（刑期从判决执行之日起计算）。 如不服本判决"
    (penalty,) = find_penalties(text, FIRST, ())
    assert penalty.span.of(text) == "犯受贿罪，判处有期徒刑三年"


APPEAL = (
    "某市中级人民法院 刑事判决书 （2018）某刑终1号 上诉人（原审被告人）张某，男。 "
    "原审被告人李某，男。 "
    "原审法院认定张某收受财物。据此判决：一、被告人张某犯受贿罪，判处有期徒刑五年。"
    "二、被告人李某犯行贿罪，判处有期徒刑一年。宣判后，张某不服，提出上诉。本院认为，判决如下： "
)


@pytest.mark.parametrize(
    ("ruling", "expected"),
    [
        pytest.param("驳回上诉，维持原判。", [("张某", 60), ("李某", 12)], id="all_upheld"),
        pytest.param(
            "一、维持某县人民法院刑事判决第二项； 二、撤销某县人民法院刑事判决第一项，"
            "即被告人张某犯受贿罪，"
            "判处有期徒刑五年； 三、上诉人张某犯受贿罪，判处有期徒刑三年。",
            [("张某", 36), ("李某", 12)],
            id="one_item_upheld_one_struck_down",
        ),
        pytest.param(
            "一、撤销某县人民法院刑事判决第一项； 二、上诉人张某犯受贿罪，判处有期徒刑三年。",
            [("张某", 36)],
            id="nothing_upheld",
        ),
    ],
)
def test_appeals(ruling: str, expected: list[tuple[str, int]]) -> None:
    found = find_penalties(f"{APPEAL}{ruling} 本判决为终审判决。", SECOND, ())
    assert [(one.defendant, one.imprisonment_months) for one in found] == expected


def test_a_bulletin_tells_the_sentence_of_the_person_it_names() -> None:
    text = (
        "张某，男，1966年生，某局原局长。\n2023年7月，张某因犯受贿罪，"
        "被判处有期徒刑三年九个月，并处罚金25万元。"
    )
    (penalty,) = find_penalties(text, DocumentKind.DISCIPLINE_BULLETIN, ())
    assert (penalty.defendant, penalty.offence) == ("张某", "受贿罪")
    assert (penalty.imprisonment_months, penalty.fine) == (45, 250_000)


def test_another_person_named_in_the_sentence_is_not_taken_for_the_first() -> None:
    text = "张某，男，1966年生，某局原局长。\n法院以贪污罪判处赵某有期徒刑四年。"
    (penalty,) = find_penalties(text, DocumentKind.CASE_ANALYSIS, ())
    assert (penalty.defendant, penalty.imprisonment_months) == ("赵某", 48)


def test_what_a_prosecutor_proposes_is_no_sentence() -> None:
    text = "检察机关提出有期徒刑四年至五年、并处罚金二十万元的量刑建议。"
    assert find_penalties(text, DocumentKind.GUIDING_CASE, ()) == ()


@pytest.mark.parametrize(
    "bait", ["判处" * 50_000, "有期徒刑" * 30_000, "撤销" * 50_000, "（" * 100_000]
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    started = time.process_time()
    find_penalties("判决如下：被告人张某犯受贿罪" + bait, FIRST, ())
    find_penalties(bait, DocumentKind.CASE_ANALYSIS, ())
    assert time.process_time() - started < 3.0


@pytest.mark.parametrize(
    ("ruling", "expected"),
    [
        pytest.param(
            "被告人张某犯受贿罪，判处有期徒刑六年；犯行贿罪，判处有期徒刑五年；总和刑期有期徒刑"
            "十一年，并处没收财产人民币三十五万元。决定执行有期徒刑十年。",
            [("受贿罪", 72, False), ("行贿罪", 60, False), ("", 120, True)],
            id="the_sum_of_the_terms_is_not_served",
        ),
        pytest.param(
            "被告人张某犯受贿罪，判处有期徒刑六年。数罪并罚，总合刑期九年，并处罚金二十万元。",
            [("受贿罪", 72, False)],
            id="the_sum_spelt_otherwise",
        ),
        pytest.param(
            "被告人张某犯受贿罪，判处有期徒刑五年，并处没收个人财产二万元。 二、赃款予以追缴。 "
            "（被告人的刑期自判决执行之日起计算；没收个人财产、赃款于本判决生效后十日内缴清。",
            [("受贿罪", 60, False)],
            id="a_closing_aside_punishes_nobody_again",
        ),
        pytest.param(
            "被告人张某犯受贿罪，判处没收财产十万元。",
            [("受贿罪", None, False)],
            id="confiscation_alone_is_kept_by_its_words",
        ),
    ],
)
def test_what_is_served(ruling: str, expected: list[tuple[str, int | None, bool]]) -> None:
    found = _read(ruling)
    assert [(one.offence, one.imprisonment_months, one.combined) for one in found] == expected


@pytest.mark.parametrize(
    "struck",
    [
        "第一项量刑部分和第二项。即以受贿罪判处张某有期徒刑四年",
        "第一项，即被告人张某犯受贿罪，判处有期徒刑四年",
        "第一项（即被告人张某犯受贿罪，判处有期徒刑四年）",
    ],
)
@pytest.mark.parametrize(("number", "following"), [("二、", "； 三、"), ("", "。")])
def test_what_is_struck_down_is_no_sentence(number: str, following: str, struck: str) -> None:
    ruling = f"{number}撤销刑事判决{struck}{following}上诉人张某犯受贿罪，判处有期徒刑三年。"
    assert [one.imprisonment_months for one in _read(ruling)] == [36]


PARTLY = (
    "某市中级人民法院 刑事判决书 （2018）某刑终2号 上诉人（原审被告人）张某，男。 "
    "原审被告人李某，男。 原审法院判决：{one}被告人张某犯贪污罪，判处有期徒刑十五年；犯受贿罪，"
    "判处有期徒刑三年六个月，并处罚金二十万元。决定执行有期徒刑十六年；{two}被告人李某犯贪污罪，"
    "判处有期徒刑六年。宣判后，张某不服，提出上诉。本院认为，判决如下： "
)
CHANGED = (
    "二、撤销刑事判决第一项中对张某犯贪污罪的量刑部分； 三、上诉人张某犯贪污罪，"
    "判处有期徒刑十年，数罪并罚，决定执行有期徒刑十二年。 本判决为终审判决。"
)


@pytest.mark.parametrize(
    ("numbers", "kept", "expected"),
    [
        pytest.param(
            ("一、", "二、"),
            "一、维持刑事判决的第一项中对被告人张某犯受贿罪的定罪量刑部分及犯贪污罪的定罪部分，"
            "第二项中对被告人李某的定罪部分；",
            [("张某", 120), ("张某", 144), ("张某", 42)],
            id="one_crime_kept_with_its_sentence",
        ),
        pytest.param(
            ("1、", "2、"),
            "一、维持刑事判决第二项和第一项中对张某犯受贿罪的定罪、量刑部分；",
            [("张某", 120), ("张某", 144), ("张某", 42), ("李某", 72)],
            id="arabic_numbers_below",
        ),
        pytest.param(
            ("", ""),
            "一、维持刑事判决第二项对原审被告人李某的定罪量刑部分；",
            [("张某", 120), ("张某", 144), ("李某", 72)],
            id="no_numbers_below_but_the_person_is_named",
        ),
        pytest.param(
            ("", ""),
            "一、维持刑事判决第二项；",
            [("张某", 120), ("张某", 144)],
            id="no_numbers_below_nothing_is_guessed",
        ),
        pytest.param(
            ("一、", "二、"),
            "一、维持刑事判决第一至二项的定罪部分；",
            [("张某", 120), ("张某", 144)],
            id="convictions_alone",
        ),
    ],
)
def test_partly_upheld(
    numbers: tuple[str, str], kept: str, expected: list[tuple[str, int]]
) -> None:
    text = PARTLY.format(one=numbers[0], two=numbers[1]) + kept + CHANGED
    found = find_penalties(text, SECOND, ())
    assert [(one.defendant, one.imprisonment_months) for one in found] == expected
