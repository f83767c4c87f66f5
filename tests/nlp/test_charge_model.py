"""The charge model reads, scores, decides and shows its sentences, with weights made by hand."""

from pathlib import Path

import numpy as np
import pytest

from kb.errors import AnalysisError
from nlp.charge_features import read_facts
from nlp.charge_model import (
    ChargeModel,
    ChargePredictor,
    choose,
    load_predictor,
    read_charge_model,
    write_charge_model,
)
from nlp.segmentation import Segmenter, load_segmenter

TAKES = (
    "被告人张某甲系某县交通局局长。天气晴好。被告人张某甲利用职务便利，收受李某送的现金二十万元。"
)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load_segmenter()


def model(**changes: object) -> ChargeModel:
    features = ("W收受", "W挪用", "R>收受")
    classes = ("bribery_taking", "fund_misuse", "other", "none")
    words = np.array(
        [[2, -1, -1, -2], [-1, 2, -1, -2], [2, -1, -1, -1]],
        dtype=np.float32,
    )
    inputs = 3 * (len(classes) + 1) + 2 * 1 + 2  # three blocks, articles in two, names in one
    values: dict[str, object] = {
        "classes": classes,
        "features": features,
        "articles": ("385",),
        "idf": np.ones(3, np.float32),
        "words": words,
        "bias": np.array([-0.5, -0.5, -0.5, 0.5], np.float32),
        "signs": np.eye(len(classes), inputs, dtype=np.float32) * 2,
        "offset": np.zeros(len(classes), np.float32),
        "threshold": 0.5,
    }
    return ChargeModel(**{**values, **changes})  # type: ignore[arg-type]


def test_features_tell_who_took(segmenter: Segmenter) -> None:
    counts = read_facts(TAKES, segmenter.words).counts()
    assert counts["R>利用职务便利"] == 1
    assert counts["W被告人"] == 2
    assert "W张某甲" not in counts
    assert "O收受" in counts  # 利用职务便利 accuses


def test_names_and_articles_are_signs_and_no_words(segmenter: Segmenter) -> None:
    text = "被告人张某甲犯受贿罪，应依照《中华人民共和国刑法》第三百八十五条追究刑事责任。"
    read = read_facts(text, segmenter.words)
    assert read.articles == {"385"}
    assert read.named == {"bribery_taking"}
    assert not any("受贿" in feature or "条" in feature for feature in read.counts())


def test_the_defence_is_not_read(segmenter: Segmenter) -> None:
    text = "辩护人提出被告人张某甲的行为应定挪用资金罪，系挪用货款。"
    read = read_facts(text, segmenter.words)
    assert (read.sentences, read.named) == ((), frozenset())


def test_the_charge_and_its_sentence(segmenter: Segmenter) -> None:
    (found,) = ChargePredictor(model(), segmenter.words)(TAKES)
    assert found.charge == "bribery_taking"
    assert found.probability > 0.5
    assert found.evidence[0].of(TAKES).startswith("被告人张某甲利用职务便利")


def test_nothing_is_said_of_other_facts(segmenter: Segmenter) -> None:
    predict = ChargePredictor(model(), segmenter.words)
    assert predict("双方因琐事发生争执。") == ()
    assert predict("") == ()


@pytest.mark.parametrize(
    ("probabilities", "guilty", "given"),
    [
        pytest.param([0.6, 0.2, 0.1, 0.1], False, [True, False], id="above_the_threshold"),
        pytest.param([0.4, 0.2, 0.1, 0.1], False, [True, False], id="the_likeliest_leads"),
        pytest.param([0.4, 0.2, 0.5, 0.1], False, [False, False], id="another_duty_crime"),
        pytest.param([0.6, 0.2, 0.1, 0.7], False, [False, False], id="no_duty_crime"),
        pytest.param([0.3, 0.2, 0.1, 0.7], True, [True, False], id="known_to_be_guilty"),
    ],
)
def test_choose(probabilities: list[float], guilty: bool, given: list[bool]) -> None:
    rows = np.array([[*probabilities[:2], 0.0, *probabilities[2:]]], np.float32)
    chosen = choose(rows, threshold=0.5, guilty=guilty)
    assert chosen[0].tolist() == [*given, False]


def test_at_most_three_charges() -> None:
    rows = np.array([[0.9, 0.8, 0.7, 0.6, 0.0, 0.0]], np.float32)
    assert choose(rows, threshold=0.5, guilty=False)[0].tolist() == [True, True, True, False]


def test_the_folder_gives_the_model_back(tmp_path: Path, segmenter: Segmenter) -> None:
    write_charge_model(model(), tmp_path)
    again = read_charge_model(tmp_path)
    read = read_facts(TAKES, segmenter.words)
    np.testing.assert_allclose(again.probabilities(read), model().probabilities(read), atol=1e-3)


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError) as refused:
        read_charge_model(tmp_path)
    assert refused.value.code == "MODEL_INVALID"
    write_charge_model(model(features=("W收受",)), tmp_path)
    with pytest.raises(AnalysisError):
        read_charge_model(tmp_path)


THEFT = (
    "某日凌晨，被告人赵某丁翻墙进入被害人孙某家中，趁其熟睡之机，窃得手机一部、现金三千元，"
    "后将手机销赃得款八百元，赃款已挥霍。案发后被公安机关抓获，手机已发还被害人。"
)
SHIPPED = [
    pytest.param(
        "被告人张某甲担任某县交通运输局局长期间，利用职务上的便利，为某路桥公司在工程承揽、工程款拨付等方面"
        "谋取利益，先后多次非法收受该公司负责人李某送给的现金共计人民币八十万元，用于个人消费。",
        {"bribery_taking"},
        id="takes",
    ),
    pytest.param(
        "被告人王某丙系某商贸有限公司业务员，利用负责收取货款的职务便利，将客户交来的货款人民币十二万元"
        "不交回公司，非法占为己有，全部用于个人挥霍，后逃匿。",
        {"occupational_embezzlement"},
        id="keeps_the_firms_money",
    ),
    pytest.param(THEFT, set(), id="theft"),
    pytest.param(
        "被告人钱某戊虚构能够办理贷款的事实，骗取被害人周某的信任，先后多次以手续费、保证金为由，"
        "骗得被害人周某人民币共计五万元，所得赃款被其用于赌博。",
        set(),
        id="fraud",
    ),
]


@pytest.mark.parametrize(("facts", "charges"), SHIPPED)
def test_the_model_that_ships(facts: str, charges: set[str], segmenter: Segmenter) -> None:
    assert {one.charge for one in load_predictor(segmenter.words)(facts)} == charges


def test_a_name_counts_only_where_it_may(segmenter: Segmenter) -> None:
    theft = THEFT + "近日该地正在开展预防受贿宣传。"
    assert load_predictor(segmenter.words, names=False)(theft) == ()
