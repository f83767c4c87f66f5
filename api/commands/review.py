"""``lianjian review``: the queue, decisions, history, agreement and the export for training."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from api.commands.review_desk import ReviewDesk
from api.commands.review_run import review_in_turn
from api.present_review import present_agreement, present_decided, present_history, present_task
from api.schemas.reviews import (
    LAYER_NAMES,
    ReviewedLabelOut,
    ReviewerAgreementOut,
    ReviewTaskOut,
    training_row,
)
from api.settings import load_settings
from api.terminal import console, print_json
from api.wiring import open_store
from kb.review.agreement import agreements
from kb.review.decisions import Choice, label_key, reviewer_name
from kb.review.queue import Mode, QueueFilter
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.review_queue import ReviewQueue
from kb.store.reviews import ReviewStore
from kb.terms import load_taxonomy

app = typer.Typer(help="人工复核机器标签：接受、修改、驳回、补加", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
By = Annotated[str, typer.Option("--by", envvar="LIANJIAN_REVIEWER", help="复核人")]
Note = Annotated[str, typer.Option(help="理由")]
Model = Annotated[str | None, typer.Option(help="所见提议的模型版本；与现行的不同则拒绝")]
Proposal = Annotated[str, typer.Argument(help="标签编号，如 3f9a2c1b7d:12:loopholes:no_trace")]
Label = Annotated[str, typer.Option(help="标签：代码或中文名")]
SpanText = Annotated[str, typer.Option("--span", help="证据起止，如 12:30（以全文字符计）")]
Words = Annotated[str, typer.Option(help="证据的原文，代替 --span")]
Wait = Annotated[Mode, typer.Option(help="first 无人看过、second 差第二人、disputed 有分歧")]
Layer = Annotated[str, typer.Option(help="层：causes、loopholes、ideological_roots、measures")]
Document = Annotated[str, typer.Option("--document", "-d", help="文书编号、前几位或案号")]
Kind = Annotated[str, typer.Option(help="文种代码")]


@app.command("next", help="下一条待复核的标签")
def next_task(
    by: By = "",
    mode: Wait = Mode.FIRST,
    layer: Layer = "",
    label: Label = "",
    document: Document = "",
    kind: Kind = "",
    json: Json = False,
) -> None:
    """The first of the queue."""
    _show(_wanted(mode, layer, label, document, kind, by), limit=1, json=json)


@app.command("list", help="复核队列：最没把握、最值得看的在前")
def list_tasks(
    by: By = "",
    mode: Wait = Mode.FIRST,
    layer: Layer = "",
    label: Label = "",
    document: Document = "",
    kind: Kind = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多几条")] = 20,
    json: Json = False,
) -> None:
    """The head of the queue."""
    _show(_wanted(mode, layer, label, document, kind, by), limit=limit, json=json)


@app.command(help="接受一条标签")
def accept(
    proposal: Proposal, by: By = "", note: Note = "", model: Model = None, json: Json = False
) -> None:
    """The label is right."""
    with ReviewDesk.open(load_settings(), by) as desk:
        _told(desk.answer(proposal, Choice.ACCEPT, note=note, model=model), json=json)


@app.command(help="驳回一条标签")
def reject(
    proposal: Proposal, by: By = "", note: Note = "", model: Model = None, json: Json = False
) -> None:
    """The label is wrong."""
    with ReviewDesk.open(load_settings(), by) as desk:
        _told(desk.answer(proposal, Choice.REJECT, note=note, model=model), json=json)


@app.command(help="修改一条标签：换标签、换证据，或都换")
def edit(
    proposal: Proposal,
    by: By = "",
    label: Label = "",
    span: SpanText = "",
    words: Words = "",
    note: Note = "",
    model: Model = None,
    json: Json = False,
) -> None:
    """Another label, other words, or both."""
    with ReviewDesk.open(load_settings(), by) as desk:
        told = desk.edit(proposal, label=label, span=span, words=words, note=note, model=model)
        _told(told, json=json)


@app.command(help="补加机器漏掉的标签")
def add(
    document: Annotated[str, typer.Argument(help="文书编号、前几位或案号")],
    label: Label,
    by: By = "",
    span: SpanText = "",
    words: Words = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """A label that the machine missed."""
    with ReviewDesk.open(load_settings(), by) as desk:
        _told(desk.add(document, label=label, span=span, words=words, note=note), json=json)


@app.command(help="一条标签或一份文书的全部决定")
def history(
    proposal: Annotated[str, typer.Argument(help="标签编号，或文书编号")], json: Json = False
) -> None:
    """Labels with every decision on them."""
    prefix, _, rest = proposal.partition(":")
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        document_id = DocumentCatalogue(session).resolve(prefix)
        text = DocumentStore(session).text(document_id)
        labels = ReviewStore(session).labels(document_id)
    chosen = [one for one in labels if str(one.id) == f"{document_id}:{rest}"]
    found = chosen if rest else [one for one in labels if one.decisions]
    out = [ReviewedLabelOut.of(one, text, load_taxonomy()) for one in found]
    if json:
        print_json(out)
    elif not out:
        console.print("还没有人复核过。" if not rest else "没有这条标签。")
    else:
        present_history(out)


@app.command(help="复核人之间的一致程度（Krippendorff α）")
def agreement(json: Json = False) -> None:
    """Over everything, each layer and each label that two people answered."""
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        found = agreements(ReviewStore(session).answers())
    out = [ReviewerAgreementOut.of(one, load_taxonomy()) for one in found]
    if json:
        print_json(out)
    else:
        present_agreement(out)


@app.command(help="逐条复核：a 接受、e 修改、r 驳回、s 跳过、q 结束")
def run(
    by: By = "",
    mode: Wait = Mode.FIRST,
    layer: Layer = "",
    label: Label = "",
    document: Document = "",
    kind: Kind = "",
) -> None:
    """One label after the other until the queue is empty or the reviewer has enough."""
    wanted = _wanted(mode, layer, label, document, kind, reviewer_name(by))
    with ReviewDesk.open(load_settings(), by) as desk:
        count = review_in_turn(desk, wanted)
    console.print(f"本次复核 {count} 条，均已保存。")


@app.command(help="导出复核过的句子，供训练：每行 text、labels、rejected、source")
def export(file: Annotated[Path, typer.Argument(help="JSONL 文件")]) -> None:
    """One line a sentence that people decided on."""
    count = 0
    with (
        open_store(load_settings()) as transactions,
        transactions.reading() as session,
        file.open("wb") as out,
    ):
        for sentence in ReviewStore(session).reviewed_sentences():
            out.write(orjson.dumps(training_row(sentence)) + b"\n")
            count += 1
    console.print(f"已导出 {count} 句：{file}", soft_wrap=True)


def _wanted(mode: Mode, layer: str, label: str, document: str, kind: str, by: str) -> QueueFilter:
    named = {name: code for code, name in LAYER_NAMES.items()}
    document_id = ""
    if document:
        with open_store(load_settings()) as transactions, transactions.reading() as session:
            document_id = DocumentCatalogue(session).resolve(document)
    key = label_key(label, load_taxonomy()) if label else ""
    return QueueFilter(mode, named.get(layer, layer), key, document_id, kind, by.strip())


def _show(wanted: QueueFilter, *, limit: int, json: bool) -> None:
    with open_store(load_settings()) as transactions, transactions.reading() as session:
        found = ReviewQueue(session).tasks(wanted, limit=limit)
    out = [ReviewTaskOut.of(one, load_taxonomy()) for one in found]
    if json:
        print_json(out)
    elif not out:
        console.print("没有待复核的标签。")
    for rank, task in enumerate([] if json else out, start=1):
        present_task(rank, task)


def _told(reviewed: ReviewedLabelOut, *, json: bool) -> None:
    if json:
        print_json(reviewed)
    else:
        present_decided(reviewed)
