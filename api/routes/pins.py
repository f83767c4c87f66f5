"""Past cases pinned to a registered or a kept new case, over HTTP."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from api.deps import LibraryReader, ServiceDep, TaxonomyDep
from api.pins import pin, pins_of, unpin
from api.problems import StrictJsonRoute
from api.register_requests import AsOf
from api.schemas.pins import PinIn, PinOut
from api.security import allow
from kb.governance.access import Permission, Principal
from kb.retrieval.pins import Subject

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)
CaseReader = Annotated[Principal, allow(Permission.REGISTERS_READ)]
CaseName = Annotated[str, Path(max_length=64)]


def _case(case_id: CaseName) -> Subject:
    return Subject("case", case_id)


def _new_case(new_case: CaseName) -> Subject:
    return Subject("new_case", new_case)


@router.get("/cases/{case_id}/pins", summary="案件：钉住的旧案")
def case_pins(
    given: Annotated[Subject, Depends(_case)],
    who: CaseReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    at: AsOf = None,
) -> list[PinOut]:
    """In the order they were pinned; only those that rest on papers one may read."""
    return [PinOut.of(one, taxonomy) for one in pins_of(service, who, given, at=at)]


@router.get("/new-cases/{new_case}/pins", summary="新案：钉住的旧案")
def new_case_pins(
    given: Annotated[Subject, Depends(_new_case)],
    who: LibraryReader,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> list[PinOut]:
    """Of one's own new case; they go when it goes."""
    return [PinOut.of(one, taxonomy) for one in pins_of(service, who, given)]


def _keep(
    path: str, zh: str, kind: str, subject: Callable[..., Subject], right: Permission
) -> None:
    """The routes that pin a past case to a subject, and that take it off."""

    def put(
        given: Annotated[Subject, Depends(subject)],
        past_case: CaseName,
        body: PinIn,
        who: Annotated[Principal, allow(right)],
        service: ServiceDep,
    ) -> Response:
        """With how like it is now; a second time the note and the score are those of then."""
        pin(service, who, given, past_case, note=body.note, weights=body.weights)
        return Response(status_code=204)

    def take_off(
        given: Annotated[Subject, Depends(subject)],
        past_case: CaseName,
        who: Annotated[Principal, allow(right)],
        service: ServiceDep,
    ) -> Response:
        """What was pinned at an earlier moment can still be told."""
        unpin(service, who, given, past_case)
        return Response(status_code=204)

    for method, name, run, words in (
        ("PUT", f"pin_to_{kind}", put, "钉住一件旧案"),
        ("DELETE", f"unpin_from_{kind}", take_off, "取消钉住"),
    ):
        router.add_api_route(
            path, run, methods=[method], status_code=204, name=name, summary=f"{zh}：{words}"
        )


_PAST = "/pins/{past_case}"
_keep("/cases/{case_id}" + _PAST, "案件", "case", _case, Permission.CASES)
_keep("/new-cases/{new_case}" + _PAST, "新案", "new_case", _new_case, Permission.LIBRARY_READ)
