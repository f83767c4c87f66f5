"""Labels by rules alone: what the trained classifier is measured against, and starts from.

The component writes a span for every phrase of the taxonomy and the lexicon that it meets; whether
a phrase is asserted where it stands is decided by ``nlp.tagger``.
"""

from collections.abc import Collection

from kb.terms import Taxonomy
from nlp.label_classifier import COMPONENT
from nlp.label_docs import Words, WordTokenizer, text_of
from nlp.label_patterns import PatternMatcher, load_matcher
from nlp.lean_spacy import Doc, Language, Span, spacy

_CERTAINTY = {1: 0.55, 2: 0.7, 3: 0.85}
_LEAST = 0.5


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
        for match in self._matcher.matches(text_of(doc)):
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
        doc.spans[COMPONENT] = spans
        doc.spans[COMPONENT].attrs.update(
            scores=scores,
            least=[_LEAST] * len(scores),
            offsets=offsets,
            method="pattern",
            model=self._model,
        )
        return doc


def rule_pipeline(words: Words, taxonomy: Taxonomy) -> Language:
    """Our tokenizer and the component of rules under ``labels``."""
    # spaCy keeps factories for the whole process: a vocabulary is told by its version
    factory = f"lianjian_pattern_labels_{taxonomy.version.replace('.', '_')}"
    if not Language.has_factory(factory):

        def pattern_labels(nlp: Language, name: str) -> PatternLabels:  # noqa: ARG001
            return PatternLabels(load_matcher(taxonomy), model=f"patterns-{taxonomy.version}")

        Language.factory(factory, func=pattern_labels)
    nlp = spacy.blank("zh")
    nlp.tokenizer = WordTokenizer(nlp.vocab, words)
    nlp.add_pipe(factory, name=COMPONENT)
    return nlp
