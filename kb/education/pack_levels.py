"""How high the papers of a pack are kept: a pack is told to nobody once one rose above it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.education.pack_facts import PackFacts
from kb.education.pack_store import WHOLE_PACK, UsedCase
from kb.errors import WorkflowError
from kb.governance.access import Level
from kb.model import DocumentId
from kb.registers.records import Kept
from kb.store.access_filter import document_levels
from kb.store.tables import CaseRow, DocumentRow


def part_name(number: int) -> str:
    """``案例2`` as people call a part of a pack; its measures belong to no case."""
    return "措施" if number == WHOLE_PACK else f"案例{number}"


def raised_above(session: Session, used: Iterable[UsedCase], level: Level) -> tuple[int, ...]:
    """The numbers whose papers are kept above ``level``, the pack's, and above what they were.

    A pack may be kept below its papers by the word of whoever released it, not by theirs.
    """
    known = list(used)
    papers = {one.number: one.papers or _of_long_ago(session, one) for one in known}
    now = document_levels(session, {paper for each in papers.values() for paper in each})
    return tuple(
        number
        for number, then in papers.items()
        if max((now[one] for one in then if one in now), default=Level.PUBLIC)
        > max(level, Level.INTERNAL, *then.values())
    )


def require_level(session: Session, pack: Kept[PackFacts], used: Iterable[UsedCase]) -> None:
    """PACK_LEVEL_RAISED with the parts whose papers are now kept above the pack."""
    raised = raised_above(session, used, pack.head.level)
    if raised:
        parts = "、".join(map(part_name, raised))
        raise WorkflowError("PACK_LEVEL_RAISED", id=pack.id, parts=parts)


def hold_levels(session: Session, used: Iterable[UsedCase]) -> Mapping[DocumentId, Level]:
    """The levels of the papers as they are until the transaction ends: nobody changes them before.

    PostgreSQL alone lets others write meanwhile. Papers first, then their cases, each in the order
    of their ids, and before anything is recorded: whoever raises a case locks it and then records.
    """
    ids = {paper for one in used for paper in one.papers}
    row = DocumentRow
    papers = (
        select(row.id, row.case_id, row.level)
        .where(row.id.in_(ids))
        .order_by(row.id)
        .with_for_update(read=True)
    )
    found = session.execute(papers).all()
    cases = (
        select(CaseRow.id, CaseRow.level)
        .where(CaseRow.id.in_({one.case_id for one in found}))
        .order_by(CaseRow.id)
        .with_for_update(read=True)
    )
    of_case = {one.id: one.level for one in session.execute(cases)}
    return {one.id: Level(max(one.level, of_case[one.case_id])) for one in found}


def _of_long_ago(session: Session, used: UsedCase) -> Mapping[DocumentId, Level]:
    """All papers of the case, for a pack of before it was kept which of them it was made of."""
    if not used.case_id:
        return {}
    query = select(DocumentRow.id).where(DocumentRow.case_id == used.case_id)
    return dict.fromkeys(session.scalars(query), Level.INTERNAL)
