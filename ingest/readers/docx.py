"""Word files (.docx), read from their XML: nothing a person can see in Word may be lost."""

import posixpath

from lxml.etree import _Element as Element

from ingest.extraction import Extracted
from ingest.limits import ReadLimits
from ingest.readers.docx_body import Body
from ingest.readers.docx_numbering import read_numbering
from ingest.readers.docx_styles import read_styles
from ingest.readers.docx_xml import attribute, child, children, parse
from ingest.readers.zip_guard import Package, open_package
from ingest.titles import sensible
from kb.errors import ReadError

_MAIN_PART = "word/document.xml"


def read_docx(content: bytes, *, limits: ReadLimits) -> Extracted:
    """The words of a Word file in reading order, automatic numbers (“一、”) included.

    Text boxes, nested tables, footnotes and inserted words are read; deleted and hidden words are
    left out and warned of (TRACKED_CHANGES, HIDDEN_TEXT). Headers and footers are not text.
    """
    package = open_package(content, limits=limits)
    main = _main_part(package)
    root = parse(package.parts[main])
    content_root = child(root, "body")
    if content_root is None:
        raise ReadError("CORRUPT_FILE", kind="docx", reason="no_body")
    folder = posixpath.dirname(main)
    body = Body(
        numbering=read_numbering(_part(package, f"{folder}/numbering.xml")),
        styles=read_styles(_part(package, f"{folder}/styles.xml")),
        notes=_notes(package, folder),
    )
    body.read(content_root)
    return Extracted(
        ("\n".join(body.lines) + "\n",),
        title=sensible(body.title) or sensible(body.heading),
        metadata_title=_core_title(package),
        warnings=(*package.warnings, *body.warnings, *_package_warnings(package)),
    )


def _main_part(package: Package) -> str:
    relations = _part(package, "_rels/.rels")
    if relations is not None:
        for relation in children(relations, "Relationship"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                target = posixpath.normpath(attribute(relation, "Target").lstrip("/"))
                if target in package.parts:
                    return target
    if _MAIN_PART not in package.parts:
        raise ReadError("CORRUPT_FILE", kind="docx", reason="no_document_part")
    return _MAIN_PART


def _part(package: Package, name: str) -> Element | None:
    part = package.parts.get(name)
    return parse(part) if part else None


def _notes(package: Package, folder: str) -> dict[str, Element]:
    notes: dict[str, Element] = {}
    for kind in ("footnote", "endnote"):
        root = _part(package, f"{folder}/{kind}s.xml")
        if root is not None:
            notes |= {f"{kind}:{attribute(note, 'id')}": note for note in children(root, kind)}
    return notes


def _core_title(package: Package) -> str:
    root = _part(package, "docProps/core.xml")
    title = child(root, "title") if root is not None else None
    return (title.text or "") if title is not None else ""


def _package_warnings(package: Package) -> tuple[str, ...]:
    """What else is packed in: nothing of it is opened, run or fetched."""
    names = [name.lower() for name in package.names]
    found = {
        "MACRO": any(name.endswith("vbaproject.bin") for name in names),
        "EMBEDDED_FILE": any("/embeddings/" in name for name in names),
        "ACTIVE_CONTENT": any("/activex/" in name for name in names),
        "EXTERNAL_REFERENCE": _refers_outside(package),
    }
    return tuple(code for code, present in found.items() if present)


def _refers_outside(package: Package) -> bool:
    """A template or picture on another machine; a link that waits for a click is harmless."""
    for name, part in package.parts.items():
        if not name.endswith(".rels"):
            continue
        for relation in children(parse(part), "Relationship"):
            link = attribute(relation, "Type").endswith("/hyperlink")
            if attribute(relation, "TargetMode") == "External" and not link:
                return True
    return False
