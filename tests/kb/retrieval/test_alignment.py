"""Which sentence of a past case stands beside one of the new: the court's before a party's."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.model import Passage, SectionKind, Span, TaggedDocument
from kb.retrieval.alignment import AlignedPair, aligned
from kb.retrieval.case_query import QuerySentence
from kb.retrieval.roles import Role
from kb.retrieval.sources import Sources
from kb.retrieval.voices import Voices
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.papers import CasePapers
from kb.store.session import Transactions

DEFENCE, FINDING = "辩护人提出五万元是借款。", "被告人张某收受李某五万元。"
OURS = "某局长收受老板五万元。"


def beside(
    transactions: Transactions, plain: TaggedDocument, likeness: dict[str, float]
) -> tuple[AlignedPair, ...]:
    """What stands beside the one sentence of the new case, for given cosines."""
    at = len(DEFENCE)
    parts = (
        Passage(0, Span(0, at), SectionKind.DEFENCE),
        Passage(1, Span(at, at + len(FINDING)), SectionKind.FACTS),
    )
    kept = replace(plain, passages=parts)
    case = case_id_of("某案")
    with transactions.writing() as session:
        DocumentStore(session).add_all({kept.document.id: (acquire(kept, content=b"x"), case)})

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        cosines = np.array([likeness[one] for one in texts], dtype=np.float32)
        return np.stack([cosines, np.sqrt(1 - cosines**2)], axis=1)

    ours = QuerySentence(Span(0, len(OURS)), OURS, np.array([1.0, 0.0], dtype=np.float32))
    with transactions.reading() as session:
        sources = Sources(session, [kept.document.id])
        passages = DocumentStore(session).passages_of([kept.document.id])
        voices = Voices(sources, passages, CasePapers(session).of_cases([case])[case])
        quotes = [
            sources.quote(kept.document.id, part.span, section=part.section.value) for part in parts
        ]
        return aligned([ours], [quotes], sources, voices, encode)[0]


@pytest.mark.parametrize(
    ("defence", "finding", "role"),
    [
        pytest.param(0.72, 0.65, Role.FINDING, id="the_finding_where_it_is_about_as_like"),
        pytest.param(0.95, 0.65, Role.COUNSEL, id="the_defence_where_it_is_much_liker"),
        pytest.param(0.72, 0.4, Role.COUNSEL, id="the_defence_where_nothing_else_is_like"),
    ],
)
def test_what_was_found_stands_first(
    transactions: Transactions,
    reading: Callable[..., TaggedDocument],
    defence: float,
    finding: float,
    role: Role,
) -> None:
    found = beside(transactions, reading(DEFENCE + FINDING), {DEFENCE: defence, FINDING: finding})
    [pair] = found
    assert pair.role is role and not pair.rejected
    expected = finding if role is Role.FINDING else defence
    assert pair.similarity == pytest.approx(expected, abs=1e-3)  # the true likeness is shown


def test_what_is_unlike_stands_nowhere(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    likeness = {DEFENCE: 0.3, FINDING: 0.4}
    assert beside(transactions, reading(DEFENCE + FINDING), likeness) == ()
