"""The clauses that were broken: named by a paper, with the words of the law where it is kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kb.education.teaching_case import TeachingCase
from kb.governance.access import Level
from kb.model import DocumentId, DocumentKind, Section, SectionKind, Span, StatuteRef
from kb.prevention.report_words import flat
from kb.prevention.source_refs import words_source
from kb.store.access_filter import kept_at_most, readable_documents
from kb.store.registry import Registry
from kb.store.tables import ArticleRow, DocumentRow

_SAYING = frozenset(
    {
        SectionKind.OPINION,
        SectionKind.STATUTES,
        SectionKind.RULING,
        SectionKind.CHARACTERISATION,
        SectionKind.FINDINGS,
        SectionKind.DECISION,
        SectionKind.CASE_ITEM,
        SectionKind.RELATED_LAW,
        SectionKind.GIST,
    }
)
# the law of punishment; procedure and sentencing set no bounds to conduct
_BOUNDS = re.compile(
    r"^刑法$|条例|监察法|公务员法|政务处分法|准则|规定|会计法|招标投标法|采购法|预算法"
)
_GENERAL = 100  # the general part of the criminal law ends at article 101
_MOST_WORDS = 220


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as a paper names it; ``words`` and ``kept`` where the law itself is kept."""

    ref: StatuteRef
    named: str
    words: str = ""
    kept: str = ""


def clauses_of(
    registry: Registry, case: TeachingCase, *, most_level: Level, most: int = 4
) -> tuple[Clause, ...]:
    """Clauses that the papers say were broken, each article once, offences first.

    Their words from a regulation that is kept at ``most_level`` at most.
    """
    articles = {
        article for one in case.offences for article in registry.taxonomy.offences[one].articles
    }
    found: dict[tuple[str, int], Clause] = {}
    for ref, anchor in _named(case):
        key = (ref.law, ref.article)
        if key not in found and (ref.law != "刑法" or f"第{ref.article}条" in articles):
            words, kept = _words_of(registry, ref, most_level)
            found[key] = Clause(ref, anchor, words, kept)
    return tuple(found.values())[:most]


def _named(case: TeachingCase) -> Iterator[tuple[StatuteRef, str]]:
    for one in case.told:
        for mention in one.tagged.statutes:
            part = _part(one.tagged.sections, mention.span)
            if (
                one.window.covers(mention.span)
                and part in _SAYING
                and _BOUNDS.search(mention.ref.law)
                and not (mention.ref.law == "刑法" and mention.ref.article <= _GENERAL)
            ):
                yield mention.ref, one.words.anchor(mention.span)


def _part(sections: Sequence[Section], span: Span) -> SectionKind | None:
    covering = [one for one in sections if one.span.covers(span)]
    return min(covering, key=lambda one: one.span.end - one.span.start).kind if covering else None


def _words_of(registry: Registry, ref: StatuteRef, level: Level) -> tuple[str, str]:
    """The article in a regulation of that name that the person may read, the newest one kept."""
    row = DocumentRow
    query = (
        select(row.id, ArticleRow.start, ArticleRow.end, row.text)
        .join(ArticleRow, ArticleRow.document_id == row.id)
        .where(
            row.kind == DocumentKind.REGULATION.value,
            row.title.in_([ref.law, f"中华人民共和国{ref.law}"]),
            ArticleRow.number == ref.article,
            ArticleRow.sub == (ref.sub or 0),
            readable_documents(registry.principal),
            kept_at_most(level),
        )
        .order_by(row.created_at.desc(), row.id)
        .limit(1)
    )
    found = registry.session.execute(query).one_or_none()
    if found is None:
        return "", ""
    return _cut(found.id, found.text, Span(found.start, found.end))


def _cut(document: DocumentId, text: str, span: Span) -> tuple[str, str]:
    words = flat(span.of(text))
    return words[:_MOST_WORDS], words_source(document, span)
