"""The board and the warnings: numbers with their rows, maps, steps of a warning, who may what."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.demo.play import play_registers
from api.pages.board_lines import months_until
from api.settings import Settings
from kb.governance.access import Level, Role, desktop_principal
from kb.prevention.chain_facts import LOOPHOLES
from kb.prevention.ledger_facts import WARNINGS, WarningFacts
from kb.registers.records import Placing
from kb.store.registry import Registry, Wanted
from kb.terms import load_taxonomy
from tests.api.pages.browsing import Tab, settle

SCRIPT = "<script>alert(1)</script>"
YEARS = "from=2024-01-01&as_of=2026-11-01"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("board"), sign_in="on"))
    with TestClient(app):
        department = settle(
            app,
            ("fang", "预防员", Role.PREVENTION),
            ("shen", "审理员", Role.REVIEWER),
            ("xuan", "宣教员", Role.TRAINER),
            ("xi", "系统员", Role.SYSTEM_ADMIN),
        )
        settle(app, ("wai", "外人", Role.PREVENTION), department="外单位")
        play_registers(app.state.service.governing, department=department)
        yield app


def registry_of(app: FastAPI, work: object) -> Registry:
    return Registry(work.session, desktop_principal(), work.record, load_taxonomy())  # type: ignore[attr-defined]


def raised(app: FastAPI, title: str = "某单位整改逾期", unit: str = "") -> str:
    """A warning to be worked on, of the department of 预防室."""
    with app.state.service.governing.audit.writing() as work:
        registry = registry_of(app, work)
        known = registry.all(WARNINGS, Wanted(equal=(("state", ("closed",)),)))[0]
        facts = WarningFacts(
            title=title,
            rule="long_tenure",
            grade="red",
            unit=known.facts.unit,
            subjects=known.facts.subjects,
            grounds=(f"{known.facts.subjects[0]}：任职六年",),
            signature=title,
            raised=date(2026, 3, 2),
        )
        placing = Placing(Level.INTERNAL, known.head.department)
        return registry.add(WARNINGS, facts, placing).id


@pytest.fixture(scope="module")
def tab(app: FastAPI) -> Tab:
    return Tab(app, "fang")


def test_every_indicator_says_what_it_is_or_why_not(tab: Tab) -> None:
    page = tab.get(f"/board?{YEARS}")
    assert "整改完成率" in page and "工作机制完善情况" in page
    assert "2024年1月1日至2026年11月1日" in page
    assert re.search(r"算不出</span> 未评", page)
    assert "质量" in page
    empty = tab.get("/board?from=2019-01-01&as_of=2019-12-31")
    assert "分母为零，无法计算" in empty


def test_a_number_leads_to_its_rows(tab: Tab) -> None:
    page = tab.get(f"/board/indicators/overdue_rate?{YEARS}")
    rows = re.findall(r'<tr data-entry><td><a href="([^"]+)"', page)
    numbers = re.findall(r'<span class="count">(\d+)</span>', page)
    assert rows and len(rows) == int(numbers[0])
    assert all(one.startswith("/ledger/item-") for one in rows)
    below = tab.get(f"/board/indicators/overdue_rate?{YEARS}&part=denominator")
    assert len(re.findall(r"<tr data-entry>", below)) == int(numbers[1])
    assert "近十二个月" in page and "<polyline" in page


def test_an_unknown_indicator_or_day_is_refused_in_chinese(tab: Tab) -> None:
    assert "NOT_FOUND" in tab.get("/board/indicators/nothing", 404)
    assert "截止日 = soon" in tab.get("/board?as_of=soon", 400)
    assert "PARAM_OUT_OF_RANGE" in tab.get("/board?from=2026-05-01&as_of=2026-04-01", 400)
    assert SCRIPT not in tab.raw(f"/board?unit={SCRIPT}&domain={SCRIPT}")


@pytest.mark.parametrize(
    "path",
    [
        "/board?as_of=9999-12-31",
        "/board?from=0001-01-01",
        "/board/trends?as_of=0001-05-05",
        "/warnings/broken-chain?as_of=9999-12-31",
        "/api/v1/indicators?as_of=9999-12-31",
        "/api/v1/indicators?from=0001-01-01",
        "/api/v1/broken-chain?as_of=9999-12-31",
    ],
)
def test_a_day_of_no_likely_year_is_refused(tab: Tab, path: str) -> None:
    assert "PARAM_OUT_OF_RANGE" in tab.get(path, 400)


def test_lines_break_where_a_month_has_no_value(tab: Tab) -> None:
    page = tab.get(f"/board/trends?{YEARS}")
    assert page.count('<svg class="trend"') >= 5
    assert "十二个月里都没有数" in page
    [first, *_, last] = months_until(date(2026, 3, 15))
    assert (first.start, last.start, last.end) == (
        date(2025, 4, 1),
        date(2026, 3, 1),
        date(2026, 3, 15),
    )


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/board/heat-map", r'href="(\?[^"]*loophole=[^"]+)"[^>]*>(\d+)<'),
        ("/board/coverage", r'href="(/board/coverage\?[^"]*kind=[^"]+)"[^>]*>(\d+)<'),
        ("/board/risk-map", r'href="(/board/risk-map\?[^"]*place=[^"]+)"[^>]*>(\d+)<'),
        ("/board/lead-times", r'href="(/board/lead-times\?[^"]*leg=[^"]+)"[^>]*>(\d+)<'),
    ],
)
def test_every_number_of_a_map_opens_so_many_records(tab: Tab, path: str, link: str) -> None:
    found = re.findall(link, tab.get(f"{path}?{YEARS}"))
    assert len(found) >= 3
    for target, number in found[:4]:
        assert tab.get(urljoin(path, target)).count("<tr data-entry>") == int(number), target


@pytest.mark.parametrize(
    "path",
    [
        "/board/heat-map?column=x&loophole=y",
        "/board/coverage?kind=x",
        "/board/risk-map?place=x",
        "/board/lead-times?leg=x",
    ],
)
def test_a_cell_that_there_is_not(tab: Tab, path: str) -> None:
    assert "NOT_FOUND" in tab.get(path, 404)


def test_what_may_not_be_read_is_not_counted(app: FastAPI) -> None:
    other = Tab(app, "wai")
    assert "还没有确认的漏洞" in other.get("/board/heat-map")
    assert "没有记录计入" in other.get(f"/board/indicators/overdue_rate?{YEARS}")
    with app.state.service.transactions.reading() as session:
        registry = Registry(session, desktop_principal(), print, load_taxonomy())
        known = registry.all(LOOPHOLES)[0].facts.description
    assert known not in other.get("/warnings/recurrences")


def test_whoever_has_no_registers_has_no_board(app: FastAPI) -> None:
    tab = Tab(app, "xi")
    assert "看板" not in tab.get("/me")
    assert "NOT_ALLOWED" in tab.get("/board", 403)
    assert "NOT_ALLOWED" in tab.get("/warnings", 403)


def test_warnings_by_level_and_state(tab: Tab) -> None:
    page = tab.get("/warnings?state=")
    assert "红色（高危）" in page and "仅供参考，只提示复核，非违纪违法认定" in page
    red = tab.get("/warnings?state=&grade=red")
    assert "橙色（风险）</span></td>" not in red
    rows = re.findall(r'<tr data-entry class="(\w*)"', red)
    assert rows and set(rows) == {"bad"}
    assert "没有这样的预警" in tab.get("/warnings?state=dismissed&unit=unit-nothing")


def test_a_warning_is_signed_for_verified_and_closed(app: FastAPI, tab: Tab) -> None:
    path = f"/warnings/{raised(app, SCRIPT)}"
    page = tab.get(path)
    assert SCRIPT not in tab.raw(path)
    assert "应对" in page and "任职六年" in page
    signed = tab.done(f"{path}/acknowledge", {"version": tab.version(path)}, shown=path)
    assert "已签收，请核查。" in signed and "预防员" in signed
    values = {"version": tab.version(path), "founded": "", "finding": "查了三本台账"}
    again = tab.refused(f"{path}/verify", values, "FIELD_NEEDED", shown=path)
    assert "查了三本台账</textarea>" in again
    tab.refused(
        f"{path}/verify", {**values, "founded": "yes", "finding": " "}, "REASON_NEEDED", shown=path
    )
    checked = tab.done(f"{path}/verify", {**values, "founded": "yes"}, shown=path)
    assert "信号成立" in checked and "排除的理由" not in checked
    refused = {"version": tab.version(path), "reason": "没有问题"}
    tab.refused(f"{path}/dismiss", refused, "WARNING_FOUNDED", shown=path)
    closed = {"version": tab.version(path), "action": "已约谈并轮岗"}
    assert "已约谈并轮岗" in tab.done(f"{path}/close", closed, shown=path)
    assert "已经了结" in tab.get(path)


def test_a_warning_that_was_moved_is_still_shown(app: FastAPI, tab: Tab) -> None:
    moved = raised(app, "定级有变")
    with app.state.service.governing.audit.writing() as work:
        registry = registry_of(app, work)
        kept = registry.get(WARNINGS, moved)
        registry.place(WARNINGS, kept, Placing(Level.SENSITIVE, kept.head.department))
    assert "改归" in tab.get(f"/warnings/{moved}")


def test_a_stale_form_says_who_came_first(app: FastAPI, tab: Tab) -> None:
    path = f"/warnings/{raised(app, '两人同办')}"
    version = tab.version(path)
    tab.done(f"{path}/acknowledge", {"version": version}, shown=path)
    other = Tab(app, "shen")
    late = {"version": version, "founded": "no", "finding": "所填仍在"}
    page = other.refused(f"{path}/verify", late, "VERSION_STALE", shown=path)
    assert "预防员已在" in page and "所填仍在</textarea>" in page
    other.refused(f"{path}/dismiss", {"reason": "没有版本"}, "PRECONDITION_REQUIRED", shown=path)


def test_steps_need_the_right_and_the_token(app: FastAPI) -> None:
    path = f"/warnings/{raised(app, '只许看')}"
    tab = Tab(app, "xuan")
    assert "您的角色只能查看" in tab.get(path)
    answer = tab.post(f"{path}/acknowledge", {"version": "1"}, shown="/")
    assert answer.status_code == 403 and "NOT_ALLOWED" in answer.text
    forged = Tab(app, "fang").client.post(f"{path}/acknowledge", data={"version": "1"})
    assert forged.status_code == 403 and "PAGE_STALE" in forged.text
    assert Tab(app, "wai").get(path, 404)


def test_the_rules_may_be_run_now(app: FastAPI, tab: Tab) -> None:
    assert "已按规则查过一遍" in tab.done("/warnings/run", {}, shown="/warnings")
    refused = Tab(app, "xuan").post("/warnings/run", {}, shown="/")
    assert refused.status_code == 403


def test_the_broken_chain_names_what_is_missing(tab: Tab) -> None:
    page = tab.get("/warnings/broken-chain?as_of=2026-11-01")
    counts = re.findall(r"<b>(\d+)</b><span>(漏洞没有措施|销号没有评估)</span>", page)
    assert {words: int(count) for count, words in counts}["漏洞没有措施"] > 0
    one = tab.get("/warnings/broken-chain?as_of=2026-11-01&link=loophole_without_measure")
    assert one.count("<tr data-entry>") == int(counts[0][0])
    assert "没有断链" in tab.get("/warnings/broken-chain?as_of=2019-01-01")
    assert "NOT_FOUND" in tab.get("/warnings/broken-chain?link=nothing", 404)


def test_the_radar_shows_what_a_loophole_calls_to_mind(app: FastAPI, tab: Tab) -> None:
    page = tab.get("/warnings/recurrences")
    ids = re.findall(r"/warnings/recurrences\?record=([a-z]+-[0-9a-f]+)", page)
    assert {one.rpartition("-")[0] for one in ids} == {"clue", "loophole"}
    found = [tab.get(f"/warnings/recurrences?record={one}") for one in ids]
    assert any("相同之处" in one for one in found)
    assert any("没有相同的销号事项" in one for one in found)
    assert "RECURRENCE_KIND" in tab.get("/warnings/recurrences?record=unit-1", 422)


def test_what_is_kept_of_the_board_follows_a_change_at_once(app: FastAPI) -> None:
    def confirmed(name: str) -> int:
        page = Tab(app, name).get("/board/heat-map")
        return int(re.search(r"已确认的制度漏洞 (\d+) 条", page)[1])  # type: ignore[index]

    before = confirmed("fang")
    assert confirmed("fang") == before
    with app.state.service.governing.audit.writing() as work:
        registry = registry_of(app, work)
        known = registry.all(LOOPHOLES, Wanted(equal=(("state", ("confirmed",)),)))[0]
        placing = Placing(Level.INTERNAL, known.head.department)
        registry.add(LOOPHOLES, known.facts, placing, state="confirmed")
    assert confirmed("fang") == before + 1
    assert "还没有确认的漏洞" in Tab(app, "wai").get("/board/heat-map")


def test_many_warnings_come_a_page_at_a_time_the_gravest_first(app: FastAPI) -> None:
    for number in range(52):
        raised(app, f"第{number}条")
    first, second = (Tab(app, "fang").get(f"/warnings?grade=red&page={at}") for at in (1, 2))
    assert first.count("<tr data-entry") == 50 and 1 < second.count("<tr data-entry") < 50
    assert 'rel="next"' in first and 'rel="next"' not in second and 'rel="prev"' in second
    everything = Tab(app, "fang").get("/warnings?state=")
    assert "red" in everything.split("<tbody>")[1].split("</tr>")[0] or (
        "红色" in everything.split("<tbody>")[1].split("</tr>")[0]
    )
