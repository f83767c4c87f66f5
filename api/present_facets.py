"""Facets and saved searches as a person reads them at a terminal."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from api.present import present_cases, present_hits
from api.schemas.facets import SEARCH_KINDS, FacetsOut, SavedRunOut, SavedSearchOut
from api.schemas.matches import ToldOut
from api.terminal import console

_SHOWN = 10


def present_facets(found: FacetsOut | None) -> None:
    """What was counted, then a line a facet; nothing where no facets were asked for."""
    if found is None:
        return
    console.print(f"[bold]分面[/bold] {_counted(found)}")
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column()
    for facet in found.facets:
        if facet.values:
            shown = facet.values[:_SHOWN]
            more = f" … 共 {facet.distinct} 个" if facet.distinct > len(shown) else ""
            words = "，".join(f"{escape(one.label)} {one.count}" for one in shown)
            table.add_row(facet.label, words + more)
    console.print(table)


def present_saved(found: Sequence[SavedSearchOut]) -> None:
    """A line a saved search."""
    table = Table("名称", "种类", "检索", "筛选", "上次运行")
    for one in found:
        words = one.query if len(one.query) <= 40 else one.query[:39] + "…"
        ran = one.last_run_at.astimezone().strftime("%Y-%m-%d %H:%M") if one.last_run_at else "—"
        kind = SEARCH_KINDS[one.kind]
        table.add_row(escape(one.name), kind, escape(words), escape("；".join(one.where)), ran)
    console.print(table if found else "还没有保存的检索。")


def present_run(found: SavedRunOut) -> None:
    """The results that hold something new; how many there are altogether."""
    new = set(found.new)
    hits = [hit for hit in found.hits if hit.document.id in new]
    cases = [case for case in found.cases if new & {one.id for one in case.documents}]
    every = len(found.hits) + len(found.cases)
    console.print(
        f"[bold]{escape(found.search.name)}[/bold]：结果 {every} 条，新出现的文书 {len(new)} 份"
    )
    if hits:
        present_hits(hits)
    if cases:
        present_cases(cases)


def present_matches(found: Sequence[ToldOut]) -> None:
    """Each search with the documents it told and why."""
    for told in found:
        console.print(f"[bold]{escape(told.search.name)}[/bold]：新的匹配 {told.fresh} 份")
        for one in told.matches:
            shared = [term.label for part in one.parts for term in part.shared]
            why = f"同：{'、'.join(dict.fromkeys(shared))}" if shared else ""
            title = escape(one.document.title or one.document.name)
            console.print(f"  {one.score:.3f} {title} [dim]{one.document.id[:10]}[/dim] {why}")
    if not found:
        console.print("没有新的匹配。")


def _counted(found: FacetsOut) -> str:
    what = {
        "store": "全库符合筛选的文书",
        "matches": "含有检索词的文书",
        "candidates": "候选案件的文书",
    }[found.scope]
    if not found.capped:
        return f"{what} {found.documents} 份，全部计入"
    unit = "段" if found.scope == "matches" else "案"
    return f"{what} {found.documents} 份（只看最相近的至多 {found.cap} {unit}，另有未计入的）"
