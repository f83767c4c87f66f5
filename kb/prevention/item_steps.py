"""Who may take which step on a rectification item, from which state: rules without a database.

The states and what may follow them are those of ``corpora/taxonomy.yaml``; each step here either
leaves the state as it is or leads along that table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kb.errors import IllegalTransition, InvalidQuery, MissingEvidence, NotAllowed
from kb.governance.access import Permission, Principal, Role
from kb.prevention.ledger_facts import ItemFacts
from kb.registers.records import Kept, declared


class By(StrEnum):
    """Whose step it is: the rectifying unit's, the issuing side's, a verifier's, the clock's."""

    UNIT = "unit"
    AUTHORITY = "authority"
    VERIFIER = "verifier"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``to`` is empty where the state stays; ``paused``: a pause does not stop it."""

    action: str
    zh: str
    sources: frozenset[str]
    to: str
    by: By
    paused: bool = False


PERMISSIONS: Mapping[By, tuple[Permission, ...]] = MappingProxyType(
    {
        By.UNIT: (Permission.LEDGER_SUBMIT, Permission.LEDGER_WRITE),
        By.AUTHORITY: (Permission.LEDGER_WRITE,),
        By.VERIFIER: (Permission.LEDGER_VERIFY,),
        By.SYSTEM: (Permission.SYSTEM,),
    }
)
RUNNING = ("in_progress", "extended")
WORKING = (*RUNNING, "overdue")
OPEN = ("drafted", "issued", "objection", *WORKING, "returned", "reopened")
SENT_ON = ("submitted", "verifying", "escalated")
CLOSED = ("written_off", "closed_by_accountability", "withdrawn")


def _step(
    action: str, zh: str, sources: Iterable[str], to: str, by: By, *, paused: bool = False
) -> Step:
    return Step(action, zh, frozenset(sources), to, by, paused)


_ALL = (
    _step("issue", "下达", ["drafted"], "issued", By.AUTHORITY),
    _step("withdraw", "下达前撤回", ["drafted"], "withdrawn", By.AUTHORITY),
    _step("sign", "签收", ["issued"], "in_progress", By.UNIT),
    _step("object", "提出异议", ["issued"], "objection", By.UNIT),
    _step("overrule", "异议不成立", ["objection"], "in_progress", By.AUTHORITY),
    _step("uphold", "异议成立并撤回", ["objection"], "withdrawn", By.AUTHORITY),
    _step("arrange", "调整措施与责任", OPEN, "", By.AUTHORITY, paused=True),
    _step("report", "填报进展", [*WORKING, "escalated"], "", By.UNIT, paused=True),
    _step("add_evidence", "提交佐证", [*WORKING, "escalated"], "", By.UNIT, paused=True),
    _step("strike_evidence", "剔除佐证", [*WORKING, "escalated"], "", By.UNIT, paused=True),
    _step("reject_evidence", "复核剔除佐证", ["verifying"], "", By.VERIFIER),
    _step("confirm", "责任人签认", WORKING, "", By.UNIT),
    _step("submit", "申请销号", WORKING, "submitted", By.UNIT),
    _step("start_verification", "开始复核", ["submitted"], "verifying", By.VERIFIER),
    _step("write_off", "销号", ["verifying"], "written_off", By.VERIFIER),
    _step("return", "退回补正", ["verifying"], "returned", By.VERIFIER),
    _step("take_up", "继续整改", ["returned", "reopened"], "in_progress", By.UNIT),
    _step("reopen", "复发重启", ["written_off"], "reopened", By.VERIFIER),
    _step("extend", "准予延期", RUNNING, "extended", By.AUTHORITY),
    _step("pause", "暂停计时", RUNNING, "", By.AUTHORITY),
    _step("resume", "恢复计时", RUNNING, "", By.AUTHORITY, paused=True),
    _step("inspect", "督查记录", [*OPEN, *SENT_ON, *CLOSED], "", By.AUTHORITY, paused=True),
    _step("urge", "督办", ["overdue"], "", By.AUTHORITY),
    _step("escalate", "移交问责", ["overdue"], "escalated", By.AUTHORITY),
    _step("order_again", "责令继续整改", ["escalated"], "in_progress", By.AUTHORITY),
    _step(
        "close_by_accountability",
        "问责后办结",
        ["escalated"],
        "closed_by_accountability",
        By.VERIFIER,
    ),
    _step("mark_overdue", "判定逾期", RUNNING, "overdue", By.SYSTEM),
    _step("raise_tier", "提升督办层级", ["overdue"], "", By.SYSTEM),
)
STEPS: Mapping[str, Step] = MappingProxyType({one.action: one for one in _ALL})
UNIT_ACTIONS = frozenset(one.action for one in _ALL if one.by is By.UNIT)
_TO_ISSUE = ("problem", "measure", "acceptance", "unit", "owner", "due")


def require_step(step: Step, kept: Kept[ItemFacts], principal: Principal) -> None:
    """Refuse a step that this person may not take, or not on the item as it stands.

    OTHER_UNIT for a rectifier of another unit, SAME_UNIT for a person of the unit who would take
    the issuing side's part, ITEM_PAUSED and TRANSITION_ILLEGAL for the item's state.
    """
    principal.require(*PERMISSIONS[step.by])
    unit = kept.facts.unit
    if Role.RECTIFIER in principal.roles and not principal.desktop and principal.unit != unit:
        raise NotAllowed("OTHER_UNIT", id=kept.id)
    if step.by in (By.AUTHORITY, By.VERIFIER) and principal.unit and principal.unit == unit:
        raise NotAllowed("SAME_UNIT", id=kept.id)
    if kept.state not in step.sources:
        raise IllegalTransition(id=kept.id, state=kept.state, to=step.to or step.action)
    if kept.facts.paused_from is not None and not step.paused:
        raise IllegalTransition("ITEM_PAUSED", id=kept.id, state=kept.state)


def require_second_person(
    kept: Kept[ItemFacts], principal: Principal, acted: Iterable[str]
) -> None:
    """SAME_PERSON for the owner, and for whoever acted for the unit on this item at any time."""
    facts = kept.facts
    mine = {principal.account, principal.name}
    if facts.owner in mine or principal.account in {facts.submitted_by, *acted}:
        raise NotAllowed("SAME_PERSON", id=kept.id)


def require_confirmer(kept: Kept[ItemFacts], principal: Principal, *, on_paper: bool) -> None:
    """FIELD_NEEDED without an owner; NOT_THE_OWNER for another, unless the issuing side records
    what the owner signed on paper."""
    owner = kept.facts.owner
    if not owner:
        raise InvalidQuery("FIELD_NEEDED", field="责任人")
    recorded = on_paper and Permission.LEDGER_WRITE in principal.permissions
    if owner not in (principal.account, principal.name) and not recorded:
        raise NotAllowed("NOT_THE_OWNER", id=kept.id)


def require_confirmed(kept: Kept[ItemFacts]) -> None:
    """CONFIRMATION_MISSING until the owner has confirmed the item as it is now."""
    if not kept.facts.confirmed_by:
        raise MissingEvidence("CONFIRMATION_MISSING", id=kept.id)


def require_issuable(facts: ItemFacts) -> None:
    """FIELD_NEEDED names what an item lacks to be issued."""
    about = declared(ItemFacts)
    missing = [about[name].zh for name in _TO_ISSUE if not getattr(facts, name)]
    if missing:
        raise InvalidQuery("FIELD_NEEDED", field="、".join(missing))


def deadline(facts: ItemFacts) -> date | None:
    """The day that counts: the extended one where there is one."""
    return facts.extended_due or facts.due


def words_of(value: str, field: str) -> str:
    """Words that a step asks for; FIELD_NEEDED where they say nothing."""
    if not value.strip():
        raise InvalidQuery("FIELD_NEEDED", field=field)
    if "\x00" in value or any("\ud800" <= one <= "\udfff" for one in value):
        raise InvalidQuery("INVALID_TEXT", field=field)
    return value.strip()


def changed_fields(one: ItemFacts, other: ItemFacts) -> frozenset[str]:
    """The names of the fields in which two differ."""
    return frozenset(
        each.name
        for each in fields(ItemFacts)
        if getattr(one, each.name) != getattr(other, each.name)
    )
