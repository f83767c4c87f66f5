"""The reading of a document as compact bytes, and back: zlib over the JSON of its dataclasses."""

import zlib
from dataclasses import dataclass
from functools import cache

import orjson
from pydantic import TypeAdapter

from kb.model import Document, Header, Mention, OffenceMention, Party, Penalty, TaggedDocument

# kept in columns or tables of their own, so not repeated here
_ELSEWHERE = frozenset({"document", "passages", "labels", "tags", "articles"})
# most of a reading stands between these keys (fields are packed in their order), and is cut out
# before it is parsed; inside a string their quotes would be escaped
_NOT_OF_ISSUE = ((b',"sections":', b',"offences":'), (b',"amounts":', b',"penalties":'))


def pack_reading(tagged: TaggedDocument) -> bytes:
    """Sections, sentences, header, amounts … without the text, the passages and the labels."""
    fields = {
        name: getattr(tagged, name)
        for name in TaggedDocument.__dataclass_fields__
        if name not in _ELSEWHERE
    }
    fields["pages"] = tagged.document.pages
    fields["warnings"] = tagged.document.warnings
    return zlib.compress(orjson.dumps(fields), 1)


def unpack_reading(packed: bytes, *, document: Document) -> TaggedDocument:
    """The inverse of ``pack_reading``; passages, labels and tags are left empty for the store."""
    fields = orjson.loads(zlib.decompress(packed))
    pages, warnings = fields.pop("pages"), fields.pop("warnings")
    shell = {
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "text": document.text,
        "title": document.title,
        "pages": pages,
        "warnings": warnings,
    }
    return _adapter().validate_python({**fields, "document": shell, "passages": ()})


@dataclass(frozen=True, slots=True)
class Issue:
    """Who issued a paper, whom and which other 案号 it names, its crimes and punishments."""

    issuer: str
    parties: tuple[Party, ...]
    related: tuple[Mention, ...]
    offences: tuple[OffenceMention, ...]
    penalties: tuple[Penalty, ...]


def unpack_issue(packed: bytes) -> Issue:
    """That much of a reading; faster than the whole."""
    plain = zlib.decompress(packed)
    for first, behind in _NOT_OF_ISSUE:
        at = plain.index(first)
        plain = plain[:at] + plain[plain.index(behind, at) :]
    fields = orjson.loads(plain)
    header = fields["header"]
    mentions = (header[name] for name in ("court", "issuer", "procuratorate"))
    return _issues().validate_python(
        {
            "issuer": next((mention["value"] for mention in mentions if mention), ""),
            "parties": header["parties"],
            "related": header["related_case_nos"],
            "offences": fields["offences"],
            "penalties": fields["penalties"],
        }
    )


def unpack_header(packed: bytes) -> Header:
    """The header of a reading alone."""
    return _headers().validate_python(orjson.loads(zlib.decompress(packed))["header"])


@cache
def _headers() -> TypeAdapter[Header]:
    return TypeAdapter(Header)


@cache
def _issues() -> TypeAdapter[Issue]:
    return TypeAdapter(Issue)


@cache
def _adapter() -> TypeAdapter[TaggedDocument]:
    return TypeAdapter(TaggedDocument)
