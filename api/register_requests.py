"""What requests to the registers share: versions, idempotency, filters of lists.

A change names the version it changes (``If-Match`` → ``version_of``); an answer bears the version
it shows (``with_etag``); a request that makes something may be sent twice (``once``); a record may
be asked for as it stood (``AsOf``).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Header, Query, Request
from fastapi.encoders import jsonable_encoder
from pydantic import AfterValidator, BaseModel, TypeAdapter, ValidationError
from starlette.responses import Response

from kb.errors import InvalidQuery, WorkflowError
from kb.registers.days import YEARS
from kb.registers.records import Kept, Register
from kb.registers.values import kinds
from kb.store.idempotency import FormerAnswer, IdempotencyKeys
from kb.store.registry import Registry, Wanted
from kb.store.tables import in_utc

IfMatch = Annotated[str, Header(alias="If-Match", description="所改版本的 ETag", max_length=40)]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", description="幂等键", max_length=120)
]
_MOST_DIGITS = 9  # no record is changed so often
_PAGING = frozenset({"after", "limit"})


def utc_moment(at: datetime) -> datetime:
    """The moment that an address asks for, in UTC; FILTER_VALUE_UNKNOWN beyond all that is kept."""
    if at.year not in YEARS:
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="as_of", value=at.isoformat()[:40])
    return in_utc(at)


AsOf = Annotated[
    Annotated[datetime, AfterValidator(utc_moment)] | None,
    Query(alias="as_of", description="某一时刻的样子"),
]


def version_of(if_match: str) -> int:
    """The version an If-Match header names; PRECONDITION_REQUIRED where it names none."""
    plain = if_match.strip().removeprefix("W/").strip('"')
    if not plain.isdecimal() or len(plain) > _MOST_DIGITS:
        raise WorkflowError("PRECONDITION_REQUIRED")
    return int(plain)


def with_etag(kept: Kept[Any], body: BaseModel, *, status: int = 200) -> Response:
    """A body with the record's version in its ETag."""
    return Response(
        orjson.dumps(jsonable_encoder(body)),
        status_code=status,
        media_type="application/json",
        headers={"ETag": f'"{kept.head.version}"', "Cache-Control": "no-store"},
    )


def once(
    registry: Registry, request: Request, key: str, body: BaseModel, run: Callable[[], Response]
) -> Response:
    """Run a request that makes something; with a key, a second time gives the first answer."""
    if not key:
        return run()
    packed = orjson.dumps([request.url.path, jsonable_encoder(body)], option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(packed).hexdigest()
    keys = IdempotencyKeys(registry.session, registry.principal.account)
    former = keys.recall(key, digest)
    if former is not None:
        headers = {"Idempotency-Replayed": "true", "Cache-Control": "no-store"}
        return Response(former.body, former.status, headers, "application/json")
    answer = run()
    keys.keep(key, digest, FormerAnswer(answer.status_code, bytes(answer.body).decode()))
    return answer


def wanted_of(register: Register[Any], request: Request) -> Wanted:
    """The filter that the query string asks for: ``?state=overdue&unit=unit-1f…&state=issued``.

    Keys are the fields of the register, its state and its case; FILTER_NOT_ALLOWED for others.
    """
    known = kinds(register.facts)
    equal: dict[str, tuple[object, ...]] = {}
    for name, value in request.query_params.multi_items():
        if name in _PAGING:
            continue
        if name not in known and name not in ("state", "case_id"):
            raise InvalidQuery("FILTER_NOT_ALLOWED", field=name[:60])
        equal[name] = (*equal.get(name, ()), _typed(known.get(name, str), name, value))
    return Wanted(equal=tuple(equal.items()))


def _typed(kind: type, name: str, value: str) -> object:
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field=name, value=value[:60]) from error
