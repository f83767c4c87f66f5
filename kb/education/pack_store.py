"""What is kept beside the record of a pack: content, sealed key, cases, finished files."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from kb.education.key_box import KeyBox
from kb.education.pack_content import PackContent
from kb.education.pack_trace import Trace
from kb.education.redaction.found import Kind
from kb.education.redaction.redact import Known, PackKey
from kb.errors import NotFound, StoreError, WorkflowError
from kb.governance.access import Level
from kb.model import CaseId, DocumentId
from kb.prevention.source_refs import papers_cited
from kb.store.pack_tables import (
    PackCaseRow,
    PackContentRow,
    PackFileRow,
    PackKeyRow,
    PackTraceRow,
)

logger = logging.getLogger(__name__)

_CONTENT = TypeAdapter(PackContent)
_TRACE = TypeAdapter(Trace)
WHOLE_PACK = 0  # the number of what is of no case of the pack


@dataclass(frozen=True, slots=True)
class SealedKey:
    """Who is who, and the anchor behind each mark of the content."""

    recipient: str
    key: PackKey
    anchors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsedCase:
    """A case of a pack and the digests of what it rested on when the pack was made.

    ``papers``: those that it was made of or quotes, with their levels then; empty in packs of long
    ago. WHOLE_PACK has no case: its papers are quoted for the pack as a whole, with its measures.
    """

    number: int
    case_id: CaseId
    digests: Mapping[str, str]
    papers: Mapping[DocumentId, Level] = field(default_factory=dict)


class PackStore:
    """The caller owns the transaction, and asks the register first whether the pack may be read."""

    def __init__(self, session: Session, box: KeyBox) -> None:
        self._session = session
        self._box = box

    def keep(
        self, pack_id: str, trace: Trace, sealed: SealedKey, cases: Sequence[UsedCase]
    ) -> None:
        """A new pack's content with where it came from, its key and its cases."""
        text = _CONTENT.dump_json(trace.content).decode()
        self._session.execute(insert(PackContentRow).values(pack_id=pack_id, content=text))
        self._session.execute(
            insert(PackTraceRow).values(pack_id=pack_id, sealed=self._sealed(trace))
        )
        self._session.execute(
            insert(PackKeyRow).values(pack_id=pack_id, sealed=self._box.seal(_packed(sealed)))
        )
        rows = [
            {
                "pack_id": pack_id,
                "number": one.number,
                "case_id": one.case_id,
                "digests": orjson.dumps(dict(one.digests)).decode(),
                "papers": orjson.dumps({key: int(at) for key, at in one.papers.items()}).decode(),
            }
            for one in cases
        ]
        self._session.execute(insert(PackCaseRow), rows)

    def content(self, pack_id: str) -> PackContent:
        """What the pack says."""
        text = self._session.scalar(
            select(PackContentRow.content).where(PackContentRow.pack_id == pack_id)
        )
        if text is None:
            raise NotFound(id=pack_id)
        return _CONTENT.validate_json(text)

    def trace(self, pack_id: str) -> Trace:
        """Where the content came from, opened; PACK_UNTRACED for a pack of before it was kept."""
        sealed = self._session.scalar(
            select(PackTraceRow.sealed).where(PackTraceRow.pack_id == pack_id)
        )
        if sealed is None:
            raise WorkflowError("PACK_UNTRACED", id=pack_id)
        return _TRACE.validate_json(self._box.unseal(sealed))

    def put_trace(self, pack_id: str, trace: Trace) -> None:
        """Another trace, and the content that follows from it."""
        text = _CONTENT.dump_json(trace.content).decode()
        content, row = PackContentRow, PackTraceRow
        self._session.execute(
            update(content).where(content.pack_id == pack_id).values(content=text)
        )
        self._session.execute(
            update(row).where(row.pack_id == pack_id).values(sealed=self._sealed(trace))
        )

    def key(self, pack_id: str) -> SealedKey:
        """The key, opened; ``StoreError`` PACK_KEY_UNREADABLE with another secret."""
        sealed = self._session.scalar(
            select(PackKeyRow.sealed).where(PackKeyRow.pack_id == pack_id)
        )
        if sealed is None:
            raise NotFound(id=pack_id)
        return _unpacked(self._box.unseal(sealed))

    def elsewhere(self, recipient: str) -> dict[str, set[str]]:
        """By name, the aliases that packs of other recipients have."""
        found: dict[str, set[str]] = {}
        for sealed in self._session.scalars(select(PackKeyRow.sealed)):
            one = _unpacked(self._box.unseal(sealed))
            if one.recipient != recipient:
                for name, alias in one.key.aliases.items():
                    found.setdefault(name, set()).add(alias)
        return found

    def cases(self, pack_id: str) -> tuple[UsedCase, ...]:
        """The cases in the order of the pack, after what is quoted for it as a whole."""
        row = PackCaseRow
        query = select(row.number, row.case_id, row.digests, row.papers)
        query = query.where(row.pack_id == pack_id)
        found = tuple(
            UsedCase(one.number, one.case_id, orjson.loads(one.digests), _levels(one.papers))
            for one in self._session.execute(query.order_by(row.number))
        )
        if found and found[0].number != WHOLE_PACK:
            return (self._quoted_besides(pack_id, found), *found)
        return found

    def put_files(self, pack_id: str, files: Mapping[str, bytes], at: datetime) -> None:
        """The finished files, in place of former ones."""
        self._session.execute(delete(PackFileRow).where(PackFileRow.pack_id == pack_id))
        for name, content in files.items():
            values = {"pack_id": pack_id, "format": name, "content": content, "made_at": at}
            self._session.execute(insert(PackFileRow).values(values))

    def file(self, pack_id: str, name: str) -> bytes:
        """A finished file; ``NotFound`` for a format that was not made."""
        row = PackFileRow
        query = select(row.content).where(row.pack_id == pack_id, row.format == name)
        content = self._session.scalar(query)
        if content is None:
            raise NotFound(id=f"{pack_id}/{name[:10]}")
        return content

    def _quoted_besides(self, pack_id: str, cases: Sequence[UsedCase]) -> UsedCase:
        """Of a pack of before it was kept apart: what its key tells, nothing where that is lost."""
        anchors: Iterable[str] = ()
        try:
            anchors = self.key(pack_id).anchors.values()
        except StoreError:
            logger.warning("the key of pack %s cannot be opened: its quotes are unknown", pack_id)
        known = {paper for one in cases for paper in one.papers}
        levels = dict.fromkeys(papers_cited(anchors) - known, Level.INTERNAL)
        return UsedCase(WHOLE_PACK, "", {}, levels)

    def _sealed(self, trace: Trace) -> bytes:
        return self._box.seal(_TRACE.dump_json(trace))


def _levels(papers: str) -> dict[DocumentId, Level]:
    return {key: Level(at) for key, at in orjson.loads(papers).items()}


def _packed(sealed: SealedKey) -> bytes:
    return orjson.dumps(
        {
            "recipient": sealed.recipient,
            "aliases": dict(sealed.key.aliases),
            "known": sorted((one.kind.value, one.value) for one in sealed.key.known),
            "anchors": dict(sealed.anchors),
        }
    )


def _unpacked(plain: bytes) -> SealedKey:
    told = orjson.loads(plain)
    known = frozenset(Known(Kind(kind), value) for kind, value in told["known"])
    return SealedKey(told["recipient"], PackKey(told["aliases"], known), told["anchors"])
