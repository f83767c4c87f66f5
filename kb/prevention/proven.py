"""The proven grade of a measure (措施成效账): how likely it holds, by what became of its items.

Each rectification item that bears the measure gives trials in five components (0 = failed,
1 = held; ``weight`` below 1 where only part of the time has passed yet). A component starts at
Beta(2, 2), one half that is worth four items, and becomes

    Beta(2 + Σ weight·success, 2 + Σ weight·(1 − success))

so that few items move it little and many decide it. The grade goes by the weighted mean of the
five, P = Σ w·mean, with Var P = Σ w²·var and the 80 % interval P ± 1.2816·√Var:

    A  low ≥ 0.75      B  low ≥ 0.60      D  high < 0.50      C  all else (few items, or mixed)

Worked example: six items, all written off on time (6 of 6), three of them seen on site (3 of 6),
four 优秀 and two 合格 (5.4 of 6), one reopened (5 of 6), one relapse (5 of 6). The means are 0.80,
0.50, 0.74, 0.70, 0.70, so P = 0.15·0.80 + 0.15·0.50 + 0.25·0.74 + 0.20·0.70 + 0.25·0.70 = 0.695.
Var = 0.0225·0.01455 + 0.0225·0.02273 + 0.0625·0.01749 + 0.04·0.01909 + 0.0625·0.01909 = 0.003888,
so the interval is 0.615 to 0.775: grade B. One more relapse (4 of 6) gives 0.670, 0.588 to 0.752:
grade C.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kb.governance.access import Level


class Component(StrEnum):
    """What is asked of an item."""

    ON_TIME = "on_time"
    ON_SITE = "on_site"
    EVALUATION = "evaluation"
    HELD = "held"
    NO_RELAPSE = "no_relapse"


COMPONENTS = {
    Component.ON_TIME: "按期办结",
    Component.ON_SITE: "到现场核实",
    Component.EVALUATION: "评估等级",
    Component.HELD: "销号后未重启",
    Component.NO_RELAPSE: "同一漏洞未复发",
}
WEIGHTS: Mapping[Component, float] = MappingProxyType(
    {
        Component.ON_TIME: 0.15,
        Component.ON_SITE: 0.15,
        Component.EVALUATION: 0.25,
        Component.HELD: 0.20,
        Component.NO_RELAPSE: 0.25,
    }
)
PRIOR = 2.0
_TENTH = 1.2816  # the normal distribution leaves a tenth beyond so many standard deviations
_GOOD, _FAIR, _POOR = 0.75, 0.60, 0.50


class ProvenGrade(StrEnum):
    """How far a measure is proven; the interval decides, never the mean alone."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    NONE = "none"


PROVEN_GRADES = {
    ProvenGrade.A: "成效稳定",
    ProvenGrade.B: "成效较好",
    ProvenGrade.C: "成效未定",
    ProvenGrade.D: "多有失败",
    ProvenGrade.NONE: "尚无成效数据",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What one item says of one component: ``success`` 0..1, counted ``weight`` times (0..1)."""

    component: Component
    success: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item that bears the measure, as far as it is known."""

    item: str
    trials: tuple[Trial, ...]
    state: str = ""
    case_id: str = ""
    unit: str = ""
    level: Level = Level.INTERNAL


@dataclass(frozen=True, slots=True)
class Counted:
    """A component over all items: ``n`` items spoke of it; ``mean`` and ``var`` with the prior."""

    component: Component
    n: int
    successes: float
    trials: float

    @property
    def mean(self) -> float:
        """(2 + successes) ÷ (4 + trials)."""
        return (PRIOR + self.successes) / (2 * PRIOR + self.trials)

    @property
    def var(self) -> float:
        """a·b ÷ ((a + b)²·(a + b + 1))."""
        whole = 2 * PRIOR + self.trials
        return self.mean * (1 - self.mean) / (whole + 1)


@dataclass(frozen=True, slots=True)
class Proven:
    """The grade, the number of items behind it, and the interval; never one without the others."""

    grade: ProvenGrade
    n: int
    mean: float
    low: float
    high: float
    components: tuple[Counted, ...]


def proven(outcomes: Iterable[Outcome]) -> Proven:
    """The grade of a measure; items of which nothing is known yet do not count."""
    known = [one for one in outcomes if one.trials]
    counted = tuple(_counted(component, known) for component in Component)
    mean = sum(WEIGHTS[one.component] * one.mean for one in counted)
    spread = math.sqrt(sum(WEIGHTS[one.component] ** 2 * one.var for one in counted))
    low, high = max(0.0, mean - _TENTH * spread), min(1.0, mean + _TENTH * spread)
    grade = _grade(low, high) if known else ProvenGrade.NONE
    return Proven(grade, len(known), mean, low, high, counted)


def _counted(component: Component, outcomes: Iterable[Outcome]) -> Counted:
    trials = [trial for one in outcomes for trial in one.trials if trial.component is component]
    return Counted(
        component,
        n=len(trials),
        successes=sum(one.weight * one.success for one in trials),
        trials=sum(one.weight for one in trials),
    )


def _grade(low: float, high: float) -> ProvenGrade:
    if low >= _GOOD:
        return ProvenGrade.A
    if low >= _FAIR:
        return ProvenGrade.B
    return ProvenGrade.D if high < _POOR else ProvenGrade.C
