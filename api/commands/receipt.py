"""``lianjian receipt``: run the search of a receipt again and compare."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from api.schemas.receipts import VerificationOut
from api.settings import load_settings
from api.similar_cases import verify
from api.terminal import console, print_json
from api.wiring import open_service
from kb.errors import NotFound
from kb.governance.access import desktop_principal
from kb.retrieval.receipt import read_receipt

app = typer.Typer(help="检索存证", no_args_is_help=True)


@app.callback()
def receipts() -> None:
    """Receipts of searches for similar cases."""


@app.command("verify", help="按存证重跑检索，核对结果；不一致时退出码为 1")
def verify_receipt(
    file: Annotated[Path, typer.Argument(help="存证文件")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Exit status 0 where the results are the same, 1 where they are not."""
    if not file.is_file():
        raise NotFound(id=str(file))
    receipt = read_receipt(file.read_bytes())
    with open_service(load_settings()) as service:
        found = VerificationOut.of(verify(service, desktop_principal(), receipt))
    if json:
        print_json(found)
    else:
        colour = "green" if found.matches else "red"
        count = len(receipt.results)
        console.print(
            f"[{colour}]{found.verdict}[/{colour}]：{receipt.time} 的检索，{count} 个类案"
        )
        for one in found.differences:
            console.print(f"  {one.label}：{escape(one.was)} → {escape(one.now)}", soft_wrap=True)
    if not found.matches:
        raise typer.Exit(1)
