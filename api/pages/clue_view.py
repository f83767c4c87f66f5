"""The page of a clue: its pre-judgement with sources, near clues, what may follow.

The longer function gathers what one page shows; each part is made elsewhere.
"""

from starlette.responses import Response

from api.pages.page import Crumb, Page
from api.pages.posting import Slip
from api.pages.record_forms import Entered
from api.pages.record_history import history
from api.pages.record_words import fact_rows, linked_ids, state_tone, state_words
from api.pages.sources import sources_shown
from api.pages.steps_shown import blocked, steps_shown
from api.registers import record_shown, registry_for_reading
from api.wiring import Service
from kb.governance.access import LEVEL_NAMES, Level, Permission, Principal
from kb.prevention.chain_facts import CLUES, RISK_GRADES, RISK_POINTS
from kb.prevention.clue_twins import twins
from kb.prevention.obstacles import clue_obstacle
from kb.prevention.pre_judgement import NEEDED, counted_points
from kb.prevention.stages import CLUE_STEPS, FINDING_STEPS
from kb.prevention.steps import open_steps
from kb.store.register_events import events_of
from kb.store.register_titles import titles
from kb.store.registry import Wanted

HOME = Crumb("线索", "/clues")


def clue_view(
    page: Page,
    service: Service,
    who: Principal,
    clue_id: str,
    *,
    slip: Slip | None = None,
    entered: Entered | None = None,
) -> Response:
    """The clue with its risk points and sources, near clues, steps and life."""
    with registry_for_reading(service, who) as registry:
        clue = registry.get(CLUES, clue_id)
        points = registry.all(RISK_POINTS, Wanted(equal=(("clue", (clue_id,)),)))
        known = titles(registry, [*linked_ids(CLUES, clue.facts), clue.head.case_id])
        counted = {one.id for one in counted_points(registry, clue_id)}
        anchors = [anchor for one in points for anchor in one.facts.sources]
        near = twins(registry, clue.facts, except_id=clue_id)
        may_keep = Permission.CLUES in who.permissions
        steps = open_steps(CLUE_STEPS, clue.state) if may_keep else ()
        shown = steps_shown(steps, lambda step: clue_obstacle(registry, clue, step))
        content = {
            "clue": clue,
            "rows": fact_rows(
                CLUES, clue.facts, registry.taxonomy, known, leave=frozenset({"title"})
            ),
            "state": state_words("clue", clue.state),
            "tone": state_tone(clue.state),
            "level_name": LEVEL_NAMES[clue.head.level],
            "case": known.get(clue.head.case_id),
            "points": points,
            "counted": counted,
            "needed": NEEDED,
            "grades": RISK_GRADES,
            "sources": sources_shown(service, registry, anchors),
            "taxonomy": registry.taxonomy,
            "point_steps": {
                one.id: open_steps(FINDING_STEPS, one.state) if _may_decide(who) else ()
                for one in points
            },
            "point_states": RISK_POINTS.states,
            "steps": shown,
            "blocked": blocked(shown),
            "near": near,
            "history": history(registry, events_of(registry.session, clue_id)),
            "today": registry.today(),
        }
    record_shown(service, who, CLUES, [clue])
    content |= {
        "slip": slip,
        "entered": entered or {},
        "may_keep": may_keep,
        "may_edit": may_keep and clue.state in (CLUES.editable or ()),
        "levels": [(str(int(one)), LEVEL_NAMES[one]) for one in Level if one <= who.clearance],
    }
    status = slip.status if slip else 200
    crumbs = (HOME, Crumb(clue.facts.number or "线索"))
    return page.show(
        "cases/clue.html", content, title=clue.facts.title, crumbs=crumbs, status=status
    )


def _may_decide(who: Principal) -> bool:
    return bool(who.permissions & {Permission.CLUES, Permission.CASES})
