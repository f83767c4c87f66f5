"""Signs of rectification on paper only (整改纸面化): proposals for who verifies, not findings.

The same file under another item, dates that do not fit, words copied from the letter itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.errors import NotFound
from kb.near_duplicates import PROPOSE_AT, SHINGLE
from kb.prevention.item_change import kept_evidence
from kb.prevention.ledger_facts import (
    EVIDENCE,
    ITEMS,
    LETTERS,
    EvidenceFacts,
    ItemFacts,
    LetterFacts,
)
from kb.registers.days import day_of
from kb.registers.records import Kept
from kb.store.register_tables import table_of
from kb.store.registry import Registry, Wanted

_LEAST_SHINGLES = 12  # shorter words are alike by chance


class Sign(StrEnum):
    """What was noticed."""

    REUSED = "reused"
    BEFORE_LETTER = "before_letter"
    AFTER_UPLOAD = "after_upload"
    COPIED = "copied"


SIGNS = {
    Sign.REUSED: "同一文件也用于别的整改事项",
    Sign.BEFORE_LETTER: "材料日期早于建议书送达",
    Sign.AFTER_UPLOAD: "材料日期晚于上传",
    Sign.COPIED: "文字照抄建议书",
}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One sign: on which evidence (empty: the note on progress), beside which other records.

    ``share`` is the part of the words that stands in the letter, of COPIED alone.
    """

    sign: Sign
    evidence: str
    others: tuple[str, ...] = ()
    share: float | None = None


def suspicions(
    registry: Registry, item_id: str, *, texts: Mapping[str, str]
) -> tuple[Suspicion, ...]:
    """The signs on an item's evidence; ``texts`` are the words of those files that were read."""
    item = registry.get(ITEMS, item_id)
    letter = _letter(registry, item.facts.letter)
    words = _words_of_letter(item.facts, letter)
    found = list(_copied("", item.facts.note, words))
    served = letter.served if letter and letter.served else item.facts.issued
    for one in kept_evidence(registry, item):
        found += _reused(registry, one)
        effective = one.facts.effective
        if effective and served and effective < served:
            found.append(Suspicion(Sign.BEFORE_LETTER, one.id))
        if effective and effective > day_of(one.head.created_at):
            found.append(Suspicion(Sign.AFTER_UPLOAD, one.id))
        found += _copied(one.id, texts.get(one.id, ""), words)
    return tuple(found)


def copied_share(text: str, source: str) -> float:
    """The part of a text's 5-character shingles that stand in a source, 0..1.

    One-sided, unlike the likeness of two papers: a short report may be all copied from a long
    letter, and a few words of its own must not hide it.
    """
    one, other = _shingles(text), _shingles(source)
    return len(one & other) / len(one) if len(one) >= _LEAST_SHINGLES else 0.0


def _shingles(text: str) -> set[str]:
    letters = "".join(one for one in text if one.isalnum())
    return {letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1)}


def _copied(evidence: str, text: str, words: str) -> Iterator[Suspicion]:
    share = copied_share(text, words)
    if share >= PROPOSE_AT:
        yield Suspicion(Sign.COPIED, evidence, share=round(share, 2))


def _reused(registry: Registry, one: Kept[EvidenceFacts]) -> Iterator[Suspicion]:
    columns = table_of(EVIDENCE).c
    wanted = Wanted(
        equal=(("sha256", (one.facts.sha256,)),), where=(columns.item != one.facts.item,)
    )
    others = tuple(dict.fromkeys(each.facts.item for each in registry.all(EVIDENCE, wanted)))
    if others:
        yield Suspicion(Sign.REUSED, one.id, others=others)


def _letter(registry: Registry, letter_id: str) -> LetterFacts | None:
    try:
        return registry.get(LETTERS, letter_id).facts if letter_id else None
    except NotFound:  # the reader may see the item but not its letter
        return None


def _words_of_letter(item: ItemFacts, letter: LetterFacts | None) -> str:
    own = [item.problem, item.measure, *item.acceptance]
    if letter is None:
        return "\n".join(own)
    return "\n".join([*own, letter.findings, *letter.problems, *letter.suggestions])
