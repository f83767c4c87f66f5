"""How long the commonest calls over the registers take: 10,000 cases, 50,000 items, over HTTP.

    python tests/benchmarks/register_bench.py [--postgres URL] [--rounds 30]

The application answers in this process (no network); the reader is a prevention officer of one
department with clearance 2, so that the access rule is at work. Prints p50 and p95 of the clock
and of the processor, in milliseconds.
"""

import argparse
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

from fastapi.testclient import TestClient
from register_world import fill
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from api.app import create_app
from api.settings import Settings
from api.warnings import run_daily
from api.wiring import open_service
from kb.governance.access import Level, Role
from kb.retrieval.metrics import percentile
from kb.store.governance_tables import AccountRoleRow, AccountRow, DepartmentRow

OFFICER = "u9"
CALLS: dict[str, str] = {
    "台账首页": "/api/v1/ledger?limit=50",
    "台账：某领域逾期": "/api/v1/ledger?domain=healthcare&state=overdue&limit=50",
    "台账：某单位": "/api/v1/ledger?unit=unit-000000000000002a&limit=50",
    "整改事项：一条": "/api/v1/rectifications/{item}",
    "整改事项：经过": "/api/v1/rectifications/{item}/events",
    "案件列表：某领域": "/api/v1/cases?domain=justice&limit=50",
    "案件：一案": "/api/v1/cases/{case}",
    "案件：闭环位置": "/api/v1/cases/{case}/trace",
    "跨登记检索：某单位": "/api/v1/registers/search?unit=unit-000000000000002a&limit=50",
    "单位列表": "/api/v1/units?limit=50",
}


@contextmanager
def application(url: str, schema: str) -> Iterator[TestClient]:
    """The application over a store filled with the world, an officer signed in by X-Act-As."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder), database_url=url, database_schema=schema, sign_in="off"
        )
        with open_service(settings, upgrade=True) as service:
            with service.transactions.writing() as session:
                _fill(session)
            at = perf_counter()
            done = run_daily(service.governing)
            marked, raised = len(done.ticked.overdue), len(done.run.raised)
            print(
                f"当日第一次运行 {perf_counter() - at:.0f} 秒：逾期 {marked} 项，预警 {raised} 条"
            )
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            client.headers["X-Act-As"] = OFFICER
            yield client


def _fill(session: Session) -> None:
    fill(session, cases=10_000, items=50_000)
    session.add_all(DepartmentRow(id=one, name=one) for one in ("d1", "d2", "d3"))
    session.flush()
    session.add(
        AccountRow(
            id=OFFICER,
            name="officer",
            display_name="某干部",
            department="d2",
            clearance=int(Level.SENSITIVE),
            password_hash="-",
            must_change=False,
        )
    )
    session.flush()
    session.add(AccountRoleRow(account_id=OFFICER, role=Role.PREVENTION.value))


def measured(call: Callable[[], int], rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the clock and of the processor, after one call to warm up."""
    assert call() == 200
    wall, cpu = [], []
    for _ in range(rounds):
        at, used = perf_counter(), process_time()
        call()
        wall.append(perf_counter() - at)
        cpu.append(process_time() - used)
    return wall, cpu


def report(client: TestClient, rounds: int) -> None:
    """Measure each call and print its line."""
    item = client.get("/api/v1/rectifications?limit=1").json()["items"][0]
    case = client.get("/api/v1/cases?limit=1").json()["items"][0]["id"]
    print(f"{'调用':<20}{'p50':>8}{'p95':>8}{'CPU p50':>9}{'CPU p95':>9}  毫秒")
    for name, path in CALLS.items():
        url = path.format(item=item["id"], case=case)
        wall, cpu = measured(lambda url=url: client.get(url).status_code, rounds)  # type: ignore[misc]
        figures = [percentile(v, q) * 1000 for v in (wall, cpu) for q in (0.5, 0.95)]
        print(f"{name:<20}" + "".join(f"{one:>9.1f}" for one in figures), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", default="")
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    schema = f"bench_{uuid.uuid4().hex[:8]}" if given.postgres else ""
    admin = create_engine(given.postgres) if given.postgres else None
    if admin:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        with application(given.postgres, schema) as client:
            report(client, given.rounds)
    finally:
        if admin:
            with admin.begin() as connection:
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


if __name__ == "__main__":
    main()
