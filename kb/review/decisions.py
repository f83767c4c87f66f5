"""What people decide on the labels that machines propose, and what stands after it.

Every machine label is a proposal, named by values that last: document, sentence and label. A
reviewer accepts it, edits it (another label, other words) or rejects it, or adds a label that the
machine missed. The rule, in one place (``verdict``):

* each reviewer has one vote on a proposal, the latest decision; earlier ones stay as history;
* the answer that more reviewers give than any other is settled: accepted, edited or rejected;
* while two answers tie for the most, the label is disputed and stands as it was proposed. A third
  reviewer's decision settles it, unless it is a third answer.

Two answers are the same when they leave the same label: accepting 制度空白 and moving its words a
little are one answer, and then the words of the latest edit stand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kb.errors import InvalidQuery
from kb.model import DocumentId, Label, Span
from kb.terms import Taxonomy

BY_REVIEWER = "reviewer"
_MAX_REVIEWER = 60


class Choice(StrEnum):
    """What a reviewer may do; ``ADD`` answers no machine proposal."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"
    ADD = "add"


class Status(StrEnum):
    """Where a label stands; a label that a reviewer added is ``ACCEPTED`` by the one who did."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, order=True)
class ProposalId:
    """``3f9a2c…:12:loopholes:no_trace``: stays the same when a newer model relabels."""

    document_id: DocumentId
    sentence: int
    key: str

    def __str__(self) -> str:
        return f"{self.document_id}:{self.sentence}:{self.key}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The label a decision leaves, and its words."""

    key: str
    span: Span


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as kept: the proposal as it then was, and what was made of it.

    ``outcome`` is None for a rejection.
    """

    proposal: Label
    choice: Choice
    outcome: Outcome | None
    reviewer: str
    note: str
    at: datetime

    @property
    def answer(self) -> str:
        """What is compared between reviewers: ``accept``, ``reject`` or another label's key."""
        if self.outcome is None:
            return "reject"
        return "accept" if self.outcome.key == self.proposal.key else self.outcome.key


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer says to a proposal. ``key`` and ``span`` are for EDIT and ADD alone.

    ``model``, where given, is the version whose proposal the reviewer saw.
    """

    choice: Choice
    reviewer: str
    key: str = ""
    span: Span | None = None
    note: str = ""
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all decisions on a proposal come to; ``standing`` is None once it is rejected."""

    status: Status
    standing: Label | None
    reviewers: int


@dataclass(frozen=True, slots=True)
class ReviewedLabel:
    """A proposal, every decision on it (oldest first) and what they come to."""

    id: ProposalId
    label: Label
    decisions: tuple[Decision, ...]

    @property
    def verdict(self) -> Verdict:
        """What stands."""
        return verdict(self.label, self.decisions)


@dataclass(frozen=True, slots=True)
class ReviewedSentence:
    """A sentence for training: what people affirmed and what they refused, key by key.

    Keys in neither set were not reviewed (or are disputed) and say nothing.
    """

    text: str
    labels: frozenset[str]
    rejected: frozenset[str]
    source: DocumentId
    reviewers: tuple[str, ...]


def reviewer_name(name: str) -> str:
    """The name without blanks around it; REVIEWER_MISSING when none is left."""
    plain = name.strip()
    if not plain or len(plain) > _MAX_REVIEWER or not plain.isprintable():
        raise InvalidQuery("REVIEWER_MISSING", limit=_MAX_REVIEWER)
    return plain


def label_key(words: str, taxonomy: Taxonomy) -> str:
    """The key of a label in use, by its key or its Chinese name; LABEL_UNKNOWN for another."""
    for term in taxonomy.terms.values():
        if words in (term.key, term.name) and not term.deprecated:
            return term.key
    raise InvalidQuery("LABEL_UNKNOWN", key=words[:60])


def gathered(
    document_id: DocumentId,
    labels: Iterable[Label],
    decisions: Iterable[tuple[ProposalId, Decision]],
) -> tuple[ReviewedLabel, ...]:
    """The proposals of a document in reading order: those of the machine and those added.

    One that people answered and that a newer model no longer makes is kept as it was answered.
    """
    made: dict[ProposalId, Label] = {}
    for label in labels:
        made.setdefault(ProposalId(document_id, label.sentence, label.key), label)
    answered: dict[ProposalId, list[Decision]] = {}
    for proposal, decision in decisions:
        answered.setdefault(proposal, []).append(decision)
        made.setdefault(proposal, decision.proposal)
    found = [ReviewedLabel(i, one, tuple(answered.get(i, ()))) for i, one in made.items()]
    return tuple(sorted(found, key=lambda one: one.label.span.start))


def standing(reviewed: Iterable[ReviewedLabel]) -> tuple[Label, ...]:
    """The labels that stand: proposals not rejected, as edited; each once in a sentence."""
    kept: dict[tuple[int, str], Label] = {}
    for one in reviewed:
        label = one.verdict.standing
        if label is not None:
            place = (label.sentence, label.key)
            kept[place] = label if label.method == BY_REVIEWER else kept.get(place, label)
    return tuple(kept.values())


def votes(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The latest decision of each reviewer; ``decisions`` are given oldest first."""
    latest: dict[str, Decision] = {}
    for one in decisions:
        latest.pop(one.reviewer, None)
        latest[one.reviewer] = one
    return tuple(latest.values())


def verdict(label: Label, decisions: Sequence[Decision]) -> Verdict:
    """The rule of this file. 张三 accepts, 李四 rejects: disputed; 王五 rejects: rejected."""
    cast = votes(decisions)
    if not cast:
        return Verdict(Status.PROPOSED, label, 0)
    ranked = Counter(one.answer for one in cast).most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return Verdict(Status.DISPUTED, label, len(cast))
    side = [one for one in cast if one.answer == ranked[0][0]]
    edits = [one for one in side if one.choice is Choice.EDIT]
    telling = (edits or side)[-1]
    if telling.outcome is None:
        return Verdict(Status.REJECTED, None, len(cast))
    if telling.choice is Choice.EDIT:
        return Verdict(Status.EDITED, _edited(label, telling.outcome), len(cast))
    standing = replace(label, span=telling.outcome.span)
    return Verdict(Status.ACCEPTED, standing, len(cast))


def _edited(label: Label, outcome: Outcome) -> Label:
    layer, _, term = outcome.key.partition(":")
    return replace(
        label,
        layer=layer,
        term=term,
        span=outcome.span,
        confidence=1.0,
        method=BY_REVIEWER,
        rule="",
    )
