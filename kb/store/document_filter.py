"""The neutral filter in SQL: which documents meet it, as the index would say of their passages.

Who may read (``READERS``) is asked of the levels and grants as they stand in SQL now. A label or a
statute is asked of the whole document here, and of one passage there. A document meets a section,
or NOT a section, where one of its passages does: 非 部分=忏悔 leaves out confessions, not the
bulletins that print one.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true

from kb.governance.access import principal_of
from kb.index.filters import READERS, And, Filter, Match, Not, Or, Range
from kb.store.access_filter import readable_documents
from kb.store.standing import standing_labels
from kb.store.tables import CitationRow, DocumentRow, PassageRow, TagRow

_COLUMNS = {
    "document_id": DocumentRow.id,
    "case_id": DocumentRow.case_id,
    "kind": DocumentRow.kind,
    "court": DocumentRow.court,
    "case_no": DocumentRow.case_no,
    "year": DocumentRow.year,
    "amount": DocumentRow.amount,
}
_FACETS = {"offences": "offence", "domains": "domain", "positions": "position"}


def meets(filter: Filter | None) -> ColumnElement[bool]:
    """A condition on ``documents`` that holds for those that meet the filter; None is met by all.

    It is never NULL: a document without a year is outside every range, so it meets NOT the range.
    """
    match filter:
        case None:
            return true()
        case And(parts):
            return and_(*map(meets, parts))
        case Or(parts):
            return or_(*map(meets, parts))
        case Not(part):
            return _fails(part)
        case Range():
            return _within(filter)
        case Match():
            return _among(filter)


def _fails(filter: Filter) -> ColumnElement[bool]:
    match filter:
        case And(parts):
            return or_(*map(_fails, parts))
        case Or(parts):
            return and_(*map(_fails, parts))
        case Not(part):
            return meets(part)
        case Match("section"):
            return _has_passage(PassageRow.section.not_in(filter.wanted))
        case _:
            return not_(meets(filter))


def _has_passage(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(PassageRow.document_id == DocumentRow.id, condition)


def _within(range: Range) -> ColumnElement[bool]:
    # + 0: a range is met by many, and SQLite would read every row by the column's own index where
    # ix_documents_facets holds all that is asked
    column = _COLUMNS[range.field] + 0
    bounds: list[ColumnElement[bool]] = [column.is_not(None)]
    if range.gte is not None:
        bounds.append(column >= range.gte)
    if range.lte is not None:
        bounds.append(column <= range.lte)
    if range.gt is not None:
        bounds.append(column > range.gt)
    if range.lt is not None:
        bounds.append(column < range.lt)
    return and_(*bounds)


def _among(match: Match) -> ColumnElement[bool]:
    wanted = match.wanted
    if not wanted:
        return false()
    if match.field == READERS:
        return readable_documents(principal_of(map(str, wanted)))
    if match.field == "section":
        return _has_passage(PassageRow.section.in_(wanted))
    if match.field in _COLUMNS:
        column = _COLUMNS[match.field]
        return and_(column.is_not(None), column.in_(wanted))
    return DocumentRow.id.in_(_bearing(match.field, [str(one) for one in wanted]))


def _bearing(field: str, wanted: Sequence[str]) -> Select[str]:
    if field == "labels":
        return select(standing_labels(keys=wanted).c.document_id)
    if field == "statutes":
        laws = [one.rpartition(":") for one in wanted]
        cited = (
            (CitationRow.law == law) & (CitationRow.article == int(article))
            for law, _, article in laws
            if article.isdecimal()
        )
        return select(CitationRow.document_id).where(or_(false(), *cited))
    return select(TagRow.document_id).where(TagRow.facet == _FACETS[field], TagRow.term.in_(wanted))
