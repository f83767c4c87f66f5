"""Proposals to the vocabulary and the dictionary, each decided by another than who made it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, text, true
from sqlalchemy.orm import Session

from kb.errors import IllegalTransition, InvalidQuery, NotAllowed, NotFound, WorkflowError
from kb.governance.access import Permission, Principal
from kb.governance.audit import AuditEntry, Recorder
from kb.store.tables import in_utc, now
from kb.store.vocabulary_tables import VocabularyProposalRow
from kb.vocabulary.proposals import (
    LONGEST_REASON,
    OF_DICTIONARY,
    STATE_NAMES,
    Kind,
    Proposal,
    State,
    Wish,
    WordKind,
)

_Row = VocabularyProposalRow
# one proposer at a time, or two could propose the same; SQLite has one writer anyway
_TURN = text(
    "SELECT pg_advisory_xact_lock(hashtext('lianjian-vocabulary'), hashtext(current_schema()))"
)


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Proposals, the latest first; ``total`` of those that were asked for."""

    proposals: tuple[Proposal, ...]
    total: int


class VocabularyProposals:
    """All may be read by whoever reads the library; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, proposal_id: int) -> Proposal:
        """One of them; ``NotFound`` for a number that was never given."""
        return _proposal(self._row(proposal_id))

    def page(
        self, *, state: State | None = None, target: str = "", before: int = 0, limit: int = 50
    ) -> ProposalPage:
        """Those in a state, of an entry, older than the one numbered ``before`` (0: all)."""
        wanted: list[ColumnElement[bool]] = [true()]
        if state is not None:
            wanted.append(_Row.state == state.value)
        if target:
            wanted.append(_Row.target == target)
        total = self._session.scalar(select(func.count(_Row.id)).where(*wanted)) or 0
        older = _Row.id < before if before else true()
        query = select(_Row).where(*wanted, older).order_by(_Row.id.desc()).limit(limit)
        return ProposalPage(tuple(map(_proposal, self._session.scalars(query))), total)

    def counts(self) -> Mapping[State, int]:
        """How many there are in each state."""
        query = select(_Row.state, func.count(_Row.id)).group_by(_Row.state)
        found = {row[0]: row[1] for row in self._session.execute(query)}
        return {state: found.get(state.value, 0) for state in State}

    def waiting(self) -> Mapping[str, int]:
        """How many proposals wait for a decision, by the key of their entry."""
        query = select(_Row.target, func.count(_Row.id)).where(
            _Row.state == State.PROPOSED.value, _Row.target != ""
        )
        return {row[0]: row[1] for row in self._session.execute(query.group_by(_Row.target))}

    def to_decide(self, who: Principal) -> int:
        """How many wait that this person may decide: others' alone, and none without the right."""
        if Permission.VOCABULARY not in who.permissions:
            return 0
        others = (_Row.state == State.PROPOSED.value, _Row.author != who.account)
        return self._session.scalar(select(func.count(_Row.id)).where(*others)) or 0

    def accepted(self) -> tuple[Proposal, ...]:
        """All that were accepted, in the order of their decisions."""
        query = select(_Row).where(_Row.state == State.ACCEPTED.value)
        found = self._session.scalars(query.order_by(_Row.decided_at, _Row.id))
        return tuple(map(_proposal, found))

    def words(self) -> Mapping[str, WordKind]:
        """The words that were accepted and not dropped again: the dictionary's next own words."""
        standing: dict[str, WordKind] = {}
        # of one word, a later proposal is decided later, whatever the clock said
        for one in sorted(self.accepted(), key=lambda one: one.id):
            if one.wish.kind is Kind.WORD:
                standing[one.wish.text] = WordKind(one.wish.detail)
            elif one.wish.kind is Kind.DROP_WORD:
                standing.pop(one.wish.text, None)
        return standing

    def propose(self, who: Principal, record: Recorder, wish: Wish) -> Proposal:
        """A new proposal of a checked wish.

        ``WorkflowError`` PROPOSAL_EXISTS for one that waits or was accepted, WORD_NOT_OWN for a
        word to be dropped that nobody added here.
        """
        who.require(Permission.LABELS_REVIEW)
        if self._session.connection().dialect.name == "postgresql":
            self._session.execute(_TURN)
        self._require_new(wish)
        row = _Row(
            kind=wish.kind.value,
            target=wish.target,
            text=wish.text,
            detail=wish.detail,
            definition=wish.definition,
            reason=wish.reason,
            example=wish.example,
            source=wish.source,
            state=State.PROPOSED.value,
            version=1,
            author=who.account,
        )
        self._session.add(row)
        self._session.flush()
        record(AuditEntry(who, "vocabulary.propose", _subject(row), after=State.PROPOSED.value))
        return _proposal(row)

    def decide(
        self,
        who: Principal,
        record: Recorder,
        proposal_id: int,
        state: State,
        *,
        expected: int,
        reason: str = "",
    ) -> Proposal:
        """Accepted or refused, by another than the author; refusing needs a reason.

        ``NotAllowed`` SAME_PERSON for the author; else as ``withdraw``.
        """
        who.require(Permission.VOCABULARY)
        row = self._open(proposal_id, expected)
        if row.author == who.account:
            raise NotAllowed("SAME_PERSON", id=proposal_id)
        if state is State.REFUSED and not reason.strip():
            raise InvalidQuery("FIELD_NEEDED", field="不采纳的理由")
        if state is State.ACCEPTED and row.kind == Kind.DROP_WORD.value:
            self._require_own(row.text)
        return self._closed(row, who, record, state, reason)

    def withdraw(
        self, who: Principal, record: Recorder, proposal_id: int, *, expected: int
    ) -> Proposal:
        """By its author alone.

        ``IllegalTransition`` where it was decided, VERSION_STALE where it is at another version.
        """
        who.require(Permission.LABELS_REVIEW)
        row = self._open(proposal_id, expected)
        if row.author != who.account:
            raise NotAllowed("PROPOSAL_NOT_OWN", id=proposal_id)
        return self._closed(row, who, record, State.WITHDRAWN, "")

    def _require_new(self, wish: Wish) -> None:
        if wish.kind is Kind.DROP_WORD:
            self._require_own(wish.text)
        query = select(_Row).where(
            _Row.kind == wish.kind.value,
            _Row.target == wish.target,
            _Row.text == wish.text,
            _Row.state.in_([State.PROPOSED.value, State.ACCEPTED.value]),
        )
        for row in self._session.scalars(query.order_by(_Row.id.desc())):
            over = row.state == State.ACCEPTED.value and wish.kind in OF_DICTIONARY
            if not over or (wish.kind is Kind.WORD and wish.text in self.words()):
                state = STATE_NAMES[State(row.state)]
                raise WorkflowError("PROPOSAL_EXISTS", id=row.id, state=state)

    def _require_own(self, word: str) -> None:
        if word not in self.words():
            raise WorkflowError("WORD_NOT_OWN", word=word)

    def _row(self, proposal_id: int, *, lock: bool = False) -> VocabularyProposalRow:
        query = select(_Row).where(_Row.id == proposal_id)
        row = self._session.scalar(query.with_for_update() if lock else query)
        if row is None:
            raise NotFound(id=proposal_id)
        return row

    def _open(self, proposal_id: int, expected: int) -> VocabularyProposalRow:
        row = self._row(proposal_id, lock=True)
        if row.state != State.PROPOSED.value:
            raise IllegalTransition(state=STATE_NAMES[State(row.state)])
        if row.version != expected:
            raise WorkflowError("VERSION_STALE", id=proposal_id)
        return row

    def _closed(
        self, row: VocabularyProposalRow, who: Principal, record: Recorder, to: State, reason: str
    ) -> Proposal:
        plain = " ".join(reason.split())
        if len(plain) > LONGEST_REASON:
            raise InvalidQuery("FIELD_TOO_LONG", field="理由", limit=LONGEST_REASON)
        if not plain.isprintable():
            raise InvalidQuery("FIELD_INVALID", field="理由", value=repr(plain[:30]))
        row.state, row.version = to.value, row.version + 1
        row.decided_by, row.decided_at, row.decision = who.account, now(), plain
        self._session.flush()
        record(
            AuditEntry(
                who,
                "vocabulary.decide",
                _subject(row),
                reason=plain,
                before=State.PROPOSED.value,
                after=to.value,
            )
        )
        return _proposal(row)


def _subject(row: VocabularyProposalRow) -> str:
    return f"proposal {row.id} {row.kind} {row.target}".rstrip()


def _proposal(row: VocabularyProposalRow) -> Proposal:
    return Proposal(
        id=row.id,
        wish=Wish(
            kind=Kind(row.kind),
            text=row.text,
            reason=row.reason,
            target=row.target,
            detail=row.detail,
            definition=row.definition,
            example=row.example,
            source=row.source,
        ),
        state=State(row.state),
        version=row.version,
        author=row.author,
        proposed_at=in_utc(row.proposed_at),
        decided_by=row.decided_by,
        decided_at=in_utc(row.decided_at) if row.decided_at else None,
        decision=row.decision,
    )
