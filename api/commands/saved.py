"""``lianjian saved``: searches kept by name, and what is new since they last ran."""

import sys
from typing import Annotated

import typer

from api.commands.retrieval import Json, Where
from api.present_facets import present_run, present_saved
from api.retrieval import remove_search, run_saved, save_search
from api.schemas.facets import SavedSearchOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_governing, open_service, open_store
from kb.governance.access import desktop_principal
from kb.retrieval.limits import MAX_LIMIT
from kb.store.saved_searches import SEARCH, SIMILAR, SavedSearch, SavedSearches
from kb.terms import load_taxonomy

app = typer.Typer(help="保存的检索：再次运行时指出新出现的文书", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="名称")]


@app.command(help="保存一个检索")
def add(
    name: Name,
    query: Annotated[str, typer.Option("--query", "-q", help="检索词")] = "",
    text: Annotated[str, typer.Option(help="案情，存为类案检索；- 表示从标准输入读")] = "",
    where: Where = [],  # noqa: B006
    json: Json = False,
) -> None:
    """A slip in the query or the filter is told now."""
    words = sys.stdin.read() if text == "-" else text
    given = SavedSearch(name, SIMILAR if words else SEARCH, words or query, tuple(where))
    with open_governing(load_settings()) as governing:
        kept = save_search(governing.audit, given, load_taxonomy(), desktop_principal())
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


@app.command(help="删除保存的检索")
def remove(name: Name) -> None:
    """Forget it and what it has shown."""
    with open_governing(load_settings()) as governing:
        remove_search(governing.audit, name, desktop_principal())
    console.print("已删除。")
