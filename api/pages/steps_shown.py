"""The steps that may follow, each with what stands in its way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from api.errors import explain
from api.pages.environment import shortly
from kb.errors import KbError
from kb.prevention.steps import Step
from kb.store.register_titles import Titled

_REASONS = {"file": "批准情况", "waive": "不制定措施的理由", "resolve": "处理意见"}


@dataclass(frozen=True, slots=True)
class StepShown:
    """``obstacle`` is the refusal that it would meet now, told before anybody tries."""

    action: str
    zh: str
    reasoned: bool
    obstacle: str = ""
    code: str = ""

    @property
    def reason_label(self) -> str:
        """What the words of a reason are called."""
        return _REASONS.get(self.action, "理由")


def steps_shown(
    steps: Iterable[Step],
    obstacle: Callable[[Step], KbError | None],
    known: Mapping[str, Titled] = MappingProxyType({}),
) -> Sequence[StepShown]:
    """The steps in their order; records that an obstacle names are called by their titles."""
    return [_shown(one, obstacle(one), known) for one in steps]


def blocked(steps: Iterable[StepShown]) -> Sequence[tuple[str, str, str]]:
    """What stands in the way, once, with the names of the steps it keeps from: names, why, code."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in steps:
        if one.obstacle:
            found.setdefault((one.obstacle, one.code), []).append(one.zh)
    return [("、".join(names), why, code) for (why, code), names in found.items()]


def _shown(step: Step, met: KbError | None, known: Mapping[str, Titled]) -> StepShown:
    if met is None:
        return StepShown(step.action, step.zh, step.reasoned)
    words = explain(met)
    for one in str(met.context.get("records", "")).split("、"):
        if one in known:
            words = words.replace(one, f"“{shortly(known[one].title, 24)}”")
    return StepShown(step.action, step.zh, step.reasoned, words, met.code)
