"""The command ``lianjian``: the same verbs as the HTTP interface, for people at a terminal."""

from collections.abc import Mapping

import typer

from api.errors import answer, explain
from api.lazy_commands import Lazy, lazy_group
from api.terminal import console, fail
from kb.errors import KbError

COMMANDS: Mapping[str, Lazy] = {
    "ingest": Lazy(
        "api.commands.intake:ingest", "导入文书：文件、文件夹、zip/tar 包或判决书 JSONL"
    ),
    "similar": Lazy("api.commands.retrieval:similar", "类案检索：给一份新案，找相似旧案与理由"),
    "search": Lazy(
        "api.commands.retrieval:search", "检索：关键词、短语、案号或法条；--batch 逐行检索"
    ),
    "facets": Lazy("api.commands.retrieval:facets", "分面计数：各文种、罪名、领域……有多少文书"),
    "tag": Lazy("api.commands.retrieval:tag", "读一份文书，显示文种、字段与标签（不入库）"),
    "show": Lazy("api.commands.retrieval:show", "显示库中一份文书（编号、编号前几位或案号）"),
    "case": Lazy("api.commands.case:case", "一案的标签汇总：案中各份文书合起来说了什么"),
    "saved": Lazy("api.commands.saved:app"),
    "pin": Lazy("api.commands.pins:app"),
    "receipt": Lazy("api.commands.receipt:app"),
    "review": Lazy("api.commands.review:app"),
    "duplicates": Lazy("api.commands.maintenance:duplicates", "列出待定夺的近似重复"),
    "measures": Lazy("api.commands.measures:app"),
    "chain": Lazy("api.commands.chain:app"),
    "report": Lazy("api.commands.report:reports"),
    "letter": Lazy("api.commands.report:letters"),
    "pack": Lazy("api.commands.pack:app"),
    "ledger": Lazy("api.commands.ledger:app"),
    "calendar": Lazy("api.commands.calendar:app"),
    "warnings": Lazy("api.commands.warnings:app"),
    "check-chain": Lazy(
        "api.commands.warnings:check_chain",
        "两张皮检测：漏洞、措施、建议书、整改、评估之间有没有断",
    ),
    "vocabulary": Lazy("api.commands.vocabulary:app"),
    "demo": Lazy("api.commands.demo:app"),
    "user": Lazy("api.commands.user:users"),
    "department": Lazy("api.commands.user:departments"),
    "key": Lazy("api.commands.user:keys"),
    "audit": Lazy("api.commands.audit:app"),
    "backup": Lazy("api.commands.backup:app"),
    "check": Lazy("api.commands.maintenance:check", "核对数据库与索引是否一致"),
    "reindex": Lazy("api.commands.maintenance:reindex", "由数据库重建索引"),
    "train": Lazy("api.commands.train:train", "用人工复核训练候选标签模型，更好才换上"),
    "evaluate": Lazy("api.commands.evaluate:app"),
    "serve": Lazy("api.commands.maintenance:serve", "启动 HTTP 服务"),
    "db": Lazy("api.commands.maintenance:database"),
}
app = typer.Typer(
    cls=lazy_group(COMMANDS),
    help="廉鉴：离线的职务违法犯罪预防文书智能与知识库服务",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _everything() -> None:
    """Typer asks for something to stand beside commands that are not loaded yet."""


def main() -> None:
    """The entry point: a KbError becomes a Chinese sentence and exit status 2."""
    try:
        app()
    except KbError as error:
        fail(error.code, explain(error))
        raise SystemExit(2 if answer(error.code).status < 500 else 3) from error
    except KeyboardInterrupt:
        console.print("已中断；已报告入库的文书均已保存。")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
