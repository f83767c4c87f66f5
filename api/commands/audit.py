"""``lianjian audit``: the trail of who did what, and whether it is whole."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.schemas.audit import AuditRecordOut, VerdictOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_governing
from kb.governance.anchors import read_anchors
from kb.store.audit import AuditEntries, AuditFilter

app = typer.Typer(help="审计：核验、列出、锚定", no_args_is_help=True)


@app.command(help="核验审计记录：完整退出码 0，坏 2，被截 3")
def verify(
    anchors: Annotated[list[Path], typer.Option("--anchors", help="另存的锚点文件，可多次")] = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Name the first broken entry and what befell it."""
    elsewhere = [one for path in anchors for one in read_anchors(path)]
    with open_governing(load_settings()) as governing:
        found = governing.audit.verify(anchors=elsewhere)
    out = VerdictOut.of(found)
    if json:
        print_json(out)
    else:
        console.print(f"{out.explanation}：核验 {out.entries} 条，锚点 {out.anchors} 个")
        if out.regressed:
            numbers = "、".join(str(one) for one in out.regressed[:10])
            console.print(f"注意：第 {numbers} 条的时间早于前一条，时钟可能被拨回")
    if found.exit_code:
        raise typer.Exit(found.exit_code)


@app.command("list", help="列出审计记录，新的在前")
def list_entries(
    actor: Annotated[str, typer.Option(help="账号的编号")] = "",
    action: Annotated[str, typer.Option(help="动作或其开头，如 document.")] = "",
    subject: Annotated[str, typer.Option(help="对象的编号")] = "",
    before: Annotated[int, typer.Option(help="只要这一条之前的", min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多几条")] = 50,
    json: Json = False,
) -> None:
    """The newest first."""
    wanted = AuditFilter(actor, action, subject)
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        found = AuditEntries(session).page(wanted, before=before, limit=limit)
    if json:
        print_json([AuditRecordOut.of(one) for one in found])
        return
    table = Table("序号", "时间（UTC）", "谁", "动作", "对象", "级别", "结果", "理由")
    for one in found:
        table.add_row(
            str(one.seq),
            one.at[:19],
            one.actor,
            one.action,
            one.subject[:40],
            str(one.level),
            one.outcome,
            one.reason[:40],
        )
    console.print(table, markup=False)


@app.command(help="立即锚定，并印出一行供抄存")
def anchor() -> None:
    """A copy of the line elsewhere shows later that the trail reached this far."""
    with open_governing(load_settings()) as governing:
        made = governing.audit.anchor()
    if made is None:
        console.print("还没有审计记录。")
    else:
        console.print(f"第 {made.seq} 条 {made.at} {made.hash}", soft_wrap=True)
