"""Proposals to the vocabulary and the dictionary: what routes, pages and commands share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.reach import readable_by, record_shown
from api.wiring import Service
from kb.governance.access import Principal
from kb.governance.audit import AuditEntry
from kb.governance.names import people_names
from kb.model import Span
from kb.prevention.source_refs import parse_source, readable_words
from kb.retrieval.sources import Sources
from kb.store.dictionary_words import OwnWord, own_words
from kb.store.vocabulary_proposals import ProposalPage, VocabularyProposals
from kb.store.word_uses import WordUses, word_uses
from kb.terms import Taxonomy, load_taxonomy
from kb.vocabulary.export import export_csv, export_yaml
from kb.vocabulary.proposals import (
    OF_DICTIONARY,
    Kind,
    Proposal,
    State,
    Wish,
    checked,
    taken_up,
)

EXPORTS: Mapping[str, str] = {"yaml": "application/yaml", "csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class SourceWords:
    """The words that a proposal rests on, as the asking person may read them."""

    document_id: str
    title: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal as one person sees it: ``source`` is None where they may not read it.

    ``merged`` waits for nothing any more: the running vocabulary says so already.
    """

    proposal: Proposal
    author: str
    decided_by: str
    source: SourceWords | None
    merged: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """What the words of a proposal meet: how they are cut today, where they stand."""

    words: str
    cut: Sequence[str]
    uses: WordUses


def propose(service: Service, who: Principal, taxonomy: Taxonomy, wish: Wish) -> Proposal:
    """A new proposal; ``NotFound`` for a source that the person may not read."""
    cut = service.reader.segmenter.words
    plain = checked(wish, taxonomy, whole=lambda word: cut(word) == [word])
    with service.governing.audit.writing() as work:
        plain = replace(plain, source=readable_words(work.session, who, wish.source))
        return VocabularyProposals(work.session).propose(who, work.record, plain)


def decide(
    service: Service, who: Principal, proposal_id: int, state: State, *, expected: int, reason: str
) -> Proposal:
    """Accept or refuse, or (by its author) withdraw."""
    with service.governing.audit.writing() as work:
        store = VocabularyProposals(work.session)
        if state is State.WITHDRAWN:
            return store.withdraw(who, work.record, proposal_id, expected=expected)
        return store.decide(who, work.record, proposal_id, state, expected=expected, reason=reason)


def listed(
    service: Service,
    *,
    state: State | None = None,
    target: str = "",
    before: int = 0,
    limit: int = 50,
) -> tuple[Sequence[ShownProposal], ProposalPage]:
    """Proposals without their sources, the latest first."""
    with service.transactions.reading() as session:
        page = VocabularyProposals(session).page(
            state=state, target=target, before=before, limit=limit
        )
        names = people_names(session)
    return [_shown(service, one, names, None) for one in page.proposals], page


def counts(service: Service) -> Mapping[State, int]:
    """How many proposals there are in each state."""
    with service.transactions.reading() as session:
        return VocabularyProposals(session).counts()


def to_decide(service: Service, who: Principal) -> int:
    """How many proposals wait that this person may decide."""
    with service.transactions.reading() as session:
        return VocabularyProposals(session).to_decide(who)


def waiting(service: Service) -> Mapping[str, int]:
    """How many proposals wait for a decision, by the key of their entry."""
    with service.transactions.reading() as session:
        return VocabularyProposals(session).waiting()


def found(service: Service, who: Principal, proposal_id: int) -> ShownProposal:
    """One of them; ``NotFound`` for a number that was never given.

    A read of a source of level 2 and above is recorded first.
    """
    with service.transactions.reading() as session:
        kept = VocabularyProposals(session).get(proposal_id)
        names = people_names(session)
        ref = parse_source(kept.wish.source) if kept.wish.source else None
        ids = [ref.id] if ref else []
        texts = Sources(session, ids, among=readable_by(service, who))
    record_shown(service, who, texts.summaries, "document.read")
    if ref is None or ref.span is None or not texts.holds(ref.id):
        return _shown(service, kept, names, None)
    summary = texts.summaries[ref.id]
    words = ref.span.of(texts.text(ref.id))
    source = SourceWords(ref.id, summary.title or summary.name, ref.span, words)
    return _shown(service, kept, names, source)


def impact(service: Service, who: Principal, wish: Wish) -> Impact | None:
    """What the words of a wish meet in the documents that the person may read; None where the
    wish has no words to be met. Sentences of level 2 and above are recorded before they leave."""
    if wish.kind not in {*OF_DICTIONARY, Kind.INDICATOR, Kind.TERM, Kind.NAME}:
        return None
    with service.transactions.reading() as session:
        uses = word_uses(session, wish.text, among=readable_by(service, who))
    record_shown(service, who, (one.document_id for one in uses.examples), "document.read")
    return Impact(wish.text, service.reader.segmenter.words(wish.text), uses)


def dictionary(service: Service) -> Sequence[OwnWord]:
    """The words that this deployment added: in force, or waiting for the next index."""
    with service.transactions.reading() as session:
        return own_words(session)


def exported(service: Service, who: Principal, form: str, taxonomy: Taxonomy) -> bytes:
    """What was accepted and is in no version yet, as ``yaml`` or ``csv``; recorded first."""
    with service.governing.audit.writing() as work:
        store = VocabularyProposals(work.session)
        accepted, standing = store.accepted(), store.words()
        # a word that came, went and came again is told of once
        words = {one.wish.text: one for one in accepted if one.wish.kind is Kind.WORD}
        terms = [one for one in accepted if one.wish.kind not in OF_DICTIONARY]
        chosen = [
            *(one for one in terms if not taken_up(one.wish, taxonomy)),
            *(one for word, one in words.items() if word in standing),
        ]
        told = f"proposals {form} ×{len(chosen)}"
        work.record(AuditEntry(who, "vocabulary.export", told))
    make = export_yaml if form == "yaml" else export_csv
    return make(taxonomy, chosen)


def _shown(
    service: Service, one: Proposal, names: Mapping[str, str], source: SourceWords | None
) -> ShownProposal:
    accepted = one.state is State.ACCEPTED
    word_is_in = one.wish.text in service.own_words
    return ShownProposal(
        proposal=one,
        author=names.get(one.author, one.author),
        decided_by=names.get(one.decided_by, one.decided_by),
        source=source,
        merged=accepted and taken_up(one.wish, load_taxonomy()),
        in_force=accepted
        and one.wish.kind in OF_DICTIONARY
        and word_is_in is (one.wish.kind is Kind.WORD),
    )
