"""Raw extracted text becomes the final text: one coordinate system, fixed from here on.

Everything works on whole strings (compiled patterns, ``str.translate``): a 50 MB library of
statutes is cleaned at tens of megabytes a second.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import NoText
from kb.model import Span

# The pages of a PDF made by WPS or LaTeX often carry radicals where characters were meant:
# “⻓期” for “长期”, “⽂件” for “文件”. NFKC knows the Kangxi block, not the supplement.
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
_FULL_WIDTH = {
    chr(c): chr(c - 0xFEE0)
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for c in range(ord(first), ord(last) + 1)
}
_REWRITE = {**_SUPPLEMENT, **_KANGXI, **_FULL_WIDTH}

_SURROGATE = "\ud800-\udfff"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_REWRITTEN = "".join(_REWRITE)

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile(f"[{_SURROGATE}]")
# "\x1b[31m" goes as a whole, not only its first character
_CONTROLS = re.compile(f"\x1b\\[[0-9;?]*[A-Za-z]|[{_CONTROL}]")
_INVISIBLES = re.compile(f"[{_INVISIBLE}]")
_SELECTORS = re.compile(f"[{_SELECTOR}]")
_TO_REWRITE = re.compile(f"[{_REWRITTEN}]")
# most files hold none of them, and one scan says so
_ANY_ODD = re.compile(f"[{_SURROGATE}{_CONTROL}{_INVISIBLE}{_SELECTOR}{_REWRITTEN}]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")

_WIDE_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile("  +")
_TABS = re.compile("\t[ \t]+")
_LINE_STARTS = re.compile("\n[ \t\n]+")
# A line spaced out by hand, “刑 事 判 决 书”, or its tail, “第一章 总 则”. The blank is
# tested before what stands in front of it because blanks are rare: this halves the time.
_WIDE = "[\u3400-\u9fff（）《》〔〕、，。：；]"
_LETTER_SPACED = re.compile(f"{_WIDE} (?<![^\n ]{_WIDE} ){_WIDE}(?: {_WIDE}){{0,60}}(?![^\n])")

_POOR_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The final text; ``part_spans[i]`` is where part ``i`` stands in it (empty parts too)."""

    text: str
    part_spans: tuple[Span, ...]
    warnings: tuple[str, ...]


def clean(parts: Sequence[str]) -> Cleaned:
    """Clean the parts in order into one text; a part without final newline runs on.

    ``clean(["被告人张某利用职务", "上的便利。\\n"])`` gives “被告人张某利用职务上的便利。” with
    the spans 0-9 and 9-15. Raises ``NoText`` when nothing but white space is left.
    """
    warnings: dict[str, None] = {}
    pieces: list[str] = []
    bounds: list[int] = [0]
    length = 0
    at_line_start = True
    for part in parts:
        piece = _tidy(_characters(part, warnings))
        if at_line_start:
            piece = piece.lstrip("\n \t")
        if piece:
            at_line_start = piece.endswith("\n")
            pieces.append(piece)
            length += len(piece)
        bounds.append(length)
    text = "".join(pieces).rstrip("\n \t")
    if not text:
        raise NoText("NO_TEXT")
    if _is_poor(text):
        warnings["LOW_TEXT_QUALITY"] = None
    ends = [min(bound, len(text)) for bound in bounds]
    spans = tuple(Span(start, end) for start, end in itertools.pairwise(ends))
    return Cleaned(text, spans, tuple(warnings))


def _characters(text: str, warnings: dict[str, None]) -> str:
    """Characters that stores, searches and eyes disagree about are settled here."""
    text = _NEWLINES.sub("\n", text)
    if _ANY_ODD.search(text):
        text = _settle(text, warnings)
    # canonical composition also turns compatibility ideographs (“行” U+FA08) into common ones
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _settle(text: str, warnings: dict[str, None]) -> str:
    if _SURROGATES.search(text):
        text = _SURROGATES.sub("\ufffd", text)
        warnings["ENCODING_LOSSY"] = None
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
        warnings["CONTROL_CHARS"] = None
    if _INVISIBLES.search(text):
        text = _INVISIBLES.sub("", text)
        warnings["INVISIBLE_CHARS"] = None
    text = _SELECTORS.sub("", text)
    return _TO_REWRITE.sub(lambda char: _REWRITE[char[0]], text)


def _tidy(text: str) -> str:
    """White space: one blank inside a line, one newline between lines, tabs between cells."""
    text = _WIDE_SPACES.sub(" ", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if "\t" in text:
        text = _TABS.sub("\t", text.replace(" \t", "\t")).replace("\t\n", "\n")
    text = _LINE_STARTS.sub("\n", text.replace(" \n", "\n"))
    return _LETTER_SPACED.sub(lambda run: run[0].replace(" ", ""), text)


def _is_poor(text: str) -> bool:
    if not _PRIVATE.search(text) and "\ufffd" not in text:
        return False
    strange = len(_PRIVATE.findall(text)) + text.count("\ufffd")
    return strange > _POOR_SHARE * (len(text) - text.count("\n") - text.count(" "))
