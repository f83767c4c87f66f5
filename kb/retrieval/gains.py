"""Would rank higher if: what a case's score lacks, said in plain sentences with their worth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from kb.retrieval.ranking import CaseFeatures, ScorePart, total
from kb.retrieval.words import amounts, named, part_label, yuan
from kb.terms import Taxonomy

Rescore = Callable[[CaseFeatures, CaseFeatures], float]

# parts that compare terms, with the field of the features that holds them
_FIELDS = {
    "offence": "offences",
    "labels": "labels",
    "domain": "domains",
    "position": "positions",
}
# what a case cites, and who decided it, is as it is
_GIVEN = ("amount", "statutes", "authority")
_MOST_GAINS = 4
_LEAST_GAIN = 0.005


@dataclass(frozen=True, slots=True)
class Gain:
    """``gain`` is what the score would grow by if the sentence held, all else unchanged."""

    part: str
    gain: float
    sentence: str


def gains_of(
    ours: CaseFeatures,
    theirs: CaseFeatures,
    parts: tuple[ScorePart, ...],
    rescore: Rescore,
    taxonomy: Taxonomy,
) -> tuple[Gain, ...]:
    """The likeliest gains first, each found by scoring again with one thing changed.

    What neither side states is left out, and so is what would add next to nothing.
    """
    score = total(parts)
    gains = [
        Gain(part.name, part.weight - part.contribution, _of_texts(part))
        for part in parts
        if part.name not in _FIELDS and part.name not in _GIVEN
    ]
    for name in _FIELDS:
        had, has = _terms(name, ours), _terms(name, theirs)
        lacking = tuple(one for one in had if one not in has)
        words = _named(name, lacking or has, taxonomy)
        if not had and has:
            better = rescore(_with(ours, name, has), theirs)
            sentence = f"新案未写明{part_label(name)}；若写明且与旧案（{words}）相同"
        elif lacking:
            better = rescore(ours, _with(theirs, name, (*has, *lacking)))
            silent = f"旧案文书未写明{part_label(name)}；若写明且与新案（{words}）相同"
            sentence = f"旧案没有新案的{part_label(name)}“{words}”；若也有" if has else silent
        else:
            continue
        gains.append(Gain(name, better - score, sentence))
    gains += _of_amounts(ours, theirs, score, rescore)
    told = sorted((one for one in gains if one.gain >= _LEAST_GAIN), key=lambda one: -one.gain)
    return tuple(
        replace(one, sentence=f"{one.sentence}，得分至多增加 {one.gain:.3f}")
        for one in told[:_MOST_GAINS]
    )


def _of_texts(part: ScorePart) -> str:
    got = f"{part_label(part.name)}得 {part.contribution:.3f}，满分 {part.weight:.3f}"
    alike = "两案所涉罪名越一致" if part.name == "crime" else "案情叙述越接近"
    return f"{got}；{alike}，这一项越高"


def _of_amounts(
    ours: CaseFeatures, theirs: CaseFeatures, score: float, rescore: Rescore
) -> Iterable[Gain]:
    if ours.amount and theirs.amount != ours.amount:
        better = rescore(ours, replace(theirs, amount=ours.amount))
        apart = f"两案数额不同（{amounts(ours.amount, theirs.amount)}）；若相同"
        silent = f"旧案文书未写明数额；若写明且与新案（{yuan(ours.amount)}）相同"
        yield Gain("amount", better - score, apart if theirs.amount else silent)
    elif theirs.amount and not ours.amount:
        better = rescore(replace(ours, amount=theirs.amount), theirs)
        sentence = f"新案未写明数额；若写明且与旧案（{yuan(theirs.amount)}）相同"
        yield Gain("amount", better - score, sentence)


def _terms(name: str, features: CaseFeatures) -> tuple[str, ...]:
    terms: tuple[str, ...] = getattr(features, _FIELDS[name])
    return terms


def _with(features: CaseFeatures, name: str, terms: tuple[str, ...]) -> CaseFeatures:
    changed: dict[str, Any] = {_FIELDS[name]: terms}
    return replace(features, **changed)


def _named(name: str, terms: tuple[str, ...], taxonomy: Taxonomy) -> str:
    prefix = "" if name == "labels" else f"{name}:"
    return named(tuple(taxonomy.label(prefix + one) for one in terms))
