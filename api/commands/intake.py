"""``lianjian ingest``."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer
from rich.table import Table

from api.errors import sentence, warning_text
from api.match_watch import look_quietly
from api.settings import load_settings
from api.terminal import console, notices, print_json_line, progress_bar
from api.wiring import Service, open_service
from ingest.pipeline import Accepted, Known, Outcome
from ingest.sources import discover, total_bytes
from kb.governance.access import Level, Protection, desktop_principal
from kb.governance.departments import Departments
from kb.model import Failure

_SMALL_BATCH = 300_000


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="文件、文件夹、zip/tar 包、判决书 JSONL")],
    case: Annotated[str, typer.Option(help="归入同一案件的名称")] = "",
    case_per_folder: Annotated[
        bool, typer.Option("--case-per-folder", help="每个子文件夹是一个案件（案卷）")
    ] = False,
    level: Annotated[int, typer.Option(help="级别 0–3", min=0, max=3)] = 0,
    department: Annotated[str, typer.Option(help="所属部门：名称或编号；1 级起有用")] = "",
    workers: Annotated[int, typer.Option(help="读取进程数；0 为自动", min=0)] = 0,
    json: Annotated[bool, typer.Option("--json", help="逐份输出 JSON 行")] = False,
) -> None:
    """Take files in and say what became of each; exit status 1 when some were refused."""
    settings = load_settings()
    counts: Counter[str] = Counter()
    failures: list[Failure] = []
    size = total_bytes(paths)
    count = workers or (1 if size < _SMALL_BATCH else settings.reading_processes)
    with (
        open_service(settings, upgrade=True) as service,
        service.pool(workers=count) as pool,
        progress_bar() as progress,
    ):
        task = progress.add_task("导入", total=None)
        kept = Protection(Level(level), _owner(service, department))
        outcomes = service.intake(pool, desktop_principal(), kept).run(
            discover(paths), case_key=_case_key(case, case_per_folder)
        )
        for outcome in outcomes:
            counts[_name(outcome)] += 1
            progress.update(task, advance=1, description=f"导入 {counts['accepted']} 份")
            if isinstance(outcome, Failure):
                failures.append(outcome)
            if json:
                print_json_line(as_json(outcome))
            elif isinstance(outcome, Accepted) and (outcome.warnings or outcome.alike):
                progress.console.print(_remark(outcome), soft_wrap=True)
        told = look_quietly(service) if counts["accepted"] else 0
    if not json:
        _report(counts, failures, told)
    if failures:
        raise typer.Exit(1)


def _owner(service: Service, department: str) -> str:
    if not department:
        return ""
    with service.transactions.reading() as session:
        return Departments(session).named(department).id


def as_json(outcome: Outcome) -> dict[str, object]:
    """One outcome as a line of JSON."""
    if isinstance(outcome, Failure):
        message = sentence(outcome.code, outcome.context)
        return {
            "name": outcome.name,
            "outcome": "rejected",
            "code": outcome.code,
            "message": message,
        }
    line: dict[str, object] = {
        "name": outcome.name,
        "outcome": _name(outcome),
        "document_id": outcome.document_id,
        "case_id": outcome.case_id,
    }
    if isinstance(outcome, Accepted):
        line |= {
            "kind": outcome.kind,
            "warnings": list(outcome.warnings),
            "alike": list(outcome.alike),
        }
    return line


def _case_key(case: str, per_folder: bool) -> Callable[[str], str] | None:
    if case:
        return lambda _name: f"named:{case}"
    if per_folder:
        return _folder_key
    return None


def _folder_key(name: str) -> str:
    folder = str(PurePosixPath(name).parent)
    return "" if folder == "." else f"folder:{folder}"


def _name(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        return "rejected"
    return "duplicate" if isinstance(outcome, Known) else "accepted"


def _remark(outcome: Accepted) -> str:
    words = [warning_text(code) for code in outcome.warnings]
    if outcome.alike:
        words.append(f"与库中 {len(outcome.alike)} 份文书相近，可用 lianjian duplicates 查看")
    return f"[yellow]注意[/yellow] {outcome.name}：" + "；".join(words)


def _report(counts: Counter[str], failures: list[Failure], told: int) -> None:
    console.print(
        f"入库 {counts['accepted']} 份，已有 {counts['duplicate']} 份，"
        f"未能读取 {counts['rejected']} 份"
    )
    if told:
        console.print(f"保存的检索有 {told} 份新的匹配：lianjian saved matches")
    if not failures:
        return
    table = Table("文件", "原因", "代码", title="未能读取", show_lines=False)
    for failure in failures[:50]:
        table.add_row(failure.name, sentence(failure.code, failure.context), failure.code)
    notices.print(table)
    if len(failures) > 50:
        notices.print(f"另有 {len(failures) - 50} 份，用 --json 查看全部")
