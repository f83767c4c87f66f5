"""Idempotency keys: the same person sending the same request again gets the same answer."""

from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from kb.errors import WorkflowError
from kb.store.register_tables import IdempotencyRow
from kb.store.tables import now


@dataclass(frozen=True, slots=True)
class FormerAnswer:
    """What was answered: the HTTP status and the body as JSON."""

    status: int
    body: str


class IdempotencyKeys:
    """Used keys by account; the caller owns the transaction, which is that of the change."""

    def __init__(self, session: Session, account: str) -> None:
        self._session = session
        self._account = account

    def recall(self, key: str, request: str) -> FormerAnswer | None:
        """The former answer; IDEMPOTENCY_REUSED where the key came with another request."""
        row = self._session.get(IdempotencyRow, (self._account, key))
        if row is None:
            return None
        if row.request != request:
            raise WorkflowError("IDEMPOTENCY_REUSED", key=key[:60])
        return FormerAnswer(row.status, row.answer)

    def keep(self, key: str, request: str, answer: FormerAnswer) -> None:
        """Keep an answer with the change it tells of."""
        values = {
            "account": self._account,
            "key": key,
            "request": request,
            "status": answer.status,
            "answer": answer.body,
            "created_at": now(),
        }
        self._session.execute(insert(IdempotencyRow), [values])
