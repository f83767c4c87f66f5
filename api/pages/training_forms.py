"""What the form of a training sends: as many fields as the pack has questions and cases."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request

NAMES = {
    "pack": "教育包",
    "held": "日期",
    "unit": "受教育单位",
    "place": "地点",
    "speaker": "主讲人",
    "invited": "应到人数",
    "attended": "实到人数",
    "answers": "答题",
    "feedback": "反馈",
    "remarks": "意见",
}


async def _sent(request: Request) -> Mapping[str, str]:
    """The fields of the form; a browser ends lines with CRLF, a text with a line feed."""
    sent = await request.form()
    return {name: str(value).replace("\r\n", "\n").strip() for name, value in sent.items()}


SentDep = Annotated[Mapping[str, str], Depends(_sent)]


def result_of(sent: Mapping[str, str]) -> Mapping[str, object]:
    """The body that the route takes."""
    return {
        "attended": sent.get("attended", "") or "0",
        "answers": _rows(sent, "question", "answered", "correct"),
        "feedback": _rows(sent, "case", "asked", "recognised"),
        "remarks": sent.get("remarks", ""),
    }


def _rows(sent: Mapping[str, str], what: str, whole: str, part: str) -> Sequence[dict[str, object]]:
    """The rows of a table that were filled in: ``answered-2=30``, ``correct-2=21`` → question 2."""
    numbers = [name.removeprefix(f"{whole}-") for name in sent if name.startswith(f"{whole}-")]
    return [
        {what: one, whole: sent[f"{whole}-{one}"], part: sent.get(f"{part}-{one}") or "0"}
        for one in numbers
        if sent[f"{whole}-{one}"]
    ]
