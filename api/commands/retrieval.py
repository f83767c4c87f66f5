"""``lianjian similar``, ``search``, ``tag`` and ``show``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.present import present_hit, present_reading, present_similar
from api.schemas.documents import ReadingOut
from api.schemas.retrieval import SearchHitOut, SimilarCaseOut
from api.settings import load_settings
from api.similar_cases import find_similar
from api.terminal import console, notices, print_json, write_file
from api.wiring import open_service, open_store, reading_only
from kb.errors import InvalidQuery, NotFound
from kb.model import RawFile
from kb.retrieval.limits import MAX_LIMIT, MAX_QUERY
from kb.retrieval.receipt import receipt_json
from kb.retrieval.report import similar_report
from kb.retrieval.where import parse_where
from kb.store.catalogue import DocumentCatalogue
from kb.store.standing import StandingLabels
from kb.terms import load_taxonomy

Limit = Annotated[int, typer.Option(help="最多几条", min=1, max=MAX_LIMIT)]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Where = Annotated[
    list[str], typer.Option("--where", "-w", help="筛选，如 领域=工程建设、年份=2015..2020")
]


def similar(
    file: Annotated[Path | None, typer.Option(help="新案的文件")] = None,
    text: Annotated[str, typer.Option(help="新案的文字；- 表示从标准输入读")] = "",
    limit: Limit = 10,
    where: Where = [],  # noqa: B006
    receipt: Annotated[
        Path | None, typer.Option(help="把检索存证写到这个文件（含新案全文）")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="把《类案检索报告》写成 DOCX")] = None,
    json: Json = False,
) -> None:
    """Past cases like a new one, each with the parts of its score and its sources."""
    raw = _new_case(file, text)
    taxonomy = load_taxonomy()
    with open_service(load_settings()) as service:
        answer = find_similar(service, service.analyse(raw), where=where, limit=limit)
    if receipt:
        write_file(receipt, receipt_json(answer.receipt))
    if report:
        write_file(report, similar_report(answer.new, answer.cases, answer.receipt, taxonomy))
    found = [SimilarCaseOut.of(one, taxonomy) for one in answer.cases]
    if json:
        print_json(found)
    elif not found:
        console.print("未找到相近案例。")
    for rank, one in enumerate([] if json else found, start=1):
        present_similar(rank, one)


def search(
    query: Annotated[str, typer.Argument(help="关键词、案号（2021）某01刑初1号 或 刑法第385条")],
    limit: Limit = 10,
    where: Where = [],  # noqa: B006
    json: Json = False,
) -> None:
    """Passages for words, a 案号 or an article."""
    if len(query) > MAX_QUERY:
        raise InvalidQuery("QUERY_TOO_LONG", limit=MAX_QUERY)
    taxonomy = load_taxonomy()
    criteria = parse_where(where, taxonomy)
    with open_service(load_settings()) as service:
        hits = service.search.find(service.word_query(query), criteria=criteria, limit=limit)
        found = [SearchHitOut.of(hit, taxonomy) for hit in hits]
    if json:
        print_json(found)
    elif not found:
        console.print("没有命中。")
    for rank, one in enumerate([] if json else found, start=1):
        present_hit(rank, one)


def tag(
    file: Annotated[Path, typer.Argument(help="文书文件")],
    json: Json = False,
) -> None:
    """Read one file and show what was understood; nothing is kept."""
    read = reading_only(load_settings())
    out = ReadingOut.of(read(_raw(file)), load_taxonomy())
    if json:
        print_json(out)
    else:
        present_reading(out)


def show(
    document: Annotated[str, typer.Argument(help="文书编号、编号前几位或案号")],
    text: Annotated[bool, typer.Option("--text", help="输出全文")] = False,
    json: Json = False,
) -> None:
    """A kept document: its fields and labels, or its text."""
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        document_id = DocumentCatalogue(session).resolve(document)
        tagged = StandingLabels(session).reading(document_id)
    out = ReadingOut.of(tagged, load_taxonomy())
    if json:
        print_json(out)
    elif text:
        sys.stdout.write(tagged.document.text + "\n")
    else:
        present_reading(out)


def _new_case(file: Path | None, text: str) -> RawFile:
    if file is not None:
        return _raw(file)
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        raise InvalidQuery("QUERY_EMPTY")
    notices.print(f"[dim]新案文字 {len(words)} 字[/dim]")
    return RawFile("新案.txt", words.encode())


def _raw(file: Path) -> RawFile:
    if not file.is_file():
        raise NotFound(id=str(file))
    return RawFile(file.name, file.read_bytes())
