"""Numbers that are given once: the next of a series, under the lock of its row."""

from sqlalchemy import Insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from kb.store.register_tables import NumberSeriesRow


def next_number(session: Session, series: str) -> int:
    """1, 2, 3 …; a number once given is never given again, whatever becomes of what bore it."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite_insert if sqlite else postgresql_insert
    statement = (
        insert(NumberSeriesRow)
        .values(name=series, last=1)
        .on_conflict_do_update(
            index_elements=[NumberSeriesRow.name], set_={"last": NumberSeriesRow.last + 1}
        )
        .returning(NumberSeriesRow.last)
    )
    return _only(session, statement)


def _only(session: Session, statement: Insert) -> int:
    return int(session.execute(statement).scalar_one())
