"""Owner, deadline, rhythm, numbers, rules and laws of sentences that state measures."""

import pytest

from kb.model import Mention
from nlp.measure_details import read_details


def value(found: Mention | None) -> str:
    return found.value if found else ""


@pytest.mark.parametrize(
    ("text", "owner", "deadline", "rhythm"),
    [
        pytest.param(
            "由区财政局牵头，于6月底前完成账户清理。",
            "区财政局",
            "6月底前",
            "",
            id="by_whom_and_when",
        ),
        pytest.param(
            "设备验收由使用、财务、纪检三方共同验收并留痕。",
            "使用、财务、纪检三方",
            "",
            "",
            id="several",
        ),
        pytest.param(
            "责任单位：采购科，三十日内报送方案。", "采购科", "三十日内", "", id="named_with_days"
        ),
        pytest.param(
            "收费明细公示七日（驻局纪检监察组负责）。", "驻局纪检监察组", "", "", id="in_brackets"
        ),
        pytest.param(
            "建议市审计局每年对收储支出审计一次。",
            "市审计局",
            "",
            "每年对收储支出审计",
            id="subject",
        ),
        pytest.param("库点主任任期满五年交流。", "", "", "任期满五年交流", id="term_of_office"),
        pytest.param("上述问题已于2023年12月底前整改。", "", "2023年12月底前", "", id="year"),
        pytest.param("此项由专人负责保管印鉴。", "", "", "", id="somebody_is_nobody"),
    ],
)
def test_who_and_when(text: str, owner: str, deadline: str, rhythm: str) -> None:
    found = read_details(text)
    assert value(found.owner) == owner
    assert value(found.deadline) == deadline
    assert value(found.rhythm) == rhythm


def test_papers_rules_and_laws_are_told_apart() -> None:
    text = "依据《政府采购法》第二十六条，印发《设备验收办法》（某财发〔2023〕5号）。"
    found = read_details(text)
    assert [one.value for one in found.numbers] == ["某财发〔2023〕5号"]
    assert [one.value for one in found.rules] == ["设备验收办法"]
    assert [one.value for one in found.laws] == ["《政府采购法》第26条"]


def test_spans_cover_the_words_they_stand_for() -> None:
    text = "由区财政局牵头，三十日内印发《公务卡管理办法》。"
    found = read_details(text)
    assert found.owner and found.owner.span.of(text) == "区财政局"
    assert found.deadline and found.deadline.span.of(text) == "三十日内"
    assert found.rules[0].span.of(text) == "《公务卡管理办法》"
