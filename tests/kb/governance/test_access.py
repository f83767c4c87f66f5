"""One rule in three forms: ``may_read``, SQL and the tokens of the index agree on everything.

The tokens are asked of SQL, too, as a filter by readers that both sides understand.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.governance.access import (
    Level,
    Principal,
    Protection,
    Role,
    desktop_principal,
    may_read,
    principal_of,
    tokens_for,
    tokens_of,
)
from kb.index.access import index_filter
from kb.store.access_filter import (
    document_protections,
    protection_of,
    readable,
    readable_documents,
)
from kb.store.document_filter import meets
from kb.store.governance_tables import GrantRow
from kb.store.session import Transactions
from kb.store.tables import CaseRow, DocumentRow, Row

DEPARTMENTS = ("d1", "d2", "d3")
ACCOUNTS = ("u1", "u2", "u3")
Grants = list[tuple[str, str, bool]]  # kind, grantee, revoked
Thing = tuple[Level, Level, str, Grants, Grants]  # of case and paper, owner, grants on both


class NoteRow(Row):
    """A record of a register as the rule knows it."""

    __tablename__ = "notes_of_the_access_test"
    metadata = MetaData()  # of its own: migrations know nothing of it
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(64))
    level: Mapped[int]
    owner_department: Mapped[str] = mapped_column(String(64))


levels = st.sampled_from(Level)
grants = st.lists(
    st.one_of(
        st.tuples(st.just("department"), st.sampled_from(DEPARTMENTS), st.booleans()),
        st.tuples(st.just("account"), st.sampled_from(ACCOUNTS), st.booleans()),
    ),
    max_size=3,
)
owners = st.sampled_from(("", *DEPARTMENTS))
things = st.lists(
    st.tuples(levels, levels, owners, grants, grants),
    min_size=4,
    max_size=12,
)
principals = st.lists(
    st.one_of(
        st.builds(
            Principal,
            account=st.sampled_from(ACCOUNTS),
            name=st.just("某人"),
            department=owners,
            roles=st.frozensets(st.sampled_from(Role), max_size=3),
            clearance=levels,
        ),
        st.just(desktop_principal()),
    ),
    min_size=2,
    max_size=6,
)


@pytest.fixture
def store(transactions: Transactions) -> Transactions:
    NoteRow.metadata.tables[NoteRow.__tablename__].create(transactions.engine)
    return transactions


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(things=things, principals=principals)
def test_the_three_forms_of_the_rule_agree(
    store: Transactions,
    things: list[
        tuple[Level, Level, str, list[tuple[str, str, bool]], list[tuple[str, str, bool]]]
    ],
    principals: list[Principal],
) -> None:
    with store.writing() as session:
        _keep(session, things)
    with store.reading() as session:
        papers = document_protections(session, [f"p{i}" for i in range(len(things))])
        notes = {
            row.id: protection_of(
                session,
                row.id,
                level=row.level,
                department=row.owner_department,
                case_id=row.case_id,
            )
            for row in session.scalars(select(NoteRow))
        }
        for one in principals:
            for row, condition, kept in (
                (DocumentRow, readable_documents(one), papers),
                (NoteRow, readable(one, NoteRow), notes),
            ):
                by_sql = set(session.scalars(select(row.id).where(condition)))
                by_rule = {i for i, protection in kept.items() if may_read(one, protection)}
                by_token = {i for i, protection in kept.items() if _opens(one, protection)}
                assert by_sql == by_rule == by_token
            reach = meets(index_filter(one))
            by_reach = set(session.scalars(select(DocumentRow.id).where(reach)))
            assert by_reach == {i for i, kept in papers.items() if may_read(one, kept)}


def _keep(
    session: Session,
    things: list[
        tuple[Level, Level, str, list[tuple[str, str, bool]], list[tuple[str, str, bool]]]
    ],
) -> None:
    for row in (GrantRow, NoteRow, DocumentRow, CaseRow):
        session.execute(delete(row))
    for i, (level, own, owner, of_case, of_thing) in enumerate(things):
        kept = {"level": int(level), "owner_department": owner}
        session.execute(insert(CaseRow).values(id=f"c{i}", title="某案", **kept))
        session.execute(insert(DocumentRow).values(_paper(i, own)))
        session.execute(insert(NoteRow).values(id=f"n{i}", case_id=f"c{i}", **kept))
        for subject, given_to in ((f"c{i}", of_case), (f"p{i}", of_thing), (f"n{i}", of_thing)):
            for kind, grantee, revoked in given_to:
                row = GrantRow(subject=subject, grantee_kind=kind, grantee=grantee, granted_by="u9")
                session.add(row)
                session.flush()
                if revoked:
                    row.revoked_at = row.granted_at


def _paper(number: int, level: Level) -> dict[str, object]:
    texts = dict.fromkeys(
        ("name", "media_type", "kind", "title", "text", "pages", "case_no", "court"), ""
    )
    blobs = dict.fromkeys(("reading", "sketch"), b"")
    return {"id": f"p{number}", "case_id": f"c{number}", "level": int(level), **texts, **blobs}


def _opens(principal: Principal, protection: Protection) -> bool:
    tokens = tokens_for(principal)
    return tokens is None or bool(set(tokens) & set(tokens_of(protection)))


@pytest.mark.parametrize(
    ("principal", "read"),
    [
        pytest.param(Principal("u1", "甲", "d1", clearance=Level.SENSITIVE), True, id="owner"),
        pytest.param(Principal("u1", "甲", "d1", clearance=Level.INTERNAL), False, id="clearance"),
        pytest.param(Principal("u1", "甲", "d2", clearance=Level.RESTRICTED), False, id="other"),
        pytest.param(Principal("u7", "庚", "d2", clearance=Level.SENSITIVE), True, id="team"),
        pytest.param(Principal("u1", "甲", "d3", clearance=Level.SENSITIVE), True, id="granted"),
        pytest.param(desktop_principal(), True, id="desktop"),
    ],
)
def test_reading_is_need_to_know(principal: Principal, read: bool) -> None:
    kept = Protection(
        Level.SENSITIVE, "d1", departments=frozenset({"d3"}), accounts=frozenset({"u7"})
    )
    assert may_read(principal, kept) is read


@pytest.mark.parametrize(
    "principal",
    [
        pytest.param(Principal("u1", "", "d1", clearance=Level.SENSITIVE), id="department"),
        pytest.param(Principal("u:1", "", "", clearance=Level.RESTRICTED), id="no_department"),
        pytest.param(Principal("", ""), id="public_alone"),
    ],
)
def test_tokens_say_who_reads(principal: Principal) -> None:
    assert principal_of(tokens_for(principal) or ()) == principal


def test_what_is_no_token_is_refused() -> None:
    with pytest.raises(ValueError, match="no token"):
        principal_of(["2:x:d1"])
