"""One alias a person and unit in a pack: 张某甲, 商人C, 某县住建局乙; another in another's pack.

Which mark a person gets is drawn with the pack's secret key, the recipient and the name: the same
in every document of the pack and whenever the pack is made again, and telling nothing of the order
in which persons appear. Two recipients may draw the same mark by chance (one in 19); what was
given to other recipients can be told, and is then never given again.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from kb.education.redaction.people import Person, Role, surname_of


class Audience(StrEnum):
    """Who a pack is for: the case handlers, one unit's training, the public."""

    INTERNAL = "internal"
    UNIT = "unit"
    PUBLIC = "public"


# without 子 午 未, which are words of sentences too
_MARKS = "甲乙丙丁戊己庚辛壬癸丑寅卯辰巳申酉戌亥"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMED_BY_ROLE = {
    Role.MERCHANT: "商人",
    Role.WITNESS: "证人",
    Role.VICTIM: "被害人",
    Role.RELATIVE: "亲属",
    Role.MINOR: "未成年人",
    Role.OFFICER: "办案人员",
    Role.LAWYER: "辩护人",
    Role.REPORTER: "知情人",
}
# whom even the case handlers' edition does not name
_NEVER_NAMED = frozenset({Role.RELATIVE, Role.MINOR, Role.REPORTER})


STEMS = tuple(_NAMED_BY_ROLE.values())


class Aliases:
    """Hands out aliases of one pack; asked in any order it gives the same ones if asked for all."""

    def __init__(
        self,
        key: bytes,
        *,
        recipient: str,
        audience: Audience,
        taken: Collection[str] = (),
        elsewhere: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """``elsewhere``: by name, the aliases that packs of other recipients have."""
        self._key = key
        self._recipient = recipient
        self._audience = audience
        self._taken = set(taken)
        self._elsewhere = elsewhere or {}
        self._given: dict[str, str] = {}

    @property
    def given(self) -> dict[str, str]:
        """The key of the pack, name → alias: never part of the pack."""
        return dict(self._given)

    def of_person(self, person: Person) -> str:
        """The alias, or the name itself where the audience may know it."""
        if self._audience is Audience.INTERNAL and person.role not in _NEVER_NAMED:
            return person.name
        by_role = _NAMED_BY_ROLE.get(person.role)
        if by_role:
            return self._alias(person.name, by_role, _LETTERS)
        return self._alias(person.name, f"{surname_of(person.name)}某", _MARKS)

    def of_unit(self, name: str, general: str) -> str:
        """``general`` is what kind of unit it is (某县住建局); a mark tells one from another."""
        return self._alias(name, general, _MARKS)

    def _alias(self, name: str, stem: str, marks: str) -> str:
        if name not in self._given:
            taken = self._taken | set(self._elsewhere.get(name, ()))
            alias = next(one for one in self._draws(name, stem, marks) if one not in taken)
            self._given[name] = alias
            self._taken.add(alias)
        return self._given[name]

    def _draws(self, name: str, stem: str, marks: str) -> Iterator[str]:
        """Every mark in an order that only the key knows, then two marks, three …"""
        row = [""]
        while True:
            row = [before + mark for before in row for mark in marks]
            yield from (f"{stem}{mark}" for mark in sorted(row, key=lambda m: self._lot(name, m)))

    def _lot(self, name: str, mark: str) -> bytes:
        words = "\0".join((self._recipient, name, mark)).encode()
        return hmac.new(self._key, words, hashlib.sha256).digest()
