"""The ruling of the court below, as a judgment of second instance or retrial recites it."""

import re
from collections.abc import Sequence

from kb.model import Span
from nlp.numerals import integer
from nlp.offence_lexicon import OffenceLexicon
from nlp.verdicts import Clause, read_clauses

# 原审法院……判决：一、被告人张某犯受贿罪 / 作出……刑事判决，认定被告人张某犯受贿罪，判处
_OPENING = re.compile(
    r"(?:(?:判决|裁定|认定)(?:如下)?[：:，,]?"
    r"|(?<=，)以)(?=[ \u3000]*(?:[一1][、.．])?[ \u3000]*(?:原审)?"
    r"(?:被告人|被告单位|上诉人)[^。；]{2,60}?犯)"
)
_SENTENCED = re.compile(r"判处|免[予于除]|单处|决定执行")
_CLOSING = re.compile(
    r"(?:宣判|判决|裁定)后|不服|提出上诉|提出抗诉|提起上诉|上诉人[^。]{0,30}(?:上诉|提出)"
    r"|本院(?:依法|受理|于)|经(?:二审|再审)?审理查明|发生法律效力"
)
# 维持……刑事判决第一项、第三项; 维持第一项中的定罪部分 keeps no sentence
_KEPT_ITEMS = re.compile(
    r"维持[^；。]{0,90}?第(?P<items>[一二三四五六七八九十、，和及第项]{1,40})项(?P<part>[^；。]{0,60}?定罪(?!及?、?和?量刑))?"
)
_KEPT_WHOLE = re.compile(
    r"维持原判|维持原审?判决|维持(?:一审|原审)|维持[^。；第]{2,60}(?:判决|裁定)(?:[。；]|对)"
)
_LONGEST = 6000


def prior_clauses(
    text: str, ruling: Span, lexicon: OffenceLexicon, *, names: Sequence[str]
) -> tuple[Clause, ...]:
    """What is recited before ``ruling``: the last such passage that names crimes and sentences."""
    best: tuple[Clause, ...] = ()
    covered = 0
    for hit in _OPENING.finditer(text, 0, ruling.start):
        if hit.start() < covered or not _SENTENCED.search(text, hit.end(), hit.end() + 400):
            continue
        closed = _CLOSING.search(text, hit.end(), min(ruling.start, hit.end() + _LONGEST))
        end = closed.start() if closed else min(ruling.start, hit.end() + _LONGEST)
        clauses = read_clauses(text, Span(hit.end(), end), lexicon, names=names)
        if any(clause.offences and clause.punished for clause in clauses):
            best = best or clauses
            covered = end
    return best


def kept_clauses(
    text: str, ruling: Span, lexicon: OffenceLexicon, *, names: Sequence[str]
) -> tuple[Clause, ...]:
    """The clauses of the court below whose sentences stand: all (维持原判) or some items."""
    words = ruling.of(text)
    if "维持" not in words:
        return ()
    if _KEPT_WHOLE.search(words):
        return prior_clauses(text, ruling, lexicon, names=names)
    items = set[int]()
    for hit in _KEPT_ITEMS.finditer(words):
        if not hit["part"]:
            numbers = re.findall(r"[一二三四五六七八九十]+", hit["items"])
            items.update(value for one in numbers if (value := integer(one)))
    if not items:
        return ()
    every = prior_clauses(text, ruling, lexicon, names=names)
    return tuple(clause for clause in every if clause.item in items)
