"""What routes ask for: who asks (which is their policy), the service, its taxonomy, its jobs."""

from typing import Annotated, cast

from fastapi import Depends, Path, Request

from api.backup_runner import BackupRunner
from api.guarded import Guarded
from api.jobs import JobRunner
from api.match_watch import MatchWatch
from api.rate_limits import RateLimits
from api.security import allow
from api.wiring import Service
from kb.governance.access import Permission, Principal
from kb.model import TaggedDocument
from kb.terms import Taxonomy


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


def _taxonomy(request: Request) -> Taxonomy:
    return cast(Taxonomy, request.app.state.taxonomy)


def _jobs(request: Request) -> JobRunner:
    return cast(JobRunner, request.app.state.jobs)


def _watch(request: Request) -> MatchWatch:
    return cast(MatchWatch, request.app.state.watch)


def _backups(request: Request) -> BackupRunner:
    return cast(BackupRunner, request.app.state.backups)


def _reader(request: Request) -> Guarded[TaggedDocument]:
    return cast(Guarded[TaggedDocument], request.app.state.reader)


def _pictures(request: Request) -> Guarded[bytes]:
    return cast(Guarded[bytes], request.app.state.pictures)


def _limits(request: Request) -> RateLimits:
    return cast(RateLimits, request.app.state.limits)


ServiceDep = Annotated[Service, Depends(_service)]
TaxonomyDep = Annotated[Taxonomy, Depends(_taxonomy)]
Watch = Annotated[MatchWatch, Depends(_watch)]
Backups = Annotated[BackupRunner, Depends(_backups)]
Jobs = Annotated[JobRunner, Depends(_jobs)]
LibraryReader = Annotated[Principal, allow(Permission.LIBRARY_READ)]
LibraryWriter = Annotated[Principal, allow(Permission.LIBRARY_WRITE)]
LabelReviewer = Annotated[Principal, allow(Permission.LABELS_REVIEW)]
Exporter = Annotated[Principal, allow(Permission.EXPORT)]
SystemAdmin = Annotated[Principal, allow(Permission.SYSTEM)]
GrantId = Annotated[int, Path(ge=0, le=2**63 - 1)]
Limits = Annotated[RateLimits, Depends(_limits)]
Reader = Annotated[Guarded[TaggedDocument], Depends(_reader)]
Pictures = Annotated[Guarded[bytes], Depends(_pictures)]
