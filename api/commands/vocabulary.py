"""``lianjian vocabulary``: proposals to the dictionary and the vocabulary, decided and exported."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from api.commands.pack_desk import As, acting_principal
from api.commands.retrieval import Json
from api.proposals import decide, dictionary, exported, found, impact, listed, propose
from api.routes.proposals import DECISIONS, Decision
from api.schemas.proposals import OwnWordOut, ProposalOut
from api.settings import load_settings
from api.terminal import console, print_json, write_file
from api.wiring import open_service
from kb.governance.access import desktop_principal
from kb.terms import load_taxonomy
from kb.vocabulary.proposals import Kind, State, Wish

app = typer.Typer(help="词典与词表：提议、定夺、导出、本单位的词", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="提议的编号", min=1)]


@app.command("propose", help="提一条：词、说法、名称、定义、词条、停用、并入")
def propose_one(
    kind: Annotated[Kind, typer.Argument(help="提什么")],
    text: Annotated[str, typer.Argument(help="词、说法、新名称、新定义、名称，或并入哪一条")] = "",
    reason: Annotated[str, typer.Option(help="理由")] = "",
    target: Annotated[str, typer.Option(help="词条代码；新词条写它的部分")] = "",
    detail: Annotated[str, typer.Option(help="词的类别，或新词条的类")] = "",
    definition: Annotated[str, typer.Option(help="新词条的定义")] = "",
    example: Annotated[str, typer.Option(help="例句")] = "",
    source: Annotated[str, typer.Option(help="出处，文书编号:起-止")] = "",
    who: As = "",
    json: Json = False,
) -> None:
    """Waits for another person to decide."""
    wish = Wish(kind, text, reason, target, detail, definition, example, source)
    with open_service(load_settings(), upgrade=True) as service:
        principal = acting_principal(service, who)
        made = propose(service, principal, load_taxonomy(), wish)
        shown = found(service, principal, made.id)
    _told(ProposalOut.of(shown, load_taxonomy()), json=json)


@app.command("list", help="列出提议，新的在前")
def list_proposals(
    state: Annotated[State | None, typer.Option(help="只要这个状态的")] = None,
    target: Annotated[str, typer.Option(help="只要这个词条的")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    json: Json = False,
) -> None:
    """The latest first."""
    with open_service(load_settings(), upgrade=True) as service:
        shown, _ = listed(service, state=state, target=target, limit=limit)
    out = [ProposalOut.of(one, load_taxonomy()) for one in shown]
    if json:
        print_json(out)
        return
    table = Table("编号", "内容", "提什么", "哪里", "提议人", "到了哪一步")
    for one in out:
        table.add_row(
            str(one.id), one.text_name, one.kind_name, one.subject, one.author_name, one.status
        )
    console.print(table, markup=False)


@app.command("show", help="看一条提议与它的影响")
def show_proposal(number: Number, json: Json = False) -> None:
    """How its words are cut today, and where they stand."""
    who = desktop_principal()
    with open_service(load_settings(), upgrade=True) as service:
        shown = found(service, who, number)
        met = impact(service, who, shown.proposal.wish)
    _told(ProposalOut.of(shown, load_taxonomy(), met), json=json)


@app.command("decide", help="采纳、不采纳（须是另一人）或撤回（须是本人）")
def decide_one(
    number: Number,
    decision: Annotated[Decision, typer.Argument(help="accept、refuse 或 withdraw")],
    reason: Annotated[str, typer.Option(help="理由；不采纳的必须写")] = "",
    who: As = "",
    json: Json = False,
) -> None:
    """The version is that of now."""
    with open_service(load_settings(), upgrade=True) as service:
        principal = acting_principal(service, who)
        version = found(service, principal, number).proposal.version
        state = DECISIONS[decision]
        decide(service, principal, number, state, expected=version, reason=reason)
        shown = found(service, principal, number)
    _told(ProposalOut.of(shown, load_taxonomy()), json=json)


@app.command("export", help="导出已采纳、还没进词表与随附词典的")
def export_accepted(
    file: Annotated[Path, typer.Argument(help="写到哪个文件")],
    form: Annotated[Literal["yaml", "csv"], typer.Option("--format")] = "yaml",
) -> None:
    """For whoever edits the next version."""
    with open_service(load_settings(), upgrade=True) as service:
        content = exported(service, desktop_principal(), form, load_taxonomy())
    write_file(file, content)


@app.command("words", help="本单位加进词典的词")
def list_words(json: Json = False) -> None:
    """In force, or waiting for the next index."""
    with open_service(load_settings(), upgrade=True) as service:
        out = [OwnWordOut.of(one) for one in dictionary(service)]
    if json:
        print_json(out)
        return
    table = Table("词", "类别", "状态")
    for one in out:
        state = "已生效" if one.in_force else "重建索引后生效"
        table.add_row(one.word, one.kind_name, state if one.standing else "重建索引后去掉")
    console.print(table, markup=False)


def _told(one: ProposalOut, *, json: bool) -> None:
    if json:
        print_json(one)
        return
    words = one.text_name or one.subject
    console.print(f"第 {one.id} 号 {one.kind_name}：{words}（{one.status}）", markup=False)
    if one.impact:
        console.print(f"现在切成：{'／'.join(one.impact.cut)}", markup=False)
        console.print(f"文书 {one.impact.documents} 份，句子 {one.impact.sentences} 句")
        for use in one.impact.examples:
            words = " ".join(use.text.split())
            console.print(f"  · {words}（{use.title}）", markup=False)
