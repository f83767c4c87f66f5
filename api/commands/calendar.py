"""``lianjian calendar``: the days that are not as their weekday would be."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.schemas.ledger import CalendarDayOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_governing
from kb.errors import NotFound
from kb.governance.access import desktop_principal
from kb.prevention.working_days import CalendarDay, read_calendar
from kb.store.calendar_days import CalendarDays, decreed_days
from kb.store.registry import Registry
from kb.terms import load_taxonomy

app = typer.Typer(help="工作日：节假日与调休，时限按它计算", no_args_is_help=True)
_ISO = ["%Y-%m-%d"]


@contextmanager
def _calendar() -> Iterator[CalendarDays]:
    with (
        open_governing(load_settings(), upgrade=True) as governing,
        governing.audit.writing() as work,
    ):
        yield CalendarDays(
            Registry(work.session, desktop_principal(), work.record, load_taxonomy())
        )


@app.command(help="登记一天：--off 放假，--on 调休上班")
def add(
    day: Annotated[datetime, typer.Argument(formats=_ISO, help="日期，如 2026-10-01")],
    on: Annotated[bool, typer.Option("--on/--off", help="上班或放假")],
    name: Annotated[str, typer.Option(help="名称，如 国庆节")] = "",
) -> None:
    """New or changed."""
    with _calendar() as days:
        days.put([CalendarDay(day.date(), on, name)])
    console.print(f"{day:%Y-%m-%d} {'上班' if on else '放假'} {name}".rstrip(), markup=False)


@app.command(help="这一天照常例（周一至周五上班）")
def remove(
    day: Annotated[datetime, typer.Argument(formats=_ISO, help="日期，如 2026-10-01")],
) -> None:
    """Forget what was decreed of a day."""
    with _calendar() as days:
        days.remove(day.date())
    console.print(f"{day:%Y-%m-%d} 照常例")


@app.command("list", help="列出登记过的日子")
def list_days(
    year: Annotated[int | None, typer.Option(help="年份", min=1, max=9998)] = None,
    json: Json = False,
) -> None:
    """In order."""
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        found = decreed_days(session, year=year)
    if json:
        print_json([CalendarDayOut.of(one) for one in found])
        return
    table = Table("日期", "上班", "名称")
    for one in found:
        table.add_row(one.day.isoformat(), "上班" if one.working else "放假", one.name)
    console.print(table, markup=False)


@app.command("import", help="从 CSV 导入：每行 日期,班或休,名称")
def import_file(file: Annotated[Path, typer.Argument(help="CSV 文件（UTF-8）")]) -> None:
    """All lines or none."""
    try:
        words = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(id=str(file)) from error
    with _calendar() as days:
        count = days.put(read_calendar(words))
    console.print(f"已登记 {count} 天。")
