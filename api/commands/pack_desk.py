"""What commands on packs share: the store opened, the registry of whoever acts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import typer

from api.registers import registry_for_reading, registry_for_writing
from api.settings import load_settings
from api.wiring import Service, open_service
from kb.errors import NotAllowed, NotFound
from kb.governance.access import Origin, Principal, desktop_principal
from kb.governance.accounts import read_account
from kb.store.registry import Registry

R = TypeVar("R")
T = TypeVar("T")
Many = Annotated[list[str], typer.Option(help="可写多次")]
As = Annotated[str, typer.Option("--as", help="代哪个账号操作（单机时）；不写为本机")]


def asked(ask: Callable[[Service, Registry], R]) -> R:
    """Ask as the person at the machine."""
    with (
        open_service(load_settings(), upgrade=True) as service,
        registry_for_reading(service, desktop_principal()) as registry,
    ):
        return ask(service, registry)


def done(ask: Callable[[Service, Registry], R], who: str) -> R:
    """Change something, for an account where one is named."""
    with (
        open_service(load_settings(), upgrade=True) as service,
        _acting(service, who) as registry,
    ):
        return ask(service, registry)


def as_person(ask: Callable[[Service, Principal], R], who: str) -> R:
    """Ask what opens the store by itself, for an account where one is named."""
    with open_service(load_settings(), upgrade=True) as service:
        return ask(service, acting_principal(service, who))


def done_after(
    first: Callable[[Service, Registry], T], then: Callable[[Service, Registry, T], R], who: str
) -> R:
    """Compute something first, and change the store by it: nobody waits meanwhile."""
    with open_service(load_settings(), upgrade=True) as service:
        with registry_for_reading(service, acting_principal(service, who)) as registry:
            found = first(service, registry)
        with _acting(service, who) as registry:
            return then(service, registry, found)


@contextmanager
def _acting(service: Service, who: str) -> Iterator[Registry]:
    with registry_for_writing(service, acting_principal(service, who)) as registry:
        yield registry


def acting_principal(service: Service, who: str) -> Principal:
    """Acting for an account is for the desktop alone, as over HTTP: ACT_AS_REFUSED elsewhere."""
    if not who:
        return desktop_principal()
    if service.governing.signs_in():
        raise NotAllowed("ACT_AS_REFUSED")
    with service.transactions.reading() as session:
        account = read_account(session, who)
    if account.disabled:
        raise NotFound(id=who)
    return account.principal(Origin(session="desktop"))
