"""Where words stand in kept documents, on both databases."""

from collections.abc import Callable

import pytest

from kb.model import TaggedDocument
from kb.store.session import Transactions
from kb.store.tables import DocumentRow
from kb.store.word_uses import WordUses, word_uses
from tests.kb.conftest import keep

TEXTS = {
    "甲.txt": "科长默许甲供材虚报。甲供材没有台账，甲供材也没人点；别的都好。\n甲方供材另算。",
    "乙.txt": "受王主任的当面指使办了。受他人之托，后来另有人指使。U盾由一人保管。",
    "丙.txt": "前" * 300 + "甲供材" + "后" * 300,
}


@pytest.fixture
def kept(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> Callable[..., WordUses]:
    for name, text in TEXTS.items():
        keep(transactions, reading(text, name=name))

    def met(words: str, **options: object) -> WordUses:
        with transactions.reading() as session:
            return word_uses(session, words, **options)  # type: ignore[arg-type]

    return met


def test_documents_and_sentences_are_counted(kept: Callable[..., WordUses]) -> None:
    found = kept("甲供材")
    assert (found.documents, found.sentences, found.complete) == (2, 3, True)
    by_text = {TEXTS[one]: one for one in TEXTS}
    for one in found.examples:
        assert any(one.span.of(text) == one.text for text in by_text)
        assert [hit.of(one.text) for hit in one.hits] == ["甲供材"] * len(one.hits)
        assert len(one.text) <= 160


def test_a_gap_stays_inside_a_clause(kept: Callable[..., WordUses]) -> None:
    found = kept("受……指使")
    assert (found.documents, found.sentences) == (1, 1)
    [one] = found.examples
    assert [hit.of(one.text) for hit in one.hits] == ["受王主任的当面指使"]


def test_letters_are_met_in_either_case(kept: Callable[..., WordUses]) -> None:
    found = kept("u盾")
    assert (found.documents, found.sentences) == (1, 1)


@pytest.mark.parametrize("words", ["", "……", " …… ", "没有这样的话", "%", "_", "\\"])
def test_what_is_nowhere_meets_nothing(kept: Callable[..., WordUses], words: str) -> None:
    assert kept(words) == WordUses(0, 0, ())


def test_only_those_among_are_told_of(kept: Callable[..., WordUses]) -> None:
    found = kept("甲供材", among=DocumentRow.name == "丙.txt")
    assert (found.documents, found.sentences) == (1, 1)
    assert kept("甲供材", examples=1).examples != ()
    assert len(kept("甲供材", examples=1).examples) == 1
