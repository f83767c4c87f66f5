"""Where a statement comes from, to look at: the words of a paper, a record, the vocabulary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.pages.record_paths import record_path, words_path
from api.pages.record_words import state_words, term_words
from api.reach import readable_by, record_shown
from api.wiring import Service
from kb.errors import InvalidQuery
from kb.governance.access import Permission
from kb.prevention.source_refs import SourceRef, parse_source
from kb.registers.catalogue import REGISTERS
from kb.retrieval.sources import Sources
from kb.store.cases import CaseStore
from kb.store.register_titles import Titled, titles
from kb.store.registry import Registry

_LONGEST = 240


@dataclass(frozen=True, slots=True)
class SourceShown:
    """``kind`` says what it is, ``title`` where, ``quote`` the words; broken ones lead nowhere."""

    anchor: str
    kind: str
    title: str
    path: str = ""
    quote: str = ""
    broken: bool = False


def sources_shown(
    service: Service, registry: Registry, anchors: Iterable[str]
) -> Mapping[str, SourceShown]:
    """Each anchor as it can be looked at by the person; what may not be read leads nowhere."""
    refs = {one: _parsed(one) for one in dict.fromkeys(anchors)}
    found = [ref for ref in refs.values() if ref is not None]
    may_read = Permission.LIBRARY_READ in registry.principal.permissions
    among = readable_by(service, registry.principal)
    papers = {one.id for one in found if one.kind == "words"} if may_read else set()
    texts = Sources(registry.session, papers, among=among)
    record_shown(service, registry.principal, texts.summaries, "document.read")
    named = titles(registry, (one.id for one in found if one.kind == "record"))
    past = [one.id for one in found if one.id.startswith("case-") and one.id not in named]
    library = CaseStore(registry.session).summaries(past, among=among) if may_read else {}
    names = {one: library[one].title for one in library}
    return {
        anchor: _shown(anchor, ref, texts, named, names, registry) for anchor, ref in refs.items()
    }


def _parsed(anchor: str) -> SourceRef | None:
    try:
        return parse_source(anchor)
    except InvalidQuery:
        return None


def _shown(
    anchor: str,
    ref: SourceRef | None,
    texts: Sources,
    named: Mapping[str, Titled],
    past: Mapping[str, str],
    registry: Registry,
) -> SourceShown:
    if ref is None:
        return SourceShown(anchor, "出处", anchor, broken=True)
    if ref.kind == "vocabulary":
        section, _, term = ref.id.partition(":")
        key = f"{section.removesuffix('s')}:{term}"
        name = "领域" if section == "domains" else "岗位"
        return SourceShown(anchor, "词表", f"{name}“{term_words(registry.taxonomy, key)}”")
    if ref.kind == "record":
        return _record(anchor, ref.id, named, past)
    if ref.span is None or not texts.holds(ref.id) or ref.span.end > len(texts.text(ref.id)):
        return SourceShown(anchor, "原文", "文书不在可读范围内，或文字已变", broken=True)
    quote = ref.span.of(texts.text(ref.id))
    words = quote if len(quote) <= _LONGEST else quote[:_LONGEST] + "…"
    summary = texts.summaries[ref.id]
    path = words_path(ref.id, ref.span)
    return SourceShown(anchor, "原文", summary.title or summary.name, path, words)


def _record(
    anchor: str, record_id: str, named: Mapping[str, Titled], past: Mapping[str, str]
) -> SourceShown:
    kind = record_id.rpartition("-")[0]
    register = REGISTERS[kind]
    if record_id in named:
        one = named[record_id]
        title = f"{one.title}（{state_words(kind, one.state)}）"
        return SourceShown(anchor, register.zh, title, record_path(record_id))
    if record_id in past:
        return SourceShown(anchor, "旧案", past[record_id], record_path(record_id))
    return SourceShown(anchor, register.zh, "记录不在可读范围内", broken=True)
