"""Administration from pages: accounts, grants, keys, the audit, the system, words and models."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.app import create_app
from api.model_cards import shipped_models
from api.pages.cards import blocks, runs
from api.settings import Settings
from kb.governance.access import Level, Role
from kb.store.case_rows import open_case_row
from tests.api.pages.browsing import Tab, settle

SCRIPT = "<img src=x onerror=alert(1)>"
FIRST, OWN = "spring rain on green hills", "autumn moon over the lake"
CASE = "case-0011223344556677"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("admin"), sign_in="on"))
    with TestClient(app):
        department = settle(
            app,
            ("an", "安全员", Role.SECURITY_ADMIN),
            ("ji", "审计员", Role.AUDIT_ADMIN),
            ("xi", "系统员", Role.SYSTEM_ADMIN),
            ("ban", "办案员", Role.INVESTIGATOR),
        )
        settle(app, ("wai", "外单位办案员", Role.INVESTIGATOR), department="外单位")
        with app.state.service.governing.audit.writing() as work:
            open_case_row(
                work.session, CASE, title="某县粮库案", level=Level.INTERNAL, department=department
            )
        yield app


@pytest.fixture
def security(app: FastAPI) -> Tab:
    return Tab(app, "an")


NEW = {"name": "lin", "display_name": "林某", "clearance": "1", "roles": ["trainer"], "unit": ""}


def test_a_new_account_signs_in_and_must_change_its_password(app: FastAPI, security: Tab) -> None:
    page = security.done("/admin/accounts/new", {**NEW, "password": FIRST})
    assert "已建账号“lin”" in page and "待改口令" in page
    tab = Tab(app, "lin", FIRST)
    assert tab.client.get("/packs").headers["location"] == "/password"
    changed = {"old": FIRST, "new": OWN, "again": OWN}
    assert "口令已改" in tab.done("/password", changed)
    assert "教育包" in tab.get("/")
    assert "林某" in security.get("/admin/accounts")


def test_what_is_wrong_with_a_new_account_is_said_beside_the_form(security: Tab) -> None:
    form = "/admin/accounts/new"
    given = {**NEW, "name": "an", "display_name": SCRIPT, "password": FIRST}
    page = security.refused(form, given, "ACCOUNT_EXISTS")
    assert 'value="an"' in page and "spring rain" not in page
    assert SCRIPT not in security.post(form, given).text
    both = {**given, "name": "liang", "roles": ["system_admin", "security_admin"]}
    assert "checked" in security.refused(form, both, "ROLES_CONFLICT")
    security.refused(form, {**given, "name": "ruo", "password": "12345678"}, "PASSWORD_WEAK")
    security.refused(form, {**given, "name": "", "password": FIRST}, "FIELD_INVALID")
    page = security.refused(
        form, {**given, "name": "gao", "clearance": "9", "password": FIRST}, "级别"
    )
    assert FIRST not in page


def test_an_account_is_changed_disabled_and_given_a_password(app: FastAPI, security: Tab) -> None:
    security.done(
        "/admin/accounts/new", {**NEW, "name": "qian", "display_name": "钱某", "password": FIRST}
    )
    path = re.findall(r"/admin/accounts/([^\"/]+)\">qian<", security.get("/admin/accounts"))[0]
    path = f"/admin/accounts/{path}"
    page = security.done(path, {**NEW, "display_name": "钱某某", "roles": ["reviewer"]}, shown=path)
    assert "钱某某（qian）" in page and "审理复核" in page
    security.done(f"{path}/password", {"password": OWN}, shown=path)
    assert Tab(app, "qian", OWN).client.get("/").headers["location"] == "/password"
    security.refused(f"{path}/password", {"password": "short"}, "PASSWORD_WEAK", shown=path)
    gone = {**NEW, "display_name": "钱某某", "roles": ["reviewer"], "disabled": "yes"}
    assert "已停用" in security.done(path, gone, shown=path)
    refused = Tab(app).post("/sign-in", {"name": "qian", "password": OWN})
    assert refused.status_code == 401
    assert "已解除锁定" in security.done(f"{path}/unlock", {}, shown=path)
    assert "NOT_FOUND" in security.get("/admin/accounts/nobody", 404)


def test_the_last_security_administrator_stays(security: Tab) -> None:
    path = re.findall(r"(/admin/accounts/[^\"]+)\">an<", security.get("/admin/accounts"))[0]
    values = {**NEW, "display_name": "安全员", "roles": ["trainer"]}
    security.refused(path, values, "LAST_SECURITY_ADMIN", shown=path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ban", "/admin/accounts"),
        ("xi", "/admin/accounts/new"),
        ("an", "/admin/audit"),
        ("an", "/admin/system"),
        ("ji", "/admin/grants"),
        ("ban", "/admin/departments"),
    ],
)
def test_rooms_of_others_stay_closed(app: FastAPI, name: str, path: str) -> None:
    tab = Tab(app, name)
    assert "NOT_ALLOWED" in tab.get(path, 403)
    assert f'href="{path}"' not in tab.get("/")


@pytest.mark.parametrize(
    ("name", "path", "values"),
    [
        ("ji", "/admin/accounts/new", {**NEW, "password": FIRST}),
        ("an", "/admin/departments", {"name": "新室"}),
        ("an", "/admin/audit/verify", {}),
        ("ban", "/admin/system/heal", {}),
        ("ban", "/admin/calendar", {"day": "2026-10-01", "working": "no"}),
        ("xi", f"/admin/grants/{CASE}", {"grantee": "department:x"}),
    ],
)
def test_changes_need_the_right_and_the_token(
    app: FastAPI, name: str, path: str, values: dict[str, str]
) -> None:
    tab = Tab(app, name)
    refused = tab.post(path, values, shown="/")
    assert refused.status_code == 403 and "NOT_ALLOWED" in refused.text
    right = {"new": "an", "verify": "ji", "heal": "xi", "calendar": "xi", "departments": "xi"}
    one = Tab(app, right.get(path.rpartition("/")[2], "ban"))
    forged = one.client.post(path, data=values)
    assert forged.status_code == 403 and "PAGE_STALE" in forged.text


def test_departments_stand_one_under_another(app: FastAPI) -> None:
    tab = Tab(app, "xi")
    page = tab.done("/admin/departments", {"name": "某市纪委监委", "parent": ""})
    above = re.findall(r'value="(dept-[0-9a-f]+)">某市纪委监委<', page)[0]
    page = tab.done("/admin/departments", {"name": f"第二室{SCRIPT}", "parent": above})
    assert 'class="depth-1">第二室' in page
    assert SCRIPT not in tab.raw("/admin/departments")
    again = tab.refused(
        "/admin/departments", {"name": "某市纪委监委", "parent": ""}, "DEPARTMENT_EXISTS"
    )
    assert 'value="某市纪委监委"' in again
    assert "部门由系统管理员建立" in Tab(app, "an").get("/admin/departments")


def test_a_case_is_opened_to_others_and_closed_again(app: FastAPI) -> None:
    tab, other = Tab(app, "ban"), Tab(app, "wai")
    path = f"/admin/grants/{CASE}"
    assert "NOT_FOUND" in other.get(path, 404)
    page = tab.get(path)
    outside = re.findall(r'value="(department:[^"]+)">部门：外单位<', page)[0]
    tab.refused(path, {"grantee": ""}, "FIELD_INVALID", shown=path)
    assert "已授权" in tab.done(path, {"grantee": outside}, shown=path)
    assert "授权" in other.get(path)
    passed_on = other.refused(path, {"grantee": outside}, "NOT_OWNER", shown=path)
    assert "NOT_OWNER" in passed_on
    grant = re.findall(rf"{path}/(\d+)/revoke", tab.get(path))[0]
    tab.refused(f"{path}/{10**21}/revoke", {}, "REQUEST_INVALID", shown=path)
    assert "授权已收回" in tab.done(f"{path}/{grant}/revoke", {}, shown=path)
    assert "NOT_FOUND" in other.get(path, 404)


def test_lowering_the_level_of_a_case_needs_a_reason(app: FastAPI) -> None:
    tab = Tab(app, "ban")
    path = f"/admin/grants/{CASE}"
    owner = re.findall(r'value="(dept-[^"]+)" selected', tab.get(path))[0]
    values = {"level": "0", "department": owner, "reason": ""}
    page = tab.refused(f"{path}/protection", values, "REASON_MISSING", shown=path)
    assert '<option value="0" selected' in page
    assert tab.client.get(f"/admin/grants?case={CASE}").headers["location"] == path


def test_a_key_is_told_once_and_opens_what_it_may(app: FastAPI) -> None:
    tab = Tab(app, "ban")
    values = {"name": "每日取数", "scopes": ["registers:read"], "level": "0", "days": "7"}
    made = tab.post("/me/keys", values, shown="/me")
    key = re.findall(r'class="secret">(lj_[^<]+)<', made.text)[0]
    program = TestClient(
        app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {key}"}
    )
    assert program.get("/api/v1/warnings").status_code == 200
    assert program.get("/api/v1/documents").status_code == 403
    page = tab.get("/me")
    assert key not in page and "每日取数" in page and "查阅登记与指标" in page
    prefix = re.findall(r"/me/keys/([^/]+)/revoke", page)[0]
    assert "密钥已收回" in tab.done(f"/me/keys/{prefix}/revoke", {}, shown="/me")
    assert program.get("/api/v1/warnings").status_code == 401
    beyond = {**values, "scopes": ["accounts:manage"]}
    assert "每日取数" in tab.refused("/me/keys", beyond, "NOT_ALLOWED", shown="/me")
    tab.refused("/me/keys", {**values, "days": "900"}, "有效天数", shown="/me")


def test_another_sign_in_is_ended_from_here(app: FastAPI) -> None:
    here, there = Tab(app, "ban"), Tab(app, "ban")
    path = re.findall(r"/me/sign-ins/[^\"]+/revoke", here.get("/me"))
    assert path
    for one in path:
        here.done(one, {}, shown="/me")
    assert there.client.get("/").headers["location"] == "/sign-in"
    assert "本处" in here.get("/me")


def test_the_audit_is_filtered_and_verified(app: FastAPI) -> None:
    tab = Tab(app, "ji")
    page = tab.get("/admin/audit?action=session.&actor=安全员")
    assert "session.open" in page and "account.add" not in page
    assert "没有这样的记录" in tab.get("/admin/audit?since=2020-01-01&until=2020-02-01")
    assert "session.open" in tab.get("/admin/audit?since=2020-01-01")
    assert "截止日 = x" in tab.get("/admin/audit?until=x", 400)
    for words in ("since=0001-01-01", "until=9999-12-31"):
        assert "PARAM_OUT_OF_RANGE" in tab.get(f"/admin/audit?{words}", 400)
    for path in ("/admin/audit", "/api/v1/audit"):
        assert "REQUEST_INVALID" in tab.get(f"{path}?before={10**21}", 422)
    verdict = tab.post("/admin/audit/verify", {}, shown="/admin/audit")
    assert re.search(r"完整。</b>从头核过 \d+ 条", verdict.text)
    assert SCRIPT not in tab.raw(f"/admin/audit?actor={SCRIPT}&subject={SCRIPT}")


def test_a_broken_trail_is_told_with_the_entry(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, sign_in="on"))
    with TestClient(app):
        settle(app, ("ji", "审计员", Role.AUDIT_ADMIN))
        tab = Tab(app, "ji")
        with create_engine(f"sqlite:///{tmp_path / 'lianjian.db'}").begin() as connection:
            for name in connection.scalars(
                text("SELECT name FROM sqlite_master WHERE type='trigger'")
            ).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("UPDATE audit SET actor='nobody' WHERE seq=2"))
        page = tab.post("/admin/audit/verify", {}, shown="/admin/audit").text
        assert "不完整" in page and 'href="#entry-2"' in page


def test_the_calendar_of_a_year(app: FastAPI) -> None:
    tab = Tab(app, "xi")
    before = int(re.findall(r"全年 (\d+) 个工作日", tab.get("/admin/calendar?year=2027"))[0])
    holiday = {"day": "2027-10-01", "working": "no", "name": f"国庆节{SCRIPT}"}
    page = tab.done("/admin/calendar", holiday)
    assert f"全年 {before - 1} 个工作日" in page
    assert SCRIPT not in tab.raw("/admin/calendar?year=2027")
    tab.refused("/admin/calendar", {**holiday, "working": ""}, "FIELD_NEEDED")
    assert "照常例" in tab.done("/admin/calendar/2027-10-01/remove", {}, shown="/admin/calendar")
    assert f"全年 {before} 个工作日" in tab.get("/admin/calendar?year=2027")
    far = {**holiday, "day": "9999-12-31"}
    assert "PARAM_OUT_OF_RANGE" in tab.post("/admin/calendar", far).text
    removed = tab.done("/admin/calendar/9999-12-31/remove", {}, shown="/admin/calendar")
    assert "本来就照常例" in removed
    assert "定一天" not in Tab(app, "ban").get("/admin/calendar")


def test_the_system_tells_how_much_and_never_what(app: FastAPI) -> None:
    tab = Tab(app, "xi")
    page = tab.get("/admin/system")
    assert "还没有备份" in page and "审计密钥" in page and "份文书" in page
    checked = tab.post("/admin/system/check", {}, shown="/admin/system")
    assert "一致。" in checked.text
    assert "一致。" in tab.post("/admin/system/heal", {}, shown="/admin/system").text
    told = tab.client.get("/api/v1/system").json()
    assert told["documents"] == 0 and told["schema_revision"]
    assert {one["name"] for one in told["precious"]} >= {"数据库", "审计密钥", "审计锚点"}


def test_the_vocabulary_is_searched(app: FastAPI) -> None:
    tab = Tab(app, "ban")
    assert "关键岗位长期不轮换" in tab.get("/admin/vocabulary")
    offences = tab.get("/admin/vocabulary?section=offences&q=受贿")
    assert "<b>受贿罪</b>" in offences and "<b>贪污罪</b>" not in offences
    assert "里没有" in tab.get("/admin/vocabulary?section=domains&q=不存在的词")
    assert "NOT_FOUND" in tab.get("/admin/vocabulary?section=x", 404)
    found = tab.client.get("/api/v1/vocabulary", params={"section": "offences", "q": "受贿"}).json()
    assert {one["section_name"] for one in found["entries"]} == {"罪名"}
    assert SCRIPT not in tab.raw(f"/admin/vocabulary?q={SCRIPT}")


def test_every_model_has_its_card_with_tables(app: FastAPI) -> None:
    tab = Tab(app, "ban")
    assert {one["id"] for one in tab.client.get("/api/v1/models").json()} >= {"charges", "labels"}
    for one in shipped_models():
        if one.card:
            page = tab.get(f"/admin/models/{one.id}")
            assert "<table>" in page and "|---" not in page and "**" not in page
    assert "NOT_FOUND" in tab.get("/admin/models/nothing", 404)


def test_a_card_is_read_into_blocks() -> None:
    table = "| a | b |\n|---|---|\n| 1 | `2` |"
    card = f"# 题\n\n## 一\n甲**乙**\n\n{table}\n\n1. 甲\n   续\n2. 乙\n\n    make"
    kinds = [one.kind for one in blocks(card)]
    assert kinds == ["heading", "text", "table", "list", "code"]
    rows, items = blocks(card)[2], blocks(card)[3]
    assert [[cell[0].words for cell in row] for row in rows.rows] == [["a", "b"], ["1", "2"]]
    assert [row[0][0].words for row in items.rows] == ["甲 续", "乙"]
    assert [(one.words, one.look) for one in runs("见[此处](x)与**粗**")] == [
        ("见", ""),
        ("此处", ""),
        ("与", ""),
        ("粗", "bold"),
    ]


def test_a_machine_without_accounts_has_its_pages_too(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    with TestClient(app):
        tab = Tab(app)
        assert "单机使用，没有账号" in tab.get("/me")
        for path in ("/admin/accounts", "/admin/audit", "/admin/system", "/packs", "/trainings"):
            assert "<h1>" in tab.get(path)
