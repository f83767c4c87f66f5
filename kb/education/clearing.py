"""Which cases may be taught: concluded, convicted, of adults, not above the level of the pack.

What is doubtful is refused: a person who was not convicted is nobody's warning.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from kb.education.case_standing import Standing
from kb.education.taught_papers import JUDGMENTS, TELLING, TaughtPaper
from kb.governance.access import Level
from kb.prevention.report_words import flat


class Refusal(StrEnum):
    """Why a case may not be taught."""

    PENDING = "pending"
    WITHDRAWN = "withdrawn"
    DOUBTFUL = "doubtful"
    ACQUITTED = "acquitted"
    MINOR = "minor"
    LEVEL = "level"
    MARKED = "marked"
    UNTOLD = "untold"
    NO_OFFICIAL = "no_official"
    NOT_DUTY = "not_duty"


REFUSALS: Mapping[Refusal, str] = MappingProxyType(
    {
        Refusal.PENDING: "尚未审结（没有生效的处理文书，或登记仍在调查）",
        Refusal.WITHDRAWN: "已撤案",
        Refusal.DOUBTFUL: "不起诉（证据不足、没有犯罪事实或情节显著轻微）",
        Refusal.ACQUITTED: "宣告无罪，或发回重审",
        Refusal.MINOR: "涉及未成年人",
        Refusal.LEVEL: "级别高于本包",
        Refusal.MARKED: "有密级标志",
        Refusal.UNTOLD: "没有可讲的文书（判决、通报、剖析、忏悔、典型案例），或没有写明做了什么",
        Refusal.NO_OFFICIAL: "当事人没有公职（如单纯行贿人），对象认不出自己",
        Refusal.NOT_DUTY: "不是职务违纪违法（如酒驾、体罚）",
    }
)
_MINOR = re.compile(
    r"(?<!对其中)(?:不满|未满)(?:十[二四六八]|1[2468])周?岁|未成年(?:被害|被告|犯罪嫌疑|受害|女|学生被)"
    r"|(?:系|为|名|的)未成年人(?!子女|保护)|(?<![\d小大长差])1[0-7]周?岁"
    r"|(?<![一二三四五六七八九小大长差])十[一二三四五六七]周?岁|幼女|强奸|猥亵|性侵"
)
_MARKED = re.compile(r"(?:绝密|机密|秘密)[★☆]|^(?:绝密|机密|秘密)$", re.M)
# a notice or guiding case that tells of an acquittal, unless it was set aside
_ACQUITTED = re.compile(r"(?:宣告|判决|判处|改判)[^。；]{0,16}无罪(?!辩|的意见|的辩)")
_SET_ASIDE = re.compile(r"撤销[^。]{0,40}(?:判决|裁定)|改判[^。；]{0,20}(?:有罪|犯|徒刑|拘役)")
_DUTY = re.compile(
    r"职务|职权|收受|公款|公物|公车|违规(?:发放|接受|借用|收|操办|兼职|经商|审批)|套取|侵占|挪用|虚报|冒领"
    r"|索要|索取|礼金|礼品|小金库|玩忽|徇私|截留|私分|优亲厚友|失职"
)
_ADULT = 18


def refusals(
    told: Sequence[TaughtPaper],
    analysing: Sequence[TaughtPaper] = (),
    *,
    standing: Standing,
    level: Level,
    most: Level,
) -> tuple[Refusal, ...]:
    """Every reason against teaching a case.

    ``told`` are the stories that would be told, ``analysing`` papers quoted besides; ``standing``
    is of the whole case, papers that the person may not read among them.
    """
    found = _reasons(told, analysing, standing=standing, level=level, most=most)
    return tuple(dict.fromkeys(found))


def _reasons(
    told: Sequence[TaughtPaper],
    analysing: Sequence[TaughtPaper],
    *,
    standing: Standing,
    level: Level,
    most: Level,
) -> Iterator[Refusal]:
    if level > most:
        yield Refusal.LEVEL
    if standing.state == "withdrawn":
        yield Refusal.WITHDRAWN
    if standing.pending:
        yield Refusal.PENDING
    if standing.doubtful:
        yield Refusal.DOUBTFUL
    if standing.acquitted or any(_acquits(one) for one in told):
        yield Refusal.ACQUITTED
    if not any(one.kind in TELLING for one in told):
        yield Refusal.UNTOLD
    elif not any(_DUTY.search(flat(one.window.of(one.text))) for one in told):
        yield Refusal.NOT_DUTY
    for one in (*told, *analysing):
        if _MINOR.search(flat(one.window.of(one.text))) or _is_young(one):
            yield Refusal.MINOR
        if _MARKED.search(one.text[:200]):
            yield Refusal.MARKED


def _acquits(one: TaughtPaper) -> bool:
    """Of papers that are no judgment: the judgments' own rulings are part of the standing."""
    words = flat(one.window.of(one.text))
    told = one.kind not in JUDGMENTS and _ACQUITTED.search(words)
    return bool(told) and not _SET_ASIDE.search(words)


def _is_young(one: TaughtPaper) -> bool:
    """Whether somebody of the story was a minor when the acts began."""
    began = one.tagged.time_span.start[:4] if one.tagged.time_span else ""
    if not began.isdecimal():
        return False
    return any(p.birth_year and int(began) - p.birth_year < _ADULT for p in one.parties)
