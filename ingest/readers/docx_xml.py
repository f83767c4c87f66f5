"""The few XML moves the Word reader needs; names without their namespace (two dialects exist)."""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from kb.errors import ReadError


def parse(part: bytes) -> Element:
    """A part as a tree: no entities, no network, depth ≤ 256 (the parser's own bound)."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: Element | None = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error) or "nested" in str(error):
            raise ReadError("STRUCTURE_LIMIT", kind="xml") from error
        raise ReadError("CORRUPT_FILE", kind="xml", line=error.lineno) from error
    if root is None:
        raise ReadError("CORRUPT_FILE", kind="xml")
    return root


def local_name(node: Element) -> str:
    """``p`` of ``{http://…/wordprocessingml/2006/main}p``."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """The attribute of that local name, or ""."""
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def children(node: Element, name: str) -> Iterator[Element]:
    """The direct children of that name."""
    return (each for each in node if local_name(each) == name)


def child(node: Element, *path: str) -> Element | None:
    """The first descendant along ``path``: ``child(p, "pPr", "numPr", "ilvl")``."""
    found: Element | None = node
    for name in path:
        if found is None:
            return None
        found = next(children(found, name), None)
    return found


def is_on(node: Element | None) -> bool:
    """A toggle property that is there and not switched off (``w:val="0"``)."""
    return node is not None and attribute(node, "val") not in {"0", "false", "off", "none"}
