"""A pack's way: made, submitted with its finished files, released by a second person, withdrawn.

The files are made and scanned before the pack is submitted, and kept with it; what is released is
these very bytes. Nobody releases a pack that they made or submitted.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.education.key_box import KeyBox
from kb.education.pack_content import PackContent
from kb.education.pack_facts import AUDIENCES, PACK_STEPS, PACKS, PackFacts, PackFile
from kb.education.pack_store import PackStore
from kb.education.redaction.gate import Scan, approve, scan
from kb.education.redaction.people import Person
from kb.education.staleness import changes_of, require_there
from kb.education.variant import Variant
from kb.education.vocabulary_names import without_vocabulary
from kb.education.watermark import Watermark
from kb.education.writers import file_name, is_archive, member_digests, written
from kb.errors import InvalidQuery, NotAllowed, WorkflowError
from kb.governance.access import Level, Permission
from kb.prevention.steps import require_step
from kb.registers.records import Kept, Placing
from kb.store.register_events import events_of
from kb.store.registry import Registry

_COPY = 1
_MAKING = frozenset({"create", "edit", "submit"})
Names = Callable[[str], Sequence[Person]]


@dataclass(frozen=True, slots=True)
class Finished:
    """A released file."""

    pack: Kept[PackFacts]
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a pack as it stood at a version, by name, with what the gate says of each."""

    version: int
    files: Mapping[str, bytes]
    scans: Mapping[str, Scan]


class Packs:
    """The steps of packs, for one person. ``people`` reads the names in a finished file."""

    def __init__(self, registry: Registry, box: KeyBox, people: Names) -> None:
        self._registry = registry
        self._store = PackStore(registry.session, box)
        self._people = without_vocabulary(people)

    def content(self, pack_id: str) -> PackContent:
        """What the pack says; ``NotFound`` where the person may not read the pack."""
        return self._store.content(self._registry.get(PACKS, pack_id).id)

    def changes(self, pack_id: str) -> dict[int, tuple[str, ...]]:
        """By the number of the case, what has changed since the pack was made."""
        pack = self._registry.get(PACKS, pack_id)
        return changes_of(self._registry.session, self._store.cases(pack.id))

    def scans(self, pack_id: str) -> dict[str, Scan]:
        """The finished files as the gate sees them, without keeping anything."""
        return dict(self.make(pack_id).scans)

    def make(self, pack_id: str) -> Made:
        """The files and what the gate says of them; nothing is kept.

        It takes its time: a caller does it before the transaction that keeps them.
        """
        pack = self._registry.get(PACKS, pack_id)
        files = self._written(pack)
        return Made(pack.head.version, files, self._scanned(pack, files))

    def submit(self, pack_id: str, made: Made, *, expected: int | None = None) -> Kept[PackFacts]:
        """Keep the files that were made of it.

        PACK_IDENTIFIES where one holds what must not go out; VERSION_STALE where the pack is not
        the one that they were made of.
        """
        self._registry.principal.require(Permission.TEACH)
        pack = self._begin(pack_id, "submit")
        if made.version != pack.head.version:
            raise WorkflowError("VERSION_STALE", id=pack.id, version=pack.head.version)
        require_there(self._registry.session, pack.id, self._store.cases(pack.id))
        hits = {hit for one in made.scans.values() for hit in one.hits}
        if hits:
            raise WorkflowError("PACK_IDENTIFIES", id=pack.id, count=len(hits))
        self._store.put_files(pack.id, made.files, self._registry.clock())
        facts = replace(
            pack.facts,
            submitted_by=self._registry.principal.account,
            files=tuple(
                PackFile(
                    format=name, sha256=one.digest, size=len(made.files[name]), doubts=one.doubts
                )
                for name, one in made.scans.items()
            ),
        )
        return self._change(pack, "submit", facts, expected=expected)

    def send_back(
        self, pack_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[PackFacts]:
        """To whoever made it, with what is wrong."""
        pack = self._begin(pack_id, "send_back", reason)
        return self._change(pack, "send_back", reason=reason, expected=expected)

    def approve(
        self,
        pack_id: str,
        digests: Mapping[str, str],
        *,
        cleared: Collection[str] = (),
        level: Level | None = None,
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[PackFacts]:
        """Release the files with these sha256, all of them, by somebody who did not make them.

        ``cleared``: doubts that are no names of persons. ``level``: where the released pack is to
        be kept, lower with a reason only. PACK_SAME_PERSON, PACK_CHANGED, PACK_DOUBTS, PACK_GONE.
        """
        self._registry.principal.require(Permission.TEACH_APPROVE)
        pack = self._begin(pack_id, "approve")
        require_there(self._registry.session, pack.id, self._store.cases(pack.id))
        account = self._registry.principal.account
        if account in self._hands(pack):
            raise NotAllowed("PACK_SAME_PERSON", by=account)
        for one in pack.facts.files:
            if digests.get(one.format) != one.sha256:
                raise WorkflowError("PACK_CHANGED", id=pack.id)
            approve(
                Scan(one.sha256, (), one.doubts),
                self._store.file(pack.id, one.format),
                made_by=pack.facts.submitted_by,
                approved_by=account,
                at=self._registry.clock(),
                cleared=cleared,
            )
        doubts = {doubt for one in pack.facts.files for doubt in one.doubts}
        facts = replace(
            pack.facts,
            approved_by=account,
            approved=self._registry.today(),
            cleared=tuple(sorted(doubts & set(cleared))),
        )
        released = self._change(pack, "approve", facts, reason=reason, expected=expected)
        return self._placed(released, level, reason)

    def withdraw(
        self, pack_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[PackFacts]:
        """No longer to be taught or handed out."""
        pack = self._begin(pack_id, "withdraw", reason)
        return self._change(pack, "withdraw", reason=reason, expected=expected)

    def file(self, pack_id: str, form: str, variant: Variant) -> Finished:
        """A released file, audited before its bytes leave.

        PACK_NOT_RELEASED in every other state; PACK_GONE where a case of it may no longer be
        taught; PACK_CHANGED where the kept bytes are not the ones that were released.
        """
        pack = self._registry.get(PACKS, pack_id)
        if pack.state != "released":
            raise WorkflowError("PACK_NOT_RELEASED", id=pack.id, state=pack.state)
        require_there(self._registry.session, pack.id, self._store.cases(pack.id))
        name = file_name(form, variant)
        content = self._store.file(pack.id, name)
        known = {one.format: one.sha256 for one in pack.facts.files}
        if hashlib.sha256(content).hexdigest() != known.get(name):
            raise WorkflowError("PACK_CHANGED", id=pack.id)
        self._registry.audit("pack.export", pack.id, pack.head.level, reason=name)
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

    def _hands(self, pack: Kept[PackFacts]) -> frozenset[str]:
        """Whoever made the pack or ever submitted it."""
        events = events_of(self._registry.session, pack.id)
        makers = {one.actor for one in events if one.action in _MAKING}
        return frozenset({pack.head.created_by, pack.facts.submitted_by, *makers})

    def _placed(self, pack: Kept[PackFacts], level: Level | None, reason: str) -> Kept[PackFacts]:
        if level is None or level == pack.head.level:
            return pack
        if level < pack.head.level and not reason.strip():
            raise InvalidQuery("FIELD_NEEDED", field="降级的理由")
        placing = Placing(level, pack.head.department, pack.head.case_id)
        return self._registry.place(PACKS, pack, placing)

    def _begin(self, pack_id: str, action: str, reason: str = "") -> Kept[PackFacts]:
        pack = self._registry.get(PACKS, pack_id, lock=True)
        require_step(PACK_STEPS, pack, action, reason)
        return pack

    def _change(
        self,
        pack: Kept[PackFacts],
        action: str,
        facts: PackFacts | None = None,
        *,
        reason: str = "",
        expected: int | None = None,
    ) -> Kept[PackFacts]:
        return self._registry.change(
            PACKS,
            pack,
            action=action,
            facts=facts,
            state=PACK_STEPS[action].after,
            reason=reason,
            expected=expected,
        )
