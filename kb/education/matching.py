"""How well a case fits an audience: a visible sum of parts, a floor, and a choice that differs.

    score = Σ weight · value over what is asked of the audience (the weights of what is not asked
            go to the others in proportion) − repetition
    岗位 0.34  领域 0.24  单位类别 0.14  主题 0.12  层级 0.08  材料 0.08

A case is refused below 0.50, and where the audience would not recognise itself: 岗位, 领域 and
单位类别 together give less than half of what they could. Of the rest the best is taken, then the
best of what is left less what it repeats: 0.10 for the same means, 0.06 for the same roots, 0.04
for the same bracket of money, each in the share that the cases taken before have already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kb.education.clearing import REFUSALS, Refusal
from kb.education.listeners import Listeners
from kb.education.match_parts import causes_of_group, match_values
from kb.education.pack_content import MatchPart
from kb.education.redaction.sums import bracket_of
from kb.education.teaching_case import TeachingCase
from kb.prevention.report_words import flat
from kb.terms import Taxonomy

MATCH_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "position": 0.34,
        "domain": 0.24,
        "unit_kind": 0.14,
        "theme": 0.12,
        "rank": 0.08,
        "material": 0.08,
    }
)
MATCH_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "position": "岗位",
        "domain": "领域",
        "unit_kind": "单位类别",
        "theme": "主题",
        "rank": "层级",
        "material": "材料",
        "repeated": "与前面案例重复",
    }
)
FLOOR, RECOGNISED = 0.50, 0.5
_OWN = frozenset({"position", "domain", "unit_kind"})
_SHINGLE, _SAME_WORDS = 8, 0.5
_SAMPLED, _LEAST_SAMPLE = 8, 100
_REPEATS: Mapping[str, float] = MappingProxyType({"means": 0.10, "roots": 0.06, "amount": 0.04})


@dataclass(frozen=True, slots=True)
class Matched:
    """A case with its parts; ``refused`` says in words why it is not taught."""

    case: TeachingCase
    parts: tuple[MatchPart, ...]
    refused: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The visible sum."""
        return sum(one.score for one in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """The cases of a pack in their order; those that would do too, best first; those refused."""

    chosen: tuple[Matched, ...]
    further: tuple[Matched, ...]
    refused: tuple[Matched, ...]


def choose(
    cases: Sequence[TeachingCase],
    listeners: Listeners,
    taxonomy: Taxonomy,
    *,
    weights: Mapping[str, float] = MATCH_WEIGHTS,
    most: int | None = None,
) -> Choice:
    """The cases to teach; ``weights`` as feedback left them."""
    found = [_matched(one, listeners, taxonomy, weights) for one in cases]
    found.sort(key=lambda one: (-one.score, one.case.key))
    fit = [one for one in found if not one.refused]
    chosen: list[Matched] = []
    while fit and len(chosen) < (most or listeners.cases):
        best = max(fit, key=lambda one: one.score + _repeated(one.case, chosen).score)
        fit.remove(best)
        if not distinct([best.case], beside=[one.case for one in chosen]):
            continue
        part = _repeated(best.case, chosen)
        parts = (*best.parts, part) if part.score else best.parts
        chosen.append(Matched(best.case, parts))
    return Choice(tuple(chosen), tuple(fit), tuple(one for one in found if one.refused))


def distinct(
    cases: Sequence[TeachingCase], *, beside: Sequence[TeachingCase] = ()
) -> tuple[TeachingCase, ...]:
    """The first case of each story, without the stories that those ``beside`` tell."""
    known = [_story(one) for one in beside]
    found = []
    for case in cases:
        story = _story(case)
        if not any(_same(story, one) for one in known):
            known.append(story)
            found.append(case)
    return tuple(found)


def _matched(
    case: TeachingCase, listeners: Listeners, taxonomy: Taxonomy, weights: Mapping[str, float]
) -> Matched:
    values = dict(match_values(case, listeners, taxonomy))
    whole = sum(weights[name] for name in values)
    parts = tuple(
        MatchPart(
            MATCH_NAMES[name],
            round(weights[name] / whole * value, 4),
            round(weights[name] / whole, 4),
            why,
        )
        for name, (value, why) in values.items()
    )
    refused = [REFUSALS[one] for one in case.refused]
    if not case.tells and Refusal.UNTOLD not in case.refused:
        refused.append(REFUSALS[Refusal.UNTOLD])
    if case.gives:
        refused.append(REFUSALS[Refusal.NO_OFFICIAL])
    own = {MATCH_NAMES[name] for name in _OWN}
    known = [one for one in parts if one.name in own]
    told, could = sum(one.score for one in known), sum(one.most for one in known)
    if could and told < RECOGNISED * could:
        lacking = "；".join(one.why for one in known if one.score < RECOGNISED * one.most)
        refused.append(f"对象认不出自己：{lacking}")
    score = sum(one.score for one in parts)
    if score < FLOOR:
        refused.append(f"匹配分 {score:.2f}，低于 {FLOOR:.2f}")
    return Matched(case, parts, tuple(refused))


def _repeated(case: TeachingCase, before: Sequence[Matched]) -> MatchPart:
    """What the cases taken before have already, as a part that takes away."""
    if not before:
        return MatchPart(MATCH_NAMES["repeated"], 0.0, 0.0, "")
    lost, named = 0.0, []
    for name, title in (("means", "手段"), ("roots", "思想根源"), ("amount", "数额")):
        own = _features(case, name)
        shares = [
            len(own & other) / len(own | other)
            for one in before
            if (other := _features(one.case, name)) and own
        ]
        worst = max(shares, default=0.0)
        lost += _REPEATS[name] * worst
        if worst >= 0.5:
            named.append(title)
    why = f"{'、'.join(named)}与前面的案例相同" if named else "与前面的案例略有相同"
    return MatchPart(MATCH_NAMES["repeated"], -round(lost, 4), 0.0, why)


@dataclass(frozen=True, slots=True)
class _Story:
    names: frozenset[str]
    posts: frozenset[str]
    words: frozenset[str]
    sample: frozenset[str]


def _story(case: TeachingCase) -> _Story:
    words = _shingles(flat(case.main.window.of(case.main.text)))
    return _Story(
        frozenset(party.name for told in case.told for party in told.parties),
        frozenset(case.posts),
        words,
        frozenset(one for one in words if (ord(one[0]) + ord(one[-1])) % _SAMPLED == 0),
    )


def _same(one: _Story, other: _Story) -> bool:
    """Whether two papers tell of the same persons, or in the same words."""
    if one.names & other.names and one.posts & other.posts:
        return True
    # long texts that have next to nothing in common are told apart by a sample of their words
    if min(len(one.sample), len(other.sample)) >= _LEAST_SAMPLE and (
        _shared(one.sample, other.sample) < _SAME_WORDS / 2
    ):
        return False
    return _shared(one.words, other.words) > _SAME_WORDS


def _shared(words: frozenset[str], others: frozenset[str]) -> float:
    fewer = min(len(words), len(others))
    return len(words & others) / fewer if fewer else 0.0


def _shingles(words: str) -> frozenset[str]:
    return frozenset(words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE))


def _features(case: TeachingCase, name: str) -> frozenset[str]:
    if name == "means":
        return causes_of_group(case, "means")
    if name == "roots":
        return frozenset(one for one in case.labels if one.startswith("ideological_roots:"))
    return frozenset() if case.amount is None else frozenset({bracket_of(case.amount)})
