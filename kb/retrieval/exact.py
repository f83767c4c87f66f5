"""What is found by name: documents by their 案号, the text of an article."""

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from kb.index.filters import Filter
from kb.model import DocumentId, Span
from kb.retrieval.literal import Literal
from kb.retrieval.sources import Quote, Sources
from kb.retrieval.word_query import WordQuery
from kb.store.lookup import ExactHit, Lookup

_MOST = 200
_SERIAL = re.compile(r"(?<=\D)\d+(?=号)")
_ROUND, _ANY = "（）", (r"[（(\[［【〔﹝]\s*", r"\s*[）)\]］】〕﹞]")


def numbered(session: Session, query: WordQuery, filter: Filter | None) -> tuple[ExactHit, ...]:
    """The documents that bear a number of the query (first) or mention it, each once."""
    lookup = Lookup(session)
    every = [
        one for number in query.numbers for one in lookup.by_number(number, filter, limit=_MOST)
    ]
    return _each_once(sorted(every, key=lambda one: not one.own))


def articles(session: Session, query: WordQuery, filter: Filter | None) -> tuple[ExactHit, ...]:
    """The articles of the query in every kept version of their law, the newest first."""
    lookup = Lookup(session)
    return _each_once(one for ref in query.statutes for one in lookup.articles(ref, filter))


def cited(
    session: Session, query: WordQuery, filter: Filter | None, *, most: int
) -> dict[DocumentId, Span]:
    """The documents that cite one of the articles, the newest first, with the first citation."""
    lookup = Lookup(session)
    found: dict[DocumentId, Span] = {}
    for ref in query.statutes:
        for one in lookup.citing(ref, filter, limit=most):
            if one.span is not None:
                found.setdefault(one.document_id, one.span)
    return found


def place_of(query: WordQuery, text: str) -> Span | None:
    """Where one of the query's numbers is written, whatever its brackets and blanks."""
    for number in query.numbers:
        if found := _written(number).search(text):
            return Span(*found.span())
    return None


def line_of(
    sources: Sources, document_id: DocumentId, literal: Literal, place: Span
) -> Quote | None:
    """The line around a place, or around the first phrase; None where the document has not all."""
    text = sources.text(document_id)
    if not literal.holds(text):
        return None
    phrases = literal.marks(text)
    return sources.quote(document_id, sources.around(document_id, phrases[0] if phrases else place))


def _each_once(every: Iterable[ExactHit]) -> tuple[ExactHit, ...]:
    first: dict[DocumentId, ExactHit] = {}
    for one in every:
        first.setdefault(one.document_id, one)
    return tuple(first.values())


def _written(number: str) -> re.Pattern[str]:
    """``（2021）某刑初8号`` matches ``( 2021 ) 某刑初 0008 号``."""
    parts = [_ANY[_ROUND.index(one)] if one in _ROUND else re.escape(one) for one in number]
    if serial := _SERIAL.search(number):
        zeros = len(serial[0]) - len(serial[0].lstrip("0"))
        start = serial.start()
        parts[start : start + zeros] = ["0*"]
    return re.compile(r"[ \t　]{0,3}".join(parts))
