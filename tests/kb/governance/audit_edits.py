"""Edits of the trail with raw SQL, as one who owns the database but not the key would make them."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from kb.governance.audit import AuditRecord
from kb.governance.audit_check import Fault

COLUMNS = tuple(name for name in AuditRecord.__slots__ if name != "seq")
_NUMBERS = {"level": 9}


@dataclass(frozen=True, slots=True)
class Edit:
    """What was done and what verifying must say: one of ``faults``, at ``seq``."""

    name: str
    seq: int
    faults: frozenset[Fault]


def drop_triggers(session: Session) -> None:
    """The database no longer refuses."""
    on = " ON audit" if session.connection().dialect.name == "postgresql" else ""
    for name in ("audit_holds", "audit_stays"):
        session.execute(text(f"DROP TRIGGER {name}{on}"))


def random_edit(session: Session, draw: random.Random, size: int) -> Edit:
    """Make one edit, every kind as likely."""
    kinds: tuple[Callable[[Session, random.Random, int], Edit], ...] = (
        _update,
        _delete,
        _delete_and_renumber,
        _insert,
        _append,
        _swap,
        _truncate,
    )
    return draw.choice(kinds)(session, draw, size)


def _update(session: Session, draw: random.Random, size: int) -> Edit:
    seq, column = draw.randint(1, size), draw.choice(COLUMNS)
    value = _NUMBERS.get(column, f"x{draw.randrange(10**6)}")
    session.execute(
        text(f'UPDATE audit SET "{column}" = :value WHERE seq = :seq'), {"value": value, "seq": seq}
    )
    return Edit(f"update {column}", seq, frozenset({Fault.CHANGED}))


def _delete(session: Session, draw: random.Random, size: int) -> Edit:
    seq = draw.randint(1, size - 1)
    session.execute(text("DELETE FROM audit WHERE seq = :seq"), {"seq": seq})
    return Edit("delete", seq, frozenset({Fault.REMOVED}))


def _delete_and_renumber(session: Session, draw: random.Random, size: int) -> Edit:
    seq = draw.randint(1, size - 1)
    session.execute(text("DELETE FROM audit WHERE seq = :seq"), {"seq": seq})
    _shift(session, seq, -1)
    return Edit("delete and renumber", seq, frozenset({Fault.REMOVED}))


def _insert(session: Session, draw: random.Random, size: int) -> Edit:
    seq = draw.randint(1, size)
    _shift(session, seq, 1)
    _copy(session, seq + 1, seq)
    return Edit("insert", seq, frozenset({Fault.INSERTED}))


def _append(session: Session, draw: random.Random, size: int) -> Edit:
    _copy(session, draw.randint(1, size), size + 1)
    return Edit("append", size + 1, frozenset({Fault.INSERTED, Fault.CHANGED}))


def _swap(session: Session, draw: random.Random, size: int) -> Edit:
    first, second = sorted(draw.sample(range(1, size + 1), 2))
    for old, new in ((first, -1), (second, first), (-1, second)):
        session.execute(
            text("UPDATE audit SET seq = :new WHERE seq = :old"), {"new": new, "old": old}
        )
    return Edit("swap", first, frozenset({Fault.SWAPPED}))


def _truncate(session: Session, draw: random.Random, size: int) -> Edit:
    seq = draw.randint(1, size)
    session.execute(text("DELETE FROM audit WHERE seq >= :seq"), {"seq": seq})
    return Edit("truncate", seq, frozenset({Fault.TRUNCATED}))


def _shift(session: Session, start: int, by: int) -> None:
    session.execute(
        text("UPDATE audit SET seq = -(seq + :by) WHERE seq >= :start"), {"by": by, "start": start}
    )
    session.execute(text("UPDATE audit SET seq = -seq WHERE seq < 0"))


def _copy(session: Session, source: int, target: int) -> None:
    """A forged entry: another one's words, of another actor, with a hash that is made up."""
    kept = ", ".join(f'"{name}"' for name in COLUMNS if name not in ("actor", "hash"))
    session.execute(
        text(
            f'INSERT INTO audit (seq, actor, "hash", {kept}) '
            f"SELECT :target, 'forged', :made_up, {kept} FROM audit WHERE seq = :source"
        ),
        {"target": target, "source": source, "made_up": "f" * 64},
    )
