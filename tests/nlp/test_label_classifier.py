"""The trained classifier: it learns, abstains, shows its words, and reads back what it wrote."""

from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

from kb.errors import AnalysisError
from kb.model import DocumentKind, Label, Section, SectionKind, Sentence, Span
from kb.terms import load_taxonomy
from nlp.label_classifier import COMPONENT
from nlp.label_pipeline import SHIPPED, load_pipeline
from nlp.segmentation import load_segmenter
from nlp.tagger import load_tagger
from nlp.training.label_fitting import (
    classifier_of,
    fit,
    fold_numbers,
    logits_of,
    settle,
    truth_of,
)
from nlp.training.label_rows import LabelledSentence

WORDS = load_segmenter().words
UNITS = ("水务站", "粮库", "卫生院", "村委会", "供销社", "林场", "车管所", "学校")
GIFTS = "causes:gift_grooming"
ALONE = "loopholes:incompatible_posts"
FLUKE = "ideological_roots:fluke_mentality"
GIVERS = "measures:bribe_giver_discipline"


def row(text: str, *labels: str, group: str = "a") -> LabelledSentence:
    return LabelledSentence(text, labels, group)


@pytest.fixture(scope="module")
def rows() -> list[LabelledSentence]:
    return [
        one
        for unit in UNITS
        for one in (
            row(f"{unit}负责人过节时收下供货老板的两箱酒", GIFTS, group=unit),
            row(f"{unit}的账和钱都捏在一个人手里", ALONE, group=unit),
            row(f"{unit}按时完成了全年任务", group=unit),
        )
    ]


@pytest.fixture(scope="module")
def small(rows: list[LabelledSentence]) -> Language:
    nlp = fit(rows, WORDS, load_taxonomy())
    classifier = classifier_of(nlp)
    real = np.ones(len(rows), dtype=bool)
    truth = truth_of(rows, classifier.labels)
    settle(classifier, logits_of(nlp, rows), *truth, calibrated_on=real)
    classifier.version = "small-1"
    return nlp


def test_it_learns_what_sentences_share(small: Language) -> None:
    assert set(small("苗圃负责人过节时收下供货老板的两箱酒").cats) == {GIFTS}
    assert set(small("苗圃的账和钱都捏在一个人手里").cats) == {ALONE}


def test_it_abstains_where_nothing_speaks_for_a_label(small: Language) -> None:
    assert small("会议于九点开始").cats == {}


def test_the_words_that_carry_the_label_are_marked(small: Language) -> None:
    doc = small("经研究，苗圃的账和钱都捏在一个人手里，特此说明")
    group = doc.spans[COMPONENT]
    (start, end) = group.attrs["offsets"][0]
    assert "账和钱都捏在一个人手里" in doc.text[start:end]
    assert group.attrs["method"] == "model"
    assert group.attrs["model"] == "small-1"


def test_a_written_model_gives_the_same_answers(small: Language, tmp_path: Path) -> None:
    classifier_of(small).to_disk(tmp_path / COMPONENT)
    again = load_pipeline(WORDS, load_taxonomy(), folder=tmp_path)
    docs = [small.make_doc(text) for text in ("粮库的账和钱都捏在一个人手里", "天气晴")]
    before = classifier_of(small).predict(docs)
    after = classifier_of(again).predict([again.make_doc(doc.text) for doc in docs])
    assert np.allclose(before, after, atol=0.02)
    assert classifier_of(again).version == "small-1"


@pytest.mark.parametrize("broken", ["labels.json", "weights.safetensors"])
def test_a_broken_folder_is_refused(small: Language, tmp_path: Path, broken: str) -> None:
    classifier_of(small).to_disk(tmp_path / COMPONENT)
    (tmp_path / COMPONENT / broken).write_bytes(b"{}")
    with pytest.raises(AnalysisError) as refused:
        load_pipeline(WORDS, load_taxonomy(), folder=tmp_path)
    assert refused.value.code == "MODEL_INVALID"


def test_a_group_never_crosses_a_fold(rows: list[LabelledSentence]) -> None:
    of_group: dict[str, set[int]] = {}
    for one, fold in zip(rows, fold_numbers(rows, 4), strict=True):
        of_group.setdefault(one.group, set()).add(int(fold))
    assert all(len(folds) == 1 for folds in of_group.values())


def test_an_unsure_label_is_not_counted() -> None:
    unsure = LabelledSentence("某句", (GIFTS,), "a", unsure=(ALONE,))
    wanted, counts = truth_of([unsure], [GIFTS, ALONE])
    assert wanted.tolist() == [[1.0, 0.0]]
    assert counts.tolist() == [[True, False]]


@pytest.fixture(scope="module")
def shipped() -> Language:
    return load_pipeline(WORDS, load_taxonomy(), folder=SHIPPED)


def labels(
    text: str, *, kind: DocumentKind = DocumentKind.UNKNOWN, part: SectionKind = SectionKind.BODY
) -> dict[str, Label]:
    whole = Span(0, len(text))
    tagger = load_tagger(WORDS, load_taxonomy())
    found = tagger(text, kind, (Section(part, whole),), (Sentence(0, whole, 0),))
    return {label.key: label for label in found}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("周某多次违规收受管理服务对象所送礼品、礼金。", GIFTS, id="gifts"),
        pytest.param("会计与出纳长期由赵某一人兼任。", ALONE, id="posts"),
        pytest.param(
            "他总以为做得隐蔽，不会被人发现。", "ideological_roots:fluke_mentality", id="fluke"
        ),
        pytest.param(
            "对行贿人依法追缴不正当利益并列入黑名单。",
            "measures:bribe_giver_discipline",
            id="givers",
        ),
    ],
)
def test_the_shipped_model_finds_plain_cases(text: str, key: str) -> None:
    found = labels(text)
    assert key in found
    assert found[key].method == "model"
    assert 0 < found[key].confidence <= 1
    assert found[key].model.startswith("labels-")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("要坚决反对特权思想，摒弃侥幸心理。", DocumentKind.UNKNOWN, id="exhortation"),
        pytest.param("辩护人提出，收受礼金一节证据不足。", DocumentKind.UNKNOWN, id="defence"),
        pytest.param("第五条 不得收受礼品、礼金。", DocumentKind.REGULATION, id="statute"),
        pytest.param("工程依法经公开招标确定施工单位。", DocumentKind.UNKNOWN, id="proper"),
    ],
)
def test_what_is_not_asserted_gets_no_label(text: str, kind: DocumentKind) -> None:
    assert labels(text, kind=kind) == {}


def test_a_court_s_facts_carry_no_measures() -> None:
    text = "案发后，该局制定了采购管理办法，并每季度抽查一次。"
    found = labels(text, kind=DocumentKind.JUDGMENT_FIRST_INSTANCE, part=SectionKind.FACTS)
    assert not any(key.startswith("measures:") for key in found)


def test_every_label_of_the_taxonomy_is_known(shipped: Language) -> None:
    wanted = {key for key, term in load_taxonomy().terms.items() if not term.deprecated}
    assert set(classifier_of(shipped).labels) == wanted
