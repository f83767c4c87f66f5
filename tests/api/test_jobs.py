"""Upload jobs survive a crash: what was spooled before it is taken in after the next start."""

import time
from pathlib import Path

import orjson
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.wiring import open_store
from kb.store.jobs import JobStore

PAPER = "某县卫生健康局采购科长刘某在设备招标中按供应商提供的参数编写文件，收受回扣三十万元。"


def wait_for(client: TestClient, job_id: str) -> dict[str, object]:
    for _ in range(200):
        job: dict[str, object] = client.get(f"/api/v1/jobs/{job_id}").json()
        if job["state"] != "running":
            return job
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def test_a_spooled_job_goes_on_after_a_crash(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with open_store(settings, upgrade=True) as transactions, transactions.writing() as session:
        spooled = JobStore(session).create(total=1, owner="local")
        lost = JobStore(session).create(total=1, owner="local")
    folder = tmp_path / "incoming" / spooled
    folder.mkdir(parents=True)
    (folder / "0.bin").write_bytes(PAPER.encode())
    (folder / "job.json").write_bytes(orjson.dumps({"case": "案卷", "names": ["线索.txt"]}))
    half = tmp_path / "incoming" / "half-written"
    half.mkdir()
    with TestClient(create_app(settings)) as client:
        job = wait_for(client, spooled)
        assert job["state"] == "finished"
        assert client.get("/api/v1/health").json()["documents"] == 1
        assert client.get(f"/api/v1/jobs/{lost}").json()["state"] == "interrupted"
    assert not folder.exists()
    assert not half.exists()


def test_many_clients_posting_one_file_make_one_document(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path))) as client:
        jobs = [
            client.post("/api/v1/documents", files=[("files", (f"{n}.txt", PAPER.encode()))])
            for n in range(12)
        ]
        outcomes = [
            one["outcome"]
            for job in jobs
            for one in wait_for(client, job.json()["id"])["results"]  # type: ignore[attr-defined]
        ]
        assert sorted(outcomes) == ["accepted"] + ["duplicate"] * 11
        assert client.get("/api/v1/health").json()["documents"] == 1
        assert client.post("/api/v1/index:check").json()["clean"]
