"""What the page of a letter shows: its text, the check-up beside it, steps, clocks, items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.letter_form import needed_parts, place_of
from api.pages.record_history import history
from api.pages.record_words import state_tone, state_words
from api.pages.sources import sources_shown
from api.pages.steps_shown import StepShown, blocked, steps_shown
from api.reports import lint_letter
from api.wiring import Service
from kb.governance.access import LEVEL_NAMES, Permission
from kb.governance.accounts import account_names
from kb.prevention.ledger_facts import LETTER_KINDS, LETTERS, LetterFacts
from kb.prevention.letter_items import items_of
from kb.prevention.letter_lint import Finding, Linted, Severity
from kb.prevention.letter_paper import reply_words
from kb.prevention.letter_rules import KIND_RULES, SERVICE_METHODS, objection_due
from kb.prevention.obstacles import letter_obstacle
from kb.prevention.stages import LETTER_STEPS
from kb.prevention.steps import open_steps
from kb.registers.records import Kept, declared
from kb.store.register_events import events_of
from kb.store.register_titles import Titled, titles
from kb.store.registry import Registry

_EITHER = (Permission.LETTERS_DRAFT, Permission.LETTERS_APPROVE)
NEEDED: Mapping[str, tuple[Permission, ...]] = {
    "submit": (Permission.LETTERS_DRAFT,),
    "send_back": (Permission.LETTERS_APPROVE,),
    "countersign": _EITHER,
    "approve": (Permission.LETTERS_APPROVE,),
    "serve": _EITHER,
    "object": _EITHER,
    "maintain": (Permission.LETTERS_APPROVE,),
    "amend": (Permission.LETTERS_APPROVE,),
    "reply": _EITHER,
    "conclude": (Permission.LETTERS_APPROVE,),
    "withdraw": (Permission.LETTERS_APPROVE,),
}
_UNSIGNED = ("draft", "review")


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding with the place it leads to; the span counts in the words of that place."""

    text: str
    code: str
    error: bool
    cost: int
    place: str
    where: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class CheckUp:
    """The score and what was found, as it stands beside the text."""

    score: int
    findings: Sequence[FindingShown]

    @property
    def errors(self) -> int:
        """What should not be signed."""
        return sum(one.error for one in self.findings)


def check_up(registry: Registry, letter_id: str, written: LetterFacts | None = None) -> CheckUp:
    """The check-up of a letter, or of what is about to be saved in its place."""
    letter, linted = lint_letter(registry, letter_id, written)
    return CheckUp(linted.score, _shown(letter.facts, linted))


def letter_content(service: Service, registry: Registry, letter_id: str) -> dict[str, object]:
    """All of it, as the person sees it."""
    who = registry.principal
    letter = registry.get(LETTERS, letter_id)
    facts = letter.facts
    events = events_of(registry.session, letter_id)
    known = titles(registry, [facts.unit, letter.head.case_id, *facts.measures])
    anchors = [anchor for one in facts.sources for anchor in one.anchors]
    found = sources_shown(service, registry, anchors)
    today = registry.today()
    drafts = bool(who.permissions & set(_EITHER))
    items = items_of(registry, letter_id)
    called = titles(registry, (one.id for one in items))
    shown = _steps(registry, letter, called)
    return {
        "letter": letter,
        "facts": facts,
        "kind_name": LETTER_KINDS[facts.kind],
        "decided_by": KIND_RULES[facts.kind].decided_by,
        "state": state_words("letter", letter.state),
        "tone": state_tone(letter.state),
        "level_name": LEVEL_NAMES[letter.head.level],
        "unit": known.get(facts.unit),
        "case": known.get(letter.head.case_id),
        "measures": [known[one] for one in facts.measures if one in known],
        "sources_at": {
            (one.part, one.index): [found[anchor] for anchor in one.anchors]
            for one in facts.sources
        },
        "reply_words": reply_words(facts),
        "parts_needed": needed_parts(facts) if letter.state in _UNSIGNED else (),
        "check": check_up(registry, letter_id) if letter.state in _UNSIGNED and drafts else None,
        "steps": {one.action: one for one in shown},
        "blocked": blocked(shown),
        "items": items,
        "state_of": state_words,
        "state_tone": state_tone,
        "history": history(registry, events),
        "names": account_names(registry.session, [facts.approved_by, *facts.cosigners]),
        "methods": [(one.value, words) for one, words in SERVICE_METHODS.items()],
        "method_name": {one.value: words for one, words in SERVICE_METHODS.items()}.get(
            facts.service, facts.service
        ),
        "days_left": (facts.reply_due - today).days if facts.reply_due else None,
        "objection_due": objection_due(facts),
        "today": today,
        "may_edit": Permission.LETTERS_DRAFT in who.permissions
        and letter.state in (LETTERS.editable or ()),
        "may_export": Permission.EXPORT in who.permissions,
    }


def _steps(
    registry: Registry, letter: Kept[LetterFacts], called: Mapping[str, Titled]
) -> Sequence[StepShown]:
    allowed = [
        one
        for one in open_steps(LETTER_STEPS, letter.state)
        if registry.principal.permissions & set(NEEDED[one.action])
        and (one.action != "countersign" or letter.facts.cosigners)
    ]
    return steps_shown(allowed, lambda step: letter_obstacle(registry, letter, step), called)


def _shown(facts: LetterFacts, linted: Linted) -> Sequence[FindingShown]:
    return [_finding(facts, one) for one in linted.findings]


def _finding(facts: LetterFacts, one: Finding) -> FindingShown:
    start, end = (one.span.start, one.span.end) if one.span else (-1, -1)
    if one.field == "legal_basis" and one.span and one.index:
        # the form has one line for each basis
        before = sum(len(line) + 1 for line in facts.legal_basis[: one.index - 1])
        start, end = start + before, end + before
    return FindingShown(
        one.text,
        one.code,
        one.rule.severity is Severity.ERROR,
        one.rule.cost,
        _place(one),
        _where(one),
        start,
        end,
    )


def _place(one: Finding) -> str:
    """Where a finding leads; a missing part to its own empty field."""
    if one.code == "PART_MISSING":
        names = {about.zh: name for name, about in declared(LetterFacts).items()}
        return place_of(names.get(one.value, "title"))
    return place_of(one.field, one.index)


def _where(one: Finding) -> str:
    names = {
        "problems": "问题",
        "suggestions": "建议",
        "legal_basis": "依据",
        "source": "来源",
        "findings": "事实",
        "unit": "主送单位",
        "reply_days": "答复期限",
    }
    name = names.get(one.field, "全文")
    return f"{name} {one.index}" if one.index else name
