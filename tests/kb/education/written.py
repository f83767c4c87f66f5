"""Packs as written files, each written once for all tests."""

from collections.abc import Callable, Mapping
from functools import cache

from kb.education.export_docx import write_docx
from kb.education.export_html import write_html
from kb.education.export_pptx import write_pptx
from kb.education.export_zip import write_zip
from kb.education.pack_content import PackContent
from kb.education.variant import Variant
from kb.education.watermark import Watermark
from tests.kb.education.pack_world import MARK, PACK

Write = Callable[[PackContent, Watermark, Variant], bytes]
WRITERS: Mapping[str, Write] = {
    "包.docx": lambda content, mark, variant: write_docx(content, mark, variant=variant),
    "包.pptx": lambda content, mark, variant: write_pptx(content, mark, variant=variant),
    "包.html": lambda content, mark, variant: write_html(content, mark, variant=variant),
    "包.zip": lambda content, mark, variant: write_zip(content, mark, variant=variant),
}


@cache
def written(name: str, variant: Variant = Variant.LEARNER, content: PackContent = PACK) -> bytes:
    """The pack in the format that ``name`` ends in."""
    return WRITERS[name](content, MARK, variant)
