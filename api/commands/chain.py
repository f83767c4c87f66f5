"""``lianjian chain``: where a case stands on the loop, for whoever keeps the machine."""

import typer
from rich.table import Table

from api.commands.retrieval import Json
from api.schemas.chain import CountersOut, NextStepOut, NodeOut, TraceOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_governing
from kb.governance.access import desktop_principal
from kb.prevention.case_counters import counters
from kb.prevention.case_records import records_of
from kb.prevention.chain_facts import CASES
from kb.prevention.obstacles import case_obstacle
from kb.prevention.stages import CASE_STEPS
from kb.prevention.steps import open_steps
from kb.prevention.trace import trace
from kb.store.registry import Registry
from kb.terms import load_taxonomy

app = typer.Typer(help="链条：案件走到哪一步、还缺什么", no_args_is_help=True)


@app.callback()
def chain() -> None:
    """A group of its own, though it has one command yet."""


@app.command(help="一案的闭环：六个节点各有什么、缺什么，三个计数，下一步")
def show(case_id: str, json: Json = False) -> None:
    """The trace of a case."""
    with (
        open_governing(load_settings()) as governing,
        governing.transactions.reading() as session,
    ):
        record = governing.audit.record
        registry = Registry(session, desktop_principal(), record, load_taxonomy())
        records = records_of(registry, case_id)
        counted = counters(registry, case_id)
    steps = open_steps(CASE_STEPS, records.case.state)
    out = TraceOut(
        nodes=[NodeOut.of(one) for one in trace(records)],
        counters=CountersOut.of(counted),
        next=[NextStepOut.of(one, case_obstacle(records, one)) for one in steps],
    )
    if json:
        print_json(out)
        return
    state = CASES.states[records.case.state]
    console.print(f"{records.case.facts.title}：{state}", markup=False)
    _show(out)


def _show(out: TraceOut) -> None:
    table = Table("节点", "有", "缺")
    for node in out.nodes:
        gaps = "；".join(
            f"{gap.name}（{len(gap.records)}）" if gap.records else gap.name for gap in node.gaps
        )
        table.add_row(node.name, f"{len(node.records)} 条", gaps or "—")
    console.print(table, markup=False)
    told = out.counters
    amount = "未登记" if told.amount is None else f"{told.amount:,.2f} 元"
    console.print(f"查处一案：{told.people} 人，{amount}")
    console.print(f"警示一片：{told.packs} 次，{told.reach} 人")
    console.print(
        f"治理一域：措施 {told.measures} 项，办结 {told.items_closed} 项，单位 {told.units} 个"
    )
    console.print(f"下一步：{'、'.join(one.name for one in out.next) or '无'}")
    for one in out.next:
        if one.obstacle_text:
            console.print(f"　{one.name}：还不能。{one.obstacle_text}", markup=False)
