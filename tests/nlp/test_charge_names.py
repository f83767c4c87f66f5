"""Charges come from rulings and from given names; facts are masked in place."""

import pytest

from nlp.charge_masking import Mask, mask_charges
from nlp.charge_names import charge_of_name, charges_of_ruling


@pytest.mark.parametrize(
    ("ruling", "charges"),
    [
        pytest.param(
            "一、被告人张某甲犯受贿罪，判处有期徒刑三年；犯盗窃罪，判处拘役五个月。",
            {"bribery_taking"},
            id="outside_the_taxonomy_is_left_out",
        ),
        pytest.param(
            "被告人李某乙犯非国家工作人员受贿罪、职务侵占罪，判处有期徒刑四年。",
            {"non_state_bribery_taking", "occupational_embezzlement"},
            id="two_of_one",
        ),
        pytest.param(
            "撤销某县人民法院刑事判决，即被告人王某丙犯贪污罪，判处有期徒刑二年。"
            "二、被告人王某丙犯挪用公款罪，判处有期徒刑一年。",
            {"misappropriation_public_funds"},
            id="struck_down",
        ),
        pytest.param("驳回上诉，维持原判。", set(), id="names_nothing"),
    ],
)
def test_charges_of_ruling(ruling: str, charges: set[str]) -> None:
    assert charges_of_ruling(ruling) == charges


@pytest.mark.parametrize(
    ("name", "charge"),
    [
        ("受贿罪", "bribery_taking"),
        ("受贿", "bribery_taking"),
        ("bribery_taking", "bribery_taking"),
        ("公司、企业人员受贿罪", "non_state_bribery_taking"),
        ("国有公司人员滥用职权", "soe_abuse_of_power"),
        ("盗窃", ""),
        ("诈骗罪", ""),
        ("天气很好", None),
        ("", None),
    ],
)
def test_charge_of_name(name: str, charge: str | None) -> None:
    assert charge_of_name(name) == charge


@pytest.mark.parametrize(
    ("mask", "hidden"),
    [
        pytest.param("none", "其受贿款已退，依照《刑法》第三百八十五条，构成受贿罪。", id="none"),
        pytest.param("names", "其■■款已退，依照《刑法》第三百八十五条，构成■■■。", id="names"),
        pytest.param("strict", "其■■款已退，依照■■■■■■■■■■■，构成■■■。", id="strict"),
    ],
)
def test_mask(mask: Mask, hidden: str) -> None:
    text = "其受贿款已退，依照《刑法》第三百八十五条，构成受贿罪。"
    assert mask_charges(text, mask) == hidden


def test_mask_keeps_the_words_of_the_acts() -> None:
    text = "利用职务便利收受贿赂，侵吞、挪用本单位资金，严重不负责任。"
    assert mask_charges(text, "strict") == text


def test_mask_takes_the_longest_name() -> None:
    assert mask_charges("非国家工作人员受贿") == "■" * 9
