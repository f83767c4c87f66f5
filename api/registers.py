"""The registers as a person reads and changes them, and the note of what is shown of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from api.wiring import Service
from kb.governance.access import Principal
from kb.registers.records import Kept, Register
from kb.store.registry import Registry
from kb.terms import load_taxonomy


@contextmanager
def registry_for_reading(service: Service, principal: Principal) -> Iterator[Registry]:
    """The registers as the person sees them."""
    with service.transactions.reading() as session:
        yield Registry(session, principal, service.governing.audit.record, load_taxonomy())


@contextmanager
def registry_for_writing(service: Service, principal: Principal) -> Iterator[Registry]:
    """The registers, for steps that stand or fall with their audit entries."""
    with service.governing.audit.writing() as work:
        yield Registry(work.session, principal, work.record, load_taxonomy())


def record_shown(
    service: Service, principal: Principal, register: Register[Any], kept: Sequence[Kept[Any]]
) -> None:
    """Record that records of level 2 and above are about to be shown."""
    if not kept:
        return
    highest = max(one.head.level for one in kept)
    subject = kept[0].id if len(kept) == 1 else f"{register.kind}×{len(kept)}"
    service.governing.record_read(principal, subject, highest, f"{register.kind}.read")
