"""Tags of the whole case: offence, domain and the post held, each with its evidence.

    >>> tag_case(text, kind, sections, header, offences, statutes, title)
    (CaseTag(facet='offence', term='bribery_taking', confidence=0.95, ...), ...)

What the court found outweighs what was charged; only where neither is named do the facts decide,
by the charge model (``predict``) or cues, with low confidence. Domain and post come from the post
tied to the acts, then from the facts; never from a career, from the names of courts, or from
statutes. Nothing is said when unclear.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kb.model import (
    CaseTag,
    DocumentKind,
    Header,
    OffenceMention,
    Section,
    SectionKind,
    Span,
    StatuteMention,
)
from nlp.asked_case import asked_domains, asked_positions, is_asked
from nlp.case_cues import load_case_cues
from nlp.case_domains import REPORTS, confidence, domain_tags, subjects_of, title_place
from nlp.case_offences import mentioned_offences
from nlp.case_posts import HeldPost, held_posts, opening_posts
from nlp.case_prediction import PredictCharges, predicted_offences
from nlp.crime_profile import GIVING
from nlp.noted_case import is_noted, noted_domains, noted_positions

_Part = SectionKind
_COURT_FACTS = (_Part.FACTS, _Part.PRIOR_JUDGMENT, _Part.CHARGE, _Part.BASIC_FACTS)
_NO_FACTS = frozenset(
    {
        *(_Part.SIGN, _Part.ATTACHMENT, _Part.HEAD, _Part.PARTIES, _Part.PROCEDURE),
        *(_Part.DEFENCE, _Part.APPEAL_REASONS, _Part.EVIDENCE, _Part.STATUTES, _Part.RULING),
        *(_Part.APPEAL, _Part.DECISION, _Part.RESUME, _Part.EXHORTATION, _Part.RELATED_LAW),
        *(_Part.SIGNIFICANCE, _Part.GIST, _Part.KEYWORDS, _Part.OPINION, _Part.COUNTERMEASURES),
    }
)
_OPENING = frozenset({_Part.TITLE, _Part.LEAD, _Part.CASE_ITEM, _Part.BODY})
_COURT = frozenset(
    {
        DocumentKind.JUDGMENT_FIRST_INSTANCE,
        DocumentKind.JUDGMENT_SECOND_INSTANCE,
        DocumentKind.INDICTMENT,
        DocumentKind.NON_PROSECUTION,
    }
)
# private employees hold no public post
_PRIVATE = frozenset({"non_state_bribery_taking", "occupational_embezzlement", "fund_misuse"})
_MOST_EVIDENCE = 5
_LONGEST = 40
_LEAST_POSITION, _MOST_POSITIONS, _NEAR_TOP, _SECOND_TERM = 0.7, 2, 0.5, 0.75
_LEAST_FACTS = 200


def tag_case(
    text: str,
    kind: DocumentKind,
    sections: Sequence[Section],
    header: Header,
    offences: Sequence[OffenceMention],
    statutes: Sequence[StatuteMention],  # noqa: ARG001  kept for the rule from article to offence
    title: str,
    *,
    predict: PredictCharges | None = None,
) -> tuple[CaseTag, ...]:
    """The tags of a document, offences first, the surest first within a facet."""
    subjects = list(subjects_of(text, kind, header, title))
    if kind is DocumentKind.REGULATION:
        return tuple(domain_tags(text, kind, (), (), subjects, {}))
    zones = list(_zones(text, kind, sections))
    titled = title_place(text, title)
    named = _offence_tags(offences)
    if not named and (kind in REPORTS or kind is DocumentKind.NON_PROSECUTION):
        named = mentioned_offences(text, sections, titled)
    if not named and not offences:
        named = predicted_offences(text, kind, zones, predict)
    posts = list(_posts(text, kind, sections, header, zones))
    if titled is not None and kind not in REPORTS:
        zones.append(titled)
    crimes = {tag.term: tag for tag in named}
    domains = domain_tags(text, kind, zones, posts, subjects, crimes)
    positions = _position_tags(posts, set(crimes))
    if is_asked(text, kind):
        domains, positions = domains or asked_domains(text), positions or asked_positions(text)
    elif is_noted(text, kind):
        domains = domains or noted_domains(text)
        positions = positions or noted_positions(text, domains)
    return (*named, *_other_crimes(offences), *domains, *positions)


def _zones(text: str, kind: DocumentKind, sections: Sequence[Section]) -> Iterator[Span]:
    if kind in _COURT:
        for part in _COURT_FACTS:
            spans = [section.span for section in sections if section.kind is part]
            if sum(span.end - span.start for span in spans) > _LEAST_FACTS:
                yield from spans
                return
        yield from _reasons(sections)
    flat = [s for s in sections if s.kind not in _NO_FACTS and s.kind is not _Part.TITLE]
    covered = 0
    for section in sorted(flat, key=lambda section: section.span):
        if section.span.start >= covered:
            yield from _without(section.span, sections)
            covered = section.span.end
    if not sections:
        yield Span(0, len(text))


def _reasons(sections: Sequence[Section]) -> Iterator[Span]:
    """与原判认定一致，不再赘述: then the court's reasons are all that tells the acts."""
    facts = sum(s.span.end - s.span.start for s in sections if s.kind in _COURT_FACTS)
    if facts < _LEAST_FACTS:
        yield from (section.span for section in sections if section.kind is _Part.OPINION)


def _without(span: Span, sections: Sequence[Section]) -> Iterator[Span]:
    """The span less the parts inside it that tell no facts."""
    start = span.start
    for section in sorted(sections, key=lambda section: section.span):
        inner = section.span
        if section.kind in _NO_FACTS and span.covers(inner) and inner.start >= start:
            if inner.start > start:
                yield Span(start, inner.start)
            start = inner.end
    if start < span.end:
        yield Span(start, span.end)


def _offence_tags(offences: Sequence[OffenceMention]) -> list[CaseTag]:
    """Crimes of the taxonomy, by their ids."""
    known = [(one, one.offence) for one in offences if one.offence]
    return _named_tags("offence", known)


def _other_crimes(offences: Sequence[OffenceMention]) -> list[CaseTag]:
    """Crimes outside the taxonomy, by their names: 盗窃罪. They help to find like cases."""
    outside = [(one, one.name) for one in offences if not one.offence]
    return _named_tags("crime", [(one, name) for one, name in outside if len(name) <= _LONGEST])


def _named_tags(facet: str, named: Sequence[tuple[OffenceMention, str]]) -> list[CaseTag]:
    for status, sureness in (("found", 0.95), ("alleged", 0.8)):
        spans: dict[str, list[Span]] = defaultdict(list)
        for mention, term in named:
            if mention.status == status:
                spans[term].append(mention.span)
        if spans:
            return [
                CaseTag(facet, term, sureness, tuple(where[:_MOST_EVIDENCE]))
                for term, where in spans.items()
            ]
    return []


def _posts(
    text: str,
    kind: DocumentKind,
    sections: Sequence[Section],
    header: Header,
    zones: Sequence[Span],
) -> Iterator[HeldPost]:
    for zone in zones:
        yield from held_posts(text[zone.start : min(zone.end, zone.start + 3000)], zone.start)
    for party in header.parties:
        if party.position and party.role in ("被告人", "上诉人", "被审查人", "被不起诉人"):
            yield HeldPost(party.position, party.span, 0.9)
    if kind in _COURT:
        for section in sections:
            if section.kind is _Part.PARTIES:
                yield from held_posts(section.span.of(text), section.span.start)
        return
    for section in sections:
        if section.kind in _OPENING:
            head = text[section.span.start : min(section.span.end, section.span.start + 160)]
            yield from opening_posts(head, section.span.start)


def _position_tags(posts: Sequence[HeldPost], offences: set[str]) -> list[CaseTag]:
    if offences and offences <= GIVING:
        return []
    scores: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[Span]] = defaultdict(list)
    for post in posts:
        terms = [cue.term for cue in load_case_cues().positions if cue.find.search(post.words)]
        for rank, term in enumerate(_held_terms(terms, offences)):
            scores[term] += post.weight * (_SECOND_TERM if rank else 1.0)
            evidence[term].append(post.span)
    return [
        CaseTag("position", term, confidence(3 * score), tuple(evidence[term][:_MOST_EVIDENCE]))
        for term, score in _leading(scores)
    ]


def _held_terms(terms: Iterable[str], offences: set[str]) -> list[str]:
    """The file runs from the particular post to the general one: a bank's manager is no 国企."""
    private = bool(offences) and offences <= _PRIVATE
    kept = [term for term in terms if not (private and term in ("soe_leader", "top_leader"))]
    particular = [term for term in kept if term not in ("soe_leader", "top_leader")]
    if particular and "soe_leader" in kept:
        kept.remove("soe_leader")
    if "soe_leader" in kept and "top_leader" in kept:
        kept.remove("top_leader")
    return kept[:2]


def _leading(scores: dict[str, float]) -> list[tuple[str, float]]:
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:_MOST_POSITIONS]
    top = ranked[0][1] if ranked else 0.0
    least = max(_LEAST_POSITION, _NEAR_TOP * top)
    return [(term, score) for term, score in ranked if score >= least]
