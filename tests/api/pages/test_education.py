"""Packs and trainings from pages: the trainer's way from an audience to an exported file."""

import html
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.app import create_app
from api.register_requests import version_of
from api.settings import Settings
from kb.errors import WorkflowError
from kb.governance.access import Level, Protection, Role, desktop_principal
from kb.model import RawFile
from kb.store.tables import CaseRow
from tests.api.pages.browsing import Tab, settle
from tests.api.test_packs import PAPERS

SCRIPT = "<script>alert(1)</script>"
AUDIENCE = {
    "recipient": "沙湾市行政审批局",
    "positions": ["approval_officer"],
    "domains": ["administrative_approval"],
    "unit_kind": "party_government",
    "minutes": "60",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("packs"), sign_in="on"))
    with TestClient(app):
        settle(
            app,
            ("xuan", "宣教员", Role.TRAINER),
            ("shen", "审理员", Role.REVIEWER),
            ("ban", "办案员", Role.INVESTIGATOR),
        )
        settle(app, ("wai", "外单位宣教员", Role.TRAINER), department="外单位")
        service = app.state.service
        with service.pool(workers=1) as pool:
            intake = service.intake(pool, desktop_principal(), Protection(Level.PUBLIC, ""))
            papers = [RawFile(name, PAPERS[name].encode()) for name in PAPERS if name != "剖析.txt"]
            list(intake.run(papers))
        yield app


@pytest.fixture(scope="module")
def trainer(app: FastAPI) -> Tab:
    return Tab(app, "xuan")


def query(**other: str) -> str:
    pairs = [
        f"{name}={one}"
        for name, value in {**AUDIENCE, **other}.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return "/packs/new?" + "&".join(pairs)


def built(tab: Tab, **other: Any) -> str:
    answer = tab.post("/packs/new", {**AUDIENCE, **other})
    assert answer.status_code == 303, html.unescape(answer.text)[-2000:]
    path, _, view = answer.headers["location"].rpartition("/")
    assert view == "redaction"
    return path


def release_form(tab: Tab, path: str) -> dict[str, Any]:
    page = tab.get(f"{path}?view=check")
    return {
        "version": tab.version(f"{path}?view=check"),
        "seen": re.findall(r'name="seen" value="([^"]+)"', page),
        "cleared": re.findall(r'name="cleared" value="([^"]+)"', page),
        "level": "",
    }


@pytest.fixture(scope="module")
def submitted(trainer: Tab) -> str:
    path = built(trainer)
    page = trainer.done(
        f"{path}/submit", {"version": trainer.version(f"{path}?view=check")}, shown=path
    )
    assert "请由另一人放行" in page
    return path


@pytest.fixture(scope="module")
def released(app: FastAPI, submitted: str) -> str:
    chief = Tab(app, "shen")
    chief.done(f"{submitted}/approve", release_form(chief, submitted), shown=submitted)
    return submitted


def test_the_cases_for_an_audience_are_shown_with_parts_that_add_up(trainer: Tab) -> None:
    page = trainer.get(query())
    assert "会选这 2 件" in page and "望河县行政审批服务局审批科科长" in page
    for whole, parts in re.findall(r'class="number score">([\d.]+)</b>(.*?)</ul>', page, re.DOTALL):
        told = [float(one) for one in re.findall(r'class="number">(-?[\d.]+)', parts)]
        assert sum(told) == pytest.approx(float(whole), abs=0.03)
    assert "不选的" in page and "证据不足" in page
    left_out = re.findall(r'name="without" value="([^"]+)"', page)
    assert len(left_out) == 2
    assert "会选这 1 件" in trainer.get(query(without=[left_out[0]]).replace("#", "%23"))


def test_a_number_of_thousands_of_digits_is_refused_beside_the_form(
    app: FastAPI, trainer: Tab
) -> None:
    long = "9" * 5000
    for name in ("minutes", "k", "cases", "most_level"):
        assert "不合规" in trainer.get(query(**{name: long}), 422)
        answer = trainer.post("/packs/new", {**AUDIENCE, name: long})
        assert answer.status_code == 422 and "FIELD_INVALID" in answer.text
    with pytest.raises(WorkflowError):
        version_of(long)
    reader = Tab(app, "ban")
    document = re.search(r'href="(/documents/[0-9a-f]{64})', reader.get("/documents"))
    assert document is not None
    assert reader.client.get(f"{document[1]}?at=1-{long}").status_code == 200


def test_what_is_wrong_with_an_audience_is_said_beside_the_form(trainer: Tab) -> None:
    empty = trainer.get("/packs/new?recipient=某单位", 422)
    assert "AUDIENCE_EMPTY" in empty and 'value="某单位"' in empty
    assert "时长" in trainer.get(query(minutes="x"), 422)
    assert SCRIPT not in trainer.raw(query(theme=SCRIPT, posts=SCRIPT))
    nobody = {**AUDIENCE, "positions": ["credit_officer"], "domains": [], "unit_kind": "financial"}
    page = trainer.refused("/packs/new", nobody, "PACK_NO_CASES")
    assert 'value="credit_officer" checked' in page


def test_a_draft_shows_every_part_and_no_original(trainer: Tab) -> None:
    path = built(trainer)
    cases = trainer.get(path)
    assert "案情简介" in cases and "制度漏洞" in cases and "出处" in cases
    assert "案例对照" in trainer.get(f"{path}?view=compare")
    assert "答案" in trainer.get(f"{path}?view=quiz")
    assert "60 分钟怎么讲" in trainer.get(f"{path}?view=guide")
    everything = "".join(
        trainer.get(f"{path}?view={one}") for one in ("cases", "compare", "quiz", "guide", "check")
    )
    for name in ("陆明远", "秦立刚", "温玉成", "望河县"):
        assert name not in everything
    assert not re.search("case-[0-9a-f]{8}", everything)
    scanned = trainer.get(f"{path}?view=check&scan=true")
    assert "学员版 Word 讲稿" in scanned and "生成成品并送审" in scanned


def test_whoever_made_it_cannot_release_it(trainer: Tab, submitted: str) -> None:
    page = trainer.get(f"{submitted}?view=check")
    assert "等待有审签权的人放行或退回" in page and "学员版 Word 讲稿" in page
    refused = trainer.post(f"{submitted}/approve", {"version": "2"}, shown=submitted)
    assert refused.status_code == 403 and "NOT_ALLOWED" in refused.text
    unreleased = trainer.client.get(f"{submitted}/files/docx")
    assert unreleased.status_code == 409 and "PACK_NOT_RELEASED" in unreleased.text


def test_every_file_must_have_been_looked_at(app: FastAPI, submitted: str) -> None:
    chief = Tab(app, "shen")
    form = release_form(chief, submitted)
    assert len(form["seen"]) == 8
    less = {**form, "seen": form["seen"][1:], "reason": "先看这些"}
    page = chief.refused(f"{submitted}/approve", less, "PACK_CHANGED", shown=submitted)
    assert "先看这些</textarea>" in page and page.count('name="seen" value') == 8
    changed = [f"{one.partition('=')[0]}={'0' * 64}" for one in form["seen"]]
    chief.refused(
        f"{submitted}/approve", {**form, "seen": changed}, "PACK_CHANGED", shown=submitted
    )
    chief.refused(
        f"{submitted}/approve", {**form, "version": "1"}, "VERSION_STALE", shown=submitted
    )
    chief.refused(
        f"{submitted}/send-back", {"version": form["version"]}, "REASON_NEEDED", shown=submitted
    )


def test_a_second_person_releases_and_the_trainer_exports(
    app: FastAPI, trainer: Tab, released: str
) -> None:
    page = trainer.get(f"{released}?view=check")
    assert "已放行" in page and "放行 审理员" in page
    for form in ("docx", "pptx", "zip"):
        answer = trainer.client.get(f"{released}/files/{form}?variant=facilitator")
        assert answer.status_code == 200 and zipfile.is_zipfile(BytesIO(answer.content))
        assert "attachment" in answer.headers["content-disposition"]
    assert trainer.client.get(f"{released}/files/html").status_code == 200
    assert trainer.client.get(f"{released}/files/exe").status_code == 422
    assert "需要更新" not in trainer.get("/packs")
    assert "已放行" in trainer.get("/packs?state=released")
    assert Tab(app, "wai").client.get(f"{released}/files/docx").status_code == 404


@contextmanager
def raised(app: FastAPI) -> Iterator[None]:
    """Every case is kept at level 2 meanwhile."""

    def put(level: int) -> None:
        with app.state.service.governing.audit.writing() as work:
            work.session.execute(update(CaseRow).values(level=level))

    put(2)
    try:
        yield
    finally:
        put(0)


def test_of_a_pack_whose_papers_rose_the_head_alone_is_shown(
    app: FastAPI, trainer: Tab, released: str
) -> None:
    draft, chief = built(trainer), Tab(app, "shen")
    sent = built(trainer)
    version = {"version": trainer.version(f"{sent}?view=check")}
    trainer.done(f"{sent}/submit", version, shown=sent)
    planned = {"pack": released.rpartition("/")[2], "held": "2026-03-02", "invited": "40"}
    training = trainer.post("/trainings/new", planned).headers["location"]
    told = words_told(trainer, draft)
    assert len(told) > 20 and [one for one in told if one in trainer.get(training)]
    doubts = re.findall(r'name="cleared" value="([^"]+)"', chief.get(f"{sent}?view=check"))
    with raised(app):
        for tab, path in ((trainer, draft), (chief, sent), (trainer, released), (chief, released)):
            for view in ("cases", "compare", "quiz", "guide", "check", "check&scan=true"):
                page = tab.client.get(f"{path}?view={view}").text
                assert "PACK_LEVEL_RAISED" in page or "所用材料的级别已经提高" in page
                assert "沙湾市行政审批局警示教育" in page and "宣教员" in page
                assert not [one for one in told if one in page], view
                assert not [one for one in doubts if f"“{one}”" in page]
            page = tab.get(f"{path}/redaction", 409)
            assert "PACK_LEVEL_RAISED" in page and not [one for one in told if one in page]
        page = trainer.refused(
            f"{draft}/submit", {"version": "1"}, "PACK_LEVEL_RAISED", shown=draft
        )
        assert "撤回这个包" in page and "现在检查" not in page
        page = trainer.get(training)
        assert "所用材料的级别已经提高" in page and 'name="answered-1"' in page
        assert not [one for one in told if one in page]
        withdrawn = {"version": trainer.version(f"{draft}?view=check"), "reason": "提级"}
        page = trainer.done(f"{draft}/withdraw", withdrawn, shown=f"{draft}?view=check")
        assert "已撤回" in page and "所用材料的级别已经提高" in page
        assert "所用材料的级别" in trainer.get(f"{sent}?view=check")
    assert "案情简介" in trainer.get(released)


def words_told(tab: Tab, path: str) -> list[str]:
    """What the pack says, as far as it is not about the audience."""
    pages = "".join(tab.raw(f"{path}?view={one}") for one in ("cases", "quiz", "compare"))
    found = re.findall(r"<(?:h2|p|b|td|li)[^>]*>(?:<span[^>]*>[^<]*</span> )?([^<]{8,})<", pages)
    common = tab.raw(f"{path}?view=check")
    return [one for one in dict.fromkeys(found) if one.strip() and one not in common]


def test_rights_and_tokens(app: FastAPI, released: str) -> None:
    assert "NOT_ALLOWED" in Tab(app, "ban").get("/packs", 403)
    stranger = Tab(app, "wai")
    assert "NOT_FOUND" in stranger.get(released, 404)
    assert "还没有这样的教育包" in stranger.get("/packs")
    tab = Tab(app, "xuan")
    for path in (f"{released}/withdraw", "/packs/new", "/trainings/new"):
        forged = tab.client.post(path, data={"reason": "x"})
        assert forged.status_code == 403 and "PAGE_STALE" in forged.text


def test_a_training_is_planned_held_and_corrected(trainer: Tab, released: str) -> None:
    pack = released.rpartition("/")[2]
    planned = {"pack": pack, "held": "2026-03-02", "place": f"三楼{SCRIPT}", "invited": "40"}
    form = f"/trainings/new?pack={pack}"
    trainer.refused("/trainings/new", {**planned, "held": ""}, "日期", shown=form)
    answer = trainer.post("/trainings/new", planned, shown=form)
    path = answer.headers["location"]
    assert SCRIPT not in trainer.raw(path)
    result = {
        "version": trainer.version(path),
        "attended": "36",
        "answered-1": "36",
        "correct-1": "27",
        "asked-1": "30",
        "recognised-1": "24",
        "remarks": "讲得实在",
    }
    wrong = {**result, "correct-1": "99"}
    page = trainer.refused(f"{path}/record", wrong, "COUNT_INVALID", shown=path)
    assert 'value="99"' in page
    held = trainer.done(f"{path}/record", result, shown=path)
    assert "结果已记下" in held and "90%" in held and "75%" in held and "80%" in held
    stale = trainer.refused(f"{path}/record", result, "VERSION_STALE", shown=path)
    assert "宣教员已在" in stale
    assert "讲得实在" in trainer.get(path)
    assert "已举办" in trainer.get("/trainings")
    weights = trainer.get("/packs/weights")
    assert re.search(r'岗位</th><td class="number">0\.34</td>', weights)


def test_a_training_not_held_is_cancelled(trainer: Tab, released: str) -> None:
    planned = {"pack": released.rpartition("/")[2], "held": "2026-04-02"}
    path = trainer.post("/trainings/new", planned, shown="/trainings/new").headers["location"]
    given = {"version": trainer.version(path), "reason": ""}
    trainer.refused(f"{path}/cancel", given, "REASON_NEEDED", shown=path)
    assert "已取消" in trainer.done(f"{path}/cancel", {**given, "reason": "改期"}, shown=path)


def test_a_pack_is_withdrawn_with_its_reason(trainer: Tab) -> None:
    path = built(trainer)
    given = {"version": trainer.version(f"{path}?view=check"), "reason": ""}
    trainer.refused(f"{path}/withdraw", given, "REASON_NEEDED", shown=path)
    page = trainer.done(f"{path}/withdraw", {**given, "reason": "换一批案例"}, shown=path)
    assert "已撤回" in page and "换一批案例" in page
