"""With and without sign-in: the desktop, acting for an account, and where serving is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from api.commands.maintenance import require_sign_in
from api.identity import Identity, identify
from api.rate_limits import RateLimits
from api.settings import Settings, is_loopback
from api.wiring import open_governing
from kb.errors import InvalidQuery, NotAllowed, NotFound, NotSignedIn, RateLimited
from kb.governance.access import Origin, Role, desktop_principal
from kb.governance.people import Account, Standing

Mode = Literal["auto", "on", "off"]
GOOD = "correct horse battery"
ORIGIN = Origin(ip="127.0.0.1", request="r1")


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Identity]:
    """Who asks, under a mode; ``add`` makes an account beforehand."""

    def asked(mode: Mode, *, act_as: str = "", add: str = "") -> Identity:
        settings = Settings(data_dir=tmp_path, sign_in=mode)
        with open_governing(settings, upgrade=True) as governing:
            if add:
                with governing.audit.writing() as work:
                    given = Account("", add, add, roles=frozenset({Role.REVIEWER}))
                    governing.accounts(work).add(desktop_principal(), given, GOOD)
            return identify(governing, token="", bearer="", act_as=act_as, origin=ORIGIN)

    return asked


def test_without_accounts_the_person_at_the_machine_may_do_all(
    ask: Callable[..., Identity],
) -> None:
    principal = ask("auto").principal
    assert principal.desktop and principal.origin == ORIGIN
    with pytest.raises(NotSignedIn, match="SIGN_IN_REQUIRED"):
        ask("auto", add="甲")


def test_the_setting_outweighs_the_accounts(ask: Callable[..., Identity]) -> None:
    with pytest.raises(NotSignedIn):
        ask("on")
    assert ask("off", add="甲").principal.desktop


def test_the_desktop_acts_for_an_account_and_that_is_told(ask: Callable[..., Identity]) -> None:
    principal = ask("off", add="甲", act_as="甲").principal
    assert (principal.name, principal.desktop, principal.origin.session) == ("甲", False, "desktop")
    assert principal.roles == {Role.REVIEWER}
    with pytest.raises(NotFound):
        ask("off", act_as="乙")
    with pytest.raises(NotAllowed, match="ACT_AS_REFUSED"):
        ask("on", act_as="甲")


def test_nobody_acts_for_a_disabled_account(ask: Callable[..., Identity], tmp_path: Path) -> None:
    account = ask("off", add="甲", act_as="甲").principal.account
    with (
        open_governing(Settings(data_dir=tmp_path)) as governing,
        governing.audit.writing() as work,
    ):
        disabled = Standing(disabled=True)
        governing.accounts(work).change(desktop_principal(), account, disabled)
    with pytest.raises(NotFound):
        ask("off", act_as="甲")


@pytest.mark.parametrize(
    ("mode", "host", "refused"),
    [
        pytest.param("off", "127.0.0.1", False, id="off_here"),
        pytest.param("off", "0.0.0.0", True, id="off_everywhere"),
        pytest.param("auto", "192.168.1.7", True, id="auto_without_accounts"),
        pytest.param("auto", "localhost", False, id="auto_here"),
        pytest.param("on", "0.0.0.0", False, id="on_everywhere"),
    ],
)
def test_without_sign_in_only_this_machine_is_served(
    tmp_path: Path, mode: Mode, host: str, refused: bool
) -> None:
    settings = Settings(data_dir=tmp_path, sign_in=mode)
    with open_governing(settings, upgrade=True) as governing:
        if refused:
            with pytest.raises(InvalidQuery, match="SIGN_IN_OFF_REMOTE"):
                require_sign_in(governing, host)
        else:
            require_sign_in(governing, host)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.7", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_loopback_addresses_are_known(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_limit_is_by_key_and_passes_with_time() -> None:
    moment = [100.0]
    limits = RateLimits(clock=lambda: moment[0])
    for _ in range(3):
        limits.take("甲", limit=3)
    with pytest.raises(RateLimited) as raised:
        limits.take("甲", limit=3)
    assert raised.value.context["seconds"] == 60
    limits.take("乙", limit=3)
    moment[0] += 59.5
    with pytest.raises(RateLimited) as raised:
        limits.take("甲", limit=3)
    assert raised.value.context["seconds"] == 1
    moment[0] += 1
    limits.take("甲", limit=3)
