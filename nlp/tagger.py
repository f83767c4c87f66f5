"""Labels for sentences, by a spaCy pipeline whose tagging component can be exchanged.

``tag`` is what the rest of the house calls. It decides which sentences may carry which layer,
makes a ``Doc`` only of those the component finds relevant, and turns the component's spans into
``Label``s after the filters::

    >>> pipeline = build_pipeline(words, load_taxonomy())
    >>> [label.key for label in tag(text, kind, sections, sentences, pipeline=pipeline)]
    ['causes:gift_grooming', 'causes:power_money_trade']

How a trained model plugs in: a component named ``labels`` (registered under its own factory) is
a callable ``Doc -> Doc`` with a method ``relevant(text) -> bool``. It writes
``doc.spans["labels"]``: each span's ``label_`` is a key of the taxonomy, its ``id_`` is what
fired, and ``attrs["scores"]`` holds one confidence a span, just as spaCy's own spancat does;
``attrs["offsets"]`` holds its exact characters, since a span ends where a word ends (未收受 may
be one word, and 未 must not be lost); ``attrs["method"]`` is ``pattern`` or ``model`` and
``attrs["model"]`` the version of what tagged (``patterns-1.1``). Sections, negation, tense and
the clause around the span are decided here for every component alike, so
``build_pipeline`` is the only function that changes. Docs never leave this file.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

from kb.errors import AnalysisError
from kb.model import DocumentKind, Label, Section, SectionKind, Sentence
from kb.model import Span as TextSpan
from kb.terms import Taxonomy
from nlp.label_filters import Place, asserted, priors_at, says_nothing
from nlp.label_patterns import PatternMatcher, load_matcher
from nlp.label_spans import clause_around, is_formula, tense_of
from nlp.lean_spacy import Doc, Language, Span, Vocab, spacy

_COMPONENT = "labels"
_SPANS = "labels"
_BATCH = 128
_CERTAINTY = {1: 0.55, 2: 0.7, 3: 0.85}
_LEAST = 0.5
# a run-on of tens of thousands of characters is no sentence: a table, a scan without stops
_LONGEST = 4000

Words = Callable[[str], list[str]]


class _Clue(NamedTuple):
    key: str
    rule: str
    score: float
    start: int
    end: int


@runtime_checkable
class LabelComponent(Protocol):
    """What tags: patterns today, a trained model behind the same two methods."""

    def relevant(self, text: str, layers: Collection[str]) -> bool:
        """Whether the sentence is worth a Doc: may carry a label of the layers."""
        ...

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc.spans["labels"]`` with ``attrs`` scores and method."""
        ...


class WordTokenizer:
    """A spaCy tokenizer over our segmentation, which must give the text back exactly."""

    def __init__(self, vocab: Vocab, words: Words) -> None:
        self._vocab = vocab
        self._words = words

    def __call__(self, text: str) -> Doc:
        """The Doc of a text: no word is followed by a space, spaces are words."""
        words = self._words(text)
        return Doc(self._vocab, words=words, spaces=[False] * len(words))


class PatternLabels:
    """The component of rules: indicators and phrase families."""

    def __init__(self, matcher: PatternMatcher, *, model: str) -> None:
        self._matcher = matcher
        self._model = model

    def relevant(self, text: str, layers: Collection[str]) -> bool:
        """Whether a rule of the layers fires."""
        return self._matcher.touches(text, layers)

    def __call__(self, doc: Doc) -> Doc:
        """Write the words of every match, aligned to whole words."""
        spans: list[Span] = []
        scores: list[float] = []
        offsets: list[tuple[int, int]] = []
        for match in self._matcher.matches(doc.text):
            span = doc.char_span(
                match.start,
                match.end,
                label=match.key,
                span_id=match.rule,
                alignment_mode="expand",
            )
            if span is not None:
                spans.append(span)
                scores.append(_CERTAINTY[match.strength])
                offsets.append((match.start, match.end))
        doc.spans[_SPANS] = spans
        doc.spans[_SPANS].attrs.update(
            scores=scores, offsets=offsets, method="pattern", model=self._model
        )
        return doc


def build_pipeline(words: Words, taxonomy: Taxonomy) -> Language:
    """The pipeline that ships: our tokenizer and the pattern component under ``labels``."""
    # spaCy keeps factories for the whole process: a vocabulary is told by its version
    factory = f"lianjian_pattern_labels_{taxonomy.version.replace('.', '_')}"
    if not Language.has_factory(factory):

        def pattern_labels(nlp: Language, name: str) -> PatternLabels:  # noqa: ARG001
            return PatternLabels(load_matcher(taxonomy), model=f"patterns-{taxonomy.version}")

        Language.factory(factory, func=pattern_labels)
    nlp = spacy.blank("zh")
    nlp.tokenizer = WordTokenizer(nlp.vocab, words)
    nlp.add_pipe(factory, name=_COMPONENT)
    return nlp


def load_tagger(
    words: Words, taxonomy: Taxonomy
) -> Callable[[str, DocumentKind, Sequence[Section], Sequence[Sentence]], tuple[Label, ...]]:
    """``tag`` with the pipeline that ships already in hand."""
    return partial(tag, pipeline=build_pipeline(words, taxonomy))


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
    component = pipeline.get_pipe(_COMPONENT)
    if not isinstance(component, LabelComponent):
        raise AnalysisError("COMPONENT_INVALID", component=type(component).__name__)
    wanted = (
        (sentence.span.of(text)[:_LONGEST], place)
        for sentence, place in _places(kind, sections, sentences)
    )
    relevant = (
        (words, place)
        for words, place in wanted
        if component.relevant(words, place.priors) and not says_nothing(words)
    )
    tagged = pipeline.pipe(relevant, as_tuples=True, batch_size=_BATCH)
    return tuple(label for doc, place in tagged for label in _labels_of(doc, place))


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
    sentence = doc.text
    group = doc.spans[_SPANS]
    best: dict[str, Label] = {}
    attrs = group.attrs
    for span, score, offsets in zip(group, attrs["scores"], attrs["offsets"], strict=True):
        clue = _Clue(span.label_, span.id_, score, *offsets)
        label = _label(clue, place, sentence, method=attrs["method"], model=attrs["model"])
        if label and label.confidence > getattr(best.get(label.key), "confidence", 0.0):
            best[label.key] = label
    return sorted(best.values(), key=lambda label: (label.span, label.key))


def _label(clue: _Clue, place: Place, sentence: str, *, method: str, model: str) -> Label | None:
    layer, _, term = clue.key.partition(":")
    prior = place.priors.get(layer, 0.0)
    confidence = round(clue.score * prior, 3)
    if confidence < _LEAST:
        return None
    literal = clue.rule == sentence[clue.start : clue.end]
    if not asserted(layer, sentence, clue.start, clue.end, literal=literal, dedicated=prior == 1.0):
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
