"""Checked reading of the YAML files that ship in ``corpora``: sections of rows, typed fields.

    >>> file = read_corpus_file("taxonomy.yaml")
    >>> text(rows(file, "causes")[0], "id")
    'greed_for_gain'

A file that is not what its reader expects raises CORPUS_INVALID with the row and the field.
"""

from collections.abc import Mapping
from importlib.resources import files

import yaml

from kb.errors import KbError

Row = Mapping[str, object]


def read_corpus_file(name: str) -> Row:
    """The top mapping of ``corpora/<name>``, e.g. ``lexicon/label_patterns.yaml``."""
    return parse_yaml(files("corpora").joinpath(name).read_text("utf-8"))


def parse_yaml(source: str) -> Row:
    """The top mapping of a YAML text; plain values only."""
    try:
        # the C loader is eight times as fast; both are SafeLoaders
        loaded = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise KbError("CORPUS_INVALID", reason=str(error)) from error
    if not isinstance(loaded, dict):
        raise KbError("CORPUS_INVALID", found=type(loaded).__name__)
    return loaded


def mapping(row: Row, field: str) -> Row:
    """A field that holds a mapping."""
    value = row.get(field)
    if not isinstance(value, dict):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return value


def rows(file: Row, section: str) -> list[Row]:
    """The rows of a section; each has an ``id`` and no two have the same."""
    found = file.get(section)
    if not isinstance(found, list):
        raise KbError("CORPUS_INVALID", missing_section=section)
    ids = [row["id"] for row in found]
    clashing = sorted({row_id for row_id in ids if ids.count(row_id) > 1})
    if clashing:
        raise KbError("CORPUS_INVALID", section=section, clashing_ids=clashing)
    return found


def text(row: Row, field: str, default: str | None = None) -> str:
    """A field that holds words; ``default`` where it may be left out."""
    value = row.get(field, default)
    if not isinstance(value, str):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return value


def texts(row: Row, field: str) -> tuple[str, ...]:
    """A field that holds a list of words; empty where it is left out."""
    value = row.get(field, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise KbError("CORPUS_INVALID", row=row.get("id"), field=field)
    return tuple(value)
