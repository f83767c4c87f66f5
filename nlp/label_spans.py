"""The words that carry a label, and how they are meant: clause, tense, formula.

>>> sentence = "经查，张某违规收受礼品，情节较重"
>>> start, end = clause_around(sentence, 5, 11)
>>> sentence[start:end]
'张某违规收受礼品'
"""

import re

from kb.model import SectionKind as Part

_STOPS = "，,。；;：:\n！？!?"
# 一是张某…… / 1.张某…… / 经查，张某……
_LEAD_IN = re.compile(
    r"\s*(?:(?:[一二三四五六七八九十]+是|\d{1,2}[.、．]|[（(][一二三四五六七八九十\d]+[）)]|"
    r"[一二三四五六七八九十]+、|经查|此外|另外|同时|其中|而且|并且|但是?|#|【[^】]{1,6}】)\s*)+"
)
# two formulas of the bulletins open nearly every one of them
_FORMULA = re.compile(
    r"丧失理想信念|背弃初心使命|[毫无丧失]{2}(?:纪法底线|党性原则)|对党不忠诚不老实|不收敛、?不收手|"
    r"利用职务(?:上的)?便利，?为他人谋取利益|初心使命|无视中央八项规定精神"
)
_DONE = re.compile(r"已经?|完成|了(?=[^解])|先后|及时|\d{4}年|截至|共(?!同)|目前|开展过")
_PLANNED = re.compile(r"建议|将|拟|计划|应当|应|要|须|必须|进一步|下一步|今后|希望|力争|责令")
_PLANS = frozenset({Part.SUGGESTIONS, Part.COUNTERMEASURES, Part.LESSONS, Part.NEXT_STEPS})
_REPORTS = frozenset({Part.RECTIFICATION, Part.RESULTS})


def clause_start(sentence: str, at: int) -> int:
    """Where the clause that holds ``at`` begins."""
    return max(sentence.rfind(stop, 0, at) for stop in _STOPS) + 1


def clause_around(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The whole clause or clauses of a match, without the words that lead in."""
    opens = clause_start(sentence, start)
    lead_in = _LEAD_IN.match(sentence, opens, start)
    opens = lead_in.end() if lead_in else opens
    closes = [at for stop in _STOPS if (at := sentence.find(stop, max(end - 1, start))) >= 0]
    ends = min(closes, default=len(sentence))
    while ends > opens and sentence[ends - 1].isspace():
        ends -= 1
    while opens < ends and sentence[opens].isspace():
        opens += 1
    return opens, max(ends, opens + 1)


def is_formula(words: str) -> bool:
    """Whether the words are a set phrase of bulletins, which says little of this one case."""
    return bool(_FORMULA.search(words))


def tense_of(layer: str, part: Part, sentence: str, start: int) -> str:
    """past for causes, present for loopholes and roots, planned or done for measures."""
    if layer != "measures":
        return "past" if layer == "causes" else "present"
    if part in _PLANS:
        return "planned"
    lead = sentence[:start]
    if part in _REPORTS:
        return "planned" if _PLANNED.search(lead) else "done"
    if _DONE.search(sentence):
        return "done"
    return "planned" if _PLANNED.search(sentence) else "done"
