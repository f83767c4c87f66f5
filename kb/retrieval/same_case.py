"""One case judged more than once: a judgment on appeal or retrial names the judgment before it.

    （2018）某02刑终113号：……原审法院作出（2018）某0211刑初117号刑事判决，被告人罗某不服，提出上诉

Two cases are one where a paper of either cites the other's 案号 as the judgment under review and
both accuse the same people; the same name alone, or a number among the proofs, is not enough.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.model import CaseId, DocumentId
from kb.retrieval.ranking import ScorePart
from kb.store.cases import CaseSummary
from kb.store.papers import Paper

# part of the fingerprint of the ranking: another rule gives other lists
FOLDING = 1
_REVIEWED = re.compile(
    r"[\s\S]{0,200}?(?:不服|上诉|抗诉|发回|重新审判|重审|再审|撤销|维持|提审|申诉|发生法律效力)"
)
_ACCUSED = re.compile(r"被告|上诉|罪犯|申诉")
_MASK = re.compile(r"[某×xX＊*\d甲乙丙丁戊己庚辛]")

Ranked = tuple[float, CaseSummary, tuple[ScorePart, ...]]
Papers = Mapping[CaseId, tuple[Paper, ...]]


@dataclass(frozen=True, slots=True)
class Twin:
    """The same case under another judgment; ``case_no`` and ``document`` are of that judgment."""

    case_id: CaseId
    title: str
    case_no: str
    document: DocumentId


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the list: the case, its papers, and the cases it shares the place with."""

    ranked: Ranked
    papers: tuple[Paper, ...]
    twins: tuple[Twin, ...] = ()
    papers_of_twins: tuple[Paper, ...] = ()

    @property
    def case(self) -> CaseSummary:
        """The case whose place it is."""
        return self.ranked[1]

    def joined_by(self, case: CaseSummary, papers: tuple[Paper, ...]) -> "Seat":
        """The place with one more case at it."""
        judged = next((one for one in papers if one.case_no), None)
        number, document = (judged.case_no, judged.id) if judged else ("", "")
        return replace(
            self,
            twins=(*self.twins, Twin(case.id, case.title, number, document)),
            papers_of_twins=(*self.papers_of_twins, *papers),
        )


def seats(
    ranked: Sequence[Ranked],
    limit: int,
    *,
    papers_of: Callable[[Sequence[CaseId]], Papers],
    text_of: Callable[[DocumentId], str],
) -> list[Seat]:
    """The first ``limit`` cases, one place for each; one already there is noted at its place."""
    taken: list[Seat] = []
    waiting = list(ranked)
    while waiting and len(taken) < limit:
        chunk, waiting = waiting[: limit - len(taken)], waiting[limit - len(taken) :]
        papers = papers_of([case.id for _, case, _ in chunk])
        for one in chunk:
            own = papers.get(one[1].id, ())
            at = next((i for i, seat in enumerate(taken) if _same(seat, own, text_of)), None)
            if at is None:
                taken.append(Seat(one, own))
            else:
                taken[at] = taken[at].joined_by(one[1], own)
    return taken


def _same(seat: Seat, papers: tuple[Paper, ...], text_of: Callable[[DocumentId], str]) -> bool:
    return any(
        _reviews(one, other, text_of) or _reviews(other, one, text_of)
        for one in (*seat.papers, *seat.papers_of_twins)
        for other in papers
    )


def _reviews(later: Paper, earlier: Paper, text_of: Callable[[DocumentId], str]) -> bool:
    if not earlier.case_no or not _same_people(later, earlier):
        return False
    places = [one.span for one in later.related if one.value == earlier.case_no]
    return bool(places) and any(_REVIEWED.match(text_of(later.id), at.end) for at in places)


def _same_people(one: Paper, other: Paper) -> bool:
    """A name in common, or as many accused with surnames that agree where one side masks names."""
    ours, theirs = _accused(one), _accused(other)
    if ours & theirs:
        return True
    masked = any(_MASK.search(name) for name in ours | theirs)
    return masked and bool({name[0] for name in ours} & {name[0] for name in theirs})


def _accused(paper: Paper) -> set[str]:
    return {one.name for one in paper.parties if one.name and _ACCUSED.search(one.role)}
