"""The page: one file, no request, readable without its script, nothing that runs but its own."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from kb.education.pack_content import PackSource, Passage
from kb.education.variant import Variant
from tests.kb.education.pack_world import MARK, PACK, with_passage
from tests.kb.education.written import written

_VOID = frozenset({"meta", "input", "br", "hr", "img", "link"})


class _Page(HTMLParser):
    """Tags with their attributes, in order; tags that are not closed in turn are an error."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(content.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self._open:
            self.words[self._open[-1]] = self.words.get(self._open[-1], "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page(written("包.html"))


def test_the_page_is_small_and_alone(page: _Page) -> None:
    text = written("包.html", Variant.FACILITATOR).decode()
    assert len(text.encode()) < 300_000
    assert not re.search(r"https?:|//[a-z]|@import|src=|url\((?!#)", text)
    assert not {name for name, _ in page.tags} & {"link", "img", "iframe", "object", "base"}


def test_its_policy_forbids_requests_and_lets_its_own_style_and_script_through(
    page: _Page,
) -> None:
    policy = next(one for one in page.all("meta") if "http-equiv" in one)["content"] or ""
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        digest = b64encode(sha256(page.words[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_no_attribute_styles_or_runs(page: _Page) -> None:
    names = {name for _, attrs in page.tags for name in attrs}
    assert "style" not in names
    assert not [one for one in names if one.startswith("on")]


def test_words_cannot_run_from_any_field() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    content = replace(
        with_passage(PACK, Passage(evil, (evil,), evil)),
        title=evil,
        audience=evil,
        declaration=evil,
        sources=(*PACK.sources, PackSource(evil, evil, evil)),
    )
    page = _Page(written("包.html", Variant.FACILITATOR, content))
    assert len(page.all("script")) == 1
    assert page.all("img") == []


def test_every_link_leads_to_a_place_of_the_page(page: _Page) -> None:
    places = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(places) == len(set(places))
    links = [one["href"] or "" for one in page.all("a")]
    assert links
    assert {one.removeprefix("#") for one in links} <= set(places)


def test_headings_go_down_by_one(page: _Page) -> None:
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_reader_who_does_not_see_is_told(page: _Page) -> None:
    assert page.all("html")[0]["lang"] == "zh-CN"
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}
    assert all(one.get("scope") in ("col", "row") for one in page.all("th"))
    assert all(one.get("aria-hidden") == "true" for one in page.all("svg"))
    assert len(page.all("legend")) == len(page.all("fieldset")) == len(PACK.quiz)
    regions = [one for one in page.all("div") if "scroll" in (one.get("class") or "").split()]
    assert all(one.get("tabindex") == "0" and one.get("aria-label") for one in regions)


def test_answers_are_shut_for_learners_and_open_for_the_facilitator(page: _Page) -> None:
    assert [("open" in one) for one in page.all("details")] == [False] * len(PACK.quiz)
    leading = _Page(written("包.html", Variant.FACILITATOR))
    assert [("open" in one) for one in leading.all("details")] == [True] * len(PACK.quiz)


def test_right_options_are_those_of_the_quiz(page: _Page) -> None:
    right = [("data-right" in one) for one in page.all("label")]
    assert right == [
        index in question.answers
        for question in PACK.quiz
        for index in range(len(question.options))
    ]
    kinds = {one["name"]: one["type"] for one in page.all("input")}
    assert kinds == {"q1": "radio", "q2": "checkbox", "q3": "radio", "q4": "radio"}


def test_learners_print_no_answers() -> None:
    style = _Page(written("包.html")).words["style"]
    printed = style[style.index("@media print") :]
    assert ".learner .answer, .verdict, .hint { display: none; }" in printed
    assert '<body class="learner">' in written("包.html").decode()
    assert "@page { size: A4;" in style
    assert "prefers-color-scheme: dark" in style


def test_the_mark_lies_across_the_page() -> None:
    text = written("包.html").decode()
    across = text[text.index('<svg class="across"') : text.index("</svg>")]
    assert across.count(MARK.line) == 3


def test_bars_are_as_long_as_their_counts(page: _Page) -> None:
    widths = [one["width"] for one in page.all("rect")][1:]
    first = PACK.charts[0].bars
    assert widths[: len(first)] == [f"{100 * count / 3:.1f}%" for _, count in first]
