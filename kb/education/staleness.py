"""Whether what a pack rests on has changed since it was made: asked of digests, never of words.

Five digests a case: its papers, how its record stands, what reviewers decided, its measures, and
the clauses that it broke as they are kept. They are taken over everything that is kept, whoever
asks, and tell nothing but that something is another than it was.
"""

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.education.case_standing import standing_of
from kb.education.pack_facts import PackFacts
from kb.education.pack_levels import hold_levels, raised_above, require_level
from kb.education.pack_store import UsedCase
from kb.errors import WorkflowError
from kb.governance.access import Level
from kb.model import CaseId, DocumentKind
from kb.prevention.chain_facts import CASES, LOOPHOLES, MEASURES
from kb.prevention.ledger_facts import ITEMS
from kb.registers.records import Kept, Register
from kb.store.register_tables import table_of
from kb.store.review_tables import LabelVerdictRow
from kb.store.tables import ArticleRow, CaseRow, CitationRow, DocumentRow

CHANGED: Mapping[str, str] = MappingProxyType(
    {
        "papers": "案件的文书有增减或改动",
        "state": "案件的登记（状态、级别、漏洞）有变化",
        "reviews": "标签的复核有变化",
        "measures": "措施或整改事项有变化",
        "clauses": "所涉条款的文本有变化",
    }
)
GONE, RAISED = "gone", "raised"
CHANGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **CHANGED,
        GONE: "案件已不在库中，或不再可以用于教学",
        RAISED: "所用材料的级别已高于本包",
    }
)


def digests_of(session: Session, case_id: CaseId) -> Mapping[str, str]:
    """The digests of a case as it stands now."""
    return {
        "papers": _digest(_papers(session, case_id)),
        "state": _digest(_state(session, case_id)),
        "reviews": _digest(_reviews(session, case_id)),
        "measures": _digest(
            (*_records(session, MEASURES, case_id), *_records(session, ITEMS, case_id))
        ),
        "clauses": _digest(_clauses(session, case_id)),
    }


def changes_of(
    session: Session, used: Iterable[UsedCase], *, level: Level = Level.RESTRICTED
) -> dict[int, tuple[str, ...]]:
    """By the number of the case in the pack, which of its digests are others now.

    ``level`` is the pack's: RAISED where a paper of the case, or one quoted for the pack as a
    whole, is now kept above it.
    """
    known = list(used)
    raised = raised_above(session, known, level)
    found: dict[int, tuple[str, ...]] = {}
    for one in known:
        names = (*_changed(session, one), *((RAISED,) if one.number in raised else ()))
        if names:
            found[one.number] = names
    return found


def require_there(session: Session, pack: Kept[PackFacts], used: Iterable[UsedCase]) -> None:
    """With the numbers of the cases: PACK_GONE of those that may no longer be taught.

    PACK_LEVEL_RAISED of those whose papers are now kept above the level of the pack; from then on
    nobody raises one before the transaction ends.
    """
    known = list(used)
    hold_levels(session, known)
    gone = [str(one.number) for one in known if _is_gone(session, one)]
    if gone:
        raise WorkflowError("PACK_GONE", id=pack.id, cases="、".join(gone))
    require_level(session, pack, known)


def _changed(session: Session, used: UsedCase) -> tuple[str, ...]:
    if not used.case_id:
        return ()
    if _is_gone(session, used):
        return (GONE,)
    now = digests_of(session, used.case_id)
    return tuple(name for name in CHANGED if now[name] != used.digests.get(name))


def _is_gone(session: Session, used: UsedCase) -> bool:
    return bool(used.case_id) and standing_of(session, used.case_id).against


def _papers(session: Session, case_id: CaseId) -> Iterable[object]:
    row = DocumentRow
    query = select(row.id, row.kind, row.level).where(row.case_id == case_id).order_by(row.id)
    return [tuple(one) for one in session.execute(query)]


def _state(session: Session, case_id: CaseId) -> Iterable[object]:
    columns = table_of(CASES).c
    own = select(columns.state, columns.level, columns.title, columns.result, columns.roots)
    rows = [tuple(one) for one in session.execute(own.where(columns.id == case_id))]
    level = session.scalar(select(CaseRow.level).where(CaseRow.id == case_id))
    return [*rows, level, *_records(session, LOOPHOLES, case_id)]


def _records(session: Session, register: Register[Any], case_id: CaseId) -> list[object]:
    columns = table_of(register).c
    query = select(columns.id, columns.state).where(columns.case_id == case_id)
    return [tuple(one) for one in session.execute(query.order_by(columns.id))]


def _reviews(session: Session, case_id: CaseId) -> Iterable[object]:
    row = LabelVerdictRow
    query = (
        select(row.document_id, row.sentence, row.layer, row.term, row.status, row.new_term)
        .join(DocumentRow, DocumentRow.id == row.document_id)
        .where(DocumentRow.case_id == case_id)
        .order_by(row.document_id, row.sentence, row.layer, row.term)
    )
    return [tuple(one) for one in session.execute(query)]


def _clauses(session: Session, case_id: CaseId) -> Iterable[object]:
    """The articles that the papers cite, as the regulations of that name have them."""
    cited = (
        select(CitationRow.law, CitationRow.article)
        .join(DocumentRow, DocumentRow.id == CitationRow.document_id)
        .where(DocumentRow.case_id == case_id)
        .distinct()
    )
    wanted = {(law, article) for law, article in session.execute(cited)}
    titles = {law for law, _ in wanted}
    titles |= {f"中华人民共和国{law}" for law in titles}
    row = DocumentRow
    query = (
        select(row.title, ArticleRow.number, ArticleRow.start, ArticleRow.end, row.id)
        .join(ArticleRow, ArticleRow.document_id == row.id)
        .where(row.kind == DocumentKind.REGULATION.value, row.title.in_(titles))
        .order_by(row.id, ArticleRow.number, ArticleRow.start)
    )
    return [
        (one.id, one.number, one.start, one.end)
        for one in session.execute(query)
        if (one.title.removeprefix("中华人民共和国"), one.number) in wanted
    ]


def _digest(values: Iterable[object]) -> str:
    return hashlib.sha256(repr(list(values)).encode()).hexdigest()
