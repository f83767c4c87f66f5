"""Inspections as pages: planned, changed, completed with findings, given up."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.registers import registry_for_writing
from kb.governance.access import desktop_principal
from kb.prevention.ledger_facts import INSPECTIONS, ITEMS
from kb.store.registry import Wanted
from tests.api.pages.ledger_house import UNIT, XSS, House, day, house


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("inspections")) as opened:
        yield opened


def planned(at: House, title: str = "汛前泵站督查") -> str:
    """The path of a plan entered by the form."""
    values = {
        "title": title,
        "unit": at.unit,
        "method": "on_site",
        "planned": day(7),
        "people": "方某、高某",
    }
    made = at.send("fang", "/inspections", values, shown="/inspections/new")
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def row(problem: str, **told: Any) -> dict[str, Any]:
    """One row of findings, every field of it as the form sends it."""
    names = ("outcome", "item", "measure", "acceptance", "loophole", "owner", "domain", "due")
    return {"problem": problem, **dict.fromkeys(names, ""), "outcome": "new", **told}


def rows(*told: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {name: [one[name] for one in told] for name in told[0]} | more


def test_a_plan_is_entered_listed_and_changed(at: House) -> None:
    path = planned(at, "泵站值守督查")
    page = at.words("fang", path)
    assert "实地调研" in page and UNIT in page and "方某、高某" in page
    assert "泵站值守督查" in at.words("shen", f"/inspections?unit={at.unit}")
    changed = {"title": "泵站值守突击督查", "unit": at.unit, "method": "interview", "planned": ""}
    assert at.send("fang", f"{path}/edit", changed, shown=path).status_code == 303
    assert "座谈访谈" in at.words("fang", path)
    assert "泵站值守突击督查" in at.words("fang", "/inspections?state=planned")
    assert "没有督查" in at.words("fang", "/inspections?state=cancelled")


def test_a_plan_that_lacks_something_is_said_beside_the_form(at: House) -> None:
    values = {"title": XSS, "unit": at.unit, "method": "flying", "planned": ""}
    refused = at.send("fang", "/inspections", values, shown="/inspections/new")
    assert refused.status_code == 422
    assert XSS not in refused.text and "&lt;img" in refused.text
    values = {"title": "", "unit": at.unit, "method": "papers", "planned": ""}
    refused = at.send("fang", "/inspections", values, shown="/inspections/new")
    assert refused.status_code == 422 and "没有填写：督查名称" in refused.text


def test_findings_draft_and_note_items(at: House) -> None:
    standing = at.item(problem="检修票未编号")
    path = planned(at)
    told = rows(
        row(
            "备件库钥匙一人保管",
            measure="钥匙双人分管",
            acceptance="分管记录在册\n抽查三次相符",
            loophole="no_trace",
            due=day(30),
        ),
        row("检修票仍有三张未编号", outcome="note", item=standing.id),
        row(""),
        conclusion="总体有进展",
    )
    done = at.send("fang", f"{path}/complete", told, shown=path)
    assert done.status_code == 303, done.text
    page = at.words("fang", path)
    assert "总体有进展" in page and "备件库钥匙一人保管" in page and "检修票未编号" in page
    inspection = path.rpartition("/")[2]
    with registry_for_writing(at.app.state.service, desktop_principal()) as registry:
        [drafted] = registry.all(ITEMS, Wanted(equal=(("inspection", (inspection,)),)))
    assert drafted.state == "drafted"
    assert drafted.facts.acceptance == ("分管记录在册", "抽查三次相符")
    assert at.kept(standing.id).head.version == 2


def test_all_of_it_or_nothing_and_what_was_filled_in_is_kept(at: House) -> None:
    path = planned(at)
    told = rows(
        row("新的问题一条"),
        row("指向一个没有的事项", outcome="return", item="item-0000000000000000"),
        conclusion="写好的结论",
    )
    refused = at.send("fang", f"{path}/complete", told, shown=path)
    assert refused.status_code == 404
    assert "写好的结论" in refused.text and "新的问题一条" in refused.text
    assert "新的问题一条" not in at.words("fang", "/ledger?all=true")
    more = at.send("fang", f"{path}/complete", {**told, "more": "1"}, shown=path)
    assert more.status_code == 200 and "发现 6" in more.text and "新的问题一条" in more.text
    empty = at.send("fang", f"{path}/complete", rows(row("")), shown=path)
    assert empty.status_code == 422 and "没有填写：督查结论" in empty.text


def test_more_than_can_be_kept_is_refused_and_nothing_is_cut(at: House) -> None:
    path = planned(at)
    many = rows(*(row(f"第{n}条") for n in range(101)), conclusion="一并列出")
    refused = at.send("fang", f"{path}/complete", many, shown=path)
    assert refused.status_code == 422 and "“发现的问题”的值不合规：101 条" in refused.text
    long = rows(row("一条"), conclusion="长" * 20_001)
    refused = at.send("fang", f"{path}/complete", long, shown=path)
    assert refused.status_code == 422 and "“督查结论”超过上限 20000" in refused.text


def test_a_stale_plan_says_who_changed_it(at: House) -> None:
    path = planned(at)
    changed = {"title": "改过的名称", "unit": at.unit, "method": "papers", "planned": ""}
    assert at.send("gao", f"{path}/edit", changed, shown=path).status_code == 303
    late = {**changed, "title": "晚到的名称", "version": "1"}
    refused = at.send("fang", f"{path}/edit", late, shown=path)
    assert refused.status_code == 412
    assert "高某已在" in refused.text and "晚到的名称" in refused.text


def test_it_is_given_up_for_a_reason(at: House) -> None:
    path = planned(at)
    assert at.send("fang", f"{path}/cancel", {"reason": ""}, shown=path).status_code == 422
    given = {"reason": "并入专项检查"}
    stale = at.send("fang", f"{path}/cancel", {**given, "version": "9"}, shown=path)
    assert stale.status_code in (409, 412) and 'value="并入专项检查"' in stale.text
    assert at.send("fang", f"{path}/cancel", given, shown=path).status_code == 303
    with registry_for_writing(at.app.state.service, desktop_principal()) as registry:
        assert registry.get(INSPECTIONS, path.rpartition("/")[2]).state == "cancelled"
    assert "完成督查" not in at.words("fang", path)


def test_others_may_look_but_not_act(at: House) -> None:
    path = planned(at)
    assert "完成督查" not in at.words("shen", path)
    refused = at.send("shen", f"{path}/cancel", {"reason": "不去了"}, shown=path)
    assert refused.status_code == 403
    assert at.see("shen", "/inspections/new", 403)
    bare = at.browser("fang").post(f"{path}/cancel", data={"reason": "偷来的", "version": "1"})
    assert bare.status_code == 403 and "PAGE_STALE" in bare.text
