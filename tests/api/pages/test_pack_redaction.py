"""The page of a pack beside its originals: marked in both, filtered, passages left out."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from kb.education.pack_facts import PACKS
from kb.governance.access import Level, Protection, Role, desktop_principal
from kb.model import RawFile
from kb.store.register_tables import table_of
from tests.api.pages.browsing import Tab, settle
from tests.api.pages.test_education import built
from tests.api.test_packs import PAPERS


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One case for everybody, one of another department alone."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("beside"), sign_in="on"))
    with TestClient(app):
        own = settle(app, ("xuan", "宣教员", Role.TRAINER), ("shen", "审理员", Role.REVIEWER))
        settle(app, ("wai", "外单位宣教员", Role.TRAINER), department="外单位")
        service = app.state.service
        with service.pool(workers=1) as pool:
            for name, protection in (
                ("窗口甲.txt", Protection(Level.PUBLIC, "")),
                ("窗口乙.txt", Protection(Level.INTERNAL, own)),
            ):
                intake = service.intake(pool, desktop_principal(), protection)
                list(intake.run([RawFile(name, PAPERS[name].encode())]))
        yield app


@pytest.fixture(scope="module")
def trainer(app: FastAPI) -> Tab:
    return Tab(app, "xuan")


@pytest.fixture(scope="module")
def path(trainer: Tab) -> str:
    return built(trainer)


def test_the_way_of_a_pack_leads_over_its_redaction(trainer: Tab, path: str) -> None:
    stops = ["给谁讲", "案例", "脱敏对照", "测验", "审批", "导出"]
    for page, here in (
        ("/packs/new", "给谁讲"),
        (f"{path}?view=cases", "案例"),
        (f"{path}/redaction", "脱敏对照"),
        (f"{path}?view=check", "审批"),
    ):
        way = re.search(r'<ol class="way".*?</ol>', trainer.get(page), re.DOTALL)
        assert way is not None
        told = [re.sub("<[^>]+>|（已过）", "", one) for one in re.findall(r"<li.*?</li>", way[0])]
        assert told == stops
        now = re.search(r'aria-current="step">([^<]+)<', way[0])
        assert now is not None and now[1] == here


def test_what_was_replaced_is_marked_in_both_with_its_kind_in_words(
    trainer: Tab, path: str
) -> None:
    answer = trainer.client.get(f"{path}/redaction")
    assert answer.headers["cache-control"] == "no-store"
    marks = re.findall(
        r'<mark class="swap swap-(\w+)"><small>(\w+)</small>([^<]+)</mark>', answer.text
    )
    assert ("name", "姓名", "陆明远") in marks
    assert any(kind == "name" and "陆某" in words for kind, _, words in marks)
    assert {kind for kind, _, _ in marks} >= {"name", "unit", "amount"}
    names = trainer.get(f"{path}/redaction?family=name&case=1")
    assert "案例2" not in re.sub(r"<nav.*?</nav>", "", names, flags=re.DOTALL)
    assert re.search(r'aria-current="true">\s*姓名', names)
    for odd in ("?case=x", "?family=x", f"?case={'9' * 20}", "?case=77"):
        assert trainer.client.get(f"{path}/redaction{odd}").status_code == 200
    for view in ("cases", "compare", "quiz", "guide", "check"):
        assert "陆明远" not in trainer.get(f"{path}?view={view}")


def test_whoever_may_not_read_a_paper_sees_that_it_is_not_shown(app: FastAPI, path: str) -> None:
    service = app.state.service
    pack_id = path.rpartition("/")[2]
    assert "NOT_FOUND" in Tab(app, "wai").get(f"{path}/redaction", 404)
    with service.governing.audit.writing() as work:
        row = table_of(PACKS)
        work.session.execute(row.update().where(row.c.id == pack_id).values(level=0))
    page = Tab(app, "wai").get(f"{path}/redaction")
    assert "段的原文您无权看" in page and "陆明远" in page
    for word in ("温玉成", "邱海生", "临川"):
        assert word not in page


def test_a_passage_is_left_out_and_taken_back(trainer: Tab) -> None:
    path = built(trainer)
    beside = f"{path}/redaction"
    page = trainer.raw(beside)
    number = re.findall(r'name="leave_out" value="(\d+)"', page)[3]
    form = {"version": trainer.version(beside), "leave_out": number, "case": "1"}
    left = trainer.done(beside, form)
    assert "这一段不用了" in left and f'name="take_back" value="{number}"' in left
    trainer.refused(beside, form, "VERSION_STALE")
    assert "不用一段" in trainer.get(path)
    again = {"version": trainer.version(beside), "take_back": number}
    assert "已恢复" in trainer.done(beside, again)
    for wrong in ("", "x", "9" * 20):
        trainer.refused(
            beside, {"version": trainer.version(beside), "leave_out": wrong}, "FIELD_INVALID"
        )
