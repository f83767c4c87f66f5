"""``lianjian measures``: recommended for a problem, as papers state them, and what is proven."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.commands.retrieval import Json
from api.measures import MeasureQuestion, accounts, recommend, stated
from api.schemas.measure_parts import AccountOut, StatementOut
from api.schemas.measures import MeasureOut, PlanOut, StatedOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_service
from kb.governance.access import desktop_principal
from kb.retrieval.limits import MAX_LIMIT
from kb.terms import load_taxonomy
from nlp.measure_details import read_details

app = typer.Typer(help="措施：推荐、措施库、成效账", no_args_is_help=True)
Terms = Annotated[list[str], typer.Option(help="代码或中文名，可写多次")]


@app.command("recommend", help="措施推荐：为一个问题、案件、岗位或领域找措施")
def recommend_measures(
    text: Annotated[str, typer.Option(help="问题的描述")] = "",
    case: Annotated[str, typer.Option(help="案件编号")] = "",
    loophole: Terms = [],  # noqa: B006
    root: Terms = [],  # noqa: B006
    domain: Terms = [],  # noqa: B006
    position: Terms = [],  # noqa: B006
    unit_kind: Annotated[str, typer.Option(help="单位类别")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT)] = 8,
    json: Json = False,
) -> None:
    """Measures with their reasons, exact sentences, cases and what is proven."""
    question = MeasureQuestion(text, case, loophole, root, domain, position, unit_kind)
    with open_service(load_settings()) as service:
        answer = recommend(service, desktop_principal(), question, limit=limit)
    out = PlanOut.of(answer, load_taxonomy(), read_details)
    if json:
        print_json(out)
        return
    _present_problem(out)
    for rank, one in enumerate(out.measures, start=1):
        _present(rank, one)
    if out.further:
        console.print("[bold]相近而没有归类的做法[/bold]")
        for told in out.further:
            _present_statement(told)
    console.print(f"[dim]{out.note}[/dim]")


@app.command("list", help="措施库：文书里写的措施，逐句，带出处")
def list_stated(
    term: Annotated[str, typer.Option(help="措施的代码或中文名")] = "",
    case: Annotated[str, typer.Option(help="案件编号")] = "",
    after: Annotated[str, typer.Option(help="从这份文书之后接着列")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    json: Json = False,
) -> None:
    """Statements of measures, paper by paper."""
    with open_service(load_settings()) as service:
        page = stated(
            service, desktop_principal(), term=term, case_id=case, after=after, limit=limit
        )
    out = StatedOut.of(page, load_taxonomy(), read_details)
    if json:
        print_json(out)
        return
    for one in out.statements:
        _present_statement(one)
        if one.answers:
            console.print(f"     针对：{'、'.join(term.label for term in one.answers)}")
    if out.after:
        console.print(f"[dim]还有：--after {out.after}[/dim]")


@app.command("outcomes", help="措施成效账：各类措施的等级、项数与区间")
def list_outcomes(json: Json = False) -> None:
    """What is proven of every measure."""
    taxonomy = load_taxonomy()
    with open_service(load_settings()) as service:
        found = [AccountOut.of(one, taxonomy) for one in accounts(service, desktop_principal())]
    if json:
        print_json(found)
        return
    table = Table("措施", "成效", "其中")
    for one in found:
        parts = (
            f"{part.label} {part.successes:.3g}/{part.trials:.3g}" for part in one.proven.components
        )
        table.add_row(one.term.label, one.proven.text, "，".join(parts) or "—")
    console.print(table, markup=False)


def _present_problem(out: PlanOut) -> None:
    told = "、".join(f"{name}（{sure:g}）" for name, sure in out.loopholes.items()) or "未读出"
    inferred = "（由相近问题的文书推得）" if out.inferred else ""
    console.print(f"漏洞：{told}{inferred}", markup=False)
    for name, terms in (("领域", out.domains), ("岗位", out.positions)):
        if terms:
            console.print(f"{name}：{'、'.join(one.label for one in terms)}", markup=False)


def _present(rank: int, one: MeasureOut) -> None:
    console.print(
        f"\n{rank}. [bold]{one.term.label}[/bold]  {one.score:.3f}"
        f" = 契合 {one.fit:.3f} × {one.standing:.2f}"
        + (f" × 0.85^{one.repeated}" if one.repeated else "")
        + f"  [dim]{one.group.label}｜{one.dimension}[/dim]"
    )
    parts = (f"{part.label} {part.value:.2f}×{part.weight:.2f}" for part in one.parts)
    console.print(f"   {' + '.join(parts)}", markup=False)
    console.print(f"   {one.why}", markup=False)
    console.print(f"   销号看：{one.evidence_required}", markup=False)
    for told in one.statements:
        _present_statement(told)
    for case in one.cases:
        states = "、".join(outcome.state_name for outcome in case.outcomes)
        said = f"，报告称：{case.result.text}" if case.result else ""
        console.print(f"   用过：{case.title}{'，' + states if states else ''}{said}", markup=False)


def _present_statement(one: StatementOut) -> None:
    words = one.quote.text.replace("\n", "")
    console.print(f"   · {escape(words)}")
    said = [
        f"{name} {found.value}"
        for name, found in (("责任", one.owner), ("时限", one.deadline), ("频次", one.rhythm))
        if found
    ]
    said += [f"文号 {found.value}" for found in one.numbers]
    place = f"字 {one.quote.span.start}–{one.quote.span.end}"
    source = f"{one.document.title} {one.document.id[:10]} {place}"
    kind = f"{one.source_level_label}，{one.typed_by_label}"
    console.print(f"     [dim]{escape('，'.join([*said, kind, source]))}[/dim]")
