"""The frame in a real browser: for every role, in the light and in the dark, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PEOPLE, Enter


def test_the_sign_in_is_for_everybody(enter: Enter) -> None:
    visit = enter()
    visit.open("/")
    expect(visit.page).to_have_url(re.compile("/sign-in$"))
    visit.accessible()


@pytest.mark.parametrize("name", [one.account for one in PEOPLE])
def test_every_role_has_a_desk_and_rooms_that_open(enter: Enter, name: str) -> None:
    visit = enter(name)
    visit.accessible()
    paths = visit.page.locator("nav.rooms a").evaluate_all("links => links.map(a => a.pathname)")
    assert paths[0] == "/"
    for path in paths:
        page = visit.open(path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator('nav.rooms a[aria-current="page"]')).to_have_attribute("href", path)


@pytest.mark.parametrize("name", ["ban", "fang", "xuan", "shen"])
def test_what_the_desk_names_opens(enter: Enter, name: str) -> None:
    page = enter(name).page
    links = page.locator("main a").evaluate_all("links => links.map(a => a.href)")
    assert len(links) > 15
    for link in dict.fromkeys(links):
        answer = page.request.get(link)
        assert answer.status == 200, link
        assert answer.url == link


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rooms_are_readable_in_the_light_and_the_dark(enter: Enter, scheme: str) -> None:
    visit = enter("ban", color_scheme=scheme)
    paths = visit.page.locator("nav.rooms a").evaluate_all("links => links.map(a => a.pathname)")
    for path in [*paths, "/help/keyboard"]:
        visit.open(path)
        visit.accessible()


def test_nothing_is_wider_than_a_phone(enter: Enter) -> None:
    visit = enter("ban", viewport={"width": 390, "height": 844})
    paths = visit.page.locator("nav.rooms a").evaluate_all("links => links.map(a => a.pathname)")
    for path in paths:
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.get_by_text("菜单", exact=True).click()
    expect(page.locator("nav.rooms").get_by_role("link", name="工作台")).to_be_visible()


def test_keys_lead_around(enter: Enter) -> None:
    page = enter("ban").page
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog.get_by_text("跳到检索框")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.goto(page.url + "help/keyboard")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def test_the_theme_turns_and_is_kept(enter: Enter) -> None:
    page = enter("ban").page
    root = page.locator("html")
    page.get_by_role("button", name="切换浅色与深色").click()
    expect(root).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")


def test_without_scripts_all_of_it_works(enter: Enter) -> None:
    page = enter("ban", java_script_enabled=False).page
    page.get_by_role("button", name="切换浅色与深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("a[data-keyboard]").click()
    expect(page.get_by_role("heading", name="快捷键")).to_be_visible()
    page.locator(".person summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("已退出。")).to_be_visible()
