"""The spaCy component that labels sentences: a trained, sparse, multi-label classifier.

A ``Doc`` is one sentence. Two readers weigh it: one its phrases, words and character runs, the
other the order of its words. The mean of both becomes a calibrated confidence. Labels above their
thresholds (chosen on sentences it had not learnt from) are kept and written with the words that
carry them into ``doc.spans["labels"]``; below the threshold it abstains.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from nlp.label_convolution import (
    parameters_of,
    resize_convolution,
    set_parameters,
    word_convolution,
)
from nlp.label_docs import text_of, words_of
from nlp.label_evidence import Evidence, evidence_for
from nlp.label_features import (
    FeatureTable,
    ReadSentence,
    SentenceRow,
    Shown,
    grams_of,
    phrases_of,
    plain_words,
    signs_of,
)
from nlp.label_layer import resize, set_weights, sparse_linear, weights_of
from nlp.label_learning import choose_features, first_bias, loss_of, micro_f1, sigmoid, take_step
from nlp.label_patterns import PatternMatcher
from nlp.label_weights import Floats, LabelWeights, WordVectors, read_weights, write_weights
from nlp.lean_spacy import Doc, Example, Language, Optimizer, Span, TrainablePipe, Vocab

COMPONENT = "labels"
DEDICATED = "dedicated"
_ROW, _PHRASES = "label_row", "label_phrases"
# the share of the reader of word order in the mean, and the sentences it learns from at a time
_ORDER, _STEP = 0.4, 64


class LabelClassifier(TrainablePipe):  # type: ignore[misc]  # spaCy's class is compiled
    """``labels`` in the order of the columns; ``thresholds`` and the calibration belong to them."""

    def __init__(
        self,
        vocab: Vocab,
        name: str,
        *,
        matcher: PatternMatcher,
        min_count: int,
        most: int,
        filters: int,
        optimizer: Optimizer | None = None,
    ) -> None:
        self.vocab = vocab
        self.name = name
        self.model = sparse_linear()
        self.order = word_convolution()
        self.version = ""
        self.labels_: tuple[str, ...] = ()
        self.table = FeatureTable((), (), np.zeros(0, np.float32))
        self.thresholds: Floats = np.zeros(0, np.float32)
        self.slopes: Floats = np.zeros(0, np.float32)
        self.offsets: Floats = np.zeros(0, np.float32)
        self._matcher = matcher
        self._min_count, self._most, self._filters = min_count, most, filters
        self._optimizer = optimizer

    @property
    def labels(self) -> tuple[str, ...]:
        """The keys of the taxonomy it knows."""
        return self.labels_

    def rows(self, docs: Sequence[Doc]) -> list[SentenceRow]:
        """The features of sentences; ``doc.user_data["dedicated"]`` is a part for measures."""
        fresh = [doc for doc in docs if _ROW not in doc.user_data]
        for doc, row in zip(fresh, self.table.rows(list(map(self._read, fresh))), strict=True):
            doc.user_data[_ROW] = row
        return [doc.user_data[_ROW] for doc in docs]

    def logits(self, docs: Sequence[Doc]) -> Floats:
        """Uncalibrated, float32 [docs, labels]."""
        rows = self.rows(docs)
        both = (1 - _ORDER) * self.model.predict(rows) + _ORDER * self.order.predict(rows)
        return np.asarray(both, np.float32)

    def predict(self, docs: Iterable[Doc]) -> Floats:
        """Calibrated confidences, float32 [docs, labels]."""
        docs = list(docs)
        if not docs:
            return np.zeros((0, len(self.labels_)), np.float32)
        return sigmoid(self.logits(docs) * self.slopes + self.offsets)

    def set_annotations(self, docs: Iterable[Doc], scores: Floats) -> None:
        """Write labels above their thresholds as ``cats`` and, with their words, as ``spans``."""
        for doc, confidences in zip(docs, scores, strict=True):
            chosen = np.flatnonzero(confidences >= self.thresholds).tolist()
            found = [self._evidence(doc, column) for column in chosen]
            doc.cats = {self.labels_[column]: float(confidences[column]) for column in chosen}
            spans = [
                doc.char_span(
                    one.start, one.end, label=one.key, span_id=one.rule, alignment_mode="expand"
                )
                or Span(doc, 0, len(doc), label=one.key, span_id=one.rule)
                for one in found
            ]
            doc.spans[COMPONENT] = spans
            doc.spans[COMPONENT].attrs.update(
                scores=[float(confidences[column]) for column in chosen],
                least=[float(self.thresholds[column]) for column in chosen],
                offsets=[(one.start, one.end) for one in found],
                method="model",
                model=self.version,
            )
            doc.user_data.pop(_ROW, None)
            doc.user_data.pop(_PHRASES, None)

    def relevant(self, text: str, layers: Iterable[str]) -> bool:  # noqa: ARG002
        """Whether a sentence is worth reading: a page number or a lone heading is not."""
        return len(text) >= 5

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language,  # noqa: ARG002
        labels: Sequence[str],
        vectors: WordVectors,
    ) -> None:
        """Choose the features (at least ``min_count`` sentences, at most ``most``) and start."""
        examples = list(get_examples())
        chosen = choose_features(
            [self._read(example.predicted) for example in examples],
            min_count=self._min_count,
            most=self._most,
        )
        self.labels_ = tuple(labels)
        self.table = FeatureTable(chosen.grams, chosen.signs, chosen.idf, vectors.words)
        bias = first_bias(examples, labels)
        resize(self.model, features=len(self.table), bias=bias)
        resize_convolution(
            self.order, vectors.rows, filters=self._filters, signs=len(chosen.signs), bias=bias
        )
        self.slopes = np.ones(len(labels), np.float32)
        self.offsets = np.zeros(len(labels), np.float32)
        self.thresholds = np.full(len(labels), 0.3, np.float32)

    def widen(self, docs: Iterable[Doc]) -> None:
        """Add grams that ``min_count`` of the sentences share and the table lacks; weight 0."""
        read = map(self._read, docs)
        counts = Counter(gram for one in read for gram in grams_of(one.text, one.words))
        known = set(self.table.grams)
        fresh = sorted(g for g, met in counts.items() if met >= self._min_count and g not in known)
        place = len(self.table.grams)
        self.table = self.table.widened(fresh)
        weights, bias = weights_of(self.model)
        room = np.zeros((len(fresh), weights.shape[1]), np.float32)
        set_weights(self.model, np.concatenate([weights[:place], room, weights[place:]]), bias)

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,  # noqa: ARG002
        sgd: Callable[..., object] | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """One step on a batch; an unsure label (0.5) weighs less than a sure one."""
        losses = losses if losses is not None else {}
        losses.setdefault(self.name, 0.0)
        batch = list(examples)
        rows = self.rows([one.predicted for one in batch])
        losses[self.name] += take_step(self.model, rows, partial(self.get_loss, batch), sgd)
        for start in range(0, len(batch), _STEP):
            part = slice(start, start + _STEP)
            loss = partial(self.get_loss, batch[part])
            losses[self.name] += take_step(self.order, rows[part], loss, self._optimizer or sgd)
            if self._optimizer is not None:
                self._optimizer.step_schedules()  # type: ignore[no-untyped-call]
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Floats) -> tuple[float, Floats]:
        """As ``loss_of``."""
        return loss_of(list(examples), self.labels_, scores)

    def score(self, examples: Iterable[Example], **_: object) -> dict[str, float]:
        """Micro-F1 of the labels kept, ``labels_micro_f``."""
        return {"labels_micro_f": micro_f1(examples)}

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Write the folder that ``from_disk`` reads."""
        weights, bias = weights_of(self.model)
        write_weights(
            Path(path),
            LabelWeights(
                version=self.version,
                labels=self.labels_,
                table=self.table,
                linear=weights,
                bias=bias,
                convolution=parameters_of(self.order),
                vectors=self.order.attrs["vectors"],
                thresholds=self.thresholds,
                slopes=self.slopes,
                offsets=self.offsets,
            ),
        )

    def from_disk(
        self,
        path: str | Path,
        *,
        exclude: Sequence[str] = (),  # noqa: ARG002
    ) -> "LabelClassifier":
        """Read what ``to_disk`` wrote; a folder of another shape is MODEL_INVALID."""
        read = read_weights(Path(path))
        self.version, self.labels_, self.table = read.version, read.labels, read.table
        self.thresholds, self.slopes, self.offsets = read.thresholds, read.slopes, read.offsets
        set_weights(self.model, read.linear, read.bias)
        set_parameters(self.order, read.convolution, read.vectors, keep=True)
        return self

    def _read(self, doc: Doc) -> ReadSentence:
        dedicated = bool(doc.user_data.get(DEDICATED, False))
        text = text_of(doc)
        shown = phrases_of(text, self._matcher, dedicated=dedicated)
        doc.user_data[_PHRASES] = shown
        words = plain_words(words_of(doc))
        return ReadSentence(text, words, signs_of(text, shown, dedicated=dedicated))

    def _evidence(self, doc: Doc, column: int) -> Evidence:
        key = self.labels_[column]
        shown: list[Shown] = doc.user_data.get(_PHRASES, [])
        own = [one.match for one in shown if one.asserted and one.match.key == key]
        return evidence_for(key, text_of(doc), own, self._worth(doc, column))

    def _worth(self, doc: Doc, column: int) -> Callable[[], Mapping[str, float]]:
        def worth() -> Mapping[str, float]:
            row = self.rows([doc])[0]
            added = weights_of(self.model)[0][row.ids, column] * row.values
            for_it = np.flatnonzero(added > 0)
            return {self.table.name(int(row.ids[n])): float(added[n]) for n in for_it}

        return worth
