"""Clues, cases and registers as pages: lists, forms, refusals beside them, rights, versions."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

import pytest

from api.pages.record_words import CHOICES
from api.registers import registry_for_writing
from kb.governance.access import Level, desktop_principal
from kb.prevention.chain_facts import OFFICERS, UNITS, UnitFacts, UnitKind
from kb.registers.catalogue import REGISTERS
from kb.registers.records import Placing
from kb.registers.values import kinds
from tests.api.pages.chain_house import (
    XSS,
    House,
    decide,
    furnish,
    ids_of,
    inert,
    opened,
    pre_judge,
    slip,
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("data")) as one:
        furnish(one)
        yield one


def new_clue(house: House, **given: str) -> str:
    values = {
        "title": "反映补贴公示只贴一天", "received": "2026-02-01", "source": "complaint",
        "summary": "村里只贴了一天。", "domain": "grassroots_governance", "level": "2", **given,
    }  # fmt: skip
    return house.done("cao", "/clues/new", "/clues/new", **values)


@pytest.mark.parametrize("path", ["/cases", "/clues", "/registers", "/reports", "/letters"])
def test_lists_are_for_whoever_reads_the_registers(house: House, path: str) -> None:
    for name in ("cao", "fang", "shen", "lin"):
        assert "<h1>" in house.see(name, path)
    house.see("safe", path, status=403)


def test_every_choice_of_a_register_has_its_words() -> None:
    for register in REGISTERS.values():
        for kind in kinds(register.facts).values():
            if issubclass(kind, StrEnum):
                assert set(CHOICES[kind]) == set(kind), register.kind


def test_every_register_lists_and_shows_its_records(house: House) -> None:
    for kind, register in REGISTERS.items():
        page = house.see("cao", f"/registers/{kind}")
        assert register.zh in page
        for record in ids_of(page, kind)[:1]:
            shown = house.at("cao").get(f"/records/{record}")
            path = shown.headers.get("location", f"/records/{record}")
            assert house.see("cao", path)
    house.see("cao", "/registers/nothing", status=404)


def test_one_query_crosses_the_registers_and_tells_its_conditions(house: House) -> None:
    page = house.see("cao", f"/registers?text=设备&unit={house.unit}")
    assert "线索" in page and "案件" in page and "“设备”" in page
    assert "没有相符的记录" in house.see("cao", "/registers?text=没有这样的字")
    house.see("cao", "/registers?since=昨天", status=400)


def test_lists_hold_only_what_may_be_read(house: House) -> None:
    assert "设备科科长受贿案" in house.see("cao", "/cases")
    assert "设备科科长受贿案" not in house.see("wai", "/cases")
    house.see("wai", f"/cases/{house.case}", status=404)
    assert "反映设备采购指定参数" not in house.see("wai", "/registers?text=设备")


def test_a_list_is_narrowed_to_ones_own(house: House) -> None:
    assert "设备科科长受贿案" in house.see("cao", "/cases?mine=1")
    assert "设备科科长受贿案" not in house.see("fang", "/cases?mine=1")
    assert "没有相符的案件" in house.see("fang", "/cases?mine=1")


def test_a_clue_is_refused_beside_its_form_and_keeps_what_was_entered(house: House) -> None:
    values = {"title": "没有内容的线索", "received": "2026-02-01", "source": "audit", "level": "2"}
    refused = house.send("cao", "/clues/new", "/clues/new", **values)
    assert refused.status_code == 422
    assert "没有填写：反映的主要问题" in slip(refused) and "FIELD_NEEDED" in slip(refused)
    assert "没有内容的线索" in refused.text
    bad = house.send("cao", "/clues/new", "/clues/new", **{**values, "received": "昨天"})
    assert "受理日期" in slip(bad)


def test_a_clue_told_twice_is_shown_before_it_is_kept(house: House) -> None:
    told = (
        "镇里发放耕地补贴，名单只在办公室门口贴了一天，外出的农户都不知道，有的名字下面多报了六亩。"
    )
    first = new_clue(house, title="反映补贴名单多报", summary=told)
    again = house.send(
        "cao", "/clues/new", "/clues/new", title="群众反映补贴名单多报", received="2026-02-03",
        source="complaint", summary=told, level="2",
    )  # fmt: skip
    assert again.status_code == 200
    assert "可能说的是同一件事" in again.text and first in again.text
    kept = new_clue(house, title="群众反映补贴名单多报", summary=told, known_new="1")
    assert first in house.see("cao", kept)


def test_a_clue_goes_nowhere_before_its_pre_judgement(house: House) -> None:
    clue = new_clue(house)
    page = house.see("cao", clue)
    assert "至少要 3 个" in page and "PRE_JUDGEMENT_MISSING" in page
    refused = house.send("cao", f"{clue}/steps/preliminary", clue, version=1)
    assert refused.status_code == 409 and "PRE_JUDGEMENT_MISSING" in slip(refused)
    pre_judge(house, clue)
    house.done("cao", f"{clue}/steps/preliminary", clue, version=1)
    assert "初步核实" in house.see("cao", clue)
    stale = house.send("cao", f"{clue}/steps/hold", clue, version=1, reason="等结果")
    assert stale.status_code == 412 and "下面是最新的样子" in slip(stale)
    assert "等结果</textarea>" in stale.text


def test_a_step_says_what_it_needs_and_keeps_the_words(house: House) -> None:
    clue = new_clue(house, title="反映要暂存的事")
    pre_judge(house, clue)
    refused = house.send("cao", f"{clue}/steps/hold", clue, version=1, reason=" ")
    assert refused.status_code == 422 and "暂存待查" in slip(refused)
    bad_day = house.send(
        "cao", f"{clue}/steps/file", clue, version=1, reason="批准", on="某日", title="暂存案"
    )
    assert "立案日期" in slip(bad_day) and 'value="暂存案"' in bad_day.text


def test_a_stale_form_says_who_came_first_and_shows_the_page_anew(house: House) -> None:
    clue = new_clue(house, title="反映两人同时改")
    values = {
        "title": "反映两人同时改（补）", "received": "2026-02-01", "source": "complaint",
        "summary": "补充一句。",
    }  # fmt: skip
    house.done("cao", f"{clue}/edit", f"{clue}/edit", **values)
    stale = house.send("cao", f"{clue}/edit", f"{clue}/edit", version=1, **values)
    assert stale.status_code == 412
    assert "曹某" in slip(stale) and "VERSION_STALE" in slip(stale)
    assert 'name="version" value="2"' in stale.text
    assert "看最新的一版" in stale.text and "反映两人同时改（补）" in stale.text


def test_forms_of_another_sign_in_or_without_the_right_are_refused(house: House) -> None:
    case = f"/cases/{house.case}"
    foreign = house.at("cao").post(f"{case}/steps/waive", data={"form_token": "0" * 64})
    assert foreign.status_code == 403 and "PAGE_STALE" in foreign.text
    for name in ("shen", "lin"):
        refused = house.send(name, f"{case}/steps/waive", case, version=1, reason="不必")
        assert refused.status_code == 403
        assert 'id="steps"' not in house.see(name, case)
    house.see("lin", "/clues/new", status=403)
    house.see("shen", "/registers/unit/new", status=403)


def test_the_chain_shows_what_is_there_what_is_missing_and_the_way_to_it(house: House) -> None:
    page = house.see("cao", f"/cases/{house.case}")
    for name in ("调查", "分析", "施策", "落实", "评估", "完善"):
        assert f"<b>{name}</b>" in page
    assert 'href="#checks">风险排查没有答完' in page
    assert "查处一案 · 人" in page and "CHECKS_OPEN" in page
    assert "设备采购案剖析报告" in page and "看原文" in page


def test_the_checklist_is_answered_with_evidence_or_a_reason(house: House) -> None:
    case = f"/cases/{house.case}"
    check = ids_of(house.see("cao", case), "check")[0]
    path = f"{case}/checks/{check}"
    refused = house.send("cao", path, case, version=1, answer="已核对", reason="")
    assert refused.status_code == 422 and "ANSWER_UNSUPPORTED" in slip(refused)
    assert "已核对</textarea>" in refused.text
    house.done("cao", path, case, version=1, answer="已核对", evidence="会议纪要\n验收单")
    assert "证据：会议纪要、验收单" in house.see("cao", case)
    house.done("cao", f"{case}/checks", case, question="是否有人代签？", basis="")
    assert "是否有人代签？" in house.see("cao", case)


def test_findings_are_decided_by_people_with_reasons(house: House) -> None:
    loophole = house.loopholes[0]
    path = f"/records/{loophole}"
    refused = house.send("cao", f"{path}/decision", path, decision="reconsider", reason="")
    assert refused.status_code == 422 and "REASON_NEEDED" in slip(refused)
    unknown = house.send("cao", f"{path}/decision", path, decision="drop", reason="x")
    assert unknown.status_code == 409
    decide(house, "cao", loophole, "reconsider", "重新核对原文")
    decide(house, "cao", loophole, "confirm")
    page = house.see("cao", path)
    assert "重新核对原文" in page and "设备采购案剖析报告" in page
    assert house.send("lin", f"{path}/decision", path, decision="confirm").status_code == 403


def test_a_decision_leads_back_only_to_rooms_of_the_chain(house: House) -> None:
    point = ids_of(house.see("cao", f"/cases/{house.case}"), "risk_point")[0]
    path = f"/records/{point}"
    for back, led in (
        (f"/cases/{house.case}", f"/cases/{house.case}"),
        ("//evil.example", path),
        ("/cases/case-x//evil", path),
    ):
        page = house.see("cao", path)
        decision = "confirm" if 'value="confirm"' in page else "reconsider"
        sent = house.done(
            "cao", f"{path}/decision", path, decision=decision, reason="核对", back=back
        )
        assert sent == led


def test_a_case_is_concluded_once_its_gate_is_open(house: House) -> None:
    case = f"/cases/{house.case}"
    told = {"on": "2026-03-01", "result": "有期徒刑三年"}
    version = house.version("cao", case)
    refused = house.send("cao", f"{case}/steps/conclude", case, version=version, **told)
    assert refused.status_code == 409 and "CHECKS_OPEN" in slip(refused)
    for check in ids_of(house.see("cao", case), "check"):
        at = house.version("cao", f"/risk-checks/{check}")
        house.done(
            "cao", f"{case}/checks/{check}", case, version=at, answer="没有发现", reason="账证在卷"
        )
    late = house.send(
        "cao", f"{case}/steps/conclude", case, version=version, on="2999-01-01", result="撤职"
    )
    assert late.status_code == 422 and "撤职</textarea>" in late.text
    house.done("cao", f"{case}/steps/conclude", case, version=version, **told)
    assert "案件审结" in house.see("cao", case)


def test_a_case_is_shown_as_it_stood_on_a_day(house: House) -> None:
    path = f"/cases/{house.case}"
    assert "NOT_YET" in house.see("cao", f"{path}?as_of=2020-01-01", status=404)
    today = house.see("cao", f"{path}?as_of=2999-12-31")
    assert "的链条与登记" in today and 'id="steps"' not in today
    house.see("cao", f"{path}?as_of=昨天", status=400)
    record = f"/records/{house.measures[0]}"
    house.see("cao", f"{record}?as_of=2020-01-01", status=404)


def test_a_case_is_opened_to_others_and_closed_again(house: House) -> None:
    case = f"/cases/{house.case}"
    nobody = house.send("cao", f"{case}/grants", case, account="", department="")
    assert nobody.status_code == 422 and "部门或账号" in slip(nobody)
    lost = house.send("cao", f"{case}/grants", case, account="没有这个人", department="")
    assert lost.status_code in (404, 422) and 'value="没有这个人"' in lost.text
    house.done("cao", f"{case}/grants", case, account="wai")
    assert "设备科科长受贿案" in house.see("wai", case)
    assert house.send("wai", f"{case}/grants", case, account="lin").status_code == 403
    page = house.see("cao", case)
    grant = page.split(f"{case}/grants/")[1].split("/")[0]
    house.done("cao", f"{case}/grants/{grant}/revoke", case)
    house.see("wai", case, status=404)
    lowered = house.send("cao", f"{case}/protection", case, level="1", department="", reason="")
    assert lowered.status_code in (403, 409, 422)


def test_a_record_is_entered_edited_and_placed(house: House) -> None:
    made = house.done(
        "cao", "/registers/officer/new", "/registers/officer/new", name="钱某", unit=house.unit,
        position="procurement_officer", title="科长", since="2015-01-01", key_post="1", level="1",
    )  # fmt: skip
    page = house.see("cao", made)
    assert "钱某" in page and "某市某医院" in page and "关键岗位" in page
    edited = {"name": "钱某某", "unit": house.unit, "since": "2015-01-01"}
    house.done("cao", f"{made}/edit", f"{made}/edit", **edited)
    stale = house.send("cao", f"{made}/edit", f"{made}/edit", version=1, **edited)
    assert stale.status_code == 412 and "曹某" in slip(stale)
    assert "姓名：钱某 → 钱某某" in house.see("cao", made)
    bad = house.send("cao", f"{made}/placing", made, level="9")
    assert bad.status_code == 422
    own = house.see("cao", made).split(" selected>案管室")[0].rpartition('value="')[2].strip('"')
    assert house.done("cao", f"{made}/placing", made, level="2", department=own) == made
    assert "内部-敏感" in house.see("cao", made)
    # whoever gives a record away no longer sees it
    led = house.done("cao", f"{made}/placing", made, level="2", department="")
    assert led == "/registers/officer"
    house.see("cao", made, status=404)


def test_a_link_to_what_is_hidden_leads_nowhere(house: House) -> None:
    refused = house.send(
        "wai", "/registers/officer/new", "/registers/officer/new", name="孙某", unit=house.unit
    )
    assert refused.status_code == 404 and "孙某" in refused.text


def test_an_edit_leaves_a_link_that_the_editor_cannot_see(house: House) -> None:
    made = house.done(
        "cao", "/registers/officer/new", "/registers/officer/new", name="周某", unit=house.unit,
        level="1",
    )  # fmt: skip
    officer = made.rpartition("/")[2]
    with registry_for_writing(house.app.state.service, desktop_principal()) as registry:
        hidden = registry.add(
            UNITS, UnitFacts(name="涉密单位", kind=UnitKind.HOSPITAL), Placing(Level.RESTRICTED)
        ).id
        kept = registry.get(OFFICERS, officer)
        registry.change(OFFICERS, kept, facts=replace(kept.facts, unit=hidden), action="edit")
    page = house.see("cao", f"{made}/edit")
    assert f'<option value="{hidden}" selected>（看不到的记录）' in page and "涉密单位" not in page
    house.done("cao", f"{made}/edit", f"{made}/edit", name="周某某", unit=hidden)
    with registry_for_writing(house.app.state.service, desktop_principal()) as registry:
        facts = registry.get(OFFICERS, officer).facts
    assert (facts.name, facts.unit) == ("周某某", hidden)


def test_what_steps_make_is_not_entered(house: House) -> None:
    assert "由办案步骤生成" in house.see("cao", "/registers/case/new", status=409)


def test_what_people_enter_is_no_markup(house: House) -> None:
    clue = new_clue(house, title=f"标题{XSS}", summary=f"内容{XSS}")
    for path in (clue, f"{clue}/edit", "/clues", "/registers?text=粗", "/registers/clue"):
        inert(house.see("cao", path))
    refused = house.send("cao", "/clues/new", "/clues/new", title=XSS, number=XSS)
    inert(refused.text)
    assert "&lt;script&gt;alert(1)" in refused.text
