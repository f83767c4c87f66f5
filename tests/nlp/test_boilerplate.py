"""Formula sentences are told from sentences that tell an act."""

import pytest

from nlp.boilerplate import is_boilerplate


@pytest.mark.parametrize(
    ("sentence", "formula"),
    [
        pytest.param("本院依法组成合议庭，公开开庭审理了本案。", True, id="course"),
        pytest.param("现已审理终结。", True, id="closed"),
        pytest.param("（刑期从判决执行之日起计算。", True, id="term"),
        pytest.param("判决执行以前先行羁押的，羁押一日折抵刑期一日。", True, id="detention"),
        pytest.param("如不服本判决，可在接到判决书的第二日起十日内提出上诉。", True, id="appeal"),
        pytest.param("上述事实，有经庭审质证的下列证据证实：", True, id="proof"),
        pytest.param("1.户籍证明，证明被告人的身份情况。", True, id="identity_paper"),
        pytest.param(
            "依照《中华人民共和国刑法》第三百八十五条之规定，判决如下：", True, id="statutes"
        ),
        pytest.param("审判长 张某", True, id="signature"),
        pytest.param("性质严重，影响恶劣，应予严肃处理。", True, id="bulletin"),
        pytest.param("2015年，被告人张某收受李某现金20万元。", False, id="act"),
        pytest.param(
            "张某虚报工程量骗取补贴款，上述事实，有证人证言证实，足以认定。",
            False,
            id="act_with_formula",
        ),
        pytest.param("评审专家由业主单位自行指定，未随机抽取。", False, id="loophole"),
        pytest.param("", False, id="empty"),
    ],
)
def test_formulas(sentence: str, formula: bool) -> None:
    assert is_boilerplate(sentence) is formula
