"""``lianjian pack``: matched, built, previewed, submitted, released, exported, withdrawn."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.commands.pack_desk import As, Many, as_person, asked, done, done_after
from api.commands.pack_sessions import sessions
from api.commands.pack_shown import show_choice, show_content, show_pack
from api.commands.retrieval import Json
from api.packs import (
    PackAsked,
    built,
    drafted,
    handed_out,
    learnt_weights,
    matched,
    pack_files,
    packs,
)
from api.schemas.packs import BuiltOut, ChoiceOut, ScanOut, WeightOut, changes_out
from api.schemas.registers import RecordOut
from api.terminal import console, print_json
from api.wiring import Service
from kb.education.pack_facts import PACKS, Edition, PackFacts
from kb.education.variant import Variant
from kb.governance.access import Level
from kb.registers.records import Kept
from kb.store.registry import Registry

app = typer.Typer(help="警示教育包：匹配、生成、预览、送审、放行、导出、活动", no_args_is_help=True)
app.add_typer(sessions, name="session")
_RECIPIENT = typer.Option("--for", help="接收单位")


@app.command("match", help="按对象匹配案例：得分的各部分，被拒绝的原因；不留下什么")
def match_cases(
    recipient: Annotated[str, _RECIPIENT] = "受教育单位",
    position: Many = [],  # noqa: B006
    domain: Many = [],  # noqa: B006
    post: Many = [],  # noqa: B006
    unit_kind: str = "",
    rank: str = "",
    theme: str = "",
    minutes: int = 90,
    json: Json = False,
) -> None:
    """The cases that a pack would have."""
    wish = PackAsked(
        recipient=recipient,
        unit_kind=unit_kind,
        domains=tuple(domain),
        positions=tuple(position),
        posts=tuple(post),
        rank=rank,
        theme=theme,
        minutes=minutes,
    )
    out = ChoiceOut.of(asked(lambda service, registry: matched(service, registry, wish)))
    if json:
        print_json(out)
        return
    show_choice(out)


@app.command("build", help="生成教育包草稿：选案、摘编、脱敏")
def build(
    recipient: Annotated[str, _RECIPIENT],
    position: Many = [],  # noqa: B006
    domain: Many = [],  # noqa: B006
    post: Many = [],  # noqa: B006
    without: Many = [],  # noqa: B006
    unit_kind: str = "",
    rank: str = "",
    theme: str = "",
    title: str = "",
    minutes: int = 90,
    k: int = 3,
    edition: Edition = Edition.UNIT,
    most_level: int = int(Level.INTERNAL),
    who: As = "",
    json: Json = False,
) -> None:
    """A new draft each time; former ones stay."""
    wish = PackAsked(
        recipient=recipient,
        title=title,
        edition=edition,
        unit_kind=unit_kind,
        domains=tuple(domain),
        positions=tuple(position),
        posts=tuple(post),
        rank=rank,
        theme=theme,
        minutes=minutes,
        k=k,
        most=Level(most_level),
        without=tuple(without),
    )
    made = done_after(lambda service, registry: drafted(service, registry, wish), built, who)
    out = BuiltOut.of(made)
    if json:
        print_json(out)
        return
    console.print(f"{out.pack.id} {out.pack.facts.title}：{out.pack.facts.cases} 件案例")
    show_choice(out.choice)
    for one in out.pack.facts.rare:
        console.print(
            f"案例{one.case}少见：同类 {one.sharing} 件，不讲{'、'.join(one.left_out) or '—'}后"
            f" {one.still} 件"
        )


@app.command("list", help="列出教育包")
def list_packs(json: Json = False) -> None:
    """Every pack, oldest first."""
    found = asked(lambda _, registry: registry.all(PACKS))
    if json:
        print_json([RecordOut.of(PACKS, one) for one in found])
        return
    for one in found:
        state, facts = PACKS.states[one.state], one.facts
        told = f"{facts.title}（{facts.recipient}），{facts.cases} 件案例，{state}"
        console.print(f"{one.id} {told}", markup=False)
    if not found:
        console.print("没有教育包。")


@app.command("show", help="一个教育包：状态、成品的校验值、是否需要更新")
def show(pack_id: str, json: Json = False) -> None:
    """The record and what has changed since it was made."""
    pack, changes = asked(
        lambda service, registry: (
            registry.get(PACKS, pack_id),
            packs(service, registry).changes(pack_id),
        )
    )
    if json:
        print_json({"pack": RecordOut.of(PACKS, pack), "changes": changes_out(changes)})
        return
    show_pack(pack)
    for one in changes_out(changes):
        console.print(f"[yellow]需要更新[/yellow]：{one.part}——{'；'.join(one.names)}")


@app.command("preview", help="预览脱敏后的内容；--scan 连同成品的放行检查")
def preview(pack_id: str, scan: bool = False, json: Json = False) -> None:
    """What the pack says."""
    content = asked(lambda service, registry: packs(service, registry).content(pack_id))
    if json:
        print_json({"content": content})
    else:
        show_content(content)
    if scan:
        found = asked(lambda service, registry: pack_files(service, registry).make(pack_id)).scans
        for one in (ScanOut.of(name, scanned) for name, scanned in found.items()):
            doubts = "、".join(one.doubts) or "无"
            console.print(f"{one.file}：{len(one.hits)} 处可识别，疑似人名：{escape(doubts)}")


@app.command("submit", help="送审：生成成品并检查")
def submit(pack_id: str, who: As = "") -> None:
    """Refused where a file identifies anybody."""
    show_pack(
        done_after(
            lambda service, registry: pack_files(service, registry).make(pack_id),
            lambda service, registry, made: packs(service, registry).submit(pack_id, made),
            who,
        )
    )


@app.command("approve", help="放行：须另一人；逐份写明 成品=sha256，或 --all-shown 认可现列的各份")
def approve(
    pack_id: str,
    who: As = "",
    digest: Many = [],  # noqa: B006
    all_shown: bool = False,
    clear: Many = [],  # noqa: B006
    level: int | None = None,
    reason: str = "",
) -> None:
    """By somebody who did not make it; ``--clear`` names that are none."""

    def run(service: Service, registry: Registry) -> Kept[PackFacts]:
        pack = registry.get(PACKS, pack_id)
        told = dict(one.partition("=")[::2] for one in digest)
        shown = {one.format: one.sha256 for one in pack.facts.files} if all_shown else told
        wanted = None if level is None else Level(level)
        return packs(service, registry).approve(
            pack_id, shown, cleared=clear, level=wanted, reason=reason
        )

    show_pack(done(run, who))


@app.command("withdraw", help="撤回")
def withdraw(pack_id: str, reason: Annotated[str, typer.Option()], who: As = "") -> None:
    """No longer to be taught or handed out."""
    show_pack(done(lambda s, registry: packs(s, registry).withdraw(pack_id, reason=reason), who))


@app.command("export", help="导出放行的成品：docx、pptx、html、zip")
def export(
    pack_id: str,
    form: Annotated[str, typer.Argument(help="docx、pptx、html 或 zip")],
    out: Annotated[Path, typer.Option("--out", "-o", help="存到哪个文件")],
    variant: Variant = Variant.LEARNER,
    who: As = "",
) -> None:
    """Audited before it is written."""
    finished = as_person(
        lambda service, person: handed_out(service, person, pack_id, form, variant), who
    )
    out.write_bytes(finished.content)
    console.print(f"已导出：{out}", markup=False)


@app.command("weights", help="匹配的权重，与反馈怎样改了它")
def weights(json: Json = False) -> None:
    """The weights as feedback leaves them."""
    found = [WeightOut.of(one) for one in asked(learnt_weights)]
    if json:
        print_json(found)
        return
    table = Table("项", "原来", "现在", "高分件", "低分件", "差")
    for one in found:
        figures = (f"{one.before:.2f}", f"{one.after:.3f}", str(one.high), str(one.low))
        table.add_row(one.label, *figures, f"{one.lift:+.3f}")
    console.print(table)
