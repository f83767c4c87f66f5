"""A search for similar cases with its facets and its receipt, and the receipt run again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

from api.asked_cases import AskedCase, asked_case
from api.reach import readable_by, record_shown, within
from api.schemas.facets import FacetsOut
from api.wiring import Service, digest_of
from kb.errors import NotFound
from kb.governance.access import Principal
from kb.index.filters import Match
from kb.model import CaseId, Document, DocumentId, TaggedDocument
from kb.retrieval import receipt as receipts
from kb.retrieval.candidates import MAX_CANDIDATES
from kb.retrieval.criteria import Criteria, joined
from kb.retrieval.nearness import Nearness, nearest
from kb.retrieval.ranking import WEIGHTS
from kb.retrieval.receipt import Difference, Receipt, Versions
from kb.retrieval.same_case import FOLDING
from kb.retrieval.similar import SimilarCase
from kb.retrieval.weighting import parse_weights
from kb.retrieval.where import parse_where
from kb.store.catalogue import DocumentCatalogue
from kb.store.facets import FacetStore
from kb.terms import load_taxonomy


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """The new case as it was read, the cases found, the receipt, and facets where wanted."""

    new: TaggedDocument
    cases: tuple[SimilarCase, ...]
    receipt: Receipt
    facets: FacetsOut | None

    @property
    def documents(self) -> tuple[DocumentId, ...]:
        """All that it shows or draws upon, the document asked for first."""
        asked = self.receipt.query.document
        papers = (paper.id for case in self.cases for paper in case.papers)
        quoted = (one.id for case in self.cases for one in case.documents)
        twins = (twin.document for case in self.cases for twin in case.twins)
        return tuple(one for one in dict.fromkeys((asked, *papers, *quoted, *twins)) if one)

    @property
    def nearness(self) -> Nearness:
        """Whether what was found is near at all."""
        return nearest(case.nearness for case in self.cases)


@dataclass(frozen=True, slots=True)
class Verification:
    """``matches``: the same cases in the same order with the same scores, whatever else moved."""

    matches: bool
    differences: tuple[Difference, ...]


def find_similar(
    service: Service,
    who: Principal,
    new: TaggedDocument,
    *,
    where: Sequence[str],
    limit: int,
    weights: Sequence[str] = (),
    facets: bool = False,
    own_case: CaseId = "",
    among: Sequence[CaseId] = (),
) -> SimilarAnswer:
    """Past cases like a read one, of what the person may read; ``own_case`` is left out.

    It is the case of a kept document. Only ``among`` some cases, where they are named.
    """
    asked = parse_where(where, load_taxonomy())
    except_cases = (own_case,) if own_case else ()
    criteria = within(
        service, who, Criteria(asked.where, cases=tuple(among), except_cases=except_cases)
    )
    query = service.case_query(new)
    found = service.similar.find(
        query, criteria=criteria, limit=limit, weights=parse_weights(weights)
    )
    with service.transactions.reading() as session:
        extent = DocumentCatalogue(session).extent(among=readable_by(service, who))
    document = new.document
    receipt = receipts.issue(
        receipts.asked_case(
            name=document.name,
            title=document.title,
            text=document.text,
            document=document.id if own_case else "",
        ),
        found.cases,
        filters=tuple(where),
        weights=tuple(weights),
        limit=limit,
        versions=versions_of(service),
        store=extent,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    counted = _facets(service, found.weighed, criteria) if facets else None
    return SimilarAnswer(new, found.cases, receipt, counted)


def similar_to(
    service: Service,
    who: Principal,
    asked: AskedCase,
    *,
    where: Sequence[str],
    limit: int,
    weights: Sequence[str] = (),
    facets: bool = False,
    among: Sequence[CaseId] = (),
) -> SimilarAnswer:
    """Cases like an asked one, its own left out."""
    return find_similar(
        service,
        who,
        asked.tagged,
        where=where,
        limit=limit,
        weights=weights,
        facets=facets,
        own_case=asked.own_case,
        among=among,
    )


def similar_to_kept(
    service: Service,
    who: Principal,
    document: str,
    *,
    where: Sequence[str],
    limit: int,
    weights: Sequence[str] = (),
    facets: bool = False,
) -> SimilarAnswer:
    """Cases like a kept document, its own left out; an id, the start of one or a 案号 names it."""
    asked = asked_case(service, who, document=document)
    return similar_to(service, who, asked, where=where, limit=limit, weights=weights, facets=facets)


def chosen(answer: SimilarAnswer, only: Sequence[CaseId]) -> SimilarAnswer:
    """The cases that a person chose of the answer, in its order; ``NotFound`` for one not in it."""
    if not only:
        return answer
    known = {one.case.id for one in answer.cases}
    if strangers := [one for one in only if one not in known]:
        raise NotFound(id=strangers[0][:64])
    return replace(answer, cases=tuple(one for one in answer.cases if one.case.id in only))


def verify(service: Service, who: Principal, receipt: Receipt) -> Verification:
    """Run the search of a receipt again, as the person, and tell what is not as it was.

    Whoever reads less (or more) than the one it was issued to finds other results.
    """
    asked, where, limit = receipt.query, receipt.filters, receipt.limit
    weights = receipt.weights
    if asked.document:
        again = similar_to_kept(
            service, who, asked.document, where=where, limit=limit, weights=weights
        )
    else:
        document = Document(asked.sha256, asked.name, "text/plain", asked.text, title=asked.title)
        new = service.reader.read(document)
        again = find_similar(service, who, new, where=where, limit=limit, weights=weights)
    found = receipts.differences(receipt, again.receipt)
    return Verification(receipts.same_results(found), found)


def record_answer(
    service: Service, who: Principal, answer: SimilarAnswer, *, export: bool = False
) -> None:
    """Record what the answer is about to show."""
    action = "similar.export" if export else "similar.read"
    record_shown(service, who, answer.documents, action, export=export)


def versions_of(service: Service) -> Versions:
    """What answers now."""
    schema = service.index.schema
    return Versions(
        application=version("lianjian"),
        index=digest_of(schema),
        embedding=schema.model,
        labels=service.reader.label_model,
        charges=service.reader.charge_model,
        dictionary=schema.dictionary,
        taxonomy=load_taxonomy().version,
        ranking=receipts.digest_of({"weights": WEIGHTS, "folding": FOLDING}),
    )


def _facets(service: Service, weighed: Collection[CaseId], criteria: Criteria) -> FacetsOut:
    """The facets of the documents of the cases that were weighed."""
    with service.transactions.reading() as session:
        those = Match("case_id", values=tuple(sorted(weighed)))
        counts = FacetStore(session).counted(
            joined([*Criteria(reach=criteria.reach).filters(), those])
        )
    return FacetsOut.of(
        counts,
        load_taxonomy(),
        scope="candidates",
        capped=len(weighed) < service.similar.meeting(criteria),
        cap=MAX_CANDIDATES,
    )
