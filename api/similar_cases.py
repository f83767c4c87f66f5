"""A search for similar cases with its receipt, and the receipt run again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from api.wiring import Service, digest_of
from kb.model import Document, TaggedDocument
from kb.retrieval import receipt as receipts
from kb.retrieval.ranking import WEIGHTS
from kb.retrieval.receipt import Difference, Receipt, Versions
from kb.retrieval.similar import SimilarCase
from kb.retrieval.where import parse_where
from kb.store.catalogue import DocumentCatalogue
from kb.terms import load_taxonomy


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """The new case as it was read, the cases found, and the receipt for both."""

    new: TaggedDocument
    cases: tuple[SimilarCase, ...]
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Verification:
    """``matches``: the same cases in the same order with the same scores, whatever else moved."""

    matches: bool
    differences: tuple[Difference, ...]


def find_similar(
    service: Service, new: TaggedDocument, *, where: list[str], limit: int
) -> SimilarAnswer:
    """Past cases like a read new one; a filter that is not understood is refused first."""
    criteria = parse_where(where, load_taxonomy())
    found = service.similar.find(service.case_query(new), criteria=criteria, limit=limit)
    with service.transactions.reading() as session:
        extent = DocumentCatalogue(session).extent()
    document = new.document
    receipt = receipts.issue(
        receipts.asked_case(name=document.name, title=document.title, text=document.text),
        found,
        filters=tuple(where),
        limit=limit,
        versions=versions_of(service),
        store=extent,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return SimilarAnswer(new, found, receipt)


def verify(service: Service, receipt: Receipt) -> Verification:
    """Run the search of a receipt again and tell what is not as it was."""
    asked = receipt.query
    document = Document(asked.sha256, asked.name, "text/plain", asked.text, title=asked.title)
    again = find_similar(
        service, service.reader.read(document), where=list(receipt.filters), limit=receipt.limit
    )
    found = receipts.differences(receipt, again.receipt)
    return Verification(receipts.same_results(found), found)


def versions_of(service: Service) -> Versions:
    """What answers now."""
    schema = service.index.schema
    return Versions(
        application=version("lianjian"),
        index=digest_of(schema),
        embedding=schema.model,
        labels=service.reader.label_model,
        dictionary=schema.dictionary,
        taxonomy=load_taxonomy().version,
        ranking=receipts.digest_of(WEIGHTS),
    )
