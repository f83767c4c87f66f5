"""The spaCy pipeline of labels: our words as its tokenizer, the classifier as its component.

Nothing is registered at import: ``register`` is called by whoever loads or trains a pipeline, once
a process and vocabulary.
"""

from pathlib import Path

from kb.terms import Taxonomy
from nlp.label_classifier import COMPONENT, LabelClassifier
from nlp.label_docs import Words, WordTokenizer
from nlp.label_patterns import load_matcher
from nlp.lean_spacy import Language, Optimizer, Vocab, registry, spacy

FACTORY = "lianjian_labels"
TOKENIZER = "lianjian.words.v1"
SHIPPED = Path(__file__).parent / "models" / "labels"


def register(words: Words, taxonomy: Taxonomy) -> None:
    """Tell spaCy how to build the tokenizer and the component; repeating it is harmless."""
    registry.tokenizers(TOKENIZER, func=lambda: lambda nlp: WordTokenizer(nlp.vocab, words))
    if Language.has_factory(FACTORY):
        return
    matcher = load_matcher(taxonomy)

    def labels(
        nlp: Language,
        name: str,
        min_count: int,
        most: int,
        filters: int,
        optimizer: Optimizer | None,
    ) -> LabelClassifier:
        return LabelClassifier(
            nlp.vocab,
            name,
            matcher=matcher,
            min_count=min_count,
            most=most,
            filters=filters,
            optimizer=optimizer,
        )

    defaults = {"min_count": 3, "most": 50_000, "filters": 128, "optimizer": None}
    Language.factory(FACTORY, func=labels, default_config=defaults)


def load_pipeline(words: Words, taxonomy: Taxonomy, *, folder: Path = SHIPPED) -> Language:
    """The trained pipeline; MODEL_INVALID where the folder holds no such model."""
    register(words, taxonomy)
    # a vocabulary without spaCy's attributes of words: nobody asks for them, and each costs time
    nlp = spacy.blank(
        "zh", vocab=Vocab(), config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}}
    )
    classifier = nlp.add_pipe(FACTORY, name=COMPONENT)
    assert isinstance(classifier, LabelClassifier)
    classifier.from_disk(folder / COMPONENT)
    return nlp
