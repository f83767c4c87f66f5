"""Names told by the words around them and by coming again; words that look like names are none."""

import pytest

from kb.education.redaction.people import Role
from nlp.name_evidence import find_names
from nlp.person_names import people_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("证人洪若愚证实，其当日到过现场。", {"洪若愚"}, id="sign_that_is_a_word_too"),
        pytest.param("［1］侯福生（另案处理）参与分赃。", {"侯福生"}, id="after_a_note_mark"),
        pytest.param("收受郝杰给予的现金。", {"郝杰"}, id="two_signs"),
        pytest.param("与杨敏、陈文英、吴文能签订合同。", {"杨敏", "陈文英", "吴文能"}, id="row"),
        pytest.param("从财政所王永红处领来存折。", {"王永红"}, id="after_a_unit"),
        pytest.param("其妻欧阳秀兰存入银行。", {"欧阳秀兰"}, id="compound_surname"),
        pytest.param("助理王聚强、侯高杰出庭。", {"王聚强", "侯高杰"}, id="cut_across_a_word"),
    ],
)
def test_names_are_found(text: str, names: set[str]) -> None:
    assert names <= set(find_names(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("被告人时任局长，支付现金五万元现金。", id="office_and_money"),
        pytest.param("由白塔村供电所负责，经靳堂供电所同意。", id="places"),
        pytest.param("关于高度重视和平时管理的通知，应当严格执行。", id="words"),
        pytest.param("户籍证明、花名册、银行卡明细等书证证实。", id="evidence"),
    ],
)
def test_words_are_no_names(text: str) -> None:
    assert find_names(text) == ()


def test_a_verb_behind_a_name_is_no_part_of_it() -> None:
    text = "被告人张景到案。张景利用职务便利，张景任主任，张景系主犯。"
    assert find_names(text) == ("张景",)


def test_roles_are_read_from_the_words_beside() -> None:
    text = (
        "被告人王建国收受老板赵大力的现金。证人李小明证实。其妻陈桂芳存款。"
        "被害人孙玉梅，女，12岁。审判员周正平"
    )
    roles = {one.name: one.role for one in people_in(text)}
    assert roles == {
        "王建国": Role.ACCUSED,
        "赵大力": Role.MERCHANT,
        "李小明": Role.WITNESS,
        "陈桂芳": Role.RELATIVE,
        "孙玉梅": Role.MINOR,
        "周正平": Role.OFFICER,
    }


def test_what_a_court_has_masked_is_a_person_too() -> None:
    assert "张某甲" in {one.name for one in people_in("证人张某甲证实，其送钱。")}
