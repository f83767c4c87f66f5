"""The steps that may follow, each with what stands in its way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.errors import explain
from kb.errors import KbError
from kb.prevention.steps import Step

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
    steps: Iterable[Step], obstacle: Callable[[Step], KbError | None]
) -> Sequence[StepShown]:
    """The steps in their order."""
    return [_shown(one, obstacle(one)) for one in steps]


def _shown(step: Step, met: KbError | None) -> StepShown:
    if met is None:
        return StepShown(step.action, step.zh, step.reasoned)
    return StepShown(step.action, step.zh, step.reasoned, explain(met), met.code)
