"""From what a user gives (a whole case, or some words) to what retrieval compares."""

import re

from kb.index.port import SparseVector
from kb.model import DocumentKind, SectionKind, Span, TaggedDocument
from kb.retrieval.case_query import CaseQuery, QuerySentence
from kb.retrieval.literal import Literal
from kb.retrieval.ranking import CaseFeatures
from kb.retrieval.search import WordQuery
from kb.retrieval.typed_query import parse_query
from kb.store.papers import Paper
from nlp.asked_case import is_asked
from nlp.boilerplate import is_boilerplate
from nlp.case_numbers import find_case_numbers, find_document_numbers
from nlp.crime_profile import duty_crimes, duty_share
from nlp.pipeline import LawReader
from nlp.statute_refs import find_statutes

# sections that tell what happened, in the order of preference; the first group present is used
_TELLING = (
    frozenset({SectionKind.FACTS, SectionKind.BASIC_FACTS, SectionKind.CASE_ITEM}),
    frozenset({SectionKind.CHARGE, SectionKind.FINDINGS, SectionKind.PRIOR_JUDGMENT}),
    frozenset({SectionKind.PROBLEMS, SectionKind.SOURCE, SectionKind.EXPERIENCE}),
)
_MAX_SENTENCES = 120
_MIN_CHARS = 8
_DUTY = 0.5
# words to the reader, not of the case: 领导，想先看看有没有类似的案子。 ／ 请系统帮忙查：……
_ADDRESS = re.compile(
    r"(?:有没有|是否有|找)[^。]{0,6}(?:类似|相似|相近)|类似(?:的)?案[件子例]|请(?:系统|帮|给点|教)|拿来请教"
)


def case_query(tagged: TaggedDocument, reader: LawReader) -> CaseQuery:
    """The facts of a new case become the query; formulas of procedure are dropped."""
    spans = _telling_sentences(tagged)
    texts = [span.of(tagged.document.text) for span in spans]
    terms = [reader.segmenter.terms(text) for text in texts]
    every = [term for one in terms for term in one]
    vectors = reader.encode([*texts, "\n".join(texts)], terms=[*terms, every])
    indices, values = reader.sparse.encode_query(every)
    crimes = reader.likely_crimes(tagged, vectors[-1])
    of_official = is_asked(tagged.document.text, tagged.kind) and bool(tagged.terms_of("position"))
    stated = tagged.terms_of("offence") or tagged.terms_of("position")
    of_duty = bool(stated) or duty_share(crimes) >= _DUTY
    if of_official and not tagged.offences:
        crimes = duty_crimes(crimes)
    return CaseQuery(
        dense=vectors[-1],
        sparse=SparseVector(indices, values),
        features=CaseFeatures(
            offences=tagged.terms_of("offence"),
            domains=tagged.terms_of("domain"),
            positions=tagged.terms_of("position"),
            labels=tuple(dict.fromkeys(label.key for label in tagged.labels)),
            amount=tagged.amount.low if tagged.amount else None,
            crimes=crimes,
        ),
        sentences=tuple(
            QuerySentence(span, text, vector)
            for span, text, vector in zip(spans, texts, vectors[:-1], strict=True)
        ),
        paper=Paper(
            id=tagged.document.id,
            kind=tagged.kind,
            case_no="",
            issuer="",
            penalties=tagged.penalties,
            circumstances=tuple(tag for tag in tagged.tags if tag.facet == "circumstance"),
        ),
        of_official=of_official,
        of_duty=of_duty,
    )


def word_query(text: str, reader: LawReader) -> WordQuery:
    """Some words, perhaps with a 案号, a 文号, an article, phrases or exclusions among them."""
    typed = parse_query(text)
    wanted = typed.wanted
    numbers = [*find_case_numbers(wanted), *find_document_numbers(wanted)]
    terms = reader.segmenter.terms(wanted)
    indices, values = reader.sparse.encode_query(terms)
    return WordQuery(
        text=text,
        words=tuple(dict.fromkeys(reader.segmenter.terms(typed.words))),
        numbers=tuple(dict.fromkeys(number.value for number in numbers)),
        statutes=tuple(dict.fromkeys(one.ref for one in find_statutes(wanted))),
        dense=reader.encode([wanted], terms=[terms])[0],
        sparse=SparseVector(indices, values),
        literal=Literal(typed.phrases, typed.excluded),
    )


def _telling_sentences(tagged: TaggedDocument) -> list[Span]:
    text = tagged.document.text
    kinds = [section.kind for section in tagged.sections]
    chosen = next((group for group in _TELLING if not group.isdisjoint(kinds)), None)
    told = [
        sentence.span
        for sentence in tagged.sentences
        if (chosen is None or kinds[sentence.section] in chosen)
        and len(sentence.span.of(text)) >= _MIN_CHARS
        and not is_boilerplate(sentence.span.of(text))
        and not _ADDRESS.search(sentence.span.of(text))
    ]
    if not told and tagged.kind is not DocumentKind.REGULATION:
        told = [passage.span for passage in tagged.passages]
    return told[:_MAX_SENTENCES] or [Span(0, len(text))]
