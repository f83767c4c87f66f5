"""spaCy without torch: its maths library would load torch (seconds) merely because it is there.

Our pipelines run on numpy alone. While spaCy is first imported, torch is hidden from it; whoever
needs torch later (a transformer encoder, training) imports it as usual.
"""

import sys

if "torch" in sys.modules or "spacy" in sys.modules:
    import spacy
else:
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        import spacy
    finally:
        del sys.modules["torch"]

from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Model, Optimizer

__all__ = [
    "Doc",
    "Example",
    "Language",
    "Model",
    "Optimizer",
    "Span",
    "TrainablePipe",
    "Vocab",
    "registry",
    "spacy",
]
