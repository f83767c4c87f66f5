"""How a case is kept and to whom it is opened: each step with what must follow it at once."""

from api.wiring import Service
from kb.governance.access import Level, Principal
from kb.governance.grants import Grant, Grants
from kb.model import CaseId
from kb.prevention.case_files import CaseFiles
from kb.store.access_filter import GranteeKind, require_readable_case
from kb.store.registry import Registry
from kb.terms import load_taxonomy


def keep_case(
    service: Service, who: Principal, case_id: CaseId, level: Level, *, department: str, reason: str
) -> None:
    """Another level or owner; its documents and records follow, in SQL and in the index."""
    with service.governing.audit.writing() as work:
        Grants(work.session, work.record).protect(
            who, case_id, level, department=department, reason=reason
        )
        registry = Registry(work.session, who, work.record, load_taxonomy())
        CaseFiles(registry).follow_protection(case_id)
    service.sync.drain()


def open_case_to(
    service: Service, who: Principal, case_id: CaseId, kind: GranteeKind, grantee: str
) -> Grant:
    """Access for a department or a member of the team."""
    with service.governing.audit.writing() as work:
        kept = require_readable_case(work.session, who, case_id)
        made = Grants(work.session, work.record).grant(
            who, case_id, kept, kind=kind, grantee=grantee
        )
    service.sync.drain()
    return made


def take_back(service: Service, who: Principal, case_id: CaseId, grant_id: int) -> None:
    """The access that a grant gave ends."""
    with service.governing.audit.writing() as work:
        kept = require_readable_case(work.session, who, case_id)
        Grants(work.session, work.record).revoke(who, case_id, kept, grant_id)
    service.sync.drain()
