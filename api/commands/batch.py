"""``lianjian search --batch``: every line of a file, one bad line never stopping the rest."""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from api.errors import explain
from api.retrieval import search
from api.schemas.retrieval import SearchHitOut
from api.settings import load_settings
from api.terminal import notices, print_json_line, progress_bar
from api.wiring import open_service
from ingest.decoding import decode
from kb.errors import InvalidQuery, KbError, NotFound
from kb.governance.access import desktop_principal
from kb.retrieval.criteria import Criteria
from kb.terms import load_taxonomy

_COLUMN = "query"
_COLUMNS = (
    *("line", "query", "rank", "match", "document_id", "title", "case_no", "score"),
    *("page", "start", "end", "text", "code", "message"),
)
# a spreadsheet takes a cell that begins so for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def search_batch(
    file: Path, *, criteria: Criteria, limit: int, offset: int, passages: int, as_csv: bool
) -> None:
    """Search for every line; JSON lines or CSV on stdout; exit status 1 where some were refused."""
    if not file.is_file():
        raise NotFound(id=str(file))
    queries = list(read_queries(file.name, file.read_bytes()))
    write = _csv_lines() if as_csv else print_json_line
    taxonomy = load_taxonomy()
    refused = 0
    with open_service(load_settings()) as service, progress_bar() as progress:
        for line, query in progress.track(queries, description="批量检索"):
            try:
                hits = search(
                    service,
                    desktop_principal(),
                    query,
                    criteria=criteria,
                    taxonomy=taxonomy,
                    limit=limit,
                    offset=offset,
                    passages=passages,
                ).hits
            except KbError as error:
                refused += 1
                said = {"code": error.code, "message": explain(error)}
                write({"line": line, "query": query, **said})
                continue
            if as_csv:
                for rank, hit in enumerate(hits, start=offset + 1):
                    write({"line": line, "query": query, "rank": rank, **_cells(hit)})
            else:
                found = [hit.model_dump(mode="json") for hit in hits]
                write({"line": line, "query": query, "hits": found})
    if refused:
        notices.print(f"{len(queries)} 个检索词，{refused} 个未能检索")
        raise typer.Exit(1)


def read_queries(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    """The number of the line and the query of each; blank lines are passed over.

    A file named ``.csv`` has its queries in the column ``query``: BATCH_COLUMN_MISSING without it,
    BATCH_INVALID for what is no CSV.
    """
    text = decode(content).text
    if not name.lower().endswith(".csv"):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield number, line.strip()
        return
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if _COLUMN not in (rows.fieldnames or ()):
            raise InvalidQuery("BATCH_COLUMN_MISSING", column=_COLUMN)
        for row in rows:
            if (row[_COLUMN] or "").strip():
                yield rows.line_num, row[_COLUMN].strip()
    except csv.Error as error:
        raise InvalidQuery("BATCH_INVALID", line=rows.line_num) from error


def _cells(hit: SearchHitOut) -> dict[str, object]:
    return {
        "match": hit.match,
        "document_id": hit.document.id,
        "title": hit.document.title,
        "case_no": hit.document.case_no,
        "score": hit.score,
        "page": hit.quote.page,
        "start": hit.quote.span.start,
        "end": hit.quote.span.end,
        "text": hit.quote.text,
    }


def _csv_lines() -> Callable[[dict[str, object]], None]:
    """A writer of rows on stdout under one header, signed as UTF-8 for spreadsheets."""
    sys.stdout.write("\ufeff")
    rows = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
    rows.writeheader()
    return lambda row: rows.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    """Words that a spreadsheet would run as a formula are kept words by an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
