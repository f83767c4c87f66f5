"""A pack beside its originals, for one person: what each text was, what is told of it, and why.

An original is shown only where the person may read every paper and record behind it; of any other
text nothing is told but what the pack says. The key of aliases is not opened for it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import select

from kb.education.key_box import KeyBox
from kb.education.pack_facts import PACKS, PackFacts
from kb.education.pack_levels import require_level
from kb.education.pack_redaction import Place
from kb.education.pack_store import PackStore
from kb.education.pack_trace import LEAVABLE, Trace, TracedText
from kb.education.redaction.found import Kind
from kb.education.redaction.rewriting import Piece
from kb.errors import NotFound
from kb.governance.access import Level, Permission
from kb.prevention.source_refs import SourceRef, parse_source
from kb.registers.records import Kept
from kb.store.access_filter import document_levels, readable_documents
from kb.store.registry import Registry
from kb.store.tables import DocumentRow


class Family(StrEnum):
    """Kinds of what was replaced, as a person tells them apart at a glance."""

    NAME = "name"
    UNIT = "unit"
    PLACE = "place"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"


FAMILY_NAMES: Mapping[Family, str] = MappingProxyType(
    {
        Family.NAME: "姓名",
        Family.UNIT: "单位",
        Family.PLACE: "地点",
        Family.DATE: "日期",
        Family.AMOUNT: "金额",
        Family.NUMBER: "证件号码",
    }
)
_FAMILIES = {
    Kind.PERSON: Family.NAME,
    Kind.UNIT: Family.UNIT,
    Kind.PLACE: Family.PLACE,
    Kind.ADDRESS: Family.PLACE,
    Kind.BIRTH: Family.DATE,
    Kind.TIME: Family.DATE,
    Kind.AMOUNT: Family.AMOUNT,
}


def family_of(kind: Kind) -> Family:
    """The family of a kind; numbers of every sort are one."""
    return _FAMILIES.get(kind, Family.NUMBER)


class Fate(StrEnum):
    """What became of a text: told, dropped by the redactor, left out by a person."""

    TOLD = "told"
    DROPPED = "dropped"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class PreviewedText:
    """One text; ``number`` names it in the pack. ``pieces`` are None where no original is shown.

    ``text`` is empty of one that the pack does not tell and whose original is not shown.
    ``why``: of a dropped one that is shown, the kinds that still stand. ``anchors`` of its words.
    """

    number: int
    place: Place
    case: int
    part: str
    term: str
    fate: Fate
    text: str
    pieces: tuple[Piece, ...] | None
    why: tuple[Kind, ...]
    anchors: tuple[str, ...]
    leavable: bool
    takable: bool

    @property
    def families(self) -> tuple[Family, ...]:
        """Of each replacement, as far as it is shown, what was replaced."""
        return tuple(family_of(one.kind) for one in self.pieces or () if one.kind is not None)


@dataclass(frozen=True, slots=True)
class Preview:
    """The texts in their order; ``level`` is the highest of the originals that are shown."""

    pack: Kept[PackFacts]
    titles: Mapping[int, str]
    texts: tuple[PreviewedText, ...]
    level: Level | None

    @property
    def counts(self) -> Mapping[Family, int]:
        """How many replacements of each family are shown."""
        found = Counter(family for one in self.texts for family in one.families)
        return {one: found[one] for one in Family}

    @property
    def unshown(self) -> int:
        """How many originals the person may not read."""
        return sum(one.pieces is None for one in self.texts)

    def filtered(self, *, case: int | None = None, family: Family | None = None) -> "Preview":
        """Of one case (0: of the pack as a whole), or with something of a family replaced."""
        kept = (
            one
            for one in self.texts
            if case in (None, one.case)
            and (family is None or family in (*one.families, *map(family_of, one.why)))
        )
        return Preview(self.pack, self.titles, tuple(kept), self.level)


def redaction_preview(registry: Registry, box: KeyBox, pack_id: str) -> Preview:
    """``NotFound`` where the person may not read the pack; PACK_UNTRACED for one of long ago.

    PACK_LEVEL_RAISED where the pack is told to nobody any more.
    """
    pack, store = registry.get(PACKS, pack_id), PackStore(registry.session, box)
    require_level(registry.session, pack, store.cases(pack.id))
    trace = store.trace(pack.id)
    reach = _Reach(registry, trace)
    texts = tuple(_previewed(trace, reach, pack.state))
    shown = [trace.texts[one.number] for one in texts if one.pieces is not None]
    titles = {one.number: one.title for one in trace.content.cases}
    return Preview(pack, titles, texts, reach.level_of(shown))


def _previewed(trace: Trace, reach: "_Reach", state: str) -> Iterator[PreviewedText]:
    editable = state in ("draft", "returned")
    for number, one in enumerate(trace.texts):
        shown = reach.covers(one)
        left = not one.dropped and trace.is_out(one)
        may = editable and one.place in LEAVABLE and not one.dropped
        fate = Fate.DROPPED if one.dropped else Fate.LEFT_OUT if left else Fate.TOLD
        unseen = fate is not Fate.TOLD and not shown
        yield PreviewedText(
            number=number,
            place=one.place,
            case=one.case,
            part="" if unseen and one.place is not Place.PASSAGE else one.part,
            term="" if unseen else one.term,
            fate=fate,
            text="" if one.dropped or unseen else one.told.text,
            pieces=one.told.pieces if shown else None,
            why=one.dropped if shown else (),
            anchors=tuple(trace.anchors[mark] for mark in one.sources) if shown else (),
            leavable=may and not left,
            takable=may and number in trace.out,
        )


class _Reach:
    """Which of the originals one person may read, asked once for all of them."""

    def __init__(self, registry: Registry, trace: Trace) -> None:
        self._trace = trace
        self._levels: dict[str, Level] = {}
        if Permission.LIBRARY_READ in registry.principal.permissions:
            anchors = map(parse_source, trace.anchors.values())
            ids = {one.id for one in anchors}.union(*trace.sources.values())
            self._levels = _papers(registry, ids)
            if Permission.REGISTERS_READ in registry.principal.permissions:
                self._levels |= _records(registry, ids)

    def covers(self, text: TracedText) -> bool:
        """Whether every paper and record behind a text may be read; one without marks is a
        text about the whole case.
        """
        behind = self._behind(text)
        return bool(behind) and all(one in self._levels for one in behind)

    def level_of(self, texts: Iterable[TracedText]) -> Level | None:
        """The highest level of what stands behind texts that are covered."""
        levels = (self._levels[one] for text in texts for one in self._behind(text))
        return max(levels, default=None)

    def _behind(self, text: TracedText) -> tuple[str, ...]:
        if text.sources:
            return tuple(self._source(mark).id for mark in text.sources)
        return tuple(self._trace.sources.get(text.case, ()))

    def _source(self, mark: str) -> SourceRef:
        return parse_source(self._trace.anchors[mark])


def _papers(registry: Registry, ids: Iterable[str]) -> dict[str, Level]:
    query = select(DocumentRow.id).where(
        DocumentRow.id.in_(list(ids)), readable_documents(registry.principal)
    )
    return document_levels(registry.session, registry.session.scalars(query))


def _records(registry: Registry, ids: Iterable[str]) -> dict[str, Level]:
    found: dict[str, Level] = {}
    for one in ids:
        if "-" in one:
            try:
                found[one] = registry.find(one).head.level
            except NotFound:
                continue
    return found
