"""Words that every format of a pack shares: what cases, kinds and answers are called."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kb.education.pack_content import (
    PackContent,
    PackSource,
    Passage,
    QuestionKind,
    QuizQuestion,
    TaughtCase,
    Teaching,
    TeachingSection,
)

QUESTION_NAMES: Mapping[QuestionKind, str] = MappingProxyType(
    {
        QuestionKind.SINGLE: "单选",
        QuestionKind.MULTIPLE: "多选",
        QuestionKind.JUDGEMENT: "判断",
    }
)
UNCHECKED = "机器标注，未经人核对"
_DIGITS = "零一二三四五六七八九"
_SHOWN_DIGEST = 12
_BLANKS = re.compile(r"[ \t\r\f\v\n]+")


def clean(words: str) -> str:
    """On one line, without control characters, which neither XML nor a table cell can hold."""
    kept = "".join(one if one.isprintable() or one == "　" else " " for one in words)
    return _BLANKS.sub(" ", kept).strip(" ")


def unchecked_of(passage: Passage) -> str:
    """What stands beside a label that nobody confirmed; empty beside any other."""
    return UNCHECKED if passage.term and passage.proposed else ""


def counted(number: int) -> str:
    """``12`` → 十二, up to 99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def case_name(case: TaughtCase) -> str:
    """``案例一``."""
    return f"案例{counted(case.number)}"


def letter(index: int) -> str:
    """The letter of an option: 0 → A."""
    return chr(ord("A") + index)


def options_of(question: QuizQuestion) -> tuple[str, ...]:
    """``A. 正确``."""
    return tuple(f"{letter(i)}. {clean(one)}" for i, one in enumerate(question.options))


def answer_of(question: QuizQuestion) -> str:
    """``B`` or ``A、C``; a judgement is answered in its own word."""
    if question.kind is QuestionKind.JUDGEMENT:
        return "、".join(clean(question.options[one]) for one in question.answers)
    return "、".join(letter(one) for one in question.answers)


def told(case: TaughtCase) -> tuple[TeachingSection, ...]:
    """The sections of a case in the order in which they are taught."""
    order = list(Teaching)
    return tuple(sorted(case.sections, key=lambda one: order.index(one.kind)))


def facts_of(content: PackContent) -> tuple[tuple[str, str], ...]:
    """What the first page says of the pack."""
    return (
        ("适用对象", clean(content.audience)),
        ("主题", clean(content.theme)),
        ("版本", clean(content.edition)),
        ("时长", f"{content.minutes}分钟"),
        ("案例", f"{len(content.cases)}件"),
    )


def match_of(case: TaughtCase) -> str:
    """``0.88（满分 1.00）``: the sum of the parts beside the most that it can be."""
    return f"{case.score:.2f}（满分 {sum(one.most for one in case.match):.2f}）"


def kinds_of(marks: Sequence[str], sources: Sequence[PackSource]) -> str:
    """``S1 判决书，S2 忏悔书``: what stands behind the marks of a passage."""
    kinds = {one.mark: one.kind for one in sources}
    return "，".join(f"{one} {clean(kinds.get(one, ''))}".strip() for one in marks)


def short_digest(source: PackSource) -> str:
    """Enough of the digest to compare by eye; the whole stands in the list of the archive."""
    return source.digest[:_SHOWN_DIGEST]
