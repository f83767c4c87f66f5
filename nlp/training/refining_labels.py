"""A candidate label model from what reviewers decided: the running one, taught a little more.

The running weights are the start, so nothing but the reviews and the written gold is needed. A
fifth of the reviewed documents is kept aside; the candidate is better where it does better on
those and loses nothing to speak of elsewhere.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.errors import WorkflowError
from kb.review.decisions import ReviewedSentence
from kb.review.scoring import Tally
from kb.terms import Taxonomy
from nlp.label_classifier import COMPONENT
from nlp.label_docs import Words
from nlp.label_learning import KNOWN
from nlp.label_pipeline import load_pipeline
from nlp.lean_spacy import Example, Language
from nlp.training.label_fitting import classifier_of, make_doc
from nlp.training.label_rows import LabelledSentence

_LEAST_SENTENCES = 20
_ASIDE = 5
_EPOCHS, _BATCH, _RATE = 4, 64, 0.002
_LEAST_STEPS = 300
_REVIEW_WEIGHT = 3.0
# micro-F1 that a candidate may lose on sentences nobody reviewed
_TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Comparison:
    """Micro-F1 of the running model and of the candidate on one set of sentences."""

    name: str
    sentences: int
    running: float
    candidate: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """``better``: it wins on the reviews kept aside and loses nowhere more than the tolerance."""

    pipeline: Language
    version: str
    comparisons: tuple[Comparison, ...]
    better: bool

    def write(self, folder: Path) -> None:
        """As a model folder that ``load_pipeline`` reads."""
        classifier_of(self.pipeline).to_disk(folder / COMPONENT)


def refine(
    reviews: Iterable[ReviewedSentence],
    written: Sequence[LabelledSentence],
    others: Mapping[str, Sequence[LabelledSentence]],
    *,
    running: Path,
    words: Words,
    taxonomy: Taxonomy,
) -> Candidate:
    """REVIEWS_TOO_FEW under twenty reviewed sentences. ``others`` are sets to compare on."""
    reviewed = list(reviews)
    if len(reviewed) < _LEAST_SENTENCES:
        raise WorkflowError("REVIEWS_TOO_FEW", count=len(reviewed), least=_LEAST_SENTENCES)
    aside = [one for one in reviewed if _fold(one.source) == 0]
    taught = [one for one in reviewed if _fold(one.source) != 0]
    if not aside:  # few documents: every fifth sentence then
        aside, taught = reviewed[::_ASIDE], [r for n, r in enumerate(reviewed) if n % _ASIDE]
    now = load_pipeline(words, taxonomy, folder=running)
    new = load_pipeline(words, taxonomy, folder=running)
    _teach(new, taught, written)
    digest = hashlib.sha256(repr(sorted((r.text, *sorted(r.labels)) for r in taught)).encode())
    version = f"{classifier_of(now).version.split('+')[0]}+{digest.hexdigest()[:8]}"
    classifier_of(new).version = version
    first = Comparison(
        "复核（留出）", len(aside), _reviewed_f1(now, aside), _reviewed_f1(new, aside)
    )
    rest = [
        Comparison(name, len(rows), _f1(now, rows), _f1(new, rows)) for name, rows in others.items()
    ]
    better = first.candidate > first.running and all(
        one.candidate >= one.running - _TOLERANCE for one in rest
    )
    return Candidate(new, version, (first, *rest), better)


def _teach(
    nlp: Language, reviews: Sequence[ReviewedSentence], written: Sequence[LabelledSentence]
) -> None:
    from thinc.api import Adam

    classifier_of(nlp).widen(nlp.make_doc(one.text) for one in reviews)
    examples = [_reviewed_example(nlp, one) for one in reviews]
    examples += [_written_example(nlp, one) for one in written]
    optimizer = Adam(_RATE, L2=0.0)
    batches = -(-len(examples) // _BATCH)
    for epoch in range(max(_EPOCHS, -(-_LEAST_STEPS // batches))):
        # a fixed order, another each time: the same reviews give the same candidate
        ordered = sorted(examples, key=lambda one: _order(one.reference.text, epoch))
        for start in range(0, len(ordered), _BATCH):
            classifier_of(nlp).update(ordered[start : start + _BATCH], sgd=optimizer)


def _reviewed_example(nlp: Language, one: ReviewedSentence) -> Example:
    reference = nlp.make_doc(one.text)
    reference.cats = dict.fromkeys(one.labels, 1.0)
    reference.user_data[KNOWN] = one.labels | one.rejected
    reference.user_data["weight"] = _REVIEW_WEIGHT
    return Example(nlp.make_doc(one.text), reference)


def _written_example(nlp: Language, row: LabelledSentence) -> Example:
    reference = nlp.make_doc(row.text)
    reference.cats = dict.fromkeys(row.labels, 1.0)
    reference.user_data["weight"] = row.weight
    return Example(make_doc(nlp, row), reference)


def _reviewed_f1(nlp: Language, rows: Sequence[ReviewedSentence]) -> float:
    tally = Tally()
    for row, found in zip(rows, _found(nlp, [row.text for row in rows]), strict=True):
        tally.add(found=found & (row.labels | row.rejected), must=row.labels)
    return tally.micro().f1


def _f1(nlp: Language, rows: Sequence[LabelledSentence]) -> float:
    tally = Tally()
    for row, found in zip(rows, _found(nlp, [row.text for row in rows]), strict=True):
        tally.add(found=found, must=frozenset(row.labels), may=frozenset(row.unsure))
    return tally.micro().f1


def _found(nlp: Language, texts: Sequence[str]) -> list[frozenset[str]]:
    classifier = classifier_of(nlp)
    kept = classifier.predict([nlp.make_doc(text) for text in texts]) >= classifier.thresholds
    return [
        frozenset(key for key, yes in zip(classifier.labels, row, strict=True) if yes)
        for row in kept
    ]


def _fold(source: str) -> int:
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % _ASIDE


def _order(text: str, epoch: int) -> str:
    return hashlib.sha256(f"{epoch}{text}".encode()).hexdigest()
