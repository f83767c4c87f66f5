"""The HTTP application: routes over one service, errors as problem+json, bounded requests."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api.backup_runner import BackupRunner
from api.governing import Governing
from api.guarded import guarded_pictures, guarded_reader
from api.headers import SafeHeaders
from api.jobs import JobRunner
from api.ledger import tick_ledger
from api.limits import RequestLimits
from api.match_watch import MatchWatch
from api.one_thread import OneThread
from api.pages.assets import load_assets
from api.pages.environment import build_environment
from api.pages.page import PageKit
from api.pages.refusals import shown_problem
from api.pages.rooms import ROOMS
from api.problems import add_problem_handlers
from api.rate_limits import RateLimits
from api.routes import (
    audit,
    backups,
    calendar,
    chain,
    documents,
    evaluations,
    evidence,
    findings,
    grants,
    indicators,
    inspections,
    jobs,
    ledger,
    letters,
    matches,
    measures,
    new_cases,
    pack_redaction,
    packs,
    people,
    pins,
    proposals,
    register_search,
    registers,
    reports,
    retrieval,
    reviews,
    saved,
    session,
    similar_cases,
    system,
    trainings,
    warnings,
)
from api.settings import Settings
from api.warnings import run_daily
from api.wiring import open_service
from kb.errors import KbError, StoreError
from kb.registers.days import day_of
from kb.store.audit_log import AuditLog
from kb.terms import load_taxonomy

logger = logging.getLogger(__name__)
_ROUTES = (
    session,
    people,
    grants,
    documents,
    jobs,
    retrieval,
    new_cases,
    similar_cases,
    reviews,
    saved,
    matches,
    pins,
    register_search,
    measures,  # before the registers: a recommendation is no step of a measure
    findings,  # before the chain: a proposal is no step of its table
    reports,
    pack_redaction,
    packs,
    trainings,
    chain,
    letters,
    ledger,
    evidence,
    inspections,
    calendar,
    registers,
    evaluations,
    indicators,
    warnings,
    audit,
    backups,
    proposals,
    system,
)
_ANCHOR_SECONDS = 60
_TICK_SECONDS = 3600

_DESCRIPTION = """离线的职务违法犯罪预防文书智能与知识库服务。

标签、分数与句子都带出处；机器提出，人来决定。错误为 problem+json：稳定代码与中文说明。"""


def create_app(settings: Settings) -> FastAPI:
    """The application; the service opens when it starts and closes when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_service(settings, upgrade=True) as service:
            service.sync.drain()
            app.state.service = service
            app.state.taxonomy = load_taxonomy()
            app.state.limits = RateLimits()
            with (
                # a job that ends asks for a look at matches: the thread of those goes last
                OneThread("matches") as matching,
                service.pool(workers=1) as pool,
                OneThread("intake") as taking_in,
                OneThread("backup") as backing_up,
                guarded_reader(settings) as reader,
                guarded_pictures() as pictures,
            ):
                watch = MatchWatch(service, matching)
                runner = JobRunner(service, pool, taking_in, after=watch.soon)
                app.state.jobs = runner
                app.state.watch = watch
                app.state.backups = BackupRunner(service.governing, backing_up)
                app.state.reader = reader
                app.state.pictures = pictures
                runner.resume()
                chores = (
                    asyncio.create_task(_anchor_now_and_then(service.governing.audit)),
                    asyncio.create_task(_tick_now_and_then(service.governing, watch)),
                )
                yield
                for chore in chores:
                    chore.cancel()

    app = FastAPI(
        title="廉鉴",
        version="1",
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # the bundled page would load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.pages = PageKit(build_environment(), load_assets())
    app.add_middleware(RequestLimits, max_bytes=settings.max_request_bytes)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts))
    app.add_middleware(SafeHeaders)
    add_problem_handlers(app, shown_problem)
    for routes in _ROUTES:
        app.include_router(routes.router, prefix="/api/v1")
    for room in ROOMS:
        app.include_router(room)
    return app


async def _anchor_now_and_then(log: AuditLog) -> None:
    """What was written last is anchored in time, though nothing more is written."""
    while True:
        await asyncio.sleep(_ANCHOR_SECONDS)
        try:
            await run_in_threadpool(log.anchor_if_due)
        except StoreError:
            logger.exception("an anchor could not be written; changes are refused until it can")


async def _tick_now_and_then(governing: Governing, watch: MatchWatch) -> None:
    """The ledger's dates are looked at when the service starts and every hour; all that may give
    rise to a warning, and what saved searches may tell, is once a day."""
    day: date | None = None
    while True:
        try:
            if day == day_of(datetime.now(UTC)):
                await run_in_threadpool(tick_ledger, governing)
            else:
                await run_in_threadpool(governing.transactions.refresh_statistics)
                watch.soon()
                day = (await run_in_threadpool(run_daily, governing)).day
        except KbError:
            logger.exception("dates and warnings could not be looked at; tried again later")
        await asyncio.sleep(_TICK_SECONDS)
