"""Marks for sources: a passage bears S3, and only the sealed key says which words those are."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.education.key_box import KeyBox
from kb.education.pack_content import PackContent, PackSource
from kb.model import DocumentId
from kb.prevention.source_refs import parse_source
from kb.registers.catalogue import register_of
from kb.store.documents import DocumentStore
from kb.store.registry import Registry

Change = Callable[[tuple[str, ...]], tuple[str, ...]]


class Marks:
    """Gives each anchor its mark, in the order in which they are met, for one recipient."""

    def __init__(self, registry: Registry, box: KeyBox, *, recipient: str) -> None:
        self._registry = registry
        self._box = box
        self._recipient = recipient
        self._marks: dict[str, str] = {}
        self._texts: dict[DocumentId, tuple[str, str]] = {}

    @property
    def anchors(self) -> Mapping[str, str]:
        """The anchor behind each mark: part of the key, never of the pack."""
        return {mark: anchor for anchor, mark in self._marks.items()}

    def marked(self, content: PackContent) -> PackContent:
        """The content with marks for anchors, and what kind of paper stands behind each."""

        def change(anchors: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(self._mark(one) for one in anchors))

        cases = tuple(
            replace(
                case,
                sections=tuple(
                    replace(
                        section,
                        passages=tuple(
                            replace(one, sources=change(one.sources)) for one in section.passages
                        ),
                    )
                    for section in case.sections
                ),
            )
            for case in content.cases
        )
        return replace(
            content,
            cases=cases,
            quiz=tuple(replace(one, sources=change(one.sources)) for one in content.quiz),
            measures=tuple(replace(one, sources=change(one.sources)) for one in content.measures),
            sources=tuple(self._source(anchor, mark) for anchor, mark in self._marks.items()),
        )

    def _mark(self, anchor: str) -> str:
        return self._marks.setdefault(anchor, f"S{len(self._marks) + 1}")

    def _source(self, anchor: str, mark: str) -> PackSource:
        told = parse_source(anchor)
        if told.span is None:
            return PackSource(mark, f"登记：{register_of(anchor).zh}", self._digest(anchor))
        kind, text = self._paper(told.id)
        return PackSource(mark, kind, self._digest(told.span.of(text)))

    def _digest(self, words: str) -> str:
        return self._box.mark_of(words, recipient=self._recipient)

    def _paper(self, document_id: DocumentId) -> tuple[str, str]:
        if document_id not in self._texts:
            tagged = DocumentStore(self._registry.session).get(document_id)
            kind = self._registry.taxonomy.label(f"kind:{tagged.kind.value}")
            self._texts[document_id] = (kind, tagged.document.text)
        return self._texts[document_id]
