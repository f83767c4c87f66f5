"""The punishments of a judgment, per defendant and crime, and what is finally to be served."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.model import DocumentKind, Penalty, Section, Span
from nlp import zones
from nlp.money import find_money
from nlp.numerals import integer
from nlp.offence_lexicon import default_lexicon
from nlp.parties import read_parties
from nlp.persons import named_person, persons_of
from nlp.prior_ruling import accused_of, of_accused, upheld_clauses
from nlp.verdicts import Clause, read_clauses

_N = r"[一二三四五六七八九十两\d]{1,3}"
_TERM = (
    rf"(?:为|各)?[：:]?[ \u3000]?(?:(?P<years>{_N})[ \u3000]?年)?[ \u3000]?(?:零|又|另)?"
    rf"(?:(?P<months>{_N})[ \u3000]?个?月)?"
)
_PRISON = re.compile(rf"有期徒刑{_TERM}")
_DETENTION = re.compile(rf"拘役{_TERM}")
_PROBATION = re.compile(rf"缓刑(?:考验期(?:限)?)?{_TERM}")
_DEPRIVED = re.compile(rf"剥夺政治权利(?:(?P<whole>终身)|(?P<years>{_N})年)")
_LIFE = re.compile(r"无期徒刑")
_DEATH = re.compile(r"死刑")
_EXEMPT = re.compile(r"免[予于除](?:刑事)?处[罚分]|免[予于除]刑罚|免于刑事处罚")
_SENTENCED = re.compile(r"判处|免[予于除]刑事处罚|决定执行|获刑")
_PUNISHED = re.compile(r"徒刑|拘役|罚金|死刑|免[予于]刑事")
_PROPOSED = re.compile(r"量刑建议|建议判处|可能判处|至[^，。；]{1,8}的")
_SENTENCES = re.compile(r"[^。\n]+")
_FOR_LIFE = 99
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
_NONE_GIVEN = (
    DocumentKind.REGULATION,
    DocumentKind.INDICTMENT,
    DocumentKind.NON_PROSECUTION,
    DocumentKind.INVESTIGATION_NOTICE,
)


def find_penalties(
    text: str, kind: DocumentKind, sections: Sequence[Section]
) -> tuple[Penalty, ...]:
    """犯受贿罪，判处有期徒刑十年二个月，并处罚金五十五万元 → 122 months, 550000 yuan.

    决定执行 gives one more with ``combined``. What a court of appeal strikes down is left out, what
    it upholds is taken from the recital of the first ruling. 剥夺政治权利终身 is 99 years;
    死刑缓期二年执行 is ``death`` with ``probation_months`` 24.
    """
    if kind in _NONE_GIVEN:
        return ()
    ruled = zones.ruling(text, sections)
    if kind in _JUDGMENTS or (kind is DocumentKind.UNKNOWN and ruled):
        if ruled is None:
            return ()
        lexicon = default_lexicon()
        parties = read_parties(text, sections)
        accused = accused_of(parties)
        names = [party.name for party in parties]
        own = of_accused(read_clauses(text, ruled, lexicon, names=names), accused)
        kept = upheld_clauses(text, ruled, lexicon, accused=accused, own=own)
        return tuple(_penalties(text, [*own, *kept]))
    return tuple(_of_news(text, persons_of(text, sections)))


def _penalties(text: str, clauses: Sequence[Clause]) -> Iterator[Penalty]:
    for clause in clauses:
        if not clause.punished:
            continue
        for defendant in clause.defendants or ("",):
            penalty = _penalty(text, clause, defendant)
            if penalty:
                yield penalty


def _of_news(text: str, names: Sequence[str]) -> Iterator[Penalty]:
    """因犯受贿罪，被判处有期徒刑三年九个月，并处罚金25万元 in a bulletin or a guiding case."""
    lexicon = default_lexicon()
    for sentence in _SENTENCES.finditer(text):
        words = sentence.group()
        if not _SENTENCED.search(words) or not _PUNISHED.search(words):
            continue
        place = Span(sentence.start(), sentence.end())
        clauses = [one for one in read_clauses(text, place, lexicon) if one.punished]
        for clause in clauses or [Clause((), (), place, punished=True)]:
            if _PROPOSED.search(clause.span.of(text)):
                continue
            who = named_person(text, place, clause.span.start, names)
            known = clause.defendants or ((who,) if who else ())
            yield from _penalties(text, [replace(clause, defendants=known)])


def _penalty(text: str, clause: Clause, defendant: str) -> Penalty | None:
    words = clause.span.of(text)
    deprived = _DEPRIVED.search(words)
    death = bool(_DEATH.search(words))
    probation = _months(_PROBATION, words)
    if death and probation is None and re.search(r"缓期(?:二|两|2)年", words):
        probation = 24
    penalty = Penalty(
        span=clause.span,
        defendant=defendant,
        offence="、".join(named.name for named in clause.offences),
        imprisonment_months=_months(_PRISON, words),
        detention_months=_months(_DETENTION, words),
        life=bool(_LIFE.search(words)),
        death=death,
        exempt=bool(_EXEMPT.search(words)),
        probation_months=probation,
        deprivation_years=_deprivation(deprived),
        fine=_fine(words),
        combined=clause.combined,
    )
    # 没收财产 and 管制 have no field; 没收个人财产于本判决生效后十日内缴清 punishes nobody again
    imposed = clause.offences or clause.combined or re.search(r"[判并单]处", words)
    unfielded = bool(imposed and re.search(r"没收|管制", words))
    return penalty if _says_something(penalty) or unfielded else None


def _months(pattern: re.Pattern[str], words: str) -> int | None:
    for hit in pattern.finditer(words):
        months = 12 * (integer(hit["years"] or "") or 0) + (integer(hit["months"] or "") or 0)
        if months:
            return months
    return None


def _deprivation(hit: re.Match[str] | None) -> int | None:
    if hit is None:
        return None
    return _FOR_LIFE if hit["whole"] else integer(hit["years"])


def _fine(words: str) -> float | None:
    """The first sum after 罚金: 并处罚金人民币十万元, 罚金250，000元."""
    hit = re.search(r"罚金", words)
    if hit is None:
        return None
    sums = find_money(words[hit.end() : hit.end() + 40])
    return sums[0].low if sums and sums[0].start <= 8 else None


def _says_something(penalty: Penalty) -> bool:
    return bool(
        penalty.imprisonment_months
        or penalty.detention_months
        or penalty.life
        or penalty.death
        or penalty.exempt
        or penalty.probation_months
        or penalty.deprivation_years
        or penalty.fine
    )
