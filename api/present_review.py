"""The review of labels as a person at a terminal sees it."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.schemas.reviews import (
    CHOICE_NAMES,
    LAYER_NAMES,
    STATUS_NAMES,
    ReviewedLabelOut,
    ReviewerAgreementOut,
    ReviewTaskOut,
)
from api.terminal import console

_SHORT_ID = 10


def short_id(proposal: str) -> str:
    """``3f9a2c1b7d:12:loopholes:no_trace``: enough to type back."""
    document, rest = proposal.split(":", 1)
    return f"{document[:_SHORT_ID]}:{rest}"


def present_task(rank: int, task: ReviewTaskOut) -> None:
    """One label that waits: what is proposed, its sentence with the evidence marked, from whom."""
    label = task.label
    layer = LAYER_NAMES[label.key.partition(":")[0]]
    mark = " [dim]套话[/dim]" if label.boilerplate else ""
    console.print(f"{rank}. [bold]{label.label}[/bold] [dim]{layer}[/dim]{mark}")
    start = task.span.start
    words = Text(task.text.rstrip())
    words.stylize("bold yellow", label.span.start - start, label.span.end - start)
    console.print(words)
    page = f"第 {task.page} 页 " if task.page else ""
    section = escape(task.heading.strip()[:30]) or task.section
    origin = f"{label.method} {label.model}".strip()
    console.print(
        f"   [dim]{escape(task.document.title[:40])} ｜ {page}{section} ｜ {origin} ｜ "
        f"置信 {label.confidence:.2f} ｜ 次序 {task.priority:.3f}[/dim]"
    )
    console.print(
        f"   [dim]编号[/dim] [cyan]{short_id(task.id)}[/cyan] "
        f"[dim]起止 {label.span.start}:{label.span.end}[/dim]\n",
        soft_wrap=True,
    )


def present_decided(reviewed: ReviewedLabelOut) -> None:
    """What a decision came to."""
    stands = reviewed.standing
    shown = f"现为 {stands.label}“{escape(stands.text)}”" if stands else "不再是这份文书的标签"
    status = STATUS_NAMES[reviewed.status]
    console.print(f"[green]{status}[/green]（{reviewed.reviewers} 人复核）：{shown}")


def present_history(found: Sequence[ReviewedLabelOut]) -> None:
    """Labels with every decision on them, oldest first."""
    for one in found:
        status = STATUS_NAMES[one.status]
        console.print(f"[bold]{one.proposed.label}[/bold] {status} [cyan]{short_id(one.id)}[/cyan]")
        console.print(f"   “{escape(one.proposed.text)}”")
        for decision in one.decisions:
            became = ""
            if decision.span and decision.decision.value in ("edit", "add"):
                became = f" → {decision.label} {decision.span.start}:{decision.span.end}"
            note = f"（{escape(decision.note)}）" if decision.note else ""
            console.print(
                f"   {decision.at.astimezone():%Y-%m-%d %H:%M} {escape(decision.reviewer)} "
                f"{CHOICE_NAMES[decision.decision]}{became}{note} [dim]{decision.model}[/dim]"
            )


def present_agreement(found: Sequence[ReviewerAgreementOut]) -> None:
    """A table of figures; where there is none, why."""
    table = Table("范围", "两人以上复核", "两两一致", "Krippendorff α", title="复核一致性")
    for one in found:
        raw = "—" if one.raw is None else f"{one.raw:.2f}"
        alpha = f"[dim]{one.explanation}[/dim]" if one.alpha is None else f"{one.alpha:.3f}"
        table.add_row(one.label, str(one.proposals), raw, alpha)
    console.print(table)
