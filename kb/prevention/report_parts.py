"""The statements of a report, section by section: quotes, and sentences that state fields alone.

Nothing is concluded here: a quote is the words of its anchor, a sentence of the program says what
a field or a record holds, and its anchor is that field or record.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.model import SectionKind
from kb.prevention.case_records import CaseRecords
from kb.prevention.chain_facts import UNITS, MeasureFacts
from kb.prevention.report_facts import ReportSection, Statement
from kb.prevention.report_words import PaperWords, Said
from kb.registers.records import Kept
from kb.store.registry import Registry
from kb.terms import Taxonomy

_NARRATIVE = frozenset(
    {
        SectionKind.FACTS,
        SectionKind.FINDINGS,
        SectionKind.BASIC_FACTS,
        SectionKind.FEATURES,
        SectionKind.CHARGE,
    }
)
_ANALYSIS = frozenset(
    {SectionKind.CAUSES, SectionKind.LESSONS, SectionKind.PROBLEMS, SectionKind.REFLECTION}
)
_MOST_TERMS, _MOST_FEATURES = 8, 6
TO_CONFIRM = "机器提出，待确认"


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is built from; ``alleged``: the case is not concluded."""

    registry: Registry
    records: CaseRecords
    papers: Sequence[PaperWords]
    said: Sequence[Said]

    @property
    def taxonomy(self) -> Taxonomy:
        """The vocabulary."""
        return self.registry.taxonomy

    @property
    def alleged(self) -> bool:
        """In investigation nothing is called a crime: 涉嫌."""
        return self.records.case.state in ("investigation", "withdrawn")

    @property
    def chosen(self) -> tuple[Kept[MeasureFacts], ...]:
        """The measures that people did not drop, what is due first before the rest."""
        kept = [one for one in self.records.measures if one.state != "dropped"]
        return tuple(sorted(kept, key=lambda one: one.facts.due or date.max))

    def unit_name(self, unit: str) -> str:
        """The name of a unit, empty for none."""
        return self.registry.get(UNITS, unit).facts.name if unit else ""


def features(material: Material) -> Iterator[Statement]:
    """How it happened: the sentences of the facts that tell the means."""
    told = [
        one
        for one in material.said
        if group_of(material, one.key) == "means" and one.section in _NARRATIVE
    ]
    yield from quotes(material, told, ReportSection.FEATURES, most=_MOST_FEATURES)


def direct_causes(material: Material) -> Iterator[Statement]:
    """Motives first, then means, in the words of whoever analyses rather than of the facts.

    What the features have quoted is not said again, unless there is nothing else.
    """
    shown = {one.text for one in features(material)}
    every = [one for one in material.said if one.key.startswith("causes:")]
    told = [one for one in every if one.text not in shown] or every
    told.sort(
        key=lambda one: (group_of(material, one.key) != "motive", one.section not in _ANALYSIS)
    )
    yield from quotes(material, told, ReportSection.DIRECT)


def deeper_causes(material: Material) -> Iterator[Statement]:
    """By group (制度虚置, 监督缺位, 心理误区 …): which terms papers and records state."""
    stated = [(f"loopholes:{one.facts.term}", one.id) for one in material.records.confirmed]
    stated += [
        (one.key, one.anchor)
        for one in material.said
        if one.key.startswith(("loopholes:", "ideological_roots:"))
    ]
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, anchor in stated:
        grouped[group_of(material, key)].append((key, anchor))
    ranked = sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    for group, told in ranked[:_MOST_TERMS]:
        names = "、".join(
            f"“{material.taxonomy.label(key)}”" for key in dict.fromkeys(key for key, _ in told)
        )
        anchors = tuple(dict.fromkeys(anchor for _, anchor in told))
        yield Statement(
            section=ReportSection.DEEPER,
            text=f"{material.taxonomy.label(f'group:{group}')}：案内文书与登记写明{names}，"
            f"共 {len(anchors)} 处。",
            anchors=anchors[:5],
        )


def roots(material: Material) -> Iterator[Statement]:
    """Ideological roots in the words of the papers; formulas are left out."""
    told = [one for one in material.said if one.key.startswith("ideological_roots:")]
    yield from quotes(material, told, ReportSection.ROOTS)


def quotes(
    material: Material,
    told: Iterable[Said],
    section: ReportSection,
    *,
    most: int = _MOST_TERMS,
) -> Iterator[Statement]:
    """A quote for each term: what people confirmed first, then what is established, then sure.

    Words that two papers share (first and second instance) are quoted once.
    """
    by_term: dict[str, list[Said]] = defaultdict(list)
    for one in told:
        by_term[one.key].append(one)
    seen: set[str] = set()
    for key, found in list(by_term.items())[:most]:
        best = next((one for one in _surest(found) if one.text not in seen), None)
        if best is None or (material.alleged and asserts_guilt(best.text)):
            continue
        seen.add(best.text)
        doubt = "" if best.confirmed else TO_CONFIRM
        yield Statement(
            section=section,
            text=best.text,
            anchors=(best.anchor,),
            term=key,
            note="；".join(one for one in (best.note, doubt) if one),
        )


def asserts_guilt(words: str) -> bool:
    """Whether words call something a crime without 涉嫌."""
    return "犯罪" in words.replace("涉嫌犯罪", "").replace("职务犯罪预防", "") or "构成" in words


def day_text(day: date) -> str:
    """``2026年4月1日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def _surest(found: Sequence[Said]) -> list[Said]:
    return sorted(found, key=lambda one: (not one.confirmed, not one.established, -one.confidence))


def group_of(material: Material, key: str) -> str:
    """The group of a term: ``causes:gift_grooming`` → means."""
    return material.taxonomy.terms[key].group


def ended(words: str) -> str:
    """The words as one sentence."""
    return f"{unended(words)}。"


def unended(words: str) -> str:
    """The words without the mark that ends them."""
    return words.strip().rstrip("。；;？?，")
