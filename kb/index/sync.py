"""SQL is the truth, the index is derived: what the outbox holds is carried over, again if need be.

A document is acknowledged once SQL has committed it with its outbox row. A crash before the
index has it leaves the row; ``drain`` repeats the step, and ids that are derived make repeating
harmless.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb.index.points import IndexEntry, PassageVectors, index_entry
from kb.index.port import VectorIndex
from kb.model import CaseId, DocumentId, TaggedDocument
from kb.store.documents import DocumentStore
from kb.store.outbox import Outbox
from kb.store.session import Transactions

Vectorize = Callable[[TaggedDocument], PassageVectors]
Progress = Callable[[int, int], None]

_BATCH = 50


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether SQL and the index agree: document ids missing, left over, or with wrong counts."""

    documents: int
    points: int
    pending: int
    missing: tuple[DocumentId, ...]
    orphaned: tuple[DocumentId, ...]
    differing: tuple[DocumentId, ...]

    @property
    def clean(self) -> bool:
        """True when nothing is owed on either side."""
        return not (self.pending or self.missing or self.orphaned or self.differing)


class IndexSync:
    """Carries documents from SQL to the index."""

    def __init__(
        self, transactions: Transactions, index: VectorIndex, vectorize: Vectorize
    ) -> None:
        self._transactions = transactions
        self._index = index
        self._vectorize = vectorize

    def write(self, entries: Mapping[DocumentId, tuple[IndexEntry, CaseId]]) -> None:
        """Index documents just committed, whose vectors are at hand, and settle their rows."""
        points = [point for entry, case_id in entries.values() for point in entry.points(case_id)]
        self._index.upsert(points)
        self._settle(list(entries))

    def drain(self, *, progress: Progress | None = None) -> int:
        """Carry over all that the outbox holds; returns how many documents were handled."""
        done = 0
        while True:
            with self._transactions.reading() as session:
                outbox = Outbox(session)
                left = outbox.size()
                pending = outbox.pending(limit=_BATCH)
                documents = DocumentStore(session)
                ids = {one.document_id for one in pending}
                cases = documents.known(ids)
                tagged = [documents.get(one) for one in sorted(cases)]
            if not pending:
                return done
            for document_id in ids:
                self._index.delete_document(document_id)
            self.write_tagged(tagged, cases)
            self._settle([one for one in ids if one not in cases])
            done += len(ids)
            if progress:
                progress(done, done + left - len(pending))

    def write_tagged(
        self, documents: Sequence[TaggedDocument], cases: Mapping[DocumentId, CaseId]
    ) -> None:
        """Vectorise and index documents that SQL holds."""
        self.write(
            {
                one.document.id: (
                    index_entry(one, self._vectorize(one)),
                    cases[one.document.id],
                )
                for one in documents
            }
        )

    def compare(self) -> Agreement:
        """Compare SQL and the index document by document (ids and numbers of passages)."""
        with self._transactions.reading() as session:
            owed = DocumentStore(session).passage_counts()
            pending = Outbox(session).size()
        held = dict(self._index.document_ids())
        return Agreement(
            documents=len(owed),
            points=sum(held.values()),
            pending=pending,
            missing=tuple(sorted(owed.keys() - held.keys())),
            orphaned=tuple(sorted(held.keys() - owed.keys())),
            differing=tuple(sorted(i for i in owed.keys() & held.keys() if owed[i] != held[i])),
        )

    def heal(self, agreement: Agreement, *, progress: Progress | None = None) -> int:
        """Put right what ``compare`` found, and drain the outbox."""
        with self._transactions.writing() as session:
            outbox = Outbox(session)
            outbox.enqueue([*agreement.missing, *agreement.differing])
            outbox.enqueue(agreement.orphaned, action="delete")
        return self.drain(progress=progress)

    def _settle(self, ids: Sequence[DocumentId]) -> None:
        self._index.flush()
        with self._transactions.writing() as session:
            Outbox(session).settle(ids)
