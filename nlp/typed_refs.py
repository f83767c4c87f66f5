"""Numbers and articles as people type them, written out: 刑法385条, 2021某0102刑初35.

Only what is typed into a search is read so freely; in a document 《刑法》385 may be anything.
"""

import re

from nlp.law_names import KNOWN_LAWS
from nlp.numerals import CHINESE_DIGITS, ORDINAL, integer

_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_SUB = rf"之[{CHINESE_DIGITS}\d]{{1,2}}"
# 刑法385条 ／ 《刑法》385 ／ 刑法 388 条之一 ／ 刑法三百八十五条
_ARTICLE = re.compile(
    rf"(?P<law>《[^《》\n]{{2,60}}》|(?:中华人民共和国)?(?:{KNOWN_LAWS}))\s*"
    rf"(?:第\s*)?(?P<number>{ORDINAL})\s*(?:条|(?![{CHINESE_DIGITS}\d年月日起号件个名款项章至万元]))"
    rf"(?P<sub>\s*{_SUB})?"
)
# 、386条 behind an article
_FURTHER = re.compile(
    rf"(?<=条)([、，,和及]\s*)(?:第\s*)?({ORDINAL})\s*条?(?![{CHINESE_DIGITS}\d年])"
)
_LARGEST = 1400
# 2021某0102刑初35号 ／ （2021）某0102刑初35
_CASE = re.compile(
    r"(?<![\d（(\[［【〔])(?P<open>[（(\[［【〔]?)\s*(?P<year>(?:19|20)\d{2})\s*(?P<close>[）)\]］】〕]?)"
    r"\s*(?P<code>[一-鿿][一-鿿\d]{0,12}?[刑民行执赔商知监破][一-鿿\s]{0,6}?[初终再申监执更字]"
    r"(?:\s*字)?\s*第?)\s*(?P<serial>\d{1,7}(?:-\d{1,3})?)\s*号?"
)


def written_out(typed: str) -> str:
    """``刑法385条、386条`` → ``刑法第385条、第386条``; ``2021某刑初8`` → ``（2021）某刑初8号``."""
    plain = typed.translate(_WIDE)
    plain = _ARTICLE.sub(_article, plain)
    plain = _FURTHER.sub(r"\1第\2条", plain)
    return _CASE.sub(_case, plain)


def _article(found: re.Match[str]) -> str:
    number = integer(found["number"])
    if number is None or not 1 <= number <= _LARGEST:
        return found[0]
    return f"{found['law']}第{found['number']}条{(found['sub'] or '').strip()}"


def _case(found: re.Match[str]) -> str:
    if bool(found["open"]) != bool(found["close"]):
        return found[0]
    code = re.sub(r"\s", "", found["code"])
    return f"（{found['year']}）{code}{found['serial']}号"
