"""Of the five measures recommended for a problem, how many a prevention officer would take.

Problems in the words of those who ask (``measure_problems.yaml``), each with the measures that
answer it, judged by one person: with the loopholes read from the words, and with those that a
person would confirm. Also: how the plans of two posts with one loophole differ, and how long a
recommendation takes.

    python tests/benchmarks/measures_bench.py DATA_DIR [--show]
"""

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from api.measures import MeasureQuestion, recommend
from api.settings import Settings
from api.wiring import Service, open_service
from kb.governance.access import desktop_principal
from kb.terms import load_taxonomy

TOP = 5
PROBLEMS = Path(__file__).with_name("measure_problems.yaml")
POSTS = ("procurement_officer", "finance_officer")
LOOPHOLE = "incompatible_posts"
Row = Mapping[str, str]


def main(folder: str, *, show: bool) -> None:
    """Print the share of the five that are relevant, problem by problem and in all."""
    groups: Mapping[str, Sequence[Row]] = yaml.safe_load(PROBLEMS.read_text(encoding="utf-8"))
    with open_service(Settings(data_dir=Path(folder))) as service:
        _terms(service, MeasureQuestion(text=groups["twenty"][0]["ask"]))  # loads what loads once
        for name, rows in groups.items():
            _judge(service, name, rows, show=show)
            if all("confirms" in row for row in rows):
                _judge(service, f"{name}, loopholes confirmed", rows, confirmed=True)
        plans = [
            _terms(service, MeasureQuestion(loopholes=[LOOPHOLE], positions=[post]))
            for post in POSTS
        ]
    print(f"two posts, one loophole: {len(set(plans[0]) & set(plans[1]))} of {TOP} in common")


def _judge(
    service: Service,
    name: str,
    rows: Sequence[Row],
    *,
    confirmed: bool = False,
    show: bool = False,
) -> None:
    taxonomy = load_taxonomy()
    hits, times = [], []
    for row in rows:
        known = row["confirms"].split() if confirmed else []
        started = time.process_time()
        found = _terms(service, MeasureQuestion(text=row["ask"], loopholes=known))
        times.append(time.process_time() - started)
        good = [one in row["takes"].split() for one in found]
        hits.append(sum(good))
        if show:
            names = (
                taxonomy.label(f"measures:{one}") + ("" if right else "（×）")
                for one, right in zip(found, good, strict=True)
            )
            print(f"{sum(good)}/{TOP}  {row['ask']}\n      {'、'.join(names)}")
    share = sum(hits) / (TOP * len(rows))
    print(f"{name}: relevant in the top {TOP}: {share:.1%};", end=" ")
    print(f"three or more: {sum(one >= 3 for one in hits)} of {len(rows)};", end=" ")
    print(f"none: {hits.count(0)}; CPU median {statistics.median(times) * 1000:.0f} ms")


def _terms(service: Service, question: MeasureQuestion) -> list[str]:
    answer = recommend(service, desktop_principal(), question, limit=TOP)
    return [one.ranked.term for one in answer.plan.measures]


if __name__ == "__main__":
    main(sys.argv[1], show="--show" in sys.argv)
