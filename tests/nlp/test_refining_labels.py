"""A candidate from reviews: better on what reviewers decided, or it is not better at all."""

from pathlib import Path

import pytest

from kb.errors import WorkflowError
from kb.review.decisions import ReviewedSentence
from kb.terms import load_taxonomy
from nlp.label_pipeline import SHIPPED
from nlp.segmentation import load_segmenter
from nlp.training.label_fitting import classifier_of
from nlp.training.label_rows import GOLD, read_written
from nlp.training.refining_labels import Candidate, refine

WORDS = load_segmenter().words
TRACE = "loopholes:no_trace"
PLACES = ("码头", "冷库", "苗圃", "气象站", "驾校", "菜场", "渡口", "温室", "陵园", "泵房")


def reviewed(text: str, source: str, *, right: bool) -> ReviewedSentence:
    keys = frozenset({TRACE})
    return ReviewedSentence(
        text=text,
        labels=keys if right else frozenset(),
        rejected=frozenset() if right else keys,
        source=source,
        reviewers=("张三",),
    )


def candidate(reviews: list[ReviewedSentence]) -> Candidate:
    written = read_written(GOLD)[::25]
    return refine(
        reviews,
        written,
        {"金标": written},
        running=SHIPPED,
        words=WORDS,
        taxonomy=load_taxonomy(),
    )


def test_a_way_of_speaking_is_learnt(tmp_path: Path) -> None:
    reviews = [
        reviewed(f"{place}的钥匙谁领走了只有看门人心里有数", f"{number}", right=True)
        for number, place in enumerate(PLACES * 3)
    ]
    found = candidate(reviews)
    first = found.comparisons[0]
    assert first.candidate > first.running
    assert found.better
    found.write(tmp_path)
    assert (tmp_path / "labels" / "weights.safetensors").is_file()
    assert found.version.startswith(classifier_of(found.pipeline).version.split("+")[0])


def test_reviews_that_teach_nothing_promote_nothing() -> None:
    reviews = [
        reviewed(f"{place}今日开门营业", f"{number}", right=False)
        for number, place in enumerate(PLACES * 3)
    ]
    assert not candidate(reviews).better


def test_a_handful_of_reviews_is_too_few() -> None:
    with pytest.raises(WorkflowError) as refused:
        candidate([reviewed("码头没有台账", "一", right=True)])
    assert refused.value.code == "REVIEWS_TOO_FEW"
