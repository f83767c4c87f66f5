"""What a case has in common with past cases like it, in words that the person may read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import and_, or_, select

from kb.errors import NotFound
from kb.governance.access import Level
from kb.model import CaseId
from kb.prevention.report_facts import ReportSection, Statement
from kb.prevention.report_parts import Material
from kb.prevention.source_refs import words_source
from kb.retrieval.case_labels import CaseLabel, case_labels
from kb.store.access_filter import readable, readable_documents
from kb.store.tables import CaseRow, DocumentRow

_MOST, _MOST_SHARED, _RECURS = 5, 6, 2
_LAYERS = ("loopholes", "ideological_roots", "causes")  # what can be mended first


def similar_cases(material: Material, similar: Sequence[CaseId]) -> Iterator[Statement]:
    """What each past case shares with this one; then what recurs in two of them and in this one.

    ``similar`` are past cases, the most similar first. Those that are neither public nor of the
    case's department are left out, as are those above its level: the report tells of them.
    """
    registry = material.registry
    ours = {one.key for one in material.said}
    ours |= {f"loopholes:{one.facts.term}" for one in material.records.confirmed}
    recurring: dict[str, list[str]] = defaultdict(list)
    for case_id, title in _titles(material, similar):
        shared = [
            (label, anchor) for label, anchor in _anchored(material, case_id) if label.key in ours
        ]
        shared.sort(key=lambda pair: _LAYERS.index(pair[0].key.partition(":")[0]))
        for label, anchor in shared:
            recurring[label.key].append(anchor)
        if shared:
            names = "、".join(registry.taxonomy.label(one.key) for one, _ in shared[:_MOST_SHARED])
            yield Statement(
                section=ReportSection.SIMILAR,
                text=f"旧案《{title}》同样写明：{names}。",
                anchors=(case_id, *(anchor for _, anchor in shared[:3])),
            )
    often = sorted(recurring.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    for key, anchors in often[:_MOST_SHARED]:
        if len(anchors) >= _RECURS:
            yield Statement(
                section=ReportSection.SIMILAR,
                text=f"共性：“{registry.taxonomy.label(key)}”在本案和 {len(anchors)} 件相近旧案中"
                "都有写明。",
                anchors=tuple(anchors[:_MOST]),
                term=key,
            )


def _titles(material: Material, similar: Sequence[CaseId]) -> list[tuple[CaseId, str]]:
    head = material.records.case.head
    query = select(CaseRow.id, CaseRow.title).where(
        CaseRow.id.in_(list(similar)),
        readable(material.registry.principal, CaseRow),
        or_(
            CaseRow.level == Level.PUBLIC.value,
            and_(CaseRow.owner_department == head.department, CaseRow.level <= head.level.value),
        ),
    )
    titles = {row.id: row.title for row in material.registry.session.execute(query)}
    return [(one, titles[one]) for one in similar if one in titles][:_MOST]


def _anchored(material: Material, case_id: CaseId) -> Iterator[tuple[CaseLabel, str]]:
    """Labels of a past case that more than formulas carry, each with words that can be read."""
    try:
        labels = case_labels(material.registry.session, case_id)
    except NotFound:  # a case without papers
        return
    query = select(DocumentRow.id).where(
        DocumentRow.case_id == case_id,
        readable_documents(material.registry.principal),
        DocumentRow.level <= material.records.case.head.level.value,
    )
    opened = set(material.registry.session.scalars(query))
    for label in labels:
        best = [one for one in label.best if one.document_id in opened]
        if best and not label.formula and label.key.startswith(_LAYERS):
            yield label, words_source(best[0].document_id, best[0].span)
