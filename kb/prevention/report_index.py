"""附件1 证据索引 of a report: a number for each source, where it is, and its words."""

from collections.abc import Sequence

from sqlalchemy import select

from kb.errors import NotFound
from kb.prevention.report_facts import Statement
from kb.prevention.report_words import flat
from kb.prevention.source_refs import SourceRef, parse_source
from kb.registers.catalogue import register_of
from kb.retrieval.sources import Sources
from kb.store.access_filter import readable_documents
from kb.store.cases import CaseStore
from kb.store.registry import Registry
from kb.store.tables import DocumentRow

_EXCERPT = 60


class SourceIndex:
    """Numbers the anchors in the order in which statements name them."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._numbers: dict[str, int] = {}
        for statement in statements:
            for anchor in statement.anchors:
                self._numbers.setdefault(anchor, len(self._numbers) + 1)

    def of(self, statement: Statement) -> str:
        """``〔1、2〕``."""
        numbers = "、".join(str(self._numbers[one]) for one in statement.anchors)
        return f"〔{numbers}〕" if numbers else ""

    def rows(self, registry: Registry) -> list[tuple[str, str, str]]:
        """Number, where it is, and its words."""
        refs = {anchor: parse_source(anchor) for anchor in self._numbers}
        wanted = {ref.id for ref in refs.values() if ref.kind == "words"}
        query = select(DocumentRow.id).where(
            DocumentRow.id.in_(wanted), readable_documents(registry.principal)
        )
        opened = set(registry.session.scalars(query))
        sources = Sources(registry.session, opened)
        found = []
        for anchor, number in self._numbers.items():
            ref = refs[anchor]
            if ref.kind == "words" and ref.id in opened and ref.span is not None:
                quote = sources.quote(ref.id, ref.span)
                page = f"第 {quote.page} 页，" if quote.page else ""
                name = sources.summaries[ref.id].title or sources.summaries[ref.id].name
                where = f"《{flat(name)}》{page}字 {ref.span.start}–{ref.span.end}"
                found.append((str(number), where, _excerpt(flat(quote.text))))
            else:
                found.append((str(number), *_record_words(registry, anchor, ref)))
        return found


def _record_words(registry: Registry, anchor: str, ref: SourceRef) -> tuple[str, str]:
    """``制度漏洞登记 loophole-1f…``, ``名单抽取没有记录``; a past case may have papers alone."""
    if ref.kind == "vocabulary":
        return "词表", registry.taxonomy.label(ref.id.replace("s:", ":", 1))
    where = f"{register_of(ref.id).zh}登记 {anchor}"
    try:
        facts = registry.find(ref.id).facts
    except NotFound:
        among = readable_documents(registry.principal)
        titles = CaseStore(registry.session).titles([ref.id], among=among)
        return f"旧案文书 {anchor}", _excerpt(titles.get(ref.id, ""))
    told = (getattr(facts, one, "") for one in ("title", "description", "text", "question"))
    return where, _excerpt(flat(next(filter(None, told), "")))


def _excerpt(words: str) -> str:
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}……"
