"""Documents found by words, phrases and titles over a store: one entry each, whatever the page."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.index.filters import And, Filter, Match
from kb.index.port import IndexHit, PointPayload
from kb.model import DocumentId, Passage, SectionKind, Span, StatuteRef, TaggedDocument
from kb.retrieval.criteria import Criteria
from kb.retrieval.literal import Literal
from kb.retrieval.search import PassageSearch
from kb.retrieval.word_query import QueryWord, WordQuery
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.session import Transactions

COUNT = 450


class ListedIndex:
    """An index that ranks documents of one passage in one order, and filters by document."""

    def __init__(self, papers: Sequence[TaggedDocument]) -> None:
        self._hits = [
            IndexHit(f"{rank}", 1.0 / rank, _payload(paper, passage))
            for rank, (paper, passage) in enumerate(
                ((paper, passage) for paper in papers for passage in paper.passages), start=1
            )
        ]

    def search(self, *, filter: Filter | None = None, limit: int, **_: object) -> list[IndexHit]:
        return [hit for hit in self._hits if _meets(hit, filter)][:limit]


def _payload(paper: TaggedDocument, passage: Passage) -> PointPayload:
    return PointPayload(
        case_id=paper.document.id,
        document_id=paper.document.id,
        passage=passage.index,
        start=passage.span.start,
        end=passage.span.end,
        kind=paper.kind.value,
        section=passage.section.value,
    )


def _meets(hit: IndexHit, filter: Filter | None) -> bool:
    match filter:
        case And(parts):
            return all(_meets(hit, part) for part in parts)
        case Match("document_id"):
            return hit.payload.document_id in filter.wanted
        case _:
            return True


def asked_for(
    *words: str,
    phrases: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    statutes: tuple[StatuteRef, ...] = (),
) -> WordQuery:
    return WordQuery(
        text="检索",
        words=tuple(QueryWord((one,), (at,)) for at, one in enumerate(words, start=1)),
        pairs=(),
        marked=words,
        numbers=(),
        statutes=statutes,
        dense=np.ones(4, dtype=np.float32),
        literal=Literal(phrases, excluded),
    )


def kept(transactions: Transactions, papers: Sequence[TaggedDocument]) -> PassageSearch:
    with transactions.writing() as session:
        DocumentStore(session).add_all(
            {
                one.document.id: (acquire(one, content=b"x"), case_id_of(one.document.id))
                for one in papers
            }
        )
    return PassageSearch(transactions, ListedIndex(papers))  # type: ignore[arg-type]


def found(search: PassageSearch, query: WordQuery, **more: int) -> list[DocumentId]:
    return [hit.document.id for hit in search.find(query, criteria=Criteria(), **more)]


@pytest.fixture
def papers(reading: Callable[..., TaggedDocument]) -> list[TaggedDocument]:
    """Many documents of one length; the last ten, ranked last, say 指定品牌."""
    return [
        reading(f"采购{'指定品牌' if n >= COUNT - 10 else '公开招标'}第{n:04}号。")
        for n in range(COUNT)
    ]


@pytest.fixture
def ids(papers: list[TaggedDocument]) -> list[DocumentId]:
    return [one.document.id for one in papers]


@pytest.fixture
def search(transactions: Transactions, papers: list[TaggedDocument]) -> PassageSearch:
    return kept(transactions, papers)


def test_a_phrase_ranked_last_is_found_and_marked(
    search: PassageSearch, ids: list[DocumentId]
) -> None:
    query = asked_for("采购", phrases=("指定品牌",))
    hits = search.find(query, criteria=Criteria(), limit=20)
    assert {hit.document.id for hit in hits} == set(ids[-10:])
    for hit in hits:
        [passage] = hit.passages
        [phrase] = [one for one in passage.highlights if one.end - one.start == 4]
        assert passage.quote.text[phrase.start : phrase.end] == "指定品牌"


def test_exclusions_are_passed_over_until_the_limit_is_filled(
    search: PassageSearch, ids: list[DocumentId]
) -> None:
    assert set(found(search, asked_for("采购", excluded=("公开招标",)), limit=10)) == set(ids[-10:])


def test_fewer_matches_than_asked_end_the_search(search: PassageSearch) -> None:
    assert len(found(search, asked_for(phrases=("指定品牌第0449号",)), limit=10)) == 1
    assert found(search, asked_for(phrases=("无人说过",)), limit=10) == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(asked_for("采购"), id="words"),
        pytest.param(asked_for("第0007号", excluded=("指定",)), id="exclusion"),
        pytest.param(asked_for(phrases=("公开招标",)), id="phrase"),
    ],
)
def test_pages_join_into_the_one_list(search: PassageSearch, query: WordQuery) -> None:
    whole = found(search, query, limit=300)
    pages = [found(search, query, limit=7, offset=at) for at in range(0, 300, 7)]
    assert [one for page in pages for one in page][:300] == whole
    assert len(set(whole)) == len(whole) == 300


def test_a_document_comes_once_with_its_best_passages(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    words = "出纳保管印鉴。出纳领取工资。会计外出培训。出纳办理付款。"
    paper = reading(words)
    cuts = [Span(at, at + 7) for at in range(0, len(words), 7)]
    passages = tuple(Passage(n, span, SectionKind.FACTS, f"第{n}段") for n, span in enumerate(cuts))
    other = reading("会计保管账册。")
    search = kept(transactions, [replace(paper, passages=passages), other])
    query = asked_for("出纳", "印鉴")
    [first, second] = search.find(query, criteria=Criteria(), passages=2)
    assert (first.document.id, second.document.id) == (paper.document.id, other.document.id)
    assert [one.heading for one in first.passages] == ["第0段", "第1段"]
    assert [first.document.id] == found(search, query, limit=1)


def test_all_words_somewhere_beat_one_word_in_the_best_place(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    loud = reading("出纳出纳出纳出纳出纳。")
    whole = reading("出纳一人保管印鉴。")
    search = kept(transactions, [loud, whole])
    assert found(search, asked_for("出纳", "印鉴", "保管")) == [whole.document.id, loud.document.id]


def test_a_title_is_found_by_its_words_and_as_a_phrase(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    plain = reading("有人送来一条香烟。")
    told = reading("从头说起。")
    titled = replace(told, document=replace(told.document, title="从一条烟开始"))
    search = kept(transactions, [plain, titled])
    for query in (asked_for("一条烟", "开始"), asked_for(phrases=("从一条烟开始",))):
        hit = search.find(query, criteria=Criteria())[0]
        assert (hit.document.id, hit.match) == (titled.document.id, "title")
        assert all(mark.of(hit.document.title) in "从一条烟开始" for mark in hit.title_highlights)
        assert hit.title_highlights and hit.passages[0].quote.text == "从头说起。"
    assert titled.document.id not in found(search, asked_for("头", excluded=("一条烟",)))


def test_documents_of_one_number_say_so(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    number = "（2021）某01刑初1号"
    first, again = (reading(f"{words}受贿。", case_no=number) for words in ("一审", "重审"))
    search = kept(transactions, [first, again, reading("另案受贿。")])
    same = {h.document.id: h.same_case for h in search.find(asked_for("受贿"), criteria=Criteria())}
    assert same.pop(first.document.id) == (again.document.id,)
    assert same.pop(again.document.id) == (first.document.id,)
    assert list(same.values()) == [()]


def test_those_that_cite_an_article_come_by_what_they_say(
    transactions: Transactions, reading: Callable[..., TaggedDocument]
) -> None:
    silent, telling = reading("贪污公款。"), reading("受贿现金。")
    search = kept(transactions, [silent, telling])
    query = asked_for("受贿", statutes=(StatuteRef("刑法", 385),))
    hits = search.find(query, criteria=Criteria())
    assert [hit.document.id for hit in hits] == [telling.document.id, silent.document.id]
    assert {hit.match for hit in hits} == {"citation"}
    assert hits[0].passages[0].highlights == (Span(0, 1),)


def test_matching_counts_documents_and_says_where_it_stopped(
    search: PassageSearch, ids: list[DocumentId]
) -> None:
    query = asked_for("采购", phrases=("指定品牌",))
    matching = search.matching(query, criteria=Criteria())
    assert matching.documents == frozenset(ids[-10:]) and not matching.capped
