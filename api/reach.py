"""What the asking person may read of the library, and the record of what was shown of it.

Whatever shows or counts documents is narrowed by the reach of the person; what was found at level 2
and above is recorded before the answer leaves.
"""

from collections.abc import Iterable
from dataclasses import replace

from api.wiring import Service
from kb.governance.access import Level, Principal
from kb.model import DocumentId
from kb.retrieval.criteria import Criteria
from kb.store.access_filter import document_levels
from kb.store.among import Condition
from kb.store.document_filter import meets


def within(service: Service, who: Principal, criteria: Criteria) -> Criteria:
    """The criteria, narrowed to what the person may read."""
    return replace(criteria, reach=service.reach(who))


def readable_by(service: Service, who: Principal) -> Condition:
    """The documents that the person may read, for what lists and counts in SQL."""
    return meets(service.reach(who))


def record_shown(
    service: Service,
    who: Principal,
    documents: Iterable[DocumentId],
    action: str,
    *,
    export: bool = False,
) -> None:
    """Record that documents are about to be shown: those of level 2 and above, and every export.

    One entry, at the highest of their levels, naming the first documents by how their ids begin.
    """
    ids = list(dict.fromkeys(documents))
    with service.transactions.reading() as session:
        levels = document_levels(session, ids)
    told = [i for i in ids if i in levels and (export or levels[i] >= Level.SENSITIVE)]
    highest = max((levels[i] for i in told), default=Level.PUBLIC)
    subject = " ".join((f"document×{len(told)}", *(one[:16] for one in told[:20])))
    service.governing.record_read(who, subject, highest, action, export=export)
