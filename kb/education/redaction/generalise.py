"""Times told less exactly, as far as the audience asks."""

import re
from collections.abc import Iterator

from kb.education.redaction.aliases import Audience
from kb.education.redaction.folding import Folded
from kb.education.redaction.found import Found, Kind

_N = r"[0-9〇○零一二三四五六七八九十]"
_DAY = re.compile(
    rf"(?:(?P<year>{_N}{{4}}|同|当|次|翌)年)?(?:(?P<month>{_N}{{1,3}}|同|次|当)月)(?:份)?"
    rf"(?P<day>{_N}{{1,3}}[日号])?(?:(?:至|到|-)(?:{_N}{{1,3}}月)?{_N}{{1,3}}[日号])?"
    rf"(?:(?:凌晨|早上|上午|中午|下午|傍晚|晚上?|夜间)?{_N}{{1,3}}[时点](?:{_N}{{1,3}}分)?(?:许|左右)?)?"
)
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[-./](?P<month>\d{1,2})[-./]\d{1,2}(?!\d)")


def find_times(folded: Folded) -> Iterator[Found]:
    """Months and days: 2016年10月2日下午3时许, 10月2日, 2016-10-02."""
    for pattern in (_DAY, _ISO):
        for hit in pattern.finditer(folded.text):
            yield Found(Kind.TIME, folded.span(*hit.span()), hit.group())


def general_time(words: str, audience: Audience) -> str:
    """2016年10月2日 → 2016年10月 for a unit, 2016年 for the public."""
    hit = _DAY.fullmatch(words) or _ISO.fullmatch(words)
    if audience is Audience.INTERNAL or hit is None:
        return words
    year = f"{hit['year']}年" if hit["year"] else ""
    if audience is Audience.PUBLIC:
        return year or "某月"
    return f"{year}{hit['month']}月"


def general_birth(words: str, audience: Audience) -> str:
    """1966年6月12日 → 60年代 for a unit, [出生日期] for the public."""
    if audience is Audience.INTERNAL:
        return words
    decade = re.match(r"(?:19|20)(\d)\d", words)
    if audience is Audience.UNIT and decade:
        return f"{decade.group(1)}0年代"
    return "[出生日期]"
