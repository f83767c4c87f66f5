"""Provisions with their law, however the law is named."""

import time

import pytest

from nlp.law_names import law_name
from nlp.statute_refs import find_statutes

BRIBERY_RULES = "关于办理贪污贿赂刑事案件适用法律若干问题的解释"


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        pytest.param(
            "依照《中华人民共和国刑法》第三百八十五条第一款、第三百八十六条，第六十七条第一款",
            ["《刑法》第385条第1款", "《刑法》第386条", "《刑法》第67条第1款"],
            id="enumeration_inherits_the_law",
        ),
        pytest.param(
            "《刑法》第七十三条第二、三款",
            ["《刑法》第73条第2款", "《刑法》第73条第3款"],
            id="paragraphs",
        ),
        pytest.param(
            "《刑法》第三百八十三条第一款第（一）、（二）项、第二款",
            ["《刑法》第383条第1款第1项", "《刑法》第383条第1款第2项", "《刑法》第383条第2款"],
            id="items_then_a_paragraph",
        ),
        pytest.param("《刑法》第三百八十八条之一第一款", ["《刑法》第388条之1第1款"], id="sub"),
        pytest.param(
            f"最高人民法院、最高人民检察院《{BRIBERY_RULES}》（以下简称《解释》）第一条，"
            "《解释》第三条第一款第（一）项",
            [f"《{BRIBERY_RULES}》第1条", f"《{BRIBERY_RULES}》第3条第1款第1项"],
            id="alias",
        ),
        pytest.param(
            "《监察法》第十一条，同法第六十四条",
            ["《监察法》第11条", "《监察法》第64条"],
            id="same_law",
        ),
        pytest.param(
            f"《{BRIBERY_RULES}》第一条。上述解释第五条",
            [f"《{BRIBERY_RULES}》第1条", f"《{BRIBERY_RULES}》第5条"],
            id="said_interpretation",
        ),
        pytest.param("触犯我国刑法第三百九十七条", ["《刑法》第397条"], id="bare_name"),
        pytest.param("违反监察法第15条", ["《监察法》第15条"], id="arabic"),
        pytest.param(
            "《刑法》第三百八十三条［贪污罪的处罚］第一款、第六十七条（自首）、第七十二条",
            ["《刑法》第383条第1款", "《刑法》第67条", "《刑法》第72条"],
            id="glosses",
        ),
        pytest.param("《刑法》第××条、第六十七条", ["《刑法》第67条"], id="masked_is_skipped"),
        pytest.param(
            "《刑法》第六十七第一款、第七十二条",
            ["《刑法》第67条第1款", "《刑法》第72条"],
            id="missing_tiao",
        ),
        pytest.param(
            "《刑法》第三百八十五条、三百八十六条",
            ["《刑法》第385条", "《刑法》第386条"],
            id="missing_di",
        ),
        pytest.param("《房屋买卖合同》第五条", [], id="contract"),
        pytest.param("第五条规定", [], id="no_law_at_all"),
        pytest.param("依照本法第十条", [], id="own_law_unknown"),
    ],
)
def test_refs(text: str, refs: list[str]) -> None:
    assert [str(mention.ref) for mention in find_statutes(text)] == refs


def test_own_title_resolves_this_law() -> None:
    found = find_statutes("违反本法第十条的，依照刑法第五条", own_title="中华人民共和国监察法")
    assert [str(mention.ref) for mention in found] == ["《监察法》第10条", "《刑法》第5条"]


def test_each_span_is_the_words_of_its_reference() -> None:
    text = "依照《刑法》第六十七条第一款、第三款之规定"
    words = [mention.span.of(text) for mention in find_statutes(text)]
    assert words == ["《刑法》第六十七条第一款", "第三款"]


def test_articles_printed_after_a_judgment_belong_to_the_law_that_heads_them() -> None:
    text = (
        "判决如下：被告人张某犯受贿罪。 书记员李某 附：相关法律条文 《中华人民共和国刑法》 "
        "第三百八十六条对犯受贿罪的，依照本法第三百八十三条的规定处罚。 第六十四条犯罪分子违法所得"
    )
    refs = [str(mention.ref) for mention in find_statutes(text)]
    assert refs == ["《刑法》第386条", "《刑法》第383条", "《刑法》第64条"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("《中华人民共和国监察法》(2018年修正)", "监察法", id="version"),
        pytest.param("人民检察院刑事诉讼规则(2019-12-02)", "人民检察院刑事诉讼规则", id="date"),
        pytest.param(f"最高人民法院最高人民检察院〈{BRIBERY_RULES}〉", BRIBERY_RULES, id="courts"),
        pytest.param(
            "最高人民法院关于适用﹤中华人民共和国刑事诉讼法﹥的解释",
            "关于适用〈刑事诉讼法〉的解释",
            id="inner",
        ),
        pytest.param("刑法修正案九", "刑法修正案（九）", id="amendment"),
        pytest.param(
            "关于办理渎职案件的解释（一）", "关于办理渎职案件的解释（一）", id="part_kept"
        ),
    ],
)
def test_law_names(title: str, name: str) -> None:
    assert law_name(title) == name


@pytest.mark.parametrize(
    "bait",
    [
        "9" * 100_000,
        "（" * 100_000,
        "第" * 50_000,
        "《" * 100_000,
        "第一条、" * 30_000,
        "：“" * 50_000,
    ],
)
def test_bait_is_read_in_linear_time(bait: str) -> None:
    spent = []
    for _ in range(3):  # the best counts: a busy machine may hold up one of them
        started = time.process_time()
        find_statutes(f"《刑法》第一条{bait}第二条")
        spent.append(time.process_time() - started)
    assert min(spent) < 1.0
