"""``lianjian similar``, ``search``, ``facets``, ``tag`` and ``show``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.commands.batch import search_batch
from api.present import present_cases, present_hits, present_reading
from api.present_facets import present_facets
from api.redaction import redaction_for
from api.retrieval import count_facets
from api.retrieval import search as search_passages
from api.schemas.documents import ReadingOut
from api.schemas.receipts import SimilarAnswerOut
from api.settings import load_settings
from api.similar_cases import SimilarAnswer, find_similar, record_answer, similar_to_kept
from api.terminal import notices, print_json, write_file
from api.wiring import open_service, open_store, reading_only
from kb.errors import InvalidQuery, NotFound
from kb.governance.access import desktop_principal
from kb.index.access import index_filter
from kb.model import RawFile
from kb.retrieval.limits import MAX_LIMIT, MAX_OFFSET, MAX_PASSAGES, PASSAGES
from kb.retrieval.receipt import receipt_json
from kb.retrieval.redaction import Redaction
from kb.retrieval.where import parse_where
from kb.store.catalogue import DocumentCatalogue
from kb.store.standing import StandingLabels
from kb.terms import load_taxonomy

Limit = Annotated[int, typer.Option(help="最多几条", min=1, max=MAX_LIMIT)]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
PerDocument = Annotated[int, typer.Option(help="每份文书至多列几段", min=1, max=MAX_PASSAGES)]
Facets = Annotated[bool, typer.Option("--facets", help="附分面计数")]
Weights = Annotated[
    list[str], typer.Option("--weight", help="得分一项的权重，如 罪名=0.3；合计化为 1")
]
Where = Annotated[
    list[str],
    typer.Option(
        "--where",
        "-w",
        help="筛选，如 领域=工程建设、年份=2015..2020、'罪名=受贿罪 AND NOT 岗位=村干部'",
    ),
]


def similar(
    file: Annotated[Path | None, typer.Option(help="新案的文件")] = None,
    text: Annotated[str, typer.Option(help="新案的文字；- 表示从标准输入读")] = "",
    document: Annotated[
        str, typer.Option("--document", "-d", help="库中文书的编号、前几位或案号；本案除外")
    ] = "",
    limit: Limit = 10,
    where: Where = [],  # noqa: B006
    weight: Weights = [],  # noqa: B006
    facets: Facets = False,
    receipt: Annotated[
        Path | None, typer.Option(help="把检索存证写到这个文件（含新案全文）")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="把《类案检索报告》写成 DOCX")] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="报告里的姓名换成张某一类的化名（不能代替人工审查）")
    ] = False,
    json: Json = False,
) -> None:
    """Past cases like a new one, each with the parts of its score and its sources."""
    if sum(map(bool, (file, text, document))) > 1:
        raise InvalidQuery("CASE_GIVEN_TWICE")
    if redact and report is None:
        raise InvalidQuery("REDACTS_REPORT_ONLY")
    taxonomy = load_taxonomy()
    parse_where(where, taxonomy)  # refused before the models are loaded
    raw = None if document else _new_case(file, text)
    who = desktop_principal()
    with open_service(load_settings()) as service:
        if raw is None:
            answer = similar_to_kept(
                service, who, document, where=where, limit=limit, weights=weight, facets=facets
            )
        else:
            new = service.analyse(raw)
            answer = find_similar(
                service, who, new, where=where, limit=limit, weights=weight, facets=facets
            )
        record_answer(service, who, answer, export=report is not None)
        hidden = redaction_for(answer, service.transactions) if redact else None
    if receipt:
        write_file(receipt, receipt_json(answer.receipt))
    if report:
        write_file(report, _report(answer, hidden))
    found = SimilarAnswerOut.of(answer, taxonomy)
    if json:
        print_json(found if facets else found.cases)
    else:
        present_cases(found.cases)
        present_facets(found.facets)


def search(
    query: Annotated[
        str, typer.Argument(help='关键词、"短语"、-排除词、案号（2021）某01刑初1号 或 刑法第385条')
    ] = "",
    batch: Annotated[
        Path | None, typer.Option(help="一行一个检索词的文件，或有 query 列的 CSV")
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="批量结果输出 CSV；不给则输出 JSON 行")
    ] = False,
    limit: Limit = 10,
    offset: Annotated[int, typer.Option(help="略过前几份，供翻页", min=0, max=MAX_OFFSET)] = 0,
    per_document: PerDocument = PASSAGES,
    where: Where = [],  # noqa: B006
    facets: Facets = False,
    json: Json = False,
) -> None:
    """Documents for words, a 案号 or an article; or for every line of a file."""
    taxonomy = load_taxonomy()
    criteria = parse_where(where, taxonomy)
    if batch is not None and query:
        raise InvalidQuery("BATCH_WITH_QUERY")
    if batch is not None:
        search_batch(
            batch,
            criteria=criteria,
            limit=limit,
            offset=offset,
            passages=per_document,
            as_csv=csv,
        )
        return
    with open_service(load_settings()) as service:
        found = search_passages(
            service,
            desktop_principal(),
            query,
            criteria=criteria,
            taxonomy=taxonomy,
            limit=limit,
            offset=offset,
            passages=per_document,
            facets=facets,
        )
    if json:
        print_json(found if facets else found.hits)
    else:
        present_hits(found.hits, after=offset)
        present_facets(found.facets)


def facets(
    where: Where = [],  # noqa: B006
    most: Annotated[int, typer.Option(help="每个分面最多列几个值", min=1, max=1000)] = 10,
    json: Json = False,
) -> None:
    """Counts over the whole store under a filter."""
    with open_store(load_settings()) as transactions:
        reach = index_filter(desktop_principal())
        found = count_facets(transactions, where, load_taxonomy(), reach=reach, most=most)
    if json:
        print_json(found)
    else:
        present_facets(found)


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


def _report(answer: SimilarAnswer, redaction: Redaction | None) -> bytes:
    # here, so that a search without a report does not pay for loading python-docx
    from kb.retrieval.report import similar_report

    cases, receipt = answer.cases, answer.receipt
    return similar_report(answer.new, cases, receipt, load_taxonomy(), redaction=redaction)


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
