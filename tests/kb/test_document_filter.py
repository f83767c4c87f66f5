"""The neutral filter in SQL, on both databases: which documents meet it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.index.filters import And, Filter, Match, Not, Or, Range
from kb.model import CaseTag, Header, TaggedDocument
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.lookup import Lookup
from kb.store.session import Transactions

NO_RULE = "loopholes:no_rule"


@pytest.fixture
def names(transactions: Transactions, reading: Callable[..., TaggedDocument]) -> dict[str, str]:
    """Three kept documents by id: one taker with a loophole, one embezzler, one of no date."""
    taker = reading("甲收受回扣。", name="甲", label=NO_RULE)
    embezzler = replace(
        reading("乙骗取补助款。", name="乙"), tags=(CaseTag("offence", "embezzlement", 0.9),)
    )
    undated = replace(reading("丙收受礼金。", name="丙"), header=Header(), statutes=())
    kept = (taker, embezzler, undated)
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {
                one.document.id: (acquire(one, content=b"x"), case_id_of(one.document.id))
                for one in kept
            }
        )
    return {one.document.id: one.document.name for one in kept}


@pytest.mark.parametrize(
    ("filter", "met"),
    [
        pytest.param(None, "甲乙丙", id="none"),
        pytest.param(Match("offences", "bribery_taking"), "甲丙", id="tag"),
        pytest.param(Match("labels", NO_RULE), "甲", id="label"),
        pytest.param(Not(Match("labels", NO_RULE)), "乙丙", id="not_label"),
        pytest.param(Range("year", gte=2020), "甲乙", id="range"),
        pytest.param(Not(Range("year", gte=2020)), "丙", id="no_year_is_outside_every_range"),
        pytest.param(Not(Match("year", 2021)), "丙", id="no_year_is_no_year"),
        pytest.param(Match("statutes", "刑法:385"), "甲乙", id="statute"),
        pytest.param(Match("section", "facts"), "甲乙丙", id="section"),
        pytest.param(Not(Match("section", "facts")), "", id="nothing_but_the_section"),
        pytest.param(Not(Match("section", "evidence")), "甲乙丙", id="something_but_the_section"),
        pytest.param(
            Not(Or(Match("section", "evidence"), Match("offences", "bribery_taking"))),
            "乙",
            id="not_or",
        ),
        pytest.param(Match("kind", values=()), "", id="among_none"),
        pytest.param(
            And(
                Or(Match("labels", NO_RULE), Match("offences", "embezzlement")),
                Range("year", lt=2022),
            ),
            "甲乙",
            id="nested",
        ),
    ],
)
def test_documents_that_meet_a_filter(
    transactions: Transactions, names: dict[str, str], filter: Filter | None, met: str
) -> None:
    with transactions.reading() as session:
        found = Lookup(session).meeting(names, filter)
    assert {names[one] for one in found} == set(met)
