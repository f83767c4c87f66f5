"""Persons of a case, and every way a text may call one whose name is known.

Who is a person is told from outside (``nlp`` finds names); here the names are found again in all
their disguises: 张 三 丰, 张*丰, 张局, 老张.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.education.redaction.folding import Folded
from kb.education.redaction.found import Found, Kind


class Role(StrEnum):
    """What a person is in the case: what the edition for each audience goes by."""

    ACCUSED = "accused"
    MERCHANT = "merchant"
    WITNESS = "witness"
    VICTIM = "victim"
    RELATIVE = "relative"
    MINOR = "minor"
    OFFICER = "officer"
    LAWYER = "lawyer"
    REPORTER = "reporter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """A name as the text has it (张三, 欧阳某甲, 买买提·艾力) and the role."""

    name: str
    role: Role = Role.OTHER


_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "慕容",
    "夏侯",
    "令狐",
    "端木",
    "公孙",
    "轩辕",
    "呼延",
    "宇文",
    "独孤",
    "南宫",
)
_GAP = r"[ \n\t\-_·|]{0,3}"
_HIDDEN = r"[*×xX○●□＊某]"
_TITLE = (
    r"(?:副?(?:局|处|科|厅|部|县|市|区|镇|乡|村|院|校|行|所|队|站|股|社|组)长|局|处|科|总|董|书记|主任|经理"
    r"|老板|会计|律师|医生|老师|工程师|工|哥|姐|叔|伯|姨|嫂|检|支书|支队|秘书|队|院|校|行)"
)
# 任书记 is “was secretary”, not Secretary Ren
_ALSO_WORDS = frozenset("任于向和从时成应全由原正党水路车田农石高支经计查单商项明常曾方")
_NOT_AFTER = r"(?![某\u4e00-\u9fff]?(?:庄|镇|县|乡|路|街))"
_UNSURE = "某"


def surname_of(name: str) -> str:
    """欧阳 of 欧阳修, 王 of 王安石, the first sign of any other name."""
    return next((one for one in _COMPOUND if name.startswith(one)), name[:1])


def find_people(folded: Folded, names: Iterable[str]) -> Iterator[Found]:
    """Full names, with gaps in them or a sign hidden; the longest first."""
    ordered = sorted({one for one in names if len(one) >= 2}, key=lambda one: (-len(one), one))
    if not ordered:
        return
    pattern = re.compile("|".join(f"({_disguised(name)})" for name in ordered))
    for hit in pattern.finditer(folded.text):
        assert hit.lastindex is not None
        yield Found(Kind.PERSON, folded.span(*hit.span()), ordered[hit.lastindex - 1])


def find_called(folded: Folded, names: Sequence[str]) -> Iterator[Found]:
    """张局, 老张, 小张, 张总 where the case has a 张; ``value`` is 张某 where it has several."""
    families: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        families[surname_of(name)].append(name)
    titled = sorted(set(families) - _ALSO_WORDS)
    for before, surnames, after in (
        ("[老小阿大]", sorted(families), rf"(?![某×*]){_NOT_AFTER}"),
        ("(?<![老小])", titled, rf"(?={_TITLE})"),
    ):
        any_of = "|".join(map(re.escape, surnames)) or r"(?!)"
        for hit in re.finditer(f"{before}(?P<surname>{any_of}){after}", folded.text):
            surname = hit["surname"]
            members = families[surname]
            value = members[0] if len(members) == 1 else surname + _UNSURE
            yield Found(Kind.PERSON, folded.span(*hit.span()), value)


def _disguised(name: str) -> str:
    spaced = _GAP.join(re.escape(sign) for sign in name)
    if len(name) < 3 or not "\u4e00" <= name[-1] <= "\u9fff":
        return spaced
    surname = surname_of(name)
    middle = rf"{_HIDDEN}{{1,3}}"
    opening = _GAP.join(map(re.escape, surname))
    return rf"{spaced}|{opening}{_GAP}{middle}{_GAP}{re.escape(name[-1])}"
