"""How a case stands, whoever asks: over all its papers and its record, hidden ones among them.

It is never shown but as a reason against teaching the case: that there is a doubt must not hang on
who is allowed to read of it.
"""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.education.taught_papers import JUDGMENTS
from kb.model import CaseId, DocumentKind, SectionKind
from kb.prevention.chain_facts import CASES
from kb.store.documents import DocumentStore
from kb.store.register_tables import table_of
from kb.store.tables import DocumentRow

# papers that settle nothing
OPEN = frozenset(
    {
        DocumentKind.INVESTIGATION_NOTICE,
        DocumentKind.INDICTMENT,
        DocumentKind.CLUE_RECORD,
        DocumentKind.NON_PROSECUTION,
    }
)
_TRIED = JUDGMENTS | {DocumentKind.GUIDING_CASE}
# what closes a case that nobody was indicted in
_CLOSING = _TRIED | {DocumentKind.DISCIPLINE_BULLETIN}
_CONCLUDED = frozenset({"conclusion", "rectification", "improvement", "archived"})
_ACQUITTED = re.compile(
    r"(?:宣告|判决|判处)?[^。；]{0,20}无罪(?!辩|的意见|的辩)|发回[^。]{0,20}重[新审]"
)
_SLIGHT = re.compile(r"犯罪情节轻微|第一百七十七条第二款")
_DOUBT = re.compile(r"证据不足|事实不清|没有犯罪事实|情节显著轻微|不构成犯罪|不认为是犯罪|存疑")


@dataclass(frozen=True, slots=True)
class Standing:
    """``state`` of its record, empty where it has none; ``there``: it has papers at all."""

    there: bool
    state: str
    pending: bool
    doubtful: bool
    acquitted: bool

    @property
    def against(self) -> bool:
        """Whether it may not be taught at all, or not any more."""
        gone = not self.there or self.state == "withdrawn"
        return gone or self.pending or self.doubtful or self.acquitted


def standing_of(session: Session, case_id: CaseId) -> Standing:
    """Read anew: a pack asks again before it leaves."""
    columns = table_of(CASES).c
    state = session.scalar(select(columns.state).where(columns.id == case_id)) or ""
    row = DocumentRow
    rows = session.execute(select(row.id, row.kind, row.text).where(row.case_id == case_id)).all()
    kinds = {DocumentKind(one.kind) for one in rows}
    closing = _TRIED if DocumentKind.INDICTMENT in kinds else _CLOSING
    open_still = kinds & OPEN and not kinds & closing and state not in _CONCLUDED
    return Standing(
        there=bool(rows),
        state=state,
        pending=state == "investigation" or bool(open_still),
        doubtful=any(
            one.kind == DocumentKind.NON_PROSECUTION.value and _doubtful(one.text) for one in rows
        ),
        acquitted=any(
            DocumentKind(one.kind) in JUDGMENTS
            and _ACQUITTED.search(one.text)
            and _ACQUITTED.search(_ruling(session, one.id))
            for one in rows
        ),
    )


def _doubtful(text: str) -> bool:
    """Whatever is not plainly 相对不起诉 is doubtful, and that too where doubt is spoken of."""
    return bool(_DOUBT.search(text)) or not _SLIGHT.search(text)


def _ruling(session: Session, document_id: str) -> str:
    tagged = DocumentStore(session).get(document_id)
    rulings = (one for one in tagged.sections if one.kind is SectionKind.RULING)
    return "\n".join(one.span.of(tagged.document.text) for one in rulings)
