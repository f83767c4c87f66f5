"""``lianjian train``: a candidate label model from reviews, promoted only if it is better."""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.settings import load_settings
from api.terminal import console, notices, print_json
from api.wiring import label_model, open_store
from kb.store.reviews import ReviewStore
from kb.terms import load_taxonomy
from nlp.segmentation import load_segmenter


def train(
    from_reviews: Annotated[
        bool, typer.Option("--from-reviews", help="用人工复核的决定训练候选模型")
    ] = False,
    dev: Annotated[
        Path | None, typer.Option(help="另一份标注句子 JSONL：{source, text, labels}，用于比较")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比较，不换上")] = False,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Compare the candidate with the running model on reviews kept aside, on gold and on dev."""
    if not from_reviews:
        raise typer.BadParameter("请用 --from-reviews；随附的模型由 nlp.training.labels 训练")
    # here, because training code is needed by this command alone
    from nlp.training.label_rows import GOLD, read_sentences, read_written
    from nlp.training.refining_labels import refine

    settings = load_settings()
    with open_store(settings) as transactions, transactions.reading() as session:
        reviews = list(ReviewStore(session).reviewed_sentences())
    written = read_written(GOLD)
    others = {"金标": written} | ({"开发集": read_sentences(dev)} if dev else {})
    with notices.status("训练候选模型……"):
        candidate = refine(
            reviews,
            written,
            others,
            running=label_model(settings),
            words=load_segmenter().words,
            taxonomy=load_taxonomy(),
        )
    promoted = candidate.better and not dry_run
    if promoted:
        folder = settings.own_label_model
        building = folder.with_suffix(".building")
        shutil.rmtree(building, ignore_errors=True)
        candidate.write(building)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    if json:
        compared = [
            {
                "set": one.name,
                "sentences": one.sentences,
                "running": round(one.running, 4),
                "candidate": round(one.candidate, 4),
            }
            for one in candidate.comparisons
        ]
        print_json(
            {
                "version": candidate.version,
                "better": candidate.better,
                "promoted": promoted,
                "comparisons": compared,
            }
        )
        return
    table = Table("句子", "句数", "现行 F1", "候选 F1", title=f"候选模型 {candidate.version}")
    for one in candidate.comparisons:
        table.add_row(one.name, str(one.sentences), f"{one.running:.3f}", f"{one.candidate:.3f}")
    console.print(table)
    verdict = "候选更好" if candidate.better else "候选不比现行好，保留现行模型"
    console.print(f"{verdict}；{'已换上，对此后读入的文书生效' if promoted else '未换上'}。")
