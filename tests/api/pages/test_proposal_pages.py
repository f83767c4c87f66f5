"""词典与词表: proposed on a form, weighed, decided by another; without scripts."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.vocabulary import entries
from kb.governance.access import Role
from kb.terms import load_taxonomy
from tests.api.pages.browsing import Tab, settle
from tests.api.pages.house import HOSTILE, active
from tests.people import PAGE

ROOM, FORM = "/admin/vocabulary/proposals", "/admin/vocabulary/propose"
PAPER = "某县交通局案件剖析报告\n站长把甲供材卖给熟人，领用没有台账。\n"
ENTRY = "loopholes:no_trace"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("words"), sign_in="on"))
    with TestClient(app, base_url=PAGE):
        settle(
            app,
            ("ban", "办案员", Role.INVESTIGATOR),
            ("shen", "审理员", Role.REVIEWER),
            ("gao", "预防员", Role.PREVENTION),
            ("xuan", "宣教员", Role.TRAINER),
            ("an", "安全员", Role.SECURITY_ADMIN),
        )
        yield app


@pytest.fixture
def ban(app: FastAPI) -> Tab:
    return Tab(app, "ban")


@pytest.fixture
def shen(app: FastAPI) -> Tab:
    return Tab(app, "shen")


@pytest.fixture(scope="module")
def paper(app: FastAPI) -> str:
    client = Tab(app, "ban").client
    job = client.post("/api/v1/documents", files=[("files", ("剖析.txt", PAPER.encode()))]).json()
    assert "event: end" in client.get(f"/api/v1/jobs/{job['id']}/events").text
    [result] = client.get(f"/api/v1/jobs/{job['id']}").json()["results"]
    return str(result["document_id"])


def word(text: str, **more: str) -> dict[str, str]:
    return {"kind": "word", "text": text, "detail": "jargon", "reason": "常用", **more}


def saying(text: str, **more: str) -> dict[str, str]:
    return {"kind": "indicator", "target": ENTRY, "text": text, "reason": "常见", **more}


def number_of(page: str) -> int:
    return int(re.findall(r"提议 · 第 (\d+) 号", page)[0])


def test_empty_rooms_teach(ban: Tab) -> None:
    assert "还没有提议" in ban.get(ROOM) and "点“提出修改”" in ban.get(ROOM)
    assert "还没有本单位的词" in ban.get("/admin/vocabulary/words")
    assert "没有这样的提议" not in ban.get(f"{ROOM}?state=refused")


def test_a_word_is_proposed_weighed_and_accepted(ban: Tab, shen: Tab, paper: str) -> None:
    at = PAPER.index("甲供材")
    place = f"{PAGE}/documents/{paper}?at={at}-{at + 3}#hit"
    page = ban.done(FORM, word("甲供材", source=place), shown=f"{FORM}?kind=word")
    number = number_of(page)
    assert "由另一人定夺" in page and "撤回这条提议" in page and "不采纳</button>" not in page
    path = f"{ROOM}/{number}"
    page = shen.get(path)
    assert "1</b> 份、<b>1</b> 句" in page and '<mark class="hit">甲供材</mark>' in page
    assert re.sub(r"<[^>]+>", "", page[page.index("现在切成") :])[:12].startswith(
        "现在切成：甲／供／材"
    )
    assert f"/documents/{paper}?at={at}-{at + 3}#hit" in page
    values = {"version": "1", "decision": "refuse", "reason": ""}
    refused = shen.refused(f"{path}/decide", values, "FIELD_NEEDED", shown=path)
    assert "定夺" in refused
    stale = {**values, "version": "9", "decision": "accept"}
    shen.refused(f"{path}/decide", stale, "VERSION_STALE", shown=path)
    page = shen.done(f"{path}/decide", {**values, "decision": "accept"}, shown=path)
    assert "已采纳，重建索引后生效" in page and "lianjian reindex" in page
    assert "审理员 于" in page and "<h2>定夺</h2>" not in page
    words = ban.get("/admin/vocabulary/words")
    assert "甲供材" in words and "重建索引后生效" in words and "提议去掉" in words
    assert "甲供材" in ban.get(f"{ROOM}?state=accepted")


def test_what_is_there_already_is_told(ban: Tab, shen: Tab) -> None:
    number = number_of(ban.done(FORM, word("过单"), shown=f"{FORM}?kind=word"))
    page = shen.refused(FORM, word("过单"), "PROPOSAL_EXISTS", shown=f"{FORM}?kind=word")
    assert f'href="{ROOM}/{number}"' in page and 'value="过单"' in page
    page = ban.refused(FORM, word("受贿罪"), "WORD_KNOWN", shown=f"{FORM}?kind=word")
    assert 'value="受贿罪"' in page and "常用</textarea>" in page
    ban.refused(FORM, saying("无台账"), "VOCABULARY_HAS", shown=f"{FORM}?target={ENTRY}")


def test_every_term_leads_to_a_form(ban: Tab, shen: Tab, app: FastAPI) -> None:
    page = ban.get("/admin/vocabulary?q=台账缺失")
    assert f'href="{FORM}?target=loopholes%3Ano_trace"' in page
    form = ban.get(f"{FORM}?target={ENTRY}")
    assert "加一条说法：台账缺失与过程无痕" in form and "已有的" in form
    for kind in ("name", "definition", "deprecate", "merge"):
        assert "<h1>" in ban.get(f"{FORM}?kind={kind}&target={ENTRY}")
    change = ban.get(f"{FORM}?kind=definition&target={ENTRY}")
    assert "现在是" in change and change.count("事后无法核对追溯") == 2  # to be written on from
    number = number_of(ban.done(FORM, saying("领用没有台账"), shown=f"{FORM}?target={ENTRY}"))
    assert "待定的提议 1 条" in ban.get("/admin/vocabulary?q=台账缺失")
    assert "领用没有台账" in ban.get(f"{ROOM}?target={ENTRY}")
    path = f"{ROOM}/{number}"
    values = {"version": "1", "decision": "accept", "reason": "准"}
    assert "已采纳，待下一版词表" in shen.done(f"{path}/decide", values, shown=path)
    assert "领用没有台账" not in ban.get("/admin/vocabulary?q=台账缺失")  # the running one stays
    exported = "/api/v1/vocabulary/proposals/export?format=yaml"
    assert exported in ban.get(ROOM)
    assert "领用没有台账" in ban.client.get(exported).text


def test_a_new_term_a_change_and_a_merge_are_shown_in_words(ban: Tab, shen: Tab) -> None:
    term = {
        "kind": "term",
        "target": "loopholes",
        "text": "专班失管",
        "detail": "control_gap",
        "definition": "临时机构无人监督",
        "reason": "新情况",
    }
    shown = f"{FORM}?kind=term&target=loopholes"
    group = re.findall(r'<option value="([a-z_]+)">', ban.get(shown))[0]
    page = ban.done(FORM, {**term, "detail": group}, shown=shown)
    assert "加一个词条：专班失管" in page and "临时机构无人监督" in page
    merge = {"kind": "merge", "target": ENTRY, "text": "loopholes:data_silo", "reason": "相近"}
    page = ban.done(FORM, merge, shown=f"{FORM}?kind=merge&target={ENTRY}")
    assert "并入另一词条：信息壁垒与预警缺失" in page and 'id="impact"' not in page
    change = {"kind": "definition", "target": ENTRY, "text": "过程没有痕迹", "reason": "准些"}
    page = ban.done(FORM, change, shown=f"{FORM}?kind=definition&target={ENTRY}")
    assert "现在是" in page and "改为" in page
    path = f"{ROOM}/{number_of(page)}"
    assert "提议人看得到理由" in shen.done(
        f"{path}/decide", {"version": "1", "decision": "refuse", "reason": "原来的好"}, shown=path
    )
    assert "原来的好" in ban.get(path)


def test_one_s_own_is_not_decided_but_withdrawn(shen: Tab) -> None:
    number = number_of(shen.done(FORM, word("飞单"), shown=f"{FORM}?kind=word"))
    path = f"{ROOM}/{number}"
    assert "采纳</button>" not in shen.get(path)
    values = {"version": "1", "decision": "accept"}
    shen.refused(f"{path}/decide", values, "SAME_PERSON", shown=path)
    assert "已撤回" in shen.done(f"{path}/decide", {**values, "decision": "withdraw"}, shown=path)


def test_the_desk_tells_who_may_decide_how_many_wait(app: FastAPI) -> None:
    ban, shen, gao, xuan = (Tab(app, name) for name in ("ban", "shen", "gao", "xuan"))
    before = {tab: told(tab) for tab in (ban, shen, gao, xuan)}
    number = number_of(shen.done(FORM, word("过桥户"), shown=f"{FORM}?kind=word"))
    ban.done(FORM, word("白手套户"), shown=f"{FORM}?kind=word")
    assert [told(tab) - before[tab] for tab in (ban, shen, gao, xuan)] == [0, 1, 2, 0]
    assert (told(ban), told(xuan)) == (0, 0)
    for tab in (ban, shen, gao, xuan):
        assert tab.client.get("/api/v1/vocabulary/proposals").json()["to_decide"] == told(tab)
    path = f"{ROOM}/{number}"
    gao.done(f"{path}/decide", {"version": "1", "decision": "accept"}, shown=path)
    assert told(gao) - before[gao] == 1


def told(tab: Tab) -> int:
    """How many proposals the desk says wait for this person; 0 where it says nothing of it."""
    link = re.escape(f'href="{ROOM}?state=proposed"')
    found = re.findall(rf"{link}><b>(\d+)</b><span>待您定夺的提议", tab.get("/"))
    assert len(found) <= 1 and found != ["0"]
    return int(found[0]) if found else 0


def test_nothing_that_is_written_runs(ban: Tab) -> None:
    given = saying(HOSTILE[:60], reason=HOSTILE, example=HOSTILE)
    shown = f"{FORM}?target={ENTRY}"
    answer = ban.post(FORM, given, shown=shown)
    assert answer.status_code == 303
    refused = ban.post(FORM, {**given, "text": ""}, shown=shown)
    assert refused.status_code == 422 and HOSTILE in html.unescape(refused.text)
    pages = [refused.text, *map(ban.raw, (answer.headers["location"], ROOM))]
    pages.append(ban.raw(f"{FORM}?kind=word&text={HOSTILE[:40]}&source={HOSTILE}"))
    for page in pages:
        assert "alert(" in page and active(page) == []


@pytest.mark.parametrize(
    "path",
    [
        f"{FORM}?kind=x",
        f"{FORM}?kind=word&target={ENTRY}",
        f"{FORM}?target=x:y",
        f"{FORM}?kind=term&target=x",
        f"{ROOM}/99999",
    ],
)
def test_what_is_not_there_is_not_found(ban: Tab, path: str) -> None:
    assert "NOT_FOUND" in ban.get(path, 404)


def test_odd_forms_are_refused(ban: Tab) -> None:
    for values in ({"kind": "x"}, {"kind": "indicator", "target": "x:y"}, {}):
        answer = ban.post(FORM, values, shown=f"{FORM}?kind=word")
        assert answer.status_code in (404, 422), values
    forged = ban.client.post(FORM, data=word("飞单"))
    assert forged.status_code == 403 and "PAGE_STALE" in forged.text


def test_each_sees_what_is_theirs_to_do(app: FastAPI) -> None:
    trainer, security = Tab(app, "xuan"), Tab(app, "an")
    page = trainer.get("/admin/vocabulary")
    assert "提出修改" not in page and f'href="{ROOM}"' in page
    assert "NOT_ALLOWED" in trainer.get(f"{FORM}?kind=word", 403)
    assert "提一个词" not in trainer.get("/admin/vocabulary/words")
    page = security.get("/admin/vocabulary")
    assert "提出修改" not in page and f'href="{ROOM}"' not in page
    for path in (ROOM, "/admin/vocabulary/words"):
        assert "NOT_ALLOWED" in security.get(path, 403)


def test_too_long_says_so_and_keeps_the_words(ban: Tab) -> None:
    long = word("围标串", reason="长" * 1001)
    page = ban.refused(FORM, long, "FIELD_TOO_LONG", shown=f"{FORM}?kind=word")
    assert "“理由”超过上限" in page and long["reason"] in page


def test_entries_speak_of_others_by_name(ban: Tab) -> None:
    page = ban.get("/admin/vocabulary?q=关键岗位与国企领导监督薄弱")
    assert "归“一把手权力过于集中”" in page and "top_leader_concentration" not in page


def test_entries_speak_no_codes() -> None:
    told = [
        words
        for one in entries(load_taxonomy())
        for words in (one.definition, *(word for _, some in one.told for word in some))
    ]
    assert len(told) > 500
    assert [words for words in told if re.search(r"[a-z]{3,}|=", words)] == []
