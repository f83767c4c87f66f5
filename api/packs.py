"""Packs of education as commands and routes ask for them: audience understood, built, stepped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.errors import explain
from api.registers import registry_for_reading, registry_for_writing
from api.wiring import Service, pack_reading
from kb.education.feedback import Learnt, heard, learnt, weights_of
from kb.education.key_box import KeyBox
from kb.education.listeners import RANKS, Rank
from kb.education.matching import Choice
from kb.education.pack_builder import Built, Draft, Tools, Wish, compose, keep_draft, match
from kb.education.pack_content import PackContent
from kb.education.pack_facts import PACKS, Edition, PackFacts
from kb.education.pack_files import Finished, Made, PackFiles
from kb.education.packs import Packs
from kb.education.redaction_preview import Preview, redaction_preview
from kb.education.trainings import Trainings
from kb.education.variant import Variant
from kb.errors import InvalidQuery, WorkflowError
from kb.governance.access import Level, Principal
from kb.governance.audit import AuditEntry
from kb.registers.records import Kept
from kb.retrieval.measure_fit import Problem
from kb.retrieval.measures import MeasureSearch, Plan
from kb.retrieval.problems import term_ids, unit_kind_of, vocabulary_words
from kb.store.registry import Registry
from kb.terms import LAYERS, Taxonomy, load_taxonomy
from nlp.problems import measure_meanings, problem_words

_MEASURES = 8


@dataclass(frozen=True, slots=True)
class PackAsked:
    """What is asked of a pack; terms by their ids or Chinese names."""

    recipient: str
    title: str = ""
    unit: str = ""
    edition: Edition = Edition.UNIT
    unit_kind: str = ""
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    rank: str = ""
    theme: str = ""
    minutes: int = 90
    k: int = 3
    cases: int | None = None
    most: Level = Level.INTERNAL
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a pack says; or in words why it is told to nobody any more.

    ``questions`` and ``cases`` in their order, each "" where they are not told.
    """

    pack: Kept[PackFacts]
    content: PackContent | None
    questions: Sequence[str]
    cases: Sequence[str]
    refusal: str = ""


def understood(service: Service, asked: PackAsked) -> PackFacts:
    """The audience by ids; the theme's words as labels, offences and domains too."""
    taxonomy = load_taxonomy()
    title = asked.title.strip() or f"{asked.recipient.strip()}警示教育"
    return PackFacts(
        title=title,
        recipient=asked.recipient.strip(),
        unit=asked.unit,
        edition=asked.edition,
        unit_kind=unit_kind_of(asked.unit_kind),
        domains=term_ids("domains", asked.domains, taxonomy),
        positions=term_ids("positions", asked.positions, taxonomy),
        posts=tuple(dict.fromkeys(one.strip() for one in asked.posts if one.strip())),
        rank=_rank(asked.rank),
        theme=asked.theme.strip(),
        theme_keys=_theme_keys(service, asked.theme, taxonomy),
        minutes=asked.minutes,
        k=asked.k,
    )


def matched(service: Service, registry: Registry, asked: PackAsked) -> Choice:
    """The cases that would be taken, and those that would not with why; nothing is kept."""
    return match(registry, understood(service, asked), _wish(service, registry, asked))


def drafted(service: Service, registry: Registry, asked: PackAsked) -> Draft:
    """A draft that is not kept yet: composed while nobody else waits for the store."""
    facts = understood(service, asked)
    tools = Tools(key_box(service), pack_reading(), lambda one: _plan(service, registry, one))
    return compose(registry, facts, _wish(service, registry, asked), tools)


def draft_for(service: Service, who: Principal, asked: PackAsked) -> Draft:
    """A draft for a person, of what that person may read."""
    with registry_for_reading(service, who) as registry:
        return drafted(service, registry, asked)


def built(service: Service, registry: Registry, draft: Draft) -> Built:
    """A new draft, kept."""
    return keep_draft(registry, draft, key_box(service))


def packs(service: Service, registry: Registry) -> Packs:
    """The steps of packs for the registry's person."""
    return Packs(registry, key_box(service))


def told_of(service: Service, registry: Registry, pack_id: str) -> Told:
    """For a page that shows the head of a pack in any case."""
    pack, steps = registry.get(PACKS, pack_id), packs(service, registry)
    try:
        content = steps.content(pack_id)
    except WorkflowError as error:  # PACK_LEVEL_RAISED
        questions, cases = steps.size(pack_id)
        return Told(pack, None, [""] * questions, [""] * cases, explain(error))
    stems, titles = [one.stem for one in content.quiz], [one.title for one in content.cases]
    return Told(pack, content, stems, titles)


def pack_files(service: Service, registry: Registry) -> PackFiles:
    """The finished files of packs for the registry's person."""
    return PackFiles(registry, key_box(service), pack_reading().people)


def made_of(service: Service, who: Principal, pack_id: str) -> Made:
    """The files of a pack, made and scanned while nobody else waits for the store."""
    with registry_for_reading(service, who) as registry:
        return pack_files(service, registry).make(pack_id)


def handed_out(
    service: Service,
    who: Principal,
    pack_id: str,
    form: str,
    variant: Variant,
    *,
    review: bool = False,
) -> Finished:
    """A released file, or with ``review`` one that waits for release, recorded before it leaves.

    A refusal is recorded too, with its code.
    """
    try:
        with registry_for_writing(service, who) as registry:
            files = pack_files(service, registry)
            give = files.for_review if review else files.released
            return give(pack_id, form, variant)
    except WorkflowError as error:
        action = "pack.review_file" if review else "pack.export"
        service.governing.audit.record(
            AuditEntry(who, action, pack_id, outcome="refused", reason=error.code)
        )
        raise


def redaction_shown(service: Service, who: Principal, pack_id: str) -> Preview:
    """The pack beside the originals that the person may read, recorded at their level."""
    with registry_for_reading(service, who) as registry:
        preview = redaction_preview(registry, key_box(service), pack_id)
    if preview.level is None:
        record_content_shown(service, who, preview.pack.id, preview.pack.head.level)
    else:
        service.governing.audit.record(
            AuditEntry(who, "pack.originals", preview.pack.id, preview.level)
        )
    return preview


def trainings(service: Service, registry: Registry) -> Trainings:
    """The steps of trainings for the registry's person."""
    return Trainings(registry, key_box(service))


def learnt_weights(service: Service, registry: Registry) -> tuple[Learnt, ...]:
    """The weights of the match as feedback that the person may read leaves them."""
    return learnt(heard(registry, key_box(service)))


def key_box(service: Service) -> KeyBox:
    """What seals the keys of packs."""
    return KeyBox.open(service.settings.key_of_packs)


def record_content_shown(service: Service, who: Principal, pack_id: str, level: Level) -> None:
    """Record that the content of a pack of level 2 and above is about to be shown."""
    service.governing.record_read(who, pack_id, level, "pack.read")


def _wish(service: Service, registry: Registry, asked: PackAsked) -> Wish:
    weights = weights_of(learnt_weights(service, registry))
    return Wish(asked.most, frozenset(asked.without), weights, asked.cases)


def _plan(service: Service, registry: Registry, problem: Problem) -> Plan:
    words = problem_words(vocabulary_words(problem, registry.taxonomy), service.reader)
    meaning = measure_meanings(problem.text, words, service.reader)
    asked = replace(problem, meaning=meaning)
    search = MeasureSearch(service.index, service.reader.encode)
    reach = service.reach(registry.principal)
    return search.plan(registry, asked, words, reach=reach, limit=_MEASURES)


def _rank(given: str) -> str:
    """A rank by its id or Chinese name; LABEL_UNKNOWN for another."""
    for rank, name in RANKS.items():
        if given.strip() in (rank.value, name):
            return Rank(rank).value
    if given.strip():
        raise InvalidQuery("LABEL_UNKNOWN", key=given[:60])
    return ""


def _theme_keys(service: Service, theme: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """What the theme names (受贿, 违规审批放宽条件) and what the labeller reads in it."""
    if not theme.strip():
        return ()
    named = [
        key
        for key, name in taxonomy.names.items()
        if key.partition(":")[0] in (*LAYERS, "offence", "domain") and _plain(name) in theme
    ]
    read = [label.key for label in service.reader.label_sentence(theme)]
    return tuple(dict.fromkeys([*named, *read]))


def _plain(name: str) -> str:
    return name.removesuffix("罪")
