"""The last parts of a judgment: the law applied, the ruling, the notice of appeal, the foot."""

import re

from kb.model import DocumentKind, SectionKind
from nlp import judgment_cues as cues
from nlp.cutting import Cut, last_match

_SENTENCES_BACK = 3
_HEADING_LONGEST = 40


def find_ruling(text: str, kind: DocumentKind, start: int) -> re.Match[str] | None:
    """The words that open the ruling: the last 判决如下, else a bare 判决： or 决定对……不起诉."""
    if kind is DocumentKind.INDICTMENT:
        return None
    half = start + (len(text) - start) // 2
    return last_match(cues.RULING, text, start, len(text)) or last_match(
        cues.BARE_RULING, text, half, len(text)
    )


def end_of_opinion(text: str, start: int) -> int:
    """Without a ruling the parts run to the foot: 此致, the judges, the appeal."""
    half = start + (len(text) - start) // 2
    places = [m.start() for p in (cues.APPEAL, cues.SIGN) if (m := p.search(text, half))]
    return min(places, default=len(text))


def cut_statutes(text: str, ruling: int, *, floor: int) -> list[Cut]:
    """依照《…》第…条 of the sentence that leads to the ruling (or of one shortly before)."""
    stop = ruling
    for _ in range(_SENTENCES_BACK):
        begin = max(floor, text.rfind("。", floor, stop) + 1)
        found = cues.STATUTES.search(text, begin, ruling)
        if found and found.start() > floor:
            return [Cut(found.start(), SectionKind.STATUTES, found.group()[:_HEADING_LONGEST])]
        stop = begin - 1
        if stop <= floor:
            break
    return []


def cut_ending(text: str, start: int) -> list[Cut]:
    """APPEAL, SIGN and the ATTACHMENT of quoted law, those that follow ``start``."""
    cuts: list[Cut] = []
    appeal = cues.APPEAL.search(text, start)
    if appeal:
        cuts.append(Cut(appeal.start(), SectionKind.APPEAL, appeal.group()))
    sign = cues.SIGN.search(text, appeal.end() if appeal else start)
    if sign:
        cuts.append(Cut(sign.start(), SectionKind.SIGN))
    last = sign or appeal
    annex = cues.ATTACHMENT.search(text, last.end()) if last else None
    if annex:
        cuts.append(Cut(annex.start(), SectionKind.ATTACHMENT, annex.group().strip()))
    return cuts
