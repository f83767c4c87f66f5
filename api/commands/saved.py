"""``lianjian saved``: searches kept by name, and what is new since they last ran."""

import sys
from typing import Annotated

import typer

from api.commands.retrieval import Json, Where
from api.matches import check_matches, mark_seen, matches_of, set_watching
from api.present_facets import present_matches, present_run, present_saved
from api.retrieval import remove_search, run_saved, save_search
from api.schemas.facets import SavedSearchOut
from api.schemas.matches import ToldOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_governing, open_service, open_store
from kb.governance.access import desktop_principal
from kb.retrieval.limits import MAX_LIMIT
from kb.store.saved_searches import CASE, SEARCH, SIMILAR, SavedSearch, SavedSearches
from kb.terms import load_taxonomy

app = typer.Typer(help="保存的检索：再次运行时指出新出现的文书", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="名称")]


@app.command(help="保存一个检索")
def add(
    name: Name,
    query: Annotated[str, typer.Option("--query", "-q", help="检索词")] = "",
    text: Annotated[str, typer.Option(help="案情，存为类案检索；- 表示从标准输入读")] = "",
    case: Annotated[str, typer.Option(help="登记案件的编号：盯着它的类案")] = "",
    where: Where = [],  # noqa: B006
    json: Json = False,
) -> None:
    """A slip in the query or the filter is told now."""
    words = sys.stdin.read() if text == "-" else text
    kind = CASE if case else SIMILAR if words else SEARCH
    given = SavedSearch(name, kind, case or words or query, tuple(where))
    with open_governing(load_settings()) as governing:
        kept = save_search(governing, given, load_taxonomy(), desktop_principal())
    if json:
        print_json(kept)
    else:
        present_saved([kept])


@app.command("list", help="列出保存的检索")
def list_saved(json: Json = False) -> None:
    """All of them, by name."""
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        store = SavedSearches(session, desktop_principal())
        found = [SavedSearchOut.of(one) for one in store.listed()]
    if json:
        print_json(found)
    else:
        present_saved(found)


@app.command(help="运行保存的检索，显示新出现的")
def run(
    name: Name,
    limit: Annotated[int, typer.Option(help="最多看几条结果", min=1, max=MAX_LIMIT)] = 50,
    json: Json = False,
) -> None:
    """The results that no run before has shown; ``--json`` gives all and says which are new."""
    with open_service(load_settings()) as service:
        found = run_saved(service, desktop_principal(), name, limit=limit, taxonomy=load_taxonomy())
    if json:
        print_json(found)
    else:
        present_run(found)


@app.command(help="把盯着的检索再看一遍，看有没有新入库的文书相符（入库后自会做）")
def check() -> None:
    """Everybody's, each as its owner may read."""
    with open_service(load_settings()) as service:
        looked = check_matches(service)
    words = f"看了 {looked.searches} 个检索，新的匹配 {looked.told} 份"
    console.print(words + (f"，{looked.broken} 个没看成，下次再看" if looked.broken else ""))


@app.command(help="新的匹配：盯着的检索自动看到的文书与理由")
def matches(
    seen: Annotated[bool, typer.Option("--seen", help="连同已标为看过的")] = False,
    json: Json = False,
) -> None:
    """Of everybody's searches; the best match of each first."""
    taxonomy = load_taxonomy()
    with open_service(load_settings()) as service:
        told = matches_of(service, desktop_principal(), most=MAX_LIMIT, seen=seen)
    found = [ToldOut.of(one, taxonomy) for one in told]
    if json:
        print_json(found)
    else:
        present_matches(found)


@app.command(help="把一个检索的新匹配标为已看")
def see(name: Name) -> None:
    """All that it told up to now."""
    with open_service(load_settings()) as service:
        count = mark_seen(service, desktop_principal(), name)
    console.print(f"已标为看过 {count} 份。")


@app.command(help="盯着一个检索：文书入库后自动再看；--off 不再盯着")
def watch(
    name: Name, off: Annotated[bool, typer.Option("--off", help="不再自动看")] = False
) -> None:
    """Documents that came in while it was not watched are not told."""
    with open_service(load_settings()) as service:
        set_watching(service, desktop_principal(), name, on=not off)
    console.print("不再自动看。" if off else "文书入库后自动再看。")


@app.command(help="删除保存的检索")
def remove(name: Name) -> None:
    """Forget it and what it has shown."""
    with open_governing(load_settings()) as governing:
        remove_search(governing.audit, name, desktop_principal())
    console.print("已删除。")
