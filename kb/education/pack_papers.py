"""The papers that a pack is made of or quotes from, part by part, as it is composed."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from kb.education.case_content import RawCase
from kb.education.pack_content import PackContent
from kb.education.pack_store import WHOLE_PACK, UsedCase
from kb.education.staleness import digests_of
from kb.model import CaseId, DocumentId
from kb.prevention.source_refs import papers_cited
from kb.store.access_filter import document_levels


def used_by(
    session: Session, raw: Sequence[RawCase], content: PackContent, anchors: Mapping[str, str]
) -> tuple[UsedCase, ...]:
    """The cases of a content that bears its marks, with the papers of each; then WHOLE_PACK.

    The papers of a case are those that it is told of and those that its sections quote besides.
    """
    papers: dict[int, set[DocumentId]] = {at: {*one.case.papers} for at, one in enumerate(raw, 1)}
    for case in content.cases:
        passages = (one for section in case.sections for one in section.passages)
        marks = (mark for one in passages for mark in one.sources)
        papers[case.number] |= papers_cited(anchors[mark] for mark in marks)
    papers[WHOLE_PACK] = set(papers_cited(anchors.values())).difference(*papers.values())
    levels = document_levels(session, set().union(*papers.values()))
    ids: dict[int, CaseId] = {at: one.case.id for at, one in enumerate(raw, 1)}
    return tuple(
        UsedCase(
            number,
            ids.get(number, ""),
            digests_of(session, ids[number]) if number in ids else {},
            {one: levels[one] for one in sorted(known) if one in levels},
        )
        for number, known in papers.items()
    )
