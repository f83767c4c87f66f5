"""The persons a bulletin or guiding case is about, and which of them a sentence means."""

import re
from collections.abc import Sequence

from kb.model import Section, Span
from nlp.investigated import find_investigated
from nlp.parties import read_parties

_NEAR = 30
_REACH = 300
# 以贪污罪判处李某有期徒刑四年: the name stands in the sentence itself
_SENTENCED = re.compile(r"判处(?:被告人)?([^，。；其]{2,4}?)(?=有期|无期|死刑|拘役)")
# 张某说有个朋友叫李某的，涉嫌诈骗: the crime is the friend's
_ANOTHER = re.compile(r"朋友叫|名叫|叫[^，。；]{2,4}的")


def persons_of(text: str, sections: Sequence[Section]) -> tuple[str, ...]:
    """Accused and investigated persons by name, defenders and organs left out."""
    parties = read_parties(text, sections)
    accused = [one.name for one in parties if one.role not in ("辩护人", "公诉机关")]
    return tuple(accused or [one.name for one in find_investigated(text)])


def named_person(text: str, sentence: Span, place: int, names: Sequence[str]) -> str:
    """The name last before ``place`` in its sentence, else right after (判处张某有期徒刑).

    A document about one person means that one; else "" where the sentence names nobody.
    """
    before = text[max(sentence.start, place - _REACH) : place]
    after = text[place : min(sentence.end, place + _NEAR)]
    sentenced = _SENTENCED.search(after)
    if sentenced:
        return sentenced.group(1)
    last = max(names, key=before.rfind, default="")
    if last and last in before:
        return "" if _ANOTHER.search(before, before.rfind(last)) else last
    following = [name for name in names if name in after]
    if following:
        return min(following, key=after.find)
    return names[0] if len(names) == 1 else ""
