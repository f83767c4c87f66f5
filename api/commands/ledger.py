"""``lianjian ledger``: what an administrator does with the rectification ledger."""

import typer

from api.commands.retrieval import Json
from api.ledger import tick_ledger
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_governing

app = typer.Typer(help="整改台账：每日判定逾期", no_args_is_help=True)


@app.command(help="判定逾期，提出督办层级；每日一次，服务启动时也会自动进行")
def tick(json: Json = False) -> None:
    """A second run of the day does nothing."""
    with open_governing(load_settings(), upgrade=True) as governing:
        found = tick_ledger(governing)
    if json:
        print_json({"overdue": list(found.overdue), "raised": list(found.raised)})
    else:
        console.print(f"新判定逾期 {len(found.overdue)} 项；提升督办层级 {len(found.raised)} 项。")
