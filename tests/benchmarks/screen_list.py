"""The pictures of ``docs/screens``: who sees which page, and what is done there first."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.web.conftest import ROOT


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a person sees it; ``go`` does what the path alone does not."""

    name: str
    who: str
    path: str
    go: Callable[[Page], None] = lambda page: None
    dark: bool = False
    phone: bool = False


def _ask(page: Page) -> None:
    query = next((ROOT / "corpora" / "demo" / "queries").glob("*串标*.txt"))
    page.get_by_label("新案的案情").fill(query.read_text(encoding="utf-8"))
    page.get_by_role("button", name="找类案").click()
    page.locator("article.case").first.wait_for()


def _pin_two(page: Page) -> None:
    _ask(page)
    for number in (0, 1):
        page.locator("article.case").nth(number).get_by_role("button", name="钉住").click()
        page.locator("article.case.pinned").nth(number).wait_for()
    page.get_by_role("link", name="对比钉住的两件").click()
    page.locator(".abreast").wait_for()


def _open_first(page: Page) -> None:
    page.locator(".result .passage").first.click()
    page.locator(".document").wait_for()


def _beside_pages(page: Page) -> None:
    page.locator(".result-title a").first.click()
    page.get_by_label("对照原件页面").check()
    picture = page.locator(".scan img").first
    expect(picture).to_have_js_property("naturalWidth", 1000, timeout=60_000)


def _open_case(page: Page) -> None:
    page.get_by_role("link", name="县人民医院单位受贿、院长受贿案").click()
    page.locator(".chain").wait_for()


def _build_report(page: Page) -> None:
    _open_case(page)
    page.get_by_role("button", name="生成风险分析报告").click()
    page.locator(".sentences").first.wait_for()


def _edit_case(page: Page) -> None:
    _open_case(page)
    page.get_by_role("link", name="修改").first.click()
    page.wait_for_load_state()


def _edit_section(page: Page) -> None:
    _build_report(page)
    page.locator("a[href*='/sections/']").first.click()
    page.wait_for_load_state()


def _draft_letter(page: Page) -> None:
    _build_report(page)
    page.get_by_text("选措施，拟一份建议书").click()
    page.get_by_label("发出机关").fill("某市纪委监委")
    page.get_by_role("button", name="拟草稿").click()
    page.locator(".lint-score").wait_for()


def _open_letter(page: Page) -> None:
    page.locator("tbody td.title a").first.click()
    page.locator(".letter-paper").wait_for()


def _match(page: Page) -> None:
    page.get_by_label("接收单位").fill("某市行政审批局")
    page.get_by_text("岗位", exact=True).first.click()
    page.get_by_label("行政审批岗位").check()
    page.get_by_label("工程项目管理岗位").check()
    page.get_by_role("button", name="匹配案例").click()
    page.get_by_role("heading", name="会选这").wait_for()


def _redaction(page: Page) -> None:
    _match(page)
    page.get_by_role("button", name="生成草稿").click()
    page.get_by_text("草稿已生成").wait_for(timeout=120_000)


def _build_pack(page: Page) -> None:
    _redaction(page)
    page.get_by_role("link", name="案例", exact=True).last.click()
    page.locator(".taught").first.wait_for()


def _open_row(page: Page) -> None:
    page.locator("tbody tr a").first.click()
    page.wait_for_load_state()


def _open_pinned(page: Page) -> None:
    page.get_by_role("link", name="高新区行政审批服务局原科长赵某某受贿案").first.click()
    page.locator("#alike .pins li").first.wait_for()
    page.locator("#alike").evaluate("one => one.scrollIntoView()")


def _open_similar(page: Page) -> None:
    _open_pinned(page)
    page.locator("#alike").get_by_role("link", name="类案检索").click()
    page.locator("article.case.pinned").first.wait_for()


def _weigh_word(page: Page) -> None:
    page.get_by_role("link", name="初核", exact=True).click()
    page.get_by_role("heading", name="影响").wait_for()


def _open_model(page: Page) -> None:
    page.locator("main a[href^='/admin/models/']").first.click()
    page.wait_for_load_state()


def _take_in(page: Page) -> None:
    papers = sorted((ROOT / "corpora" / "demo" / "queries").glob("*.txt"))
    page.locator("#f-files").set_input_files([str(one) for one in papers])
    expect(page.locator("[data-files] tr")).to_have_count(len(papers), timeout=60_000)
    page.locator("[data-progress]").scroll_into_view_if_needed()


PICTURES = (
    Picture("sign-in", "", "/sign-in"),
    Picture("desk", "ban", "/"),
    Picture("desk-dark", "ban", "/", dark=True),
    Picture("desk-phone", "ban", "/", phone=True),
    Picture("search", "ban", "/search?q=招标前 泄露 评标专家"),
    Picture("similar", "ban", "/similar", go=_ask),
    Picture("similar-dark", "ban", "/similar", go=_ask, dark=True),
    Picture("compare", "ban", "/similar", go=_pin_two),
    Picture(
        "document", "ban", "/search?q=验收 一人 没有复核&where=kind%3Dcase_analysis", _open_first
    ),
    Picture("matches", "ban", "/"),
    Picture("matches-list", "ban", "/matches"),
    Picture("case-pins", "ban", "/cases", go=_open_pinned),
    Picture("similar-pins", "ban", "/cases", go=_open_similar),
    Picture("document-pages", "ban", "/search?q=消失的四百一十二吨", go=_beside_pages),
    Picture("document-phone", "ban", "/search?q=没有复核", go=_open_first, phone=True),
    Picture("intake", "ban", "/intake"),
    Picture("reviews", "shen", "/reviews"),
    Picture("cases", "ban", "/cases"),
    Picture("case", "ban", "/cases", go=_open_case),
    Picture("case-dark", "ban", "/cases", go=_open_case, dark=True),
    Picture("case-phone", "ban", "/cases", go=_open_case, phone=True),
    Picture("report", "ban", "/cases", go=_build_report),
    Picture("letter-draft", "ban", "/cases", go=_draft_letter),
    Picture("letter", "shen", "/letters", go=_open_letter),
    Picture("registers", "ban", "/registers?text=验收"),
    Picture("ledger", "fang", "/ledger"),
    Picture("item", "fang", "/ledger", go=_open_row),
    Picture("inspections", "fang", "/inspections"),
    Picture("evaluation", "fang", "/evaluations", go=_open_row),
    Picture("measures", "fang", "/measures?text=出纳一人管钱管账管印鉴"),
    Picture("measure", "fang", "/measures/finance_internal_control"),
    Picture("board", "fang", "/board"),
    Picture("trends", "fang", "/board/trends"),
    Picture("heat-map", "fang", "/board/heat-map"),
    Picture("warnings", "fang", "/warnings"),
    Picture("broken-chain", "fang", "/warnings/broken-chain"),
    Picture("pack-match", "xuan", "/packs/new", go=_match),
    Picture("pack", "xuan", "/packs/new", go=_build_pack),
    Picture("pack-redaction", "xuan", "/packs/new", go=_redaction),
    Picture("accounts", "an", "/admin/accounts"),
    Picture("audit", "ji", "/admin/audit"),
    Picture("system", "xi", "/admin/system"),
    Picture("models", "xi", "/admin/models"),
    Picture("vocabulary", "ban", "/admin/vocabulary?q=轮换"),
    Picture("proposals", "fang", "/admin/vocabulary/proposals"),
    Picture("proposal", "fang", "/admin/vocabulary/proposals", go=_weigh_word),
    Picture("propose", "ban", "/admin/vocabulary/propose"),
    Picture("own-words", "ban", "/admin/vocabulary/words"),
    Picture("search-start", "ban", "/search"),
    Picture("similar-start", "ban", "/similar"),
    Picture("saved", "ban", "/saved"),
    Picture("documents", "ban", "/documents"),
    Picture("article", "ban", "/articles?law=监察法&article=62"),
    Picture("duplicates", "ban", "/duplicates"),
    Picture("clue", "ban", "/clues", go=_open_row),
    Picture("new-clue", "ban", "/clues/new"),
    Picture("clues", "ban", "/clues"),
    Picture("case-edit", "ban", "/cases", go=_edit_case),
    Picture("register", "ban", "/registers/loophole"),
    Picture("record", "ban", "/registers/loophole", go=_open_row),
    Picture("new-record", "ban", "/registers/unit/new"),
    Picture("reports", "ban", "/reports"),
    Picture("report-section", "ban", "/cases", go=_edit_section),
    Picture("letters", "ban", "/letters"),
    Picture("new-letter", "ban", "/letters/new"),
    Picture("agreement", "shen", "/reviews/agreement"),
    Picture("inspection", "fang", "/inspections", go=_open_row),
    Picture("new-inspection", "fang", "/inspections/new"),
    Picture("evaluations", "fang", "/evaluations"),
    Picture("new-evaluation", "fang", "/evaluations/new"),
    Picture("coverage", "fang", "/board/coverage"),
    Picture("risk-map", "fang", "/board/risk-map"),
    Picture("lead-times", "fang", "/board/lead-times"),
    Picture("indicator", "fang", "/board", go=_open_row),
    Picture("warning", "fang", "/warnings", go=_open_row),
    Picture("packs", "xuan", "/packs"),
    Picture("pack-weights", "xuan", "/packs/weights"),
    Picture("trainings", "xuan", "/trainings"),
    Picture("new-training", "xuan", "/trainings/new"),
    Picture("account", "an", "/admin/accounts", go=_open_row),
    Picture("new-account", "an", "/admin/accounts/new"),
    Picture("departments", "an", "/admin/departments"),
    Picture("grants", "ban", "/admin/grants"),
    Picture("calendar", "xi", "/admin/calendar"),
    Picture("model", "xi", "/admin/models", go=_open_model),
    Picture("me", "ban", "/me"),
    Picture("password", "ban", "/password"),
    Picture("keyboard", "ban", "/help/keyboard"),
    Picture("not-found", "ban", "/documents/没有这份"),
    Picture("intake-done", "ban", "/intake", go=_take_in),
)
