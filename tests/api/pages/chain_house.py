"""A service with people of every role, a case with its paper, loopholes and measures; forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings
from kb.governance.access import Role
from tests.people import PAGE, Person, admit, browser, form_token

XSS = "<script>alert(1)</script><b>粗</b>"
PEOPLE = (
    Person("cao", Role.INVESTIGATOR, "曹某", "案管室"),
    Person("fang", Role.PREVENTION, "方某", "案管室"),
    Person("shen", Role.REVIEWER, "沈某", "案管室"),
    Person("jian", Role.REVIEWER, "简某", "检察院"),
    Person("chief", Role.REVIEWER, "主任某", "案管室"),
    Person("lin", Role.TRAINER, "林某", "案管室"),
    Person("wai", Role.INVESTIGATOR, "外某", "检察院"),
    Person("safe", Role.SECURITY_ADMIN, "安某"),
)
ANALYSIS = """某市某医院设备采购案剖析报告
一、基本情况
某医院设备科科长赵某在采购核磁共振设备时，按供应商提供的参数编写招标文件，收受回扣四十五万元。
二、原因分析
采购需求由设备科一个科室提出、论证和验收，没有人复核参数。设备科科长岗位十一年没有轮换。
上级主管部门对设备采购从未开展过检查，审计监督缺失。他存有侥幸心理，认为一对一收钱不会被发现。
三、对策建议
由使用科室、纪检和财务共同论证采购需求，设备科科长任期满五年必须轮岗。
"""
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(slots=True)
class House:
    """The application, a signed-in browser for each person, the ids of what was made."""

    app: FastAPI
    browsers: dict[str, TestClient] = field(default_factory=dict)
    case: str = ""
    unit: str = ""
    loopholes: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)

    def at(self, name: str) -> TestClient:
        """The person's browser."""
        if name not in self.browsers:
            self.browsers[name] = browser(self.app, name)
        return self.browsers[name]

    def see(self, name: str, path: str, *, status: int = 200) -> str:
        """A page as the person sees it."""
        answer = self.at(name).get(path)
        assert answer.status_code == status, (path, answer.status_code, words(answer)[-400:])
        return answer.text

    def send(
        self, who: str, path: str, shown: str, /, *, version: int | None = None, **values: Any
    ) -> Response:
        """A form of the page ``shown``, with its token and the version that it bears, if any."""
        page = self.at(who).get(shown).text
        _, _, form = page.partition(f'action="{path}"')
        found = _VERSION.search(form.partition("</form>")[0])
        sent: dict[str, Any] = {"form_token": form_token(self.at(who), "/"), **values}
        if version is not None:
            sent["version"] = str(version)
        elif found:
            sent.setdefault("version", found[1])
        return self.at(who).post(path, data=sent)

    def done(self, who: str, path: str, shown: str, /, **values: Any) -> str:
        """A form that is taken; where it leads."""
        answer = self.send(who, path, shown, **values)
        assert answer.status_code == 303, (path, answer.status_code, words(answer)[-600:])
        return str(answer.headers["location"])

    def version(self, name: str, path: str) -> int:
        """The version of a record by the API."""
        return int(self.at(name).get(f"/api/v1{path}").json()["version"])


@contextmanager
def opened(data: Path) -> Iterator[House]:
    """The service with its people and nothing else."""
    app = create_app(Settings(data_dir=data, sign_in="on"))
    with TestClient(app, base_url=PAGE):
        admit(app.state.service.governing, *PEOPLE)
        yield House(app)


def furnish(house: House) -> None:
    """Through the pages alone: a unit, a clue, its case with a paper, loopholes and measures."""
    unit = house.done(
        "cao", "/registers/unit/new", "/registers/unit/new", name="某市某医院", kind="hospital",
        level="1",
    )  # fmt: skip
    house.unit = unit.rpartition("/")[2]
    clue = house.done(
        "cao", "/clues/new", "/clues/new", title="反映设备采购指定参数", received="2026-01-05",
        source="audit", unit=house.unit, domain="healthcare", position="procurement_officer",
        summary="参数由供应商提供，招标只有一家符合。", level="2",
    )  # fmt: skip
    pre_judge(house, clue)
    case = house.done(
        "cao", f"{clue}/steps/file", clue, reason="集体研究批准", on="2026-01-06", level="2",
        title="设备科科长受贿案", number="某立〔2026〕1号",
    )  # fmt: skip
    house.case = case.rpartition("/")[2]
    cao = house.at("cao")
    files = [("files", ("剖析.txt", ANALYSIS.encode()))]
    job = cao.post("/api/v1/documents", files=files, data={"level": "1"}).json()
    cao.get(f"/api/v1/jobs/{job['id']}/events")
    paper = cao.get(f"/api/v1/jobs/{job['id']}").json()["results"][0]["document_id"]
    moved = cao.put(f"/api/v1/documents/{paper}/case", json={"case_id": house.case})
    assert moved.status_code == 204, moved.text
    house.done("cao", f"{case}/loopholes/propose", case)
    house.loopholes = ids_of(house.see("cao", case), "loophole")[:2]
    for loophole in house.loopholes:
        decide(house, "cao", loophole, "confirm")
        added = house.done(
            "cao", "/registers/measure/new", f"/registers/measure/new?case_id={house.case}",
            case_id=house.case, term="post_rotation", text="设备采购参数由三个科室共同论证并复核",
            loopholes=[loophole], dimension="unit", unit=house.unit, due="2027-06-30",
            acceptance="论证记录存档", level="2",
        )  # fmt: skip
        assert added == case
    house.measures = ids_of(house.see("cao", case), "measure")
    for measure in house.measures:
        decide(house, "cao", measure, "adopt")


def pre_judge(house: House, clue: str) -> None:
    """Three risk points confirmed, so that the clue may go on."""
    house.done("cao", f"{clue}/propose", clue)
    for point in ids_of(house.see("cao", clue), "risk_point")[:3]:
        decide(house, "cao", point, "confirm")


def decide(house: House, name: str, record: str, decision: str, reason: str = "") -> None:
    """A decision on a finding, on its own page."""
    path = f"/records/{record}"
    house.done(name, f"{path}/decision", path, decision=decision, reason=reason)


def ids_of(page: str, kind: str) -> list[str]:
    """The records of a kind that a page leads to, in its order."""
    return list(dict.fromkeys(re.findall(rf"{kind}-[0-9a-f]{{16}}", page)))


def words(answer: Response) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def slip(answer: Response) -> str:
    """The refusals beside the forms of a page."""
    told = re.findall(r'role="alert">(.*?)</div>', answer.text, re.S)
    return unescape(re.sub(r"<[^>]+>", "", " ".join(told)))


def inert(page: str) -> None:
    """Nothing that was entered runs: no foreign element, no inline script or style."""
    assert "<script>alert" not in page and "<b>粗" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", page)
