"""``lianjian pin``: past cases pinned to a registered case."""

from typing import Annotated

import typer
from rich.markup import escape

from api.commands.retrieval import Json
from api.pins import pin, pins_of, unpin
from api.schemas.pins import PinOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_service
from kb.governance.access import desktop_principal
from kb.retrieval.pins import Subject
from kb.terms import load_taxonomy

app = typer.Typer(help="钉住的类案：留在登记的案件上", no_args_is_help=True)

Case = Annotated[str, typer.Argument(help="登记案件的编号")]
Past = Annotated[str, typer.Argument(help="旧案的编号")]


@app.command("list", help="列出一件案件上钉住的旧案")
def list_pins(case_id: Case, json: Json = False) -> None:
    """In the order they were pinned."""
    taxonomy = load_taxonomy()
    with open_service(load_settings()) as service:
        pins = pins_of(service, desktop_principal(), Subject("case", case_id))
    found = [PinOut.of(one, taxonomy) for one in pins]
    if json:
        print_json(found)
        return
    for one in found:
        console.print(f"{one.score:.3f} {escape(one.title)} [dim]{one.case_id}[/dim]")
        if one.note:
            console.print(f"      {one.note}", markup=False)
    if not found:
        console.print("没有钉住的旧案。")


@app.command(help="把一件旧案钉在案件上，连同现在的得分与各项")
def add(
    case_id: Case, past: Past, note: Annotated[str, typer.Option(help="为什么钉住它")] = ""
) -> None:
    """A second time the note and the score are those of then."""
    with open_service(load_settings()) as service:
        pin(service, desktop_principal(), Subject("case", case_id), past, note=note)
    console.print("已钉住。")


@app.command(help="取消钉住")
def remove(case_id: Case, past: Past) -> None:
    """What was pinned at an earlier moment can still be told."""
    with open_service(load_settings()) as service:
        unpin(service, desktop_principal(), Subject("case", case_id), past)
    console.print("已取消钉住。")
