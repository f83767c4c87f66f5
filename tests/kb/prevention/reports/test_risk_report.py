"""Reports: built of anchored sentences, checked, reviewed by two bodies, approved, on paper."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Protocol

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn

from kb.errors import (
    IllegalTransition,
    InvalidQuery,
    KbError,
    MissingEvidence,
    NotAllowed,
    NotFound,
)
from kb.governance.access import Level, Principal
from kb.governance.audit import AuditEntry
from kb.prevention.chain_facts import CASES, RISK_POINTS
from kb.prevention.ledger_facts import LetterKind
from kb.prevention.letter_draft import Sender, draft_letter
from kb.prevention.letter_paper import letter_paper
from kb.prevention.letters import Letters
from kb.prevention.report_check import Mark, examine
from kb.prevention.report_facts import (
    REPORTS,
    SECTION_NAMES,
    ReportFacts,
    ReportSection,
    ReviewBody,
    Stance,
    Statement,
)
from kb.prevention.report_paper import report_paper
from kb.prevention.reports import RiskReports, conflicts
from kb.prevention.risk_report import build_report, report_title
from kb.registers.records import Kept, Placing
from kb.store.register_events import as_of, events_of
from kb.store.registry import Registry


class Office(Protocol):
    """The case and the people of the fixture ``office``."""

    registry: Callable[..., AbstractContextManager[Registry]]
    people: dict[str, Principal]

    def as_(self, name: str, *, at: datetime = ...) -> AbstractContextManager[Registry]: ...

    def built(self, **facts: str) -> Kept[ReportFacts]: ...

    def in_review(self) -> Kept[ReportFacts]: ...


# sections that stand alone under a heading of another name
_UNNAMED = {ReportSection.RISK_POINTS}


def test_every_sentence_of_a_built_report_has_an_anchor_that_opens(
    office: Office,
) -> None:
    report = office.built()
    with office.as_("writer") as one:
        examined = examine(one, report)
    assert examined.marks and set(examined.marks) <= {Mark.QUOTED, Mark.TOLD}
    assert examined.blocking == ()
    there = {one.section for one in report.facts.statements}
    assert there == set(ReportSection)


def test_quotes_are_what_the_papers_say_and_no_defence(office: Office) -> None:
    report = office.built()
    told = {one.term: one.text for one in report.facts.statements if one.term}
    assert told["causes:family_favour"] == "为给儿子购房，他把手伸向投标企业。"
    assert told["loopholes:audit_weak"] == "局纪检组对招标科从未开展过检查。"
    assert not any("辩称" in one.text for one in report.facts.statements)
    watched = [one for one in report.facts.statements if one.term == "loopholes:audit_weak"]
    assert watched[0].section is ReportSection.SUPERVISION


def test_under_investigation_nothing_is_called_a_crime(office: Office) -> None:
    report = office.built()
    assert report.facts.title == "关于某局副局长涉嫌受贿案的廉政风险分析报告"
    bold = Statement(section=ReportSection.BASIC, text="其行为已构成受贿罪。", anchors=("x",))
    facts = replace(report.facts, statements=(replace(bold, anchors=(report.head.case_id,)),))
    with office.as_("writer") as one:
        kept = RiskReports(one).edit(report.id, facts, expected=2)
        assert "ASSERTS_GUILT" in {gap.code for gap in examine(one, kept).blocking}


def test_a_concluded_case_is_called_what_it_is() -> None:
    assert report_title("某局长受贿案", alleged=False) == "关于某局长受贿案的廉政风险分析报告"


def test_what_recurs_in_past_cases_is_told_with_their_words(office: Office) -> None:
    report = office.built()
    told = [one for one in report.facts.statements if one.section is ReportSection.SIMILAR]
    assert len(told) == 1 and "某县旧案" in told[0].text and "台账缺失与过程无痕" in told[0].text


def test_gaps_are_listed(office: Office) -> None:
    report = office.built()
    with office.as_("writer") as one:
        case = one.get(CASES, report.head.case_id)
        case = one.change(CASES, case, action="edit", facts=replace(case.facts, amount=5.0))
        report = build_report(one, case.id, ())
        found = {gap.code: gap for gap in examine(one, report).gaps}
    assert {"AUDIENCE_MISSING", "SIMILAR_MISSING"} <= set(found)
    assert found["AUDIENCE_MISSING"].blocking and not found["SIMILAR_MISSING"].blocking


def test_a_report_is_kept_as_high_as_what_it_tells(office: Office) -> None:
    report = office.built()
    assert report.head.level is Level.INTERNAL
    with office.as_("writer") as one:
        risk = next(iter(one.all(RISK_POINTS)))
        one.place(RISK_POINTS, risk, Placing(Level.RESTRICTED, "d1", risk.head.case_id))
        assert build_report(one, report.head.case_id, ()).head.level is Level.RESTRICTED


def test_who_may_not_read_the_case_builds_nothing(office: Office) -> None:
    case_id = office.built().head.case_id
    with office.as_("stranger") as one, pytest.raises(NotFound):
        build_report(one, case_id, ())


def test_a_statement_without_an_anchor_is_marked_and_blocks_approval(
    shared: tuple[Office, str],
) -> None:
    office, report_id = shared
    with office.as_("chief") as one:
        RiskReports(one).send_back(report_id, reason="补一句")
    bare = Statement(section=ReportSection.ROOTS, text="他贪图享受。")
    with office.as_("writer") as one:
        kept = one.get(REPORTS, report_id)
        statements = (*kept.facts.statements, bare)
        kept = RiskReports(one).edit(
            report_id, replace(kept.facts, statements=statements), expected=kept.head.version
        )
        marks = examine(one, kept).marks
        at = [one.text for one in kept.facts.statements].index("他贪图享受。")
        assert marks[at] is Mark.UNANCHORED and kept.facts.statements[at].author == "writer"
        RiskReports(one).submit(report_id)
    review_both(office, report_id)
    with office.as_("chief") as one, pytest.raises(MissingEvidence) as refused:
        RiskReports(one).approve(report_id)
    assert refused.value.code == "REPORT_BLOCKED" and str(at + 1) in str(refused.value)


def test_an_anchor_that_leads_nowhere_is_as_good_as_none(office: Office) -> None:
    report = office.built()
    wrong = Statement(section=ReportSection.ROOTS, text="他知道错。", anchors=(f"{'0' * 64}:0-4",))
    with office.as_("writer") as one:
        kept = RiskReports(one).edit(
            report.id, replace(report.facts, statements=(wrong,)), expected=2
        )
        assert examine(one, kept).marks == (Mark.BROKEN,)
        with pytest.raises(InvalidQuery, match="SOURCE_INVALID"):
            bad = replace(wrong, anchors=("据说",))
            RiskReports(one).edit(report.id, replace(report.facts, statements=(bad,)), expected=3)


def test_an_edited_sentence_bears_who_edited_it(office: Office) -> None:
    report = office.built()
    first = replace(report.facts.statements[0], text="改过的一句。", author="别人")
    with office.as_("discipline") as one:
        facts = replace(report.facts, statements=(first, *report.facts.statements[1:]))
        kept = RiskReports(one).edit(report.id, facts, expected=2)
    authors = [one.author for one in kept.facts.statements]
    assert authors[0] == "discipline" and set(authors[1:]) == {""}


def review_both(office: Office, report_id: str, **against: str) -> None:
    """Both bodies agree, but for sections that the prosecutor is against."""
    with office.as_("discipline") as one:
        RiskReports(one).review(report_id, ReviewBody.DISCIPLINE, {})
    said = {ReportSection(name): (Stance.DISAGREE, text) for name, text in against.items()}
    with office.as_("prosecutor") as one:
        RiskReports(one).review(report_id, ReviewBody.PROCURATORATE, said)


@pytest.fixture
def shared(office: Office) -> tuple[Office, str]:
    """The prosecutor's department was given the case and may read the report."""
    report = office.in_review()
    with office.as_("writer") as one:
        kept = one.get(REPORTS, report.id)
        one.place(REPORTS, kept, Placing(Level.PUBLIC, "d1", kept.head.case_id))
    return office, report.id


def test_a_third_person_resolves_what_two_bodies_differ_on(
    shared: tuple[Office, str],
) -> None:
    office, report_id = shared
    review_both(office, report_id, roots="侥幸心理的证据不足")
    with office.as_("chief") as one:
        steps = RiskReports(one)
        assert conflicts(one.get(REPORTS, report_id).facts.opinions) == (ReportSection.ROOTS,)
        with pytest.raises(IllegalTransition, match="REVIEW_CONFLICT"):
            steps.approve(report_id)
        with pytest.raises(InvalidQuery, match="NO_CONFLICT"):
            steps.resolve(report_id, ReportSection.BASIC, "无")
        steps.resolve(report_id, ReportSection.ROOTS, "保留，补证人证言")
    with office.as_("prosecutor") as one, pytest.raises(NotAllowed, match="SAME_PERSON"):
        RiskReports(one).resolve(report_id, ReportSection.ROOTS, "删去")


def test_a_body_that_changes_its_mind_opens_what_was_resolved(shared: tuple[Office, str]) -> None:
    office, report_id = shared
    review_both(office, report_id, roots="证据不足")
    with office.as_("chief") as one:
        RiskReports(one).resolve(report_id, ReportSection.ROOTS, "保留")
    with office.as_("prosecutor") as one:
        kept = RiskReports(one).review(report_id, ReviewBody.PROCURATORATE, {})
    assert kept.facts.resolutions == () and conflicts(kept.facts.opinions) == ()


@pytest.mark.parametrize(
    ("name", "body", "said", "error"),
    [
        ("writer", ReviewBody.DISCIPLINE, "", "SAME_PERSON"),
        ("chief", ReviewBody.PROCURATORATE, "", "SAME_BODY"),
        ("prosecutor", ReviewBody.PROCURATORATE, "roots", "REASON_NEEDED"),
    ],
)
def test_reviews_that_are_refused(
    shared: tuple[Office, str], name: str, body: ReviewBody, said: str, error: str
) -> None:
    office, report_id = shared
    with office.as_("discipline") as one:
        RiskReports(one).review(report_id, ReviewBody.DISCIPLINE, {})
    opinions = {ReportSection(said): (Stance.DISAGREE, " ")} if said else {}
    with office.as_(name) as one, pytest.raises(KbError, match=error):
        RiskReports(one).review(report_id, body, opinions)


def test_approval_waits_for_both_bodies_and_for_another_person(shared: tuple[Office, str]) -> None:
    office, report_id = shared
    with office.as_("chief") as one, pytest.raises(MissingEvidence, match="REVIEW_MISSING"):
        RiskReports(one).approve(report_id)
    review_both(office, report_id)
    with office.as_("writer") as one, pytest.raises(NotAllowed, match="SAME_PERSON"):
        RiskReports(one).approve(report_id)
    with office.as_("chief") as one:
        kept = RiskReports(one).approve(report_id)
    assert (kept.state, kept.facts.approved_by) == ("approved", "chief")
    with office.as_("writer") as one, pytest.raises(IllegalTransition, match="EDIT_CLOSED"):
        RiskReports(one).edit(report_id, kept.facts, expected=kept.head.version)


def test_what_both_reject_goes_back(shared: tuple[Office, str]) -> None:
    office, report_id = shared
    said = {ReportSection.DIRECT: (Stance.DISAGREE, "不成立")}
    for name, body in (
        ("discipline", ReviewBody.DISCIPLINE),
        ("prosecutor", ReviewBody.PROCURATORATE),
    ):
        with office.as_(name) as one:
            RiskReports(one).review(report_id, body, said)
    with office.as_("chief") as one, pytest.raises(IllegalTransition, match="REVIEW_REJECTED"):
        RiskReports(one).approve(report_id)


def test_former_versions_are_rebuilt_with_their_statements(office: Office) -> None:
    report = office.built()
    later = datetime(2026, 4, 21, 4, tzinfo=UTC)
    with office.as_("writer", at=later) as one:
        RiskReports(one).edit(
            report.id, replace(report.facts, statements=report.facts.statements[:1]), expected=2
        )
        events = events_of(one.session, report.id)
    former = as_of(REPORTS, events, later - timedelta(hours=1))
    assert former.facts == report.facts


def test_the_paper_has_every_part_and_a_source_for_each_sentence(
    office: Office,
) -> None:
    report = office.built()
    entries: list[AuditEntry] = []
    with office.registry(office.people["writer"], entries=entries) as one:
        made = report_paper(one, report.id)
    assert [entry.action for entry in entries] == ["report.export"]
    paper = open_docx(BytesIO(made))
    lines = [one.text for one in paper.paragraphs]
    text = "\n".join(lines)
    for needed in ("级别：内部", "知悉范围：审理室", "会审意见", "待核实与缺项", "附件1", "附件2"):
        assert needed in text
    for section in ReportSection:
        assert SECTION_NAMES[section] in text or section in _UNNAMED
    sentences = [one for one in lines if one[:1].isdigit() and "〔" in one]
    assert len(sentences) == len(report.facts.statements)
    index = [row.cells[0].text for row in paper.tables[-1].rows[1:]]
    used = {int(n) for line in sentences for n in line.rsplit("〔", 1)[1].rstrip("〕").split("、")}
    assert used == set(map(int, index))


def test_the_page_is_that_of_the_standard(office: Office) -> None:
    report = office.built()
    with office.as_("writer") as one:
        paper = open_docx(BytesIO(report_paper(one, report.id)))
    section = paper.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(one.mm) for one in sizes] == [210, 297, 37, 28]
    assert round(section.bottom_margin.mm) == 35 and round(section.right_margin.mm) == 26
    line = paper.styles["Normal"].paragraph_format.line_spacing
    assert 22 * line.pt <= 225 / 25.4 * 72 < 23 * line.pt
    tighter = paper.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val"))
    character = 16 + int(tighter) / 20
    assert 28 * character <= 156 / 25.4 * 72 < 29 * character


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_draft_pairs_problems_with_suggestions(office: Office, kind: LetterKind) -> None:
    report = office.built()
    with office.as_("writer") as one:
        letter = draft_letter(
            one, report.id, report.facts.measures, kind, Sender("某市纪委监委", "某", "某室 0000")
        )
        told = letter.facts
        assert len(told.problems) == len(told.suggestions) == len(told.measures) == 1
        assert (
            "2026年9月30日前完成" in told.suggestions[0] and "由你单位负责" in told.suggestions[0]
        )
        places = {(source.part, source.index) for source in told.sources}
        assert places == {("source", 0), ("findings", 0), ("problems", 1), ("suggestions", 1)}
        assert all(source.anchors for source in told.sources)
        assert Letters(one).submit(letter.id).state == "review"
        lines = [p.text for p in open_docx(BytesIO(letter_paper(one, letter.id))).paragraphs]
    text = "\n".join(lines)
    for needed in (
        "待审稿",
        "某市某区住建局：",
        "主要问题及原因",
        "建议与要求",
        told.body,
        "联系人",
    ):
        assert needed in text
    assert told.problems[0] in text and told.suggestions[0] in text


def test_names_of_persons_do_not_leave_the_house_in_a_letter(office: Office) -> None:
    report = office.built()
    with office.as_("writer") as one:
        letter = draft_letter(
            one,
            report.id,
            report.facts.measures,
            LetterKind.SUPERVISION,
            Sender("某市纪委监委"),
            hide=lambda words: words.replace("名单", "某单"),
        )
    assert "某单抽取没有记录" in letter.facts.problems[0] and "名单" not in letter.facts.findings
