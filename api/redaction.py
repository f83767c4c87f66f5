"""The names to hide in a report: read from the whole texts of the new and of the past cases."""

from api.similar_cases import SimilarAnswer
from kb.model import DocumentId
from kb.retrieval.redaction import Redaction
from kb.retrieval.similar import SimilarCase
from kb.store.documents import DocumentStore
from kb.store.session import Transactions
from nlp.person_names import find_person_names


def redaction_for(answer: SimilarAnswer, transactions: Transactions) -> Redaction:
    """Of every case the names in all documents that the report may quote."""
    document = answer.new.document
    new = f"{document.title}\n{document.name}\n{document.text}"
    names = find_person_names(document.text, answer.new.sections)
    with transactions.reading() as session:
        store = DocumentStore(session)
        cases = {
            one.case.id: _named([*dict.fromkeys(_quoted(one))], store, title=_titles(one))
            for one in answer.cases
        }
    return Redaction.of((new, names), cases)


def _quoted(one: SimilarCase) -> list[DocumentId]:
    twins = [twin.document for twin in one.twins if twin.document]
    return [*(paper.id for paper in one.papers), *(each.id for each in one.documents), *twins]


def _titles(one: SimilarCase) -> str:
    return "\n".join([one.case.title, *(twin.title for twin in one.twins)])


def _named(
    ids: list[DocumentId], store: DocumentStore, *, title: str
) -> tuple[str, tuple[str, ...]]:
    """The texts of the documents with their titles, and the names in them."""
    kept = [store.get(one) for one in ids]
    texts = [title, *(f"{one.document.title}\n{one.document.text}" for one in kept)]
    found = {name for one in kept for name in find_person_names(one.document.text, one.sections)}
    found |= set(find_person_names(title, ()))
    return "\n".join(texts), tuple(sorted(found))
