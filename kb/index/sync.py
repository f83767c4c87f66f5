"""SQL is the truth, the index is derived: what the outbox holds is carried over, again if need be.

A document is acknowledged once SQL has committed it with its outbox row. A crash before the
index has it leaves the row; ``drain`` repeats the step, and ids that are derived make repeating
harmless. What people decided on labels is carried over with them: the index holds the labels that
stand.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

from sqlalchemy.orm import Session

from kb.errors import IndexMismatch
from kb.governance.access import tokens_of
from kb.index.points import IndexEntry, PassageVectors, index_entry
from kb.index.port import IndexedPoint, VectorIndex
from kb.model import CaseId, DocumentId, DocumentKind, TaggedDocument
from kb.store.access_filter import document_protections
from kb.store.catalogue import DocumentCatalogue
from kb.store.document_words import DocumentWords
from kb.store.documents import DocumentStore
from kb.store.outbox import Outbox
from kb.store.session import Transactions
from kb.store.standing import StandingLabels

Vectorize = Callable[[TaggedDocument], PassageVectors]
Progress = Callable[[int, int], None]

_BATCH = 50
# statutes are looked up, never likened to a case
_LAW = DocumentKind.REGULATION.value
# flushing costs 30-100 ms whatever its size
_FLUSH_POINTS = 8000


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
    """Carries documents from SQL to the index.

    Whoever commits documents and then writes them here does both under ``exclusive()``, so that a
    deletion in another thread is carried over after, never before, what it deletes.

    ``fits`` tells whether SQL still goes with this index: on a server another process may have
    built a new one for another dictionary, and what SQL owes is owed to that one alone.
    ``IndexMismatch`` DICTIONARY_CHANGED where it does not.
    """

    def __init__(
        self,
        transactions: Transactions,
        index: VectorIndex,
        vectorize: Vectorize,
        *,
        fits: Callable[[Session], bool] = lambda _: True,
    ) -> None:
        self._transactions = transactions
        self._index = index
        self._vectorize = vectorize
        self._fits = fits
        self._lock = RLock()
        self._unsettled: list[int] = []
        self._unflushed = 0

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """One writer at a time, over SQL and the index together."""
        with self._lock:
            yield

    def write(
        self,
        entries: Sequence[tuple[IndexEntry, CaseId]],
        *,
        outbox: Sequence[int],
    ) -> None:
        """Index documents just committed, whose vectors are at hand, open to whom SQL says.

        Their words go to SQL. A killed process loses nothing of it; flushing, and with it settling
        the ``outbox`` entries, is left until enough has gathered, or to ``settle``.
        """
        with self._lock:
            with self._transactions.reading() as session:
                self._require_fit(session)
            self._keep_words([entry for entry, _ in entries])
            points = self._points(list(entries))
            self._index.upsert(points)
            self._unsettled.extend(outbox)
            self._unflushed += len(points)
            if self._unflushed >= _FLUSH_POINTS:
                self.settle()

    def _points(self, entries: Sequence[tuple[IndexEntry, CaseId]]) -> list[IndexedPoint]:
        # read under the lock: a grant that comes later has its own outbox entry, carried over later
        with self._transactions.reading() as session:
            kept = document_protections(session, [entry.document_id for entry, _ in entries])
        readers = {document_id: tokens_of(one) for document_id, one in kept.items()}
        return [
            point
            for entry, case_id in entries
            for point in entry.points(case_id, readers=readers.get(entry.document_id, ()))
        ]

    def _keep_words(self, entries: Sequence[IndexEntry]) -> None:
        words = {one.document_id: one.vectors.words for one in entries if one.kind != _LAW}
        if words:
            with self._transactions.writing() as session:
                DocumentWords(session).put(words)

    def settle(self) -> None:
        """Flush the index, then strike from the outbox what it now holds for good."""
        with self._lock:
            if not self._unsettled:
                return
            self._index.flush()
            with self._transactions.writing() as session:
                self._require_fit(session)
                Outbox(session).settle(self._unsettled)
            self._unsettled, self._unflushed = [], 0

    def _require_fit(self, session: Session) -> None:
        if not self._fits(session):
            raise IndexMismatch("DICTIONARY_CHANGED")

    def drain(self, *, progress: Progress | None = None) -> int:
        """Carry over all that the outbox holds; returns how many documents were handled."""
        done = 0
        with self._lock:
            self.settle()
            while handled := self._drain_some():
                done += handled
                if progress:
                    with self._transactions.reading() as session:
                        progress(done, done + Outbox(session).size())
        return done

    def _drain_some(self) -> int:
        with self._transactions.reading() as session:
            pending = Outbox(session).pending(limit=_BATCH)
            if not pending:
                return 0
            ids = sorted({one.document_id for one in pending})
            cases = DocumentStore(session).known(ids)
            labels = StandingLabels(session)
            tagged = [labels.reading(one) for one in sorted(cases)]
        for document_id in ids:
            self._index.delete_document(document_id)
        self.write(
            [(index_entry(one, self._vectorize(one)), cases[one.document.id]) for one in tagged],
            outbox=[one.id for one in pending],
        )
        self.settle()
        return len(ids)

    def compare(self) -> Agreement:
        """Compare SQL and the index document by document (ids and numbers of passages)."""
        with self._transactions.reading() as session:
            owed = DocumentCatalogue(session).passage_counts()
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
