"""Which cases may be taught: concluded, convicted, of adults, not above the level of the pack.

What is doubtful is refused: a person who was not convicted is nobody's warning.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from kb.education.taught_papers import JUDGMENTS, TELLING, TaughtPaper
from kb.governance.access import Level
from kb.model import DocumentKind, SectionKind
from kb.prevention.report_words import PaperWords, flat


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
# papers that settle nothing
OPEN = frozenset(
    {
        DocumentKind.INVESTIGATION_NOTICE,
        DocumentKind.INDICTMENT,
        DocumentKind.CLUE_RECORD,
        DocumentKind.NON_PROSECUTION,
    }
)
_MINOR = re.compile(
    r"(?<!对其中)(?:不满|未满)(?:十[二四六八]|1[2468])周?岁|未成年(?:被害|被告|犯罪嫌疑|受害|女|学生被)"
    r"|幼女|强奸|猥亵|性侵"
)
_MARKED = re.compile(r"(?:绝密|机密|秘密)[★☆]|^(?:绝密|机密|秘密)$", re.M)
_ACQUITTED = re.compile(
    r"(?:宣告|判决|判处)?[^。；]{0,20}无罪(?!辩|的意见|的辩)|发回[^。]{0,20}重[新审]"
)
_DUTY = re.compile(
    r"职务|职权|收受|公款|公物|公车|违规(?:发放|接受|借用|收|操办|兼职|经商|审批)|套取|侵占|挪用|虚报|冒领"
    r"|索要|索取|礼金|礼品|小金库|玩忽|徇私|截留|私分|优亲厚友|失职"
)
_SLIGHT = re.compile(r"犯罪情节轻微|第一百七十七条第二款")
_DOUBT = re.compile(r"证据不足|事实不清|没有犯罪事实|情节显著轻微|不构成犯罪|不认为是犯罪|存疑")
_ADULT = 18


def refusals(
    papers: Sequence[PaperWords],
    told: Sequence[TaughtPaper],
    *,
    state: str,
    level: Level,
    most: Level,
) -> tuple[Refusal, ...]:
    """Every reason against teaching a case; ``state`` of its record, empty where it has none.

    ``papers`` are all that can be read of the case, ``told`` the stories that would be told.
    """
    return tuple(dict.fromkeys(_reasons(papers, told, state=state, level=level, most=most)))


def _reasons(
    papers: Sequence[PaperWords],
    told: Sequence[TaughtPaper],
    *,
    state: str,
    level: Level,
    most: Level,
) -> Iterator[Refusal]:
    if level > most:
        yield Refusal.LEVEL
    if state == "withdrawn":
        yield Refusal.WITHDRAWN
    kinds = {one.tagged.kind for one in papers}
    settled = any(one.kind in TELLING for one in told)
    if state == "investigation" or (not settled and kinds & OPEN):
        yield Refusal.PENDING
    if not settled:
        yield Refusal.UNTOLD
    elif not any(_DUTY.search(flat(one.window.of(one.text))) for one in told):
        yield Refusal.NOT_DUTY
    for paper in papers:
        if paper.tagged.kind is DocumentKind.NON_PROSECUTION and _doubtful(paper):
            yield Refusal.DOUBTFUL
        if paper.tagged.kind in JUDGMENTS and _ACQUITTED.search(_part(paper, SectionKind.RULING)):
            yield Refusal.ACQUITTED
    for one in told:
        words = one.window.of(one.text)
        if _MINOR.search(flat(words)) or _is_young(one):
            yield Refusal.MINOR
        if _MARKED.search(one.text[:200]):
            yield Refusal.MARKED


def _doubtful(paper: PaperWords) -> bool:
    """Whatever is not plainly 相对不起诉 is doubtful, and that too where doubt is spoken of."""
    text = paper.tagged.document.text
    return bool(_DOUBT.search(text)) or not _SLIGHT.search(text)


def _part(paper: PaperWords, kind: SectionKind) -> str:
    text = paper.tagged.document.text
    return "\n".join(one.span.of(text) for one in paper.tagged.sections if one.kind is kind)


def _is_young(one: TaughtPaper) -> bool:
    """Whether somebody of the story was a minor when the acts began."""
    began = one.tagged.time_span.start[:4] if one.tagged.time_span else ""
    if not began.isdecimal():
        return False
    return any(p.birth_year and int(began) - p.birth_year < _ADULT for p in one.parties)
