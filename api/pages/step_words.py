"""What steps of every register are called in the life of a record."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kb.education.pack_facts import TRAINING_STEPS
from kb.prevention.item_steps import STEPS as ITEM_STEPS
from kb.prevention.stages import (
    CASE_STEPS,
    CHECK_STEPS,
    CLUE_STEPS,
    FINDING_STEPS,
    LETTER_STEPS,
    MEASURE_STEPS,
    REPORT_STEPS,
)
from kb.prevention.warnings import WARNING_STEPS

_STEPS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "clue": CLUE_STEPS,
        "case": CASE_STEPS,
        "check": CHECK_STEPS,
        "risk_point": FINDING_STEPS,
        "loophole": FINDING_STEPS,
        "measure": MEASURE_STEPS,
        "letter": LETTER_STEPS,
        "report": REPORT_STEPS,
        "item": ITEM_STEPS,
        "warning": WARNING_STEPS,
        "training": TRAINING_STEPS,
    }
)
_ACTIONS = {
    "create": "登记",
    "edit": "修改",
    "place": "改归",
    "issue": "下达",
    "strike": "剔除",
    "grade": "定级",
    "complete": "完成",
    "cancel": "取消",
    "rework": "退回整改",
    "file": "立案",
    "propose": "提出",
    "submit": "提交",
    "send_back": "退回",
    "confirm": "核定",
    "appeal": "申请复核",
    "uphold": "维持",
    "redo": "重评",
    "add": "有新情况",
    "lapse": "规则不再成立",
    "lift": "提升等级",
    "rise": "升级",
}


def action_words(kind: str, action: str) -> str:
    """What a step is called: ``send_back`` → 退回修改."""
    step = _STEPS.get(kind, {}).get(action)
    return step.zh if step else _ACTIONS.get(action, action)
