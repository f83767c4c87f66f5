"""The regulations that are kept: what each is called and how many articles it has."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.governance.access import Principal
from kb.model import DocumentKind
from kb.store.access_filter import readable_documents
from kb.store.tables import ArticleRow, DocumentRow


@dataclass(frozen=True, slots=True)
class KeptLaw:
    """``last_article`` is 0 where its articles could not be told apart."""

    title: str
    last_article: int


def kept_laws(session: Session, principal: Principal) -> tuple[KeptLaw, ...]:
    """Those that the person may read, by their titles."""
    query = (
        select(DocumentRow.title, func.max(ArticleRow.number))
        .outerjoin(ArticleRow, ArticleRow.document_id == DocumentRow.id)
        .where(DocumentRow.kind == DocumentKind.REGULATION.value, readable_documents(principal))
        .group_by(DocumentRow.id, DocumentRow.title)
        .order_by(DocumentRow.title)
    )
    return tuple(KeptLaw(title, last or 0) for title, last in session.execute(query))
