"""Measures as pages: the vocabulary with what is proven, recommended for a problem, made a plan."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.registers import registry_for_writing
from ingest.sources import discover
from kb.governance.access import Level, Protection, desktop_principal
from kb.prevention.chain_facts import CASES, MEASURES, CaseFacts
from kb.prevention.ledger_facts import ITEMS
from kb.registers.records import Placing
from kb.store.cases import case_id_of
from kb.store.registry import Wanted
from kb.terms import load_taxonomy
from tests.api.pages.ledger_house import XSS, House, earlier, house

DEMO = Path(__file__).parents[3] / "corpora" / "demo" / "chains"
TERM = "finance_internal_control"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("measures")) as opened:
        service = opened.app.state.service
        folder = sorted(DEMO.iterdir())[0]
        with service.pool(workers=1) as pool:
            intake = service.intake(pool, desktop_principal(), Protection(Level.PUBLIC, ""))
            list(intake.run(discover([folder]), case_key=lambda _name: "folder:one"))
        yield opened


@pytest.fixture(scope="module")
def case(at: House) -> str:
    """A case in the registers."""
    with registry_for_writing(at.app.state.service, desktop_principal()) as registry:
        case_id = case_id_of("folder:one")
        facts = CaseFacts(title="某水务局会计挪用案", filed=date(2026, 3, 2), unit=at.unit)
        placing = Placing(Level.INTERNAL, at.department, case_id)
        return registry.add(CASES, facts, placing, record_id=case_id).id


def test_the_vocabulary_stands_with_what_is_proven(at: House) -> None:
    item = at.item("written_off", measures=(TERM,), written_off=earlier(5), due=earlier(1))
    page = at.words("fang", "/measures")
    assert "健全财务内控与印鉴票据管理" in page and "尚无成效数据（0 项）" in page
    one = at.see("fang", f"/measures/{TERM}")
    assert f'href="/ledger/{item.id}"' in one and 'role="img"' in one and "图后的数" in one
    assert at.see("fang", "/measures/no_such_measure", 404)


def test_the_outcomes_are_those_within_reach(at: House) -> None:
    """A trainer without the department's items counts none of them; administrators see no page."""
    item = at.item("written_off", measures=("segregate_duties",), written_off=earlier(5))
    assert f'href="/ledger/{item.id}"' in at.see("fang", "/measures/segregate_duties")
    with registry_for_writing(at.app.state.service, desktop_principal()) as registry:
        elsewhere = Placing(Level.RESTRICTED, at.department)
        registry.place(ITEMS, registry.get(ITEMS, item.id), elsewhere)
    assert f'href="/ledger/{item.id}"' not in at.see("xuan", "/measures/segregate_duties")
    assert at.see("an", "/measures", 403)
    assert at.see("zeng", "/measures", 403)


def test_measures_are_found_for_words_with_sentences_that_open(at: House) -> None:
    page = at.see("fang", "/measures?text=工程变更一人签字，增量没有复核")
    assert "为什么在这里" in page and "销号要看" in page and "契合" in page
    assert "#hit" in page and "/documents/" in page
    strange = at.see("fang", f"/measures?text={XSS}工程变更")
    assert XSS not in strange
    unknown = at.see("fang", "/measures?loophole=no_such", 422)
    assert "no_such" in unknown


def test_a_plan_holds_the_picked_in_their_order(at: House) -> None:
    path = f"/measures/plan?term=segregate_duties&term={TERM}&term=nothing&text=出纳管账又管钱"
    page = at.words("fang", path)
    assert page.index("不相容岗位分离") < page.index("健全财务内控与印鉴票据管理")
    assert "责任人" in page and "对账单、账户清理报告、报销抽查" in page
    assert "方案里还没有措施" in at.words("fang", "/measures/plan")


def test_a_plan_becomes_measures_of_its_case_once(at: House, case: str) -> None:
    path = f"/measures/plan?term=segregate_duties&term={TERM}&case_id={case}"
    values = {"term": ["segregate_duties", TERM], "case_id": case}
    first = at.send("fang", "/measures/plan/case", values, shown=path)
    assert first.status_code == 303
    assert "已登记 2 项措施" in at.words("fang", str(first.headers["location"]))
    again = at.send("fang", "/measures/plan/case", values, shown=path)
    assert "都已登记" in at.words("fang", str(again.headers["location"]))
    with registry_for_writing(at.app.state.service, desktop_principal()) as registry:
        found = registry.all(MEASURES, Wanted(equal=(("case_id", (case,)),)))
    assert [one.facts.term for one in found] == ["segregate_duties", TERM]
    refused = at.send("shen", "/measures/plan/case", values, shown="/measures/plan")
    assert refused.status_code == 403
    bare = at.browser("fang").post("/measures/plan/case", data=values)
    assert bare.status_code == 403 and "PAGE_STALE" in bare.text


def test_a_letter_needs_a_report_and_a_measure(at: House, case: str) -> None:
    values = {"case_id": case, "kind": "supervision", "body": "某区纪委监委", "report": "report-0"}
    sent = at.send("fang", "/measures/plan/letter", values, shown="/measures/plan")
    assert sent.status_code == 404 and "没有找到" in sent.text
    odd = {**values, "kind": "love"}
    sent = at.send("fang", "/measures/plan/letter", odd, shown="/measures/plan")
    assert sent.status_code == 422 and "“种类”的值不合规" in sent.text


def test_every_measure_can_be_planned(at: House) -> None:
    for term in load_taxonomy().layer("measures"):
        answer = at.browser("fang").get(f"/measures/plan?term={term.id}")
        assert answer.status_code == 200, term.id
