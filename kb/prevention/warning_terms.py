"""What rules of warnings are made of: their names, their thresholds, what a rule proposes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from kb.prevention.ledger_clock import RULE as ITEM_TIER
from kb.prevention.warning_records import Watched
from kb.prevention.warning_watch import Watch

# mildest first; the ids of the taxonomy's warning_levels
GRADES = ("blue", "yellow", "orange", "red")


class Rule(StrEnum):
    """The rules; overdue items share the warning that the clock of the ledger raises."""

    OVERDUE = ITEM_TIER
    LETTER_UNANSWERED = "letter_unanswered"
    EVALUATION_FAILED = "evaluation_failed"
    RISK_UNMEASURED = "risk_unmeasured"
    LONG_TENURE = "long_tenure"
    UNIT_UNCOVERED = "unit_uncovered"
    REPEATED_IN_UNIT = "repeated_in_unit"
    REPEATED_AMONG_SISTERS = "repeated_among_sisters"
    CLUE_CLUSTER = "clue_cluster"
    RELAPSE = "relapse"


RULES: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.OVERDUE: "整改逾期",
        Rule.LETTER_UNANSWERED: "建议书逾期未答复",
        Rule.EVALUATION_FAILED: "整改评估不合格",
        Rule.RISK_UNMEASURED: "高等级风险点没有措施",
        Rule.LONG_TENURE: "关键岗位任职超年限未轮岗",
        Rule.UNIT_UNCOVERED: "单位未被预防工作覆盖",
        Rule.REPEATED_IN_UNIT: "同一单位重复出现同类漏洞",
        Rule.REPEATED_AMONG_SISTERS: "同系统多个单位出现同类漏洞",
        Rule.CLUE_CLUSTER: "同类线索集中",
        Rule.RELAPSE: "销号后同类问题复发",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRules:
    """Thresholds; suggestions of this program unless the taxonomy gives them.

    ``late_days`` 1–30 days late is yellow, more is orange (taxonomy). Loopholes repeat within
    ``repeat_months``, clues gather within ``cluster_months``; from ``cluster_many`` clues on it is
    orange. A key post is long held after ``tenure_years``. A high risk point may stand
    ``unmeasured_days`` without a measure, a unit ``uncovered_days`` without prevention.
    An adopted measure may wait ``measure_days`` for its item, a closed item ``evaluate_days`` for
    its evaluation (整改评估在全部销号后3至6个月内进行).
    ``respond_days`` are working days to answer a warning by its grade, as the taxonomy words them;
    "at once" is one.
    """

    late_days: int = 30
    repeat_months: int = 24
    cluster_months: int = 12
    cluster_many: int = 4
    tenure_years: int = 5
    unmeasured_days: int = 30
    uncovered_days: int = 180
    measure_days: int = 60
    evaluate_days: int = 180
    respond_days: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"blue": 15, "yellow": 10, "orange": 5, "red": 1})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a rule noticed. ``signature`` is what it is about: the same is not warned of twice.

    ``grounds`` are the facts it rests on, a line each. All subjects are of one department, so that
    whoever may read the warning may read them.
    """

    rule: Rule
    signature: str
    grade: str
    title: str
    subjects: Sequence[Watched]
    grounds: tuple[str, ...]
    unit: str = ""
    domain: str = ""


NoticeRule: TypeAlias = Callable[[Watch, WarningRules], Iterator[Proposal]]
NearPairs: TypeAlias = Callable[[Sequence[str]], Sequence[tuple[int, int]]]


def higher(one: str, other: str) -> str:
    """The graver of two grades."""
    return max(one, other, key=GRADES.index)


def signature(rule: Rule, department: str, *about: str) -> str:
    """``relapse:d1:unit-3f…:no_rule:procurement``"""
    return ":".join((rule, department, *about))
