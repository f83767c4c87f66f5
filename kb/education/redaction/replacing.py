"""What stands in the pack where something identifying stood, for each audience."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.education.redaction.aliases import Aliases, Audience
from kb.education.redaction.found import Found, Kind
from kb.education.redaction.generalise import general_birth, general_time
from kb.education.redaction.people import Person
from kb.education.redaction.sums import SumPhrase, general_sum
from kb.education.redaction.units import general_of, general_place, places_in, same_units
from kb.model import Span

_SIGNS: Mapping[Kind, str] = {
    Kind.IDENTITY: "[证件号]",
    Kind.PASSPORT: "[证件号]",
    Kind.CREDIT_CODE: "[代码]",
    Kind.PHONE: "[电话]",
    Kind.ACCOUNT: "[账号]",
    Kind.MASKED: "[号码]",
    Kind.EMAIL: "[邮箱]",
    Kind.SOCIAL: "[账号]",
    Kind.PLATE: "[车牌]",
    Kind.CASE_NUMBER: "[案号]",
}
# what the case handlers' edition keeps of a number
_LAST = {Kind.ACCOUNT: 4, Kind.PLATE: 3}
_LEFT_ALONE_INSIDE = frozenset({Kind.UNIT, Kind.PLACE, Kind.CASE_NUMBER, Kind.TIME, Kind.AMOUNT})
_COUNTY = re.compile(r"[县区旗市]$")


@dataclass(frozen=True, slots=True)
class Replacer:
    """The words for a finding; the same for the same value in every document of the pack."""

    audience: Audience
    people: Mapping[str, str]
    units: Mapping[str, str]

    def words_for(self, found: Found, original: str, sums: Mapping[Span, SumPhrase]) -> str:
        """What to write instead of ``original``."""
        if self.audience is Audience.INTERNAL and found.kind in _LEFT_ALONE_INSIDE:
            return original
        match found.kind:
            case Kind.PERSON:
                return self.people.get(found.value, original)
            case Kind.UNIT:
                return self.units.get(found.value, general_of(found.value))
            case Kind.PLACE:
                return general_place(found.value)
            case Kind.ADDRESS:
                return self._address(found.value)
            case Kind.BIRTH:
                return general_birth(found.value, self.audience)
            case Kind.AMOUNT:
                return general_sum(sums[found.span], original, self.audience)
            case Kind.TIME:
                return general_time(found.value, self.audience)
            case _:
                return self._number(found)

    def _number(self, found: Found) -> str:
        last = _LAST.get(found.kind, 0)
        if self.audience is Audience.INTERNAL and last:
            return f"{_SIGNS[found.kind][:-1]}尾号{found.value[-last:]}]"
        return _SIGNS[found.kind]

    def _address(self, value: str) -> str:
        if self.audience is not Audience.INTERNAL:
            return "[住址]"
        places = list(places_in(value))
        county = [rank for rank, one in enumerate(places) if _COUNTY.search(one)]
        return "".join(places[: county[-1] + 1]) if county else "[住址]"


def unit_aliases(names: Sequence[str], aliases: Aliases) -> dict[str, str]:
    """For each name: 某县住建局 where the pack has one such, 某公司甲 and 某公司丙 of several."""
    whole = same_units(names)
    sharing: dict[str, set[str]] = {}
    for name in set(whole.values()):
        sharing.setdefault(general_of(name), set()).add(name)
    alone = {next(iter(ones)): general for general, ones in sharing.items() if len(ones) == 1}
    return {
        name: alone.get(whole[name]) or aliases.of_unit(whole[name], general_of(whole[name]))
        for name in sorted(whole)
    }


def person_aliases(people: Sequence[Person], aliases: Aliases) -> dict[str, str]:
    """For each name its alias, drawn in the order of the names."""
    return {one.name: aliases.of_person(one) for one in sorted(people, key=lambda one: one.name)}
