"""New cases kept for the person who asked about them: by words, by a file, and read again."""

import hashlib

from api.guarded import Guarded
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Level, Principal
from kb.governance.audit import AuditEntry
from kb.model import Document, RawFile, TaggedDocument
from kb.retrieval.limits import MAX_CASE_CHARS
from kb.store.new_cases import NewCase, NewCases

PASTED = "新案.txt"


def keep_words(service: Service, who: Principal, text: str) -> NewCase:
    """What was pasted; CASE_TOO_LONG, QUERY_EMPTY."""
    if len(text) > MAX_CASE_CHARS:
        raise InvalidQuery("CASE_TOO_LONG", limit=MAX_CASE_CHARS)
    if not text.strip():
        raise InvalidQuery("QUERY_EMPTY")
    return _kept(service, who, service.analyse(RawFile(PASTED, text.encode())))


def keep_file(
    service: Service, who: Principal, reader: Guarded[TaggedDocument], file: RawFile
) -> NewCase:
    """What a file says, read behind a process boundary; the file itself is not kept."""
    return _kept(service, who, reader.read(file))


def listed_cases(service: Service, who: Principal) -> tuple[NewCase, ...]:
    """The person's own, the latest first."""
    with service.transactions.reading() as session:
        return NewCases(session, who).listed()


def kept_case(service: Service, who: Principal, case_id: str) -> NewCase:
    """One of the person's own."""
    with service.transactions.reading() as session:
        return NewCases(session, who).get(case_id)


def read_case(service: Service, case: NewCase) -> TaggedDocument:
    """The kept words as the models now understand them; read once while they are asked about."""
    digest = hashlib.sha256(case.text.encode()).hexdigest()
    document = Document(digest, case.name, "text/plain", case.text, title=case.title)
    return service.readings.of(case, lambda: service.reader.read(document))


def forget_case(service: Service, who: Principal, case_id: str) -> None:
    """It is gone now and not only when its time is over."""
    with service.governing.audit.writing() as work:
        NewCases(work.session, who).remove(case_id)
        work.record(AuditEntry(who, "new_case.remove", case_id, Level.SENSITIVE))
    service.readings.forget(case_id)


def _kept(service: Service, who: Principal, tagged: TaggedDocument) -> NewCase:
    document = tagged.document
    with service.governing.audit.writing() as work:
        case = NewCases(work.session, who).add(
            name=document.name, title=document.title, text=document.text
        )
        work.record(AuditEntry(who, "new_case.keep", case.id, Level.SENSITIVE))
    return case
