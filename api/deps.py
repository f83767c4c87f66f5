"""What routes ask for: the one service, its taxonomy, its jobs."""

from typing import Annotated, cast

from fastapi import Depends, Request

from api.guarded import GuardedReader
from api.jobs import JobRunner
from api.wiring import Service
from kb.terms import Taxonomy


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


def _taxonomy(request: Request) -> Taxonomy:
    return cast(Taxonomy, request.app.state.taxonomy)


def _jobs(request: Request) -> JobRunner:
    return cast(JobRunner, request.app.state.jobs)


def _reader(request: Request) -> GuardedReader:
    return cast(GuardedReader, request.app.state.reader)


ServiceDep = Annotated[Service, Depends(_service)]
TaxonomyDep = Annotated[Taxonomy, Depends(_taxonomy)]
Jobs = Annotated[JobRunner, Depends(_jobs)]
Reader = Annotated[GuardedReader, Depends(_reader)]
