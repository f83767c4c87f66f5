"""The box that keeps who is who apart from a pack."""

from pathlib import Path

import pytest

from kb.education.key_box import KeyBox
from kb.errors import StoreError


def test_what_is_sealed_is_opened_with_the_same_secret_alone(tmp_path: Path) -> None:
    box = KeyBox.open(tmp_path / "keys" / "packs.key")
    sealed = box.seal("王小川 → 王某丙".encode())
    assert "王小川".encode() not in sealed
    assert KeyBox.open(tmp_path / "keys" / "packs.key").unseal(sealed).decode() == "王小川 → 王某丙"
    with pytest.raises(StoreError) as refused:
        KeyBox.open(tmp_path / "other.key").unseal(sealed)
    assert refused.value.code == "PACK_KEY_UNREADABLE"


def test_the_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    KeyBox.open(tmp_path / "packs.key")
    assert (tmp_path / "packs.key").stat().st_mode & 0o077 == 0
    (tmp_path / "packs.key").chmod(0o644)
    with pytest.raises(StoreError) as refused:
        KeyBox.open(tmp_path / "packs.key")
    assert refused.value.code == "SECRET_WEAK"


def test_a_digest_of_words_cannot_be_guessed_without_the_secret(tmp_path: Path) -> None:
    one, other = KeyBox.open(tmp_path / "a.key"), KeyBox.open(tmp_path / "b.key")
    words, recipient = "张三收了两万元", "沙湾市财政局"
    assert one.mark_of(words, recipient=recipient) == one.mark_of(words, recipient=recipient)
    assert one.mark_of(words, recipient=recipient) != other.mark_of(words, recipient=recipient)
    assert one.mark_of(words, recipient=recipient).isalpha()


def test_the_digests_of_two_recipients_have_nothing_in_common(tmp_path: Path) -> None:
    box = KeyBox.open(tmp_path / "a.key")
    ours = box.mark_of("张三收了两万元", recipient="沙湾市财政局")
    assert ours != box.mark_of("张三收了两万元", recipient="临川县水务局")
    assert box.mark_of("乙局收款", recipient="甲") != box.mark_of("收款", recipient="甲乙局")


def test_a_lost_secret_is_not_made_anew_where_one_is_needed(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        KeyBox.open(tmp_path / "lost.key", needed=True)
    assert refused.value.code == "SECRET_MISSING"
