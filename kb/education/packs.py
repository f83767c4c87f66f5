"""A pack's way: made, submitted with its finished files, released by a second person, withdrawn.

The files are made and scanned before the pack is submitted, and kept with it; what is released is
these very bytes. Nobody releases a pack that they made or submitted.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from kb.education.key_box import KeyBox
from kb.education.pack_content import PackContent
from kb.education.pack_facts import PACK_STEPS, PACKS, PackFacts, PackFile
from kb.education.pack_files import Made, hands_of
from kb.education.pack_levels import require_level
from kb.education.pack_store import PackStore
from kb.education.pack_trace import Trace
from kb.education.redaction.gate import Scan, approve
from kb.education.staleness import changes_of, require_there
from kb.errors import InvalidQuery, NotAllowed, WorkflowError
from kb.governance.access import Level, Permission
from kb.prevention.steps import require_step
from kb.registers.records import Kept, Placing
from kb.store.registry import Registry


class Packs:
    """The steps of packs, for one person."""

    def __init__(self, registry: Registry, box: KeyBox) -> None:
        self._registry = registry
        self._store = PackStore(registry.session, box)

    def content(self, pack_id: str) -> PackContent:
        """What the pack says; ``NotFound`` where the person may not read the pack.

        PACK_LEVEL_RAISED where it is told to nobody any more.
        """
        pack = self._registry.get(PACKS, pack_id)
        require_level(self._registry.session, pack, self._store.cases(pack.id))
        return self._store.content(pack.id)

    def size(self, pack_id: str) -> tuple[int, int]:
        """How many questions and cases the pack has, whether or not it may still be told."""
        content = self._store.content(self._registry.get(PACKS, pack_id).id)
        return len(content.quiz), len(content.cases)

    def changes(self, pack_id: str) -> dict[int, tuple[str, ...]]:
        """By the number of the case, what has changed since the pack was made."""
        pack = self._registry.get(PACKS, pack_id)
        used = self._store.cases(pack.id)
        return changes_of(self._registry.session, used, level=pack.head.level)

    def leave_out(self, pack_id: str, text: int, *, expected: int | None = None) -> Kept[PackFacts]:
        """Without a text of its trace, wherever its case has these words; ``NotFound``.

        The files are made and scanned anew when the pack is submitted.
        """
        return self._retraced(pack_id, "leave_out", text, Trace.leaving, expected)

    def take_back(self, pack_id: str, text: int, *, expected: int | None = None) -> Kept[PackFacts]:
        """With a text that was left out."""
        return self._retraced(pack_id, "take_back", text, Trace.taking_back, expected)

    def submit(self, pack_id: str, made: Made, *, expected: int | None = None) -> Kept[PackFacts]:
        """Keep the files that were made of it.

        PACK_IDENTIFIES where one holds what must not go out; VERSION_STALE where the pack is not
        the one that they were made of.
        """
        self._registry.principal.require(Permission.TEACH)
        pack = self._begin(pack_id, "submit")
        if made.version != pack.head.version:
            raise WorkflowError("VERSION_STALE", id=pack.id, version=pack.head.version)
        require_there(self._registry.session, pack, self._store.cases(pack.id))
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
        require_there(self._registry.session, pack, self._store.cases(pack.id))
        account = self._registry.principal.account
        if account in hands_of(self._registry, pack):
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

    def _retraced(
        self,
        pack_id: str,
        action: str,
        text: int,
        change: Callable[[Trace, int], Trace],
        expected: int | None,
    ) -> Kept[PackFacts]:
        self._registry.principal.require(Permission.TEACH)
        pack = self._begin(pack_id, action)
        trace = change(self._store.trace(pack.id), text)
        self._store.put_trace(pack.id, trace)
        words = f"第 {text + 1} 段"
        return self._change(
            pack, action, replace(pack.facts, files=()), reason=words, expected=expected
        )

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
