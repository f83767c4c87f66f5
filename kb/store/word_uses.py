"""Where some words stand in kept documents: how many hold them, and a few sentences that do.

``受……指使`` is words with a gap inside a clause, as the indicators of the vocabulary are written;
a proposal has few gaps, so that looking for it costs little.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from kb.model import DocumentId, Span
from kb.store.among import EVERY, Condition
from kb.store.lookup import standing
from kb.store.tables import DocumentRow
from kb.vocabulary.proposals import GAP

# at most so much may lie between the words, as where labels are read
_BETWEEN = r"[^，。；;：\n]{0,15}?"
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_LOOKED = 300
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class WordUse:
    """A sentence that holds the words: ``span`` of it in its document, ``hits`` inside ``text``."""

    document_id: DocumentId
    title: str
    span: Span
    text: str
    hits: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WordUses:
    """``documents`` hold the words, in ``sentences``; ``examples`` are from different documents.

    Not ``complete``: of words that stand in very many, only the newest documents were read
    through for sentences (and, with a gap in the words, for documents).
    """

    documents: int
    sentences: int
    examples: tuple[WordUse, ...]
    complete: bool = True


def word_uses(
    session: Session, words: str, *, among: Condition = EVERY, examples: int = 5
) -> WordUses:
    """What kept documents (``among`` some) say with these words; nothing for no words at all."""
    pieces = [piece for piece in words.split(GAP) if piece.strip()]
    if not pieces:
        return WordUses(0, 0, ())
    row = DocumentRow
    holding = and_(among, *(standing(row.text, piece) for piece in pieces))
    count = session.scalar(select(func.count(row.id)).where(holding)) or 0
    query = select(row.id, row.title, row.name, row.text).where(holding)
    found = session.execute(query.order_by(row.created_at.desc(), row.id).limit(_LOOKED)).all()
    pattern = re.compile(_BETWEEN.join(map(re.escape, pieces)), re.IGNORECASE)
    sentences, shown = 0, list[WordUse]()
    for document in found:
        uses = list(_uses(document.text, pattern))
        sentences += len(uses)
        if uses and len(shown) < examples:
            shown.append(
                _shown(document.id, document.title or document.name, document.text, *uses[0])
            )
    # with a gap, the pieces may stand far apart: only those read through are known to hold it
    held = count if len(pieces) == 1 else sum(bool(pattern.search(one.text)) for one in found)
    return WordUses(held, sentences, tuple(shown), count <= _LOOKED)


def _uses(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[Span, Sequence[Span]]]:
    for sentence in _SENTENCE.finditer(text):
        hits = [Span(*one.span()) for one in pattern.finditer(text, *sentence.span())]
        if hits:
            yield Span(*sentence.span()), hits


def _shown(
    document_id: DocumentId, title: str, text: str, sentence: Span, hits: Sequence[Span]
) -> WordUse:
    """Of a long sentence, the part around the first hit."""
    start = max(sentence.start, min(hits[0].start - _LONGEST // 3, sentence.end - _LONGEST))
    span = Span(start, min(sentence.end, start + _LONGEST))
    inside = [one for one in hits if one.end <= span.end]
    return WordUse(
        document_id,
        title,
        span,
        span.of(text),
        tuple(Span(one.start - start, one.end - start) for one in inside),
    )
