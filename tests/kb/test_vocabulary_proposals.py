"""Proposals on both databases: one proposes, another decides, nothing is proposed twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from kb.errors import KbError
from kb.governance.access import Principal, Role
from kb.governance.audit import AuditEntry
from kb.store.dictionary_words import own_words, put_in_force, words_in_force
from kb.store.session import Transactions
from kb.store.vocabulary_proposals import VocabularyProposals
from kb.store.vocabulary_tables import VocabularyProposalRow
from kb.vocabulary.proposals import Kind, Proposal, State, Wish, WordKind

Person = Callable[..., Principal]
WORD = Wish(Kind.WORD, "甲供材", "常用", detail="jargon")
SAYING = Wish(Kind.INDICATOR, "没人管过", "常见", "loopholes:no_rule")


class Desk:
    """Two people over one store, and the audit entries they leave."""

    def __init__(self, transactions: Transactions, person: Person) -> None:
        self.transactions = transactions
        self.author = person("u1", Role.INVESTIGATOR)
        self.other = person("u2", Role.PREVENTION)
        self.entries: list[AuditEntry] = []

    def do(self, act: Callable[[VocabularyProposals], Any]) -> Any:
        with self.transactions.writing() as session:
            return act(VocabularyProposals(session))

    def propose(self, wish: Wish, who: Principal | None = None) -> Proposal:
        made: Proposal = self.do(
            lambda store: store.propose(who or self.author, self.entries.append, wish)
        )
        return made

    def decide(
        self,
        number: int,
        state: State = State.ACCEPTED,
        *,
        who: Principal | None = None,
        expected: int = 1,
        reason: str = "",
    ) -> Proposal:
        made: Proposal = self.do(
            lambda store: store.decide(
                who or self.other,
                self.entries.append,
                number,
                state,
                expected=expected,
                reason=reason,
            )
        )
        return made

    def accept(self, wish: Wish) -> None:
        self.decide(self.propose(wish).id)

    def words(self) -> tuple[str, ...]:
        with self.transactions.reading() as session:
            return words_in_force(session)

    def reindexed(self) -> dict[str, bool]:
        with self.transactions.writing() as session:
            return dict(put_in_force(session))


@pytest.fixture
def desk(transactions: Transactions, person: Person) -> Desk:
    return Desk(transactions, person)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(KbError) as refused:
        act()
    return refused.value.code


def test_one_proposes_and_another_accepts(desk: Desk) -> None:
    made = desk.propose(WORD)
    assert (made.wish, made.state, made.version) == (WORD, State.PROPOSED, 1)
    assert made.proposed_at.tzinfo is not None
    decided = desk.decide(made.id, reason=" 确有\n必要 ")
    assert (decided.state, decided.version, decided.decided_by) == (State.ACCEPTED, 2, "u2")
    assert decided.decision == "确有 必要"
    assert desk.do(lambda store: store.get(made.id)) == decided
    assert [(one.action, one.actor.account, one.after) for one in desk.entries] == [
        ("vocabulary.propose", "u1", "proposed"),
        ("vocabulary.decide", "u2", "accepted"),
    ]


def test_nobody_decides_what_they_proposed(desk: Desk) -> None:
    made = desk.propose(WORD, desk.other)
    assert code_of(lambda: desk.decide(made.id)) == "SAME_PERSON"
    assert code_of(lambda: desk.decide(made.id, State.REFUSED, reason="不")) == "SAME_PERSON"
    assert desk.do(lambda store: store.get(made.id)).state is State.PROPOSED
    assert len(desk.entries) == 1


def test_rights_are_asked_for(desk: Desk, person: Person) -> None:
    trainer = person("u3", Role.TRAINER)
    assert code_of(lambda: desk.propose(WORD, trainer)) == "NOT_ALLOWED"
    made = desk.propose(WORD)
    for who in (trainer, person("u4", Role.INVESTIGATOR)):
        assert code_of(partial(desk.decide, made.id, who=who)) == "NOT_ALLOWED"


def test_what_waits_for_a_person_is_what_they_may_decide(desk: Desk, person: Person) -> None:
    third = person("u3", Role.REVIEWER)

    def waiting() -> list[int]:
        everybody = (desk.author, desk.other, third, person("u4", Role.TRAINER))
        return [desk.do(partial(VocabularyProposals.to_decide, who=who)) for who in everybody]

    assert waiting() == [0, 0, 0, 0]
    made = desk.propose(WORD)
    desk.propose(Wish(Kind.WORD, "飞单", reason="常用", detail="jargon"), desk.other)
    assert waiting() == [0, 1, 2, 0]
    desk.decide(made.id)
    assert waiting() == [0, 0, 1, 0]


def test_a_refusal_gives_its_reason_and_is_not_for_ever(desk: Desk) -> None:
    made = desk.propose(WORD)
    assert code_of(lambda: desk.decide(made.id, State.REFUSED)) == "FIELD_NEEDED"
    assert code_of(lambda: desk.decide(made.id, reason="理" * 501)) == "FIELD_TOO_LONG"
    desk.decide(made.id, State.REFUSED, reason="太泛")
    assert code_of(lambda: desk.decide(made.id, expected=2)) == "TRANSITION_ILLEGAL"
    assert desk.propose(WORD).id > made.id


def test_only_the_newest_version_is_decided(desk: Desk) -> None:
    made = desk.propose(WORD)
    assert code_of(lambda: desk.decide(made.id, expected=0)) == "VERSION_STALE"
    assert code_of(lambda: desk.decide(made.id + 1)) == "NOT_FOUND"


def test_the_author_alone_withdraws(desk: Desk) -> None:
    made = desk.propose(WORD)

    def withdraw(who: Principal) -> Proposal:
        gone: Proposal = desk.do(
            lambda store: store.withdraw(who, desk.entries.append, made.id, expected=1)
        )
        return gone

    assert code_of(lambda: withdraw(desk.other)) == "PROPOSAL_NOT_OWN"
    assert withdraw(desk.author).state is State.WITHDRAWN
    assert code_of(lambda: withdraw(desk.author)) == "TRANSITION_ILLEGAL"


@pytest.mark.parametrize("wish", [WORD, SAYING], ids=["word", "saying"])
def test_the_same_is_not_proposed_twice(desk: Desk, wish: Wish) -> None:
    made = desk.propose(wish)
    assert code_of(lambda: desk.propose(wish, desk.other)) == "PROPOSAL_EXISTS"
    desk.decide(made.id)
    assert code_of(lambda: desk.propose(wish)) == "PROPOSAL_EXISTS"


def test_lists_and_counts(desk: Desk) -> None:
    first, second = desk.propose(WORD), desk.propose(SAYING)
    desk.decide(first.id)
    page = desk.do(lambda store: store.page())
    assert ([one.id for one in page.proposals], page.total) == ([second.id, first.id], 2)
    older = desk.do(lambda store: store.page(before=second.id, limit=1))
    assert ([one.id for one in older.proposals], older.total) == ([first.id], 2)
    waits = desk.do(lambda store: store.page(state=State.PROPOSED, target=SAYING.target))
    assert [one.id for one in waits.proposals] == [second.id]
    assert desk.do(lambda store: store.counts())[State.ACCEPTED] == 1
    assert desk.do(lambda store: store.waiting()) == {SAYING.target: 1}


def test_a_word_is_in_force_from_the_next_index_on(desk: Desk) -> None:
    desk.accept(WORD)
    desk.propose(Wish(Kind.WORD, "过单", "常用", detail="jargon"))
    assert desk.words() == ()
    with desk.transactions.reading() as session:
        [word] = own_words(session)
    assert (word.word, word.kind, word.since, word.standing) == (
        "甲供材",
        WordKind.JARGON,
        None,
        True,
    )
    assert desk.reindexed() == {"甲供材": True}
    assert desk.words() == ("甲供材",)
    assert desk.reindexed() == {}


def test_a_clock_that_was_set_back_brings_no_dropped_word_back(desk: Desk) -> None:
    desk.accept(WORD)
    desk.reindexed()
    desk.accept(Wish(Kind.DROP_WORD, "甲供材", "切错了别的词"))
    with desk.transactions.writing() as session:
        drop = session.scalars(select(VocabularyProposalRow).filter_by(kind="drop_word")).one()
        drop.decided_at = datetime(2020, 1, 1, tzinfo=UTC)
    assert desk.reindexed() == {"甲供材": False}


def test_a_word_is_dropped_and_may_come_again(desk: Desk) -> None:
    drop = Wish(Kind.DROP_WORD, "甲供材", "切错了别的词")
    assert code_of(lambda: desk.propose(drop)) == "WORD_NOT_OWN"
    desk.accept(WORD)
    desk.reindexed()
    desk.accept(drop)
    with desk.transactions.reading() as session:
        assert [one.standing for one in own_words(session)] == [False]
    assert desk.words() == ("甲供材",)
    assert desk.reindexed() == {"甲供材": False}
    assert desk.words() == ()
    desk.accept(WORD)
    assert desk.reindexed() == {"甲供材": True}
    desk.accept(drop)
    assert code_of(lambda: desk.propose(drop)) == "WORD_NOT_OWN"
