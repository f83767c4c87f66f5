"""A pack's texts: nothing identifying is left, and who is who stays clear."""

from collections import Counter
from pathlib import Path

import pytest

from ingest.reading import ReadLimits, read
from kb.education.redaction.aliases import Audience
from kb.education.redaction.found import Kind
from kb.education.redaction.people import Person, Role
from kb.education.redaction.redact import Edition, Reading, redact
from kb.model import RawFile
from tests.benchmarks.redaction_bench import real_pieces
from tests.kb.education.gone import still_there, with_plants
from tests.kb.education.planted import planted
from tests.kb.education.readings import READING

KEY = b"a key of thirty-two bytes or so!"
UNIT = Edition(Audience.UNIT, "某单位", KEY)
PUBLIC = Edition(Audience.PUBLIC, "公众", KEY)
INTERNAL = Edition(Audience.INTERNAL, "承办部门", KEY)
DEMO = Path(__file__).parents[3] / "corpora" / "demo"
NAMED = Reading(
    people=lambda text: [Person(one) for one in ("王建国", "赵大力", "王秀兰") if one in text],
    amounts=lambda text: (),
)


def _left(pieces: list[str], *, count: int) -> tuple[Counter[bool], Counter[bool]]:
    """Of names and of the rest, how many are left and how many there were."""
    rows = planted(count, seed=5)
    left: Counter[bool] = Counter()
    total: Counter[bool] = Counter()
    for rank, piece in enumerate(pieces):
        plants = [rows[(rank + shift * 7) % len(rows)][shift] for shift in range(12)]
        text = redact([with_plants(piece, plants)], UNIT, READING).texts[0]
        for one in plants:
            total[one.kind == "name"] += 1
            left[one.kind == "name"] += still_there(one, text)
    return left, total


def test_planted_identifiers_are_gone_in_all_twelve_disguises() -> None:
    files = [RawFile(path.name, path.read_bytes()) for path in sorted(DEMO.rglob("*.txt"))]
    texts = [read(file, limits=ReadLimits()).text for file in files]
    pieces = [texts[i % len(texts)][:1500] for i in range(36)]
    left, total = _left(pieces, count=36)
    assert left[False] == 0
    assert left[True] <= 0.02 * total[True]


@pytest.mark.real
def test_planted_identifiers_are_gone_from_real_texts(shared_data: Path) -> None:
    left, total = _left(real_pieces(shared_data, 48, seed=2), count=48)
    assert left[False] == 0
    assert left[True] <= 0.02 * total[True]


def test_one_alias_in_all_documents_of_a_pack() -> None:
    first, second = redact(["王建国收钱。", "另查，王 建 国退赃。"], UNIT, NAMED).texts
    alias = first.removesuffix("收钱。")
    assert alias.startswith("王某")
    assert second == f"另查，{alias}退赃。"


def test_titles_and_nicknames_follow_the_person() -> None:
    text = redact(["赵大力是局长。请赵局长关照，老赵答应了。"], UNIT, NAMED).texts[0]
    alias = text[:3]
    assert text == f"{alias}是局长。请{alias}局长关照，{alias}答应了。"


def test_a_title_of_two_of_the_name_stays_open() -> None:
    text = redact(["王建国与王秀兰。王局长到场。"], UNIT, NAMED).texts[0]
    assert text.endswith("。王某局长到场。")


def test_roles_are_told_instead_of_names() -> None:
    reading = Reading(lambda text: [Person("赵大力", Role.WITNESS)], lambda text: ())
    text = redact(["证人赵大力证实。后赵大力离开。"], UNIT, reading).texts[0]
    letter = text[2]
    assert text == f"证人{letter}证实。后证人{letter}离开。"


def test_units_keep_level_and_domain() -> None:
    text = redact(
        ["王建国任青石县住房和城乡建设局局长，与大正建设有限公司往来。"], UNIT, NAMED
    ).texts[0]
    assert "某县住建局局长，与某公司往来。" in text


def test_a_unit_has_one_alias_under_its_short_name() -> None:
    words = "大正建设有限公司中标。宏远贸易有限公司陪标。大正公司付款。"
    first, second, third = redact([words], UNIT, NAMED).texts[0].removesuffix("。").split("。")
    assert first.removesuffix("中标") == third.removesuffix("付款")
    assert first.removesuffix("中标") != second.removesuffix("陪标")


def test_the_recipient_may_be_named() -> None:
    edition = Edition(Audience.UNIT, "青石县水利局", KEY, kept=frozenset({"青石县水利局"}))
    assert redact(["青石县水利局开会。"], edition, NAMED).texts == ("青石县水利局开会。",)


def test_the_public_is_told_years_and_brackets() -> None:
    words = "2016年10月2日，王建国收受人民币123456.7元。"
    assert redact([words], PUBLIC, READING).texts[0].startswith("2016年，王某")
    assert "3万元以上不满20万元" in redact([words], PUBLIC, READING).texts[0]
    assert "2016年10月，" in redact([words], UNIT, READING).texts[0]
    assert "12万余元" in redact([words], UNIT, READING).texts[0]


def test_case_handlers_see_names_and_the_end_of_a_card() -> None:
    text = redact(["王建国的卡号6222021202012345678，电话13812345678。"], INTERNAL, NAMED).texts[0]
    assert text == "王建国的卡号[账号尾号5678]，电话[电话]。"


def test_a_minor_is_named_to_nobody() -> None:
    reading = Reading(lambda text: [Person("赵大力", Role.MINOR)], lambda text: ())
    assert "赵" not in redact(["赵大力在场。"], INTERNAL, reading).texts[0]


def test_statutes_amounts_and_counts_stay() -> None:
    words = "依照《中华人民共和国刑法》第三百八十三条第一款第（二）项，共计86件、1234567890元。"
    assert redact([words], INTERNAL, NAMED).texts == (words,)


def test_what_is_counted_is_what_was_replaced() -> None:
    counts = redact(["王建国电话13812345678、0531-88886666。"], UNIT, NAMED).counts
    assert counts == {Kind.PERSON: 1, Kind.PHONE: 2}


def test_the_key_is_apart_and_the_texts_hold_no_name() -> None:
    redacted = redact(["王建国收钱。"], UNIT, NAMED)
    assert "王建国" in redacted.key.aliases
    assert "建国" not in "".join(redacted.texts)


def test_a_name_that_a_court_wrote_with_a_sign_of_hiding_is_a_name_like_others() -> None:
    reading = Reading(lambda text: [Person("*某甲")], lambda text: ())
    assert "*某甲" not in redact(["*某甲到场。"], UNIT, reading).texts[0]
