"""Suggestions as the HTTP interface shows them."""

from typing import Literal

from pydantic import BaseModel, Field

from api.suggestions import Suggestion


class SuggestionOut(BaseModel):
    """一条提示：article 法条、number 案号、title 题目、term 词条。"""

    kind: Literal["number", "article", "title", "term"]
    text: str = Field(description="要检索的字")
    note: str
    where: str = Field(description="词条：代替检索词的筛选条件")
    document: str = Field(description="案号、题目：所指的文书")

    @classmethod
    def of(cls, one: Suggestion) -> "SuggestionOut":
        """From a suggestion."""
        return cls(
            kind=one.kind, text=one.text, note=one.note, where=one.where, document=one.document
        )
