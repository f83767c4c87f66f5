"""Where a risk point comes from: words of a document, a record or past case, or the vocabulary.

Written as text: ``3f9a…:120-164`` (characters of the document), ``case-1f0c…`` or any record's
id, ``taxonomy:positions:finance_officer``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Principal
from kb.model import DocumentId, Span
from kb.registers.catalogue import REGISTERS
from kb.store.access_filter import readable, readable_documents
from kb.store.registry import Registry
from kb.store.tables import CaseRow, DocumentRow
from kb.terms import Taxonomy

_WORDS = re.compile(r"([0-9a-f]{16,64}):(\d{1,9})-(\d{1,9})")
# the address of words in the reader: /documents/3f9a…?at=120-164#hit
_ADDRESS = re.compile(r"/documents/([0-9a-f]{16,64})\?at=(\d{1,9}-\d{1,9})")
_VOCABULARY = re.compile(r"taxonomy:(domains|positions):([a-z_]{1,60})")


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source read: ``id`` of the document, record or term; ``span`` of words alone."""

    kind: Literal["words", "record", "vocabulary"]
    id: str
    span: Span | None = None


def words_source(document_id: DocumentId, span: Span) -> str:
    """Words of a document as a source."""
    return f"{document_id}:{span.start}-{span.end}"


def vocabulary_source(section: Literal["domains", "positions"], term: str) -> str:
    """What the vocabulary says of a domain or a position, as a source."""
    return f"taxonomy:{section}:{term}"


def parse_source(text: str) -> SourceRef:
    """The source that a text names; SOURCE_INVALID for anything else."""
    if found := _WORDS.fullmatch(text):
        start, end = int(found[2]), int(found[3])
        if start < end:
            return SourceRef("words", found[1], Span(start, end))
    elif found := _VOCABULARY.fullmatch(text):
        return SourceRef("vocabulary", f"{found[1]}:{found[2]}")
    elif text.rpartition("-")[0] in REGISTERS:
        return SourceRef("record", text)
    raise InvalidQuery("SOURCE_INVALID", value=text[:80])


def papers_cited(sources: Iterable[str]) -> frozenset[DocumentId]:
    """The documents whose words the sources are; records and terms have none."""
    return frozenset(told.id for one in sources if (told := parse_source(one)).span is not None)


def readable_words(session: Session, principal: Principal, given: str) -> str:
    """Words of a document as a source, given as one or by their address; "" for nothing given.

    SOURCE_INVALID for anything else, ``NotFound`` for a document that the person may not read.
    """
    plain = given.strip()
    if not plain:
        return ""
    if found := _ADDRESS.search(plain):
        plain = f"{found[1]}:{found[2]}"
    source = parse_source(plain)
    if source.span is None:
        raise InvalidQuery("SOURCE_INVALID", value=given[:80])
    length = _length(session, principal, source.id)
    if length is None:
        raise NotFound(id=source.id)
    if source.span.end > length:
        raise InvalidQuery("SOURCE_INVALID", value=given[:80])
    return words_source(source.id, source.span)


def rests_on_a_past_case(registry: Registry, sources: tuple[str, ...]) -> bool:
    """Whether one of the sources is words or a record that stands and the person may read."""
    return any(_stands(registry, one, vocabulary=False) for one in sources)


def rests_on_something(registry: Registry, sources: tuple[str, ...]) -> bool:
    """Whether one of the sources stands; what the vocabulary says counts."""
    return any(_stands(registry, one, vocabulary=True) for one in sources)


def stands(registry: Registry, text: str) -> bool:
    """Whether one source is words or a record that stands and the person may read."""
    return _stands(registry, text, vocabulary=False)


def _stands(registry: Registry, text: str, *, vocabulary: bool) -> bool:
    try:
        source = parse_source(text)
    except InvalidQuery:
        return False
    if source.kind == "vocabulary":
        return vocabulary and _in_vocabulary(registry.taxonomy, source.id)
    if source.kind == "record":
        return _record_stands(registry, source.id)
    length = _length(registry.session, registry.principal, source.id)
    return length is not None and source.span is not None and source.span.end <= length


def _length(session: Session, principal: Principal, document_id: DocumentId) -> int | None:
    """How long the text of a document is; None where the person may not read it."""
    query = select(func.length(DocumentRow.text)).where(
        DocumentRow.id == document_id, readable_documents(principal)
    )
    return session.scalar(query)


def _record_stands(registry: Registry, record_id: str) -> bool:
    if record_id.startswith("case-"):  # a past case may be of the library alone
        query = select(CaseRow.id).where(
            CaseRow.id == record_id, readable(registry.principal, CaseRow)
        )
        return registry.session.scalar(query) is not None
    try:
        registry.find(record_id)
    except NotFound:
        return False
    return True


def _in_vocabulary(taxonomy: Taxonomy, key: str) -> bool:
    section, _, term = key.partition(":")
    return term in (taxonomy.domains if section == "domains" else taxonomy.positions)
