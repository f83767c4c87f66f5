"""``lianjian warnings`` and ``lianjian check-chain``: the daily run, what it leaves to people."""

from collections import Counter
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.schemas.warnings import BreakOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.warnings import run_daily, warning_rules
from api.wiring import open_governing
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import desktop_principal
from kb.governance.audit import AuditEntry
from kb.prevention.broken_chain import LINKS, Link, broken_chain
from kb.prevention.ledger_facts import WARNING_NOTE, WARNINGS
from kb.prevention.warning_run import STANDING
from kb.prevention.warning_watch import Watch
from kb.store.registry import Registry, Wanted
from kb.terms import load_taxonomy

app = typer.Typer(help="预警：按规则查一遍、列出", no_args_is_help=True)


@app.command(help="按规则查一遍登记，提出预警；每日一次，服务启动时也会自动进行")
def run(json: Json = False) -> None:
    """A second run of the day does nothing."""
    with open_governing(load_settings(), upgrade=True) as governing:
        governing.audit.record(AuditEntry(desktop_principal(), "warning.run", ""))
        found = run_daily(governing).run
    if json:
        print_json(
            {
                "raised": list(found.raised),
                "added_to": list(found.added_to),
                "lifted": list(found.lifted),
                "lapsed": list(found.lapsed),
            }
        )
        return
    console.print(
        f"新提出 {len(found.raised)} 条，补充 {len(found.added_to)} 条，"
        f"无人签收而升级 {len(found.lifted)} 条，不再成立 {len(found.lapsed)} 条。{WARNING_NOTE}。"
    )


@app.command("list", help="列出没有了结的预警，等级高的在前")
def list_standing(json: Json = False) -> None:
    """Those that wait for a person."""
    levels = load_evaluation_terms().warning_levels
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        registry = Registry(session, desktop_principal(), governing.audit.record, load_taxonomy())
        found = registry.all(WARNINGS, Wanted(equal=(("state", STANDING),)))
    order = list(levels)
    found = tuple(sorted(found, key=lambda one: (-order.index(one.facts.grade), one.facts.raised)))
    if json:
        print_json({"warnings": [{"id": one.id, "title": one.facts.title} for one in found]})
        return
    table = Table("等级", "预警", "状态", "提出", "应签收", "编号", title=WARNING_NOTE)
    for one in found:
        facts = one.facts
        table.add_row(
            levels[facts.grade].name,
            facts.title if facts.holds else f"{facts.title}（不再成立）",
            WARNINGS.states[one.state],
            str(facts.raised),
            str(facts.ack_due or ""),
            one.id,
        )
    console.print(table, markup=False)


def check_chain(
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截止日，默认今天")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多列几处")] = 50,
    json: Json = False,
) -> None:
    """Exit status 1 where the chain is broken anywhere."""
    settings = load_settings()
    with (
        open_governing(settings) as governing,
        governing.transactions.reading() as session,
    ):
        registry = Registry(session, desktop_principal(), governing.audit.record, load_taxonomy())
        watch = Watch(registry, as_of.date() if as_of else None)
        found = broken_chain(watch, warning_rules(settings))
    if json:
        print_json([BreakOut.of(one) for one in found])
    else:
        counted = Counter(one.link for one in found)
        console.print("；".join(f"{LINKS[one]} {counted[one]} 处" for one in Link))
        table = Table("缺什么", "记录", "应自何日起有", "至今（日）")
        for one in found[:limit]:
            table.add_row(LINKS[one.link], one.record, str(one.since), str(one.days))
        console.print(table if found else "没有断链。")
    if found:
        raise typer.Exit(1)
