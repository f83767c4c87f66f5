"""Reading processes: a bad file fails alone, a hanging or dying reader is replaced."""

import os
import time
from collections.abc import Callable
from functools import partial

import pytest

from ingest.workers import WorkerPool, read_here
from kb.errors import NoText
from kb.model import Failure, RawFile


def prepare(file: RawFile) -> int:
    """Length of the content; some names misbehave."""
    if file.name == "empty":
        raise NoText("EMPTY_FILE")
    if file.name == "bug":
        raise ZeroDivisionError
    if file.name == "hang":
        time.sleep(60)
    if file.name == "die":
        os._exit(9)
    return len(file.content)


def build() -> Callable[[RawFile], int]:
    return prepare


def files(*names: str) -> list[RawFile]:
    return [RawFile(name, name.encode()) for name in names]


def codes(results: list[tuple[RawFile, int | Failure]]) -> dict[str, object]:
    return {
        file.name: result.code if isinstance(result, Failure) else result
        for file, result in results
    }


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param("empty", "EMPTY_FILE", id="expected_error"),
        pytest.param("bug", "INTERNAL_ERROR", id="unexpected_error"),
        pytest.param("die", "READER_CRASHED", id="dead_process"),
        pytest.param("hang", "TIME_LIMIT", id="endless_file"),
    ],
)
def test_a_bad_file_fails_alone(bad: str, code: str) -> None:
    with WorkerPool(build, count=2, seconds=5.0) as pool:
        found = codes(list(pool.map(files("one", bad, "three", "five!"))))
    assert found == {"one": 3, bad: code, "three": 5, "five!": 5}


def test_an_abandoned_pool_serves_the_next_batch() -> None:
    with WorkerPool(build, count=1, seconds=5.0) as pool:
        next(iter(pool.map(files("one", "three", "five!"))))
        assert codes(list(pool.map(files("seven77")))) == {"seven77": 7}


def test_reading_here_gives_the_same() -> None:
    found = codes(list(read_here(partial(prepare), files("one", "empty"))))
    assert found == {"one": 3, "empty": "EMPTY_FILE"}
