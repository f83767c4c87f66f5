"""Results as a person reads them at a terminal."""

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.schemas.documents import ReadingOut
from api.schemas.retrieval import ComparisonOut, PassageOut, QuoteOut, SearchHitOut, SimilarCaseOut
from api.terminal import console
from kb.retrieval.nearness import nearest
from kb.retrieval.words import NEARNESS, REJECTED, SILENCE

_MATCHES = {
    "number": "案号",
    "mention": "提及案号",
    "article": "法条原文",
    "citation": "引用法条",
    "title": "题目",
    "text": "文本",
}
_BAR = 24


def present_cases(found: Sequence[SimilarCaseOut]) -> None:
    """Similar cases, best first; where none is near, that is said above them and below."""
    best = nearest(case.nearness for case in found)
    notice = NEARNESS[best] if found else "未找到相近案例。"
    if notice:
        console.print(f"[bold yellow]{notice}[/bold yellow]\n")
    for rank, one in enumerate(found, start=1):
        present_similar(rank, one)
    if notice and found:
        console.print(f"[bold yellow]{notice}[/bold yellow]")


def present_hits(found: Sequence[SearchHitOut], *, after: int = 0) -> None:
    """Hits of a search, in order, behind the first ``after``."""
    if not found:
        console.print("没有更多的命中。" if after else "没有命中。")
    ranks = {one.document.id: rank for rank, one in enumerate(found, start=after + 1)}
    for one in found:
        present_hit(one, ranks)


def present_similar(rank: int, found: SimilarCaseOut) -> None:
    """One similar case: title, reason card, aligned sentences, sources."""
    facts = [
        "、".join(one.label for one in terms)
        for terms in (found.offences[:3], found.domains[:2], found.positions[:2])
        if terms
    ]
    if found.amount:
        facts.append(f"{found.amount / 10000:g} 万元")
    if found.year:
        facts.append(f"{found.year} 年")
    body = Table.grid(padding=(0, 1))
    body.add_column(no_wrap=True)
    body.add_column(no_wrap=True)
    body.add_column()
    for part in found.parts:
        width = round(_BAR * part.value)
        shared = "、".join(one.label for one in part.shared)
        body.add_row(
            part.label,
            f"{part.contribution:.3f} = {part.value:.2f}×{part.weight:.2f}",
            Text("█" * width + "·" * (_BAR - width), style="cyan").append(f"  {shared}"),
        )
    console.print(
        Panel(
            body,
            title=f"{rank}. [bold]{found.score:.3f}[/bold] {escape(_short(found.title, limit=30))}",
            subtitle=" ｜ ".join(facts),
            title_align="left",
            subtitle_align="left",
        )
    )
    _present_pairs(found)
    _present_card(found)
    for twin in found.same_case:
        number = f"{twin.case_no} " if twin.case_no else ""
        console.print(f"  [yellow]同案[/yellow] {number}{escape(_short(twin.title, limit=40))}")
    for document in found.documents:
        source = (
            f"  [dim]来源 {document.kind.label} {escape(document.name)} {document.id[:10]}[/dim]"
        )
        console.print(source, overflow="fold")
    console.print()


def _present_pairs(found: SimilarCaseOut) -> None:
    """Sentences side by side, each of the past case with whose words it is."""
    aligned = Table.grid(padding=(0, 1))
    aligned.add_column(no_wrap=True)
    aligned.add_column(ratio=1)
    for pair in found.pairs:
        aligned.add_row("  [green]新案[/green]", escape(_short(pair.query_text)))
        voice = f"〔{pair.role.label}{f'·{REJECTED}' if pair.rejected else ''}〕"
        mark = f"[bold red]{voice}[/bold red]" if pair.rejected else f"[bold]{voice}[/bold]"
        place = f"[dim]{_place(pair.quote)} 相似 {pair.similarity:.2f}[/dim]"
        aligned.add_row("  [blue]旧案[/blue]", f"{mark}{escape(_short(pair.quote.text))} {place}")
    console.print(aligned)


def _present_card(found: SimilarCaseOut) -> None:
    """What is shared, what only one side has, and what would add score."""
    card = Table.grid(padding=(0, 1))
    card.add_column(no_wrap=True)
    card.add_column(ratio=1)
    for one in found.comparisons:
        card.add_row(f"  {one.label}", escape("；".join(_compared(one))))
        for quote in one.sources[:1]:
            card.add_row("", f"[dim]旧案原文 {escape(_short(quote.text))} {_place(quote)}[/dim]")
    for gain in found.gains:
        card.add_row("  [magenta]若要更靠前[/magenta]", escape(gain.sentence))
    console.print(card)


def _compared(one: ComparisonOut) -> list[str]:
    """``同 围猎与感情投资``, ``仅旧案 权钱交易``, figures in words, and who is silent."""
    sides = (("同", one.shared), ("仅新案", one.only_new), ("仅旧案", one.only_past))
    terms = [f"{mark} {'、'.join(term.label for term in found)}" for mark, found in sides if found]
    if one.silent and one.detail and one.facet in ("amount", "outcome"):
        terms = []  # the figures of the one side that speaks say it all
    return [words for words in (*terms, one.detail, SILENCE[one.silent]) if words]


def present_hit(hit: SearchHitOut, ranks: Mapping[str, int]) -> None:
    """One document: why it was found, and its passages with the matches marked."""
    document = hit.document
    title = Text(document.title, style="bold")
    for span in hit.title_highlights:
        title.stylize("bold yellow", span.start, span.end)
    line = Text(f"{ranks[document.id]}. ").append_text(title)
    line.append(f"  {document.kind.label} {document.case_no} {document.id[:10]}", style="dim")
    console.print(line.append(f"  [{_MATCHES[hit.match]}]", style="magenta"))
    if others := [f"第 {ranks[one]} 条" for one in hit.same_case if one in ranks]:
        console.print(f"   [magenta]同案另见{'、'.join(others)}[/magenta]")
    best = PassageOut(quote=hit.quote, heading=hit.heading, highlights=hit.highlights)
    for passage in (best, *hit.more):
        words = Text(passage.quote.text)
        start = passage.quote.span.start
        for span in passage.highlights:
            words.stylize("bold yellow", span.start - start, span.end - start)
        if passage.heading:
            console.print(f"   [dim]{escape(passage.heading)}[/dim]")
        console.print(words)
        console.print(f"   [dim]{_place(passage.quote)}[/dim]")
    console.print()


def present_reading(reading: ReadingOut) -> None:
    """What was understood of a document."""
    console.print(f"[bold]{escape(reading.title or reading.name)}[/bold]")
    console.print(f"文种 {reading.kind.label}（{reading.kind_confidence:.2f}） 编号 {reading.id}")
    for words in reading.warnings:
        console.print(f"[yellow]注意[/yellow] {words}")
    fields = Table("字段", "值", show_header=False, box=None)
    for name, value in reading.fields.items():
        fields.add_row(name, escape(_plain(value)))
    console.print(fields)
    if reading.tags:
        marks = (f"{one.label} {one.confidence:.2f}" for one in reading.tags)
        console.print("标记：" + "，".join(marks))
    table = Table("标签", "置信", "方法", "原文")
    for label in reading.labels:
        mark = f"{label.label}（套话）" if label.boilerplate else label.label
        table.add_row(mark, f"{label.confidence:.2f}", label.method, escape(label.text))
    if reading.labels:
        console.print(table)
    outline = "、".join(dict.fromkeys(str(one["kind"]) for one in reading.sections))
    console.print(f"[dim]分段：{outline}[/dim]")


def _plain(value: object) -> str:
    if isinstance(value, dict):
        named = value.get("text") or value.get("value") or value.get("name")
        return (
            str(named)
            if named
            else "，".join(
                f"{k}={v}" for k, v in value.items() if v not in (None, "", False) and k != "span"
            )
        )
    if isinstance(value, list):
        shown = [_plain(one) for one in value[:12]]
        more = f" 等 {len(value)} 项" if len(value) > 12 else ""
        return "；".join(shown) + more
    return str(value)


def _place(quote: QuoteOut) -> str:
    page = f"第 {quote.page} 页 " if quote.page else ""
    return f"{page}字 {quote.span.start}–{quote.span.end}"


def _short(text: str, *, limit: int = 90) -> str:
    flat = text.replace("\n", " ").strip()
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
