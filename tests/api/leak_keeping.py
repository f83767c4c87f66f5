"""The invented house of the leak tests, kept and indexed, with everybody signed in."""

from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from api.wiring import Service
from kb.governance.access import Protection, desktop_principal
from kb.governance.sessions import SignedIn
from kb.model import (
    CaseTag,
    Document,
    Header,
    Label,
    Mention,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from kb.prevention.source_refs import words_source
from kb.registers.catalogue import register_of
from kb.retrieval.kept_reason import KeptReason
from kb.retrieval.pins import CasePins, Subject
from kb.retrieval.saved_matches import SavedMatches
from kb.review.decisions import Answer, Choice, ProposalId
from kb.store.acquisition import acquire
from kb.store.document_filter import meets
from kb.store.documents import DocumentStore
from kb.store.governance_tables import AccountRoleRow, AccountRow, DepartmentRow, GrantRow
from kb.store.register_events import write_event
from kb.store.register_rows import to_row
from kb.store.register_tables import EvidenceFileRow, table_of
from kb.store.reviews import ReviewStore
from kb.store.saved_searches import SavedSearch, SavedSearches
from kb.store.tables import CaseRow, DocumentRow, DuplicateRow
from kb.store.vocabulary_proposals import VocabularyProposals
from kb.vocabulary.proposals import Kind, Wish
from tests.api.leak_things import Paper, World
from tests.api.leak_world import DEPARTMENTS, DOMAINS, LABELS, OFFENCES, START

PROPOSED = "没有人复核"  # stands in every paper


def fill(service: Service, world: World) -> None:
    """Keep all of it, index it, and sign everybody in (``world.tokens``)."""
    with service.transactions.writing() as session:
        _keep_people(session, world)
        _keep_papers(session, world)
        _keep_records(session, world)
        _keep_told(session, world)
        _keep_proposals(session, world)
        store = ReviewStore(session)
        for document_id in world.reviewed:
            second = Choice.REJECT if document_id < "8" else Choice.ACCEPT
            for name, choice in (("甲", Choice.ACCEPT), ("乙", second)):
                store.decide(ProposalId(document_id, 0, LABELS[0]), Answer(choice, name))
    service.sync.drain()


def reading_of(paper: Paper) -> TaggedDocument:
    """What a reader would make of it, made without one."""
    first = f"{paper.mark}单位采购没有制定管理办法。"
    taken = f"{paper.case_no}一案收受供应商回扣{paper.number % 90 + 10}万元。"
    text = f"{first}验收由一人完成，没有人复核。{taken}"
    whole, sentence = Span(0, len(text)), Span(0, len(first))
    labels = tuple(
        Label(*key.split(":"), sentence, 0, 0.6, rule="测试", model="patterns-1")
        for key in paper.labels
    )
    return TaggedDocument(
        document=Document(
            paper.id, f"{paper.mark}.txt", "text/plain", text, title=f"{paper.mark}采购案"
        ),
        kind=paper.kind,
        kind_confidence=0.9,
        header=Header(
            case_no=Mention(paper.case_no, whole),
            court=Mention(paper.court, whole),
            date=Mention(f"{paper.year}-03-04", whole),
        ),
        sections=(Section(SectionKind.FACTS, whole),),
        sentences=(Sentence(0, sentence, 0), Sentence(1, Span(len(first), len(text)), 0)),
        passages=(Passage(0, whole, SectionKind.FACTS, "事实"),),
        labels=labels,
        tags=(
            CaseTag("offence", OFFENCES[paper.number % 2], 0.9, (whole,)),
            CaseTag("domain", DOMAINS[paper.number % 2], 0.9, (whole,)),
        ),
    )


def original_of(paper: Paper) -> bytes:
    """The bytes as they came."""
    return f"{paper.mark} 原件".encode()


def _keep_people(session: Session, world: World) -> None:
    for name in DEPARTMENTS:
        session.add(DepartmentRow(id=name, name=name))
    session.flush()
    for who in world.people:
        row = AccountRow(
            id=who.account,
            name=who.account,
            display_name=who.name,
            department=who.department or None,
            unit=who.unit,
            clearance=int(who.clearance),
            password_hash="-",
            must_change=False,
        )
        session.add(row)
        session.flush()
        session.add_all(AccountRoleRow(account_id=who.account, role=one) for one in who.roles)
        world.tokens[who.account] = SignedIn(session).open(who.account, agent="", ip="")
    for subject, kind, grantee in world.grants:
        session.add(
            GrantRow(subject=subject, grantee_kind=kind, grantee=grantee, granted_by="team")
        )
    session.flush()


def _keep_papers(session: Session, world: World) -> None:
    store = DocumentStore(session)
    for case in world.cases:
        ours = [one for one in world.papers if one.case_id == case.id]
        if not ours:
            row = {"id": case.id, "title": "某案", "level": int(case.kept.level)}
            session.execute(insert(CaseRow).values(**row, owner_department=case.kept.department))
            continue
        taken = {
            one.id: (acquire(reading_of(one), content=original_of(one)), case.id) for one in ours
        }
        store.add_all(taken, kept=Protection(case.kept.level, case.kept.department))
        for one in ours:
            row = session.get_one(DocumentRow, one.id)
            row.level = int(one.own)
            row.created_at = START + timedelta(minutes=one.number)
    session.flush()
    for one, two in world.alike:
        session.add(DuplicateRow(document_id=one, other_id=two, similarity=0.9, status="proposed"))
    session.flush()


def _keep_told(session: Session, world: World) -> None:
    """Matches for everybody and pins on every case, of papers of every kind."""
    for who in world.people:
        saved = SavedSearches(session, who).add(SavedSearch("我的", "search", "采购"))
        found = {one.id: KeptReason(0.5, (one.id,), (), "text", (0, 8)) for one in world.told}
        SavedMatches(session).keep(saved, found, at=START)
    cases = [one.id for one in world.records if one.kind == "case"]
    for case_id in cases:
        for one in world.told:
            if one.case_id != case_id and (sum(case_id.encode()) + one.number // 5) % 9 == 0:
                CasePins(session, Subject("case", case_id)).put(
                    one.case_id,
                    KeptReason(0.5, (one.id,)),
                    note=one.mark,
                    by="team",
                    at=START,
                    among=meets(None),
                )


def _keep_proposals(session: Session, world: World) -> None:
    """Each rests on the first words, which bear its mark, of a paper that few may read."""
    store = VocabularyProposals(session)
    for at, paper in enumerate(world.quoted):
        target = "loopholes:no_rule" if at else ""
        kind = Kind.INDICATOR if at else Kind.WORD
        text = f"没有制定管理{'办' * at}" if at else PROPOSED
        source = words_source(paper, Span(0, len("qx000000z")))
        wish = Wish(kind, text, "常见", target, detail="other", source=source)
        store.propose(desktop_principal(), lambda _: None, wish)
    session.flush()


def _keep_records(session: Session, world: World) -> None:
    for one in world.records:
        register = register_of(one.id)
        if one.kind == "evidence":
            facts = one.kept_record.facts
            session.add(EvidenceFileRow(sha256=facts.sha256, content=one.mark.encode()))
        session.execute(insert(table_of(register)).values(to_row(one.kept_record)))
        write_event(
            session,
            None,
            one.kept_record,
            actor="team",
            kind=register.kind,
            action="create",
            reason="",
        )
