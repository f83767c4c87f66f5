"""Aliases are the same throughout, clash with nobody, and stay within the case they belong to."""

from kb.retrieval.redaction import Redaction


def test_a_person_has_one_alias_everywhere() -> None:
    redaction = Redaction.of(
        ("王小明送钱。", ["王小明"]),
        {"a": ("王小明与王大力。", ["王小明", "王大力"]), "b": ("王大力。", ["王大力"])},
    )
    assert redaction.in_new("王小明") == redaction.of_case("a")("王小明") == "王某"
    assert redaction.of_case("a")("王大力") == redaction.of_case("b")("王大力") == "王某甲"
    assert redaction.count == 2


def test_an_alias_that_a_text_already_has_is_not_given_again() -> None:
    redaction = Redaction.of(("", []), {"a": ("王某、王某甲与王大力。", ["王大力"])})
    assert redaction.of_case("a")("王大力找王某") == "王某乙找王某"


def test_a_name_of_one_case_is_a_word_in_another() -> None:
    redaction = Redaction.of(("", []), {"a": ("高峰受贿。", ["高峰"]), "b": ("高峰期。", [])})
    assert redaction.of_case("a")("高峰") == "高某"
    assert redaction.of_case("b")("高峰期") == redaction.in_new("高峰期") == "高峰期"


def test_the_longer_name_is_replaced_first_and_compound_surnames_are_whole() -> None:
    redaction = Redaction.of(("", []), {"a": ("", ["王小", "王小明", "欧阳修远"])})
    assert redaction.of_case("a")("王小明、欧阳修远、王小") == "王某甲、欧阳某、王某"


def test_a_name_is_replaced_in_its_disguises_too() -> None:
    redaction = Redaction.of(("", []), {"a": ("", ["王小明"])})
    assert redaction.of_case("a")("王 小 明、王\u200b小明与王*明") == "王某、王某与王某"
