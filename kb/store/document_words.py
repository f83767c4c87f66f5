"""The words of whole documents beside their rows: derived like the index, and written with it."""

from collections.abc import Iterable, Mapping

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kb.model import CaseId, DocumentId
from kb.store.among import EVERY, Condition
from kb.store.tables import DocumentRow, DocumentWordsRow
from kb.word_weights import WordWeights

_INDEX, _STRENGTH = np.dtype("<u4"), np.dtype("u1")


class DocumentWords:
    """Word weights by document; the caller owns the transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, words: Mapping[DocumentId, WordWeights]) -> None:
        """Keep the words of documents in place of those before; unknown documents are left out."""
        known = self._session.scalars(
            select(DocumentRow.id)
            .where(DocumentRow.id.in_(list(words)))
            .with_for_update(read=True)  # on PostgreSQL none may be deleted meanwhile
        ).all()
        if not known:
            return
        gone = delete(DocumentWordsRow).where(DocumentWordsRow.document_id.in_(known))
        self._session.execute(gone)
        self._session.execute(
            insert(DocumentWordsRow),
            [
                {
                    "document_id": one,
                    "indices": words[one].indices.astype(_INDEX).tobytes(),
                    "strengths": words[one].strengths.astype(_STRENGTH).tobytes(),
                }
                for one in known
            ],
        )

    def of_cases(
        self, ids: Iterable[CaseId], *, among: Condition = EVERY
    ) -> list[tuple[CaseId, WordWeights]]:
        """The words of every document (``among`` some) of several cases."""
        rows = self._session.execute(
            select(DocumentRow.case_id, DocumentWordsRow.indices, DocumentWordsRow.strengths)
            .join(DocumentWordsRow, DocumentWordsRow.document_id == DocumentRow.id)
            .where(DocumentRow.case_id.in_(list(ids)), among)
        )
        return [
            (
                case_id,
                WordWeights(np.frombuffer(indices, _INDEX), np.frombuffer(strengths, _STRENGTH)),
            )
            for case_id, indices, strengths in rows
        ]
