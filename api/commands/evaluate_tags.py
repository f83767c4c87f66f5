"""``lianjian evaluate tags``: labels of sentences against what annotators gave."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from api.settings import load_settings
from api.terminal import console, print_json, progress_bar
from api.wiring import label_sentences
from kb.errors import NotFound, ReadError
from kb.retrieval.words import LAYER_LABELS
from kb.review.scoring import Scores, Tally
from kb.terms import LAYERS, load_taxonomy


def evaluate_tags(
    gold: Annotated[
        Path, typer.Option(help="JSONL：{text, labels} 或 {text, must, may}", show_default=False)
    ],
    rules: Annotated[bool, typer.Option("--rules", help="只用规则（基线）")] = False,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Micro and macro figures in all, by layer and by label; every sentence stands alone."""
    rows = _rows(gold)
    label = label_sentences(load_settings(), rules=rules)
    tally = Tally()
    with progress_bar() as progress:
        for row in progress.track(rows, description="标注"):
            tally.add(found=label(row.text), must=row.must, may=row.may)
    if json:
        print_json(_as_dict(tally, len(rows)))
        return
    _print(tally, len(rows))


class _Row:
    """A sentence and the labels wanted; a row of another shape is a ROW_INVALID."""

    def __init__(self, line: bytes, number: int) -> None:
        try:
            row = orjson.loads(line)
            self.text = str(row["text"])
            self.must = frozenset(map(str, row["must"] if "must" in row else row["labels"]))
            self.may = frozenset(map(str, row.get("may", ())))
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            reason = "应为 JSON：text 与 labels，或 text、must、may"
            raise ReadError("ROW_INVALID", line=number, reason=reason) from error


def _rows(path: Path) -> list[_Row]:
    if not path.is_file():
        raise NotFound(id=str(path))
    lines = enumerate(path.read_bytes().splitlines(), start=1)
    return [_Row(line, number) for number, line in lines if line.strip()]


def _as_dict(tally: Tally, sentences: int) -> dict[str, object]:
    return {
        "sentences": sentences,
        "micro": _rounded(tally.micro()),
        "macro": _rounded(tally.macro()),
        "layers": {
            layer: {
                "micro": _rounded(tally.micro(f"{layer}:")),
                "macro": _rounded(tally.macro(f"{layer}:")),
            }
            for layer in LAYERS
        },
        "labels": {key: _rounded(scores) for key, scores in tally.by_label().items()},
    }


def _rounded(scores: Scores) -> dict[str, float]:
    return {name: round(value, 3) for name, value in asdict(scores).items()}


def _print(tally: Tally, sentences: int) -> None:
    taxonomy = load_taxonomy()
    table = Table("范围", "准确率", "召回率", "F1", "应找", "找出", title=f"{sentences} 句")
    table.add_row("全部（微平均）", *_cells(tally.micro()))
    table.add_row("全部（宏平均）", *_cells(tally.macro()))
    for layer in LAYERS:
        table.add_row(f"{LAYER_LABELS[layer]}（微平均）", *_cells(tally.micro(f"{layer}:")))
    table.add_section()
    for key, scores in tally.by_label().items():
        name = taxonomy.label(key) if key in taxonomy.terms else key
        table.add_row(name, *_cells(scores))
    console.print(table)


def _cells(scores: Scores) -> list[str]:
    shares = (scores.precision, scores.recall, scores.f1)
    return [*(f"{share:.3f}" for share in shares), str(scores.wanted), str(scores.found)]
