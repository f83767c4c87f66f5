"""The reason card: what a new and a past case share, where they differ, what would add score.

Pure values in, values out. Silence is not a difference: a facet that neither side's papers state
is left out, and one that a single side states says which side is silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kb.retrieval.charges import Charges, charges_of
from kb.retrieval.gains import Gain, Rescore, gains_of
from kb.retrieval.outcomes import Outcome, kinds_of, outcome_of
from kb.retrieval.ranking import CaseFeatures, ScorePart
from kb.retrieval.sources import Quote, Sources
from kb.retrieval.words import FACET_LABELS, amounts, punishment, term_of_months, yuan
from kb.store.cases import CaseSummary
from kb.store.papers import Paper
from kb.terms import Taxonomy

_LAYERS = {"means": "causes", "loopholes": "loopholes", "roots": "ideological_roots"}
_OUTCOMES = {
    "death": "死刑",
    "life": "无期徒刑",
    "imprisonment": "有期徒刑",
    "detention": "拘役",
    "probation": "缓刑",
    "exempt": "免予刑事处罚",
    "fine": "罚金",
}
# 法释〔2016〕9号's bounds for 贪污 and 受贿; neutral words, since other offences have others
_BOUNDS = (30_000.0, 200_000.0, 3_000_000.0)


@dataclass(frozen=True, slots=True)
class CaseSide:
    """What the papers of one side state; what they do not state is empty."""

    features: CaseFeatures
    circumstances: tuple[str, ...] = ()
    outcome: Outcome | None = None
    sources: Mapping[str, tuple[Quote, ...]] = field(default_factory=dict)
    charges: Charges | None = None

    @classmethod
    def of_papers(cls, features: CaseFeatures, papers: Iterable[Paper]) -> "CaseSide":
        """What several papers of one case state together."""
        every = tuple(papers)
        terms = dict.fromkeys(tag.term for paper in every for tag in paper.circumstances)
        return cls(features, tuple(terms), outcome_of(every), charges=charges_of(every))


def sources_of(side: CaseSide, papers: Iterable[Paper], sources: Sources) -> CaseSide:
    """The side with the words that state its circumstances and its outcome, for those kept."""
    places = [
        (paper.id, tag.evidence[0])
        for paper in papers
        for tag in paper.circumstances
        if tag.evidence
    ]
    outcome = [(side.outcome.paper, side.outcome.penalty.span)] if side.outcome else []
    return replace(
        side,
        sources={
            facet: tuple(sources.quote(i, span) for i, span in found if sources.holds(i))
            for facet, found in (("circumstances", places), ("outcome", outcome))
        },
    )


def case_features(case: CaseSummary) -> CaseFeatures:
    """What of a past case the score compares."""
    return CaseFeatures(
        case.offences,
        case.domains,
        case.positions,
        case.labels,
        case.amount,
        dict.fromkeys(case.crimes, 1.0),
        statutes=case.statutes,
        authority=case.authority,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """Something stated: ``offence:bribery_taking`` and 受贿罪."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One facet of both cases. ``silent``: ``new`` or ``past`` where that side states nothing.

    ``detail`` says figures in words: 新案 60 万元，旧案 80 万元，旧案是新案的 1.3 倍; and where the
    past case was charged with one crime and found guilty of another. ``sources`` are the words of
    the past case, for circumstances and outcome.
    """

    facet: str
    shared: tuple[Item, ...]
    only_new: tuple[Item, ...]
    only_past: tuple[Item, ...]
    silent: str = ""
    detail: str = ""
    sources: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasonCard:
    """What both cases share and where they differ; ``gains``: would rank higher if."""

    comparisons: tuple[Comparison, ...]
    gains: tuple[Gain, ...]


def reason_card(
    new: CaseSide,
    past: CaseSide,
    *,
    parts: tuple[ScorePart, ...],
    rescore: Rescore,
    taxonomy: Taxonomy,
) -> ReasonCard:
    """The card of one past case; ``rescore`` scores other features with the same texts."""
    return ReasonCard(
        comparisons=compare(new, past, taxonomy),
        gains=gains_of(new.features, past.features, parts, rescore, taxonomy),
    )


def compare(new: CaseSide, past: CaseSide, taxonomy: Taxonomy) -> tuple[Comparison, ...]:
    """Facet by facet, in a fixed order, without those that neither side states."""
    pairs = [
        (facet, _items(facet, new, taxonomy), _items(facet, past, taxonomy))
        for facet in FACET_LABELS
    ]
    return tuple(
        Comparison(
            facet=facet,
            shared=tuple(one for one in ours if one in theirs),
            only_new=tuple(one for one in ours if one not in theirs),
            only_past=tuple(one for one in theirs if one not in ours),
            silent="" if ours and theirs else "past" if ours else "new",
            detail=_detail(facet, new, past),
            sources=past.sources.get(facet, ()),
        )
        for facet, ours, theirs in pairs
        if ours or theirs
    )


def _items(facet: str, side: CaseSide, taxonomy: Taxonomy) -> tuple[Item, ...]:
    features = side.features
    if facet == "amount":
        return (_bracket(features.amount),) if features.amount else ()
    if facet == "outcome":
        kinds = kinds_of(side.outcome) if side.outcome else ()
        return tuple(Item(f"outcome:{one}", _OUTCOMES[one]) for one in kinds)
    if facet == "circumstances":
        keys: Iterable[str] = (f"circumstance:{one}" for one in side.circumstances)
    elif facet in _LAYERS:
        keys = (one for one in features.labels if one.startswith(f"{_LAYERS[facet]}:"))
    else:
        terms = {
            "offence": features.offences,
            "domain": features.domains,
            "position": features.positions,
        }
        keys = (f"{facet}:{one}" for one in terms[facet])
    return tuple(Item(key, taxonomy.label(key)) for key in keys)


def _bracket(amount: float) -> Item:
    low = max((bound for bound in _BOUNDS if bound <= amount), default=0.0)
    high = min((bound for bound in _BOUNDS if bound > amount), default=None)
    key = f"amount:{low:g}..{'' if high is None else f'{high:g}'}"
    if high is None:
        return Item(key, f"{yuan(low)}以上")
    return Item(key, f"{yuan(low)}以上不满 {yuan(high)}" if low else f"不满 {yuan(high)}")


def _detail(facet: str, new: CaseSide, past: CaseSide) -> str:
    if facet == "amount":
        return amounts(new.features.amount, past.features.amount)
    if facet == "offence":
        return _charges(past.charges)
    return _outcomes(new.outcome, past.outcome) if facet == "outcome" else ""


def _charges(one: Charges | None) -> str:
    """Where the court did not find just what was charged."""
    if one is None or not (one.unfound or one.uncharged):
        return ""
    said = [f"旧案指控 {'、'.join(one.charged)}，认定 {'、'.join(one.found)}"]
    if one.unfound:
        said.append(f"指控的{'、'.join(one.unfound)}未见认定（请核对主文）")
    if one.uncharged:
        said.append(f"{'、'.join(one.uncharged)}为法院认定而非指控的罪名")
    return "；".join(said)


def _outcomes(ours: Outcome | None, theirs: Outcome | None) -> str:
    said = []
    for name, one in (("新案", ours), ("旧案", theirs)):
        if one:
            most = f"（{one.punished} 人中最重者）" if one.punished > 1 else ""
            said.append(f"{name} {punishment(one.penalty)}{most}")
    if ours and theirs:
        first, second = ours.penalty.imprisonment_months, theirs.penalty.imprisonment_months
        if first and second and first != second:
            longer = "长" if second > first else "短"
            said.append(f"旧案刑期{longer} {term_of_months(abs(second - first))}")
    return "；".join(said)
