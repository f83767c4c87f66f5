"""Evidence of rectification: files kept by their hash, with their own date and that of upload.

Evidence is never deleted: what does not hold is struck with a reason and stays in the record.
"""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from sqlalchemy import insert, select

from kb.errors import (
    IllegalTransition,
    InvalidQuery,
    ReadError,
    StoreError,
    TooLarge,
    WorkflowError,
)
from kb.prevention.item_change import change_item, kept_evidence, take
from kb.prevention.item_steps import words_of
from kb.prevention.ledger_facts import EVIDENCE, ITEMS, EvidenceFacts
from kb.registers.records import SHORT, Kept
from kb.store.register_tables import EvidenceFileRow
from kb.store.registry import Registry

MAX_EVIDENCE_BYTES = 20 * 1024**2


class EvidenceDesk:
    """Takes evidence in, strikes it, hands it out."""

    def __init__(self, registry: Registry, *, max_bytes: int = MAX_EVIDENCE_BYTES) -> None:
        self._registry = registry
        self._max_bytes = max_bytes

    def add(
        self, item_id: str, *, name: str, content: bytes, effective: date, note: str = ""
    ) -> Kept[EvidenceFacts]:
        """Keep a file for the item's present round; what the owner confirmed before falls away.

        EMPTY_FILE, FILE_TOO_LARGE, DATE_IN_FUTURE; EVIDENCE_REPEATED for the same bytes again.
        """
        step, item = take(self._registry, "add_evidence", item_id)
        if not content:
            raise ReadError("EMPTY_FILE", id=name[:60])
        if len(content) > self._max_bytes:
            raise TooLarge(id=name[:60], limit=self._max_bytes)
        if effective > self._registry.today():
            raise InvalidQuery("DATE_IN_FUTURE", field="材料日期", value=effective.isoformat())
        digest = hashlib.sha256(content).hexdigest()
        if any(one.facts.sha256 == digest for one in kept_evidence(self._registry, item)):
            raise WorkflowError("EVIDENCE_REPEATED", id=item.id, name=name[:60])
        self._keep(digest, content)
        facts = EvidenceFacts(
            item=item.id,
            name=_plain_name(name),
            sha256=digest,
            size=len(content),
            effective=effective,
            round=item.facts.round,
            note=note,
        )
        kept = self._registry.add(EVIDENCE, facts, under=item)
        change_item(self._registry, step, item, replace(item.facts, confirmed_by=""), facts.name)
        return kept

    def strike(
        self, evidence_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[EvidenceFacts]:
        """Let evidence no longer count; by the unit while it works, by a verifier who verifies.

        EVIDENCE_STRUCK for what no longer counts: struck before, or of a former round.
        """
        kept = self._registry.get(EVIDENCE, evidence_id, lock=True)
        verifying = self._registry.get(ITEMS, kept.facts.item).state == "verifying"
        action = "reject_evidence" if verifying else "strike_evidence"
        step, item = take(self._registry, action, kept.facts.item)
        if kept.state != "kept" or kept.facts.round != item.facts.round:
            raise IllegalTransition("EVIDENCE_STRUCK", id=kept.id, state=kept.state)
        said = words_of(reason, "理由")
        struck = self._registry.change(
            EVIDENCE, kept, state="struck", action="strike", reason=said, expected=expected
        )
        facts = replace(item.facts, confirmed_by="")
        change_item(self._registry, step, item, facts, f"{kept.facts.name}：{said}")
        return struck

    def content(self, evidence_id: str) -> tuple[Kept[EvidenceFacts], bytes]:
        """The record and its bytes; EVIDENCE_ALTERED where they no longer have their hash."""
        kept = self._registry.get(EVIDENCE, evidence_id)
        found = self._registry.session.scalar(
            select(EvidenceFileRow.content).where(EvidenceFileRow.sha256 == kept.facts.sha256)
        )
        if found is None or hashlib.sha256(found).hexdigest() != kept.facts.sha256:
            raise StoreError("EVIDENCE_ALTERED", id=kept.id)
        return kept, found

    def _keep(self, digest: str, content: bytes) -> None:
        session = self._registry.session
        known = select(EvidenceFileRow.sha256).where(EvidenceFileRow.sha256 == digest)
        if session.scalar(known) is None:
            session.execute(insert(EvidenceFileRow), [{"sha256": digest, "content": content}])


def _plain_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(one for one in last if one.isprintable()).strip()
    return plain[-SHORT:] or "未命名"
