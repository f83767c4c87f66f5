"""《案件廉政风险分析报告》 as DOCX: what the screen shows, with a number for every source."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from kb.governance.access import Level, Permission
from kb.official_paper import OfficialPaper
from kb.prevention.report_check import GAPS, MARKS, Examined, Mark, ReportGap, examine
from kb.prevention.report_facts import (
    REPORTS,
    REVIEW_BODIES,
    SECTION_NAMES,
    STANCES,
    ReportFacts,
    ReportSection,
    ReviewBody,
    Stance,
    Statement,
)
from kb.prevention.report_index import SourceIndex
from kb.prevention.report_parts import day_text
from kb.prevention.reports import conflicts
from kb.registers.days import in_china
from kb.registers.records import Kept
from kb.store.governance_tables import AccountRow
from kb.store.registry import Registry

_LEVELS = {
    Level.PUBLIC: "公开",
    Level.INTERNAL: "内部",
    Level.SENSITIVE: "内部·敏感",
    Level.RESTRICTED: "限定知悉",
}
_CHINESE = "一二三四五六七八九十"
_CAUSES = (
    ReportSection.DIRECT,
    ReportSection.DEEPER,
    ReportSection.LOOPHOLES,
    ReportSection.SUPERVISION,
    ReportSection.ROOTS,
)
_PARTS: tuple[tuple[str, tuple[ReportSection, ...]], ...] = (
    ("案件基本情况", (ReportSection.BASIC,)),
    ("案发特点与经过", (ReportSection.FEATURES,)),
    ("原因分析", _CAUSES),
    ("风险点", (ReportSection.CHECKS, ReportSection.RISK_POINTS)),
    ("同类案件与共性规律", (ReportSection.SIMILAR,)),
    ("预防建议", (ReportSection.MEASURES,)),
    ("拟制发文书", (ReportSection.LETTERS,)),
)
_INNER = str.maketrans("“”", "‘’")  # quotation marks within a quotation
_NOTHING = "（没有可用的出处，见“待核实与缺项”。）"


def report_paper(registry: Registry, report_id: str) -> bytes:
    """The report as it stands, audited before it is given.

    Statements are numbered through; 〔n〕 names a row of the index of sources at the end. A
    statement whose anchor is missing or leads nowhere says so, and gaps are listed.
    """
    registry.principal.require(Permission.EXPORT)
    report = registry.get(REPORTS, report_id)
    examined = examine(registry, report)
    registry.audit("report.export", report.id, report.head.level)
    facts = report.facts
    paper = OfficialPaper(facts.title, opening=True)
    paper.marks(
        f"级别：{_LEVELS[report.head.level]}", f"知悉范围：{facts.audience.strip() or '未写明'}"
    )
    paper.title(facts.title)
    if report.state != "approved":
        paper.paragraph(f"（{REPORTS.states[report.state]}，未经审定）", centred=True)
    index = SourceIndex(facts.statements)
    _body(paper, registry, facts, examined, index)
    at = len(_PARTS)
    paper.heading(f"{_CHINESE[at]}、会审意见")
    _review(paper, facts)
    paper.heading(f"{_CHINESE[at + 1]}、待核实与缺项")
    _gaps(paper, examined.gaps)
    _foot(paper, registry, report, index)
    return paper.to_bytes(made=in_china(registry.clock()))


def _foot(
    paper: OfficialPaper, registry: Registry, report: Kept[ReportFacts], index: SourceIndex
) -> None:
    """Who signs, and the annexes."""
    facts = report.facts
    paper.table(
        (),
        [
            (
                "撰写人",
                _person(registry, facts.submitted_by or report.head.created_by),
                "审核人",
                _person(registry, facts.approved_by),
            ),
            ("送审日期", _day(facts.submitted), "形成日期", _day(facts.approved)),
        ],
        widths=(2, 4, 2, 4),
    )
    paper.new_page()
    paper.heading("附件1  证据索引")
    paper.table(("号", "出处", "原文或记录"), index.rows(registry), widths=(1, 5, 8))
    paper.heading("附件2  法规依据")
    for number, one in enumerate(facts.legal_basis, start=1):
        paper.paragraph(f"{number}. {one}")
    if not facts.legal_basis:
        paper.paragraph("措施没有写明依据。")


def _body(
    paper: OfficialPaper,
    registry: Registry,
    facts: ReportFacts,
    examined: Examined,
    index: SourceIndex,
) -> None:
    numbered = list(enumerate(facts.statements))
    for at, (name, sections) in enumerate(_PARTS):
        paper.heading(f"{_CHINESE[at]}、{name}")
        for place, section in enumerate(sections):
            if len(sections) > 1:
                paper.subheading(f"（{_CHINESE[place]}）{SECTION_NAMES[section]}")
            told = [(i, one) for i, one in numbered if one.section is section]
            for i, one in told:
                paper.paragraph(f"{i + 1}. {_sentence(registry, one, examined.marks[i], index)}")
            if not told:
                paper.paragraph(_NOTHING)


def _sentence(registry: Registry, one: Statement, mark: Mark, index: SourceIndex) -> str:
    name = f"【{registry.taxonomy.label(one.term)}】" if one.term else ""
    notes = [one.note] if one.note else []
    if mark in (Mark.UNANCHORED, Mark.BROKEN):
        notes.append(MARKS[mark])
    aside = f"（{'；'.join(notes)}）" if notes else ""
    text = f"“{one.text.translate(_INNER)}”" if mark is Mark.QUOTED else one.text
    return f"{name}{text}{aside}{index.of(one)}"


def _review(paper: OfficialPaper, facts: ReportFacts) -> None:
    for body in ReviewBody:
        said = [one for one in facts.opinions if one.body is body]
        if not said:
            paper.paragraph(f"{REVIEW_BODIES[body]}：尚未会审。")
            continue
        against = [one for one in said if one.stance is Stance.DISAGREE]
        words = "；".join(
            f"对“{SECTION_NAMES[one.section]}”{STANCES[one.stance]}：{one.text}" for one in against
        )
        paper.paragraph(f"{REVIEW_BODIES[body]}（{said[0].by}）：{words or '各部分均同意'}。")
    resolved = {one.section: one for one in facts.resolutions}
    for section in conflicts(facts.opinions):
        done = resolved.get(section)
        told = f"由{done.by}处理：{done.text}" if done else "尚未处理"
        paper.paragraph(f"分歧：“{SECTION_NAMES[section]}”，{told}。")


def _gaps(paper: OfficialPaper, gaps: Sequence[ReportGap]) -> None:
    for number, one in enumerate(gaps, start=1):
        records = [record for record in one.records if not record.startswith("case-")]
        where = "、".join([*(f"第 {at} 句" for at in one.statements[:10]), *records[:5]])
        blocks = "（不补正不能审定）" if one.blocking else ""
        paper.paragraph(f"{number}. {GAPS[one.code]}{f'：{where}' if where else ''}{blocks}。")
    if not gaps:
        paper.paragraph("无。")


def _person(registry: Registry, account: str) -> str:
    """By name; an account that is not kept here (本机) by what it calls itself, else its id."""
    if account == registry.principal.account:
        return registry.principal.name
    query = select(AccountRow.display_name).where(AccountRow.id == account)
    return registry.session.scalar(query) or account


def _day(day: date | None) -> str:
    return day_text(day) if day else ""
