"""What may not be taught: seen over the whole case, whoever asks, and asked again at the end."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from kb.education.case_standing import standing_of
from kb.education.clearing import Refusal
from kb.education.pack_store import UsedCase
from kb.education.staleness import GONE, changes_of, digests_of
from kb.education.teaching_cases import TeachingCases
from kb.governance.access import Level, Principal, Role
from kb.model import DocumentKind
from kb.store.acquisition import acquire
from kb.store.case_rows import open_case_row
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.registry import Registry
from tests.kb.conftest import make_reading

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
People = Callable[..., Principal]
CASE = case_id_of("某案")
BULLETIN = DocumentKind.DISCIPLINE_BULLETIN
DID = "经查，何某利用担任某局出纳的职务便利，2015年挪用公款四十二万元。"


def keep(one: Registry, kind: DocumentKind, words: str, *, department: str = "d1") -> None:
    paper = replace(make_reading(words, name=f"{kind.value}.txt"), kind=kind)
    acquired = acquire(paper, content=words.encode())
    DocumentStore(one.session).add_all({paper.document.id: (acquired, CASE)})


def opened(one: Registry) -> None:
    open_case_row(one.session, CASE, title="某案", level=Level.INTERNAL, department="d1")


def refused(one: Registry) -> set[Refusal]:
    return set(TeachingCases(one, most=Level.INTERNAL).get(CASE).refused)


@pytest.mark.parametrize(
    ("papers", "against"),
    [
        pytest.param({BULLETIN: DID}, None, id="a_bulletin_closes_a_case_of_discipline"),
        pytest.param(
            {DocumentKind.CONFESSION: "我" + DID, DocumentKind.INDICTMENT: "起诉书"},
            Refusal.PENDING,
            id="a_confession_closes_nothing",
        ),
        pytest.param(
            {BULLETIN: DID, DocumentKind.INDICTMENT: "起诉书"},
            Refusal.PENDING,
            id="whoever_was_indicted_waits_for_a_court",
        ),
        pytest.param(
            {BULLETIN: DID, DocumentKind.NON_PROSECUTION: "因证据不足，决定不起诉。"},
            Refusal.DOUBTFUL,
            id="doubt",
        ),
        pytest.param(
            {DocumentKind.GUIDING_CASE: DID + "裁判结果：宣告被告人何某无罪。"},
            Refusal.ACQUITTED,
            id="a_guiding_case_of_an_acquittal",
        ),
        pytest.param({BULLETIN: DID + "被害人为17岁学生。"}, Refusal.MINOR, id="an_age"),
        pytest.param({BULLETIN: DID + "被害人系未成年人。"}, Refusal.MINOR, id="a_minor"),
        pytest.param({BULLETIN: DID + "马某比他小十五岁。"}, None, id="a_difference_is_no_age"),
        pytest.param({BULLETIN: DID + "任职十七年。"}, None, id="years_in_office_are_no_age"),
    ],
)
def test_refusals(
    registry: OpenRegistry,
    person: People,
    papers: dict[DocumentKind, str],
    against: Refusal | None,
) -> None:
    with registry(person("trainer", Role.TRAINER)) as one:
        opened(one)
        for kind, words in papers.items():
            keep(one, kind, words)
        assert refused(one) == ({against} if against else set())


def test_a_pack_is_gone_once_its_case_is_in_doubt(registry: OpenRegistry, person: People) -> None:
    with registry(person("trainer", Role.TRAINER)) as one:
        opened(one)
        keep(one, BULLETIN, DID)
        used = [UsedCase(1, CASE, digests_of(one.session, CASE))]
        assert changes_of(one.session, used) == {}
        keep(one, DocumentKind.NON_PROSECUTION, "事实不清、证据不足，不符合起诉条件，决定不起诉。")
        assert standing_of(one.session, CASE).doubtful
        assert changes_of(one.session, used) == {1: (GONE,)}


def test_a_doubt_that_the_trainer_may_not_read_counts(
    registry: OpenRegistry, person: People
) -> None:
    """The case row decides who reads; here the doubt lies in a paper of a higher level."""
    with registry(person("trainer", Role.TRAINER)) as one:
        opened(one)
        keep(one, BULLETIN, DID)
        words = "因证据不足，决定不起诉。"
        paper = replace(make_reading(words, name="决定.txt"), kind=DocumentKind.NON_PROSECUTION)
        acquired = acquire(paper, content=words.encode())
        hidden = {**acquired.document, "level": int(Level.RESTRICTED)}
        acquired = replace(acquired, document=hidden)
        DocumentStore(one.session).add_all({paper.document.id: (acquired, CASE)})
    low = replace(person("low", Role.TRAINER), clearance=Level.INTERNAL)
    with registry(low) as one:
        assert refused(one) == {Refusal.DOUBTFUL}
