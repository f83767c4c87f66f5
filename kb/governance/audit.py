"""What the audit trail keeps of every action, and how its entries are chained."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kb.governance.access import Level, Principal


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action of one person: ``action`` e.g. clue.create, ``subject`` the id acted on.

    ``before`` and ``after`` are digests of the values, never the values; ``reason`` is a stable
    code or the words that the person gave.
    """

    actor: Principal
    action: str
    subject: str
    level: Level = Level.PUBLIC
    outcome: str = "done"
    reason: str = ""
    before: str = ""
    after: str = ""
    request: str = ""


Recorder: TypeAlias = Callable[[AuditEntry], None]
