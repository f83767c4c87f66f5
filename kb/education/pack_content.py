"""What a pack says: cases cut into teaching sections, comparison, charts, quiz, notes, measures.

This is what exporters write and what the release gate reads: already redacted, every passage with
the marks (``S3``) of its sources. It holds no id, name or title of a source document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Teaching(StrEnum):
    """The sections of a case as it is taught, in the order of the page."""

    SUMMARY = "summary"
    MEANS = "means"
    TURNING = "turning"
    ROOTS = "roots"
    CONFESSION = "confession"
    LOOPHOLES = "loopholes"
    CONSEQUENCES = "consequences"
    WARNING = "warning"
    BOUNDARIES = "boundaries"
    DISCUSSION = "discussion"


TEACHING_NAMES: Mapping[Teaching, str] = MappingProxyType(
    {
        Teaching.SUMMARY: "案情简介",
        Teaching.MEANS: "手段",
        Teaching.TURNING: "转折点",
        Teaching.ROOTS: "思想根源",
        Teaching.CONFESSION: "本人自述",
        Teaching.LOOPHOLES: "制度漏洞",
        Teaching.CONSEQUENCES: "后果",
        Teaching.WARNING: "警示",
        Teaching.BOUNDARIES: "行为边界",
        Teaching.DISCUSSION: "讨论题",
    }
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or paragraph with the marks of its sources; ``term`` is its label, if any.

    ``proposed``: a machine proposed the label, and nobody confirmed it.
    """

    text: str
    sources: tuple[str, ...] = ()
    term: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class TeachingSection:
    """One section of a case; ``missing`` says why it is empty where no source has it."""

    kind: Teaching
    passages: tuple[Passage, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class MatchPart:
    """A part of why the case fits the audience: 领域 0.30 of at most 0.30, and in words why."""

    name: str
    score: float
    most: float
    why: str


@dataclass(frozen=True, slots=True)
class TaughtCase:
    """A case of the pack. ``title`` is a description such as 某县住建局负责人收受工程款案."""

    number: int
    title: str
    match: tuple[MatchPart, ...]
    sections: tuple[TeachingSection, ...]

    @property
    def score(self) -> float:
        """The visible sum of its parts."""
        return sum(one.score for one in self.match)


class QuestionKind(StrEnum):
    """单选、多选、判断."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """``answers`` are indices into ``options``; a judgement's options are 正确 and 错误."""

    kind: QuestionKind
    stem: str
    options: tuple[str, ...]
    answers: tuple[int, ...]
    explanation: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """Cases side by side: the first column names what is compared, one column a case."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CountChart:
    """Counts over the cases of the pack; ``unit`` such as 件; never fewer than two bars."""

    title: str
    unit: str
    bars: tuple[tuple[str, int], ...]
    note: str


@dataclass(frozen=True, slots=True)
class FacilitatorStep:
    """A step of the session: from which minute, how long, what to do and say."""

    start: int
    minutes: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TaughtMeasure:
    """A measure that the audience's own posts can take, with its grade in words."""

    label: str
    text: str
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackSource:
    """A mark and what stands behind it, without identity: 判决书, a keyed digest of the words."""

    mark: str
    kind: str
    digest: str


@dataclass(frozen=True, slots=True)
class PackContent:
    """A whole pack, ready to be written in any format."""

    title: str
    recipient: str
    audience: str
    theme: str
    edition: str
    minutes: int
    made: date
    cases: tuple[TaughtCase, ...]
    comparison: ComparedTable
    charts: tuple[CountChart, ...]
    quiz: tuple[QuizQuestion, ...]
    steps: tuple[FacilitatorStep, ...]
    measures: tuple[TaughtMeasure, ...]
    sources: tuple[PackSource, ...]
    declaration: str
