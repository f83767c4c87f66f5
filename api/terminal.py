"""How results look at a terminal. Results go to stdout, progress and errors to stderr."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from kb.errors import StoreError

console = Console(highlight=False)
notices = Console(stderr=True, highlight=False)


def print_json(value: BaseModel | Sequence[BaseModel] | dict[str, object]) -> None:
    """One JSON document on stdout, UTF-8, nothing else."""
    if isinstance(value, BaseModel):
        plain: object = value.model_dump(mode="json")
    elif isinstance(value, dict):
        plain = value
    else:
        plain = [one.model_dump(mode="json") for one in value]
    sys.stdout.buffer.write(orjson.dumps(plain, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()


def print_json_line(value: dict[str, object]) -> None:
    """One line of JSON, for results that come one by one."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def write_file(file: Path, content: bytes) -> None:
    """A result as a file that only its owner may read; OUTPUT_UNWRITABLE where it cannot be."""
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError as error:
        raise StoreError("OUTPUT_UNWRITABLE", path=str(file)) from error
    notices.print(f"已写出 {file}", soft_wrap=True, markup=False)


def fail(code: str, sentence: str) -> None:
    """An error as people see it: the sentence and the stable code."""
    notices.print(f"[red]错误[/red] {escape(sentence)}", f"[dim]({code})[/dim]", soft_wrap=True)


@contextmanager
def step_bars(names: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each step as it comes, in hundredths: ``told(step, done, whole)``."""
    with progress_bar() as progress:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, whole: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(names[step], total=100 if whole else None)
            progress.update(tasks[step], completed=done * 100 // (whole or 1))

        yield told


def progress_bar() -> Progress:
    """A progress bar on stderr."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=notices,
        transient=True,
    )
