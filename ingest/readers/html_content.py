"""Where in a page is the article? Menus are links; articles are text that leads nowhere."""

import re
from collections.abc import Mapping

from lxml.etree import _Element as Element

_NEVER_READ = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math",
    "canvas", "video", "audio", "select", "option", "button", "input", "textarea", "nav",
    "footer", "aside", "dialog",
))  # fmt: skip
_CONTAINERS = frozenset((
    "div", "td", "tr", "tbody", "table", "section", "main", "article", "form", "center", "dd",
    "li",
))  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SITE_PARTS = frozenset((
    "nav", "menu", "breadcrumb", "crumb", "crumbs", "footer", "foot", "sidebar", "share",
    "comment", "comments", "related", "recommend", "copyright", "login", "search", "banner",
    "ad", "ads", "pagination", "pager", "toolbar", "qrcode", "ewm", "top", "bottom", "header",
    "links", "print", "position", "weizhi", "location",
))  # fmt: skip
_ARTICLE_PARTS = frozenset((
    "article", "content", "zoom", "detail", "details", "editor", "main", "news", "text", "entry",
    "post", "artical", "wenzhang", "body", "con", "cont", "bodytext", "ucapcontent", "trs",
))  # fmt: skip
_LARGE_SHARE = 0.3
_HINTED_SHARE = 0.5
_PLAIN_SHARE = 0.85
_LEAST_SHARE = 0.45
_MOSTLY_LINKS = 0.6


def without_site(root: Element) -> Element:
    """The page less its scripts, menus, forms' fields, and what is hidden from the reader."""
    body = next(iter(root.iter("body")), root)
    weights = _weights(body)
    whole = weights.get(body, (1, 0))[0]
    doomed = [
        node
        for node in body.iter()
        if node is not body and _is_site(node, weights.get(node, (0, 0)), whole)
    ]
    for node in doomed:
        _drop(node)
    return body


def main_content(body: Element) -> Element:
    """The innermost element that still holds the page's running text.

    ``<div id="nav">…</div><div class="TRS_Editor">…</div>`` gives the second one; a page without
    any hint gives its body.
    """
    weights = _weights(body)
    whole = _own_words(weights, body)
    marked = [node for tag in ("article", "main") for node in body.iter(tag)]
    best = max(marked, key=lambda node: _own_words(weights, node), default=None)
    if best is not None and _own_words(weights, best) > _HINTED_SHARE * whole:
        return _without_link_lists(best, weights)
    chosen = body
    while (inner := _dominant(chosen, weights)) is not None:
        if _own_words(weights, inner) < _LEAST_SHARE * whole:
            break
        chosen = inner
    return _without_link_lists(chosen, weights)


def _weights(body: Element) -> dict[Element, tuple[int, int]]:
    """For each element the length of its text, and of the part of it that is links."""
    weights: dict[Element, tuple[int, int]] = {}
    for node in reversed(list(body.iter())):
        text = len((node.text or "").strip())
        links = 0
        for each in node:
            inner, linked = weights.get(each, (0, 0))
            text += inner + len((each.tail or "").strip())
            links += linked
        weights[node] = (text, text if node.tag == "a" else links)
    return weights


def _own_words(weights: Mapping[Element, tuple[int, int]], node: Element) -> int:
    text, links = weights.get(node, (0, 0))
    return text - links


def _dominant(node: Element, weights: Mapping[Element, tuple[int, int]]) -> Element | None:
    """The child that holds nearly all, or, when its name says “content”, most of the words."""
    held = _own_words(weights, node)
    if not held:
        return None
    for each in node:
        share = _own_words(weights, each) / held
        hinted = bool(_name_parts(each) & _ARTICLE_PARTS)
        if each.tag in _CONTAINERS and share > (_HINTED_SHARE if hinted else _PLAIN_SHARE):
            return each
    return None


def _without_link_lists(node: Element, weights: Mapping[Element, tuple[int, int]]) -> Element:
    """Lists of other articles inside the article's box; one quoted link is left in place."""
    for each in list(node.iter("ul", "ol", "div", "dl", "section")):
        text, links = weights.get(each, (0, 0))
        many = sum(1 for _ in each.iter("a")) > 2
        if each is not node and many and links > _MOSTLY_LINKS * text:
            _drop(each)
    return node


def _is_site(node: Element, weight: tuple[int, int], whole: int) -> bool:
    if node.tag in _NEVER_READ or node.get("hidden") is not None:
        return True
    if node.get("aria-hidden") == "true" or _HIDDEN_STYLE.search(node.get("style") or ""):
        return True
    small = weight[0] < _LARGE_SHARE * whole
    if node.tag == "header":
        return small and next(iter(node.iter("h1")), None) is None
    return small and bool(_name_parts(node) & _SITE_PARTS) and node.tag in _CONTAINERS


def _name_parts(node: Element) -> set[str]:
    names = f"{node.get('id') or ''} {node.get('class') or ''} {node.get('role') or ''}"
    return {part.lower() for part in _NAME_PARTS.findall(names[:300])}


def _drop(node: Element) -> None:
    """Take the element out, but leave the text that stands behind it."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)
