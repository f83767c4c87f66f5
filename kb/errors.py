"""The whole error tree. A KbError is expected and answered; anything else is a bug.

Errors carry a stable code and context values, never a sentence for people: the Chinese sentences
live in ``api/errors.py`` alone.
"""

from typing import ClassVar


class KbError(Exception):
    """An expected failure: ``code`` is stable, ``context`` fills the sentence shown to people."""

    default_code: ClassVar[str] = "KB_ERROR"

    def __init__(self, code: str | None = None, **context: object) -> None:
        self.code = code or self.default_code
        self.context = context
        super().__init__(self.code, context)

    def __str__(self) -> str:
        return f"{self.code} {self.context}" if self.context else self.code

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.context))


def _rebuild(kind: type[KbError], code: str, context: dict[str, object]) -> KbError:
    return kind(code, **context)


class NotFound(KbError):
    """The id, case number or path names nothing in the store."""

    default_code = "NOT_FOUND"


class InvalidQuery(KbError):
    """A query, filter or parameter that cannot be answered as given."""

    default_code = "QUERY_INVALID"


class ReadError(KbError):
    """The bytes could not be turned into text (CORRUPT_FILE, TYPE_MISMATCH, XML_DTD_FORBIDDEN)."""

    default_code = "CORRUPT_FILE"


class UnsupportedFormat(ReadError):
    """A file type outside the allow-list."""

    default_code = "UNSUPPORTED_TYPE"


class NoText(ReadError):
    """Nothing to read: EMPTY_FILE, NO_TEXT, NO_TEXT_LAYER (a scan)."""

    default_code = "NO_TEXT"


class Encrypted(ReadError):
    """The file asks for a password."""

    default_code = "PASSWORD_REQUIRED"


class TooLarge(ReadError):
    """A limit was passed: FILE_TOO_LARGE, TOO_MANY_PAGES, DECOMPRESSION_LIMIT, TOO_MANY_PARTS."""

    default_code = "FILE_TOO_LARGE"


class AnalysisError(KbError):
    """The text was read, but the reading of law failed on it."""

    default_code = "ANALYSIS_FAILED"


class WorkflowError(KbError):
    """A step that the present state does not allow: PROPOSAL_UNKNOWN, PROPOSAL_STALE."""

    default_code = "STEP_NOT_ALLOWED"


class IllegalTransition(WorkflowError):
    """The table of states knows no such step from here, or a gate is not met."""

    default_code = "TRANSITION_ILLEGAL"


class MissingEvidence(WorkflowError):
    """A step that asks for evidence, a record or an answer that is not there."""

    default_code = "EVIDENCE_MISSING"


class NotAllowed(WorkflowError):
    """The roles give no right to this, or the same person may not do both steps."""

    default_code = "NOT_ALLOWED"


class NotSignedIn(KbError):
    """Who asks is not known: SIGN_IN_REQUIRED, SIGN_IN_FAILED, SESSION_EXPIRED, KEY_INVALID."""

    default_code = "SIGN_IN_REQUIRED"


class RateLimited(KbError):
    """Asked too often; ``seconds`` says how long to wait."""

    default_code = "RATE_LIMITED"


class StoreError(KbError):
    """The SQL store refused: STORE_ERROR, DISK_FULL, SCHEMA_OUTDATED; AUDIT_UNAVAILABLE."""

    default_code = "STORE_ERROR"


class BackupInvalid(KbError):
    """A file that is no whole backup of ours (BACKUP_INVALID) or of another key (BACKUP_KEY_WRONG).

    ``reason`` names the place for whoever looks into it.
    """

    default_code = "BACKUP_INVALID"


class IndexUnavailable(StoreError):
    """The vector index cannot be opened or reached (INDEX_LOCKED, INDEX_UNAVAILABLE)."""

    default_code = "INDEX_UNAVAILABLE"


class IndexMismatch(StoreError):
    """The index was built by another model, dictionary or schema: reindex."""

    default_code = "INDEX_MISMATCH"
