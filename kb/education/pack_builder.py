"""The main path of a pack: audience → cases by match → sections → one redaction → kept.

What is kept of it apart: the record (register), the content (redacted), the sealed key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.education.case_content import RawCase, raw_case
from kb.education.clauses import clauses_of
from kb.education.compared import charts, comparison
from kb.education.key_box import KeyBox
from kb.education.matching import MATCH_WEIGHTS, Choice, choose, distinct
from kb.education.pack_anonymity import ToldLess, may_hide, rare, traits
from kb.education.pack_content import PackContent, TaughtCase
from kb.education.pack_facts import AUDIENCES, EDITIONS, PACKS, PackFacts, RareTold
from kb.education.pack_levels import hold_levels, part_name
from kb.education.pack_papers import used_by
from kb.education.pack_redaction import RedactedPack, redact_pack
from kb.education.pack_sources import Marks
from kb.education.pack_store import PackStore, SealedKey, UsedCase
from kb.education.pack_trace import Trace, trace_of
from kb.education.quiz import quiz
from kb.education.read_along import read_along
from kb.education.redaction.redact import Edition, Reading
from kb.education.taught_measures import Planned, taught_measures
from kb.education.teaching_cases import TeachingCases
from kb.education.vocabulary_names import without_vocabulary
from kb.errors import InvalidQuery, NotAllowed, WorkflowError
from kb.governance.access import Level
from kb.model import DocumentId
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry

DECLARATION = (
    "本教育包由公开或经批准使用的案件材料摘编，已作去标识化处理，不是匿名化：请勿猜测、核对或外传当事人身份。"
    "摘录是文书原话，标签与统计只就本包案例，不代表总体。"
)
_MOST_K = 50


@dataclass(frozen=True, slots=True)
class Tools:
    """What is built elsewhere: the key box, what reads names and sums, what plans measures."""

    box: KeyBox
    reading: Reading
    planned: Planned


@dataclass(frozen=True, slots=True)
class Wish:
    """Besides the audience: the highest level of cases, keys of cases to leave out, weights."""

    most: Level = Level.INTERNAL
    without: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=lambda: MATCH_WEIGHTS)
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed pack, its key and the state of its cases; ``dropped`` as in ``Built``."""

    facts: PackFacts
    trace: Trace
    choice: Choice
    dropped: int
    key: SealedKey
    used: tuple[UsedCase, ...]

    @property
    def content(self) -> PackContent:
        """What it says."""
        return self.trace.content


@dataclass(frozen=True, slots=True)
class Built:
    """A new pack; ``dropped`` passages that could not be redacted were left out of it."""

    pack: Kept[PackFacts]
    content: PackContent
    choice: Choice
    dropped: int


def match(registry: Registry, facts: PackFacts, wish: Wish) -> Choice:
    """The cases for the audience, without making anything.

    AUDIENCE_EMPTY where neither posts nor domains nor a kind of unit are told.
    """
    listeners = facts.listeners
    if not (listeners.positions or listeners.posts or listeners.domains or listeners.unit_kind):
        raise InvalidQuery("AUDIENCE_EMPTY")
    if wish.most > registry.principal.clearance and not registry.principal.desktop:
        raise NotAllowed("LEVEL_ABOVE_CLEARANCE", level=wish.most.value)
    cases = TeachingCases(registry, most=wish.most).near(listeners)
    wanted = [one for one in cases if one.key not in wish.without]
    return choose(wanted, listeners, registry.taxonomy, weights=wish.weights, most=wish.cases)


def compose(registry: Registry, facts: PackFacts, wish: Wish, tools: Tools) -> Draft:
    """A pack that is not kept yet. PACK_NO_CASES where no case fits; K_INVALID.

    It takes its time and writes nothing: a caller does it before the transaction that keeps it.
    """
    if not 1 <= facts.k <= _MOST_K:
        raise InvalidQuery("K_INVALID", k=facts.k)
    choice = match(registry, facts, wish)
    if not choice.chosen:
        raise WorkflowError("PACK_NO_CASES", refused=len(choice.refused))
    raw = _raw(registry, facts, choice)
    marks = Marks(registry, tools.box, recipient=facts.recipient)
    told = _rare(facts, choice)
    content = marks.marked(_content(registry, replace(facts, rare=told), choice, raw, tools))
    store = PackStore(registry.session, tools.box)
    redacted = _redacted(facts, raw, content, store, tools)
    less = ToldLess(told, tools.reading.amounts)
    sources = {at: one.case.sources for at, one in enumerate(raw, 1)}
    return Draft(
        replace(facts, cases=len(raw), rare=told),
        trace_of(content, redacted, less, marks.anchors, sources),
        choice,
        len(redacted.dropped),
        SealedKey(facts.recipient, redacted.key, marks.anchors),
        used_by(registry.session, raw, content, marks.anchors),
    )


def keep_draft(registry: Registry, draft: Draft, box: KeyBox) -> Built:
    """Enter a composed pack; it says at once that it needs an update if a case changed since.

    PACK_RAISED_MEANWHILE where one of its papers is kept above it by now, PACK_ALIAS_TAKEN where a
    pack of another recipient got one of its aliases since it was composed.
    """
    level = _level(draft.choice)
    _require_still(hold_levels(registry.session, draft.used), draft.used, level)
    pack = registry.add(PACKS, draft.facts, Placing(level), reason="build")
    store = PackStore(registry.session, box)
    # once the pack is entered nobody else enters one before this transaction ends
    elsewhere = store.elsewhere(draft.key.recipient)
    if any(alias in elsewhere.get(name, ()) for name, alias in draft.key.key.aliases.items()):
        raise WorkflowError("PACK_ALIAS_TAKEN")
    store.keep(pack.id, draft.trace, draft.key, draft.used)
    return Built(pack, draft.content, draft.choice, draft.dropped)


def _require_still(now: Mapping[DocumentId, Level], used: Iterable[UsedCase], level: Level) -> None:
    raised = [one.number for one in used if any(now.get(each, 0) > level for each in one.papers)]
    if raised:
        raise WorkflowError("PACK_RAISED_MEANWHILE", parts="、".join(map(part_name, raised)))


def _level(choice: Choice) -> Level:
    """That of the pack: the highest of its cases, and no public one before somebody says so."""
    return max([Level.INTERNAL, *(one.case.level for one in choice.chosen)])


def _raw(registry: Registry, facts: PackFacts, choice: Choice) -> list[RawCase]:
    domains = facts.domains or tuple(
        domain for one in facts.positions for domain in registry.taxonomy.positions[one].domains[:1]
    )
    level = _level(choice)
    links = [link for one in domains for link in registry.taxonomy.domains[one].power_links]
    return [
        raw_case(one.case, clauses_of(registry, one.case, most_level=level), links=links)
        for one in choice.chosen
    ]


def _content(
    registry: Registry, facts: PackFacts, choice: Choice, raw: Sequence[RawCase], tools: Tools
) -> PackContent:
    untold = frozenset(one.case for one in facts.rare if "amount" in one.left_out)
    return PackContent(
        title=facts.title,
        recipient=facts.recipient,
        audience=audience_words(registry, facts),
        theme=facts.theme,
        edition=EDITIONS[facts.edition],
        minutes=facts.minutes,
        made=registry.today(),
        cases=tuple(
            TaughtCase(at, one.title, matched.parts, one.sections)
            for at, (one, matched) in enumerate(zip(raw, choice.chosen, strict=True), 1)
        ),
        comparison=comparison(raw),
        charts=charts(raw, untold=untold),
        quiz=quiz(raw),
        steps=(),
        measures=taught_measures(
            registry, raw, facts.listeners, tools.planned, most=_level(choice)
        ),
        sources=(),
        declaration=DECLARATION,
    )


def audience_words(registry: Registry, facts: PackFacts) -> str:
    """``行政审批岗位｜行政审批｜党政机关`` as a page says it."""
    from_terms = [registry.taxonomy.label(f"position:{one}") for one in facts.positions]
    from_terms += [registry.taxonomy.label(f"domain:{one}") for one in facts.domains]
    return "、".join(dict.fromkeys([*facts.posts, *from_terms])) or facts.recipient


def _redacted(
    facts: PackFacts, raw: Sequence[RawCase], content: PackContent, store: PackStore, tools: Tools
) -> RedactedPack:
    edition = Edition(
        audience=AUDIENCES[facts.edition],
        recipient=facts.recipient,
        key=tools.box.lots,
        elsewhere=store.elsewhere(facts.recipient),
    )
    named = {party.name for one in raw for paper in one.case.told for party in paper.parties}
    people = without_vocabulary(tools.reading.people, named=named)
    return redact_pack(content, read_along(raw), edition, replace(tools.reading, people=people))


def _rare(facts: PackFacts, choice: Choice) -> tuple[RareTold, ...]:
    """Among the cases of the pack and all others that may be taught and were near, each once."""
    chosen = [one.case for one in choice.chosen]
    told = [traits(one, facts.positions) for one in chosen]
    others = [
        one.case
        for one in (*choice.further, *choice.refused)
        if not one.case.refused
        and any(may_hide(each, traits(one.case, facts.positions)) for each in told)
    ]
    crowd = [traits(one, facts.positions) for one in distinct(others, beside=chosen)]
    return rare(told, crowd, k=facts.k)
