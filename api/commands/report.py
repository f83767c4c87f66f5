"""``lianjian report`` and ``lianjian letter``: built, exported and checked at the terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.registers import registry_for_reading, registry_for_writing
from api.reports import lint_letter, similar_to_case
from api.schemas.registers import RecordOut
from api.schemas.reports import GapOut, LintOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_service
from kb.governance.access import desktop_principal
from kb.prevention.ledger_facts import LETTERS
from kb.prevention.letter_paper import letter_paper
from kb.prevention.report_check import examine
from kb.prevention.report_paper import report_paper
from kb.prevention.risk_report import build_report
from kb.store.registry import Registry

R = TypeVar("R")
reports = typer.Typer(help="廉政风险分析报告：生成、导出", no_args_is_help=True)
letters = typer.Typer(help="建议书：体检、导出", no_args_is_help=True)
Out = Annotated[Path, typer.Option("--out", "-o", help="存到哪个文件（DOCX）")]


@reports.command(help="由案件的标签、字段与登记生成报告草稿；列出缺项")
def build(
    case_id: Annotated[str, typer.Argument(help="案件编号 case-…")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="同时导出 DOCX")] = None,
    json: Json = False,
) -> None:
    """A new draft each time; former ones stay."""
    principal = desktop_principal()
    with open_service(load_settings(), upgrade=True) as service:
        with registry_for_reading(service, principal) as registry:
            similar = similar_to_case(service, registry, case_id)
        with registry_for_writing(service, principal) as registry:
            report = build_report(registry, case_id, similar)
            gaps = [GapOut.of(one) for one in examine(registry, report).gaps]
        if out is not None:
            with registry_for_reading(service, principal) as registry:
                out.write_bytes(report_paper(registry, report.id))
    if json:
        print_json({"id": report.id, "gaps": [one.model_dump() for one in gaps]})
        return
    console.print(
        f"{report.id} {report.facts.title}：{len(report.facts.statements)} 句", markup=False
    )
    for one in gaps:
        console.print(f"{'须补正' if one.blocking else '缺项'}：{one.name}", markup=False)


@reports.command(name="export", help="导出报告：公文版式的 DOCX")
def export_report(report_id: str, out: Out) -> None:
    """Audited before it is written."""
    out.write_bytes(_asked(lambda registry: report_paper(registry, report_id)))
    console.print(f"已导出：{out}", markup=False)


@letters.command(name="export", help="导出建议书：公文版式的 DOCX")
def export_letter(letter_id: str, out: Out) -> None:
    """Audited before it is written."""
    out.write_bytes(_asked(lambda registry: letter_paper(registry, letter_id)))
    console.print(f"已导出：{out}", markup=False)


@letters.command(name="lint", help="体检：缺项、空泛、错位、依据、层级、雷同，附分数")
def check_up(letter_id: str, json: Json = False) -> None:
    """Exit status 0 whatever is found: people decide."""
    letter, found = _asked(lambda registry: lint_letter(registry, letter_id))
    out = LintOut.of(RecordOut.of(LETTERS, letter), found)
    if json:
        print_json(out)
        return
    console.print(f"{letter.facts.title}：{out.score} 分", markup=False)
    table = Table("轻重", "何处", "问题", "扣分")
    for one in out.findings:
        where = f"{one.field} 第 {one.index} 条" if one.index else one.field
        grave = "应改" if one.severity == "error" else "提示"
        table.add_row(grave, where, one.text, str(one.cost))
    console.print(table if out.findings else "没有发现问题。")


def _asked(ask: Callable[[Registry], R]) -> R:
    with (
        open_service(load_settings(), upgrade=True) as service,
        registry_for_reading(service, desktop_principal()) as registry,
    ):
        return ask(registry)
