"""A running service or command line over an empty folder, and invented papers to give it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

PAPERS = {
    "工程.txt": """某省某市某区人民法院
刑事判决书
（2021）某0102刑初35号
公诉机关某市某区人民检察院。
被告人张某甲，男，1970年5月出生，原系某区住房和城乡建设局副局长。
某市某区人民检察院指控：被告人张某甲犯受贿罪。
经审理查明：2015年至2019年，被告人张某甲利用担任某区住房和城乡建设局副局长的职务便利，在道路改造工程招标中向投标人泄露评标专家名单，
帮助某建筑公司中标，先后五次收受该公司负责人李某给予的现金共计人民币八十万元。
本院认为，被告人张某甲身为国家工作人员，利用职务上的便利，非法收受他人财物，为他人谋取利益，数额巨大，其行为已构成受贿罪。
依照《中华人民共和国刑法》第三百八十五条第一款、第三百八十六条之规定，判决如下：
被告人张某甲犯受贿罪，判处有期徒刑五年，并处罚金人民币三十万元。
二〇二一年六月十八日
""",
    "村级.txt": """某县人民法院
刑事判决书
（2020）某0523刑初8号
被告人王某，原系某镇某村党支部书记。
经审理查明：被告人王某在协助镇政府发放危房改造补助过程中，用三户已外迁村民的名字虚报申请，领取补助款十二万元据为己有。
本院认为，被告人王某的行为已构成贪污罪。依照《中华人民共和国刑法》第三百八十二条之规定，判决如下：
被告人王某犯贪污罪，判处有期徒刑三年，并处罚金人民币二十万元。
二〇二〇年九月二日
""",
    "医院.txt": """某市某医院设备采购案剖析报告
一、基本情况
某医院设备科科长赵某在采购核磁共振设备时，按供应商提供的参数编写招标文件，收受回扣四十五万元。
二、原因分析
采购需求由设备科一个科室提出、论证和验收，没有人复核参数，岗位长期没有轮换。
三、对策建议
由使用科室、纪检和财务共同论证采购需求，设备科科长任期满五年必须轮岗。
""",
    "办法.txt": """某集团采购管理办法
第一章 总则
第一条 为规范采购行为，制定本办法。
第二条 采购需求由使用部门提出，采购部门不得自行编写技术参数。
第二章 监督
第三条 采购结果在内部公示五个工作日。
""",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


Upload = Callable[[dict[str, str | bytes]], dict[str, Any]]


@pytest.fixture(scope="module")
def upload(client: TestClient) -> Upload:
    """Upload files, wait for the job by its event stream, and give its last state."""

    def run(papers: dict[str, str | bytes]) -> dict[str, Any]:
        files = [
            ("files", (name, words.encode() if isinstance(words, str) else words))
            for name, words in papers.items()
        ]
        accepted = client.post("/api/v1/documents", files=files)
        assert accepted.status_code == 202, accepted.text
        job_id = accepted.json()["id"]
        assert "event: end" in client.get(f"/api/v1/jobs/{job_id}/events").text
        job: dict[str, Any] = client.get(f"/api/v1/jobs/{job_id}").json()
        return job

    return run


@pytest.fixture(scope="module")
def papers() -> dict[str, str | bytes]:
    return dict(PAPERS)


@pytest.fixture(scope="module")
def filled(client: TestClient, upload: Upload, papers: dict[str, str | bytes]) -> TestClient:
    """The client after the papers were taken in."""
    job = upload(papers)
    assert [one["outcome"] for one in job["results"]] == ["accepted"] * len(papers)
    return client


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of ``run``."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def run(run_data: Path) -> Run:
    """The command line over a data folder that the tests of a module share."""
    data = run_data

    def command(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            env={**os.environ, "LIANJIAN_DATA_DIR": str(data), "COLUMNS": "160"},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    return command
