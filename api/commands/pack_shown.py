"""How packs look at the terminal."""

from rich.markup import escape

from api.schemas.packs import ChoiceOut, MatchedOut
from api.terminal import console
from kb.education.pack_content import TEACHING_NAMES, PackContent
from kb.education.pack_facts import PACKS, PackFacts
from kb.registers.records import Kept


def show_choice(out: ChoiceOut) -> None:
    """The cases with their parts, and the first ones refused."""
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


def show_pack(pack: Kept[PackFacts]) -> None:
    """Where a pack stands, its files, doubts to be answered."""
    facts = pack.facts
    state = PACKS.states[pack.state]
    console.print(f"{pack.id} {facts.title}（{facts.recipient}）：{state}", markup=False)
    for one in facts.files:
        console.print(f"  {one.format} {one.size} 字节 sha256={one.sha256}", markup=False)
    doubts = sorted({doubt for one in facts.files for doubt in one.doubts})
    if doubts:
        console.print(f"  疑似人名，须逐个确认：{'、'.join(doubts)}", markup=False)


def show_content(content: PackContent) -> None:
    """What a pack says."""
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
