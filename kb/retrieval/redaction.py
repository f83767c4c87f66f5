"""Names of natural persons replaced by 张某, 张某甲 …: one alias a person, kept throughout.

Who is a person is told from outside (``nlp`` finds names); this only replaces. A name is replaced
in the words of the case it was found in and nowhere else, for 高峰 may be a person in one case and
rush hour in another.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kb.education.redaction.folding import fold
from kb.education.redaction.found import settled
from kb.education.redaction.people import find_people, surname_of
from kb.model import CaseId

Hide = Callable[[str], str]

_MARKS = "甲乙丙丁戊己庚辛壬癸"
# what courts have masked already: 张某, 张某甲, 李某某
_MASKED = re.compile(r"[\u4e00-\u9fff]某[某甲乙丙丁戊己庚辛壬癸\d]{0,2}")


def hide_nothing(words: str) -> str:
    """The words as they are."""
    return words


@dataclass(frozen=True, slots=True)
class Redaction:
    """The names to be replaced, for the new case and for each past one, with their aliases."""

    new: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[CaseId, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        new: tuple[str, Iterable[str]],
        cases: Mapping[CaseId, tuple[str, Iterable[str]]],
    ) -> "Redaction":
        """From texts and the names found in each; no alias is one that a text already has."""
        texts = [new[0], *(text for text, _ in cases.values())]
        aliases = _Aliases({hit.group() for text in texts for hit in _MASKED.finditer(text)})
        return cls(
            {name: aliases.of(name) for name in new[1]},
            {i: {name: aliases.of(name) for name in names} for i, (_, names) in cases.items()},
        )

    @property
    def count(self) -> int:
        """How many names are replaced."""
        return len({*self.new, *(name for names in self.cases.values() for name in names)})

    def in_new(self, words: str) -> str:
        """Words of the new case."""
        return _replaced(words, self.new)

    def of_case(self, case_id: CaseId) -> Hide:
        """What hides the names in words of a past case."""
        names = self.cases.get(case_id, {})
        return lambda words: _replaced(words, names)


class _Aliases:
    """Hands out aliases: the surname and 某, further persons of the surname with a mark."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._given: dict[str, str] = {}
        self._last: defaultdict[str, int] = defaultdict(int)

    def of(self, name: str) -> str:
        if name not in self._given:
            self._given[name] = self._next(surname_of(name))
        return self._given[name]

    def _next(self, surname: str) -> str:
        while True:
            number = self._last[surname]
            self._last[surname] += 1
            mark = (
                "" if number == 0 else _MARKS[number - 1] if number <= len(_MARKS) else str(number)
            )
            alias = f"{surname}某{mark}"
            if alias not in self._taken:
                return alias


def _replaced(words: str, names: Mapping[str, str]) -> str:
    """The longest names first, 王小明 before 王小; in their disguises too: 王 小 明, 王*明."""
    if not names:
        return words
    pieces: list[str] = []
    place = 0
    for one in settled(find_people(fold(words), names)):
        pieces += (words[place : one.span.start], names[one.value])
        place = one.span.end
    return "".join((*pieces, words[place:]))
