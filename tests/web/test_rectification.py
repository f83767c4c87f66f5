"""Rectification in a real browser: from an item to its write-off, its evaluation, the export."""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from api.registers import registry_for_writing
from kb.errors import InvalidQuery
from kb.evaluation_terms import load_evaluation_terms
from kb.governance.access import desktop_principal
from kb.governance.people import account_id_of
from kb.prevention.evaluation_rules import load_rules
from kb.prevention.evaluation_sheet import parse_values, score_sheet
from kb.prevention.item_steps import deadline
from kb.prevention.ledger_facts import ITEMS
from kb.registers.days import day_of
from kb.store.registry import Wanted
from tests.web.conftest import Enter, Site

TODAY = day_of(datetime.now(UTC))
PAGES = (
    "/ledger",
    "/inspections",
    "/inspections/new",
    "/evaluations",
    "/evaluations/new",
    "/measures",
)
FILLED = {
    "rule_issued_rate": (9, 10),
    "rule_quality": (5, 5),
    "rule_known_rate": (12, 12),
    "rule_run_rate": (30, 30),
    "inspection_done_rate": (4, 4),
    "issue_closed_rate": (7, 7),
    "disclosure_timely_rate": (20, 20),
    "segregation_rate": (4, 4),
    "risk_point_covered": (8, 8),
    "alert_handled_rate": (6, 6),
    "key_post_rotated_rate": (3, 3),
    "education_coverage": (50, 50),
    "recurrence_rate": (0, 12),
}


@pytest.fixture
def item(site: Site) -> str:
    """An item of a served letter that its unit works on, neither overdue nor waiting."""
    with registry_for_writing(site.app.state.service, desktop_principal()) as registry:
        found = registry.all(ITEMS, Wanted(equal=(("state", ("in_progress", "extended")),)))
        standing = [one for one in found if one.facts.letter and one.facts.acceptance]
        return max(standing, key=lambda one: deadline(one.facts) or TODAY).id


def test_from_an_item_to_its_confirmed_evaluation(enter: Enter, item: str, tmp_path: Path) -> None:
    officer = enter("fang")
    page = officer.open(f"/ledger/{item}")
    officer.accessible()
    letter = page.get_by_role("link", name="各项", exact=True).get_attribute("href") or ""
    paper = tmp_path / "整改落实材料.txt"
    paper.write_text("我单位已按建议完成整改，制度已印发，并附抽查记录。", encoding="utf-8")
    if not page.locator("details.upload").evaluate("one => one.open"):
        page.get_by_text("提交佐证", exact=True).first.click()
    page.get_by_label("文件").set_input_files(paper)
    page.get_by_label("材料日期").fill(TODAY.isoformat())
    page.get_by_role("button", name="提交佐证").click()
    expect(page.get_by_text("已收下佐证")).to_be_visible()
    confirm = page.locator("form[action$='/steps/confirm']")
    confirm.get_by_label("书面签认的来文").fill("责任人来函签认")
    confirm.get_by_role("button").click()
    expect(page.get_by_text("责任人签认：已办")).to_be_visible()
    page.locator("form[action$='/steps/submit']").get_by_role("button").click()
    expect(page.locator(".may-not")).to_contain_text("不能再作复核人")

    second = enter("shen")
    page = second.open(f"/ledger/{item}")
    page.locator("form[action$='/steps/verify']").get_by_role("button").click()
    write_off = page.locator("form[action$='/steps/write-off']")
    for box in write_off.get_by_role("checkbox").all():
        box.check()
    write_off.get_by_label("复核意见").fill("到现场看过，制度与抽查记录齐全")
    page.once("dialog", lambda dialog: dialog.accept())
    write_off.get_by_role("button").click()
    expect(page.locator(".item-way [aria-current]")).to_contain_text("已销号")
    second.accessible()

    page = officer.open(f"/evaluations/new?letter={_of(letter)}")
    page.get_by_label("评估期起").fill((TODAY - timedelta(days=200)).isoformat())
    page.get_by_label("评估期止").fill(TODAY.isoformat())
    page.get_by_label("评估组成员").fill("评估一组")
    page.get_by_role("button", name="建表").click()
    for name, (numerator, denominator) in FILLED.items():
        row = page.locator(f"[data-line={name}]")
        row.locator("[data-numerator]").fill(str(numerator))
        row.locator("[data-denominator]").fill(str(denominator))
    expect(page.locator("[data-total]")).to_have_text("99.06")
    expect(page.locator("[data-grade].score-grade")).to_have_text("优秀")
    officer.accessible()
    page.get_by_role("button", name="保存并提交核定").click()
    expect(page.get_by_text("核定须由另一人办理")).to_be_visible()
    expect(page.locator("[data-total]")).to_have_text("99.06")

    sheet = second.open(page.url.removeprefix(officer.url))
    sheet.locator("form[action$='/steps/confirm']").get_by_role("button").click()
    expect(sheet.get_by_text("已核定。")).to_be_visible()
    second.accessible()

    page = officer.open(f"{letter}")
    with page.expect_download() as given:
        page.get_by_role("link", name=re.compile("导出 XLSX")).click()
    rows = list(load_workbook(BytesIO(given.value.path().read_bytes()))["整改台账"].values)
    [row] = [one for one in rows[1:] if one[rows[0].index("编号")] == item]
    assert row[rows[0].index("状态")] == "已销号"
    assert row[rows[0].index("复核人")] == account_id_of("shen")


def _of(path: str) -> str:
    return path.partition("letter=")[2].partition("&")[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_readable_in_the_light_and_the_dark(enter: Enter, item: str, scheme: str) -> None:
    visit = enter("fang", color_scheme=scheme)
    for path in (
        *PAGES,
        f"/ledger/{item}",
        "/measures?text=出纳一人管钱管账管印鉴",
        _any_sheet(visit.page, visit.url),
    ):
        visit.open(path)
        visit.accessible()


def test_nothing_is_wider_than_a_phone(enter: Enter, item: str) -> None:
    visit = enter("fang", viewport={"width": 390, "height": 844})
    for path in (
        *PAGES,
        f"/ledger/{item}",
        "/measures?position=finance_officer",
        "/measures/segregate_duties",
    ):
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_proposal_is_taken_over_without_a_new_page(enter: Enter) -> None:
    visit = enter("fang")
    page = visit.open("/evaluations/new")
    page.get_by_label("评估表名称").fill("采用登记数据的评估")
    page.get_by_label("被评单位").select_option(index=3)
    page.get_by_label("评估期起").fill((TODAY - timedelta(days=300)).isoformat())
    page.get_by_label("评估期止").fill(TODAY.isoformat())
    page.get_by_role("button", name="建表").click()
    button = page.locator("[data-adopt]").first
    numerator, _, denominator = (button.get_attribute("data-adopt") or "").partition("/")
    row = page.locator(f"[data-line={button.get_attribute('value')}]")
    address = page.url
    button.click()
    expect(row.locator("[data-numerator]")).to_have_value(numerator)
    expect(row.locator("[data-denominator]")).to_have_value(denominator)
    assert page.url == address


def test_the_page_computes_what_the_server_computes(enter: Enter) -> None:
    """Four hundred sheets, with halves to round, drops that rise, zeros, gaps and vetoes."""
    page = enter("fang").page
    sheets = [_sheet(random.Random(seed)) for seed in range(400)]
    asked = json.dumps([_asked(values, vetoed) for values, vetoed in sheets])
    found = page.evaluate(_SCORE, asked)
    terms, rules = load_evaluation_terms(), load_rules()
    graded = set()
    for (values, vetoed), told in zip(sheets, found, strict=True):
        written = [f"{name}:{n}/{d}" for name, (n, d) in values.items()]
        vetoes = tuple(rules.vetoes[:1]) if vetoed else ()
        sheet = score_sheet(parse_values(written, terms), vetoes, terms, rules)
        lines = [line for each in sheet.dimensions for line in each.lines]
        assert told["scores"] == [_text(line.score) for line in lines], written
        assert told["rates"] == [_text(line.rate) for line in lines], written
        assert told["grounds"] == [line.ground.value for line in lines], written
        assert told["dimensions"] == [_text(each.rate) for each in sheet.dimensions], written
        assert (told["total"], told["missing"]) == (_text(sheet.total), sheet.missing), written
        assert (told["grade"], told["ground"]) == (sheet.grade.value, sheet.ground.value), written
        graded.add(sheet.grade.value)
    assert graded == {"", "unqualified", "qualified", "excellent"}


@pytest.mark.parametrize("data", ["11/10", "-1/2", "一/二", "1e3/2000", "1/", "/2", "1.2.3/4"])
def test_the_page_calls_wrong_what_the_server_refuses(enter: Enter, data: str) -> None:
    page = enter("fang").page
    numerator, _, denominator = data.partition("/")
    [told] = page.evaluate(
        _SCORE, json.dumps([_asked({"rule_issued_rate": (numerator, denominator)}, False)])
    )
    assert told["grounds"][0] == "invalid"
    if data != "1e3/2000":  # the server reads such a number; nobody types one
        with pytest.raises(InvalidQuery):
            parse_values([f"rule_issued_rate:{data}"], load_evaluation_terms())


_SCORE = """async (asked) => {
  const { scoreSheet, figure } = await import("/static/evaluation_sheet.js");
  const shown = (value) => (value === undefined || value === null ? null : figure(value));
  return JSON.parse(asked).map((one) => {
    const sheet = scoreSheet(one);
    const lines = sheet.dimensions.flatMap((each) => each.lines);
    return {
      scores: lines.map((line) => shown(line.score)),
      rates: lines.map((line) => shown(line.rate)),
      grounds: lines.map((line) => line.ground),
      dimensions: sheet.dimensions.map((each) => shown(each.rate)),
      total: shown(sheet.total), missing: sheet.missing, grade: sheet.grade, ground: sheet.ground,
    };
  });
}"""


def _sheet(chance: random.Random) -> tuple[dict[str, tuple[Any, Any]], bool]:
    """Data of a sheet: mostly good or mostly poor, some lines empty, some odd."""
    values: dict[str, tuple[Any, Any]] = {}
    good, gaps = chance.choice((0.5, 0.8, 0.95, 1.0)), chance.choice((0.0, 0.1, 0.3))
    for name, told in load_evaluation_terms().indicators.items():
        if chance.random() < gaps:
            continue
        whole = chance.choice((0, 3, 7, 8, 12, 16, 40, 64, 1200, "2.5", "0.75"))
        share = good if told.scoring.value == "rate" else 1 - good
        places, near = chance.choice((0, 1, 3)), min(1.0, share + chance.uniform(0, 0.05))
        part = f"{float(whole) * near:.{places}f}"
        if float(part) > float(whole):
            part = str(whole)
        if told.scoring.value == "drop" and chance.random() < 0.2:
            part = str(chance.randint(1, 9) * 10)
        values[name] = (part, whole)
    return values, chance.random() < 0.1


def _asked(values: dict[str, tuple[Any, Any]], vetoed: bool) -> dict[str, Any]:
    rules, terms = load_rules(), load_evaluation_terms()
    bands = rules.thresholds
    return {
        "vetoed": vetoed,
        "bands": {
            name: getattr(bands, name)
            for name in (
                "excellent",
                "qualified",
                "excellent_floor",
                "qualified_floor",
                "most_missing",
            )
        },
        "dimensions": [
            {
                "id": each.id,
                "lines": [
                    {
                        "id": one.id,
                        "points": rules.points[one.id],
                        "scoring": one.scoring.value,
                        "numerator": str(values.get(one.id, ("", ""))[0]),
                        "denominator": str(values.get(one.id, ("", ""))[1]),
                    }
                    for one in each.indicators
                ],
            }
            for each in terms.dimensions
        ],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _any_sheet(page: Page, url: str) -> str:
    page.goto(f"{url}/evaluations")
    return page.locator("tbody a").first.get_attribute("href") or "/evaluations"
