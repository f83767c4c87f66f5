"""``lianjian evaluate charges``: charges predicted from facts against those given in a file."""

import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from api.terminal import console, print_json, progress_bar
from api.wiring import predict_charges
from kb.errors import NotFound, ReadError
from kb.terms import load_taxonomy
from nlp.charge_figures import Figure, Figures, figures_of
from nlp.charge_masking import Mask, mask_charges
from nlp.charge_names import charge_of_name

_LEAST = 25


@dataclass(frozen=True, slots=True)
class _Row:
    facts: str
    charges: frozenset[str]


def evaluate_charges(
    corpus: Annotated[
        Path, typer.Option("--corpus", help="JSONL（可为 .xz）：{fact, charges:[罪名或代码]}")
    ],
    mask: Annotated[bool, typer.Option("--mask", help="先遮去事实里的罪名")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="连同所引法条一起遮去")] = False,
    guilty: Annotated[
        bool, typer.Option("--guilty", help="已知都是职务犯罪：每行至少给一个罪名")
    ] = False,
    least: Annotated[int, typer.Option(help="计入宏平均的最少份数", min=1)] = _LEAST,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Precision, recall and F1: micro over all charges, macro over the frequent, and by charge.

    Crimes outside the taxonomy are no duty crimes: nothing should be given for them alone.
    """
    view: Mask = "strict" if strict else "names" if mask else "none"
    rows = _read_rows(corpus)
    predict = predict_charges()
    given: list[set[str]] = []
    with progress_bar() as progress:
        for row in progress.track(rows, description="预测罪名"):
            found = predict(mask_charges(row.facts, view), guilty=guilty)
            given.append({one.charge for one in found})
    figures = figures_of([row.charges for row in rows], given)
    innocent = [one for row, one in zip(rows, given, strict=True) if not row.charges]
    if json:
        print_json(_plain(figures, rows=len(rows), view=view, least=least, innocent=innocent))
        return
    _show(figures, rows=len(rows), least=least, innocent=innocent)


def _read_rows(path: Path) -> list[_Row]:
    if not path.is_file():
        raise NotFound(id=str(path))
    try:
        content = path.read_bytes()
        content = lzma.decompress(content) if path.suffix == ".xz" else content
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise ReadError(name=path.name) from error
    lines = enumerate(content.splitlines(), start=1)
    rows = [_read_row(line, number=number) for number, line in lines if line.strip()]
    if not rows:
        raise ReadError("NO_TEXT", name=path.name)
    return rows


def _read_row(line: bytes, *, number: int) -> _Row:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ReadError("ROW_INVALID", line=number, reason="不是合规的 JSON") from error
    if not isinstance(row, dict) or not isinstance(row.get("fact"), str) or not row["fact"].strip():
        raise ReadError("ROW_INVALID", line=number, reason="缺少 fact（事实文字）")
    names = row.get("charges")
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise ReadError("ROW_INVALID", line=number, reason="charges 应是罪名的列表")
    charges: set[str] = set()
    for name in names:
        charge = charge_of_name(name)
        if charge is None:
            raise ReadError("ROW_INVALID", line=number, reason=f"不认识的罪名“{name[:30]}”")
        charges.add(charge)
    return _Row(row["fact"], frozenset(charges - {""}))


def _plain(
    figures: Figures, *, rows: int, view: Mask, least: int, innocent: list[set[str]]
) -> dict[str, object]:
    frequent = figures.with_support(least)
    return {
        "rows": rows,
        "mask": view,
        "micro": _figure(figures.micro),
        "macro": {
            "least": least,
            "charges": len(frequent.charges),
            **{one: round(frequent.macro(one), 3) for one in ("precision", "recall", "f1")},
        },
        "innocent": {"rows": len(innocent), "false_alarms": sum(map(bool, innocent))},
        "by_charge": {charge: _figure(one) for charge, one in figures.charges.items()},
    }


def _figure(one: Figure) -> dict[str, object]:
    return {
        "precision": round(one.precision, 3),
        "recall": round(one.recall, 3),
        "f1": round(one.f1, 3),
        "gold": one.wanted,
    }


def _show(figures: Figures, *, rows: int, least: int, innocent: list[set[str]]) -> None:
    frequent = figures.with_support(least)
    offences = load_taxonomy().offences
    table = Table("罪名", "准确率", "召回率", "F1", "份数", title=f"{rows} 份事实")
    table.add_row("微平均（全部）", *map(str, _figure(figures.micro).values()))
    macro = (f"{frequent.macro(one):.3f}" for one in ("precision", "recall", "f1"))
    table.add_row(f"宏平均（≥{least} 份，{len(frequent.charges)} 个罪名）", *macro, "")
    for charge, one in figures.charges.items():
        table.add_row(offences[charge].name, *map(str, _figure(one).values()))
    console.print(table)
    if innocent:
        console.print(f"没有职务犯罪的 {len(innocent)} 份中误报 {sum(map(bool, innocent))} 份")
