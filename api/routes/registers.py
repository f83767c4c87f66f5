"""The registers over HTTP: list, create, read (now or as of a moment), edit, place, events."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import ServiceDep
from api.problems import StrictJsonRoute
from api.register_requests import (
    AsOf,
    IdempotencyKey,
    IfMatch,
    once,
    version_of,
    wanted_of,
    with_etag,
)
from api.registers import record_shown, registry_for_reading, registry_for_writing
from api.schemas.registers import EventOut, FactsIn, PageOut, PlacingIn, RecordIn, RecordOut
from api.security import allow
from kb.education.pack_facts import PACKS, TRAININGS
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import (
    CASES,
    CHECKS,
    CLUES,
    LOOPHOLES,
    MEASURES,
    OFFICERS,
    RISK_POINTS,
    UNITS,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    EVIDENCE,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    RATINGS,
    WARNINGS,
)
from kb.prevention.report_facts import REPORTS
from kb.registers.records import Register
from kb.store.register_events import as_of, events_of

router = APIRouter(tags=["登记"], route_class=StrictJsonRoute)
_READ = (Permission.REGISTERS_READ, Permission.LEDGER_READ)


def add_reading(register: Register[Any], path: str) -> None:
    """List, read and events of a register."""

    def listed(
        request: Request,
        service: ServiceDep,
        principal: Annotated[Principal, allow(*_READ)],
        after: Annotated[str, Query(description="上一页最后一条的编号", max_length=64)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        wanted = wanted_of(register, request)
        with registry_for_reading(service, principal) as registry:
            found = registry.page(register, wanted, after=after, limit=limit)
            total = registry.count(register, wanted)
        record_shown(service, principal, register, found)
        body: PageOut[Any] = PageOut(
            items=[RecordOut.of(register, one) for one in found],
            total=total,
            next=found[-1].id if len(found) == limit else "",
        )
        return Response(body.model_dump_json(), media_type="application/json", headers=_PRIVATE)

    def read(
        record_id: str,
        service: ServiceDep,
        principal: Annotated[Principal, allow(*_READ)],
        at: AsOf = None,
    ) -> Response:
        with registry_for_reading(service, principal) as registry:
            kept = registry.get(register, record_id)
            if at is not None:
                kept = as_of(register, events_of(registry.session, record_id), at)
        record_shown(service, principal, register, [kept])
        return with_etag(kept, RecordOut.of(register, kept))

    def events(
        record_id: str,
        service: ServiceDep,
        principal: Annotated[Principal, allow(*_READ)],
    ) -> list[EventOut]:
        with registry_for_reading(service, principal) as registry:
            record_shown(service, principal, register, [registry.get(register, record_id)])
            return [EventOut.of(one) for one in events_of(registry.session, record_id)]

    shown = RecordOut[register.facts]  # type: ignore[name-defined]
    page = PageOut[register.facts]  # type: ignore[name-defined]
    name = register.zh
    router.add_api_route(path, listed, summary=f"{name}：列表", response_model=page)
    one = f"{path}/{{record_id}}"
    router.add_api_route(one, read, summary=f"{name}：一条", response_model=shown)
    router.add_api_route(f"{one}/events", events, summary=f"{name}：经过")


def add_writing(register: Register[Any], path: str, *permissions: Permission) -> None:
    """Create, edit and place records of a register."""
    entered: Any = RecordIn[register.facts]  # type: ignore[name-defined]
    facts: Any = FactsIn[register.facts]  # type: ignore[name-defined]
    one = f"{path}/{{record_id}}"
    shown = RecordOut[register.facts]  # type: ignore[name-defined]
    _add_create(register, path, entered, permissions)

    def edit(
        record_id: str,
        body: facts,
        service: ServiceDep,
        principal: Annotated[Principal, allow(*permissions)],
        if_match: IfMatch = "",
    ) -> Response:
        expected = version_of(if_match)
        with registry_for_writing(service, principal) as registry:
            kept = registry.get(register, record_id, lock=True)
            kept = registry.edit(register, kept, body.facts, expected=expected)
        return with_etag(kept, RecordOut.of(register, kept))

    def place(
        record_id: str,
        body: PlacingIn,
        service: ServiceDep,
        principal: Annotated[Principal, allow(*permissions)],
        if_match: IfMatch = "",
    ) -> Response:
        expected = version_of(if_match)
        with registry_for_writing(service, principal) as registry:
            kept = registry.get(register, record_id, lock=True)
            kept = registry.place(register, kept, body.placing(), expected=expected)
        return with_etag(kept, RecordOut.of(register, kept))

    name = register.zh
    router.add_api_route(one, edit, methods=["PUT"], summary=f"{name}：改", response_model=shown)
    router.add_api_route(
        f"{one}/placing", place, methods=["PUT"], summary=f"{name}：改归", response_model=shown
    )


def _add_create(
    register: Register[Any], path: str, entered: Any, permissions: tuple[Permission, ...]
) -> None:
    def create(
        request: Request,
        body: entered,
        service: ServiceDep,
        principal: Annotated[Principal, allow(*permissions)],
        key: IdempotencyKey = "",
    ) -> Response:
        with registry_for_writing(service, principal) as registry:

            def run() -> Response:
                kept = registry.enter(register, body.facts, body.placing())
                return with_etag(kept, RecordOut.of(register, kept), status=201)

            return once(registry, request, key, body, run)

    router.add_api_route(
        path,
        create,
        methods=["POST"],
        status_code=201,
        summary=f"{register.zh}：登记",
        response_model=RecordOut[register.facts],  # type: ignore[name-defined]
    )


_PRIVATE = {"Cache-Control": "no-store"}
ENTERED: tuple[tuple[Register[Any], str, tuple[Permission, ...]], ...] = (
    (UNITS, "/units", (Permission.CASES, Permission.DEPARTMENTS)),
    (OFFICERS, "/officers", (Permission.CASES,)),
    (CLUES, "/clues", (Permission.CLUES,)),
    (RISK_POINTS, "/risk-points", (Permission.CLUES, Permission.CASES)),
    (LOOPHOLES, "/loopholes", (Permission.CASES,)),
    (MEASURES, "/measures", (Permission.CASES,)),
    (LETTERS, "/letters", (Permission.LETTERS_DRAFT,)),
    (ITEMS, "/rectifications", (Permission.LEDGER_WRITE,)),
    (INSPECTIONS, "/inspections", (Permission.LEDGER_WRITE,)),
    (EVALUATIONS, "/evaluations", (Permission.EVALUATE,)),
)
# made by steps alone: a case by filing a clue, a report by building it, evidence by uploading it,
# warnings by rules, a rating as its indicator asks, a pack by building it, a training with its pack
_STEPPED: tuple[tuple[Register[Any], str], ...] = (
    (CASES, "/cases"),
    (CHECKS, "/risk-checks"),
    (EVIDENCE, "/evidence"),
    (WARNINGS, "/warnings"),
    (RATINGS, "/ratings"),
    (REPORTS, "/reports"),
    (PACKS, "/packs"),
    (TRAININGS, "/trainings"),
)
for _register, _path, _writers in ENTERED:
    add_reading(_register, _path)
    add_writing(_register, _path, *_writers)
for _register, _path in _STEPPED:
    add_reading(_register, _path)
