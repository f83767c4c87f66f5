"""Circumstances of sentencing (自首, 退赃, 从犯 …) as a document finds them, with their clauses.

A court's own reasons are read, not what counsel submits; a bulletin, a report or the text of a new
case is read throughout. ``被告人主动投案，如实供述，系自首`` gives ``voluntary_surrender``;
``不构成自首`` and ``辩护人提出有立功情节，经查不能成立`` give nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.model import CaseTag, DocumentKind, Section, Span
from nlp import zones

_CUES = {
    term: re.compile(pattern)
    for term, pattern in (
        # 系自首 ／ 以自首论 ／ 主动投案
        (
            "voluntary_surrender",
            r"自首(?!的(?:本质|认定|条件|规定))|(?:主动|自动)(?:到[^，]{2,16})?投案",
        ),
        # 有立功表现, but not 提供的立功线索
        ("meritorious", r"立功(?!线索|受奖)"),
        # 系坦白 ／ 归案后如实供述自己的罪行
        ("confession_truth", r"坦白|如实(?:供述|交代|交待|供认)"),
        ("plea_guilty", r"认罪认罚"),
        # 全额退赃 ／ 退缴大部分赃款 ／ 赃款已全部退出
        (
            "return_assets",
            r"退[赃缴赔]|(?:退[出还交清]|上缴)[^，]{0,8}(?:赃款|赃物|所得|受贿款|公款)"
            r"|(?:赃款|违法所得)[^，]{0,6}(?:退[出还清交回]|上缴)",
        ),
        # 系主犯 ／ 起主要作用, but not 不区分主从犯
        ("principal", r"主犯(?!、?从犯)|起(?:了|到)?主要作用"),
        ("accessory", r"(?<![主、])从犯(?![意罪])|(?:次要|辅助)作用"),
        ("recidivist", r"累犯"),
        # 有索贿行为 ／ 主动向某公司索要, but not the formula 索取或者非法收受他人财物
        ("solicit", r"索贿|(?<!未)向[^，]{1,16}索[要取]"),
    )
}
_SENTENCES = re.compile(r"[^。；\n]+")
# 《关于处理自首和立功……的解释》, the words of a law in quotes, 第六十七条（自首）
_CITED = re.compile(
    r"《[^》]*》|[\[［【（(][^\]］】）)]*[\]］】）)]|“[^”]{8,}(?:”|$)|^[^“]{8,}”(?=[^“]*(?:“|$))"
)
# 辩护人提出…… ／ 是否构成自首 ／ 系自首的意见
_CLAIMED = re.compile(
    r"辩护人|辩护意见|辩称|辩解(?:其|称|自己|意见)|提出(?!辩解|上诉)|所提|诉称"
    r"|上诉(?:理由|称|认为)|如果|如系|假如"
)
_CLAIM_FOLLOWS = re.compile(r"^[^，]{0,12}(?:意见|观点|理由|主张)")
_QUESTION = re.compile(r"是否|能否|问题$|情形之一")
_ACCEPTED = re.compile(r"予以采[纳信]|(?<!不)(?:可以|应予|应当)?采[纳信]|予以支持|意见成立")
_REJECTED = re.compile(
    r"(?:不予|不能|未能|尚未|难以|没有|无法|不应|不足以|无从)[^，。]{0,8}"
    r"(?:成立|采[纳信]|认定|支持|查证|查实|证实|证明)|不成立|不属实|不[相]?符"
)
# 不构成 ／ 未能 ／ 没有, unless it is 尚未被掌握的 or 不仅
_DENIED = re.compile(
    r"(?:不(?![仅但同论管得断])|未(?![经被归到掌]|能?掌握)|无(?!异议)|没有?|并?非(?!法)|拒|否认)"
    r"[^，]{0,9}$|不(?:能|应|宜|予|足以)?(?:认定|构成|属于|成立)[^，]*$"
)
_ORDERED = re.compile(r"(?:责令|判令|追缴或者?|继续)[^，]{0,12}$")
_COURT = frozenset(
    {
        DocumentKind.JUDGMENT_FIRST_INSTANCE,
        DocumentKind.JUDGMENT_SECOND_INSTANCE,
        DocumentKind.INDICTMENT,
        DocumentKind.NON_PROSECUTION,
    }
)
_TELLING = frozenset(
    {
        DocumentKind.DISCIPLINE_BULLETIN,
        DocumentKind.CASE_ANALYSIS,
        DocumentKind.GUIDING_CASE,
        DocumentKind.UNKNOWN,
    }
)
_MOST_EVIDENCE = 5


def circumstance_tags(
    text: str, kind: DocumentKind, sections: Sequence[Section]
) -> tuple[CaseTag, ...]:
    """What the document finds, each with the clauses that say so; nothing for other kinds."""
    found: dict[str, list[Span]] = defaultdict(list)
    for zone in _zones(text, kind, sections):
        for sentence in _SENTENCES.finditer(text, zone.start, zone.end):
            for term, span in _asserted(sentence.group(), sentence.start()):
                found[term].append(span)
    sureness = 0.9 if kind in _COURT else 0.75
    return tuple(
        CaseTag("circumstance", term, sureness, tuple(dict.fromkeys(found[term]))[:_MOST_EVIDENCE])
        for term in _CUES
        if found[term]
    )


def _zones(text: str, kind: DocumentKind, sections: Sequence[Section]) -> Sequence[Span]:
    own = zones.opinion(text, sections) if kind not in _TELLING - {DocumentKind.UNKNOWN} else ()
    if own or kind in _COURT:
        return own
    return (Span(0, len(text)),) if kind in _TELLING else ()


def _asserted(sentence: str, offset: int) -> Iterator[tuple[str, Span]]:
    words = _CITED.sub(lambda match: "　" * len(match.group()), sentence)
    denied = {term for term, cue in _CUES.items() if _denies(words, cue)}
    held = [
        (term, hit)
        for term, cue in _CUES.items()
        if term not in denied
        for hit in cue.finditer(words)
        if _stands(words, hit)
    ]
    surrendered = any(term == "voluntary_surrender" for term, _ in held)
    for term, hit in held:
        # telling the truth is part of 自首; beside it only 坦白 says more
        if term == "confession_truth" and surrendered and hit.group() != "坦白":
            continue
        yield term, _clause(words, hit, offset)


def _denies(words: str, cue: re.Pattern[str]) -> bool:
    return any(_DENIED.search(_clause_before(words, hit.start())) for hit in cue.finditer(words))


def _stands(words: str, hit: re.Match[str]) -> bool:
    before, after = words[: hit.start()], words[hit.end() :]
    ours = _clause_before(words, hit.start())
    if _ORDERED.search(ours) or _QUESTION.search(ours + hit.group() + after.partition("，")[0]):
        return False
    if _CLAIMED.search(before) or _CLAIM_FOLLOWS.search(after):
        return bool(_ACCEPTED.search(after)) and not _REJECTED.search(after)
    return not _REJECTED.search("，".join(after.split("，")[:2]))


def _clause_before(words: str, end: int) -> str:
    return words[words.rfind("，", 0, end) + 1 : end]


def _clause(words: str, hit: re.Match[str], offset: int) -> Span:
    start = words.rfind("，", 0, hit.start()) + 1
    end = words.find("，", hit.end())
    end = end if end >= 0 else len(words)
    inside = words[start:end]
    start += len(inside) - len(inside.lstrip())
    return Span(offset + start, offset + start + len(inside.strip()))
