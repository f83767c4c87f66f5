"""Evaluations as pages: filled in by one, confirmed by another, both sides beside each other."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.registers import registry_for_writing
from kb.governance.access import desktop_principal
from kb.prevention.ledger_facts import EVALUATIONS, EvaluationFacts
from kb.registers.records import Kept
from tests.api.pages.ledger_house import XSS, House, day, earlier, house
from tests.people import token_in

GOOD = {
    "rule_issued_rate": "9/10",
    "rule_quality": "5/5",
    "rule_known_rate": "12/12",
    "rule_run_rate": "30/30",
    "inspection_done_rate": "4/4",
    "issue_closed_rate": "7/7",
    "disclosure_timely_rate": "20/20",
    "segregation_rate": "4/4",
    "risk_point_covered": "8/8",
    "alert_handled_rate": "6/6",
    "key_post_rotated_rate": "3/3",
    "education_coverage": "50/50",
    "recurrence_rate": "0/12",
}  # all full but 8 × 0.9 = 7.2; 15 points have no data: 84.2 of 85 = 99.06


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("evaluations")) as opened:
        yield opened


def head(at: House, **changed: str) -> dict[str, str]:
    return {
        "title": "水务局整改效果评估",
        "unit": at.unit,
        "side": "check",
        "round": "首评",
        "period_start": earlier(200).isoformat(),
        "period_end": earlier(10).isoformat(),
        "members": "评估一组",
        **changed,
    }


def lines(values: dict[str, str]) -> dict[str, str]:
    """The fields of the lines as the form sends them."""
    found = {}
    for name, written in values.items():
        found[f"n-{name}"], _, found[f"d-{name}"] = written.partition("/")
    return found


def drafted(at: House, **changed: str) -> str:
    """The path of a sheet that was begun by the form."""
    made = at.send("fang", "/evaluations", head(at, **changed), shown="/evaluations/new")
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def submitted(at: House, values: dict[str, str] = GOOD, **changed: str) -> str:
    path = drafted(at, **changed)
    filled = {
        **head(at, **changed),
        **lines(values),
        "then": "submit",
        "shortcomings": "两项没有数据",
    }
    sent = at.send("fang", f"{path}/sheet", filled, shown=path)
    assert (sent.status_code, sent.headers.get("location")) == (303, path), sent.text
    return path


def kept(at: House, path: str) -> Kept[EvaluationFacts]:
    with registry_for_writing(at.app.state.service, desktop_principal()) as registry:
        return registry.get(EVALUATIONS, path.rpartition("/")[2])


def step(at: House, who: str, path: str, name: str, **values: Any) -> Any:
    return at.send(who, f"{path}/steps/{name}", values, shown=path)


def test_one_fills_it_in_and_another_confirms(at: House) -> None:
    path = submitted(at)
    assert kept(at, path).facts.total == 99.06
    own = at.words("fang", path)
    assert "99.06" in own and "核定须由另一人办理" in own
    alone = at.browser("fang").post(
        f"{path}/steps/confirm",
        data={"version": "3", "form_token": token_in(at.see("fang", "/evaluations"))},
    )
    assert alone.status_code == 403 and "同一个人不能办这两步" in alone.text
    assert step(at, "shen", path, "confirm").status_code == 303
    page = at.words("shen", path)
    assert "优秀" in page and "已核定" in page and "申某" in page
    assert "水务局整改效果评估" in at.words("shen", "/evaluations?grade=excellent")
    assert "没有评估表" in at.words("shen", "/evaluations?grade=unqualified")


def test_the_unit_asks_for_review_and_another_decides(at: House) -> None:
    path = submitted(at)
    step(at, "shen", path, "confirm")
    assert step(at, "shen", path, "appeal", reason="").status_code == 422
    assert step(at, "gao", path, "appeal", reason="数据口径有误").status_code == 303
    assert "复核须由另一人办理" in at.words("shen", path)
    assert step(at, "gao", path, "redo", reason="重新取数").status_code == 303
    assert kept(at, path).state == "draft"


def test_it_is_sent_back_with_a_reason(at: House) -> None:
    path = submitted(at)
    stale = step(at, "shen", path, "send-back", reason="抽样说明没写", version="9")
    assert stale.status_code in (409, 412) and "抽样说明没写</textarea>" in stale.text
    assert step(at, "shen", path, "send-back", reason="抽样说明没写").status_code == 303
    assert "保存草稿" in at.words("fang", path)


def test_data_that_do_not_hold_are_said_beside_the_form(at: House) -> None:
    path = drafted(at)
    filled = {**head(at), **lines({"rule_issued_rate": "11/10"}), "advice": f"留着的建议{XSS}"}
    refused = at.send("fang", f"{path}/sheet", filled, shown=path)
    assert refused.status_code == 422 and "应建制度出台率 11/10" in refused.text
    assert 'value="11"' in refused.text and "留着的建议" in refused.text
    assert XSS not in refused.text
    assert kept(at, path).facts.values == ()


def test_a_sheet_that_is_not_whole_is_saved_but_not_submitted(at: House) -> None:
    path = drafted(at, members="")
    filled = {**head(at, members=""), **lines({"rule_issued_rate": "9/10"}), "then": "submit"}
    refused = at.send("fang", f"{path}/sheet", filled, shown=path)
    assert refused.status_code == 422 and "没有填写：评估组成员" in refused.text
    saved = kept(at, path)
    assert (saved.state, saved.facts.values) == ("draft", ("rule_issued_rate:9/10",))


def test_a_stale_sheet_says_who_changed_it(at: House) -> None:
    path = drafted(at)
    first = {**head(at), **lines({"rule_quality": "4/5"})}
    assert at.send("gao", f"{path}/sheet", first, shown=path).status_code == 303
    late = {**head(at), **lines({"rule_quality": "3/5"}), "version": "1"}
    refused = at.send("fang", f"{path}/sheet", late, shown=path)
    assert refused.status_code == 412 and "高某已在" in refused.text
    assert kept(at, path).facts.values == ("rule_quality:4/5",)


def test_a_proposal_stands_beside_its_line_with_its_rows_and_is_taken_over(at: House) -> None:
    standing = at.item("written_off", written_off=earlier(40), due=earlier(60))
    at.item("in_progress", problem="还没办结的一项", due=earlier(30))
    path = drafted(at, period_end=day(0))
    page = at.see("fang", path)
    assert "采用" in page and f'href="/ledger/{standing.id}"' in page
    line = page.split('data-adopt="')[0].rpartition('value="')[2].split('"')[0]
    offered = page.split('data-adopt="')[1].split('"')[0]
    filled = {**head(at, period_end=day(0)), "adopt": line}
    assert at.send("fang", f"{path}/sheet", filled, shown=path).status_code == 303
    assert f"{line}:{offered}" in kept(at, path).facts.values


def test_lines_end_as_in_every_text(at: House) -> None:
    """A browser ends the lines of a text area with CRLF."""
    path = drafted(at)
    told = {**head(at), "shortcomings": "台账不全\r\n两岗未分"}
    assert at.send("fang", f"{path}/sheet", told, shown=path).status_code == 303
    assert kept(at, path).facts.shortcomings == "台账不全\n两岗未分"


def test_enter_saves_a_draft_and_takes_nothing_over(at: House) -> None:
    """Enter presses the first button of the form."""
    at.item("written_off", written_off=earlier(40), due=earlier(60))
    page = at.see("fang", drafted(at, period_end=day(0)))
    first = page.split("data-sheet", 1)[1].split("<button", 1)[1].split("</button>", 1)[0]
    assert "data-adopt" in page and first.endswith("保存草稿") and "name=" not in first


def test_both_sides_stand_beside_each_other(at: House) -> None:
    own = {**GOOD, "rule_issued_rate": "10/10"}
    checked = submitted(at, round="并列")
    submitted(at, own, round="并列", side="self", title="水务局自评")
    page = at.words("shen", checked)
    assert "自查自评与实地核查并列" in page and "+0.80" in page


def test_rights(at: House) -> None:
    path = submitted(at)
    assert at.see("an", "/evaluations", 403)
    assert at.see("zeng", "/evaluations/new", 403)
    bare = at.browser("shen").post(f"{path}/steps/confirm", data={"version": "3"})
    assert bare.status_code == 403 and "PAGE_STALE" in bare.text
    sheet = at.browser("shen").get(f"/api/v1{path}/sheet/export")
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"
