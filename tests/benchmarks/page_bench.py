"""How long the commonest pages take over 10,000 cases and 50,000 items, and how heavy they are.

    PYTHONPATH=. python tests/benchmarks/page_bench.py [--data FOLDER] [--postgres URL]
    PYTHONPATH=. python tests/benchmarks/page_bench.py --data FOLDER --profile 台账首页

The application answers in this process (no network) to people of one department with clearance 2,
so that the access rule is at work; the library holds the demo papers. ``--data`` keeps the filled
store for the next time. Prints p50 and p95 of the clock and of the processor in milliseconds, the
first call besides, and the weight of the page as it is sent. ``--profile`` prints where one page
spends its time and how many queries it makes.
"""

import argparse
import cProfile
import pstats
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from time import perf_counter, process_time, sleep
from urllib.parse import quote

import fastapi.routing
import pytest
from fastapi.testclient import TestClient
from page_world import fill_all
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from api.app import create_app
from api.settings import Settings
from api.warnings import run_daily
from api.wiring import Service, open_service
from ingest.sources import discover
from kb.governance.access import Level, Protection, Role, desktop_principal
from kb.retrieval.metrics import percentile
from kb.store.governance_tables import AccountRoleRow, AccountRow, DepartmentRow

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"
PEOPLE = {"办案": Role.INVESTIGATOR, "预防": Role.PREVENTION, "宣教": Role.TRAINER}
UNIT = f"unit-{42:016x}"
PAGES: dict[str, tuple[str, str]] = {
    "工作台：办案": ("办案", "/"),
    "工作台：预防": ("预防", "/"),
    "工作台：宣教": ("宣教", "/"),
    "案件列表": ("办案", "/cases"),
    "案件列表：某单位": ("办案", f"/cases?unit={UNIT}"),
    "一个案件": ("办案", "/cases/{case}"),
    "线索列表": ("办案", "/clues"),
    "一条线索": ("办案", "/clues/{clue}"),
    "台账首页": ("预防", "/ledger"),
    "台账：某领域逾期": ("预防", "/ledger?domain=healthcare&overdue=true"),
    "台账：深处一页": ("预防", "{deep}"),
    "台账：含某字": ("预防", "/ledger?text=第4999"),
    "整改事项": ("预防", "/ledger/{item}"),
    "建议书列表": ("预防", "/letters"),
    "一份建议书": ("预防", "/letters/{letter}"),
    "报告列表": ("预防", "/reports"),
    "一份报告": ("预防", "/reports/{report}"),
    "督查": ("预防", "/inspections"),
    "整改评估": ("预防", "/evaluations"),
    "看板：指标": ("预防", "/board"),
    "看板：一项指标": ("预防", "/board/indicators/rectification_completion_rate"),
    "看板：热力图": ("预防", "/board/heat-map"),
    "看板：走势": ("预防", "/board/trends"),
    "看板：风险地图": ("预防", "/board/risk-map"),
    "看板：主体覆盖": ("预防", "/board/coverage"),
    "看板：早发现": ("预防", "/board/lead-times"),
    "预警列表": ("预防", "/warnings"),
    "一条预警": ("预防", "/warnings/{warning}"),
    "断链": ("预防", "/warnings/broken-chain"),
    "措施检索": ("预防", "/measures?text=出纳一人管钱管账管印鉴"),
    "一项措施": ("预防", "/measures/finance_internal_control"),
    "登记总表": ("预防", "/registers"),
    "登记：漏洞": ("预防", "/registers/loophole"),
    "教育包列表": ("宣教", "/packs"),
    "标签复核": ("办案", "/reviews"),
    "检索结果": ("办案", "/search?q=验收 没有复核"),
    "类案检索": ("办案", "/similar"),
}


@contextmanager
def application(
    settings: Settings, *, cases: int, items: int
) -> Iterator[tuple[TestClient, Service]]:
    """The application over a store filled with the world; the day's chores are done before."""
    with open_service(settings, upgrade=True) as service:
        with service.transactions.reading() as session:
            filled = session.get(AccountRow, "办案") is not None
        if not filled:
            _fill(service, cases, items)
        run_daily(service.governing)
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        _settle()
        yield client, app.state.service


def _settle() -> None:
    """Wait until the chores of the start are done: this process does nothing for a while."""
    quiet = 0
    while quiet < 5:
        used = process_time()
        sleep(0.5)
        quiet = quiet + 1 if process_time() - used < 0.02 else 0


def _fill(service: Service, cases: int, items: int) -> None:
    at = perf_counter()
    with service.transactions.writing() as session:
        fill_all(session, cases=cases, items=items)
        _people(session)
    with service.pool(workers=2) as pool:
        intake = service.intake(pool, desktop_principal(), Protection(Level.PUBLIC, ""))
        for name in ("chains", "singles"):
            keyed = (
                (lambda one: f"folder:{PurePosixPath(one).parent}") if name == "chains" else None
            )
            list(intake.run(discover([DEMO / name]), case_key=keyed))
    with service.transactions.engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # as PostgreSQL does by itself after some minutes
    print(f"写入 {perf_counter() - at:.0f} 秒")


def _people(session: Session) -> None:
    session.add_all(DepartmentRow(id=one, name=one) for one in ("d1", "d2", "d3"))
    session.flush()
    for name, role in PEOPLE.items():
        session.add(
            AccountRow(
                id=name,
                name=name,
                display_name=name,
                department="d2",
                clearance=int(Level.SENSITIVE),
                password_hash="-",
                must_change=False,
            )
        )
        session.flush()
        session.add(AccountRoleRow(account_id=name, role=role.value))


def paths(client: TestClient) -> dict[str, tuple[str, str]]:
    """The pages with the records they are of."""
    _as(client, "办案")
    kept = {}
    for name, path in {
        "case": "cases",
        "clue": "clues",
        "item": "rectifications",
        "letter": "letters",
        "report": "reports",
        "warning": "warnings",
    }.items():
        kept[name] = client.get(f"/api/v1/{path}?limit=1").json()["items"][0]["id"]
    cursor = ""
    for _ in range(20):
        cursor = client.get("/api/v1/ledger", params={"limit": 200, "after": cursor}).json()["next"]
    kept["deep"] = f"/ledger?all=true&after={cursor}"
    return {name: (who, path.format(**kept)) for name, (who, path) in PAGES.items()}


def report(client: TestClient, asked: dict[str, tuple[str, str]], rounds: int) -> None:
    """Measure each page and print its line."""
    heads = ("首次", "p50", "p95", "CPU p50", "CPU p95", "kB")
    print("\t".join(("页", *heads)))
    for name, (who, path) in asked.items():
        _as(client, who)
        wall, cpu, size = [], [], 0
        for _ in range(rounds + 1):
            at, used = perf_counter(), process_time()
            answer = client.get(path)
            wall.append(perf_counter() - at)
            cpu.append(process_time() - used)
            size = len(answer.content)
            if answer.status_code != 200:
                print(f"{name}\t{answer.status_code}\t{path}")
                break
        if len(wall) <= rounds:
            continue
        figures = [wall[0], *(percentile(v[1:], q) for v in (wall, cpu) for q in (0.5, 0.95))]
        told = "\t".join(f"{one * 1000:.0f}" for one in figures)
        print(f"{name}\t{told}\t{size / 1000:.0f}", flush=True)


def profile(client: TestClient, service: Service, who: str, path: str) -> None:
    """Where one page spends its time, after a call to warm up."""
    _as(client, who)
    client.get(path)
    told: list[tuple[float, str]] = []

    def before(*given: object) -> None:
        told.append((perf_counter(), str(given[2])))

    def after(*given: object) -> None:
        at, words = told[-1]
        told[-1] = (perf_counter() - at, words)

    event.listen(service.transactions.engine, "before_cursor_execute", before)
    event.listen(service.transactions.engine, "after_cursor_execute", after)
    client.get(path)
    for spent, words in sorted(told, reverse=True)[:12]:
        print(f"{spent * 1000:7.1f}  {' '.join(words.split())[:600]}")
    print(f"{len(told)} 次查询，{sum(one for one, _ in told) * 1000:.0f} 毫秒")
    watch = cProfile.Profile()

    async def watched(call: Callable[..., object], *args: object, **named: object) -> object:
        return watch.runcall(call, *args, **named)

    # not in the pool of threads, where nothing is watched
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fastapi.routing, "run_in_threadpool", watched)
        client.get(path)
    pstats.Stats(watch).sort_stats("cumulative").print_stats(45)


def _as(client: TestClient, who: str) -> None:
    client.headers["X-Act-As"] = quote(who)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="")
    parser.add_argument("--postgres", default="")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--profile", default="", help="the name of a page")
    given = parser.parse_args()
    schema = f"bench_{uuid.uuid4().hex[:8]}" if given.postgres else ""
    admin = create_engine(given.postgres) if given.postgres else None
    if admin:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        with tempfile.TemporaryDirectory() as scratch:
            settings = Settings(
                data_dir=Path(given.data or scratch),
                database_url=given.postgres,
                database_schema=schema,
                sign_in="off",
            )
            filled = application(settings, cases=given.cases, items=given.items)
            with filled as (client, service):
                asked = paths(client)
                if given.profile:
                    profile(client, service, *asked[given.profile])
                else:
                    report(client, asked, given.rounds)
    finally:
        if admin:
            with admin.begin() as connection:
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


if __name__ == "__main__":
    main()
