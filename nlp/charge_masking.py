"""Facts without the words that give the charge away, every other character in its place.

Masked as *names*: every name of a crime of the lexicon (受贿罪, 非国家工作人员受贿罪, old and
halved names, 盗窃罪 and other crimes outside the taxonomy too), with or without 罪, wherever it
stands: 受贿 in 受贿款, 行贿 in 行贿人, 侵占 in 侵占公司货款, 挪用公款 in 挪用公款炒股; and the bare
words 索贿, 贪贿, 渎职, 枉法, 徇私舞弊. Masked as *articles*: 《……刑法》 and 刑法, and every 第……条
with its paragraphs and items, of whatever law. Kept: 贿赂, 收受, 送给, 侵吞, 挪用, 私分,
利用职务便利, 严重不负责任 and all other words that tell what was done.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from kb.model import Span
from nlp.offence_lexicon import NamedOffence, default_lexicon

Mask = Literal["none", "names", "strict"]

#: Stands for each masked character; features never see it.
HIDDEN = "■"

_BARE = re.compile(r"索贿|贪贿|渎职|枉法|徇私舞弊")
_NUMBER = r"[零〇一二三四五六七八九十百千\d×xX＊*某]{1,9}"
_ARTICLE = re.compile(
    r"《[^》《\n]{0,20}刑法[^》《\n]{0,20}》|(?:中华人民共和国)?刑法(?:修正案)?"
    rf"|第[ \u3000]?{_NUMBER}[ \u3000]?条(?:之[一二三四五六七八九十]{{1,2}})?"
    rf"(?:[、，和及]?第?[（(]?{_NUMBER}[）)]?(?:款|项))*"
)


def mask_charges(text: str, mask: Mask = "names") -> str:
    """The text with names (and, if ``strict``, articles) hidden; as long as before.

    >>> mask_charges("被告人张某犯受贿罪")
    '被告人张某犯■■■'
    """
    if mask == "none":
        return text
    return hide_charges(text, (one.span for one in named_crimes(text)), mask)


def named_crimes(text: str) -> Iterator[NamedOffence]:
    """Every name of a crime that is masked, in order; 受贿 is none in 收受贿赂."""
    for named in default_lexicon().search(text, 0, len(text)):
        if not text.startswith("赂", named.span.end):
            yield named


def hide_charges(text: str, names: Iterable[Span], mask: Mask) -> str:
    """As ``mask_charges``, where the spans of the names (in order) are already known."""
    parts: list[str] = []
    done = 0
    for span in names:
        if span.start >= done:
            parts += (text[done : span.start], HIDDEN * (span.end - span.start))
            done = span.end
    hidden = _BARE.sub(_hide, "".join([*parts, text[done:]]))
    return _ARTICLE.sub(_hide, hidden) if mask == "strict" else hidden


def _hide(hit: re.Match[str]) -> str:
    return HIDDEN * len(hit.group())
