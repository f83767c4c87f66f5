"""``lianjian pack``: matched, built, previewed, submitted, released, exported; sessions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape
from rich.table import Table

from api.commands.retrieval import Json
from api.packs import PackAsked, built, learnt_weights, matched, packs, trainings
from api.registers import registry_for_reading, registry_for_writing
from api.schemas.packs import BuiltOut, ChoiceOut, MatchedOut, ScanOut, WeightOut, changes_out
from api.schemas.registers import RecordOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import Service, open_service
from kb.education.pack_content import TEACHING_NAMES, PackContent
from kb.education.pack_facts import (
    PACKS,
    TRAININGS,
    CaseFeedback,
    Edition,
    PackFacts,
    QuizCount,
    TrainingFacts,
)
from kb.education.trainings import Result
from kb.education.variant import Variant
from kb.errors import InvalidQuery
from kb.governance.access import Level, Origin, Principal, desktop_principal
from kb.governance.accounts import read_account
from kb.registers.records import Kept
from kb.store.registry import Registry

app = typer.Typer(help="警示教育包：匹配、生成、预览、送审、放行、导出、活动", no_args_is_help=True)
sessions = typer.Typer(help="警示教育活动：安排、记录结果、列出", no_args_is_help=True)
app.add_typer(sessions, name="session")
R = TypeVar("R")
Many = Annotated[list[str], typer.Option(help="可写多次")]
As = Annotated[str, typer.Option("--as", help="代哪个账号操作（单机时）；不写为本机")]
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
    asked = PackAsked(
        recipient=recipient,
        unit_kind=unit_kind,
        domains=tuple(domain),
        positions=tuple(position),
        posts=tuple(post),
        rank=rank,
        theme=theme,
        minutes=minutes,
    )
    out = ChoiceOut.of(_read(lambda service, registry: matched(service, registry, asked)))
    if json:
        print_json(out)
        return
    _show_choice(out)


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
    asked = PackAsked(
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
    out = BuiltOut.of(_write(lambda service, registry: built(service, registry, asked), who))
    if json:
        print_json(out)
        return
    console.print(f"{out.pack.id} {out.pack.facts.title}：{out.pack.facts.cases} 件案例")
    _show_choice(out.choice)
    for one in out.pack.facts.rare:
        console.print(
            f"案例{one.case}少见：同类 {one.sharing} 件，不讲{'、'.join(one.left_out) or '—'}后"
            f" {one.still} 件"
        )


@app.command("list", help="列出教育包")
def list_packs(json: Json = False) -> None:
    """Every pack, oldest first."""
    found = _read(lambda _, registry: registry.all(PACKS))
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
    pack, changes = _read(
        lambda service, registry: (
            registry.get(PACKS, pack_id),
            packs(service, registry).changes(pack_id),
        )
    )
    if json:
        print_json({"pack": RecordOut.of(PACKS, pack), "changes": changes_out(changes)})
        return
    _show_pack(pack)
    for one in changes_out(changes):
        console.print(f"[yellow]需要更新[/yellow]：案例{one.case}——{'；'.join(one.names)}")


@app.command("preview", help="预览脱敏后的内容；--scan 连同成品的放行检查")
def preview(pack_id: str, scan: bool = False, json: Json = False) -> None:
    """What the pack says."""
    content = _read(lambda service, registry: packs(service, registry).content(pack_id))
    if json:
        print_json(content)
    else:
        _show_content(content)
    if scan:
        found = _read(lambda service, registry: packs(service, registry).scans(pack_id))
        for one in (ScanOut.of(name, scanned) for name, scanned in found.items()):
            doubts = "、".join(one.doubts) or "无"
            console.print(f"{one.file}：{len(one.hits)} 处可识别，疑似人名：{escape(doubts)}")


@app.command("submit", help="送审：生成成品并检查")
def submit(pack_id: str, who: As = "") -> None:
    """Refused where a file identifies anybody."""
    _show_pack(_write(lambda service, registry: packs(service, registry).submit(pack_id), who))


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

    _show_pack(_write(run, who))


@app.command("withdraw", help="撤回")
def withdraw(pack_id: str, reason: Annotated[str, typer.Option()], who: As = "") -> None:
    """No longer to be taught or handed out."""
    _show_pack(_write(lambda s, registry: packs(s, registry).withdraw(pack_id, reason=reason), who))


@app.command("export", help="导出放行的成品：docx、pptx、html、zip")
def export(
    pack_id: str,
    form: Annotated[str, typer.Argument(help="docx、pptx、html 或 zip")],
    out: Annotated[Path, typer.Option("--out", "-o", help="存到哪个文件")],
    variant: Variant = Variant.LEARNER,
    who: As = "",
) -> None:
    """Audited before it is written."""
    done = _write(lambda s, registry: packs(s, registry).file(pack_id, form, variant), who)
    out.write_bytes(done.content)
    console.print(f"已导出：{out}", markup=False)


@app.command("weights", help="匹配的权重，与反馈怎样改了它")
def weights(json: Json = False) -> None:
    """The weights as feedback leaves them."""
    found = [WeightOut.of(one) for one in _read(learnt_weights)]
    if json:
        print_json(found)
        return
    table = Table("项", "原来", "现在", "高分件", "低分件", "差")
    for one in found:
        figures = (f"{one.before:.2f}", f"{one.after:.3f}", str(one.high), str(one.low))
        table.add_row(one.label, *figures, f"{one.lift:+.3f}")
    console.print(table)


@sessions.command("plan", help="安排一次活动")
def plan_session(
    pack_id: str,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期")],
    place: str = "",
    speaker: str = "",
    invited: int = 0,
    who: As = "",
) -> None:
    """With a released pack."""
    facts = TrainingFacts(
        pack=pack_id, held=on.date(), place=place, speaker=speaker, invited=invited
    )
    kept = _write(lambda service, registry: trainings(service, registry).plan(facts), who)
    console.print(f"{kept.id}：{kept.facts.held} 已安排")


@sessions.command("record", help="记录结果：到几人；--answer 题:答:对，--feedback 案例:问:像")
def record_session(
    training_id: str,
    attended: int,
    answer: Many = [],  # noqa: B006
    feedback: Many = [],  # noqa: B006
    remarks: str = "",
    who: As = "",
) -> None:
    """May be corrected by recording again."""
    answers = tuple(QuizCount(question=a, answered=b, correct=c) for a, b, c in map(_three, answer))
    heard = tuple(CaseFeedback(case=a, asked=b, recognised=c) for a, b, c in map(_three, feedback))
    result = Result(attended, answers, heard, remarks)
    kept = _write(
        lambda service, registry: trainings(service, registry).record(training_id, result), who
    )
    console.print(f"{kept.id}：到 {kept.facts.attended} 人，{TRAININGS.states[kept.state]}")


@sessions.command("list", help="列出活动")
def list_sessions(json: Json = False) -> None:
    """Every training, oldest first."""
    found = _read(lambda _, registry: registry.all(TRAININGS))
    if json:
        print_json([RecordOut.of(TRAININGS, one) for one in found])
        return
    for one in found:
        facts, state = one.facts, TRAININGS.states[one.state]
        came = f"应到 {facts.invited}，实到 {facts.attended}"
        console.print(f"{one.id} {facts.held} {facts.pack} {state}，{came}", markup=False)
    if not found:
        console.print("没有活动。")


def _read(ask: Callable[[Service, Registry], R]) -> R:
    with (
        open_service(load_settings(), upgrade=True) as service,
        registry_for_reading(service, desktop_principal()) as registry,
    ):
        return ask(service, registry)


def _write(ask: Callable[[Service, Registry], R], who: str) -> R:
    with (
        open_service(load_settings(), upgrade=True) as service,
        _acting(service, who) as registry,
    ):
        return ask(service, registry)


@contextmanager
def _acting(service: Service, who: str) -> Iterator[Registry]:
    with registry_for_writing(service, _principal(service, who)) as registry:
        yield registry


def _principal(service: Service, who: str) -> Principal:
    """Whoever can open the database may act for an account, as at the desktop over HTTP."""
    if not who:
        return desktop_principal()
    with service.transactions.reading() as session:
        return read_account(session, who).principal(Origin(session="desktop"))


def _three(words: str) -> tuple[int, int, int]:
    parts = words.split(":")
    if len(parts) != 3 or not all(one.isdecimal() for one in parts):
        raise InvalidQuery("COUNT_INVALID", field="写法", value=words)
    return int(parts[0]), int(parts[1]), int(parts[2])


def _show_choice(out: ChoiceOut) -> None:
    for rank, one in enumerate(out.chosen, start=1):
        _show_matched(f"{rank}.", one)
    if out.further:
        console.print(f"[dim]还可以用 {len(out.further)} 件[/dim]")
    for one in out.refused[:10]:
        console.print(
            f"[dim]不用 {one.score:.2f} {escape(one.title)}：{'；'.join(one.refused)}[/dim]"
        )


def _show_matched(rank: str, one: MatchedOut) -> None:
    console.print(f"{rank} {one.score:.2f} {escape(one.title)}  [dim]{one.key}[/dim]")
    for part in one.parts:
        console.print(f"   {part.name} {part.score:.2f}/{part.most:.2f}　{part.why}", markup=False)


def _show_pack(pack: Kept[PackFacts]) -> None:
    facts = pack.facts
    state = PACKS.states[pack.state]
    console.print(f"{pack.id} {facts.title}（{facts.recipient}）：{state}", markup=False)
    for one in facts.files:
        console.print(f"  {one.format} {one.size} 字节 sha256={one.sha256}", markup=False)
    doubts = sorted({doubt for one in facts.files for doubt in one.doubts})
    if doubts:
        console.print(f"  疑似人名，须逐个确认：{'、'.join(doubts)}", markup=False)


def _show_content(content: PackContent) -> None:
    console.print(f"{content.title}｜{content.audience}｜{content.minutes} 分钟", markup=False)
    for case in content.cases:
        console.print(f"\n案例{case.number}　{case.title}　{case.score:.2f}", markup=False)
        for section in case.sections:
            console.print(f"  {TEACHING_NAMES[section.kind]}　{section.missing}", markup=False)
            for one in section.passages:
                term = f"［{one.term}］" if one.term else ""
                marks = "".join(f"〔{mark}〕" for mark in one.sources)
                console.print(f"    · {term}{one.text}{marks}", markup=False)
    for measure in content.measures:
        console.print(f"措施　{measure.label}：{measure.text}（{measure.grade}）", markup=False)
