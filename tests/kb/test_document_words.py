"""The words of documents: replaced, gone with their document, never kept for one unknown."""

from collections.abc import Callable

import numpy as np

from kb.model import TaggedDocument
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.document_words import DocumentWords
from kb.store.documents import DocumentStore
from kb.store.session import Transactions
from kb.word_weights import WordWeights

CASE = case_id_of("案")


def words(*indices: int) -> WordWeights:
    return WordWeights(np.array(indices, np.uint32), np.full(len(indices), 9, np.uint8))


def keep(transactions: Transactions, tagged: TaggedDocument) -> str:
    with transactions.writing() as session:
        DocumentStore(session).add_all({tagged.document.id: (acquire(tagged, content=b"x"), CASE)})
    return tagged.document.id


def held(transactions: Transactions) -> list[list[int]]:
    with transactions.reading() as session:
        return [one.indices.tolist() for _, one in DocumentWords(session).of_cases([CASE])]


def test_later_words_take_the_place_of_earlier(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    document_id = keep(transactions, reading("甲收受现金。"))
    for each in (words(1, 2**32 - 1), words(5)):
        with transactions.writing() as session:
            DocumentWords(session).put({document_id: each, "unknown": words(3)})
    assert held(transactions) == [[5]]


def test_words_go_with_their_document(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    one, two = (keep(transactions, reading(text)) for text in ("甲收受现金。", "乙虚报费用。"))
    with transactions.writing() as session:
        DocumentWords(session).put({one: words(1), two: words(2**32 - 1)})
        DocumentStore(session).delete(one)
    assert held(transactions) == [[2**32 - 1]]
