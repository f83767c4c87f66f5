"""All rows of a newly read document, made where it was read, written where the store is."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

from kb.model import DocumentId, TaggedDocument
from kb.near_duplicates import bands, sketch
from kb.store.codec import pack_reading

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Acquisition:
    """All rows of one read document, ready to be written; made where the document was read.

    The rows bear no case yet: the one who writes them says which case they join.
    """

    document_id: DocumentId
    sketch: bytes
    document: Values
    original: Values
    passages: tuple[Values, ...]
    labels: tuple[Values, ...]
    tags: tuple[Values, ...]
    articles: tuple[Values, ...]
    citations: tuple[Values, ...]
    numbers: tuple[Values, ...]
    bands: tuple[Values, ...]
    contents: tuple[Values, ...] = ()

    @property
    def title(self) -> str:
        """The title people see."""
        return str(self.document["title"])


def acquire(tagged: TaggedDocument, *, content: bytes) -> Acquisition:
    """Turn a reading and the original bytes into rows."""
    packed = sketch(tagged.document.text)
    digest = hashlib.sha256(content).hexdigest()
    own = {"document_id": tagged.document.id, "sha256": digest}
    return Acquisition(
        document_id=tagged.document.id,
        sketch=packed,
        document=_document_values(tagged, packed),
        original={
            "document_id": tagged.document.id,
            "content": zlib.compress(content, 1),
            "size": len(content),
        },
        passages=tuple(_passage_values(tagged)),
        labels=tuple(_label_values(tagged)),
        tags=tuple(_tag_values(tagged)),
        articles=tuple(_article_values(tagged)),
        citations=tuple(_citation_values(tagged)),
        numbers=tuple(_number_values(tagged)),
        bands=tuple(_band_values(tagged.document.id, packed)),
        contents=() if digest == tagged.document.id else (own,),
    )


def _document_values(tagged: TaggedDocument, packed_sketch: bytes) -> Values:
    header = tagged.header
    return {
        "id": tagged.document.id,
        "name": tagged.document.name,
        "media_type": tagged.document.media_type,
        "kind": tagged.kind.value,
        "title": _title_of(tagged),
        "text": tagged.document.text,
        "pages": orjson.dumps([page.start for page in tagged.document.pages]).decode(),
        "reading": pack_reading(tagged),
        "sketch": packed_sketch,
        "case_no": header.case_no.value if header.case_no else "",
        "court": header.court.value[:120] if header.court else "",
        "year": tagged.year,
        "amount": tagged.amount.low if tagged.amount else None,
    }


def _title_of(tagged: TaggedDocument) -> str:
    """The title people see: the document's own, else its first line, else its file name."""
    document = tagged.document
    first = document.text.split("\n", 1)[0].strip()
    return document.title or (first if len(first) <= 60 else "") or document.name


def _passage_values(tagged: TaggedDocument) -> Iterator[Values]:
    for passage in tagged.passages:
        yield {
            "document_id": tagged.document.id,
            "number": passage.index,
            "start": passage.span.start,
            "end": passage.span.end,
            "section": passage.section.value,
            "heading": passage.heading,
        }


def _label_values(tagged: TaggedDocument) -> Iterator[Values]:
    for one in tagged.labels:
        yield {
            "document_id": tagged.document.id,
            "layer": one.layer,
            "term": one.term,
            "start": one.span.start,
            "end": one.span.end,
            "sentence": one.sentence,
            "confidence": one.confidence,
            "method": one.method,
            "rule": one.rule,
            "tense": one.tense,
            "boilerplate": one.boilerplate,
            "model": one.model,
        }


def _tag_values(tagged: TaggedDocument) -> Iterator[Values]:
    for one in tagged.tags:
        evidence = [(span.start, span.end) for span in one.evidence]
        yield {
            "document_id": tagged.document.id,
            "facet": one.facet,
            "term": one.term,
            "confidence": one.confidence,
            "evidence": orjson.dumps(evidence).decode(),
        }


def _article_values(tagged: TaggedDocument) -> Iterator[Values]:
    for one in tagged.articles:
        yield {
            "document_id": tagged.document.id,
            "start": one.span.start,
            "end": one.span.end,
            "number": one.number,
            "sub": one.sub,
        }


def _citation_values(tagged: TaggedDocument) -> Iterator[Values]:
    for one in tagged.statutes:
        yield {
            "document_id": tagged.document.id,
            "law": one.ref.law,
            "article": one.ref.article,
            "sub": one.ref.sub or 0,
            "start": one.span.start,
            "end": one.span.end,
        }


def _number_values(tagged: TaggedDocument) -> Iterator[Values]:
    header = tagged.header
    own = [m.value for m in (header.case_no, header.document_no) if m]
    others = [m.value for m in header.related_case_nos]
    for number in dict.fromkeys([*own, *others]):
        yield {
            "document_id": tagged.document.id,
            "number": number[:120],
            "own": number in own,
        }


def _band_values(document_id: DocumentId, packed_sketch: bytes) -> Iterator[Values]:
    for band, value in enumerate(bands(packed_sketch)):
        yield {"document_id": document_id, "band": band, "value": value}
