"""Proposals to the vocabulary and the dictionary over HTTP."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.proposals import Impact, ShownProposal
from api.schemas.documents import SpanOut
from api.schemas.people import Given
from kb.errors import NotFound
from kb.store.dictionary_words import OwnWord
from kb.terms import Taxonomy
from kb.vocabulary.listed import SECTIONS, listed
from kb.vocabulary.proposals import (
    KIND_NAMES,
    STATE_NAMES,
    WORD_KIND_NAMES,
    Kind,
    State,
    Wish,
    WordKind,
)


class ProposalIn(Given):
    """一条提议。"""

    kind: Kind = Field(
        description="word 加词、drop_word 去词、indicator 加说法（罪名为别名）、name 改名称、"
        "definition 改定义、term 加词条、deprecate 停用、merge 并入"
    )
    text: str = Field(
        "", max_length=600, description="词、说法、新名称、新定义、新词条名称，或并入哪个词条的代码"
    )
    reason: str = Field(description="理由，人人可见", max_length=1000)
    target: str = Field("", max_length=120, description="词条代码；新词条写它的部分，如 causes")
    detail: str = Field("", max_length=60, description="词的类别，或新词条的类")
    definition: str = Field("", max_length=600, description="新词条的定义")
    example: str = Field("", max_length=600, description="例句，自己写的")
    source: str = Field("", max_length=300, description="出处，文书编号:起-止")

    def wish(self) -> Wish:
        """As the program takes it."""
        return Wish(**self.model_dump())


class DecisionIn(Given):
    """定夺：不采纳的要写理由。"""

    reason: str = Field("", max_length=1000)


class SourceOut(BaseModel):
    """出处：一份文书里的字；看不到的不给。"""

    document_id: str
    title: str
    span: SpanOut
    text: str


class UseOut(BaseModel):
    """一处用例：``hits`` 在 ``text`` 之内计。"""

    document_id: str
    title: str
    span: SpanOut
    text: str
    hits: list[SpanOut]


class ImpactOut(BaseModel):
    """影响：现在怎么切，看得见的文书里有多少。``complete`` 为假的只读了最新的一部分。"""

    words: str
    cut: list[str]
    documents: int
    sentences: int
    complete: bool
    examples: list[UseOut]

    @classmethod
    def of(cls, found: Impact) -> "ImpactOut":
        """From what was met."""
        return cls(
            words=found.words,
            cut=list(found.cut),
            documents=found.uses.documents,
            sentences=found.uses.sentences,
            complete=found.uses.complete,
            examples=[
                UseOut(
                    document_id=one.document_id,
                    title=one.title,
                    span=SpanOut.of(one.span),
                    text=one.text,
                    hits=[SpanOut.of(hit) for hit in one.hits],
                )
                for one in found.uses.examples
            ],
        )


class ProposalOut(BaseModel):
    """一条提议与它的结果。

    ``status`` 说到了哪一步；``subject`` 是所提的词条，``section`` 是它的部分；
    ``text_name`` 把并入的代码写成名称。
    """

    id: int
    kind: Kind
    kind_name: str
    state: State
    state_name: str
    status: str
    target: str
    section: str
    subject: str
    text: str
    text_name: str
    detail: str
    detail_name: str
    definition: str
    example: str
    reason: str
    source: SourceOut | None
    author: str
    author_name: str
    proposed_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision: str
    version: int
    impact: ImpactOut | None = None

    @classmethod
    def of(
        cls, shown: ShownProposal, taxonomy: Taxonomy, impact: Impact | None = None
    ) -> "ProposalOut":
        """From a proposal as one person may see it."""
        kept, wish = shown.proposal, shown.proposal.wish
        source = shown.source
        section, subject = _subject(wish.target, taxonomy)
        return cls(
            id=kept.id,
            kind=wish.kind,
            kind_name=KIND_NAMES[wish.kind],
            state=kept.state,
            state_name=STATE_NAMES[kept.state],
            status=_status(shown),
            target=wish.target,
            section=section,
            subject=subject,
            text=wish.text,
            text_name=taxonomy.names.get(wish.text, wish.text),
            detail=wish.detail,
            detail_name=_detail(wish, taxonomy),
            definition=wish.definition,
            example=wish.example,
            reason=wish.reason,
            source=SourceOut(
                document_id=source.document_id,
                title=source.title,
                span=SpanOut.of(source.span),
                text=source.text,
            )
            if source
            else None,
            author=kept.author,
            author_name=shown.author,
            proposed_at=kept.proposed_at,
            decided_by_name=shown.decided_by,
            decided_at=kept.decided_at,
            decision=kept.decision,
            version=kept.version,
            impact=ImpactOut.of(impact) if impact else None,
        )


class ProposalsOut(BaseModel):
    """提议，新的在前；``counts`` 是各状态的条数，``before`` 取更早的（0 为没有了）。

    ``to_decide`` 是等本人定夺的：别人提的、还没定的；无权定夺的为 0。
    """

    proposals: list[ProposalOut]
    total: int
    counts: dict[State, int]
    to_decide: int
    before: int


class OwnWordOut(BaseModel):
    """本单位的词。``in_force`` 已生效；``standing`` 为假的，下次重建索引时去掉。"""

    word: str
    kind: WordKind
    kind_name: str
    in_force: bool
    since: datetime | None
    standing: bool

    @classmethod
    def of(cls, one: OwnWord) -> "OwnWordOut":
        """From a word."""
        return cls(
            word=one.word,
            kind=one.kind,
            kind_name=WORD_KIND_NAMES[one.kind],
            in_force=one.since is not None,
            since=one.since,
            standing=one.standing,
        )


def _subject(target: str, taxonomy: Taxonomy) -> tuple[str, str]:
    """The section of what a proposal is about, and its words: 动因与手段 · 围猎与感情投资."""
    if not target:
        return "", "词典"
    if target in SECTIONS:
        return target, SECTIONS[target]
    try:
        entry = listed(taxonomy, target)
    except NotFound:  # the vocabulary went on without it
        return "", target
    return entry.section, f"{SECTIONS[entry.section]} · {entry.name}"


def _detail(wish: Wish, taxonomy: Taxonomy) -> str:
    if wish.kind is Kind.WORD:
        return WORD_KIND_NAMES[WordKind(wish.detail)]
    return taxonomy.names.get(f"group:{wish.detail}", wish.detail)


def _status(shown: ShownProposal) -> str:
    kept = shown.proposal
    if kept.state is not State.ACCEPTED:
        return STATE_NAMES[kept.state]
    if kept.wish.kind in (Kind.WORD, Kind.DROP_WORD):
        return "已采纳，已生效" if shown.in_force else "已采纳，重建索引后生效"
    return "已采纳，已进词表" if shown.merged else "已采纳，待下一版词表"
