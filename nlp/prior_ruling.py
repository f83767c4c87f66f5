"""The ruling of the court below, as a judgment of second instance or retrial recites it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.model import Party, Span
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
# 维持……第一项中对张某犯受贿罪的定罪部分，即……: what follows 即 is restated, and read as the ruling
_KEEPING = re.compile(r"维持(?P<what>(?:[^；。撤变即]|变(?!更)|撤(?!销)){0,400})")
_ASIDES = re.compile(r"[（(][^（）()]{0,200}[）)]")
_NUMBER = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
# 第一、二项 / 第一项、第三项 / 第一至三项; 第二项和第一项中的定罪部分 are two
_ITEMS = re.compile(rf"第{_NUMBER}(?:(?:项?[、，]第?|[和及与]第?|项?至第?){_NUMBER})*项")
_EARLIER = re.compile(r"本院")
# 定罪量刑 and 量刑 leave the sentence, 定罪 and 量刑的主刑 do not
_MARK = re.compile(
    r"(?P<half>(?:定罪(?!处罚)|定性)(?!(?:部分)?(?:、|及|和|与|以及)?(?:个罪的)?量刑)|附加刑|主刑|其余)"
    r"|(?P<full>量刑(?!的?(?:主刑|附加刑|部分的?(?:主刑|附加刑)))|定罪处罚|犯罪?的判决)"
)
_NOT_PEOPLE = re.compile(r"没收|追缴|赃|违法所得|非法所得|涉案|物品|扣押|其余|财产|退")
_BARE = re.compile(r"[的中，、及和与以并对关于主文判决内容书刑事项一审原本院 \u3000]*")
_ACCUSED = re.compile(r"被告|上诉|罪犯|申诉")
_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class _Keeping:
    """第一项中对张某犯受贿罪的定罪部分: which items, whose, for what; the sentence too or not."""

    items: frozenset[int]
    persons: frozenset[str]
    crimes: frozenset[str]
    sentence: bool

    def of(self, clause: Clause) -> Clause | None:
        """What it leaves of a clause of the court below."""
        numbered = not self.items or clause.item in self.items
        # a recital without numbers: 第二项对上诉人张某的定罪量刑部分 is found by the person
        if not numbered and (clause.item or not self.persons):
            return None
        whose = tuple(one for one in clause.defendants if not self.persons or one in self.persons)
        crimes = tuple(one for one in clause.offences if not self.crimes or one.name in self.crimes)
        if not whose or (self.crimes and not crimes):
            return None
        punished = clause.punished and self.sentence
        return replace(clause, defendants=whose, offences=crimes, punished=punished)


def accused_of(parties: Sequence[Party]) -> tuple[str, ...]:
    """Those of the head whom a court can convict: no prosecutor, defender or victim."""
    return tuple(party.name for party in parties if _ACCUSED.search(party.role))


def prior_clauses(
    text: str, ruling: Span, lexicon: OffenceLexicon, *, names: Sequence[str], last: bool = False
) -> tuple[Clause, ...]:
    """What is recited before ``ruling``: the first such passage that names crimes and sentences.

    A retrial recites two rulings; ``last`` is the later one.
    """
    chosen: tuple[Clause, ...] = ()
    covered = 0
    for hit in _OPENING.finditer(text, 0, ruling.start):
        if hit.start() < covered or not _SENTENCED.search(text, hit.end(), hit.end() + 400):
            continue
        closed = _CLOSING.search(text, hit.end(), min(ruling.start, hit.end() + _LONGEST))
        covered = closed.start() if closed else min(ruling.start, hit.end() + _LONGEST)
        clauses = read_clauses(text, Span(hit.end(), covered), lexicon, names=names)
        if any(clause.offences and clause.punished for clause in clauses):
            chosen = clauses
            if not last:
                break
    return chosen


def upheld_clauses(
    text: str,
    ruling: Span,
    lexicon: OffenceLexicon,
    *,
    accused: Sequence[str],
    own: Sequence[Clause],
) -> tuple[Clause, ...]:
    """The clauses of the court below that stand beside the ``own`` of this ruling.

    维持原判 keeps all, 维持第二项 one, 维持第一项中对张某犯受贿罪的定罪量刑部分 that crime of
    his; of 维持定罪部分 the sentence is left out. Only crimes that were punished, of those in the
    head (``accused``): a crime recited from the reasons below convicts nobody. What this ruling
    decides anew of the same person replaces what the court below said.
    """
    keepings = [
        _KEEPING.match(words) for words in re.split(r"(?=维持)", _ASIDES.sub("", ruling.of(text)))
    ]
    what = [hit["what"] for hit in keepings if hit]
    kept = [one for words in what for one in _keepings(words, lexicon, accused)]
    if not kept:
        return ()
    later = any(_EARLIER.match(words) for words in what)
    prior = prior_clauses(text, ruling, lexicon, names=accused, last=later)
    return tuple(_standing(prior, kept, accused, own))


def _standing(
    prior: Sequence[Clause],
    kept: Sequence[_Keeping],
    accused: Sequence[str],
    own: Sequence[Clause],
) -> Iterator[Clause]:
    again = {
        (who, one.name)
        for clause in own
        if clause.punished
        for one in clause.offences
        for who in clause.defendants
    }
    judged = {who for clause in own if clause.punished for who in clause.defendants}
    for recited in of_accused(prior, accused):
        whose = tuple(one for one in recited.defendants if one in accused)
        clause = replace(recited, defendants=whose)
        left = [one for keeping in kept if (one := keeping.of(clause))] if clause.punished else []
        if not left:
            continue
        best = max(left, key=lambda one: one.punished)
        for who in best.defendants:
            if clause.combined and (who in judged or not best.punished):
                continue
            offences = tuple(one for one in best.offences if (who, one.name) not in again)
            if offences or clause.combined:
                yield replace(best, defendants=(who,), offences=offences)


def of_accused(clauses: Sequence[Clause], accused: Sequence[str]) -> tuple[Clause, ...]:
    """A ruling on one accused alone may not repeat the name: 犯受贿罪，判处…… is of that one."""
    if len(accused) != 1:
        return tuple(clauses)
    return tuple(
        one if one.defendants else replace(one, defendants=tuple(accused)) for one in clauses
    )


def _keepings(words: str, lexicon: OffenceLexicon, accused: Sequence[str]) -> Iterator[_Keeping]:
    rows = list(_ITEMS.finditer(words))
    if not rows:
        yield from _parts(words, frozenset(), lexicon, accused)
    for rank, row in enumerate(rows):
        end = rows[rank + 1].start() if rank + 1 < len(rows) else len(words)
        yield from _parts(words[row.end() : end], _numbers(row.group()), lexicon, accused)


def _parts(
    words: str, items: frozenset[int], lexicon: OffenceLexicon, accused: Sequence[str]
) -> Iterator[_Keeping]:
    """犯受贿罪的定罪量刑部分及犯贪污罪的定罪部分: two parts, the second without a sentence."""
    persons: frozenset[str] = frozenset()
    marks = list(_MARK.finditer(words))
    begin = 0
    for mark in marks:
        part = words[begin : mark.start()]
        begin = mark.end()
        persons = frozenset(one for one in accused if one in part) or persons
        crimes = frozenset(one.name for one in lexicon.search(part, 0, len(part)))
        yield _Keeping(items, persons, crimes, sentence=bool(mark["full"]))
    if not marks and (_BARE.fullmatch(words) or not _NOT_PEOPLE.search(words)):
        persons = frozenset(one for one in accused if one in words)
        yield _Keeping(items, persons, frozenset(), sentence=True)


def _numbers(row: str) -> frozenset[int]:
    """第一、三项 → {1, 3}; 第一至三项 → {1, 2, 3}."""
    numbers = [integer(one) or 0 for one in re.findall(_NUMBER, row)]
    if "至" in row and len(numbers) == 2:
        return frozenset(range(numbers[0], numbers[1] + 1))
    return frozenset(numbers)
