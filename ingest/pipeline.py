"""The main path of writing: files → readings → SQL → index.

``Intake.run`` yields one outcome a file, as soon as it is certain: ``Accepted`` only after SQL has
committed the document with its outbox row, so whatever was reported survives a crash. One bad file
never stops the batch.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from queue import Queue
from threading import Thread
from time import monotonic

from kb.governance.access import Principal, Protection
from kb.governance.audit import AuditEntry
from kb.index.points import IndexEntry
from kb.index.sync import IndexSync
from kb.model import CaseId, DocumentId, Failure, RawFile
from kb.store.acquisition import Acquisition
from kb.store.audit_log import AuditLog
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.duplicates import DuplicateStore
from kb.store.session import Transactions
from kb.store.uploads import Kept, kept_already

_BATCH_FILES = 96
_BATCH_SECONDS = 2.0
_BATCH_POINTS = 4000
_SIFTED_FILES = 32
_SIFTED_BYTES = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class Prepared:
    """One file, read, understood and vectorised: rows for SQL and points for the index."""

    acquisition: Acquisition
    entry: IndexEntry
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The document is kept and will be found; ``alike`` names near-duplicates to look at."""

    name: str
    document_id: DocumentId
    case_id: CaseId
    kind: str
    warnings: tuple[str, ...] = ()
    alike: tuple[DocumentId, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The same bytes are kept already, where the actor may read them; nothing was written."""

    name: str
    document_id: DocumentId
    case_id: CaseId


Outcome = Accepted | Known | Failure
CaseKey = Callable[[str], str]
Item = tuple[RawFile, Prepared | Failure]
PrepareAll = Callable[[Iterable[RawFile]], Iterator[Item]]


class Intake:
    """Takes batches of files in: read by ``prepare_all`` (worker processes or here), written here.

    ``prepare_all`` gives each file back with what was made of it, in any order. Every document
    kept is recorded as the ``actor``'s doing, in the transaction that keeps it, and protected as
    ``kept`` from that moment on. Bytes kept where the actor may not read are taken in anew.
    """

    def __init__(
        self,
        transactions: Transactions,
        sync: IndexSync,
        prepare_all: PrepareAll,
        audit: AuditLog,
        actor: Principal,
        kept: Protection,
    ) -> None:
        self._transactions = transactions
        self._sync = sync
        self._prepare_all = prepare_all
        self._audit = audit
        self._actor = actor
        self._kept = kept

    def run(
        self, files: Iterable[RawFile | Failure], *, case_key: CaseKey | None = None
    ) -> Iterator[Outcome]:
        """Take the files in. ``case_key`` maps a file's name to the key of its case ("" = own)."""
        self._sync.drain()
        owner = "" if self._actor.desktop else self._actor.account
        sifted = _Sifted(files, self._known, owner)
        batch: list[Item] = []
        started = monotonic()
        for item in _ahead(self._prepare_all(sifted), limit=2 * _BATCH_FILES):
            yield from sifted.noted()
            batch.append(item)
            if _is_full(batch) or monotonic() - started > _BATCH_SECONDS:
                yield from self._write(batch, case_key)
                batch, started = [], monotonic()
        yield from sifted.noted()
        yield from self._write(batch, case_key)
        self._sync.settle()

    def _known(self, files: Sequence[RawFile]) -> dict[DocumentId, Kept]:
        with self._transactions.reading() as session:
            return kept_already(session, self._actor, files)

    def _write(self, batch: list[Item], case_key: CaseKey | None) -> Iterator[Outcome]:
        ready: dict[DocumentId, tuple[RawFile, Prepared]] = {}
        again: list[tuple[str, DocumentId]] = []
        for file, result in batch:
            if isinstance(result, Failure):
                yield result
            elif (document_id := result.acquisition.document_id) in ready:
                again.append((file.name, document_id))
            else:
                ready[document_id] = (file, result)
        cases = {i: _case_of(file.name, i, case_key) for i, (file, _) in ready.items()}
        with self._sync.exclusive():
            kept = self._commit({i: one for i, (_, one) in ready.items()}, cases)
            fresh = {i: one for i, one in ready.items() if i not in kept.known}
            self._sync.write(
                [(one.entry, cases[i]) for i, (_, one) in fresh.items()], outbox=kept.outbox
            )
        for document_id, (file, one) in fresh.items():
            yield Accepted(
                file.name,
                document_id,
                cases[document_id],
                one.entry.kind,
                one.warnings,
                kept.alike.get(document_id, ()),
            )
        for name, i in [*((ready[i][0].name, i) for i in kept.known), *again]:
            yield Known(name, i, kept.known.get(i) or cases[i])

    def _commit(
        self, ready: dict[DocumentId, Prepared], cases: dict[DocumentId, CaseId]
    ) -> "_Kept":
        if not ready:
            return _Kept({}, (), {})
        with self._audit.writing() as work:
            documents = DocumentStore(work.session)
            known = documents.known(ready)
            fresh = {i: one.acquisition for i, one in ready.items() if i not in known}
            outbox = documents.add_all(
                {i: (one, cases[i]) for i, one in fresh.items()}, kept=self._kept
            )
            proposals = DuplicateStore(work.session).propose(
                [(i, one.sketch) for i, one in fresh.items()]
            )
            for document_id in fresh:
                work.record(AuditEntry(self._actor, "document.add", document_id, self._kept.level))
        alike: dict[DocumentId, tuple[DocumentId, ...]] = {}
        for proposal in proposals:
            for one, two in (
                (proposal.document_id, proposal.other_id),
                (proposal.other_id, proposal.document_id),
            ):
                alike[one] = (*alike.get(one, ()), two)
        return _Kept(known, outbox, alike)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a commit did: bytes known before, outbox entries made, likenesses found."""

    known: dict[DocumentId, CaseId]
    outbox: tuple[int, ...]
    alike: dict[DocumentId, tuple[DocumentId, ...]]


class _Sifted:
    """Files still to read; what needs no reading (failures, known bytes) is noted aside."""

    def __init__(
        self,
        files: Iterable[RawFile | Failure],
        known: Callable[[Sequence[RawFile]], dict[DocumentId, Kept]],
        owner: str,
    ) -> None:
        self._files = files
        self._known = known
        self._owner = owner
        self._aside: Queue[Outcome] = Queue()

    def __iter__(self) -> Iterator[RawFile]:
        held: list[RawFile] = []
        size = 0
        for file in self._files:
            if isinstance(file, Failure):
                self._aside.put(file)
                continue
            held.append(replace(file, owner=self._owner))
            size += len(file.content)
            if len(held) == _SIFTED_FILES or size >= _SIFTED_BYTES:
                yield from self._unknown(held)
                held, size = [], 0
        yield from self._unknown(held)

    def noted(self) -> Iterator[Outcome]:
        """What was put aside since last asked."""
        while not self._aside.empty():
            yield self._aside.get()

    def _unknown(self, files: list[RawFile]) -> Iterator[RawFile]:
        known = self._known(files) if files else {}
        for file in files:
            if kept := known.get(file.id):
                self._aside.put(Known(file.name, *kept))
            else:
                yield file


def _case_of(name: str, document_id: DocumentId, case_key: CaseKey | None) -> CaseId:
    key = case_key(name) if case_key else ""
    return case_id_of(key or document_id)


def _is_full(batch: list[Item]) -> bool:
    points = sum(len(r.entry.passages) for _, r in batch if isinstance(r, Prepared))
    return len(batch) >= _BATCH_FILES or points >= _BATCH_POINTS


def _ahead(items: Iterator[Item], *, limit: int) -> Iterator[Item]:
    """Draw items in a thread of their own, so that workers stay busy while SQL is written."""
    queue: Queue[Item | BaseException | None] = Queue(maxsize=limit)

    def draw() -> None:
        try:
            for item in items:
                queue.put(item)
            queue.put(None)
        except BaseException as error:
            queue.put(error)

    Thread(target=draw, daemon=True).start()
    while (item := queue.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item
