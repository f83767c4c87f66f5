"""``lianjian backup``: take one, list them, verify, put back, and try whether they can be."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.backup_runner import STEPS
from api.backups import (
    Wish,
    latest,
    make_backup,
    own_backups,
    read_whole,
    shelf_of,
    verify_backup,
)
from api.drilling import drill as try_out
from api.restoring import Asked, Restored
from api.restoring import restore as put_back
from api.schemas.audit import VerdictOut
from api.schemas.backups import BackupOut, ManifestOut, RestoredOut
from api.settings import Settings, load_settings
from api.terminal import console, print_json, step_bars
from api.wiring import open_governing
from kb.backup.manifest import Manifest
from kb.backup.shelf import Backup
from kb.errors import NotFound
from kb.governance.access import desktop_principal
from kb.governance.secret_files import read_secret
from kb.registers.days import in_china

app = typer.Typer(help="备份：做、列出、核验、恢复、演练", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Key = Annotated[Path | None, typer.Option("--key", help="备份密钥文件；空则按配置")]
Named = Annotated[str, typer.Argument(help="备份文件，或备份的编号")]
_AGE = re.compile(r"(\d{1,5})([hd])")
_TABLES = {"documents": "文书", "register_events": "登记的变动", "accounts": "账号"}


def age(words: str) -> timedelta:
    """``24h`` or ``7d``."""
    found = _AGE.fullmatch(words)
    if found is None:
        raise typer.BadParameter("写作 24h 或 7d")
    return timedelta(hours=int(found[1]) * (24 if found[2] == "d" else 1))


@app.callback(help="做一份备份；加子命令则列出、核验、恢复、演练")
def backup(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", help="放在哪个目录；空则按配置")] = None,
    key: Key = None,
    keep: Annotated[
        int | None, typer.Option(min=0, max=1000, help="做成之后只留最近几份；0 为都留")
    ] = None,
    if_older_than: Annotated[
        timedelta | None,
        typer.Option(parser=age, metavar="24h|7d", help="最近一份还没这么久就不做"),
    ] = None,
    json: Json = False,
) -> None:
    """Without a command below it: take a backup."""
    if context.invoked_subcommand is not None:
        return
    settings, wish = load_settings(), Wish(to, key, keep)
    at = datetime.now(UTC)
    recent = latest(own_backups(settings, wish), at=at) if if_older_than else None
    if recent and at - recent.created_at < (if_older_than or timedelta()):
        console.print(f"最近一份备份做于 {_when(recent.created_at)}，还不用再做。")
        return
    with step_bars(STEPS) as told, open_governing(settings) as governing:
        made = make_backup(governing, desktop_principal(), wish, told=told)
    if json:
        print_json(BackupOut.of(made))
    else:
        console.print(f"已备份并核验：{made.path}（{_size(made.size)}）", soft_wrap=True)
        where = key or settings.key_of_backups
        console.print(
            f"密钥 {where} 不在备份里，审计等密钥也不在：请另行保管，没有它们恢复不了。",
            soft_wrap=True,
        )


@app.command("list", help="列出备份，新的在前")
def list_backups(
    folder: Annotated[Path | None, typer.Option("--in", help="备份目录；空则按配置")] = None,
    json: Json = False,
) -> None:
    """All on the shelf, of whatever key."""
    found = shelf_of(load_settings(), Wish(folder)).listed()
    if json:
        print_json([BackupOut.of(one) for one in found])
        return
    table = Table("时间", "大小", "起因", "核验", "演练")
    table.add_column("编号", no_wrap=True)
    for one in found:
        table.add_row(*_row(one))
    console.print(table)


@app.command(help="核验一份备份：从头读到尾，逐块解密、逐件核对")
def verify(name: Named, key: Key = None, json: Json = False) -> None:
    """Recorded where there is a store; a backup can be verified on a bare machine too."""
    settings = load_settings()
    path = _file(settings, name)
    with step_bars(STEPS) as told:

        def heard(done: int, whole: int) -> None:
            told("verify", done, whole)

        if settings.database_file is not None and not settings.database_file.exists():
            secret = read_secret(key or settings.key_of_backups)
            found = read_whole(path, secret, told=heard)
        else:
            with open_governing(settings) as governing:
                who = desktop_principal()
                found = verify_backup(governing, who, path, key_file=key, told=heard)
    if json:
        print_json(ManifestOut.of(found))
    else:
        console.print(f"完整：{_held(found)}")


@app.command(help="恢复到一个空目录；先全部核验，再写")
def restore(
    name: Named,
    into: Annotated[Path, typer.Option("--into", help="空目录，恢复后作为数据目录")],
    key: Key = None,
    keys: Annotated[
        Path | None, typer.Option(help="另行保管的密钥所在的目录（audit.key 等）")
    ] = None,
    anchors: Annotated[list[Path], typer.Option(help="另存的锚点文件，可多次")] = [],  # noqa: B006
    older: Annotated[str, typer.Option(help="备份比锚点旧时，为什么仍要恢复；记入审计")] = "",
    json: Json = False,
) -> None:
    """Exit status 3 where the audit that was put back is not whole."""
    settings = load_settings()
    asked = Asked(_file(settings, name), key, keys, tuple(anchors), older.strip())
    with step_bars(STEPS) as told:
        made = put_back(settings, asked, into, desktop_principal(), told=told)
    if json:
        print_json(RestoredOut.of(made))
    else:
        console.print(f"已恢复到 {into}：{_held(made.manifest)}", soft_wrap=True)
        _tell(made)
        if made.lost:
            console.print(f"退回旧库：锚点之后的 {made.lost} 条审计记录不在其中，理由已记入审计。")
        console.print(f"用 LIANJIAN_DATA_DIR={into} 启动即可；所有人须重新登录。", soft_wrap=True)
    if made.verdict.exit_code:
        raise typer.Exit(3)


@app.command(help="演练：恢复到临时目录，核验后删去，留下结果")
def drill(
    name: Annotated[str, typer.Argument(help="备份文件或编号；空则最近一份")] = "",
    key: Key = None,
    json: Json = False,
) -> None:
    """A failure is a refusal with its code."""
    settings = load_settings()
    path = _file(settings, name) if name else _newest(settings, key)
    with step_bars(STEPS) as told, open_governing(settings) as governing:
        tried = try_out(governing, desktop_principal(), Asked(path, key), told=told)
    if json:
        print_json(RestoredOut.of(tried))
    else:
        console.print(f"演练成功，{path.stem} 恢复得出来：{_held(tried.manifest)}", soft_wrap=True)
        _tell(tried)


def _file(settings: Settings, name: str) -> Path:
    path = Path(name)
    return path if path.is_file() else shelf_of(settings).get(name).path


def _newest(settings: Settings, key: Path | None) -> Path:
    own = own_backups(settings, Wish(key_file=key))
    if not own:
        raise NotFound("BACKUP_NOT_FOUND", path=str(settings.backup_folder))
    return own[0].path


def _held(found: Manifest) -> str:
    rows = found.extent.rows
    counted = [f"{words} {rows[one]}" for one, words in _TABLES.items() if one in rows]
    return f"做于 {_when(found.created_at)}；{'，'.join(counted)}，审计 {found.extent.tip} 条"


def _tell(made: Restored) -> None:
    verdict = VerdictOut.of(made.verdict)
    console.print(f"审计：{verdict.explanation}，核验 {verdict.entries} 条")
    if made.indexed is None:
        console.print("索引在 Qdrant 服务上，没有动它：切换之后请运行 lianjian reindex。")
    else:
        console.print(f"索引已重建：{made.indexed} 份文书。")
    if made.other_models:
        names = "、".join(made.other_models)
        console.print(f"这些模型与备份时不同：{names}。要一致，请一并放回原来的模型。")


def _row(one: Backup) -> tuple[str, ...]:
    note = one.note
    verified = note.fault or (_when(note.verified_at) if note.verified_at else "—")
    drilled = note.drill_fault or (_when(note.drilled_at) if note.drilled_at else "—")
    cause = {"asked": "手动或定时", "upgrade": "升级前"}.get(note.cause, "—")
    return _when(one.created_at), _size(one.size), cause, verified, drilled, one.id


def _when(at: datetime) -> str:
    return f"{in_china(at):%Y-%m-%d %H:%M}"


def _size(count: int) -> str:
    return f"{count / 1024**2:.1f} MB"
