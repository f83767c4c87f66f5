"""What somebody may mean while they type: numbers, articles, titles within reach, terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from api.reach import record_shown
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Principal
from kb.model import DocumentId
from kb.store.lookup import Lookup
from kb.terms import Taxonomy

MOST = 8
_EACH = 4
_LEAST = 2
_FACETS = {"offence": "罪名", "domain": "领域", "position": "岗位"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` is what to look for; ``where`` a filter instead; ``document`` one that is meant."""

    kind: Literal["number", "article", "title", "term"]
    text: str
    note: str
    where: str = ""
    document: DocumentId = ""


def suggestions(
    service: Service, who: Principal, typed: str, taxonomy: Taxonomy
) -> tuple[Suggestion, ...]:
    """The likeliest first; nothing for less than two characters, nothing out of reach."""
    words = " ".join(typed.split())
    if len(words) < _LEAST:
        return ()
    found = (
        *_articles(service, words),
        *_kept(service, who, words),
        *islice(_terms(words, taxonomy), _EACH),
    )[:MOST]
    record_shown(service, who, [one.document for one in found if one.document], "search.suggest")
    return found


def _articles(service: Service, words: str) -> tuple[Suggestion, ...]:
    try:
        refs = service.word_query(words).statutes
    except InvalidQuery:  # a quote that is not closed yet
        return ()
    return tuple(Suggestion("article", str(ref), "法条") for ref in refs[:_EACH])


def _kept(service: Service, who: Principal, words: str) -> Iterator[Suggestion]:
    reach = service.reach(who)
    with service.transactions.reading() as session:
        lookup = Lookup(session)
        numbers = lookup.numbers_from(words, reach, limit=_EACH)
        titles = lookup.titles_with(words, reach, limit=_EACH)
    for document_id, number in numbers.items():
        yield Suggestion("number", number, "案号", document=document_id)
    for document_id, title in titles.items():
        yield Suggestion("title", title, "文书", document=document_id)


def _terms(words: str, taxonomy: Taxonomy) -> Iterator[Suggestion]:
    for key, name in taxonomy.names.items():
        facet, _, term = key.partition(":")
        if facet in _FACETS and words in name:
            yield Suggestion("term", name, _FACETS[facet], where=f"{facet}={term}")
