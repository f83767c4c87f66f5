"""``lianjian case``: the labels of a case over all its documents, each with its best sentences."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.schemas.cases import CaseLabelOut, CaseOut
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_store
from kb.retrieval.case_labels import case_labels
from kb.retrieval.words import LAYER_LABELS
from kb.store.catalogue import DocumentCatalogue
from kb.terms import load_taxonomy


def case(
    document: Annotated[str, typer.Argument(help="案中任一文书的编号、前几位或案号")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """What the documents of one case say together."""
    taxonomy = load_taxonomy()
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        catalogue = DocumentCatalogue(session)
        case_id = catalogue.summary(catalogue.resolve(document)).case_id
        documents = catalogue.of_case(case_id)
        found = [CaseLabelOut.of(one, taxonomy) for one in case_labels(session, case_id)]
    if json:
        print_json(CaseOut(case_id=case_id, documents=len(documents), labels=found))
        return
    console.print(f"[bold]{escape(documents[0].title)}[/bold] 等 {len(documents)} 份文书 {case_id}")
    table = Table("层", "标签", "句", "文书", "置信", "最有把握的原文")
    for one in found:
        quotes = "\n".join(escape(quote.text) for quote in one.best)
        name = f"{one.label}（套话）" if one.formula else one.label
        counts = (str(one.sentences), str(one.documents), f"{one.confidence:.2f}")
        table.add_row(LAYER_LABELS[one.key.partition(":")[0]], name, *counts, quotes)
    console.print(table if found else "这一案没有标签。")
