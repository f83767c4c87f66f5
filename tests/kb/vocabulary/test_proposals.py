"""What is a good proposal and what is refused with which code; what is exported."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import yaml

from kb.errors import KbError
from kb.terms import load_taxonomy
from kb.vocabulary.export import export_csv, export_yaml
from kb.vocabulary.listed import SECTIONS, listed, section_entries
from kb.vocabulary.proposals import Kind, Proposal, State, Wish, checked, taken_up

TAXONOMY = load_taxonomy()
NO_RULE, WHY = "loopholes:no_rule", "文书里常见"
TERM = Wish(Kind.TERM, "临时机构失管", WHY, "loopholes", "rule_gap", "专班、指挥部无人监督")
GROUP = TAXONOMY.terms[NO_RULE].group


def refused(wish: Wish) -> str:
    with pytest.raises(KbError) as error:
        checked(wish, TAXONOMY, whole=lambda word: word == "受贿罪")
    return error.value.code


def kept(number: int, wish: Wish) -> Proposal:
    return Proposal(number, wish, State.ACCEPTED, 2, "u1", datetime(2026, 3, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        pytest.param(Wish(Kind.WORD, "甲供材"), "FIELD_NEEDED", id="no_reason"),
        pytest.param(Wish(Kind.WORD, " ", WHY), "FIELD_NEEDED", id="no_word"),
        pytest.param(Wish(Kind.WORD, "受贿罪", WHY), "WORD_KNOWN", id="word_known"),
        pytest.param(Wish(Kind.WORD, "甲，供材", WHY), "FIELD_INVALID", id="mark_in_word"),
        pytest.param(Wish(Kind.WORD, "材", WHY), "FIELD_INVALID", id="one_sign"),
        pytest.param(Wish(Kind.WORD, "abc", WHY), "FIELD_INVALID", id="no_han"),
        pytest.param(Wish(Kind.WORD, "材" * 21, WHY), "FIELD_INVALID", id="long_word"),
        pytest.param(
            Wish(Kind.WORD, "甲供材", WHY, detail="x"), "FIELD_INVALID", id="no_such_sort"
        ),
        pytest.param(Wish(Kind.WORD, "甲供材", "为" * 501), "FIELD_TOO_LONG", id="long_reason"),
        pytest.param(Wish(Kind.WORD, "甲供材", "为\x00何"), "FIELD_INVALID", id="nul"),
        pytest.param(Wish(Kind.WORD, "甲供材", "\ud800"), "FIELD_INVALID", id="surrogate"),
        pytest.param(
            Wish(Kind.INDICATOR, "一……一……一……一", WHY, NO_RULE), "FIELD_INVALID", id="many_gaps"
        ),
        pytest.param(Wish(Kind.INDICATOR, "无人管", WHY, "x:y"), "NOT_FOUND", id="no_such_entry"),
        pytest.param(
            Wish(Kind.INDICATOR, "没有制定", WHY, NO_RULE), "VOCABULARY_HAS", id="indicator_known"
        ),
        pytest.param(
            Wish(Kind.INDICATOR, "受贿", WHY, "offence:bribery_taking"),
            "VOCABULARY_HAS",
            id="alias_known",
        ),
        pytest.param(Wish(Kind.NAME, "制度空白", WHY, NO_RULE), "VOCABULARY_HAS", id="name_known"),
        pytest.param(
            Wish(Kind.DEFINITION, TAXONOMY.terms[NO_RULE].definition, WHY, NO_RULE),
            "EDIT_UNCHANGED",
            id="definition_unchanged",
        ),
        pytest.param(Wish(Kind.MERGE, NO_RULE, WHY, NO_RULE), "LABEL_UNKNOWN", id="into_itself"),
        pytest.param(
            Wish(Kind.MERGE, "causes:gift_grooming", WHY, NO_RULE),
            "LABEL_UNKNOWN",
            id="into_another_section",
        ),
        pytest.param(replace(TERM, target="x"), "FIELD_INVALID", id="no_such_section"),
        pytest.param(replace(TERM, detail="x"), "FIELD_INVALID", id="no_such_group"),
        pytest.param(replace(TERM, definition=""), "FIELD_NEEDED", id="no_definition"),
        pytest.param(
            replace(TERM, text="制度空白", detail=GROUP), "VOCABULARY_HAS", id="term_known"
        ),
    ],
)
def test_what_is_no_proposal_is_refused(wish: Wish, code: str) -> None:
    assert refused(wish) == code


def test_what_does_not_belong_is_dropped() -> None:
    odd = Wish(Kind.WORD, " 甲供材 ", "常\n见", NO_RULE, "", "定义")
    plain = checked(odd, TAXONOMY, whole=lambda _: False)
    assert plain == Wish(Kind.WORD, "甲供材", "常 见", detail="other")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_entry_is_listed_by_its_key(section: str) -> None:
    entries = section_entries(TAXONOMY, section)
    assert entries
    assert [listed(TAXONOMY, one.key) for one in entries] == list(entries)
    for one in entries[:3]:
        wish = Wish(Kind.INDICATOR, "从未有过的说法", WHY, one.key)
        assert checked(wish, TAXONOMY, whole=lambda _: False) == wish


def test_what_the_vocabulary_says_by_now_is_taken_up() -> None:
    assert taken_up(Wish(Kind.INDICATOR, "没有制定", WHY, NO_RULE), TAXONOMY)
    assert taken_up(Wish(Kind.DEPRECATE, "", WHY, "loopholes:gone"), TAXONOMY)
    assert not taken_up(Wish(Kind.INDICATOR, "没人管过", WHY, NO_RULE), TAXONOMY)
    assert not taken_up(Wish(Kind.WORD, "受贿罪", WHY), TAXONOMY)


def test_the_export_has_the_shape_of_the_taxonomy() -> None:
    offence = "offence:bribery_taking"
    proposals = [
        kept(1, Wish(Kind.INDICATOR, "没人管过", WHY, NO_RULE)),
        kept(2, Wish(Kind.DEFINITION, "没有规矩", WHY, NO_RULE)),
        kept(3, Wish(Kind.INDICATOR, "收黑钱", WHY, offence)),
        kept(4, Wish(Kind.WORD, "甲供材", WHY, detail="jargon")),
        kept(5, Wish(Kind.WORD, "区住建局", WHY, detail="unit")),
        kept(6, replace(TERM, detail=GROUP)),
        kept(7, Wish(Kind.MERGE, NO_RULE, WHY, "loopholes:outdated_rule")),
    ]
    file = yaml.safe_load(export_yaml(TAXONOMY, proposals))
    assert file["meta"] == {"taxonomy": TAXONOMY.version}
    assert file["loopholes"][0] == {
        "id": "no_rule",
        "zh": "制度空白",
        "indicators": ["没人管过"],
        "proposals": [1, 2],
        "definition": "没有规矩",
    }
    assert file["loopholes"][1] == {
        "id": None,
        "zh": "临时机构失管",
        "group": GROUP,
        "definition": "专班、指挥部无人监督",
        "proposals": [6],
    }
    merged = file["loopholes"][2]
    assert (merged["deprecated"], merged["merged_into"]) == (True, "no_rule")
    assert file["offences"] == [
        {"id": "bribery_taking", "name": "受贿罪", "aliases": ["收黑钱"], "proposals": [3]}
    ]
    assert [(one["word"], one["tag"]) for one in file["lexicon"]] == [
        ("甲供材", "n"),
        ("区住建局", "nt"),
    ]


def test_a_spreadsheet_computes_nothing_of_it() -> None:
    hostile = kept(1, Wish(Kind.INDICATOR, "=1+1", '@SUM(A1)"', NO_RULE))
    gone = kept(2, Wish(Kind.DEPRECATE, "", WHY, "loopholes:gone"))
    rows = list(csv.reader(io.StringIO(export_csv(TAXONOMY, [hostile, gone]).decode("utf-8-sig"))))
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["内容"], line["理由"]) == ("'=1+1", "'@SUM(A1)\"")
    assert (line["部分"], line["词条"]) == ("制度漏洞", "制度空白")
    assert rows[2][3] == "loopholes:gone"
