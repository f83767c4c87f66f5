"""The registers as the rules of warnings see them: read once each, as they stood on a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from kb.prevention.chain_facts import (
    CASES,
    CLUES,
    LOOPHOLES,
    MEASURES,
    OFFICERS,
    RISK_POINTS,
    UNITS,
)
from kb.prevention.indicator_window import Period
from kb.prevention.ledger_facts import EVALUATIONS, EVIDENCE, INSPECTIONS, ITEMS, LETTERS, Side
from kb.prevention.report_facts import REPORTS
from kb.prevention.warning_records import (
    CaseWatched,
    ClueWatched,
    EvaluationWatched,
    EvidenceWatched,
    InspectionWatched,
    ItemWatched,
    LetterWatched,
    LoopholeWatched,
    MeasureWatched,
    OfficerWatched,
    PointWatched,
    ReportWatched,
    UnitWatched,
    found_on,
)
from kb.store.register_past import standing
from kb.store.registry import Registry
from kb.terms import Taxonomy


class Watch:
    """The registers as they stood at the end of a day, as far as the person may read them."""

    def __init__(self, registry: Registry, today: date | None = None) -> None:
        self.registry = registry
        self.today = today or registry.today()
        self.before = Period(self.today, self.today).closes

    @property
    def taxonomy(self) -> Taxonomy:
        """The vocabulary, for names."""
        return self.registry.taxonomy

    @cached_property
    def units(self) -> Mapping[str, UnitWatched]:
        """Units that stand, by id."""
        found = standing(self.registry, UNITS, UnitWatched, before=self.before)
        return {one.id: one for one in found if one.state == "standing"}

    @cached_property
    def officers(self) -> tuple[OfficerWatched, ...]:
        """People in posts."""
        found = standing(self.registry, OFFICERS, OfficerWatched, before=self.before)
        return tuple(one for one in found if one.state == "standing")

    @cached_property
    def clues(self) -> tuple[ClueWatched, ...]:
        """Clues that were not closed as unfounded, oldest first."""
        found = standing(self.registry, CLUES, ClueWatched, before=self.before)
        kept = [one for one in found if one.state != "closed_clue"]
        return tuple(sorted(kept, key=lambda one: (one.received, one.id)))

    @cached_property
    def cases(self) -> Mapping[str, CaseWatched]:
        """Cases that were not withdrawn, by id."""
        found = standing(self.registry, CASES, CaseWatched, before=self.before)
        return {one.id: one for one in found if one.state != "withdrawn"}

    @cached_property
    def points(self) -> tuple[PointWatched, ...]:
        """Risk points that were not dismissed."""
        found = standing(self.registry, RISK_POINTS, PointWatched, before=self.before)
        return tuple(one for one in found if one.state != "dismissed")

    @cached_property
    def loopholes(self) -> tuple[LoopholeWatched, ...]:
        """Confirmed loopholes, in the order they were found."""
        found = standing(self.registry, LOOPHOLES, LoopholeWatched, before=self.before)
        kept = [one for one in found if one.state == "confirmed"]
        return tuple(sorted(kept, key=lambda one: (found_on(one), one.id)))

    @cached_property
    def measures(self) -> tuple[MeasureWatched, ...]:
        """Adopted measures."""
        found = standing(self.registry, MEASURES, MeasureWatched, before=self.before)
        return tuple(one for one in found if one.state == "adopted")

    @cached_property
    def letters(self) -> Mapping[str, LetterWatched]:
        """Letters that were served and stand, by id."""
        found = standing(self.registry, LETTERS, LetterWatched, before=self.before)
        return {one.id: one for one in found if one.served and one.state != "withdrawn"}

    @cached_property
    def items(self) -> tuple[ItemWatched, ...]:
        """Rectification items that were issued and stand."""
        found = standing(self.registry, ITEMS, ItemWatched, before=self.before)
        return tuple(one for one in found if one.state not in ("drafted", "withdrawn"))

    @cached_property
    def verdicts(self) -> tuple[EvaluationWatched, ...]:
        """The last confirmed evaluation of each unit and letter, by those who check."""
        found = standing(self.registry, EVALUATIONS, EvaluationWatched, before=self.before)
        confirmed = [one for one in found if one.state == "confirmed" and one.side is Side.CHECK]
        confirmed.sort(key=lambda one: (one.confirmed or date.min, one.id))
        return tuple({(one.unit, one.letter): one for one in confirmed}.values())

    @cached_property
    def evidence(self) -> Mapping[str, Sequence[EvidenceWatched]]:
        """Evidence that was not struck, by the id of its item."""
        found: dict[str, list[EvidenceWatched]] = {}
        for one in standing(self.registry, EVIDENCE, EvidenceWatched, before=self.before):
            if one.state == "kept":
                found.setdefault(one.item, []).append(one)
        return found

    @cached_property
    def reports(self) -> tuple[ReportWatched, ...]:
        """Risk analysis reports."""
        return standing(self.registry, REPORTS, ReportWatched, before=self.before)

    @cached_property
    def inspections(self) -> tuple[InspectionWatched, ...]:
        """Inspections that were made."""
        found = standing(self.registry, INSPECTIONS, InspectionWatched, before=self.before)
        return tuple(one for one in found if one.done)

    def loopholes_of(self, case_id: str) -> Sequence[LoopholeWatched]:
        """The confirmed loopholes of a case."""
        return self._by_case.get(case_id, ()) if case_id else ()

    @cached_property
    def _by_case(self) -> Mapping[str, Sequence[LoopholeWatched]]:
        found: dict[str, list[LoopholeWatched]] = {}
        for one in self.loopholes:
            found.setdefault(one.case_id, []).append(one)
        return found

    def system_of(self, unit: str) -> str:
        """The system of a unit; empty where it has none or is not known here."""
        known = self.units.get(unit)
        return known.system if known else ""
