"""What was accepted and waits for the next version, in the shape of ``corpora/taxonomy.yaml``.

Rows bear the id of their entry, the numbers of the proposals, and only what is to be added or
changed: ``indicators`` and ``aliases`` are to be added to those that are there. A new term has no
id yet: whoever merges it gives one, for good. ``lexicon`` are lines of ``corpora/lexicon``.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import yaml

from kb.errors import NotFound
from kb.terms import Taxonomy
from kb.vocabulary.listed import SECTIONS, listed
from kb.vocabulary.proposals import KIND_NAMES, WORD_KIND_NAMES, Kind, Proposal, WordKind

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_HEADER = (
    "编号",
    "提议",
    "部分",
    "词条代码",
    "词条",
    "内容",
    "定义",
    "类别",
    "理由",
    "例句",
    "采纳理由",
)
_FREQUENCY = 5
_TAGS = {WordKind.UNIT: "nt"}


def export_yaml(taxonomy: Taxonomy, proposals: Sequence[Proposal]) -> bytes:
    """UTF-8, sections in the order of the taxonomy."""
    rows: dict[str, dict[str, dict[str, Any]]] = {section: {} for section in SECTIONS}
    lexicon: list[dict[str, object]] = []
    for one in proposals:
        if one.wish.kind is Kind.WORD:
            lexicon.append(_word(one))
        elif one.wish.kind is Kind.TERM:
            rows[one.wish.target][f"new {one.id}"] = _new_term(one)
        elif one.wish.kind is not Kind.DROP_WORD:
            _merge(rows, one, taxonomy)
    file: dict[str, object] = {"meta": {"taxonomy": taxonomy.version}}
    file |= {section: list(found.values()) for section, found in rows.items() if found}
    if lexicon:
        file["lexicon"] = lexicon
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=1000).encode()


def export_csv(taxonomy: Taxonomy, proposals: Iterable[Proposal]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it, a line for each proposal."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for one in proposals:
        writer.writerow([_text(cell) for cell in _cells(taxonomy, one)])
    return ("\ufeff" + out.getvalue()).encode()


def _word(one: Proposal) -> dict[str, object]:
    kind = WordKind(one.wish.detail)
    return {
        "word": one.wish.text,
        "frequency": _FREQUENCY,
        "tag": _TAGS.get(kind, "n"),
        "kind": WORD_KIND_NAMES[kind],
        "proposals": [one.id],
    }


def _new_term(one: Proposal) -> dict[str, object]:
    name = "name" if one.wish.target == "offences" else "zh"
    group = {"group": one.wish.detail} if one.wish.detail else {}
    return {
        "id": None,
        name: one.wish.text,
        **group,
        "definition": one.wish.definition,
        "proposals": [one.id],
    }


def _merge(rows: dict[str, dict[str, dict[str, Any]]], one: Proposal, taxonomy: Taxonomy) -> None:
    entry = listed(taxonomy, one.wish.target)
    row = rows[entry.section].setdefault(entry.id, {"id": entry.id, entry.name_field: entry.name})
    match one.wish.kind:
        case Kind.INDICATOR:
            row.setdefault(entry.sayings_field, []).append(one.wish.text)
        case Kind.NAME:
            row[entry.name_field] = one.wish.text
        case Kind.DEFINITION:
            row["definition"] = one.wish.text
        case Kind.DEPRECATE | Kind.MERGE:
            row["deprecated"] = True
            if one.wish.text:
                row["merged_into"] = one.wish.text.partition(":")[2]
    row.setdefault("proposals", []).append(one.id)


def _cells(taxonomy: Taxonomy, one: Proposal) -> tuple[str, ...]:
    wish = one.wish
    section, name = "词典", ""
    if wish.target in SECTIONS:
        section = SECTIONS[wish.target]
    elif wish.target:
        try:
            entry = listed(taxonomy, wish.target)
        except NotFound:
            section, name = "", ""
        else:
            section, name = SECTIONS[entry.section], entry.name
    text = taxonomy.names.get(wish.text, wish.text) if wish.kind is Kind.MERGE else wish.text
    detail = wish.detail
    if wish.kind is Kind.WORD:
        detail = WORD_KIND_NAMES[WordKind(wish.detail)]
    elif wish.detail:
        detail = taxonomy.names.get(f"group:{wish.detail}", wish.detail)
    return (
        str(one.id),
        KIND_NAMES[wish.kind],
        section,
        wish.target,
        name,
        text,
        wish.definition,
        detail,
        wish.reason,
        wish.example,
        one.decision,
    )


def _text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
