"""Finished files with a word hidden somewhere in them."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_RUNS = "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>"


def _run(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def _part(inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document>{inner}</w:document>'


# where in a file of the office kinds words may stand: place → (part, its content)
PLACES: Mapping[str, tuple[str, str]] = {
    "body": ("word/document.xml", _part(_run("{}"))),
    "cell": (
        "word/document.xml",
        _part("<w:tbl><w:tr><w:tc>" + _run("{}") + "</w:tc></w:tr></w:tbl>"),
    ),
    "text_box": ("word/document.xml", _part("<w:txbxContent>" + _run("{}") + "</w:txbxContent>")),
    "hidden": (
        "word/document.xml",
        _part("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r></w:p>"),
    ),
    "deleted": (
        "word/document.xml",
        _part("<w:p><w:del><w:r><w:delText>{}</w:delText></w:r></w:del></w:p>"),
    ),
    "footnote": ("word/footnotes.xml", _part(_run("{}"))),
    "comment": ("word/comments.xml", _part(_run("{}"))),
    "comment_author": ("word/comments.xml", _part('<w:comment w:author="{}"/>')),
    "header": ("word/header1.xml", _part(_run("{}"))),
    "alt_text": ("word/document.xml", _part('<wp:docPr id="1" descr="{}"/>')),
    "property": (
        "docProps/core.xml",
        "<cp:coreProperties><dc:creator>{}</dc:creator></cp:coreProperties>",
    ),
    "relation": (
        "word/_rels/document.xml.rels",
        '<Relationships><Relationship Target="file:///{}.docx"/></Relationships>',
    ),
    "slide_note": (
        "ppt/notesSlides/notesSlide1.xml",
        "<p:notes><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:notes>",
    ),
    "entry_name": ("word/media/{}.txt", "x"),
    "custom": ("customXml/item1.xml", "<!-- {} -->"),
    "nested": ("word/embeddings/inner.docx", "{}"),
}


def office_file(place: str, words: str, *, split: bool = False) -> bytes:
    """A file with the words at that place; ``split`` into runs of one sign, as editors do."""
    name, content = PLACES[place]
    if split and place in ("body", "cell", "footnote"):
        words = _RUNS.join(words)
    if place == "nested":
        return _archive({name: office_file("body", words)})
    return _archive({name.format(words): content.format(words).encode()})


def web_page(words: str) -> bytes:
    """A page with the words as references to signs, which no search of the bytes finds."""
    coded = "".join(f"&#{ord(one)};" for one in words)
    return f"<html><body><p style='display:none'>{coded}</p></body></html>".encode()


def _archive(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
