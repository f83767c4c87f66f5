"""New matches as the HTTP interface and ``--json`` show them."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas.documents import DocumentOut
from api.schemas.facets import SavedSearchOut
from api.schemas.retrieval import QuoteOut, ScorePartOut
from kb.retrieval.saved_matches import Match, Told
from kb.terms import Taxonomy


class MatchOut(BaseModel):
    """自动看到的一份文书与理由：类案为得分各项，检索词为命中的一段。"""

    document: DocumentOut
    found_at: datetime
    seen: bool = Field(description="是否已标为看过")
    score: float
    parts: list[ScorePartOut] = Field(description="类案得分的各项；检索词的为空")
    match: str = Field(description="检索词怎样命中，如 SearchHit 的 match；类案的为空")
    quote: QuoteOut | None = Field(description="检索词命中的一段；类案的为空")

    @classmethod
    def of(cls, match: Match, taxonomy: Taxonomy) -> "MatchOut":
        """From a match."""
        why = match.reason
        return cls(
            document=DocumentOut.of(match.document, taxonomy),
            found_at=match.found_at,
            seen=match.seen,
            score=round(why.score, 4),
            parts=[ScorePartOut.of(one, taxonomy) for one in why.parts],
            match=why.match,
            quote=QuoteOut.of(match.quote) if match.quote else None,
        )


class ToldOut(BaseModel):
    """一个保存的检索自动看到的：fresh 是没看过的份数，total 是全部，matches 最相近的在前。"""

    search: SavedSearchOut
    fresh: int
    total: int
    matches: list[MatchOut]

    @classmethod
    def of(cls, told: Told, taxonomy: Taxonomy) -> "ToldOut":
        """From what a search told."""
        return cls(
            search=SavedSearchOut.of(told.search),
            fresh=told.fresh,
            total=told.total,
            matches=[MatchOut.of(one, taxonomy) for one in told.matches],
        )
