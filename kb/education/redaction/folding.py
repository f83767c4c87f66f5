"""Text without its disguises, and the way back: every sign knows where it stood.

``fold`` undoes full width, compatibility signs, zero-width signs and the many spaces and dashes.
Marks of Chinese sentences (，。：；（）) stay as they are: what reads sentences needs them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kb.model import Span

# what may stand between the signs of one number or name
GAP = r"[ \n\t\-_.·/|]"
_KEPT = frozenset("，。：；？！（）、《》“”‘’…")
_DASHES = frozenset("‐‑‒–—―−﹘﹣－ー⁃")
_DOTS = frozenset("·•・‧∙⋅●◦")
_INVISIBLE = frozenset({"Cf", "Cc", "Cn", "Co", "Cs", "Mn", "Me"})
_DIGITS = str.maketrans("〇○零一二三四五六七八九壹贰叁参肆伍陆柒捌玖幺", "00012345678912334567891")
# two single signs, or signs of a number, that only a blank keeps apart
_LOOSE = re.compile(r"(?<=[\u3400-\u9fff\w*×])[ \n\t\-_·|]+(?=[\u3400-\u9fff\w*×])")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` and for each of its signs the place in the original: ``starts`` and ``ends``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Where a piece of the folded text stands in the original."""
        return Span(self.starts[start], self.ends[end - 1]) if end > start else Span(0, 0)

    def without(self, gaps: Iterable[re.Match[str]]) -> "Folded":
        """The same with some pieces taken out."""
        kept: list[range] = []
        place = 0
        for gap in gaps:
            kept.append(range(place, gap.start()))
            place = gap.end()
        kept.append(range(place, len(self.text)))
        return Folded(
            "".join(self.text[one.start : one.stop] for one in kept),
            tuple(self.starts[i] for one in kept for i in one),
            tuple(self.ends[i] for one in kept for i in one),
        )


def fold(original: str) -> Folded:
    """１３８\\u200b００ → 13800, with the way back."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(original):
        plain = sign if "\u4e00" <= sign <= "\u9fff" else _plain(sign)
        for one in plain:
            signs.append(one)
            starts.append(place)
            ends.append(place + 1)
    return Folded("".join(signs), tuple(starts), tuple(ends))


def joined(folded: Folded) -> Folded:
    """Without the blanks, breaks and dashes inside words: 张 三 丰 → 张三丰."""
    return folded.without(_LOOSE.finditer(folded.text))


def figures(text: str) -> str:
    """Chinese digits as Arabic ones, sign for sign: 一三八〇〇 → 13800."""
    return text.translate(_DIGITS)


def bare(text: str) -> str:
    """Letters, Han signs and digits alone, in capitals: what two disguises of a number share."""
    plain = figures("".join(_plain(sign) for sign in text)).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def bare_words(text: str) -> str:
    """As ``bare``, but the marks of sentences stay: a name does not run over a full stop."""
    plain = figures("".join(_plain(sign) for sign in text)).upper()
    return "".join(sign for sign in plain if sign.isalnum() or sign in _KEPT)


@lru_cache(maxsize=8192)
def _plain(sign: str) -> str:
    if sign in _KEPT or sign == "\n":
        return sign
    if sign in _DASHES:
        return "-"
    if sign in _DOTS:
        return "·"
    if sign.isspace():
        return "\n" if sign in "\r\u2028\u2029\x0b\x0c" else " "
    if unicodedata.category(sign) in _INVISIBLE:
        return ""
    return unicodedata.normalize("NFKC", sign)
