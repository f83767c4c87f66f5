"""Problems to be prevented: of a case, and of what the vocabulary says of a post or a field."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from kb.errors import InvalidQuery, NotFound
from kb.model import CaseId
from kb.prevention.chain_facts import CASES, LOOPHOLES, UNIT_KINDS, UNITS, CaseFacts
from kb.prevention.stated_loopholes import stated_loopholes
from kb.retrieval.measure_fit import Problem
from kb.store.access_filter import readable_documents, require_readable_case
from kb.store.cases import CaseStore
from kb.store.registry import Registry, Wanted
from kb.store.tables import DocumentRow, TagRow
from kb.terms import Taxonomy

_STATED: Mapping[str, float] = {"confirmed": 1.0, "proposed": 0.5}
_OF_PAPERS = 0.8
_MOST_QUOTES, _MOST_TAGS = 12, 2


def problem_of_case(registry: Registry, case_id: CaseId) -> Problem:
    """What a case shows to be prevented: by its records, its papers, or both.

    ``NotFound`` where the person may read neither the record nor the case of the library.
    """
    facts = _facts(registry, case_id)
    if facts is None:
        require_readable_case(registry.session, registry.principal, case_id)
    found: dict[str, float] = {}
    words = [facts.title if facts else _title(registry, case_id)]
    dismissed = set()
    for one in registry.all(LOOPHOLES, Wanted(equal=(("case_id", (case_id,)),))):
        if one.state in _STATED:
            weight = _STATED[one.state]
            found[one.facts.term] = max(weight, found.get(one.facts.term, 0.0))
            words.append(one.facts.description)
        else:
            dismissed.add(one.facts.term)
    for term, quote in stated_loopholes(registry, case_id)[:_MOST_QUOTES]:
        if term not in dismissed:
            found.setdefault(term, _OF_PAPERS)
            words.append(quote.text)
    return Problem(
        text="\n".join(words),
        loopholes=found,
        roots=dict.fromkeys(facts.roots, 1.0) if facts else {},
        domains=_one(facts.domain if facts else "") or _tags(registry, case_id, "domain"),
        positions=_one(facts.position if facts else "") or _tags(registry, case_id, "position"),
        unit_kind=_unit_kind(registry, facts.unit if facts else ""),
        own_case=case_id,
    )


def vocabulary_words(problem: Problem, taxonomy: Taxonomy) -> str:
    """What the vocabulary says of the loopholes, posts and fields of a problem, to look for."""
    words: list[str] = []
    for layer, asked in (("loopholes", problem.loopholes), ("ideological_roots", problem.roots)):
        for one in asked:
            term = taxonomy.terms[f"{layer}:{one}"]
            words += [term.name, term.definition]
    for one in problem.positions:
        position = taxonomy.positions[one]
        words += [position.name, *position.risk_points]
    for one in problem.domains:
        domain = taxonomy.domains[one]
        words += [domain.name, *domain.power_links]
    return "；".join(words)


def term_ids(section: str, given: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Ids of loopholes, roots, domains or positions by their ids or Chinese names.

    LABEL_UNKNOWN for what the vocabulary lacks.
    """
    known = _names(section, taxonomy)
    found = [known.get(one.strip().rpartition(":")[2], "") for one in given]
    for one, term in zip(given, found, strict=True):
        if not term:
            raise InvalidQuery("LABEL_UNKNOWN", key=one[:60])
    return tuple(dict.fromkeys(found))


def unit_kind_of(given: str) -> str:
    """A kind of unit by its id or Chinese name; LABEL_UNKNOWN for another."""
    for kind, name in UNIT_KINDS.items():
        if given in (kind.value, name):
            return kind.value
    if given:
        raise InvalidQuery("LABEL_UNKNOWN", key=given[:60])
    return ""


def _names(section: str, taxonomy: Taxonomy) -> dict[str, str]:
    if section == "domains":
        pairs = [(one.id, one.name) for one in taxonomy.domains.values()]
    elif section == "positions":
        pairs = [(one.id, one.name) for one in taxonomy.positions.values()]
    else:
        pairs = [(one.id, one.name) for one in taxonomy.layer(section) if not one.deprecated]
    return {word: term for term, name in pairs for word in (term, name)}


def _facts(registry: Registry, case_id: CaseId) -> CaseFacts | None:
    try:
        return registry.get(CASES, case_id).facts
    except NotFound:
        return None


def _title(registry: Registry, case_id: CaseId) -> str:
    """What the papers that the person may read call the case."""
    among = readable_documents(registry.principal)
    return CaseStore(registry.session).titles([case_id], among=among).get(case_id, "")


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _tags(registry: Registry, case_id: CaseId, facet: str) -> tuple[str, ...]:
    """The surest tags of the case's papers that the person may read."""
    query = (
        select(TagRow.term)
        .join(DocumentRow, DocumentRow.id == TagRow.document_id)
        .where(
            DocumentRow.case_id == case_id,
            TagRow.facet == facet,
            readable_documents(registry.principal),
        )
        .group_by(TagRow.term)
        .order_by(func.max(TagRow.confidence).desc(), TagRow.term)
        .limit(_MOST_TAGS)
    )
    return tuple(registry.session.scalars(query))


def _unit_kind(registry: Registry, unit: str) -> str:
    try:
        return registry.get(UNITS, unit).facts.kind.value if unit else ""
    except NotFound:
        return ""
