"""Which passwords are good enough, and how they are kept."""

import pytest

from kb.errors import InvalidQuery
from kb.governance.passwords import Passwords, require_strong


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        pytest.param("short1A", "short", id="seven"),
        pytest.param("onlylowers", "short", id="ten_of_one_kind"),
        pytest.param("lowers12345", "short", id="eleven_of_two_kinds"),
        pytest.param("Passw0rd", "common", id="common"),
        pytest.param("P@ssw0rd2026!!", "common", id="common_with_a_year"),
        pytest.param("aaaaaaaaaaaaaa", "common", id="one_character"),
        pytest.param("１２３４５６７８９０１２", "common", id="full_width"),
        pytest.param("zhaoliu-2026-x", "name", id="the_name_in_it"),
        pytest.param("x" * 200, "long", id="too_long"),
    ],
)
def test_a_weak_password_is_refused(password: str, reason: str) -> None:
    with pytest.raises(InvalidQuery) as raised:
        require_strong(password, name="zhaoliu")
    assert (raised.value.code, raised.value.context["reason"]) == ("PASSWORD_WEAK", reason)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("correct horse battery", id="twelve_and_more"),
        pytest.param("Xy7-qpzw", id="eight_of_four_kinds"),
        pytest.param("清风徐来 v7水", id="chinese"),
    ],
)
def test_a_good_password_passes(password: str) -> None:
    require_strong(password, name="zhaoliu")


def test_a_hash_is_argon2id_and_opens_to_its_password_alone(passwords: Passwords) -> None:
    kept = passwords.hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != passwords.hash("correct horse battery")
    assert passwords.matches(kept, "correct horse battery")
    assert not passwords.matches(kept, "correct horse batterz")
    assert not passwords.matches("", "correct horse battery")


def test_full_width_typing_opens_too(passwords: Passwords) -> None:
    assert passwords.matches(passwords.hash("abc-DEF-123456"), "ａｂｃ-DEF-123456")
