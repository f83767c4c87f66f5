"""词典与词表: the vocabulary by sections, and the words that this deployment added."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.pages.page import Crumb, PageDep
from api.proposals import counts, waiting
from api.routes import proposals
from api.routes.system import Anybody
from api.vocabulary import entries
from kb.errors import NotFound
from kb.governance.access import Permission
from kb.vocabulary.listed import SECTIONS
from kb.vocabulary.proposals import State

router = APIRouter(include_in_schema=False)
VOCABULARY = Crumb("词典与词表", "/admin/vocabulary")


@router.get("/admin/vocabulary")
def vocabulary_page(
    who: Anybody,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    section: Annotated[str, Query(max_length=40)] = "loopholes",
    q: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """The vocabulary by sections; words are looked for in all of them."""
    everywhere = entries(taxonomy, words=q)
    of_section = {code: sum(1 for one in everywhere if one.section == code) for code in SECTIONS}
    if section not in SECTIONS:
        raise NotFound(id=section)
    shown = [one for one in everywhere if one.section == section]
    groups = dict.fromkeys(one.group for one in shown)
    may_see = Permission.LIBRARY_READ in who.permissions
    content = {
        "version": taxonomy.version,
        "tabs": [
            (code, words, code == section, of_section[code]) for code, words in SECTIONS.items()
        ],
        "groups": [(group, [one for one in shown if one.group == group]) for group in groups],
        "section": section,
        "name": SECTIONS[section],
        "q": q,
        "total": len(everywhere),
        "waiting": waiting(service) if may_see else {},
        "proposed": counts(service)[State.PROPOSED] if may_see else 0,
    }
    return page.show("admin/vocabulary.html", content, title="词典与词表")


@router.get("/admin/vocabulary/words")
def words_page(who: LibraryReader, page: PageDep, service: ServiceDep) -> Response:
    """The words that this deployment added to its dictionary."""
    words = proposals.list_words(who, service)
    content = {
        "words": words,
        "changing": [one for one in words if not (one.in_force and one.standing)],
    }
    crumbs = (VOCABULARY, Crumb("本单位的词"))
    return page.show("admin/own_words.html", content, title="本单位的词", crumbs=crumbs)
