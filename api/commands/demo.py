"""``lianjian demo``: an invented world to look at."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.demo.alike import tell_alike
from api.demo.case_papers import make_case_papers, read_chains, write_case_papers
from api.demo.play import play_registers
from api.settings import Settings, load_settings
from api.terminal import console, print_json
from api.wiring import open_governing, open_service
from kb.governance.access import desktop_principal
from kb.governance.departments import Departments
from kb.store.catalogue import DocumentCatalogue

app = typer.Typer(help="示范数据：虚构的登记", no_args_is_help=True)


@app.callback()
def demo() -> None:
    """A group, so that the command keeps its name."""


@app.command(help="登记示范数据：单位、线索、案件、建议书、整改、预警，2025 年起；再运行不重复")
def registers(
    department: Annotated[str, typer.Option(help="归哪个部门：名称或编号；空则只有本机可见")] = "",
    json: Json = False,
) -> None:
    """The demo world, played day by day through the steps of the workflow.

    Where the demo papers are kept, an open case gets its own with past cases pinned, and searches
    are watched.
    """
    settings = load_settings()
    with open_governing(settings, upgrade=True) as governing:
        owner = ""
        if department:
            with governing.transactions.reading() as session:
                owner = Departments(session).named(department).id
        played = play_registers(governing, department=owner)
        with governing.transactions.reading() as session:
            papers = bool(DocumentCatalogue(session).page(limit=1))
    if played.new and papers:
        with open_service(settings) as service:
            tell_alike(service, desktop_principal(), played.cases)
    if json:
        print_json({"new": played.new, "counts": dict(played.counts), "cases": dict(played.cases)})
        return
    console.print("示范登记已写入。" if played.new else "示范登记早已写入，没有改动。")
    table = Table("登记", "条数")
    for name, count in played.counts.items():
        table.add_row(name, str(count))
    console.print(table)


@app.command(help="由四件示范案卷各生成一份报告、三份建议书（DOCX），存到文件夹；不动你的库")
def papers(
    folder: Annotated[Path, typer.Argument(help="存到哪个文件夹")],
) -> None:
    """In a store of its own, which is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        open_service(Settings(data_dir=Path(data)), upgrade=True) as service,
    ):
        read_chains(service)
        for path in write_case_papers(service, make_case_papers(service), folder):
            console.print(str(path), markup=False)
