"""How far reviewers agree: Krippendorff's alpha over their answers, and plain agreement beside it.

A unit is a proposal that at least two people answered; an answer is accept, reject or the key of
another label. Alpha is 1 where all agree, 0 where they agree as chance would, below 0 where they
agree less than that. It needs answers that differ somewhere: where everybody accepts everything
there is nothing that chance is told from, and no figure is given rather than a perfect one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

TOO_FEW = "TOO_FEW"
NO_VARIATION = "NO_VARIATION"
_LEAST = 2


@dataclass(frozen=True, slots=True)
class ReviewerAgreement:
    """Of all answers (``scope`` all), of a ``layer`` or of one label (``term``).

    ``raw`` is the share of pairs of reviewers that gave one answer, averaged over proposals.
    ``alpha`` is None where it cannot be computed; ``reason`` says why: TOO_FEW proposals
    answered twice, NO_VARIATION among the answers.
    """

    scope: str
    name: str
    proposals: int
    raw: float | None
    alpha: float | None
    reason: str = ""


def agreements(answers: Iterable[tuple[str, Sequence[str]]]) -> tuple[ReviewerAgreement, ...]:
    """Over everything, then each layer, then each label that anybody answered twice.

    ``answers`` are ``("loopholes:no_rule", ("accept", "reject"))``, one answer a reviewer.
    """
    units = [(key, tuple(given)) for key, given in answers if len(given) >= _LEAST]
    layers: dict[str, list[tuple[str, ...]]] = {}
    terms: dict[str, list[tuple[str, ...]]] = {}
    for key, given in units:
        layers.setdefault(key.partition(":")[0], []).append(given)
        terms.setdefault(key, []).append(given)
    return (
        agreement([given for _, given in units]),
        *_each("layer", layers),
        *_each("term", terms),
    )


def agreement(
    units: Sequence[Sequence[str]], *, scope: str = "all", name: str = ""
) -> ReviewerAgreement:
    """Of units that each hold the answers of two or more reviewers.

    ``[(accept, accept), (accept, reject), (reject, reject)]``: of six answers three accept and
    three reject, 2 of 6 ordered pairs differ within units where chance gives 18 of 30, so alpha
    is 1 - (2/6)/(18/30) = 0.444.
    """
    raw = sum(_alike(given) for given in units) / len(units) if units else None
    values = sorted({one for given in units for one in given})
    reason = TOO_FEW if len(units) < _LEAST else NO_VARIATION if len(values) < 2 else ""
    if reason:
        return ReviewerAgreement(scope, name, len(units), raw, None, reason)
    return ReviewerAgreement(scope, name, len(units), raw, _alpha(units))


def _alpha(units: Sequence[Sequence[str]]) -> float:
    # here, because its import costs as much as a whole search
    from nltk.metrics.agreement import AnnotationTask

    # who answered does not matter to alpha, only which answers meet in one unit
    answers = [
        (str(place), str(unit), one)
        for unit, given in enumerate(units)
        for place, one in enumerate(given)
    ]
    return float(AnnotationTask(data=answers).alpha())


def _each(scope: str, groups: Mapping[str, list[tuple[str, ...]]]) -> list[ReviewerAgreement]:
    return [agreement(groups[name], scope=scope, name=name) for name in sorted(groups)]


def _alike(given: Sequence[str]) -> float:
    pairs = list(combinations(given, 2))
    return sum(one == other for one, other in pairs) / len(pairs)
