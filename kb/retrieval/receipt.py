"""The receipt of a search for similar cases: what was asked, of what, and what was answered.

Whoever holds the receipt can have the search run again and see whether it still answers so. The
digest shows that a receipt was changed by accident or by hand; it is no signature, and whoever
makes a whole new receipt can make its digest too.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache

import orjson
from pydantic import TypeAdapter, ValidationError

from kb.errors import InvalidQuery
from kb.model import CaseId, DocumentId
from kb.retrieval.limits import MAX_LIMIT
from kb.retrieval.similar import SimilarCase
from kb.store.catalogue import StoreExtent

SCHEMA = 1
_DIGITS = 6
# half a unit of the last digit may be rounded either way
_TOLERANCE = 1.5e-6


@dataclass(frozen=True, slots=True)
class AskedCase:
    """The new case as it was read: the text itself, for the search to be run again.

    ``document`` is the id of a kept document, whose own case is left out; empty for a new case.
    """

    name: str
    title: str
    text: str
    sha256: str
    document: DocumentId


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides the answer besides the store: fingerprints and version numbers."""

    application: str
    index: str
    embedding: str
    labels: str
    charges: str
    dictionary: str
    taxonomy: str
    ranking: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case found; the place in the list is its rank."""

    case_id: CaseId
    score: float


@dataclass(frozen=True, slots=True)
class Receipt:
    """``filters`` and ``weights`` as they were typed; ``time`` is an ISO moment in UTC.

    ``results_sha256`` is of the results alone, ``sha256`` of all.
    """

    schema: int
    time: str
    query: AskedCase
    filters: tuple[str, ...]
    weights: tuple[str, ...]
    limit: int
    versions: Versions
    store: StoreExtent
    results: tuple[Ranked, ...]
    results_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as on the receipt: ``versions.embedding``, ``store.documents`` …"""

    field: str
    was: str
    now: str


def asked_case(*, name: str, title: str, text: str, document: DocumentId = "") -> AskedCase:
    """The new case with the digest of its text."""
    return AskedCase(name, title, text, _sha256(text.encode()), document)


def issue(
    query: AskedCase,
    found: Iterable[SimilarCase],
    *,
    filters: tuple[str, ...],
    weights: tuple[str, ...] = (),
    limit: int,
    versions: Versions,
    store: StoreExtent,
    time: str,
) -> Receipt:
    """A sealed receipt for an answer."""
    results = tuple(Ranked(one.case.id, round(one.score, _DIGITS)) for one in found)
    told = [asdict(one) for one in results]
    receipt = Receipt(
        schema=SCHEMA,
        time=time,
        query=query,
        filters=filters,
        weights=weights,
        limit=limit,
        versions=versions,
        store=store,
        results=results,
        results_sha256=_sha256(_canonical(told)),
        sha256="",
    )
    return replace(receipt, sha256=_seal(receipt))


def receipt_json(receipt: Receipt) -> bytes:
    """The receipt as a file."""
    return orjson.dumps(receipt, option=orjson.OPT_INDENT_2) + b"\n"


def read_receipt(content: bytes) -> Receipt:
    """A receipt whose digest holds; RECEIPT_UNREADABLE, _SCHEMA_UNKNOWN or _TAMPERED."""
    try:
        plain = orjson.loads(content)
        schema = plain["schema"]
    except (orjson.JSONDecodeError, LookupError, TypeError) as error:
        raise InvalidQuery("RECEIPT_UNREADABLE") from error
    if schema != SCHEMA:
        raise InvalidQuery("RECEIPT_SCHEMA_UNKNOWN", schema=str(schema)[:20])
    try:
        receipt = _adapter().validate_python(plain)
    except ValidationError as error:
        raise InvalidQuery("RECEIPT_UNREADABLE") from error
    whole = orjson.loads(receipt_json(receipt)) == plain  # nothing beside the known fields
    if not whole or receipt.sha256 != _seal(receipt):
        raise InvalidQuery("RECEIPT_TAMPERED")
    if not receipt.query.text.strip() or not 1 <= receipt.limit <= MAX_LIMIT:
        raise InvalidQuery("RECEIPT_UNREADABLE")  # no search ever issued it
    return receipt


def differences(before: Receipt, after: Receipt) -> tuple[Difference, ...]:
    """What of the text asked of, the versions, the store and the results is not as it was."""
    found = [
        Difference(f"{part}.{name}", str(was), str(now))
        for part, old, new in (
            ("query", {"sha256": before.query.sha256}, {"sha256": after.query.sha256}),
            ("versions", asdict(before.versions), asdict(after.versions)),
            ("store", asdict(before.store), asdict(after.store)),
        )
        for (name, was), now in zip(old.items(), new.values(), strict=True)
        if was != now
    ]
    old_order = [one.case_id for one in before.results]
    new_order = [one.case_id for one in after.results]
    if old_order != new_order:
        rank = _first_difference(old_order, new_order)
        was, now = _at(old_order, rank), _at(new_order, rank)
        found.append(Difference("results.order", f"{rank + 1}:{was}", f"{rank + 1}:{now}"))
    elif moved := _moved(before.results, after.results):
        found.append(Difference("results.score", f"{moved[0].score}", f"{moved[1].score}"))
    return tuple(found)


def same_results(found: Iterable[Difference]) -> bool:
    """Whether none of the differences is one of the results."""
    return not any(one.field.startswith("results.") for one in found)


def digest_of(value: object) -> str:
    """A short fingerprint of plain values, e.g. of the weights of the score."""
    return _sha256(_canonical(value))[:16]


def _first_difference(old: list[CaseId], new: list[CaseId]) -> int:
    pairs = zip(old, new, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _at(order: list[CaseId], rank: int) -> str:
    return order[rank] if rank < len(order) else "—"


def _moved(old: tuple[Ranked, ...], new: tuple[Ranked, ...]) -> tuple[Ranked, Ranked] | None:
    pairs = zip(old, new, strict=True)
    return next((pair for pair in pairs if abs(pair[0].score - pair[1].score) > _TOLERANCE), None)


def _seal(receipt: Receipt) -> str:
    """Over everything but the seal, so that each field is covered."""
    return _sha256(_canonical(asdict(replace(receipt, sha256=""))))


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def _adapter() -> TypeAdapter[Receipt]:
    return TypeAdapter(Receipt)
