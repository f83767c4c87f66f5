"""What released packs and held trainings count for a case, and when a case is gone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import insert

from kb.education.pack_facts import PACKS, TRAININGS, PackFacts, TrainingFacts
from kb.education.pack_store import UsedCase
from kb.education.staleness import GONE, changes_of, digests_of
from kb.governance.access import Level
from kb.model import TaggedDocument
from kb.prevention.case_counters import counters
from kb.prevention.case_files import CaseFiles, Opening
from kb.prevention.chain_facts import CASES, LOOPHOLES, CaseFacts, LoopholeFacts
from kb.registers.records import Kept, Placing
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.pack_tables import PackCaseRow
from kb.store.registry import Registry
from tests.kb.conftest import make_reading

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
CASE = case_id_of("某局出纳案")


def _case(one: Registry) -> TaggedDocument:
    facts = CaseFacts(title="某局出纳挪用公款案", filed=date(2026, 1, 5))
    CaseFiles(one).open(facts, Opening(CASE, Level.INTERNAL, "d1", "批准"))
    paper = make_reading("被告人挪用公款十二万元。")
    kept = (acquire(paper, content=paper.document.text.encode()), CASE)
    DocumentStore(one.session).add_all({paper.document.id: kept})
    return paper


def _pack(one: Registry, state: str) -> Kept[PackFacts]:
    pack = one.add(PACKS, PackFacts(title="警示教育", recipient="某单位"), state=state)
    row = {"pack_id": pack.id, "number": 1, "case_id": CASE, "digests": "{}"}
    one.session.execute(insert(PackCaseRow).values(row))
    return pack


def test_released_packs_and_held_trainings_count_for_the_case(registry: OpenRegistry) -> None:
    with registry() as one:
        _case(one)
        _pack(one, "draft")
        assert (counters(one, CASE).packs, counters(one, CASE).reach) == (0, 0)
        released = _pack(one, "released")
        for state, attended in (("held", 36), ("held", 14), ("planned", 99)):
            facts = TrainingFacts(pack=released.id, held=date(2026, 3, 2), attended=attended)
            one.add(TRAININGS, facts, under=released, state=state)
        found = counters(one, CASE)
        assert (found.packs, found.reach) == (1, 50)


def test_each_digest_follows_what_it_stands_for(registry: OpenRegistry) -> None:
    with registry() as one:
        paper = _case(one)
        used = [UsedCase(1, CASE, digests_of(one.session, CASE))]
        # a case under investigation may not be taught at all
        assert changes_of(one.session, used) == {1: (GONE,)}
        one.change(CASES, one.get(CASES, CASE), action="conclude", state="conclusion")
        used = [UsedCase(1, CASE, digests_of(one.session, CASE))]
        assert changes_of(one.session, used) == {}
        facts = LoopholeFacts(term="no_trace", description="没有台账")
        one.add(LOOPHOLES, facts, Placing(case_id=CASE))
        assert changes_of(one.session, used) == {1: ("state",)}
        DocumentStore(one.session).delete(paper.document.id)
        assert changes_of(one.session, used) == {1: (GONE,)}
