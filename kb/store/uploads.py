"""What an upload meets in the store, as far as the one who uploads may read it.

That others keep the same bytes, or have a case of the same name, must not be learnt by uploading:
what may not be read is neither a duplicate nor a case to join. Ids tell nothing either, for those
of accounts have the account mixed in (``RawFile.id``), those of their named cases the department.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.governance.access import Principal
from kb.model import CaseId, DocumentId, RawFile
from kb.store.access_filter import readable, readable_documents
from kb.store.cases import case_id_of
from kb.store.tables import CaseRow, ContentRow, DocumentRow

Kept = tuple[DocumentId, CaseId]


def kept_already(
    session: Session, who: Principal, files: Sequence[RawFile]
) -> dict[DocumentId, Kept]:
    """By the id of the file, the readable document of the same bytes, with its case.

    What the person took in before is known to them; where it may not be read any more, its case
    is not named.
    """
    digests = {file.id: file.sha256 for file in files}
    own = session.scalars(select(DocumentRow.id).where(DocumentRow.id.in_(list(digests))))
    found: dict[DocumentId, Kept] = {one: (one, "") for one in own}
    same = _same_bytes(session, who, digests.values())
    found.update({i: same[digest] for i, digest in digests.items() if digest in same})
    return found


def key_of_case(session: Session, who: Principal, name: str) -> str:
    """The key of the case that papers of the name join: the first that may be read, else a new one.

    A case of the desktop is known to all by its name, one that an account made to its department.
    """
    keys = list(_keys(who, name))
    ids = [case_id_of(key) for key in keys]
    there = set(session.scalars(select(CaseRow.id).where(CaseRow.id.in_(ids))))
    open_to = readable(who, CaseRow)
    read = set(session.scalars(select(CaseRow.id).where(CaseRow.id.in_(there), open_to)))
    paired = list(zip(keys, ids, strict=True))
    free = (key for key, i in paired[0 if who.desktop else 1 :] if i not in there)
    return next((key for key, i in paired if i in read), next(free, ""))


def _keys(who: Principal, name: str) -> Iterator[str]:
    yield f"named:{name}"
    if not who.desktop:
        if who.department:
            yield f"named by {who.department}:{name}"
        yield f"named by {who.account}:{name}"


def _same_bytes(session: Session, who: Principal, digests: Iterable[str]) -> dict[str, Kept]:
    wanted, row, among = list(digests), DocumentRow, readable_documents(who)
    named = select(row.id, row.id.label("sha256"), row.case_id).where(row.id.in_(wanted), among)
    others = (
        select(row.id, ContentRow.sha256, row.case_id)
        .join(ContentRow, ContentRow.document_id == row.id)
        .where(ContentRow.sha256.in_(wanted), among)
        .order_by(row.id.desc())
    )
    every = [*session.execute(others), *session.execute(named)]
    return {one.sha256: (one.id, one.case_id) for one in every}
