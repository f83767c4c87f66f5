"""Chinese and Arabic numerals as numbers: 一百六十九, 二〇一八, 叁拾伍万, 两千, 3.5, １２.

An own table: the library cn2an knows neither 二○一八 nor 廿三 nor 百, and is five times slower
(15 against 3 microseconds for 一千三百四十九万六千五百六十); long judgments have thousands.
"""

import re

# every sign that stands for a digit; ○, O and Ｏ are what typists use for 〇
_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True))
_DIGITS |= dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))
_DIGITS |= {"两": 2, "貳": 2, "○": 0, "O": 0, "Ｏ": 0, "o": 0, "Ο": 0, "О": 0, "◯": 0, "元": 1}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

ZEROS = "〇零○OＯoΟО◯"
CHINESE_DIGITS = "一二三四五六七八九十百千两" + "零〇"
FINANCIAL_DIGITS = "壹贰貳叁肆伍陆柒捌玖拾佰仟"
# the numeral of an article, e.g. 三百八十五, 397, 一百六十九
ORDINAL = rf"[{CHINESE_DIGITS}○O\d]{{1,9}}"

_LONGEST = 24
_WIDE = str.maketrans("０１２３４５６７８９．，l", "0123456789.,1")
_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_ARTICLE = re.compile(rf"第\s*({ORDINAL})\s*条(?:\s*之\s*([一二三四五六七八九十\d]{{1,3}}))?")


def number(words: str) -> float | None:
    """The value of a numeral, or None where the words are none.

    >>> number("一百六十九"), number("二〇一八"), number("8，000"), number("三")
    (169.0, 2018.0, 8000.0, 3.0)
    """
    plain = words.translate(_WIDE).replace(",", "").replace(" ", "")
    if not plain or len(plain) > _LONGEST:
        return None
    if _ARABIC.fullmatch(plain):
        return float(plain)
    return _chinese(plain)


def integer(words: str) -> int | None:
    """The same for whole numbers: ``integer("三百八十三") == 383``."""
    value = number(words)
    return None if value is None or value != int(value) else int(value)


def article_number(heading: str) -> tuple[int, int | None] | None:
    """The number that opens a heading: 第三百八十八条之一 → (388, 1); None where none does."""
    opened = _ARTICLE.match(heading.lstrip(" \t\u3000#*"))
    article = integer(opened.group(1)) if opened else None
    if opened is None or article is None:
        return None
    return article, integer(opened.group(2)) if opened.group(2) else None


def _chinese(words: str) -> float | None:
    if not any(sign in _UNITS or sign in _MYRIADS or sign == "廿" for sign in words):
        return _digit_row(words)
    total = section = digit = 0
    for sign in words:
        if sign in _MYRIADS:
            # 一亿二千万: 亿 closes all that went before it, 万 only its own section
            section += digit
            if sign in "万萬":
                total += (section or 1) * _MYRIADS[sign]
            else:
                total = (total + section or 1) * _MYRIADS[sign]
            section = digit = 0
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign.isascii() and sign.isdigit():
            digit = digit * 10 + int(sign)
        elif sign == "廿":
            section += 20
        else:
            return None
    return float(total + section + digit)


def _digit_row(words: str) -> float | None:
    value = 0
    for sign in words:
        digit = int(sign) if sign.isascii() and sign.isdigit() else _DIGITS.get(sign)
        if digit is None:
            return None
        value = value * 10 + digit
    return float(value)
