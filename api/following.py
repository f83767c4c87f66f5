"""Server-sent events about something that goes on: ``progress`` as it changes, one ``end``."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

_PERIOD = 0.3
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Followed(Generic[Thing]):
    """How to look at it, whether it goes on, and what is told of it on the way and at the end."""

    look: Callable[[], Thing]
    running: Callable[[Thing], bool]
    progress: Callable[[Thing], BaseModel]
    end: Callable[[Thing], BaseModel]


async def follow(followed: Followed[Thing]) -> StreamingResponse:
    """The stream; what the first look refuses is refused as on any route."""
    await run_in_threadpool(followed.look)
    return StreamingResponse(
        _events(followed),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(followed: Followed[Thing]) -> AsyncIterator[str]:
    told = ""
    while True:
        thing = await run_in_threadpool(followed.look)
        if not followed.running(thing):
            yield f"event: end\ndata: {followed.end(thing).model_dump_json()}\n\n"
            return
        words = followed.progress(thing).model_dump_json()
        if words != told:
            told = words
            yield f"event: progress\ndata: {words}\n\n"
        await asyncio.sleep(_PERIOD)
