"""The formats that a pack is written in, each for the learners and for whoever leads."""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Protocol
from zipfile import ZipFile

from kb.education.export_docx import write_docx
from kb.education.export_html import write_html
from kb.education.export_pptx import write_pptx
from kb.education.export_zip import write_zip
from kb.education.pack_content import PackContent
from kb.education.variant import Variant
from kb.education.watermark import Watermark
from kb.errors import NotFound


class Writer(Protocol):
    """Writes a pack in one format: the same bytes for the same pack, mark and variant."""

    def __call__(
        self, content: PackContent, mark: Watermark, *, variant: Variant = Variant.LEARNER
    ) -> bytes: ...


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {"docx": write_docx, "pptx": write_pptx, "html": write_html, "zip": write_zip}
)
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "html": "text/html; charset=utf-8",
        "zip": "application/zip",
    }
)


def file_name(form: str, variant: Variant) -> str:
    """``learner.docx``; ``NotFound`` for a format that nobody writes."""
    if form not in WRITERS:
        raise NotFound(id=form[:20])
    return f"{variant.value}.{form}"


def written(content: PackContent, mark: Watermark) -> dict[str, bytes]:
    """Every file of a pack by its name."""
    return {
        file_name(form, variant): write(content, mark, variant=variant)
        for form, write in WRITERS.items()
        for variant in Variant
    }


def is_archive(name: str) -> bool:
    """Whether the file holds others."""
    return name.endswith(".zip")


def member_digests(content: bytes) -> frozenset[str]:
    """The sha256 of each member of an archive."""
    with ZipFile(BytesIO(content)) as archive:
        return frozenset(
            hashlib.sha256(archive.read(one)).hexdigest() for one in archive.namelist()
        )
