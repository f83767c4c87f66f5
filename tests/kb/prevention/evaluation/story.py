"""Tells what happened to records on which day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.governance.access import desktop_principal
from kb.prevention.chain_facts import CASES
from kb.registers.catalogue import register_of
from kb.registers.records import Kept, Placing, Register
from kb.store.registry import Registry
from kb.store.tables import CaseRow
from kb.terms import load_taxonomy


class Story:
    """Tells what happened on which day; records are called by short names."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids: dict[str, str] = {}

    def on(self, day: date) -> Registry:
        """A registry whose clock stands at noon of a day."""
        return Registry(
            self.session,
            desktop_principal(),
            lambda entry: None,
            load_taxonomy(),
            clock=lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        )

    def add(
        self, day: date, name: str, register: Register[Any], facts: Any, *, case: str = ""
    ) -> None:
        """A record made on a day, of a case if one is named."""
        if register is CASES:
            record_id = f"case-{name}"
            self.session.add(CaseRow(id=record_id, title=name, owner_department="d1"))
            self.session.flush()
            placing = Placing(department="d1", case_id=record_id)
            kept = self.on(day).add(register, facts, placing, record_id=record_id)
        else:
            placing = Placing(department="d1", case_id=self.ids[case] if case else "")
            kept = self.on(day).add(register, facts, placing)
        self.ids[name] = kept.id

    def then(self, day: date, name: str, state: str = "", **changed: Any) -> None:
        """What a step changed on a day."""
        registry, register = self.on(day), register_of(self.ids[name])
        kept: Kept[Any] = registry.get(register, self.ids[name])
        facts = replace(kept.facts, **changed)
        registry.change(register, kept, facts=facts, state=state, action=state or "edit")
