"""Backups over HTTP and on the page of the system, for the system administrator alone."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.backup_runner import Task
from api.backups import Wish, make_backup, own_backups
from api.settings import Settings
from kb.backup.shelf import Note, write_note
from kb.governance.access import Role, desktop_principal
from tests.api.pages.browsing import Tab, settle

PAGE = "/admin/system"
API = "/api/v1/backups"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("backed"), sign_in="on"))
    with TestClient(app):
        settle(
            app,
            ("an", "安全员", Role.SECURITY_ADMIN),
            ("ji", "审计员", Role.AUDIT_ADMIN),
            ("xi", "系统员", Role.SYSTEM_ADMIN),
            ("ban", "办案员", Role.INVESTIGATOR),
        )
        yield app


@pytest.fixture
def tab(app: FastAPI) -> Tab:
    return Tab(app, "xi")


def ended(tab: Tab) -> dict[str, Any]:
    """The task once it has ended, by its events; and the state that is told afterwards."""
    assert "event: end" in tab.client.get(f"{API}/task/events").text
    for _ in range(100):
        told: dict[str, Any] = tab.client.get(API).json()
        if told["task"]["state"] != "running":
            return told
        time.sleep(0.1)
    raise AssertionError(told["task"])


def test_a_service_without_backups_says_so(tab: Tab) -> None:
    page = tab.get(PAGE)
    assert "还没有备份" in page and "现在备份" in page and "同一块盘" in page
    told = tab.client.get(API).json()
    assert (told["backups"], told["late"], told["task"]) == ([], True, None)
    assert tab.client.get(f"{API}/task/events").text.startswith("event: end")


def test_a_backup_is_made_from_the_page_and_shown(app: FastAPI, tab: Tab) -> None:
    answer = tab.post(f"{PAGE}/backups", {}, shown=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#backups")
    told = ended(tab)
    assert told["task"]["state"] == "finished" and told["task"]["code"] == ""
    [one] = told["backups"]
    assert one["id"] == told["task"]["backup"] and one["verified_at"] and not told["late"]
    page = tab.get(PAGE)
    assert "还没有备份" not in page and one["id"] in page and "完整" in page
    assert "没有演练过" in page and "已备份并核验" in page
    audit = Tab(app, "ji").get("/admin/audit?action=backup.")
    assert one["id"] in audit and "备份" in audit


def test_a_backup_is_verified_and_a_damaged_one_is_said(app: FastAPI, tab: Tab) -> None:
    settings = app.state.service.settings
    made = make_backup(app.state.service.governing, desktop_principal(), told=lambda *_: None)
    assert tab.client.post(f"{API}/{made.id}:verify").status_code == 202
    assert ended(tab)["task"]["state"] == "finished"
    words = bytearray(made.path.read_bytes())
    words[-1] ^= 1
    made.path.write_bytes(words)
    tab.post(f"{PAGE}/backups/{made.id}/verify", {}, shown=PAGE)
    task = ended(tab)["task"]
    assert (task["action"], task["state"], task["code"]) == ("verify", "failed", "BACKUP_INVALID")
    page = tab.get(PAGE)
    assert "核验没有通过" in page and "不能用" in page and "BACKUP_INVALID" in page
    assert own_backups(settings)[0].note.fault == "BACKUP_INVALID"
    made.path.unlink()


def test_an_old_backup_and_a_failed_drill_are_warned_of(app: FastAPI, tab: Tab) -> None:
    settings = app.state.service.settings
    for one in own_backups(settings):
        one.path.unlink()
    made = make_backup(app.state.service.governing, desktop_principal(), told=lambda *_: None)
    aged = made.path.read_bytes()
    at = datetime(2026, 1, 2, tzinfo=UTC)
    note = Note("asked", at, "", at, "BACKUP_AUDIT_BROKEN", 9)
    write_note(made.path, note)
    assert "没有成功" in tab.get(PAGE) and "BACKUP_AUDIT_BROKEN" in tab.get(PAGE)
    made.path.write_bytes(re.sub(rb'"created_at":"\d{4}', b'"created_at":"2020', aged, count=1))
    page = tab.get(PAGE)
    assert "已超过 7 天" in page
    assert tab.client.get(API).json()["late"] is True
    made.path.unlink()


def test_one_at_a_time_and_the_page_follows_it(app: FastAPI, tab: Tab) -> None:
    runner = app.state.backups
    before, runner._task = runner._task, Task("create", step="seal", done=3, whole=10)
    try:
        assert tab.client.post(API).json()["code"] == "BACKUP_RUNNING"
        page = tab.get(PAGE)
        assert "压缩加密" in page and 'value="3"' in page and "/api/v1/backups/task/events" in page
        assert "BACKUP_RUNNING" in tab.post(f"{PAGE}/backups", {}, shown=PAGE).text
    finally:
        runner._task = before


@pytest.mark.parametrize("name", ["an", "ji", "ban"])
def test_it_is_for_the_system_administrator_alone(app: FastAPI, name: str) -> None:
    other = Tab(app, name)
    for method, path in (
        ("GET", API),
        ("POST", API),
        ("POST", f"{API}/lianjian-20260304T050607Z-00000000:verify"),
        ("GET", f"{API}/task/events"),
        ("POST", f"{PAGE}/backups"),
    ):
        assert other.client.request(method, path).status_code == 403, path


def test_a_form_of_nobody_begins_nothing(tab: Tab) -> None:
    answer = tab.client.post(f"{PAGE}/backups", data={"form_token": "0" * 64})
    assert answer.status_code == 403


@pytest.mark.parametrize("id", ["x", "..", "lianjian-20260304T050607Z-00000000", "%2e%2e%2fx"])
def test_an_unknown_backup_is_not_found(id: str, tab: Tab) -> None:
    assert tab.client.post(f"{API}/{id}:verify").status_code == 404


def test_a_key_that_others_may_read_is_said_on_the_page(app: FastAPI, tab: Tab) -> None:
    key: Path = app.state.service.settings.key_of_backups
    key.chmod(0o444)
    try:
        page = tab.get(PAGE)
        assert "SECRET_WEAK" in page and "份文书" in page
    finally:
        key.chmod(0o400)


def test_backups_of_other_services_are_not_told_of(app: FastAPI, tab: Tab, tmp_path: Path) -> None:
    settings = app.state.service.settings
    wish = Wish(folder=settings.backup_folder, key_file=tmp_path / "other.key")
    made = make_backup(app.state.service.governing, desktop_principal(), wish, told=lambda *_: None)
    assert made.id not in tab.get(PAGE)
    made.path.unlink()
