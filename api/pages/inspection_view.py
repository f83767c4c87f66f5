"""The pages of an inspection: the form of a plan, the rows of its findings, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from api.errors import answer
from api.pages import choices
from api.pages.entered import Entered
from api.pages.page import Crumb, Page
from api.pages.shown_names import shown_names
from api.pages.stale import words_for
from api.registers import record_shown, registry_for_reading
from api.wiring import Service
from kb.errors import KbError, NotFound
from kb.governance.access import Permission, Principal
from kb.prevention.inspections import Outcome
from kb.prevention.item_steps import CLOSED
from kb.prevention.ledger_facts import (
    INSPECTION_METHODS,
    INSPECTIONS,
    ITEMS,
    InspectionFacts,
    ItemFacts,
)
from kb.registers.records import Kept
from kb.store.registry import Registry, Wanted
from kb.terms import Taxonomy

OUTCOMES = {
    Outcome.NEW: "新立一项整改",
    Outcome.NOTE: "记在已有事项上",
    Outcome.RETURN: "退回正在复核的事项",
}
_ROWS, _MORE = 3, 3
_COLUMNS = (
    "outcome",
    "problem",
    "item",
    "measure",
    "acceptance",
    "loophole",
    "owner",
    "domain",
    "due",
)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A row of the form as it was filled in."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")


class InspectionRoom:
    """Shows inspections to one person."""

    def __init__(self, service: Service, who: Principal) -> None:
        self._service = service
        self._who = who

    def plan_form(
        self, page: Page, *, values: Mapping[str, str], slip: str, error: KbError | None = None
    ) -> Response:
        """The form for a new plan."""
        with registry_for_reading(self._service, self._who) as registry:
            units = choices.units(shown_names(registry).units)
        content = {
            "values": values,
            "slip": slip,
            "units": choices.any_or(units, "请选择"),
            "methods": list(INSPECTION_METHODS.items()),
        }
        crumbs = (Crumb("督查", "/inspections"), Crumb("新的督查"))
        status = answer(error.code).status if error else 200
        return page.show(
            "inspections/plan.html", content, title="新的督查", crumbs=crumbs, status=status
        )

    def show(
        self,
        page: Page,
        taxonomy: Taxonomy,
        inspection_id: str,
        *,
        refused: tuple[str, KbError] | None = None,
        entered: Entered | None = None,
        more: bool = False,
    ) -> Response:
        """One inspection; ``refused`` names the form that the words of an error stand beside."""
        with registry_for_reading(self._service, self._who) as registry:
            kept = registry.get(INSPECTIONS, inspection_id)
            names = shown_names(registry)
            standing = registry.all(ITEMS, Wanted(equal=(("unit", (kept.facts.unit,)),)))
            touched = _readable(registry, kept.facts.items)
            slip = words_for(refused[1], registry, kept.id, names) if refused else ""
        record_shown(self._service, self._who, INSPECTIONS, [kept])
        write = Permission.LEDGER_WRITE in self._who.permissions
        own = bool(self._who.unit) and self._who.unit == kept.facts.unit
        editing = entered is not None and refused is not None and refused[0] == "edit"
        content = {
            "kept": kept,
            "names": names,
            "methods": INSPECTION_METHODS,
            "method_options": list(INSPECTION_METHODS.items()),
            "states": INSPECTIONS.states,
            "item_states": ITEMS.states,
            "touched": touched,
            "hidden": len(kept.facts.items) - len(touched),
            "may": write and not own and kept.state == "planned",
            "refused": refused[0] if refused else "",
            "slip": slip,
            "plan": plan_values(entered) if entered and editing else _plan_of(kept),
            "conclusion": entered.one("conclusion") if entered else "",
            "reason": entered.one("reason") if entered else "",
            "rows": _rows(entered, more=more),
            "outcomes": list(OUTCOMES.items()),
            "items": _items(standing),
            "loopholes": choices.any_or(choices.terms("loopholes", taxonomy), "—"),
            "domains": choices.any_or(choices.domains(taxonomy), "—"),
            "units": choices.with_kept(choices.units(names.units), kept.facts.unit),
        }
        crumbs = (Crumb("督查", "/inspections"), Crumb(kept.facts.title))
        status = answer(refused[1].code).status if refused else 200
        return page.show(
            "inspections/one.html", content, title=kept.facts.title, crumbs=crumbs, status=status
        )


def plan_values(entered: Entered) -> dict[str, str]:
    """The fields of a plan as they were filled in."""
    return {name: entered.one(name) for name in ("title", "unit", "method", "planned", "people")}


def _plan_of(kept: Kept[InspectionFacts]) -> dict[str, str]:
    facts = kept.facts
    return {
        "title": facts.title,
        "unit": facts.unit,
        "method": facts.method.value,
        "planned": facts.planned.isoformat() if facts.planned else "",
        "people": "、".join(facts.people),
    }


def _readable(registry: Registry, ids: Sequence[str]) -> list[Kept[ItemFacts]]:
    found = []
    for one in ids:
        try:
            found.append(registry.get(ITEMS, one))
        except NotFound:  # an item may have been placed out of the reader's reach
            continue
    return found


def _rows(entered: Entered | None, *, more: bool) -> list[FindingRow]:
    columns = {name: entered.many(name) if entered else () for name in _COLUMNS}
    count = max(len(columns["problem"]), _ROWS) + (_MORE if more else 0)
    return [
        FindingRow({name: found[at] for name, found in columns.items() if at < len(found)})
        for at in range(count)
    ]


def _items(standing: Sequence[Kept[ItemFacts]]) -> list[tuple[str, str]]:
    """The unit's items, those that are open first."""
    in_order = sorted(standing, key=lambda one: one.state in CLOSED)
    shown = [(one.id, f"{ITEMS.states[one.state]}　{one.facts.problem[:40]}") for one in in_order]
    return [("", "—"), *shown]
