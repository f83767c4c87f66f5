"""Who is to be taught: the kind of unit, domains, posts, rank, minutes and theme of a session."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kb.prevention.chain_facts import UnitKind


class Rank(StrEnum):
    """How high the posts are, as far as words of a post tell."""

    VILLAGE = "village"
    SECTION = "section"
    DIVISION = "division"
    BUREAU = "bureau"


RANKS: Mapping[Rank, str] = MappingProxyType(
    {
        Rank.VILLAGE: "村（社区）",
        Rank.SECTION: "乡科级及以下",
        Rank.DIVISION: "县处级",
        Rank.BUREAU: "厅局级及以上",
    }
)


@dataclass(frozen=True, slots=True)
class Listeners:
    """What is known of the audience; what is empty is not asked for.

    ``posts`` are words of their posts (科室主任) besides the ids in ``positions``; ``theme`` the
    words of the theme, ``theme_keys`` the labels and offences that were read from them
    (``loopholes:no_trace``, ``offence:embezzlement``).
    """

    unit_kind: UnitKind | None = None
    domains: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    rank: Rank | None = None
    minutes: int = 90
    theme: str = ""
    theme_keys: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """As many cases as there is time for: one for fifteen minutes, two to eight."""
        return max(2, min(8, self.minutes // 15))
