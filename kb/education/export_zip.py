"""A pack as one archive: handout, slides, page, quiz, and a list that lets anyone check them all.

The list has the sha256 of each file and of each quotation, and the versions that wrote the files:
the same versions make the same bytes again. Names of files are those of kinds, never of persons.
"""

from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version

from kb.education.export_docx import write_docx
from kb.education.export_html import write_html
from kb.education.export_pptx import write_pptx
from kb.education.office_file import archive_of
from kb.education.pack_content import PackContent
from kb.education.pack_words import clean
from kb.education.quiz_files import json_bytes, quiz_csv, quiz_json
from kb.education.variant import Variant
from kb.education.watermark import Watermark

LIST_NAME = "清单.json"
_FORMAT = 1
_WRITERS = ("lianjian", "python-docx", "python-pptx")


def write_zip(
    content: PackContent, mark: Watermark, *, variant: Variant = Variant.LEARNER
) -> bytes:
    """The archive; the same bytes for the same pack, mark, variant and versions."""
    answers = variant is Variant.FACILITATOR
    files = {
        f"讲义（{variant.shown}）.docx": write_docx(content, mark, variant=variant),
        f"幻灯片（{variant.shown}）.pptx": write_pptx(content, mark, variant=variant),
        f"网页（{variant.shown}）.html": write_html(content, mark, variant=variant),
        "测验.json": quiz_json(content.quiz, answers=answers),
        "测验.csv": quiz_csv(content.quiz, answers=answers),
    }
    listed = _listed(content, mark, variant, files)
    return archive_of([*files.items(), (LIST_NAME, listed)])


def _listed(
    content: PackContent, mark: Watermark, variant: Variant, files: Mapping[str, bytes]
) -> bytes:
    return json_bytes(
        {
            "format": _FORMAT,
            "title": clean(content.title),
            "edition": clean(content.edition),
            "variant": variant.value,
            "recipient": clean(mark.recipient),
            "made": mark.made.isoformat(),
            "copy": mark.copy,
            "declaration": clean(content.declaration),
            "versions": {name: version(name) for name in _WRITERS},
            "files": [
                {"name": name, "bytes": len(held), "sha256": sha256(held).hexdigest()}
                for name, held in files.items()
            ],
            "sources": [
                {"mark": clean(one.mark), "kind": clean(one.kind), "sha256": one.digest}
                for one in content.sources
            ],
        }
    )
