"""Whether a letter goes to a body it may be sent to: level and place, read from their names.

Names say it well enough for a warning, which a person justifies: 某市某区人民法院 is of a district,
某市住建局 of a city.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import TypeAlias

from kb.model import Span
from kb.prevention.chain_facts import UnitFacts
from kb.prevention.ledger_facts import LetterFacts, LetterKind

Found: TypeAlias = tuple[str, str, int, Span | None, str]


class Rank(IntEnum):
    """The level of the place a body is of."""

    VILLAGE = 0
    TOWN = 1
    COUNTY = 2
    CITY = 3
    PROVINCE = 4
    NATION = 5


_RANK_NAMES = {
    Rank.VILLAGE: "村级",
    Rank.TOWN: "乡镇街道级",
    Rank.COUNTY: "县区级",
    Rank.CITY: "市级",
    Rank.PROVINCE: "省级",
    Rank.NATION: "中央级",
}
_NATION = re.compile(r"^(?:最高人民|国家|中央|国务院|全国|财政部|教育部|住房和城乡建设部)")
# a name of a place holds no word for another kind of place: 临江区市政中心 is of 临江区
_NAME = r"(?:(?![省市区县旗盟镇乡村])[\u4e00-\u9fff]){1,5}"
_PLACE = re.compile(
    rf"(?P<province>{_NAME}(?:省|自治区))?"
    rf"(?P<city>{_NAME}(?:市|自治州|盟)(?!政))?"
    rf"(?P<county>{_NAME}(?:自治县|县|区(?!域|块|划)|旗|市(?!政)))?"
    rf"(?P<town>{_NAME}(?:镇|乡|街道)(?!建设|规划|企业))?"
    rf"(?P<village>{_NAME}(?:村|社区)(?!镇|级))?"
)
_RANKS = {
    "village": Rank.VILLAGE,
    "town": Rank.TOWN,
    "county": Rank.COUNTY,
    "city": Rank.CITY,
    "province": Rank.PROVINCE,
}
_PARTY = re.compile(r"^(?:中共|中国共产党)")


def rank_of(name: str) -> Rank | None:
    """The level that a name tells, ``None`` where it tells none (某集团有限公司)."""
    plain = _PARTY.sub("", name.strip())
    if _NATION.match(plain):
        return Rank.NATION
    found = _PLACE.match(plain)
    named = found.groupdict() if found else {}
    return next((rank for key, rank in _RANKS.items() if named.get(key)), None)


def place_findings(letter: LetterFacts, recipient: UnitFacts | None) -> Iterator[Found]:
    """RECIPIENT_LEVEL and RECIPIENT_PLACE, as far as both names tell.

    A court writes to a body of its own level in its own place (法释〔2023〕11号第三条); a
    supervisory body to those it supervises, at its level or below; a procuratorate not above its
    level.
    """
    if recipient is None or not letter.body.strip():
        return
    ours, theirs = rank_of(letter.body), rank_of(recipient.name)
    if ours is not None and theirs is not None:
        above = theirs > ours
        unequal = letter.kind is LetterKind.JUDICIAL and theirs != ours
        if above or unequal:
            told = f"{recipient.name}为{_RANK_NAMES[theirs]}，发出机关为{_RANK_NAMES[ours]}"
            yield "RECIPIENT_LEVEL", "unit", 0, None, told
    here, there = _root(letter.body), _root(recipient.name) or _root(recipient.region)
    if here and there and here != there:
        yield "RECIPIENT_PLACE", "unit", 0, None, recipient.name


def _root(name: str) -> str:
    """The city of a name, which two bodies of one place share; of a county alone, the county."""
    found = _PLACE.match(_PARTY.sub("", name.strip()))
    named = found.groupdict() if found else {}
    return named.get("city") or ""
