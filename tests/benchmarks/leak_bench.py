"""What everybody is told of 2,000 cases: ``PYTHONPATH=. python tests/benchmarks/leak_bench.py``.

30 people of three departments and four levels ask every route; a leak is the mark or the id of
something they may not read. ``--database-url`` asks over PostgreSQL, in a schema of its own.
"""

import argparse
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text

from api.settings import Settings
from kb.governance.access import Permission, Principal
from tests.api.leak_house import House, running, same
from tests.api.leak_probes import (
    PHRASE,
    by_name,
    figures,
    lists,
    readings,
    searches,
    similar,
    things,
)
from tests.api.leak_routes import Routes
from tests.api.leak_world import make_world


def ask_all(house: House) -> int:
    """Ask everything; returns how many hidden things answered unlike what is not there."""
    routes = Routes(house.app)
    assert not routes.unknown, routes.unknown
    readers = [p for p in house.world.people if Permission.LIBRARY_READ in p.permissions]
    reviewers = [p for p in readers if Permission.LABELS_REVIEW in p.permissions]
    different = 0

    def compare(who: Principal) -> None:
        nonlocal different
        for _, hidden, nowhere in things(house, routes, who, most=1):
            different += not same(hidden, nowhere)

    def compare_named(who: Principal) -> None:
        nonlocal different
        for hidden, nowhere in by_name(house, who, most=2):
            different += not same(hidden, nowhere)

    def search(who: Principal) -> None:
        readable = house.world.papers_for(who)
        [found, *_] = searches(house, who, [f'"{PHRASE}"', "采购 回扣", *hidden_words(house, who)])
        facets = found.json()["facets"]
        assert facets["capped"] or facets["documents"] == len(readable)

    everybody = list(house.world.people)
    steps: tuple[tuple[str, list[Principal], Callable[[Principal], object]], ...] = (
        ("列表与计数", everybody, lambda who: list(lists(house, routes, who))),
        ("检索与分面", readers, search),
        ("类案与报告", readers[::2], lambda who: list(similar(house, who))),
        ("指标与明细", everybody[::3], lambda who: list(figures(house, routes, who))),
        ("逐条阅读", everybody, lambda who: list(readings(house, routes, who, most=1))),
        ("隐去的与不存在的", everybody, compare),
        ("正文里指名", reviewers, compare_named),
    )
    for name, people, step in steps:
        started, before = time.process_time(), house.answers
        for who in people:
            step(who)
        spent = time.process_time() - started
        print(f"{name}：{house.answers - before} 次，CPU {spent:.0f} 秒", flush=True)
    return different


def hidden_words(house: House, who: Principal) -> list[str]:
    """The marks and numbers of some papers that the person may not read."""
    hidden = [one for one in house.world.papers if one.mark in house.world.hidden(who)]
    some = hidden[:: max(1, len(hidden) // 3)][:3]
    return [words for one in some for words in (f'"{one.mark}"', one.case_no)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--database-url", default="")
    given = parser.parse_args()
    schema = f"leaks_{uuid.uuid4().hex[:12]}" if given.database_url else ""
    admin = create_engine(given.database_url) if schema else None
    if admin is not None:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(
                data_dir=Path(folder),
                sign_in="on",
                database_url=given.database_url,
                database_schema=schema,
            )
            with running(settings, make_world(cases=given.cases)) as house:
                different = ask_all(house)
                told(house, different)
    finally:
        if admin is not None:
            with admin.begin() as connection:
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


def told(house: House, different: int) -> None:
    world = house.world
    print(
        f"案件 {len(world.cases)}，文书 {len(world.papers)}，登记 {len(world.records)}，"
        f"人 {len(world.people)}，问过的路由 {len(house.routes)}"
    )
    print(
        f"回答 {house.answers}，（人，路由，隐去之物）三元组 {house.triples}，"
        f"泄露 {len(house.leaks)}，与不存在的答得不一样 {different}"
    )
    for route, count in Counter(one.route for one in house.leaks).most_common():
        print(f"  {route} {count}")


if __name__ == "__main__":
    main()
