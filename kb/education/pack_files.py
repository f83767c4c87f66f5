"""The finished files of a pack: made, scanned, read by the approver, handed out once released.

Every file that leaves is one of those that were scanned, to the byte, and is recorded before.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.education.key_box import KeyBox
from kb.education.pack_facts import AUDIENCES, PACKS, PackFacts
from kb.education.pack_levels import require_level
from kb.education.pack_store import PackStore
from kb.education.redaction.gate import Scan, scan
from kb.education.redaction.people import Person
from kb.education.staleness import require_there
from kb.education.variant import Variant
from kb.education.vocabulary_names import without_vocabulary
from kb.education.watermark import Watermark
from kb.education.writers import file_name, is_archive, member_digests, written
from kb.errors import NotAllowed, WorkflowError
from kb.governance.access import Permission
from kb.registers.records import Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry

_COPY = 1
_MAKING = frozenset({"create", "edit", "submit", "leave_out", "take_back"})
Names = Callable[[str], Sequence[Person]]


@dataclass(frozen=True, slots=True)
class Finished:
    """A file as it is handed out."""

    pack: Kept[PackFacts]
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a pack as it stood at a version, by name, with what the gate says of each."""

    version: int
    files: Mapping[str, bytes]
    scans: Mapping[str, Scan]


class PackFiles:
    """The files of packs, for one person. ``people`` reads the names in a finished file."""

    def __init__(self, registry: Registry, box: KeyBox, people: Names) -> None:
        self._registry = registry
        self._store = PackStore(registry.session, box)
        self._people = without_vocabulary(people)

    def make(self, pack_id: str) -> Made:
        """The files and what the gate says of them; nothing is kept.

        It takes its time: a caller does it before the transaction that keeps them.
        PACK_LEVEL_RAISED where the pack is told to nobody any more.
        """
        pack = self._registry.get(PACKS, pack_id)
        require_level(self._registry.session, pack, self._store.cases(pack.id))
        files = self._written(pack)
        return Made(pack.head.version, files, self._scanned(pack, files))

    def released(self, pack_id: str, form: str, variant: Variant) -> Finished:
        """A released file, audited before its bytes leave.

        PACK_NOT_RELEASED in every other state; PACK_GONE, PACK_LEVEL_RAISED where a case of it may
        not be told any more; PACK_CHANGED where the kept bytes are not the ones that were released.
        """
        pack = self._registry.get(PACKS, pack_id)
        if pack.state != "released":
            raise WorkflowError("PACK_NOT_RELEASED", id=pack.id, state=pack.state)
        return self._finished(pack, file_name(form, variant), "pack.export")

    def for_review(self, pack_id: str, form: str, variant: Variant) -> Finished:
        """One of the very files that wait for release, for whoever may release them.

        PACK_NOT_IN_REVIEW in every other state, PACK_SAME_PERSON for whoever made it; else as a
        released one.
        """
        self._registry.principal.require(Permission.TEACH_APPROVE)
        pack = self._registry.get(PACKS, pack_id)
        if pack.state != "review":
            raise WorkflowError("PACK_NOT_IN_REVIEW", id=pack.id, state=pack.state)
        account = self._registry.principal.account
        if account in hands_of(self._registry, pack):
            raise NotAllowed("PACK_SAME_PERSON", by=account)
        return self._finished(pack, file_name(form, variant), "pack.review_file")

    def _finished(self, pack: Kept[PackFacts], name: str, action: str) -> Finished:
        require_there(self._registry.session, pack, self._store.cases(pack.id))
        content = self._store.file(pack.id, name)
        known = {one.format: one.sha256 for one in pack.facts.files}
        if hashlib.sha256(content).hexdigest() != known.get(name):
            raise WorkflowError("PACK_CHANGED", id=pack.id)
        self._registry.audit(action, pack.id, pack.head.level, reason=name)
        return Finished(pack, name, content)

    def _written(self, pack: Kept[PackFacts]) -> dict[str, bytes]:
        mark = Watermark(pack.facts.recipient, self._registry.today(), _COPY)
        return written(self._store.content(pack.id), mark)

    def _scanned(self, pack: Kept[PackFacts], files: Mapping[str, bytes]) -> dict[str, Scan]:
        """Each archive is read in full; a file that lies in one byte for byte is read there."""
        archives = {name: self._scan(pack, name, files[name]) for name in files if is_archive(name)}
        inside = {digest: name for name in archives for digest in member_digests(files[name])}
        found = {}
        for name, content in files.items():
            digest = hashlib.sha256(content).hexdigest()
            if name in archives:
                found[name] = archives[name]
            elif digest in inside:
                found[name] = replace(archives[inside[digest]], digest=digest)
            else:
                found[name] = self._scan(pack, name, content)
        return found

    def _scan(self, pack: Kept[PackFacts], name: str, content: bytes) -> Scan:
        key = self._store.key(pack.id).key
        return scan(
            name,
            content,
            [one for one in key.known if one.value not in pack.facts.recipient],
            audience=AUDIENCES[pack.facts.edition],
            people=self._people,
            aliases=set(key.aliases.values()),
        )


def hands_of(registry: Registry, pack: Kept[PackFacts]) -> frozenset[str]:
    """Whoever made the pack, changed it or ever submitted it."""
    events = events_of(registry.session, pack.id)
    makers = {one.actor for one in events if one.action in _MAKING}
    return frozenset({pack.head.created_by, pack.facts.submitted_by, *makers})
