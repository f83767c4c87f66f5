"""Risk analysis reports and the check-up of letters over HTTP."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.chain import Given
from api.schemas.registers import RecordOut
from kb.prevention.ledger_facts import LetterFacts, LetterKind
from kb.prevention.letter_draft import Sender
from kb.prevention.letter_lint import Finding, Linted
from kb.prevention.report_check import GAPS, MARKS, Examined, Mark, ReportGap
from kb.prevention.report_facts import SECTION_NAMES, ReportFacts, ReportSection, ReviewBody, Stance
from kb.prevention.reports import conflicts
from kb.registers.records import LONG, Kept


class OpinionIn(Given):
    """对一部分的意见；不同意须写明理由。"""

    section: ReportSection
    stance: Stance
    text: str = Field("", description="意见", max_length=LONG)


class ReviewIn(Given):
    """一家机关的会审意见；没有列出的部分视为同意。"""

    body: ReviewBody = Field(description="discipline 纪检监察机关，procuratorate 检察机关")
    opinions: list[OpinionIn] = Field(default=[], max_length=12)

    def said(self) -> dict[ReportSection, tuple[Stance, str]]:
        """By section."""
        return {one.section: (one.stance, one.text) for one in self.opinions}


class ConflictIn(Given):
    """分歧怎么定。"""

    section: ReportSection
    reason: str = Field(description="处理意见", max_length=LONG)


class LetterDraftIn(Given):
    """由报告与选定的措施拟一份建议书。"""

    kind: LetterKind
    measures: list[str] = Field(description="措施的编号", max_length=50)
    body: str = Field(description="发出机关", max_length=200)
    mark: str = Field("", description="机关代字中的地名", max_length=20)
    contact: str = Field("", description="联系人与电话", max_length=200)

    def sender(self) -> Sender:
        """Who would send it."""
        return Sender(self.body, self.mark, self.contact)


class MarkOut(BaseModel):
    """一句话与它的出处。"""

    number: int
    mark: Mark
    name: str


class GapOut(BaseModel):
    """缺什么；``blocking`` 为真的，不补正不能审定。"""

    code: str
    name: str
    blocking: bool
    statements: list[int]
    records: list[str]

    @classmethod
    def of(cls, gap: ReportGap) -> "GapOut":
        """From a gap."""
        return cls(
            code=gap.code,
            name=GAPS[gap.code],
            blocking=gap.blocking,
            statements=list(gap.statements),
            records=list(gap.records),
        )


class ConflictOut(BaseModel):
    """两家意见不同的一部分；``resolved_by`` 为空的尚未处理。"""

    section: ReportSection
    name: str
    resolved_by: str
    resolution: str


class ExaminedOut(BaseModel):
    """报告的体检：每句的出处、缺项、会审分歧。"""

    version: int
    marks: list[MarkOut]
    gaps: list[GapOut]
    conflicts: list[ConflictOut]

    @classmethod
    def of(cls, report: Kept[ReportFacts], examined: Examined) -> "ExaminedOut":
        """From a report as it stands."""
        done = {one.section: one for one in report.facts.resolutions}
        return cls(
            version=report.head.version,
            marks=[
                MarkOut(number=at, mark=one, name=MARKS[one])
                for at, one in enumerate(examined.marks, start=1)
            ],
            gaps=[GapOut.of(one) for one in examined.gaps],
            conflicts=[
                ConflictOut(
                    section=one,
                    name=SECTION_NAMES[one],
                    resolved_by=done[one].by if one in done else "",
                    resolution=done[one].text if one in done else "",
                )
                for one in conflicts(report.facts.opinions)
            ],
        )


class FindingOut(BaseModel):
    """体检出的一处毛病：哪个字段、第几条（从 1 起，0 为整个）、哪几个字。"""

    code: str
    text: str
    severity: Literal["error", "warning"]
    cost: int
    field: str
    index: int
    start: int | None
    end: int | None

    @classmethod
    def of(cls, found: Finding) -> "FindingOut":
        """From a finding."""
        return cls(
            code=found.code,
            text=found.text,
            severity=found.rule.severity.value,
            cost=found.rule.cost,
            field=found.field,
            index=found.index,
            start=found.span.start if found.span else None,
            end=found.span.end if found.span else None,
        )


class LintOut(BaseModel):
    """建议书体检：``score`` 为 100 减去各处扣分，显示在正文旁边。"""

    model_config = ConfigDict(frozen=True)

    letter: RecordOut[LetterFacts]
    score: int
    findings: list[FindingOut]

    @classmethod
    def of(cls, letter: RecordOut[LetterFacts], linted: Linted) -> "LintOut":
        """From a check-up."""
        return cls(
            letter=letter,
            score=linted.score,
            findings=[FindingOut.of(one) for one in linted.findings],
        )
