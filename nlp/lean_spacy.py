"""spaCy without torch: its maths library would load torch (seconds) merely because it is there.

Our pipelines run on numpy alone. While spaCy is first imported, torch is hidden from it, and so are
its own commands (half a second of imports, for ``spacy.info`` alone); whoever needs either later (a
transformer encoder, training, ``python -m spacy``) imports it as usual.
"""

import sys
from types import ModuleType

if "torch" in sys.modules or "spacy" in sys.modules:
    import spacy
else:
    commands, info = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
    info.info = None  # type: ignore[attr-defined]
    hidden = {"torch": None, "spacy.cli": commands, "spacy.cli.info": info}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        import spacy
    finally:
        for name in hidden:
            del sys.modules[name]

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
