"""Past cases pinned to a registered case or to a kept new case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from api.asked_cases import AskedCase, asked_case
from api.new_cases import kept_case
from api.reach import readable_by, record_shown
from api.registers import registry_for_reading
from api.similar_cases import SimilarAnswer, chosen, similar_to, versions_of
from api.wiring import Service
from kb.errors import InvalidQuery, NotFound
from kb.governance.access import Level, Permission, Principal
from kb.governance.audit import AuditEntry
from kb.model import CaseId
from kb.prevention.chain_facts import CASES
from kb.retrieval.kept_reason import similar_reason
from kb.retrieval.pins import CasePins, Pin, Subject
from kb.store.tables import now

LONGEST_NOTE = 500


def pins_of(
    service: Service, who: Principal, subject: Subject, *, at: datetime | None = None
) -> tuple[Pin, ...]:
    """What is pinned, as far as the person may read it; recorded as shown.

    ``NotFound`` where the subject may not be read.
    """
    _level_of(service, who, subject)
    if Permission.LIBRARY_READ not in who.permissions:
        return ()
    among = readable_by(service, who)
    with service.transactions.reading() as session:
        pins = CasePins(session, subject).listed(among=among, at=at)
    record_shown(service, who, (paper.id for one in pins for paper in one.documents), "pin.read")
    return pins


def pin(
    service: Service,
    who: Principal,
    subject: Subject,
    past_case: CaseId,
    *,
    note: str = "",
    weights: Sequence[str] = (),
) -> None:
    """Pin a past case with how like it is now; ``NotFound`` for one that may not be read."""
    level = _may_pin(service, who, subject)
    words = note.strip()
    if "\x00" in words + past_case:  # PostgreSQL keeps no text with it
        raise InvalidQuery("INVALID_TEXT", field="note")
    if len(words) > LONGEST_NOTE:
        raise InvalidQuery("NOTE_TOO_LONG", limit=LONGEST_NOTE)
    asked = asked_about(service, who, subject)
    answer = similar_to(service, who, asked, where=(), limit=1, weights=weights, among=(past_case,))
    if not answer.cases:
        raise NotFound(id=past_case[:64])
    versions = versions_of(service)
    reason = similar_reason(answer.cases[0], weights=tuple(weights), versions=versions)
    with service.governing.audit.writing() as work:
        told = f"{subject.id} {past_case[:16]}"
        # the entry first: until this transaction ends, nobody else pins
        work.record(AuditEntry(who, f"{subject.kind}.pin", told, level, reason=words[:200]))
        among = readable_by(service, who)
        pins = CasePins(work.session, subject)
        pins.put(past_case, reason, note=words, by=who.account, at=now(), among=among)


def unpin(service: Service, who: Principal, subject: Subject, past_case: CaseId) -> None:
    """Take it off."""
    level = _may_pin(service, who, subject)
    with service.governing.audit.writing() as work:
        told = f"{subject.id} {past_case[:16]}"
        work.record(AuditEntry(who, f"{subject.kind}.unpin", told, level))
        pins = CasePins(work.session, subject)
        pins.remove(past_case, by=who.account, at=now(), among=readable_by(service, who))


def asked_about(service: Service, who: Principal, subject: Subject) -> AskedCase:
    """The subject as a search asks about it."""
    if subject.kind == "case":
        return asked_case(service, who, matter=subject.id)
    return asked_case(service, who, new_case=subject.id)


def with_cases(
    service: Service,
    who: Principal,
    asked: AskedCase,
    answer: SimilarAnswer,
    wanted: Sequence[CaseId],
    *,
    weights: Sequence[str] = (),
) -> SimilarAnswer:
    """The wanted cases alone: those of the answer in its order, then those it did not reach.

    The latter are weighed for themselves; the receipt stays that of the answer.
    """
    found = {one.case.id for one in answer.cases}
    inside = [one for one in wanted if one in found]
    outside = tuple(one for one in wanted if one not in found)
    cases = chosen(answer, inside).cases if inside else ()
    if outside:
        more = similar_to(
            service, who, asked, where=(), limit=len(outside), weights=weights, among=outside
        )
        cases = (*cases, *more.cases)
    return replace(answer, cases=cases)


def _may_pin(service: Service, who: Principal, subject: Subject) -> Level:
    who.require(Permission.LIBRARY_READ)
    if subject.kind == "case":
        who.require(Permission.CASES)
    return _level_of(service, who, subject)


def _level_of(service: Service, who: Principal, subject: Subject) -> Level:
    if subject.kind == "new_case":
        kept_case(service, who, subject.id)
        return Level.SENSITIVE
    with registry_for_reading(service, who) as registry:
        return registry.get(CASES, subject.id).head.level
