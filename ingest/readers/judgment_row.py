"""A judgment as one JSON object: ``{id, title, fact, reasoning, result, text}``."""

import json
import re
from collections.abc import Mapping

from ingest.extraction import Extracted
from kb.errors import ReadError, UnsupportedFormat

_FIELDS = ("title", "fact", "reasoning", "result", "text")
_PARTS = ("fact", "reasoning", "result")
_SHORT = 0.5
_SURROGATE = re.compile("[\ud800-\udfff]")

# Collections keep a judgment in one line, its paragraphs parted by single blanks. What stands
# before and after a blank tells whether it parted paragraphs or words.
_BLANK = re.compile(r"(?<=\S)[ \t\xa0\u3000]+(?=\S)")
_WORD = re.compile(r"[A-Za-z0-9]")
_POINT = (
    r"(?:\d{1,3}[、．.](?!\d)|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]"
    r"|[一二三四五六七八九十]{1,3}[、．.]|第[一二三四五六七八九十百]{1,6}[、条章节笔起]|[①-⑳⑴-⒇])"
)
_OPENS_POINT = re.compile(_POINT)
# “… 2013年5月，被告人”: a paragraph that opens with its date
_OPENS_DATE = re.compile(r"(?:19|20)\d\d\s?年|\d{1,2}月")
_RUNS_ON = "，、,"
_NEVER_OPENS = "，。、；：,;）)》”"


def read_judgment_row(text: str) -> Extracted:
    """The judgment with a line for each paragraph; its ``title`` is the title.

    “…人民法院 刑事判决书 （2017）…号 公诉机关…” gives four lines. Where ``text`` is missing, it is
    built of title, fact, reasoning and result. Raises ``ReadError`` INVALID_JSON or INVALID_TEXT,
    ``UnsupportedFormat`` for an object that is no judgment.
    """
    row = _row(text)
    parts = [row[field].strip() for field in _PARTS if row[field].strip()]
    whole = row["text"].strip()
    if len(whole) < _SHORT * sum(map(len, parts)):
        whole = "\n".join([row["title"].strip(), *parts])
    if not whole:
        raise UnsupportedFormat(kind="json")
    return Extracted((paragraphs(whole) + "\n",), title=" ".join(row["title"].split()))


def paragraphs(text: str) -> str:
    """The blanks that parted paragraphs become newlines; “ABC 123” and figures keep theirs."""
    return _BLANK.sub(lambda blank: _separator(text, blank.start(), blank.end()), text)


def _separator(text: str, start: int, end: int) -> str:
    before, after = text[start - 1], text[end]
    if after in _NEVER_OPENS:
        return ""
    point = _OPENS_POINT.match(text, end) is not None
    if before in _RUNS_ON:
        return "\n" if point else ""
    if not _WORD.match(before) and not _WORD.match(after):
        return "\n"
    if point or (before in "。：；！？”）…" or _OPENS_DATE.match(text, end)):
        return " " if _WORD.match(before) and not point else "\n"
    return " "


def _row(text: str) -> Mapping[str, str]:
    try:
        loaded: object = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise ReadError("INVALID_JSON", at=getattr(error, "pos", 0)) from error
    if not isinstance(loaded, dict) or not any(isinstance(loaded.get(f), str) for f in _FIELDS[1:]):
        raise UnsupportedFormat(kind="json")
    row = {field: loaded.get(field) or "" for field in _FIELDS}
    if not all(isinstance(value, str) for value in row.values()):
        raise UnsupportedFormat(kind="json")
    if any(_SURROGATE.search(value) for value in row.values()):
        raise ReadError("INVALID_TEXT")
    return row


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A key that stands twice lets one reader see what another does not."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(f"not JSON: {name}")
