"""What tests of retrieval over a store share."""

import pytest

from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.session import Transactions
from tests.kb.conftest import make_reading


@pytest.fixture
def papers(transactions: Transactions) -> list[str]:
    """Three kept papers, a case each."""
    made = [make_reading(f"第{word}份文书写明收受回扣。") for word in "一二三"]
    with transactions.writing() as session:
        taken = {
            one.document.id: (acquire(one, content=b"x"), case_id_of(one.document.id))
            for one in made
        }
        DocumentStore(session).add_all(taken)
    return [one.document.id for one in made]
