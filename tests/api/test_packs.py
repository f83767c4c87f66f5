"""Packs over HTTP: from invented papers to a released file, trainings and what they change."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from api.app import create_app
from api.settings import Settings
from kb.education.key_box import KeyBox
from kb.education.pack_redaction import Holding, texts_of
from kb.education.pack_store import PackStore
from kb.education.redaction.found import Kind

PASSWORD = "Spring-Rain-2026-1"
_JUDGMENT = """{court}人民法院
刑事判决书
（{year}）某0523刑初{number}号
公诉机关{court}人民检察院。
被告人{name}，男，1971年5月出生，汉族，原系{post}。
经审理查明：{start}年至{end}年，被告人{name}利用担任{post}的职务便利，{acts}
上述事实，有证人{witness}的证言等证据证实。
本院认为，被告人{name}身为国家工作人员，利用职务上的便利，{acted}，其行为已构成{offence}。被告人{name}到案后如实供述，可以从轻处罚。
依照《中华人民共和国刑法》第三百八十五条第一款、第三百八十六条、第三百八十二条第一款、第三百八十四条之规定，判决如下：
被告人{name}犯{offence}，判处有期徒刑{term}，并处罚金人民币二十万元。
追缴被告人{name}违法所得，上缴国库。
二〇{tail}年六月十八日
"""
_ACTS = {
    "窗口甲": (
        "望河县", "2021", "35", "陆明远", "望河县行政审批服务局审批科科长",
        "2015", "2019", "秦立刚",
        "在建设项目审批中对不符合条件的申请违规放行，"
        "先后多次收受代办公司负责人秦立刚给予的现金共计人民币八十万元。",
        "非法收受他人财物，为他人谋取利益，数额巨大", "受贿罪", "五年", "二一",
    ),
    "窗口乙": (
        "临川县", "2020", "12", "温玉成", "临川县行政审批服务局窗口工作人员",
        "2016", "2018", "邱海生",
        "在办理施工许可的过程中压件不办，向申请人邱海生索要现金十二万元，加快发证。",
        "索取他人财物，数额较大", "受贿罪", "三年", "二〇",
    ),
    "食堂": (
        "白水县", "2021", "8", "祝怀安", "白水县第三中学校长", "2014", "2020", "骆春梅",
        "在学校食堂采购中指定供应商，收受食堂承包人骆春梅给予的回扣四十万元。",
        "非法收受他人财物，数额巨大", "受贿罪", "四年", "二一",
    ),
}  # fmt: skip
_FIELDS = (
    "court", "year", "number", "name", "post", "start", "end", "witness", "acts", "acted",
    "offence", "term", "tail",
)  # fmt: skip
PAPERS = {
    f"{key}.txt": _JUDGMENT.format(**dict(zip(_FIELDS, told, strict=True)))
    for key, told in _ACTS.items()
}
PAPERS["剖析.txt"] = """窗口里的加速费——望河县行政审批服务局审批科原科长陆明远案剖析报告
一、基本情况
陆明远原任望河县行政审批服务局审批科科长，收受代办公司负责人秦立刚现金八十万元。
二、原因分析
审批科受理、审查、决定由一个人完成，没有人复核，岗位十一年没有轮换。退件不写理由，过程没有记录，事后查不到。
他存有侥幸心理，总觉得一对一收钱不会有人知道。第一次收下两千元时，他一夜没有睡着，后来便习以为常。
三、教训警示
把审批当成自己的权力，是走向犯罪的第一步，必须引以为戒。
"""
PAPERS["存疑.txt"] = """青山县人民检察院
不起诉决定书
青检刑不诉〔2022〕5号
被不起诉人卓文远，男，原系青山县行政审批服务局审批科副科长。
本案由青山县监察委员会调查终结，以被不起诉人卓文远涉嫌受贿罪移送审查起诉。
本院经审查认为，青山县监察委员会认定的犯罪事实不清、证据不足，不符合起诉条件。
依照《中华人民共和国刑事诉讼法》第一百七十五条第四款的规定，决定对卓文远不起诉。
"""
NAMES = ("陆明远", "秦立刚", "温玉成", "邱海生", "望河县", "临川县")
AUDIENCE = {
    "recipient": "沙湾市行政审批局",
    "positions": ["行政审批岗位"],
    "domains": ["行政审批"],
    "unit_kind": "党政机关",
    "rank": "乡科级及以下",
}


class Desk:
    """Asks as one of the people."""

    def __init__(self, client: TestClient, data: Path) -> None:
        self.client = client
        self.data = data
        self.documents: dict[str, str] = {}
        self.departments: dict[str, str] = {}

    def send(self, who: str, method: str, path: str, body: Any = None, *, at: int = 0) -> Any:
        headers = {"X-Act-As": who, **({"If-Match": f'"{at}"'} if at else {})}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    def done(self, who: str, method: str, path: str, body: Any = None, *, at: int = 0) -> Any:
        answer = self.send(who, method, path, body, at=at)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def step(self, who: str, pack: str, step: str, body: Any = None) -> Any:
        version = self.done("trainer", "GET", pack)["version"]
        return self.send(who, "POST", f"{pack}:{step}", body or {}, at=version)

    def built(self, **other: Any) -> str:
        made = self.done("trainer", "POST", "/packs", {**AUDIENCE, **other})
        return f"/packs/{made['pack']['id']}"

    def released(self) -> str:
        pack = self.built()
        submitted = self.step("trainer", pack, "submit").json()
        done = self.step("chief", pack, "approve", release_of(submitted))
        assert done.status_code == 200, done.text
        return pack


def release_of(pack: Any) -> dict[str, Any]:
    files = pack["facts"]["files"]
    return {
        "digests": {one["format"]: one["sha256"] for one in files},
        "cleared": sorted({doubt for one in files for doubt in one["doubts"]}),
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with furnished(tmp_path_factory.mktemp("data")) as one:
        yield one


@contextmanager
def furnished(folder: Path) -> Iterator[Desk]:
    """A service with the papers and the people."""
    settings = Settings(data_dir=folder, sign_in="off")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        one = Desk(client, settings.data_dir)
        one.departments = departments = {
            name: client.post("/api/v1/departments", json={"name": name}).json()["id"]
            for name in ("宣教室", "外单位")
        }
        for name, role, department in (
            ("keeper", "prevention", "宣教室"),
            ("trainer", "trainer", "宣教室"),
            ("second", "trainer", "宣教室"),
            ("chief", "reviewer", "宣教室"),
            ("stranger", "trainer", "外单位"),
        ):
            account = {
                "name": name, "roles": [role], "clearance": 2, "password": PASSWORD,
                "department": departments[department],
            }  # fmt: skip
            assert client.post("/api/v1/accounts", json=account).status_code == 201
        _upload(one)
        yield one


def _upload(one: Desk) -> None:
    """The analysis lies with the judgment of its case; all others are cases of their own."""
    together = ("窗口甲.txt", "剖析.txt")
    take_in(one, {name: PAPERS[name] for name in together}, case="望河窗口案")
    take_in(one, {name: words for name, words in PAPERS.items() if name not in together})


def take_in(one: Desk, papers: dict[str, str], *, case: str = "") -> None:
    files = [("files", (name, words.encode())) for name, words in papers.items()]
    headers = {"X-Act-As": "keeper"}
    sent = one.client.post("/api/v1/documents", files=files, data={"case": case}, headers=headers)
    job = sent.json()["id"]
    one.client.get(f"/api/v1/jobs/{job}/events", headers=headers)
    done = one.client.get(f"/api/v1/jobs/{job}", headers=headers).json()
    one.documents |= {each["name"]: each["document_id"] for each in done["results"]}


@pytest.fixture(scope="module")
def pack(desk: Desk) -> str:
    return desk.built()


def test_cases_are_matched_by_visible_parts_and_the_canteen_is_refused(desk: Desk) -> None:
    found = desk.done("trainer", "POST", "/packs:match", {**AUDIENCE, "posts": ["校长", "审批"]})
    assert [one["posts"][0] for one in found["chosen"]] == [
        "望河县行政审批服务局审批科科长",
        "临川县行政审批服务局窗口工作人员",
    ]
    for one in found["chosen"]:
        assert one["score"] == pytest.approx(sum(part["score"] for part in one["parts"]), abs=1e-3)
        assert all(part["why"] for part in one["parts"])
    wide = {"recipient": "沙湾市", "domains": ["行政审批", "教育科研文体"]}
    both = desk.done("trainer", "POST", "/packs:match", {**AUDIENCE, **wide})
    canteen = next(one for one in both["refused"] if "白水县第三中学校长" in one["posts"])
    assert any("认不出自己" in reason for reason in canteen["refused"])


def test_a_doubtful_case_is_refused_with_its_reason(desk: Desk) -> None:
    found = desk.done("trainer", "POST", "/packs:match", AUDIENCE)
    reasons = [reason for one in found["refused"] for reason in one["refused"]]
    assert any("证据不足" in one for one in reasons)


def test_an_audience_without_anything_told_is_refused(desk: Desk) -> None:
    answer = desk.send("trainer", "POST", "/packs:match", {"recipient": "某单位"})
    assert (answer.status_code, answer.json()["code"]) == (422, "AUDIENCE_EMPTY")


def test_no_case_no_pack(desk: Desk) -> None:
    body = {"recipient": "某监狱", "positions": ["金融信贷与风控岗位"], "unit_kind": "金融机构"}
    answer = desk.send("trainer", "POST", "/packs", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "PACK_NO_CASES")


def test_the_content_has_every_section_and_a_mark_for_every_quote(desk: Desk, pack: str) -> None:
    content = desk.done("trainer", "GET", f"{pack}/content")["content"]
    marks = {one["mark"] for one in content["sources"]}
    first = next(c for c in content["cases"] if len(_texts(c, "roots")) > 0)
    for kind in ("summary", "means", "turning", "roots", "loopholes", "consequences", "warning"):
        assert _texts(first, kind), kind
    for case in content["cases"]:
        for section in case["sections"]:
            assert section["passages"] or section["missing"]
            assert all(
                one["sources"] and set(one["sources"]) <= marks for one in section["passages"]
            )
    assert sum(one["minutes"] for one in content["steps"]) == content["minutes"]
    assert {one["kind"] for one in content["quiz"]} >= {"single", "judgement"}
    for one in content["quiz"]:
        assert one["answers"] and max(one["answers"]) < len(one["options"])
        assert set(one["sources"]) <= marks and one["sources"]


def _texts(case: Any, kind: str) -> list[str]:
    return [p["text"] for s in case["sections"] if s["kind"] == kind for p in s["passages"]]


def test_no_known_value_of_the_key_stands_in_the_content(desk: Desk, pack: str) -> None:
    with session_of(desk) as session:
        store = PackStore(session, KeyBox.open(desk.data / "keys" / "packs.key", needed=True))
        pack_id = pack.rpartition("/")[2]
        key, content = store.key(pack_id).key, store.content(pack_id)
    known = {one.value for one in key.known}
    assert {"陆明远", "温玉成"} <= known
    held = Holding(key.known)
    assert held.kinds_in("证人陆 明远证实") == (Kind.PERSON,)
    assert [one for one in texts_of(content) if held.kinds_in(one)] == []


def test_originals_cannot_be_reached_from_a_pack(desk: Desk, pack: str) -> None:
    shown = json.dumps(
        [desk.done("second", "GET", pack), desk.done("second", "GET", f"{pack}/content")],
        ensure_ascii=False,
    )
    assert not [name for name in NAMES if name in shown]
    assert not [one for one in desk.documents.values() if one in shown or one[:12] in shown]
    assert "case-" not in shown
    assert desk.send("stranger", "GET", f"{pack}/content").status_code == 404


def test_one_person_has_one_alias_in_a_pack_and_others_for_another_recipient(desk: Desk) -> None:
    aliases = []
    for recipient in ("沙湾市行政审批局", "青石县政务服务中心", "沙湾市行政审批局"):
        made = desk.built(recipient=recipient)
        content = desk.done("trainer", "GET", f"{made}/content")["content"]
        text = json.dumps(content["cases"], ensure_ascii=False)
        found = set(re.findall("陆某[甲-癸子丑寅卯辰巳午未申酉戌亥乙丙丁戊己庚辛壬]+", text))
        assert len(found) == 1, found
        aliases.append(found.pop())
    assert aliases[0] == aliases[2] != aliases[1]


@pytest.fixture(scope="module")
def released(desk: Desk) -> str:
    """A pack that went the whole way; each refusal on it is asserted where it stands."""
    pack = desk.built()
    assert desk.send("trainer", "GET", f"{pack}/files/docx").json()["code"] == "PACK_NOT_RELEASED"
    submitted = desk.step("trainer", pack, "submit").json()
    assert submitted["state"] == "review" and len(submitted["facts"]["files"]) == 8
    told = release_of(submitted)
    assert desk.step("trainer", pack, "approve", told).status_code == 403
    wrong = {**told, "digests": {**told["digests"], "learner.docx": "0" * 64}}
    assert desk.step("chief", pack, "approve", wrong).json()["code"] == "PACK_CHANGED"
    missing = {**told, "digests": {}}
    assert desk.step("chief", pack, "approve", missing).json()["code"] == "PACK_CHANGED"
    if told["cleared"]:
        unanswered = {**told, "cleared": []}
        assert desk.step("chief", pack, "approve", unanswered).json()["code"] == "PACK_DOUBTS"
    released = desk.step("chief", pack, "approve", told)
    assert released.status_code == 200, released.text
    facts = released.json()["facts"]
    assert facts["approved_by"] and facts["approved_by"] != facts["submitted_by"]
    return pack


def test_the_released_file_leaves_and_no_other_and_it_is_audited(desk: Desk, released: str) -> None:
    pack = released
    answer = desk.send("trainer", "GET", f"{pack}/files/docx?variant=facilitator")
    digest = hashlib.sha256(answer.content).hexdigest()
    files = desk.done("trainer", "GET", pack)["facts"]["files"]
    assert digest in [one["sha256"] for one in files if one["format"] == "facilitator.docx"]
    entries = desk.client.get("/api/v1/audit", params={"action": "pack.export"}).json()
    assert pack.rpartition("/")[2] in json.dumps(entries)


def test_whoever_made_a_pack_does_not_release_it_and_it_may_be_sent_back(desk: Desk) -> None:
    pack = desk.built()
    told = desk.step("second", pack, "submit").json()
    assert desk.step("trainer", pack, "approve", release_of(told)).status_code == 403
    assert desk.step("chief", pack, "send-back").json()["code"] == "REASON_NEEDED"
    back = desk.step("chief", pack, "send-back", {"reason": "案例二太细"}).json()
    assert back["state"] == "returned"
    assert desk.step("trainer", pack, "withdraw", {"reason": "改期"}).json()["state"] == "withdrawn"
    assert desk.step("trainer", pack, "submit").json()["code"] == "TRANSITION_ILLEGAL"


def test_a_pack_says_that_it_needs_an_update(desk: Desk) -> None:
    pack = desk.built()
    assert not desk.done("trainer", "GET", f"{pack}/content")["needs_update"]
    paper = desk.documents["剖析.txt"]
    label = desk.done("keeper", "GET", f"/documents/{paper}/labels")[0]
    body = {
        "document_id": paper, "decision": "accept", "reviewer": "",
        "sentence": label["sentence"], "key": label["id"].split(":", 2)[2],
    }  # fmt: skip
    answer = desk.send("keeper", "POST", "/reviews", body)
    assert answer.status_code < 300, answer.text
    told = desk.done("trainer", "GET", f"{pack}/content")
    assert told["needs_update"]
    assert [one["codes"] for one in told["changes"]] == [["reviews"]]


def test_a_training_is_held_with_a_released_pack_and_its_feedback_counts(
    desk: Desk, released: str
) -> None:
    draft = desk.built().rpartition("/")[2]
    body = {"pack": draft, "held": "2026-03-02", "invited": 40}
    assert desk.send("trainer", "POST", "/trainings", body).json()["code"] == "PACK_NOT_RELEASED"
    body["pack"] = released.rpartition("/")[2]
    made = desk.done("trainer", "POST", "/trainings", body)
    path, version = f"/trainings/{made['id']}", made["version"]
    wrong = {"attended": 10, "answers": [{"question": 1, "answered": 12, "correct": 3}]}
    refused = desk.send("trainer", "POST", f"{path}:record", wrong, at=version)
    assert refused.json()["code"] == "COUNT_INVALID"
    unknown = {"attended": 10, "feedback": [{"case": 9, "asked": 5, "recognised": 3}]}
    refused = desk.send("trainer", "POST", f"{path}:record", unknown, at=version)
    assert refused.json()["code"] == "COUNT_INVALID"
    before = {one["name"]: one["after"] for one in desk.done("trainer", "GET", "/packs:weights")}
    result = {
        "attended": 36,
        "answers": [{"question": 1, "answered": 36, "correct": 30}],
        "feedback": [{"case": 1, "asked": 30, "recognised": 27}],
        "remarks": "案例一像我们窗口",
    }
    held = desk.done("trainer", "POST", f"{path}:record", result, at=version)
    assert (held["state"], held["facts"]["attended"]) == ("held", 36)
    weights = desk.done("trainer", "GET", "/packs:weights")
    after = {one["name"]: one for one in weights}
    assert after["position"]["high"] == 1 and after["position"]["lift"] > 0
    assert after["position"]["after"] != before["position"]
    assert sum(one["after"] for one in weights) == pytest.approx(1.0, abs=1e-3)


def test_a_case_that_is_gone_stops_the_pack(desk: Desk) -> None:
    extra = PAPERS["窗口乙.txt"].replace("温玉成", "贺长林").replace("刑初12号", "刑初99号")
    take_in(desk, {"窗口丙.txt": extra.replace("临川县", "清源县")})
    paper = desk.documents["窗口丙.txt"]
    pack = desk.released()
    gone = desk.client.delete(f"/api/v1/documents/{paper}", headers={"X-Act-As": "keeper"})
    assert gone.status_code < 300, gone.text
    told = desk.done("trainer", "GET", f"{pack}/content")
    assert ["gone"] in [one["codes"] for one in told["changes"]]
    assert desk.send("trainer", "GET", f"{pack}/files/zip").json()["code"] == "PACK_GONE"


def session_of(desk: Desk) -> Session:
    return Session(create_engine(f"sqlite:///{desk.data / 'lianjian.db'}"))
