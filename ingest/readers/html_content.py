"""Where in a page is the article? Menus are links; articles are text that leads nowhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
_FEW_LINKS = 2


def without_site(root: Element) -> Element:
    """The page less its scripts, menus, forms' fields, and what is hidden from the reader."""
    body = next(iter(root.iter("body")), root)
    weights = _weights(body)
    whole = weights[body].text
    doomed = [
        node
        for node in body.iter()
        if node is not body and _is_site(node, weights[node].text, whole)
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
    whole = weights[body].own
    marked = [node for tag in ("article", "main") for node in body.iter(tag)]
    best = max(marked, key=lambda node: weights[node].own, default=None)
    if best is not None and weights[best].own > _HINTED_SHARE * whole:
        return _without_link_lists(best, weights)
    chosen = body
    while (inner := _dominant(chosen, weights)) is not None:
        if weights[inner].own < _LEAST_SHARE * whole:
            break
        chosen = inner
    return _without_link_lists(chosen, weights)


@dataclass(frozen=True, slots=True)
class _Weight:
    """The length of an element's text, of the part of it that is links, and their number."""

    text: int
    linked: int
    links: int

    @property
    def own(self) -> int:
        return self.text - self.linked


def _weights(body: Element) -> dict[Element, _Weight]:
    weights: dict[Element, _Weight] = {}
    for node in reversed(list(body.iter())):
        text = len((node.text or "").strip())
        linked, links = 0, 0
        for each in node:
            inner = weights[each]
            text += inner.text + len((each.tail or "").strip())
            linked += inner.linked
            links += inner.links
        is_link = node.tag == "a"
        weights[node] = _Weight(text, text if is_link else linked, links + is_link)
    return weights


def _dominant(node: Element, weights: Mapping[Element, _Weight]) -> Element | None:
    """The child that holds nearly all, or, when its name says “content”, most of the words."""
    held = weights[node].own
    if not held:
        return None
    for each in node:
        share = weights[each].own / held
        hinted = bool(_name_parts(each) & _ARTICLE_PARTS)
        if each.tag in _CONTAINERS and share > (_HINTED_SHARE if hinted else _PLAIN_SHARE):
            return each
    return None


def _without_link_lists(node: Element, weights: Mapping[Element, _Weight]) -> Element:
    """Lists of other articles inside the article's box; one quoted link is left in place."""
    for each in list(node.iter("ul", "ol", "div", "dl", "section")):
        weight = weights[each]
        mostly = weight.links > _FEW_LINKS and weight.linked > _MOSTLY_LINKS * weight.text
        if each is not node and mostly:
            _drop(each)
    return node


def _is_site(node: Element, size: int, whole: int) -> bool:
    if node.tag in _NEVER_READ or node.get("hidden") is not None:
        return True
    if node.get("aria-hidden") == "true" or _HIDDEN_STYLE.search(node.get("style") or ""):
        return True
    small = size < _LARGE_SHARE * whole
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
