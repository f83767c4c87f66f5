"""The year somebody was born, where a text says so: 1965年3月2日出生, 生于1970年."""

import re

_YEAR, _MONTH, _DAY = r"(?:19|20)\d{2}", r"(?:\d{1,2}月)?", r"(?:\d{1,2}日)?"
_BORN = re.compile(
    # 1965年3月2日出生于某省; 1966年6月生，某局局长; 1963年生人; but not 2015年3月出任, 2015年生产科
    rf"(?P<first>{_YEAR})年{_MONTH}{_DAY}(?:出[生身]|生(?![产意效病活前下育成存变]))"
    # as courts write in haste: 1982年12月13日出于某市, 1960年5月28日出。
    rf"|(?P<haste>{_YEAR})年\d{{1,2}}月\d{{1,2}}日出(?=[于，,。；;])"
    # 男，生于1970年; but not 张长生于2015年3月收受现金
    rf"|(?:\A|(?<=[，,。；;：:、（(）)\s男女]))生于(?P<then>{_YEAR})年"
    rf"|出生(?:日期|年月)?[：:于]?(?P<told>{_YEAR})年"
)
# 王某生于1963年3月，男
_DATE_ALONE = re.compile(rf"于{_YEAR}年{_MONTH}{_DAY}[，,。；;]")


def birth_year(details: str) -> int | None:
    """The first year of birth in what is said right after a name; None where there is none.

    >>> birth_year("，男，1965年3月2日出生于某省某市，2010年3月出任局长")
    1965
    """
    born = _BORN.search(details)
    return int(next(filter(None, born.groups()))) if born else None


def without_born(text: str, name: str, end: int) -> str:
    """王某 of 王某生 where 于1963年3月， comes next and the text elsewhere says 王某 more often.

    ``end`` is where the name ends. A name that stands nowhere else is left as it is written.
    """
    short = name.removesuffix("生")
    if short == name or len(short) < 2 or not _DATE_ALONE.match(text, end):
        return name
    whole_elsewhere = text.count(name) - 1
    short_alone = text.count(short) - text.count(name)
    return short if short_alone > whole_elsewhere else name
