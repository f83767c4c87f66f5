"""Web pages: the article, not the site around it. Nothing is run, followed or fetched."""

import html as entities
import re
from collections.abc import Iterator

from lxml import etree, html
from lxml.etree import _Element as Element

from ingest.decoding import decode
from ingest.extraction import Extracted
from ingest.furniture import without_furniture
from ingest.readers.html_content import main_content, without_site
from ingest.readers.rows import row_lines
from ingest.titles import sensible
from kb.errors import ReadError

_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SCRIPT = re.compile(r"<(?:script|style)\b[^>]{0,2000}>.*?</(?:script|style)>", re.S | re.I)
_WHITE = re.compile(r"[ \t\r\n\f]+")
# a line broken by the editor of the page inside “职务⏎便利” is no blank for the reader
_BETWEEN_IDEOGRAPHS = re.compile(
    r"(?<=[\u3000-\u9fff，。；：])[^\S\n]*\n\s*(?=[\u3000-\u9fff，。；：])"
)

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "ul",
))  # fmt: skip
_TITLE_METAS = ("ArticleTitle", "og:title")


def read_html(content: bytes) -> Extracted:
    """The title as first line, then the article's paragraphs and tables, a line for each.

    “…_某市纪委监委网站” is cut from the title. Menus, scripts, forms and hidden words are left
    out; “责任编辑”, “上一篇” and the like too.
    """
    declared = _CHARSET.search(content[:_HEAD_BYTES])
    decoded = decode(content, declared=declared[1].decode("ascii") if declared else "")
    text = _XML_HEAD.sub("", decoded.text).replace("\0", "")
    root, too_deep = _parse(text)
    if too_deep:
        return Extracted((_bare(text),), warnings=(*decoded.warnings, "STRUCTURE_LIMIT"))
    title = _title(root)
    lines = without_furniture(list(_lines(main_content(without_site(root)))), page=True)
    return Extracted(
        ("\n".join(_opened_by(title, lines)) + "\n",), title=title, warnings=decoded.warnings
    )


def _parse(text: str) -> tuple[Element, bool]:
    """The tree, and whether the parser gave up at its own bound of 256 levels."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: Element | None = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("CORRUPT_FILE", kind="html") from error
    if root is None:
        raise ReadError("CORRUPT_FILE", kind="html")
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _bare(text: str) -> str:
    """A page nested past reason: its words without its tags, better than most of it lost."""
    end = max(text.rfind("</script>"), text.rfind("</style>"), 0) + len("</script>")
    text = _SCRIPT.sub("\n", text[:end]) + text[end:]
    return entities.unescape(_TAG.sub("\n", text))


def _title(root: Element) -> str:
    """What editors enter by hand first; then a heading that the window's title confirms."""
    metas = {meta.get("name") or meta.get("property"): meta for meta in root.iter("meta")}
    for name in _TITLE_METAS:
        if name in metas and (title := sensible(metas[name].get("content") or "")):
            return title
    window = next(map(_words, root.iter("title")), "")
    headings = [_words(node) for node in root.iter("h1", "h2")]
    for heading in headings:
        if len(heading) >= 4 and heading in window:
            return _with_subtitle(sensible(heading), sensible(window))
    return sensible(window) or next((named for each in headings if (named := sensible(each))), "")


def _with_subtitle(heading: str, window: str) -> str:
    """“鱼塘钱——某村书记张某案剖析” of the window holds more than the heading “鱼塘钱”."""
    return window if heading and window.startswith(f"{heading}——") else heading


def _words(node: Element) -> str:
    return " ".join("".join(map(str, node.itertext())).split())


def _opened_by(title: str, lines: list[str]) -> list[str]:
    """The title as first line, once."""
    if not title:
        return lines
    return [title, *(line for index, line in enumerate(lines) if index > 4 or line != title)]


def _lines(node: Element) -> Iterator[str]:
    """The lines of a block in reading order; the tree is at most 256 deep."""
    held: list[str] = []
    yield from _walk(node, held)
    yield from _flush(held)


def _walk(node: Element, held: list[str]) -> Iterator[str]:
    _hold(node.text, held, kept=node.tag == "pre")
    for each in node:
        if each.tag == "br":
            yield from _flush(held)
        elif each.tag == "tr":
            yield from _flush(held)
            yield from row_lines([list(_lines(cell)) for cell in each.iter("td", "th")
                                  if next(cell.iterancestors("tr")) is each])  # fmt: skip
        elif each.tag in _BLOCKS:
            yield from _flush(held)
            yield from _lines(each)
        elif isinstance(each.tag, str):
            yield from _walk(each, held)
        _hold(each.tail, held, kept=node.tag == "pre")


def _hold(text: str | None, held: list[str], *, kept: bool) -> None:
    if text:
        held.append(text if kept else _WHITE.sub(" ", _BETWEEN_IDEOGRAPHS.sub("", text)))


def _flush(held: list[str]) -> Iterator[str]:
    line = "".join(held).strip()
    held.clear()
    if line:
        yield line
