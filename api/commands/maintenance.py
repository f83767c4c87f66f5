"""``lianjian reindex``, ``check``, ``duplicates``, ``serve`` and ``db upgrade``."""

from typing import Annotated

import typer
from rich.table import Table

from api.governing import Governing
from api.reindexing import rebuild_index
from api.schemas.system import AgreementOut
from api.settings import is_loopback, load_settings
from api.terminal import console, print_json, progress_bar
from api.wiring import open_service, open_store
from kb.errors import InvalidQuery
from kb.governance.access import desktop_principal
from kb.governance.accounts import any_account
from kb.governance.audit import AuditEntry
from kb.store.catalogue import DocumentCatalogue
from kb.store.duplicates import DuplicateStore

database = typer.Typer(help="数据库", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def reindex(json: Json = False) -> None:
    """Build the index anew beside the old one, then swap."""
    with progress_bar() as progress:
        task = progress.add_task("重建索引", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        rebuilt = rebuild_index(load_settings(), progress=report)
    if json:
        print_json({"documents": rebuilt.documents, "words": dict(rebuilt.words)})
        return
    console.print(f"索引已重建：{rebuilt.documents} 份文书。")
    for came, said in ((True, "词典新生效的词"), (False, "词典去掉的词")):
        if words := [word for word, is_new in rebuilt.words.items() if is_new is came]:
            console.print(f"{said}：{'、'.join(words)}", markup=False)


def check(
    heal: Annotated[bool, typer.Option("--heal", help="发现不一致时修复")] = False,
    json: Json = False,
) -> None:
    """Compare SQL and the index; exit status 1 when they disagree (and were not healed)."""
    with open_service(load_settings()) as service:
        found = service.sync.compare()
        if heal and not found.clean:
            service.governing.audit.record(AuditEntry(desktop_principal(), "index.heal", ""))
            service.sync.heal(found)
            found = service.sync.compare()
    if json:
        print_json(AgreementOut.of(found))
    else:
        state = "[green]一致[/green]" if found.clean else "[red]不一致[/red]"
        console.print(
            f"{state}：文书 {found.documents} 份，向量 {found.points} 条；"
            f"待写 {found.pending}，缺 {len(found.missing)}，多 {len(found.orphaned)}，"
            f"数目不符 {len(found.differing)}"
        )
        if not found.clean:
            console.print("可运行 lianjian check --heal 修复。")
    if not found.clean:
        raise typer.Exit(1)


def duplicates(
    limit: Annotated[int, typer.Option(help="最多几条", min=1, max=1000)] = 50,
    json: Json = False,
) -> None:
    """Near-duplicates proposed and not yet decided."""
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        proposals = DuplicateStore(session).listed(status="proposed", limit=limit)
        ids = {i for one in proposals for i in (one.document_id, one.other_id)}
        names = {i: s.title for i, s in DocumentCatalogue(session).summaries(ids).items()}
    if json:
        rows = [
            {"document_id": p.document_id, "other_id": p.other_id, "similarity": p.similarity}
            for p in proposals
        ]
        print_json({"duplicates": rows})
        return
    table = Table("相似度", "文书", "另一份", title="近似重复（待人定夺）")
    for one in proposals:
        table.add_row(
            f"{one.similarity:.2f}",
            f"{names[one.document_id]} [dim]{one.document_id[:10]}[/dim]",
            f"{names[one.other_id]} [dim]{one.other_id[:10]}[/dim]",
        )
    console.print(table)


def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口", min=1, max=65535)] = 8600,
) -> None:
    """Run the HTTP service (one process: it owns the embedded index).

    The service is opened once beforehand, so that a refusal is said in a sentence here.
    """
    import uvicorn

    from api.app import create_app

    settings = load_settings()
    with open_service(settings, upgrade=True) as service:
        require_sign_in(service.governing, host)
        console.print(f"廉鉴服务：http://{host}:{port}/api/v1/health")
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        log_level="warning",
        limit_concurrency=200,
        timeout_keep_alive=5,
        server_header=False,
    )


def require_sign_in(governing: Governing, host: str) -> None:
    """Whoever reaches the service without signing in must sit at this machine."""
    signs_in = governing.signs_in()
    if not signs_in and not is_loopback(host):
        raise InvalidQuery("SIGN_IN_OFF_REMOTE", host=host)
    with governing.transactions.reading() as session:
        nobody = not any_account(session)
    if signs_in and nobody:
        console.print(
            "还没有账号，谁也登录不了。先建安全管理员：\n"
            "  lianjian user add 账号 --role security_admin"
        )
    elif not signs_in:
        console.print("未开启登录：本机的人可做一切。建了账号即须登录（lianjian user add）。")


@database.command("upgrade", help="把数据库结构升级到最新")
def upgrade_database() -> None:
    """Bring the schema to the newest version."""
    with open_store(load_settings(), upgrade=True):
        console.print("数据库结构已是最新。")
