"""A step over HTTP: the version it is taken from, its idempotency, its answer with the new one."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.deps import ServiceDep
from api.register_requests import IdempotencyKey, IfMatch, once, version_of, with_etag
from api.registers import registry_for_writing
from api.schemas.registers import RecordOut
from api.wiring import Service
from kb.governance.access import Principal
from kb.registers.records import Kept, Register
from kb.store.registry import Registry

F = TypeVar("F")


class Stepping:
    """What every step of a request shares; taken once a request."""

    def __init__(self, request: Request, service: Service, key: str, if_match: str) -> None:
        self.service = service
        self._request = request
        self._key = key
        self._if_match = if_match

    def take(
        self,
        principal: Principal,
        register: Register[F],
        body: BaseModel,
        run: Callable[[Registry, int], Kept[F]],
    ) -> Response:
        """Take a step from the version that If-Match names; the answer is the record after it."""
        expected = version_of(self._if_match)
        return self.make(
            principal,
            body,
            lambda registry: _shown(register, run(registry, expected)),
        )

    def make(
        self, principal: Principal, body: BaseModel, run: Callable[[Registry], Response]
    ) -> Response:
        """Make something new in one transaction with its audit entries."""
        with registry_for_writing(self.service, principal) as registry:
            return once(registry, self._request, self._key, body, lambda: run(registry))

    @property
    def expected(self) -> int:
        """The version that If-Match names; PRECONDITION_REQUIRED where it names none."""
        return version_of(self._if_match)


def _shown(register: Register[Any], kept: Kept[Any]) -> Response:
    return with_etag(kept, RecordOut.of(register, kept))


def _stepping(
    request: Request, service: ServiceDep, key: IdempotencyKey = "", if_match: IfMatch = ""
) -> Stepping:
    return Stepping(request, service, key, if_match)


SteppingDep = Annotated[Stepping, Depends(_stepping)]
