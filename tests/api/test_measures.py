"""Measures over HTTP and at the terminal: recommended, listed, proven; only what may be read."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.settings import Settings
from kb.governance.access import Level, Role, desktop_principal
from kb.prevention.chain_facts import LOOPHOLES, UNITS, LoopholeFacts, UnitFacts, UnitKind
from kb.prevention.ledger_facts import ITEMS, ItemFacts
from kb.registers.records import Placing
from kb.store.registry import Registry
from kb.terms import load_taxonomy
from tests.people import PAGE, Person, admit, browser

LETTER = """某市纪委监委监察建议书
某市纪监建〔2023〕4号
某区卫生健康局：
近期我委查处某区医院设备科科长受贿案，发现你局存在以下问题。
一、存在问题
设备采购需求由设备科一个科室提出、论证和验收，没有人复核参数，会计出纳由一人兼任。
二、建议
（一）由使用科室、财务科与纪检监察室三方共同验收设备，三十日内印发《设备验收管理办法》。
（二）建立不相容岗位分离制度，会计出纳分设，印鉴分人保管。
请于收到之日起六十日内书面回复我委。
某市纪委监委
2023年5月10日
"""
REPORT = """某区卫生健康局关于某市纪监建〔2023〕4号监察建议书整改情况的报告
某市纪委监委：
现将整改情况报告如下。
一、整改落实情况
（一）印发《设备验收管理办法》（某卫发〔2023〕5号），验收由三方签字并留存影像。
（二）会计出纳分设到位，印鉴由两人分管，每月对账一次。
二、整改成效
2023年12月，市纪委监委组织评估，整改评定为优秀。
某区卫生健康局
2023年12月20日
"""
QUESTION = "医院设备采购验收由一人完成，没有人复核，怎么堵"


@pytest.fixture(scope="module")
def stocked(client: TestClient, upload: Callable[..., dict[str, Any]]) -> TestClient:
    """The two papers, and items of the ledger with a measure: five held, and one that relapsed."""
    upload({"建议书.txt": LETTER, "整改报告.txt": REPORT})
    tell_items(client.app, department="", relapses=1)
    return client


def tell_items(served: Any, *, department: str, relapses: int) -> None:
    """Items with 不相容岗位分离 that were written off in time long ago."""
    with served.state.service.governing.audit.writing() as work:
        registry = Registry(work.session, desktop_principal(), work.record, load_taxonomy())
        inside = Placing(level=Level.SENSITIVE, department=department)
        for number in range(6):
            unit = UnitFacts(name=f"{department}某院{number}", kind=UnitKind.HOSPITAL)
            unit_id = registry.add(UNITS, unit, Placing(department=department)).id
            facts = ItemFacts(
                problem="会计出纳由一人兼任",
                measures=("segregate_duties",),
                loopholes=("incompatible_posts",),
                unit=unit_id,
                due=date(2022, 6, 30),
                written_off=date(2022, 5, 1),
                grade="excellent",
            )
            registry.add(ITEMS, facts, inside, state="written_off")
            if number < relapses:
                again = LoopholeFacts(
                    term="incompatible_posts",
                    description="又由一人兼任",
                    unit=unit_id,
                    found=date(2022, 12, 1),
                )
                registry.add(LOOPHOLES, again, inside, state="confirmed")


def ask(client: TestClient, **body: Any) -> Any:
    answer = client.post("/api/v1/measures:recommend", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def terms(plan: Any) -> list[str]:
    return [one["term"]["key"].partition(":")[2] for one in plan["measures"]]


def test_a_problem_in_words_gets_measures_with_their_reasons(stocked: TestClient) -> None:
    plan = ask(stocked, text=QUESTION)
    assert "procurement_control" in terms(plan)[:5] and "本人可见" in plan["note"]
    for one in plan["measures"]:
        assert one["why"] and one["evidence_required"]
        assert one["fit"] == pytest.approx(
            sum(part["contribution"] for part in one["parts"]), abs=1e-3
        )
        factors = one["fit"] * one["standing"] * 0.85 ** one["repeated"]
        assert one["score"] == pytest.approx(factors, abs=1e-3)
        assert f"{one['proven']['n']} 项" in one["proven"]["text"]


def test_a_measure_shows_the_exact_words_and_what_they_say(stocked: TestClient) -> None:
    plan = ask(stocked, text="会计出纳由一人兼任怎么办")
    one = next(m for m in plan["measures"] if m["term"]["key"] == "measures:segregate_duties")
    said = one["statements"][0]
    text = stocked.get(f"/api/v1/documents/{said['document']['id']}/text").text
    assert said["quote"]["text"].strip() in text
    assert one["cases"][0]["title"]
    every = [each for m in plan["measures"] for each in m["statements"]] + plan["further"]
    rules = {found["value"] for each in every for found in each["rules"]}
    assert "设备验收管理办法" in rules


def test_a_grade_is_never_bare(stocked: TestClient) -> None:
    plan = ask(stocked, loopholes=["不相容岗位未分离"], limit=10)
    known = {one["term"]["key"]: one["proven"] for one in plan["measures"]}
    graded = known["measures:segregate_duties"]
    assert graded["n"] == 6 and graded["low"] < graded["mean"] < graded["high"]
    others = [one for key, one in known.items() if key != "measures:segregate_duties"]
    assert others and all(one["label"] == "尚无成效数据" and one["mean"] is None for one in others)


def test_two_posts_with_one_loophole_get_different_plans(stocked: TestClient) -> None:
    plans = [
        terms(ask(stocked, loopholes=["incompatible_posts"], positions=[post], limit=5))
        for post in ("procurement_officer", "finance_officer")
    ]
    assert len(set(plans[0]) & set(plans[1])) <= 3
    assert plans[0][0] != plans[1][0] or plans[0][1] != plans[1][1]


def test_domains_and_kinds_of_units_are_asked_for_by_name(stocked: TestClient) -> None:
    plan = ask(stocked, domains=["医疗医保"], unit_kind="医疗卫生机构")
    assert plan["domains"][0]["key"] == "domain:healthcare"
    one = next(m for m in plan["measures"] if m["term"]["key"] == "measures:segregate_duties")
    used = next(part for part in one["parts"] if part["name"] == "unit_kind")
    assert used["value"] == 1.0


def test_a_case_asks_for_itself_and_is_not_its_own_example(stocked: TestClient) -> None:
    papers = stocked.get("/api/v1/documents").json()
    letter = next(one for one in papers if one["kind"]["key"] == "kind:supervision_suggestion")
    plan = ask(stocked, case_id=letter["case_id"])
    shown = [told["document"]["id"] for m in plan["measures"] for told in m["statements"]]
    assert plan["measures"] and letter["id"] not in shown


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({}, 400, "QUERY_EMPTY", id="nothing"),
        pytest.param({"text": "  "}, 400, "QUERY_EMPTY", id="blanks"),
        pytest.param({"loopholes": ["没有这种"]}, 422, "LABEL_UNKNOWN", id="loophole"),
        pytest.param({"positions": ["太守"]}, 422, "LABEL_UNKNOWN", id="position"),
        pytest.param({"unit_kind": "衙门"}, 422, "LABEL_UNKNOWN", id="unit_kind"),
        pytest.param({"case_id": "case-none"}, 404, "NOT_FOUND", id="case"),
        pytest.param({"text": "x", "more": 1}, 422, "REQUEST_INVALID", id="unknown_field"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    stocked: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    answer = stocked.post("/api/v1/measures:recommend", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_base_lists_statements_with_the_loopholes_they_answer(stocked: TestClient) -> None:
    every = stocked.get("/api/v1/measure-base", params={"limit": 200}).json()
    said = [one["quote"]["text"] for one in every["statements"]]
    assert any("三方共同验收设备" in one for one in said)
    assert not any("书面回复" in one for one in said)
    found = stocked.get("/api/v1/measure-base", params={"term": "不相容岗位分离"}).json()
    assert found["statements"]
    for one in found["statements"]:
        assert "measures:segregate_duties" in [term["key"] for term in one["terms"]]
        assert one["dimensions"] == ["单位"]


def test_the_base_is_paged_by_paper(stocked: TestClient) -> None:
    seen, after = [], ""
    for _ in range(10):
        page = stocked.get("/api/v1/measure-base", params={"limit": 1, "after": after}).json()
        seen += [
            (one["document"]["id"], one["quote"]["span"]["start"]) for one in page["statements"]
        ]
        after = page["after"]
        if not after:
            break
    whole = stocked.get("/api/v1/measure-base", params={"limit": 200}).json()["statements"]
    assert seen == [(one["document"]["id"], one["quote"]["span"]["start"]) for one in whole]


def test_outcomes_open_the_items_behind_each_grade(stocked: TestClient) -> None:
    found = stocked.get("/api/v1/measure-outcomes").json()["measures"]
    one = next(m for m in found if m["term"]["key"] == "measures:segregate_duties")
    assert len(one["outcomes"]) == one["proven"]["n"] == 6
    parts = {part["name"]: part for part in one["proven"]["components"]}
    assert (parts["no_relapse"]["successes"], parts["no_relapse"]["trials"]) == (5.0, 6.0)


def test_the_terminal_says_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "建议书.txt").write_text(LETTER, encoding="utf-8")
    environment = {"LIANJIAN_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200"}
    run = CliRunner()
    assert run.invoke(app, ["ingest", str(folder)], env=environment).exit_code == 0
    asked = ["measures", "recommend", "--text", QUESTION, "--json"]
    plan = json.loads(run.invoke(app, asked, env=environment).stdout)
    assert plan["measures"][0]["proven"]["text"] == "尚无成效数据（0 项）"
    shown = run.invoke(app, [*asked[:-1], "--position", "采购招标岗位"], env=environment).stdout
    assert "销号看：" in shown and "尚无成效数据" in shown
    listed = run.invoke(app, ["measures", "list"], env=environment).stdout
    assert "三方共同验收设备" in listed.replace("\n", "")
    assert "尚无成效数据" in run.invoke(app, ["measures", "outcomes"], env=environment).stdout


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """Two departments: one keeps the papers and the items, the other may see neither."""
    served = create_app(Settings(data_dir=tmp_path_factory.mktemp("rooms"), sign_in="on"))
    with TestClient(served, base_url=PAGE):
        keys = admit(
            served.state.service.governing,
            Person("owner", Role.PREVENTION, department="一室", clearance=Level.SENSITIVE),
            Person("other", Role.PREVENTION, department="二室", clearance=Level.SENSITIVE),
        )
        tell_items(served, department=keys["一室"], relapses=0)
        clients = {name: browser(served, name) for name in ("owner", "other")}
        sent = clients["owner"].post(
            "/api/v1/documents",
            files=[("files", ("建议书.txt", LETTER.encode()))],
            data={"level": "2"},
        )
        assert sent.status_code == 202, sent.text
        assert "end" in clients["owner"].get(f"/api/v1/jobs/{sent.json()['id']}/events").text
        yield clients


def test_papers_and_items_of_another_department_have_no_effect(
    rooms: dict[str, TestClient],
) -> None:
    answers = {name: ask(one, text=QUESTION, limit=20) for name, one in rooms.items()}
    own, other = (json.dumps(answers[name], ensure_ascii=False) for name in ("owner", "other"))
    assert "三方共同验收设备" in own and "6 项" in own
    assert "三方" not in other and "6 项" not in other
    for path in ("/api/v1/measure-base", "/api/v1/measure-outcomes"):
        assert "三方" not in rooms["other"].get(path).text
        assert "某院" not in rooms["other"].get(path).text
    counts = [
        {m["proven"]["n"] for m in rooms[name].get("/api/v1/measure-outcomes").json()["measures"]}
        for name in ("owner", "other")
    ]
    assert counts == [{0, 6}, {0}]
