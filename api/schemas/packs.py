"""Packs and trainings over HTTP and ``--json``."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.packs import PackAsked
from api.schemas.chain import Given
from api.schemas.registers import RecordOut
from kb.education.feedback import Learnt
from kb.education.matching import MATCH_NAMES, Choice, Matched
from kb.education.pack_builder import Built
from kb.education.pack_content import MatchPart, PackContent
from kb.education.pack_facts import (
    PACKS,
    CaseFeedback,
    Edition,
    PackFacts,
    QuizCount,
    TrainingFacts,
)
from kb.education.pack_levels import part_name
from kb.education.redaction.gate import Scan
from kb.education.staleness import CHANGE_NAMES
from kb.education.trainings import Result
from kb.governance.access import Level
from kb.registers.records import LONG, SHORT

_MOST_REFUSED = 50


class PackIn(Given):
    """给谁讲：岗位、职务用语、领域、单位类别至少一样；词条用代码或中文名。"""

    recipient: str = Field(description="接收单位", max_length=SHORT)
    title: str = Field("", description="标题", max_length=SHORT)
    unit: str = Field("", description="登记里的单位编号", max_length=64)
    edition: Edition = Field(Edition.UNIT, description="unit 单位警示教育版，public 社会公开版")
    unit_kind: str = Field("", description="单位类别", max_length=40)
    domains: list[str] = Field(default_factory=list, max_length=5)
    positions: list[str] = Field(default_factory=list, max_length=5)
    posts: list[str] = Field(
        default_factory=list, description="职务用语，如 科室主任", max_length=10
    )
    rank: str = Field("", description="层级", max_length=40)
    theme: str = Field("", description="主题", max_length=SHORT)
    minutes: int = Field(90, description="时长（分钟）", ge=10, le=480)
    k: int = Field(3, description="同类件数下限", ge=1, le=50)
    cases: int | None = Field(None, description="几件案例；不写按时长", ge=1, le=12)
    most_level: Level = Field(Level.INTERNAL, description="最高用到哪一级的案件")
    without: list[str] = Field(default_factory=list, description="不用的案例", max_length=50)

    def asked(self) -> PackAsked:
        """As it is asked of the service."""
        return PackAsked(
            recipient=self.recipient,
            title=self.title,
            unit=self.unit,
            edition=self.edition,
            unit_kind=self.unit_kind,
            domains=tuple(self.domains),
            positions=tuple(self.positions),
            posts=tuple(self.posts),
            rank=self.rank,
            theme=self.theme,
            minutes=self.minutes,
            k=self.k,
            cases=self.cases,
            most=self.most_level,
            without=tuple(self.without),
        )


class PartOut(BaseModel):
    """匹配分的一部分：至多 ``most`` 分，得 ``score`` 分，为什么。"""

    name: str
    score: float
    most: float
    why: str

    @classmethod
    def of(cls, part: MatchPart) -> "PartOut":
        """From a part."""
        return cls(name=part.name, score=part.score, most=part.most, why=part.why)


class MatchedOut(BaseModel):
    """一件案例：``key`` 可写进 ``without``；``refused`` 非空的是被拒绝的原因。"""

    key: str
    title: str
    posts: list[str]
    score: float
    parts: list[PartOut]
    refused: list[str]

    @classmethod
    def of(cls, one: Matched) -> "MatchedOut":
        """From a matched case that the person may read."""
        return cls(
            key=one.case.key,
            title=one.case.title,
            posts=list(one.case.posts),
            score=round(one.score, 4),
            parts=[PartOut.of(part) for part in one.parts],
            refused=list(one.refused),
        )


class ChoiceOut(BaseModel):
    """选中的、还可以用的、被拒绝的（至多 50 件），各按分数。"""

    chosen: list[MatchedOut]
    further: list[MatchedOut]
    refused: list[MatchedOut]

    @classmethod
    def of(cls, choice: Choice) -> "ChoiceOut":
        """From a choice."""
        return cls(
            chosen=[MatchedOut.of(one) for one in choice.chosen],
            further=[MatchedOut.of(one) for one in choice.further[:_MOST_REFUSED]],
            refused=[MatchedOut.of(one) for one in choice.refused[:_MOST_REFUSED]],
        )


class BuiltOut(BaseModel):
    """新的草稿；``dropped`` 是脱敏后仍留有可识别信息而没有收进去的段数。"""

    pack: RecordOut[PackFacts]
    choice: ChoiceOut
    dropped: int

    @classmethod
    def of(cls, built: Built) -> "BuiltOut":
        """From a new pack."""
        return cls(
            pack=RecordOut.of(PACKS, built.pack),
            choice=ChoiceOut.of(built.choice),
            dropped=built.dropped,
        )


class ChangeOfCaseOut(BaseModel):
    """第几件案例（0 是全包的措施），做包以后有什么变化。"""

    case: int
    part: str
    codes: list[str]
    names: list[str]


class ContentOut(BaseModel):
    """脱敏后的内容；``changes`` 非空就需要更新。"""

    id: str
    state: str
    version: int
    content: PackContent
    needs_update: bool
    changes: list[ChangeOfCaseOut]


def changes_out(changes: dict[int, tuple[str, ...]]) -> list[ChangeOfCaseOut]:
    """What has changed, in words."""
    return [
        ChangeOfCaseOut(
            case=number,
            part=part_name(number),
            codes=list(codes),
            names=[CHANGE_NAMES[one] for one in codes],
        )
        for number, codes in sorted(changes.items())
    ]


class HitOut(BaseModel):
    """一处可识别的信息：哪一类、在成品的哪里；内容不显示。"""

    kind: str
    place: str


class ScanOut(BaseModel):
    """一份成品的检查结果。"""

    file: str
    sha256: str
    hits: list[HitOut]
    doubts: list[str]

    @classmethod
    def of(cls, name: str, scan: Scan) -> "ScanOut":
        """From a scan; the values stay out."""
        return cls(
            file=name,
            sha256=scan.digest,
            hits=[HitOut(kind=one.kind.value, place=one.place) for one in scan.hits],
            doubts=list(scan.doubts),
        )


class ReleaseIn(Given):
    """放行：逐份写明看过的成品的 sha256；``cleared`` 是确认不是人名的疑似人名。"""

    digests: dict[str, str] = Field(description="成品名 → sha256", max_length=20)
    cleared: list[str] = Field(default_factory=list, max_length=200)
    level: Level | None = Field(None, description="放行后的级别；降级须写理由")
    reason: str = Field("", description="意见", max_length=LONG)


class QuizCountIn(Given):
    """一道题的作答。"""

    question: int
    answered: int
    correct: int


class CaseFeedbackIn(Given):
    """一件案例的反馈。"""

    case: int
    asked: int
    recognised: int = Field(description="说“像身边的事”的人数")


class TrainingIn(Given):
    """安排一次警示教育。"""

    pack: str = Field(max_length=64)
    held: date = Field(description="日期")
    unit: str = Field("", max_length=64)
    place: str = Field("", max_length=SHORT)
    speaker: str = Field("", max_length=SHORT)
    invited: int = Field(0, ge=0, le=1_000_000)

    def facts(self) -> TrainingFacts:
        """As it is kept."""
        return TrainingFacts(
            pack=self.pack,
            held=self.held,
            unit=self.unit,
            place=self.place,
            speaker=self.speaker,
            invited=self.invited,
        )


class TrainingResultIn(Given):
    """举办的结果。"""

    attended: int = Field(ge=0, le=1_000_000)
    answers: list[QuizCountIn] = Field(default_factory=list, max_length=50)
    feedback: list[CaseFeedbackIn] = Field(default_factory=list, max_length=20)
    remarks: str = Field("", max_length=LONG)

    def result(self) -> Result:
        """As it is kept."""
        return Result(
            self.attended,
            tuple(
                QuizCount(question=one.question, answered=one.answered, correct=one.correct)
                for one in self.answers
            ),
            tuple(
                CaseFeedback(case=one.case, asked=one.asked, recognised=one.recognised)
                for one in self.feedback
            ),
            self.remarks,
        )


class WeightOut(BaseModel):
    """匹配的一项权重：原来多少，反馈之后多少，凭多少件。"""

    name: str
    label: str
    before: float
    after: float
    high: int
    low: int
    lift: float

    @classmethod
    def of(cls, one: Learnt) -> "WeightOut":
        """From a weight as feedback leaves it."""
        return cls(
            name=one.name,
            label=MATCH_NAMES[one.name],
            before=one.before,
            after=round(one.after, 4),
            high=one.high,
            low=one.low,
            lift=round(one.lift, 4),
        )


FileFormat = Literal["docx", "pptx", "html", "zip"]
