"""The page of an evaluation: the sheet to fill in or to read, proposals, both sides, the steps."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from starlette.responses import Response

from api.errors import answer, explain
from api.evaluations import evaluations_of
from api.pages import choices
from api.pages.entered import Entered
from api.pages.environment import day
from api.pages.evaluation_form import HEAD, entered_lines, head_values, line_values
from api.pages.page import Crumb, Page
from api.pages.shown_names import shown_names
from api.pages.stale import words_for
from api.registers import record_shown, registry_for_reading
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, NotAllowed, NotFound
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import Permission, Principal
from kb.prevention.evaluation import Evaluations
from kb.prevention.evaluation_pairs import Pair, side_by_side
from kb.prevention.evaluation_sheet import GROUNDS, NO_GRADE, Grade, Sheet, score_sheet
from kb.prevention.ledger_facts import EVALUATIONS, LETTERS, SIDES, EvaluationFacts
from kb.prevention.prefill import Proposal, proposals
from kb.registers.catalogue import register_of
from kb.registers.records import Kept
from kb.store.registry import Registry

_OPENS = {"item": "/ledger", "inspection": "/inspections", "evaluation": "/evaluations"}
_MOST_ROWS = 12
GRADE_TONES = {"excellent": "good", "qualified": "info", "unqualified": "bad", "": ""}


@dataclass(frozen=True, slots=True)
class StepOffered:
    """A step from the present state; ``refusal`` says why this person may not take it."""

    name: str
    words: str
    asks_reason: bool
    hint: str
    refusal: str


@dataclass(frozen=True, slots=True)
class RowBehind:
    """A record behind a proposal: what it is, and the page that shows it (empty: none here)."""

    words: str
    path: str


class EvaluationRoom:
    """Shows an evaluation to one person, fresh or beside a refusal."""

    def __init__(self, service: Service, who: Principal) -> None:
        self._service = service
        self._who = who

    def show(
        self,
        page: Page,
        evaluation_id: str,
        *,
        refused: tuple[str, KbError] | None = None,
        entered: Entered | None = None,
    ) -> Response:
        """The page; ``refused`` names the form that the words of an error stand beside."""
        terms, rules = load_evaluation_terms(), self._service.evaluation_rules
        with registry_for_reading(self._service, self._who) as registry:
            steps = evaluations_of(self._service, registry)
            kept = registry.get(EVALUATIONS, evaluation_id)
            sheet, broken = _sheet(steps, kept.facts)
            names = shown_names(registry)
            letter = _letter(registry, kept.facts.letter)
            editing = kept.state == "draft" and Permission.EVALUATE in self._who.permissions
            content: dict[str, object] = {
                "kept": kept,
                "facts": kept.facts,
                "states": EVALUATIONS.states,
                "sides": SIDES,
                "names": names,
                "sheet": sheet or score_sheet((), (), terms, rules),
                "pair": _pair(registry, steps, kept),
                "proposed": proposed_for(self._service, registry, kept.facts) if editing else {},
                "rows_behind": rows_behind,
                "holds": sheet is None or kept.state == "draft" or steps.holds(kept.facts),
                "appeal_until": steps.appeal_until(kept) if kept.state == "confirmed" else None,
                "offered": _offered(self._who, steps, kept, registry.today()),
                "editing": editing,
                "units": choices.any_or(
                    choices.with_kept(choices.units(names.units), kept.facts.unit), "请选择"
                ),
                "letters": choices.any_or(
                    choices.with_kept(choices.letters(registry), kept.facts.letter, letter),
                    "不针对某一份建议书",
                ),
                "letter": letter,
                "slip": words_for(refused[1], registry, kept.id, names) if refused else broken,
            }
        record_shown(self._service, self._who, EVALUATIONS, [kept])
        filled = entered if refused and refused[0] == "sheet" else None
        facts, bands = kept.facts, rules.thresholds
        content |= {
            "refused": refused[0] if refused else "",
            "reason": entered.one("reason") if entered else "",
            "head": {n: filled.one(n) for n in HEAD} if filled else head_values(facts),
            "lines": entered_lines(filled) if filled else line_values(facts),
            "vetoed": filled.told("veto") if filled else facts.vetoes,
            "shortcomings": filled.one("shortcomings") if filled else facts.shortcomings,
            "advice": filled.one("advice") if filled else facts.advice,
            "side_options": list(SIDES.items()),
            "vetoes": [(one, terms.vetoes[one]) for one in rules.vetoes],
            "grades": {**terms.grades, "": NO_GRADE},
            "grounds": GROUNDS,
            "tones": GRADE_TONES,
            "bands": {one.name: getattr(bands, one.name) for one in fields(bands)},
            "words": {
                "grades": {**terms.grades, "": NO_GRADE},
                "grounds": {
                    **{one.value: said for one, said in GROUNDS.items()},
                    "invalid": "不是数，或分子大于分母",
                },
            },
        }
        crumbs = (Crumb("整改评估", "/evaluations"), Crumb(facts.title))
        status = answer(refused[1].code).status if refused else 200
        return page.show(
            "evaluations/one.html", content, title=facts.title, crumbs=crumbs, status=status
        )


def proposed_for(
    service: Service, registry: Registry, facts: EvaluationFacts
) -> Mapping[str, Proposal]:
    """What the registers say of the lines, once the sheet has its period."""
    if not (facts.period_start and facts.period_end):
        return {}
    found = proposals(registry, facts, service.evaluation_rules)
    return {one.indicator: one for one in found}


def rows_behind(found: Proposal) -> list[RowBehind]:
    """The first records behind either number of a proposal."""
    rows = (*found.rows.numerator, *(found.rows.denominator or ()))
    ids = list(dict.fromkeys(row.id for row in rows))
    shown = []
    for one in ids[:_MOST_ROWS]:
        register = register_of(one)
        path = f"{_OPENS[register.kind]}/{one}" if register.kind in _OPENS else ""
        shown.append(RowBehind(f"{register.zh} {one.rpartition('-')[2][:8]}", path))
    if len(ids) > _MOST_ROWS:
        shown.append(RowBehind(f"等 {len(ids)} 条", ""))
    return shown


def _sheet(steps: Evaluations, facts: EvaluationFacts) -> tuple[Sheet | None, str]:
    """The sheet, or the words of why its data cannot be scored."""
    try:
        return steps.sheet(facts), ""
    except InvalidQuery as error:  # a draft keeps what was entered over the API, right or wrong
        return None, explain(error)


def _pair(registry: Registry, steps: Evaluations, kept: Kept[EvaluationFacts]) -> Pair | None:
    try:
        pair = side_by_side(registry, steps, kept.id)
    except InvalidQuery:  # the same: data that cannot be scored cannot be compared
        return None
    return pair if pair.own and pair.check else None


def _letter(registry: Registry, letter_id: str) -> str:
    try:
        return registry.get(LETTERS, letter_id).facts.title if letter_id else ""
    except NotFound:
        return ""


def _offered(
    who: Principal, steps: Evaluations, kept: Kept[EvaluationFacts], today: date
) -> list[StepOffered]:
    evaluate = Permission.EVALUATE in who.permissions
    right = "" if evaluate else "须由有评估权限的人办理。"
    again = right
    if evaluate and who.account == kept.facts.confirmed_by:
        again = "这份评估由您核定，复核须由另一人办理。"
    match kept.state:
        case "submitted":
            second = right or _second(steps, kept)
            hint = "按现行规则重算一致才成立；不合格的，已销号的事项随即重启。"
            return [
                StepOffered("confirm", "核定", False, hint, second),
                StepOffered("send-back", "退回重填", True, "", right),
            ]
        case "confirmed":
            may = evaluate or Permission.LEDGER_SUBMIT in who.permissions
            last = steps.appeal_until(kept)
            refusal = "" if may else "须由被评单位或有评估权限的人提出。"
            if today > last:
                refusal = f"申请复核的期限已过（{day(last)}）。"
            hint = f"最迟 {day(last)} 提出。"
            return [StepOffered("appeal", "申请复核", True, hint, refusal)]
        case "appealed":
            return [
                StepOffered("uphold", "维持原等级", True, "", again),
                StepOffered("redo", "重新评估", True, "", again),
            ]
        case _:
            return []


def _second(steps: Evaluations, kept: Kept[EvaluationFacts]) -> str:
    try:
        steps.require_second(kept)
    except NotAllowed:
        return "您填写或提交过这份评估，或是评估组成员，核定须由另一人办理。"
    return ""


def grade_of(facts: EvaluationFacts) -> str:
    """The Chinese name of a grade that was given, empty before."""
    return load_evaluation_terms().grades.get(facts.grade, "") if facts.grade != Grade.NONE else ""
