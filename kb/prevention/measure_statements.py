"""A statement of a measure: one sentence of a paper, its kind, and how much its source says."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from kb.model import CaseId, DocumentId, DocumentKind, Mention, SectionKind, Span
from kb.parts import PARTS
from kb.prevention.measure_terms import term_in_words

MEASURE_SECTIONS = PARTS["措施"]
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
# a line of a PDF that breaks off within a sentence; headings and rows of tables are shorter, or
# bear tabs, and a new point begins with its number
_BROKEN = re.compile(
    r"(?<=[^。！？；：:\n\t]{24}[^。！？；：:\n\t])\n(?=[^\n\t]*[^\n\t])"
    r"(?![\s　]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]))"
)
_GLUE = "\x00"  # one sign for one, so that spans hold
_LEAST = 12
# what stands among measures and is none: 以上建议请在收到之日起三十日内书面回复
_NO_MEASURE = re.compile(
    r"[：:]$|(?:书面)?(?:回复|答复|反馈|函复|报送)(?:我院|本院|我委|本委|我室|有关)"
    r"|请[^。]{0,40}(?:书面回复|书面答复|函复|回复我|报我)|特此(?:报告|函复|建议)|提出(?:如下|以下)"
    r"|书面回复|提出异议|持有异议|^联系人"
    r"|\t[\d.,]+[%％件个人元天]?(?:\t|$)"  # a row of figures: 磅房自动采集率 25% 100%
)
# without a label, what stands in a part of measures must say that something is to be done
_ACTION = re.compile(
    r"建立|健全|完善|制定|修订|出台|印发|实行|实施|推行|推进|开展|落实|严格|规范|加强|强化|明确|公开|公示"
    r"|清理|清查|核查|排查|抽查|检查|审计|比对|核对|对账|轮岗|回避|分离|分设|分办|分管|收回|取消|撤销"
    r"|停用|关闭|上线|升级|留痕|限制|禁止|不得|必须|应当|统一|纳入|接入|共享|培训|教育|谈话|约谈|追缴"
    r"|追回|问责|通报|举报|考核|评估|引入|委托|随机|录像|备案|授权|锁定|双人|三方|细化|压缩|调整|调离"
    r"|设立|成立|增设|复核|同步|盘点|登记|签字|会签|论证|验收|暂停|整治|复测|回访"
)
# 提高政治站位、强化责任担当: nothing that could be checked
_HOLLOW = re.compile(
    r"(?:高度重视|提高(?:政治)?站位|提高思想认识|统一思想|举一反三|引以为戒|深刻(?:吸取|汲取)教训"
    r"|加强组织领导|切实增强|思想上高度)"
)


class Typed(StrEnum):
    """By what a statement has its kind."""

    LABEL = "label"
    WORDS = "words"
    NONE = ""


class SourceLevel(IntEnum):
    """How much a source says of a measure: what was done says more than what was proposed."""

    VOCABULARY = 0
    PROPOSED = 1  # analysis, plans, tales of guiding cases
    SUGGESTED = 2  # a letter of an organ
    DONE = 3  # a rectification report says it was done
    DONE_WITH_NUMBER = 4  # and bears the number of the paper


LETTERS = frozenset(
    {
        DocumentKind.SUPERVISION_SUGGESTION,
        DocumentKind.PROCURATORIAL_SUGGESTION,
        DocumentKind.JUDICIAL_SUGGESTION,
    }
)
_NUMBERED = re.compile(r"〔\d{4}〕")


@dataclass(frozen=True, slots=True)
class Details:
    """What a statement says of itself; spans count within the statement's own words."""

    owner: Mention | None = None
    deadline: Mention | None = None
    rhythm: Mention | None = None
    numbers: tuple[Mention, ...] = ()
    rules: tuple[Mention, ...] = ()
    laws: tuple[Mention, ...] = ()


ReadDetails = Callable[[str], Details]


@dataclass(frozen=True, slots=True)
class Statement:
    """A measure as one sentence of a paper states it; ``terms`` are ids of the layer measures."""

    document_id: DocumentId
    case_id: CaseId
    kind: DocumentKind
    section: str
    span: Span
    text: str
    terms: tuple[str, ...] = ()
    typed: Typed = Typed.NONE
    hollow: bool = False

    @property
    def level(self) -> SourceLevel:
        """How much its source says."""
        if self.section in (SectionKind.RECTIFICATION, SectionKind.RESULTS):
            numbered = _NUMBERED.search(self.text)
            return SourceLevel.DONE_WITH_NUMBER if numbered else SourceLevel.DONE
        if self.kind in LETTERS and self.section == SectionKind.SUGGESTIONS:
            return SourceLevel.SUGGESTED
        return SourceLevel.PROPOSED


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a paper whose sentences are looked at; ``lists`` measures by its section."""

    document_id: DocumentId
    case_id: CaseId
    kind: DocumentKind
    section: str
    start: int
    text: str

    @property
    def lists(self) -> bool:
        return self.section in MEASURE_SECTIONS and self.kind is not DocumentKind.REGULATION


def statements(part: Part, marks: Iterable[tuple[Span, str]]) -> Iterator[Statement]:
    """The statements of a part; ``marks`` are the standing labels of measures with their terms."""
    for found in _SENTENCE.finditer(_BROKEN.sub(_GLUE, part.text)):
        words = found.group().strip()
        start = found.start() + found.group().index(words) if words else 0
        if len(words) < _LEAST or _NO_MEASURE.search(words):
            continue
        span = Span(part.start + start, part.start + start + len(words))
        words = part.text[start : start + len(words)]
        terms = tuple(dict.fromkeys(term for mark, term in marks if span.covers(mark)))
        if not (terms or (part.lists and _ACTION.search(words))):
            continue
        typed = Typed.LABEL if terms else Typed.NONE
        if not terms and (told := term_in_words(words)):
            terms, typed = (told,), Typed.WORDS
        yield Statement(
            part.document_id,
            part.case_id,
            part.kind,
            part.section,
            span,
            words,
            terms,
            typed,
            hollow=bool(_HOLLOW.search(words)),
        )
