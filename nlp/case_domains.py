"""The domain of a case: from the post held, the story, and what a document says it is about.

Judgments are read by the posts and facts alone. A letter, a report or an analysis also says its
matter in its title, its addressee and its issuer: 致县卫生局 → healthcare.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from kb.model import CaseTag, DocumentKind, Header, Span
from nlp.case_cues import DomainCues, load_case_cues
from nlp.case_posts import HeldPost

_MOST_EVIDENCE = 5
_FACTS_READ = 12_000
# a unit named in the post held decides; one met in the story (他考上大学) hardly counts
_POST_WORTH, _UNIT_IN_FACTS, _UNIT_IN_REPORT = 6.0, 0.5, 0.8
_LEAST_DOMAIN, _NEAR_TOP, _MOST_DOMAINS = 3.5, 0.5, 3
_LEAST_OF_REPORT, _NEAR_TOP_OF_REPORT, _MOST_OF_REPORT = 3.0, 0.72, 2
_TITLE_WORTH, _SECOND_WORD, _UNIT_WORTH = 4.0, 1.0, 3.2
_OFFENCE_WORTH = 4.0
_TITLE_READ = 120

_LETTERS = frozenset(
    {
        DocumentKind.SUPERVISION_SUGGESTION,
        DocumentKind.PROCURATORIAL_SUGGESTION,
        DocumentKind.JUDICIAL_SUGGESTION,
    }
)
REPORTS = _LETTERS | {
    DocumentKind.RECTIFICATION_REPORT,
    DocumentKind.CASE_ANALYSIS,
    DocumentKind.RISK_ANALYSIS_REPORT,
    DocumentKind.CLUE_RECORD,
    DocumentKind.CONFESSION,
    DocumentKind.GUIDING_CASE,
}
_ISSUED = (DocumentKind.RECTIFICATION_REPORT, DocumentKind.REGULATION)
# these tell a whole life, schools and first posts included
_LIVES = (DocumentKind.CASE_ANALYSIS, DocumentKind.CONFESSION, DocumentKind.GUIDING_CASE)
# who writes and what it is called say nothing of the matter: 某县人民检察院, 司法建议书
_FORMAL = re.compile(
    r"(?:(?!关于|[对致向给])[\u4e00-\u9fff×]){0,30}?(?:人民检察院|人民法院|纪律检查委员会|监察委员会|纪委监委|纪委|监委)"
    r"|(?:纪检监察|纪律检查|监察|检察|司法)建议书?|派驻[\u4e00-\u9fff]{0,20}纪检监察组"
)


class Subject(NamedTuple):
    """Words that say what a document is about, where they stand, and whether they are a title."""

    words: str
    span: Span
    is_title: bool


def subjects_of(text: str, kind: DocumentKind, header: Header, title: str) -> Iterator[Subject]:
    """The title, the addressee of a letter, the issuer of an answer or of a regulation."""
    place = title_place(text, title)
    if place is not None:
        yield Subject(_without_form(place.of(text)), place, True)
    unit = header.recipient if kind in _LETTERS else header.issuer
    if unit is not None and (kind in _LETTERS or kind in _ISSUED):
        yield Subject(_without_form(unit.value), unit.span, False)


def title_place(text: str, title: str) -> Span | None:
    """Where the title stands, also broken into lines: 某市某局⏎关于……的报告."""
    letters = [re.escape(sign) for sign in title[:_TITLE_READ] if not sign.isspace()]
    found = re.search(r"\s*".join(letters), text[:2000]) if letters else None
    return Span(*found.span()) if found else None


def _without_form(words: str) -> str:
    """The same length, so that places stay true."""
    return _FORMAL.sub(lambda found: "　" * len(found[0]), words)


def domain_tags(
    text: str,
    kind: DocumentKind,
    zones: Sequence[Span],
    posts: Sequence[HeldPost],
    subjects: Sequence[Subject],
    offences: Mapping[str, CaseTag],
) -> list[CaseTag]:
    """At most three domains, the surest first; none where the words are too few."""
    report, of_life = kind in REPORTS, kind in _LIVES
    cues = load_case_cues()
    scores = _Scores()
    scores.add_posts(posts, cues.domains)
    if kind is not DocumentKind.REGULATION:
        scores.add_story(
            text, zones, cues.told if report else cues.domains, official=report and not of_life
        )
    if report or kind is DocumentKind.REGULATION:
        scores.add_subjects(subjects, cues.subjects)
    for offence, tag in offences.items():
        if offence in cues.of_offences:
            scores.worth[cues.of_offences[offence]] += _OFFENCE_WORTH
            scores.evidence[cues.of_offences[offence]].extend(tag.evidence)
            scores.told.add(cues.of_offences[offence])
    if report:
        scores.drop_bystanders()
    ranked = _leading(scores.worth, report=report and not of_life, kept=_named(offences))
    return [
        CaseTag("domain", term, confidence(score), tuple(scores.evidence[term][:_MOST_EVIDENCE]))
        for term, score in ranked
    ]


def confidence(score: float) -> float:
    """0.5 for a score of 3, never above 0.95."""
    return round(min(0.95, score / (score + 3.0)), 3)


def _named(offences: Collection[str]) -> frozenset[str]:
    of_offences = load_case_cues().of_offences
    return frozenset(of_offences[one] for one in offences if one in of_offences)


class _Scores:
    """What speaks for each domain; ``told`` are those with words of the matter itself."""

    def __init__(self) -> None:
        self.worth: dict[str, float] = defaultdict(float)
        self.evidence: dict[str, list[Span]] = defaultdict(list)
        self.told: set[str] = set()

    def add_posts(self, posts: Sequence[HeldPost], cues: DomainCues) -> None:
        said: set[tuple[str, str]] = set()
        for post in posts:
            for term, is_unit, word, _ in cues.find(post.words, offset=0):
                if is_unit and (term, word) not in said:
                    said.add((term, word))
                    self.worth[term] += _POST_WORTH * post.weight
                    self.evidence[term].append(post.span)

    def add_story(
        self, text: str, zones: Sequence[Span], cues: DomainCues, *, official: bool
    ) -> None:
        counts: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
        for zone in zones:
            facts = text[zone.start : min(zone.end, zone.start + _FACTS_READ)]
            for term, is_unit, word, span in cues.find(facts, offset=zone.start):
                counts[term, is_unit][word] += 1
                if counts[term, is_unit][word] == 1 and not is_unit:
                    self.evidence[term].append(span)
        of_unit = _UNIT_IN_REPORT if official else _UNIT_IN_FACTS
        for (term, is_unit), words in counts.items():
            worth = sum(1.0 + math.log2(min(count, 8)) / 2 for count in words.values())
            self.worth[term] += worth * (of_unit if is_unit else 1.0)
            if not is_unit:
                self.told.add(term)

    def add_subjects(self, subjects: Sequence[Subject], cues: DomainCues) -> None:
        """The title's matter first; a unit already named there counts once."""
        words_of: dict[str, set[str]] = defaultdict(set)
        for subject in subjects:
            for term, is_unit, word, span in cues.find(subject.words, offset=subject.span.start):
                first = not words_of[term]
                if word in words_of[term] or (not first and not subject.is_title):
                    continue
                words_of[term].add(word)
                if first:
                    matter = subject.is_title and not is_unit
                    self.worth[term] += _TITLE_WORTH if matter else _UNIT_WORTH
                    self.evidence[term].insert(0, span)
                else:
                    self.worth[term] += _SECOND_WORD

    def drop_bystanders(self) -> None:
        """A unit without any word of its matter yields to a domain whose matter is told."""
        best = max((self.worth[term] for term in self.told), default=0.0)
        for term in [term for term in self.worth if term not in self.told]:
            if self.worth[term] < best * 1.5:
                del self.worth[term]


def _leading(
    scores: Mapping[str, float], *, report: bool, kept: frozenset[str]
) -> list[tuple[str, float]]:
    least = _LEAST_OF_REPORT if report else _LEAST_DOMAIN
    near = _NEAR_TOP_OF_REPORT if report else _NEAR_TOP
    most = _MOST_OF_REPORT if report else _MOST_DOMAINS
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    top = ranked[0][1] if ranked else 0.0
    chosen = [(term, score) for term, score in ranked[:most] if score >= max(least, near * top)]
    chosen += [one for one in ranked if one[0] in kept and one not in chosen]
    return chosen
