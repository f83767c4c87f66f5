"""The check-up of letters: silent on ten good ones, finds what is wrong with thirty bad ones."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.prevention.chain_facts import UnitFacts, UnitKind
from kb.prevention.ledger_facts import LetterFacts, LetterKind
from kb.prevention.letter_laws import shipped_laws
from kb.prevention.letter_lint import RULES, LintContext, Linted, OlderLetter, letter_words, lint
from kb.prevention.letter_places import Rank, rank_of
from kb.terms import load_taxonomy
from nlp.letter_citations import read_citations

HERE = Path(__file__).parent
TODAY = date(2026, 4, 20)
GOOD = {
    row["id"]: row for row in yaml.safe_load((HERE / "good.yaml").read_text("utf-8"))["letters"]
}
BAD = {row["id"]: row for row in yaml.safe_load((HERE / "bad.yaml").read_text("utf-8"))["letters"]}
LAWS = replace(shipped_laws(), last_articles={"监察法": 78})


def letter_of(row: dict[str, Any]) -> LetterFacts:
    plain = {name: value for name, value in row.items() if name not in ("id", "recipient")}
    told = {name: tuple(one) if isinstance(one, list) else one for name, one in plain.items()}
    return LetterFacts(**{"unit": "unit-1", **told, "kind": LetterKind(row["kind"])})


def changed(row: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    made = dict(row)
    for place, value in change.items():
        name, _, index = place.partition("/")
        if index:
            made[name] = [*made[name]]
            made[name][int(index) - 1] = value
        else:
            made[name] = value
    return made


def linted(row: dict[str, Any], *, older: tuple[OlderLetter, ...] = ()) -> Linted:
    told = row["recipient"]
    recipient = UnitFacts(name=told["name"], kind=UnitKind(told["kind"]))
    context = LintContext(TODAY, load_taxonomy(), LAWS, read_citations, recipient, older)
    return lint(letter_of(row), context)


def test_there_are_ten_good_letters_and_thirty_bad_ones() -> None:
    assert (len(GOOD), len(BAD)) == (10, 30)
    planted = {one.split()[0] for row in BAD.values() for one in row["expects"]}
    assert set(RULES) - planted == {"REPLY_LONG"}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_letter_is_left_alone(name: str) -> None:
    others = tuple(
        OlderLetter(other, other, letter_words(letter_of(row)))
        for other, row in GOOD.items()
        if other != name
    )
    found = linted(GOOD[name], older=others)
    assert [(one.code, one.index, one.value) for one in found.findings] == []
    assert found.score == 100


@pytest.mark.parametrize("name", BAD)
def test_each_planted_fault_is_found_and_nothing_else(name: str) -> None:
    row = BAD[name]
    base = GOOD[row["base"]]
    older = (OlderLetter("letter-1", "旧建议书", letter_words(letter_of(base))),)
    found = linted(changed(base, row["change"]), older=older if row.get("copied") else ())
    told = {f"{one.code} {one.field} {one.index}" for one in found.findings}
    assert told == set(row["expects"])
    assert found.score == max(0, 100 - sum(one.rule.cost for one in found.findings))


def test_a_finding_points_to_its_words() -> None:
    row = changed(GOOD["overload"], {"suggestions/1": "由人事科负责，月底前责令轮岗，名单备案。"})
    found = [one for one in linted(row).findings if one.code == "COMMAND"]
    assert found[0].span is not None
    assert found[0].span.of(row["suggestions"][0]) == "责令" and "责令" in found[0].text


def test_a_reply_of_more_than_two_months_is_questioned_where_the_law_says_two() -> None:
    for name, codes in (("housing", ["REPLY_LONG"]), ("bid_list", [])):
        found = linted(changed(GOOD[name], {"reply_days": 90})).findings
        assert [one.code for one in found] == codes


def test_a_law_is_in_force_until_the_day_it_is_repealed() -> None:
    row = changed(GOOD["trade_prepay"], {"legal_basis": ["《合同法》第六十条"]})
    context = LintContext(date(2020, 12, 31), load_taxonomy(), LAWS, read_citations)
    assert "BASIS_REPEALED" not in {one.code for one in lint(letter_of(row), context).findings}


def test_an_empty_letter_is_found_incomplete_and_scores_nothing() -> None:
    empty = LetterFacts(kind=LetterKind.SUPERVISION, body="某纪委", title="某")
    context = LintContext(TODAY, load_taxonomy(), LAWS, read_citations)
    found = lint(empty, context)
    assert {one.code for one in found.findings} == {"PART_MISSING"} and found.score == 0


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("安平市临河区人民法院", Rank.COUNTY),
        ("江宁市中级人民法院", Rank.CITY),
        ("中共柳河县清溪镇委员会", Rank.TOWN),
        ("云岭省高级人民法院", Rank.PROVINCE),
        ("最高人民检察院", Rank.NATION),
        ("柳河县清溪镇石桥村", Rank.VILLAGE),
        ("宏图贸易有限公司", None),
    ],
)
def test_the_level_of_a_body_is_read_from_its_name(name: str, rank: Rank | None) -> None:
    assert rank_of(name) == rank
