"""What reports and letters need of the reader: cases like a case, names to hide, laws cited."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from api.reach import readable_by
from api.wiring import Service
from kb.model import CaseId, Document, TaggedDocument
from kb.prevention.case_records import records_of
from kb.prevention.chain_facts import CASES, UNITS
from kb.prevention.ledger_facts import LETTERS, LetterFacts
from kb.prevention.letter_draft import linked_pairs
from kb.prevention.letter_laws import KnownLaws, shipped_laws
from kb.prevention.letter_lint import LintContext, Linted, OlderLetter, letter_words, lint
from kb.prevention.report_words import papers_of
from kb.registers.records import Kept
from kb.retrieval.criteria import Criteria
from kb.retrieval.pins import CasePins, Subject
from kb.retrieval.redaction import Hide, Redaction, hide_nothing
from kb.store.kept_laws import kept_laws
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted
from nlp.law_names import law_name
from nlp.letter_citations import read_citations
from nlp.person_names import find_person_names

_MOST = 10
_OLD = timedelta(days=3 * 365)  # letters before are not compared


def similar_to_case(service: Service, registry: Registry, case_id: CaseId) -> tuple[CaseId, ...]:
    """The past cases most like a case, of what the person may read: the pinned, then the best.

    By its first paper, else by its title.
    """
    case = registry.get(CASES, case_id)
    papers = papers_of(registry, case_id)
    new = papers[0].tagged if papers else _titled(service, case.facts.title)
    criteria = Criteria(except_cases=(case_id,), reach=service.reach(registry.principal))
    found = service.similar.find(service.case_query(new), criteria=criteria, limit=_MOST).cases
    among = readable_by(service, registry.principal)
    pinned = CasePins(registry.session, Subject("case", case_id)).listed(among=among)
    similar = (*(one.past_case for one in pinned), *(one.case.id for one in found))
    return tuple(dict.fromkeys(similar))[: max(_MOST, len(pinned))]


def hiding_names(registry: Registry, case_id: CaseId) -> Hide:
    """Replaces the names of persons that a case's papers or records tell; the same everywhere.

    Rather a word too many than a name that leaves the house: people read the draft for both.
    """
    records = records_of(registry, case_id)
    typed = [
        records.case.facts.title,
        *(one.facts.description for one in records.loopholes),
        *(one.facts.text for one in records.measures),
    ]
    texts = ["\n".join(typed)]
    names = {name for words in typed for name in find_person_names(words, ())}
    for paper in papers_of(registry, case_id):
        texts.append(paper.tagged.document.text)
        names.update(find_person_names(texts[-1], paper.tagged.sections))
    return Redaction.of(("\n".join(texts), sorted(names)), {}).in_new if names else hide_nothing


def lint_letter(
    registry: Registry, letter_id: str, written: LetterFacts | None = None
) -> tuple[Kept[LetterFacts], Linted]:
    """The letter and its check-up, against the laws and the letters that the person may read.

    ``written`` is what a person is about to save in its place; nothing is kept of it.
    """
    letter = registry.get(LETTERS, letter_id)
    letter = replace(letter, facts=written or letter.facts)
    unit = letter.facts.unit
    context = LintContext(
        today=registry.today(),
        taxonomy=registry.taxonomy,
        laws=_known_laws(registry),
        read_citations=read_citations,
        recipient=registry.get(UNITS, unit).facts if unit else None,
        older=_older(registry, letter),
        linked=linked_pairs(registry, letter.facts),
    )
    return letter, lint(letter.facts, context)


def _titled(service: Service, title: str) -> TaggedDocument:
    digest = hashlib.sha256(title.encode()).hexdigest()
    return service.reader.read(Document(digest, "案件", "text/plain", title, title=title))


def _known_laws(registry: Registry) -> KnownLaws:
    shipped = shipped_laws()
    kept = [
        (law_name(one.title), one.last_article)
        for one in kept_laws(registry.session, registry.principal)
    ]
    last = {name: article for name, article in kept if article}
    names = shipped.names | {name for name, _ in kept}
    return replace(shipped, names=names, last_articles=last)


def _older(registry: Registry, letter: Kept[LetterFacts]) -> tuple[OlderLetter, ...]:
    columns = table_of(LETTERS).c
    since = letter.head.created_at - _OLD
    wanted = Wanted(
        where=(
            columns.id != letter.id,
            columns.created_at >= since,
            columns.created_at <= letter.head.created_at,
        )
    )
    return tuple(
        OlderLetter(one.id, one.facts.number or one.facts.title, letter_words(one.facts))
        for one in registry.all(LETTERS, wanted)
    )
