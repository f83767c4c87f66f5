"""Plain text and Markdown: the marks go, every word of the author stays."""

import html
import re

from ingest.extraction import Extracted
from ingest.furniture import without_furniture
from ingest.titles import sensible

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:[^\n]*\n){0,40}?---[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
# “# source: somebody/somewhere”: a collector's note, not the author's
_COLLECTED = re.compile(r"^#[ \t]*(?:source|url|date|来源)[ \t]*[:：][^\n]*$", re.M | re.I)
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+|(?=[\u4e00-\u9fff（【《〔]))", re.M)
_HEADING_LINE = re.compile(r"^ {0,3}#{1,6}[ \t]*[^\s#][^\n]*$", re.M)
# “警示教育 | 一顿饭吃掉的前程”: a column of the site before the title
_COLUMN = re.compile(r"^[\u4e00-\u9fff]{2,8}[ \t]*[|｜][ \t]*(?=\S{4})")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^\n]*$", re.M)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.M)
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)+", re.M)
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+(?=\S)", re.M)
_TABLE_RULE = re.compile(r"^(?=[^\n]{0,300}--)[ \t:|-]{3,400}$", re.M)
_TABLE_ROW = re.compile(r"^[ \t]*\|(.*)$", re.M)
_URL = r"\([^()\n]{0,2000}(?:\([^()\n]{0,300}\)[^()\n]{0,500})?\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,300}}\]{_URL}")
_LINK = re.compile(rf"\[([^\[\]\n]{{1,300}})\]{_URL}")
# An opening mark never follows a word: “张**、李**” are hidden names, not emphasis
_EMPHASIS = tuple(
    re.compile(rf"(?<![\w{mark[0]}])\{mark}(?=[^\s{mark[0]}])([^{mark[0]}\n]{{1,300}}){close}")
    for mark, close in ((r"*\*", r"\*\*(?!\*)"), (r"__", r"__(?!\w)"), (r"*", r"\*(?!\*)"))
)
_CODE = re.compile(r"`([^`\n]{1,300})`")
_TAG = re.compile(
    r"</?(?:p|br|div|span|font|b|strong|em|i|u|a|table|tbody|thead|tr|td|th|center|img|sup|sub"
    r"|h[1-6]|li|ul|ol|blockquote|hr|script|style)\b[^<>\n]{0,500}>",
    re.I,
)
_BREAKING_TAG = re.compile(r"</?(?:p|br|div|tr|li|h[1-6]|hr)\b", re.I)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|#\d{2,6});")


def read_text(text: str) -> Extracted:
    """Plain text as it is, less the web page's furniture at its head and foot."""
    return Extracted((_joined(text),))


def read_markdown(text: str) -> Extracted:
    """Markdown as clean lines: “## 第一章 总则” gives “第一章 总则”, links give their words.

    Comments, front matter, fences and collectors' notes go. The title is the first heading.
    """
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _without_comments(text)
    if "#" in text:
        text = _COLLECTED.sub("", text)
    heading = _HEADING_LINE.search(text)
    words = _words(text)
    lines = without_furniture(words.split("\n"))
    title = ""
    if heading is not None:
        title = _COLUMN.sub("", _words(heading[0]).strip())
        lines = _opened_by(title, lines)
    return Extracted(("\n".join(lines) + "\n",), title=sensible(title))


def _joined(text: str) -> str:
    """Without ``split`` for texts of a million lines that have nothing to lose."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(without_furniture(lines)) + "\n"


def _without_comments(text: str) -> str:
    """Only up to the last “-->”, so that a flood of “<!--” costs one look each."""
    end = text.rfind("-->") + 3
    return _COMMENT.sub("\n", text[:end]) + text[end:] if end > 2 else text


def _opened_by(title: str, lines: list[str]) -> list[str]:
    """The column goes from the title's line, and a body that repeats the title says it once."""
    head = [_COLUMN.sub("", line.strip()) if index == 0 else line for index, line in
            enumerate(lines[:2])]  # fmt: skip
    if len(head) == 2 and head[0] == title == head[1].strip():
        head = head[:1]
    return [*head, *lines[2:]]


def _words(text: str) -> str:
    """The text without its marks; each mark is looked for only where its sign occurs at all."""
    text = _HEADING.sub("", text)
    text = _FENCE.sub("", text) if "```" in text or "~~~" in text else text
    if "|" in text:
        text = _TABLE_ROW.sub(_cells, _TABLE_RULE.sub("", text))
    if "](" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _RULE.sub("", text)
    text = _QUOTE.sub("", text) if ">" in text else text
    text = _BULLET.sub("", text)
    if "*" in text or "__" in text:
        for emphasis in _EMPHASIS:
            text = emphasis.sub(r"\1", text)
    text = _CODE.sub(r"\1", text) if "`" in text else text
    if "<" in text:
        text = _TAG.sub(lambda tag: "\n" if _BREAKING_TAG.match(tag[0]) else "", text)
    text = _ESCAPE.sub(r"\1", text) if "\\" in text else text
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def _cells(row: re.Match[str]) -> str:
    return "\t".join(cell.strip() for cell in row[1].split("|") if cell.strip())
