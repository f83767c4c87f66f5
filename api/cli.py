"""The command ``lianjian``: the same verbs as the HTTP interface, for people at a terminal."""

import typer

from api.commands import (
    audit,
    calendar,
    case,
    chain,
    evaluate,
    intake,
    ledger,
    maintenance,
    measures,
    receipt,
    retrieval,
    review,
    saved,
    train,
    user,
)
from api.errors import answer, explain
from api.terminal import console, fail
from kb.errors import KbError

app = typer.Typer(
    help="廉鉴：离线的职务违法犯罪预防文书智能与知识库服务",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
database = typer.Typer(help="数据库", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(review.app, name="review")
app.add_typer(saved.app, name="saved")
app.add_typer(receipt.app, name="receipt")
app.add_typer(user.users, name="user")
app.add_typer(user.departments, name="department")
app.add_typer(user.keys, name="key")
app.add_typer(audit.app, name="audit")
app.add_typer(chain.app, name="chain")
app.add_typer(calendar.app, name="calendar")
app.add_typer(ledger.app, name="ledger")
app.add_typer(measures.app, name="measures")

app.command("ingest", help="导入文书：文件、文件夹、zip/tar 包或判决书 JSONL")(intake.ingest)
app.command("similar", help="类案检索：给一份新案，找相似旧案与理由")(retrieval.similar)
app.command("search", help="检索：关键词、短语、案号或法条；--batch 逐行检索")(retrieval.search)
app.command("facets", help="分面计数：各文种、罪名、领域……有多少文书")(retrieval.facets)
app.command("tag", help="读一份文书，显示文种、字段与标签（不入库）")(retrieval.tag)
app.command("show", help="显示库中一份文书（编号、编号前几位或案号）")(retrieval.show)
app.command("case", help="一案的标签汇总：案中各份文书合起来说了什么")(case.case)
app.command("duplicates", help="列出待定夺的近似重复")(maintenance.duplicates)
app.command("reindex", help="由数据库重建索引")(maintenance.reindex)
app.command("check", help="核对数据库与索引是否一致")(maintenance.check)
app.command("train", help="用人工复核训练候选标签模型，更好才换上")(train.train)
app.command("serve", help="启动 HTTP 服务")(maintenance.serve)
database.command("upgrade", help="把数据库结构升级到最新")(maintenance.upgrade_database)


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
