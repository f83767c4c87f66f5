"""What became of a text, piece by piece: nothing lost, nothing that two pieces both claim."""

import random

import pytest

from kb.education.redaction.aliases import Audience
from kb.education.redaction.found import Kind
from kb.education.redaction.redact import Edition, redact
from kb.education.redaction.rewriting import Edit, Piece, Rewritten
from kb.model import Span
from tests.kb.education.readings import READING

PERSON, TIME, AMOUNT = Kind.PERSON, Kind.TIME, Kind.AMOUNT


def test_the_pieces_are_the_original_and_the_new_text() -> None:
    words = "经查，被告人何春生在2015年3月2日收受秦立刚现金３万元。"
    for audience in (Audience.UNIT, Audience.PUBLIC):
        (done,) = redact([words], Edition(audience, "某单位", b"k" * 32), READING).rewritten
        assert done.original == words and "何春生" not in done.text
        changed = {one.old: one.kind for one in done.pieces if one.kind}
        assert changed["何春生"] is PERSON and changed["2015年3月2日"] is TIME
        assert all(one.old == one.new for one in done.pieces if one.kind is None)
        assert all(one.old != one.new for one in done.pieces if one.kind is not None)


def test_an_edit_of_what_was_replaced_takes_all_of_it() -> None:
    told = Rewritten.of("收受38万元现金").changed(
        [Edit(Span(2, 6), "20万元以上不满300万元", AMOUNT)]
    )
    again = told.changed([Edit(Span(2, 15), "若干元", AMOUNT)])
    assert again.pieces == (
        Piece("收受", "收受"),
        Piece("38万元", "若干元", AMOUNT),
        Piece("现金", "现金"),
    )
    half = told.changed([Edit(Span(0, 4), "拿了", TIME)])
    assert (half.original, half.text) == ("收受38万元现金", "拿了万元以上不满300万元现金")
    assert [one.old for one in half.pieces] == ["收受38万元", "现金"]


def test_what_is_changed_back_stays_the_same() -> None:
    told = Rewritten.of("张三说").changed([Edit(Span(0, 2), "某某", PERSON)])
    assert told.changed([Edit(Span(0, 2), "张三", PERSON)]).pieces == (Piece("张三说", "张三说"),)
    assert Rewritten.of("").changed([]).text == ""


@pytest.mark.parametrize("seed", range(40))
def test_edits_after_edits_are_those_of_the_text(seed: int) -> None:
    lots = random.Random(seed)
    original = "".join(chr(0x4E00 + at) for at in range(60))
    told, plain = Rewritten.of(original), original
    for _ in range(4):
        cuts = sorted(lots.sample(range(len(plain) + 1), min(6, len(plain) // 2 * 2)))
        edits = [
            Edit(Span(start, end), "ab"[: lots.randint(0, 2)], PERSON)
            for start, end in zip(cuts[::2], cuts[1::2], strict=True)
        ]
        told = told.changed(edits)
        for one in reversed(edits):
            plain = plain[: one.span.start] + one.words + plain[one.span.end :]
        assert told.text == plain and told.original == original
