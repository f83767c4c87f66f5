"""A case that could be taught: one story with what is known of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.education.clearing import Refusal
from kb.education.posts import PostReading, is_private, read_posts
from kb.education.taught_papers import TaughtPaper, plain_post
from kb.governance.access import Level
from kb.model import CaseId
from kb.prevention.chain_facts import CaseFacts, UnitFacts
from kb.prevention.report_words import Said
from kb.registers.records import Kept
from kb.terms import Taxonomy

_GIVING = frozenset(
    {
        "bribery_giving",
        "influence_bribery_giving",
        "unit_directed_bribery",
        "unit_bribery_giving",
        "non_state_bribery_giving",
    }
)
_SHARE = 0.5  # of the words of the strongest domain, below which an item has it only in passing


@dataclass(frozen=True)
class TeachingCase:
    """One story. ``item`` counts the stories of a paper that tells several, from 1; else 0."""

    id: CaseId
    item: int
    title: str
    told: tuple[TaughtPaper, ...]
    analysing: tuple[TaughtPaper, ...]
    level: Level
    record: Kept[CaseFacts] | None
    unit: UnitFacts | None
    confirmed: frozenset[str]
    refused: tuple[Refusal, ...]
    taxonomy: Taxonomy

    @property
    def key(self) -> str:
        """Names the story among others: ``case-1f…`` or ``case-1f…#3``."""
        return f"{self.id}#{self.item}" if self.item else self.id

    @property
    def papers(self) -> tuple[str, ...]:
        """The ids of its papers."""
        known = (one.tagged.document.id for one in (*self.told, *self.analysing))
        return tuple(dict.fromkeys(known))

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of its papers and of its record."""
        return (*self.papers, self.record.id) if self.record else self.papers

    @property
    def main(self) -> TaughtPaper:
        """The paper that tells most: a judgment, else the first."""
        return self.told[0]

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """The posts of those of whom it tells, public ones first."""
        registered = (plain_post(self.record.facts.post),) if self.record else ()
        told = [post for one in self.told for post in one.posts]
        known = [one for one in dict.fromkeys((*told, *registered)) if one]
        return tuple(sorted(known, key=is_private))

    @cached_property
    def post(self) -> PostReading:
        """What those posts tell; the title where no paper names one."""
        return read_posts(self.posts or (self.title,))

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What its papers say under labels that stand, judgments first."""
        return tuple(said for one in (*self.told, *self.analysing) for said in one.said)

    @cached_property
    def labels(self) -> Mapping[str, int]:
        """How many sentences say each label; those that people confirmed besides."""
        return {**dict.fromkeys(self.confirmed, 1), **Counter(one.key for one in self.said)}

    @cached_property
    def domains(self) -> Mapping[str, float]:
        """Each domain against the strongest one (1.0)."""
        if self.record and self.record.facts.domain:
            return {self.record.facts.domain: 1.0}
        if self.item:
            return _of_words(self.main.window.of(self.main.text), self.taxonomy)
        return self._tags("domain")

    @cached_property
    def positions(self) -> Mapping[str, float]:
        """Positions as papers are tagged, against the strongest."""
        if self.record and self.record.facts.position:
            return {self.record.facts.position: 1.0}
        return {} if self.item else self._tags("position")

    @cached_property
    def offences(self) -> tuple[str, ...]:
        """The offences that were found, the surest first."""
        if self.record and self.record.facts.offences:
            return self.record.facts.offences
        found: dict[str, None] = {}
        for one in self.told:
            for mention in one.tagged.offences:
                if (
                    mention.offence
                    and mention.status == "found"
                    and one.window.covers(mention.span)
                ):
                    found[mention.offence] = None
        if not found and not self.item:
            found = dict.fromkeys(
                term for one in self.told for term in one.tagged.terms_of("offence")[:2]
            )
        return tuple(found)

    @property
    def amount(self) -> float | None:
        """The figure of the case in yuan: as registered, else the largest that a paper gives."""
        if self.record and self.record.facts.amount is not None:
            return self.record.facts.amount
        return max((low for low, _ in self._amounts), default=None)

    @property
    def amount_anchor(self) -> str:
        """Where the figure comes from; empty where there is none."""
        if self.record and self.record.facts.amount is not None:
            return self.record.id
        return max(self._amounts, default=(0.0, ""))[1]

    @property
    def tells(self) -> bool:
        """Whether it says what was done: an offence, or a cause that a label names."""
        return bool(self.offences) or any(one.startswith("causes:") for one in self.labels)

    @property
    def gives(self) -> bool:
        """Whether it is about those who give, not about those who hold a post."""
        private = self.post.private or not self.post.positions
        return bool(self.offences) and set(self.offences) <= _GIVING and private

    @property
    def _amounts(self) -> list[tuple[float, str]]:
        return [
            (one.amount.low, one.words.anchor(one.amount.span))
            for one in self.told
            if one.amount is not None
        ]

    def _tags(self, facet: str) -> dict[str, float]:
        sure: dict[str, float] = {}
        for one in self.told:
            for tag in one.tagged.tags:
                if tag.facet == facet:
                    sure[tag.term] = max(sure.get(tag.term, 0.0), tag.confidence)
        most = max(sure.values(), default=1.0)
        return {term: value / most for term, value in sure.items()}


def _of_words(text: str, taxonomy: Taxonomy) -> dict[str, float]:
    """Domains of a short story by the indicators that stand in it."""
    found = {
        one.id: sum(text.count(word) for word in one.indicators)
        for one in taxonomy.domains.values()
    }
    most = max(found.values(), default=0)
    return {one: n / most for one, n in found.items() if most and n / most >= _SHARE}
