"""Review in turn at a terminal: one label after the other, a key for each answer."""

import sys

import typer

from api.commands.review_desk import ReviewDesk
from api.errors import explain
from api.present_review import present_decided, present_task
from api.schemas.reviews import ReviewTaskOut
from api.terminal import console, fail
from kb.errors import KbError
from kb.review.decisions import Choice
from kb.review.queue import QueueFilter

_KEYS = {"a": "接受", "e": "修改", "r": "驳回", "s": "跳过", "q": "结束"}


def review_in_turn(desk: ReviewDesk, wanted: QueueFilter) -> int:
    """Until the queue is empty or the reviewer ends it; returns how many labels were answered.

    Every answer is committed before the next label is shown.
    """
    skipped: set[str] = set()
    answered = 0
    while True:
        waiting = desk.tasks(wanted, limit=len(skipped) + 1)
        task = next((one for one in waiting if str(one.id) not in skipped), None)
        if task is None:
            console.print("队列里没有了。")
            return answered
        shown = ReviewTaskOut.of(task, desk.taxonomy)
        present_task(answered + 1, shown)
        match _key():
            case "q":
                return answered
            case "s":
                skipped.add(shown.id)
            case key:
                answered += _answer(desk, shown, key)


def _answer(desk: ReviewDesk, task: ReviewTaskOut, key: str) -> int:
    """1 when the answer was kept; a refusal is said and the label comes again."""
    model = task.label.model
    try:
        if key == "e":
            label = typer.prompt("改为标签（空为不变）", default="", show_default=False)
            words = typer.prompt("证据原文（空为不变）", default="", show_default=False)
            decided = desk.edit(task.id, label=label, words=words, model=model)
        else:
            choice = Choice.ACCEPT if key == "a" else Choice.REJECT
            decided = desk.answer(task.id, choice, model=model)
    except KbError as error:
        fail(error.code, explain(error))
        return 0
    present_decided(decided)
    return 1


def _key() -> str:
    """One of the keys: a single press at a terminal, a line otherwise; the end of input is q."""
    while True:
        console.print("  ".join(f"[bold]{key}[/bold] {name}" for key, name in _KEYS.items()))
        at_terminal = sys.stdin.isatty()
        pressed = typer.getchar() if at_terminal else sys.stdin.readline() or "q"
        if pressed[:1] in _KEYS:
            return pressed[0]
