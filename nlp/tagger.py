"""Labels for the sentences of a document, by a spaCy pipeline whose component can be exchanged.

``tag`` is what the rest of the house calls. It decides which sentences may carry which layer,
makes a ``Doc`` of those the component finds relevant, and turns the component's spans into
``Label``s::

    >>> tag_sentences = load_tagger(words, load_taxonomy())
    >>> [label.key for label in tag_sentences(text, kind, sections, sentences)]
    ['causes:gift_grooming', 'causes:power_money_trade']

The component named ``labels`` is the trained classifier (``nlp.label_classifier``) or the rules
(``nlp.label_rules``). It writes ``doc.spans["labels"]``: each span's ``label_`` is a key of the
taxonomy, its ``id_`` is what fired, and ``attrs["scores"]`` holds one confidence a span, just as
spaCy's own spancat does; ``attrs["least"]`` is the confidence under which it abstains;
``attrs["offsets"]`` holds its exact characters, since a span ends where a word ends (未收受 may
be one word, and 未 must not be lost); ``attrs["method"]`` is ``pattern`` or ``model``. Sections,
tense and the clause around the span are decided here for every component alike; whether a phrase
is asserted, only for rules: the classifier has weighed that. Docs never leave ``nlp``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from kb.errors import AnalysisError
from kb.model import DocumentKind, Label, Section, SectionKind, Sentence
from kb.model import Span as TextSpan
from kb.terms import Taxonomy
from nlp.label_classifier import COMPONENT, DEDICATED, LabelClassifier
from nlp.label_docs import Words, text_of
from nlp.label_filters import Place, asserted, priors_at, says_nothing
from nlp.label_pipeline import SHIPPED, load_pipeline
from nlp.label_spans import clause_around, is_formula, tense_of
from nlp.lean_spacy import Doc, Language

_BATCH = 128
# a run-on of tens of thousands of characters is no sentence: a table, a scan without stops
_LONGEST = 4000


class _Clue(NamedTuple):
    key: str
    rule: str
    score: float
    least: float
    start: int
    end: int


@runtime_checkable
class LabelComponent(Protocol):
    """What tags: the trained classifier, or rules behind the same two methods."""

    def relevant(self, text: str, layers: Collection[str]) -> bool:
        """Whether the sentence is worth a Doc: may carry a label of the layers."""
        ...

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc.spans["labels"]`` with ``attrs`` scores and method."""
        ...


@dataclass(frozen=True, slots=True)
class Tagger:
    """``tag`` with a loaded pipeline in hand, and what it would rather not say."""

    pipeline: Language

    def __call__(
        self,
        text: str,
        kind: DocumentKind,
        sections: Sequence[Section],
        sentences: Sequence[Sentence],
    ) -> tuple[Label, ...]:
        """As ``tag``."""
        return tag(text, kind, sections, sentences, pipeline=self.pipeline)

    def weigh(self, texts: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        """How sure the model is of each label it knows, below its thresholds too.

        Of sentences that stand alone: where nothing is sure, what is likeliest still says much.
        """
        component = self.pipeline.get_pipe(COMPONENT)
        if not isinstance(component, LabelClassifier):
            raise AnalysisError("COMPONENT_INVALID", component=type(component).__name__)
        rows = component.predict(self.pipeline.make_doc(one[:_LONGEST]) for one in texts)
        return tuple(dict(zip(component.labels, row.tolist(), strict=True)) for row in rows)


def load_tagger(words: Words, taxonomy: Taxonomy, *, folder: Path = SHIPPED) -> Tagger:
    """The trained pipeline of a folder (by default the one that ships)."""
    return Tagger(load_pipeline(words, taxonomy, folder=folder))


def tag(
    text: str,
    kind: DocumentKind,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
    *,
    pipeline: Language,
) -> tuple[Label, ...]:
    """The labels of a document, in reading order; nothing for a regulation."""
    if kind is DocumentKind.REGULATION:
        return ()
    component = pipeline.get_pipe(COMPONENT)
    if not isinstance(component, LabelComponent):
        raise AnalysisError("COMPONENT_INVALID", component=type(component).__name__)
    wanted = (
        (sentence.span.of(text)[:_LONGEST], place)
        for sentence, place in _places(kind, sections, sentences)
    )
    relevant = (
        (_doc(pipeline, words, place), place)
        for words, place in wanted
        if component.relevant(words, place.priors) and not says_nothing(words)
    )
    tagged = pipeline.pipe(relevant, as_tuples=True, batch_size=_BATCH)
    return tuple(label for doc, place in tagged for label in _labels_of(doc, place))


def _doc(pipeline: Language, words: str, place: Place) -> Doc:
    doc = pipeline.make_doc(words)
    doc.user_data[DEDICATED] = place.priors.get("measures", 0.0) == 1.0
    return doc


def _places(
    kind: DocumentKind, sections: Sequence[Section], sentences: Sequence[Sentence]
) -> Iterator[tuple[Sentence, Place]]:
    states_facts = any(section.kind is SectionKind.FACTS for section in sections)
    parts = [section.kind for section in sections]
    for sentence in sentences:
        inside = 0 <= sentence.section < len(parts)
        part = parts[sentence.section] if inside else SectionKind.BODY
        priors = priors_at(kind, part, court_states_facts=states_facts)
        if priors:
            yield sentence, Place(sentence.index, sentence.span.start, kind, part, priors)


def _labels_of(doc: Doc, place: Place) -> list[Label]:
    sentence = text_of(doc)
    group = doc.spans[COMPONENT]
    best: dict[str, Label] = {}
    attrs = group.attrs
    marks = zip(group, attrs["scores"], attrs["least"], attrs["offsets"], strict=True)
    for span, score, least, offsets in marks:
        clue = _Clue(span.label_, span.id_, score, least, *offsets)
        label = _label(clue, place, sentence, method=attrs["method"], model=attrs["model"])
        if label and label.confidence > getattr(best.get(label.key), "confidence", 0.0):
            best[label.key] = label
    return sorted(best.values(), key=lambda label: (label.span, label.key))


def _label(clue: _Clue, place: Place, sentence: str, *, method: str, model: str) -> Label | None:
    layer, _, term = clue.key.partition(":")
    prior = place.priors.get(layer, 0.0)
    confidence = round(clue.score * prior, 3)
    if confidence < clue.least:
        return None
    literal = clue.rule == sentence[clue.start : clue.end]
    if method == "pattern" and not asserted(
        layer, sentence, clue.start, clue.end, literal=literal, dedicated=prior == 1.0
    ):
        return None
    start, end = clause_around(sentence, clue.start, clue.end)
    return Label(
        layer=layer,
        term=term,
        span=TextSpan(place.start + start, place.start + end),
        sentence=place.index,
        confidence=confidence,
        method=method,
        rule=clue.rule,
        tense=tense_of(layer, place.part, sentence, clue.start),
        boilerplate=is_formula(sentence[start:end]),
        model=model,
    )
