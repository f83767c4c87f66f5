"""Cut judgments, indictments and decisions not to prosecute, broken into lines or not at all.

The cues of ``judgment_cues`` are read from front to back; a cue counts only where its part may
stand: 本院认为 in a quoted earlier judgment opens nothing, and 经审理查明 of the first instance
stays inside PRIOR_JUDGMENT as long as the appeal is still to come.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from kb.model import DocumentKind, SectionKind, Span
from nlp import judgment_cues as cues
from nlp.cutting import Cut, heading_at, last_numbers, numbered_parts, part_number
from nlp.judgment_ending import cut_ending, cut_statutes, end_of_opinion, find_ruling

_ORDER = {
    kind: rank
    for rank, kind in enumerate(
        (
            SectionKind.HEAD, SectionKind.PARTIES, SectionKind.PROCEDURE, SectionKind.CHARGE,
            SectionKind.DEFENCE, SectionKind.PRIOR_JUDGMENT, SectionKind.APPEAL_REASONS,
            SectionKind.FACTS, SectionKind.EVIDENCE, SectionKind.OPINION,
        )
    )
}  # fmt: skip
_PARTIES_WITHIN = 800
_QUOTE_WINDOW = 400

_PROOF = re.compile(r"证言|证实|证明|供述|书证|笔录|鉴定|材料|公告|批复|复印件")
_TITLE_END = re.compile(r"(?:判\s*决|裁\s*定|起\s*诉|决\s*定)\s*书(?=[\s（(])")
_TITLE_WITHIN = 160
_PROOF_WITHIN = 60
_FURTHER = re.compile(r"[另又还再]")
_HEADING = re.compile(r"[^。；：，,:\n]{2,24}")


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    name: str
    words: str


def cut_judgment(text: str, kind: DocumentKind, *, start: int = 0) -> tuple[Cut, ...]:
    """Where the parts of a judgment (or a fragment of one) begin; nothing before ``start``."""
    for title in _TITLE_END.finditer(text, start, start + _TITLE_WITHIN):
        start = title.end()
    ruling = find_ruling(text, kind, start)
    end = ruling.start() if ruling else end_of_opinion(text, start)
    second = kind is DocumentKind.JUDGMENT_SECOND_INSTANCE
    hits = _hits(text, start, end, second=second)
    cuts = _walk_second(text, hits) if second else _walk_first(text, hits)
    cuts = _with_parties(text, cuts, start, end)
    cuts += _fact_parts(text, cuts, end)
    if ruling:
        cuts += cut_statutes(
            text, ruling.start(), floor=max((c.start for c in cuts), default=start)
        )
        cuts.append(Cut(ruling.start(), SectionKind.RULING, ruling.group().strip("：:，。 ")))
    cuts += cut_ending(text, ruling.end() if ruling else end)
    return tuple(cuts)


def _hits(text: str, start: int, end: int, *, second: bool) -> list[_Hit]:
    pattern = cues.SECOND_INSTANCE if second else cues.FIRST_INSTANCE
    hits = [
        _Hit(m.start(), m.lastgroup or "", m.group())
        for m in pattern.finditer(text, start, end)
        if not _quoted(text, m.start())
    ]
    if any(hit.name == "evidence" for hit in hits):
        hits += [_Hit(m.start(), "count", m.group()) for m in cues.COUNT.finditer(text, start, end)]
        hits.sort(key=lambda hit: hit.start)
    return hits


def _quoted(text: str, at: int) -> bool:
    """Whether a quotation mark opened shortly before, in this line, is still open."""
    floor = max(text.rfind("\n", 0, at) + 1, at - _QUOTE_WINDOW)
    return text.rfind("“", floor, at) > text.rfind("”", floor, at)


@dataclass(slots=True)
class _Walk:
    """Where the reading stands: the cuts so far, and the counts of the facts already told."""

    text: str
    cuts: list[Cut]
    state: SectionKind = SectionKind.HEAD
    by_assessment: bool = False
    counted: dict[int, int] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        return _ORDER[self.state]

    def open(self, hit: _Hit) -> None:
        if self.state is SectionKind.FACTS:
            self.counted |= last_numbers(self.text, Span(self.cuts[-1].start, hit.start))
        count = hit.name == "count"
        kind = SectionKind.FACTS if count else cues.KIND_OF[hit.name]
        heading = heading_at(self.text, hit.start) if count else _heading(hit)
        self.cuts.append(Cut(hit.start, kind, heading, int(count)))
        self.state, self.by_assessment = kind, hit.name == "assessment"

    def next_count(self, hit: _Hit) -> bool:
        """Whether ``hit`` counts on where the facts left off, after the evidence of one count."""
        style, number = part_number(self.text, hit.start)
        last = self.counted.get(style, 0)
        after = self.state is SectionKind.EVIDENCE or self.by_assessment
        return after and 0 < last < number <= last + 2


def _walk_first(text: str, hits: list[_Hit]) -> list[Cut]:
    walk = _Walk(text, [])
    charge, first_facts = _first(hits, "charge"), _first(hits, "facts")
    last_opinion = max((i for i, hit in enumerate(hits) if hit.name == "opinion"), default=-1)
    for index, hit in enumerate(hits):
        match hit.name:
            case "procedure" | "charge":
                opens = walk.rank < _ORDER[cues.KIND_OF[hit.name]]
            case "defence":
                early = walk.rank < _ORDER[SectionKind.CHARGE] and index < charge < first_facts
                opens = walk.rank < _ORDER[SectionKind.DEFENCE] and not early
            case "facts":
                opens = _opens_facts(walk, again=index < last_opinion)
                opens = opens and (index >= first_facts or first_facts == len(hits))
            case "evidence":
                told = first_facts == len(hits) and walk.state in (
                    SectionKind.CHARGE,
                    SectionKind.DEFENCE,
                )
                opens = walk.state is SectionKind.FACTS or told
            case "count":
                opens = walk.next_count(hit)
            case "assessment":
                opens = walk.state in (SectionKind.FACTS, SectionKind.EVIDENCE)
            case _:
                opens = index >= first_facts or first_facts == len(hits)
                opens = opens and (walk.state is not SectionKind.OPINION or walk.by_assessment)
        if opens:
            walk.open(hit)
    return walk.cuts


def _walk_second(text: str, hits: list[_Hit]) -> list[Cut]:
    walk = _Walk(text, [])
    prior = _first(hits, "prior_judgment")
    appeal = _first(hits, "appeal_reasons", after=prior if prior < len(hits) else 0)
    facts = _first(hits, "facts", after=appeal if appeal < len(hits) else prior)
    last_opinion = max((i for i, hit in enumerate(hits) if hit.name == "opinion"), default=-1)
    for index, hit in enumerate(hits):
        own = index > appeal or (appeal == len(hits) and not _FURTHER.match(hit.words))
        match hit.name:
            case "procedure" | "prior_judgment":
                opens = walk.rank < _ORDER[cues.KIND_OF[hit.name]]
            case "appeal_reasons":
                opens = index >= appeal and walk.rank < _ORDER[SectionKind.APPEAL_REASONS]
            case "facts":
                opens = own and _opens_facts(walk, again=index < last_opinion)
            case "evidence":
                opens = own and walk.state in (SectionKind.FACTS, SectionKind.APPEAL_REASONS)
            case "count":
                opens = own and walk.next_count(hit)
            case "assessment":
                settled = walk.state in (SectionKind.FACTS, SectionKind.EVIDENCE)
                waiting = walk.state is SectionKind.APPEAL_REASONS and facts == len(hits)
                opens = own and (settled or waiting)
            case _:
                opens = own and (walk.state is not SectionKind.OPINION or walk.by_assessment)
        if opens:
            walk.open(hit)
    return walk.cuts


def _heading(hit: _Hit) -> str:
    """The words that open the part: 经审理查明, 本院认为; a course of proceedings has none."""
    found = _HEADING.match(hit.words) if hit.name != "procedure" else None
    return found.group() if found else ""


def _opens_facts(walk: _Walk, *, again: bool) -> bool:
    rank = _ORDER[SectionKind.FACTS]
    return walk.rank < rank or (again and walk.rank > rank)


def _first(hits: list[_Hit], name: str, *, after: int = -1) -> int:
    for index in range(after + 1, len(hits)):
        if hits[index].name == name and not _FURTHER.match(hits[index].words):
            return index
    return len(hits)


def _with_parties(text: str, cuts: list[Cut], start: int, end: int) -> list[Cut]:
    first = min((cut.start for cut in cuts), default=end)
    found = cues.PARTY_LINE.search(text, start, min(first, start + _PARTIES_WITHIN))
    if not found:
        return cuts
    return [Cut(found.start(), SectionKind.PARTIES), *cuts]


def _fact_parts(text: str, cuts: list[Cut], end: int) -> list[Cut]:
    """一、二、三、 of the facts, each a section of level 1 headed by its own words.

    A numbered list of proofs that no sentence announces is evidence, not facts; items that end in
    ；are one sentence of one count.
    """
    parts: list[Cut] = []
    for index, cut in enumerate(cuts):
        if cut.kind is not SectionKind.FACTS or cut.level:
            continue
        stop = cuts[index + 1].start if index + 1 < len(cuts) else end
        starts = numbered_parts(text, Span(cut.start, max(cut.start, stop)))
        spans = [Span(at, until) for at, until in pairwise([*starts, stop])]
        proofs = sum(
            bool(_PROOF.search(text, span.start, min(span.start + _PROOF_WITHIN, span.end)))
            for span in spans
        )
        listed = sum(span.of(text).rstrip().endswith("；") for span in spans)
        if spans and 2 * proofs >= len(spans):
            parts.append(Cut(starts[0], SectionKind.EVIDENCE))
        elif 2 * listed < len(spans):
            parts += [Cut(at, SectionKind.FACTS, heading_at(text, at), 1) for at in starts]
    return parts
