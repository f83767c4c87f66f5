"""From what a user gives (a whole case, or some words) to what retrieval compares."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from kb.index.port import SparseVector
from kb.model import DocumentKind, SectionKind, Span, StatuteRef, TaggedDocument
from kb.retrieval.case_query import CaseQuery, QuerySentence
from kb.retrieval.literal import Literal
from kb.retrieval.ranking import CaseFeatures
from kb.retrieval.typed_query import parse_query
from kb.retrieval.word_query import Pair, QueryWord, WordQuery
from kb.store.papers import Paper
from kb.terms import load_taxonomy
from nlp.asked_case import is_asked
from nlp.boilerplate import is_boilerplate
from nlp.case_numbers import find_case_numbers, find_document_numbers
from nlp.crime_profile import duty_crimes, duty_share
from nlp.pipeline import LawReader
from nlp.query_hints import hint_of, is_soft, named_terms
from nlp.statute_refs import find_statutes
from nlp.term_rows import TermRows
from nlp.typed_refs import written_out

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
    terms = reader.segmenter.term_rows(list(map(reader.segmenter.folded_words, texts)))
    vectors = reader.encode([*texts, "\n".join(texts)], terms=terms.with_whole())
    indices, values = reader.sparse.encode_query(terms.different())
    crimes = reader.likely_crimes(tagged, vectors[-1])
    of_official = is_asked(tagged.document.text, tagged.kind) and bool(tagged.terms_of("position"))
    stated = tagged.terms_of("offence") or tagged.terms_of("position")
    of_duty = bool(stated) or duty_share(crimes) >= _DUTY
    if of_official and not tagged.offences:
        crimes = duty_crimes(crimes)
    return CaseQuery(
        dense=vectors[-1],
        sparse=SparseVector(indices, values),
        rarity=reader.sparse.rarity(indices),
        features=CaseFeatures(
            offences=tagged.terms_of("offence"),
            domains=tagged.terms_of("domain"),
            positions=tagged.terms_of("position"),
            labels=tuple(dict.fromkeys(label.key for label in tagged.labels)),
            amount=tagged.amount.low if tagged.amount else None,
            crimes=crimes,
            statutes=tuple(dict.fromkeys(f"{m.ref.law}:{m.ref.article}" for m in tagged.statutes)),
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
    """Some words, perhaps with a 案号, a 文号, an article, phrases or exclusions among them.

    Numbers and articles that are understood are no words: they are looked up.
    """
    typed = parse_query(text)
    plain = written_out(typed.words)
    numbers = [*find_case_numbers(plain), *find_document_numbers(plain)]
    statutes = find_statutes(plain)
    rest = _without(plain, [*(one.span for one in numbers), *(one.span for one in statutes)])
    words = _words(rest, reader)
    quoted = _words(" ".join(typed.phrases), reader)
    every = tuple({one.terms[0]: one for one in (*words, *quoted)}.values())
    if all(one.soft for one in every):
        every = tuple(replace(one, soft=False) for one in every)
    every = _naming(typed.wanted, every)
    subject = [term for one in every if not one.soft for term in one.terms]
    return WordQuery(
        text=text,
        words=every,
        pairs=_pairs(typed.wanted, every),
        marked=tuple(dict.fromkeys(term for one in words for term in one.terms)),
        numbers=tuple(dict.fromkeys(number.value for number in numbers)),
        statutes=tuple(dict.fromkeys(_of_article(one.ref) for one in statutes)),
        dense=reader.encode([" ".join(subject)], terms=TermRows.of([subject]))[0],
        literal=Literal(typed.phrases, typed.excluded),
        hint=hint_of(one.terms[0] for one in every),
    )


def _naming(text: str, words: Sequence[QueryWord]) -> tuple[QueryWord, ...]:
    """The words with the terms of the vocabulary that they name, alone or with their neighbours."""
    known = {one.terms[0] for one in words if not one.soft}
    named = list(named_terms(text, known, load_taxonomy()))
    return tuple(
        replace(one, keys=frozenset(key for key, name in named if _part_of(one, name)))
        for one in words
    )


def _part_of(word: QueryWord, name: str) -> bool:
    return not word.soft and (word.terms[0] in name or name in word.terms[0])


def _pairs(text: str, words: Sequence[QueryWord]) -> tuple[Pair, ...]:
    """Words of the subject that stand side by side as typed."""
    found = []
    for (first, one), (second, other) in pairwise(enumerate(words)):
        together = one.terms[0] + other.terms[0]
        if together in text and not (one.soft or other.soft):
            found.append(Pair(together, first, second))
    return tuple(found)


def _words(text: str, reader: LawReader) -> tuple[QueryWord, ...]:
    """The words of a query that mean something, each once."""
    found: dict[str, QueryWord] = {}
    for word in reader.segmenter.words(text):
        terms = tuple(dict.fromkeys(reader.segmenter.terms(word)))
        if terms and terms[0] not in found:
            indices = tuple(int(reader.sparse.encode_query([one])[0][0]) for one in terms)
            found[terms[0]] = QueryWord(terms, indices, soft=is_soft(terms[0]))
    return tuple(found.values())


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with blanks where the spans are."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _of_article(ref: StatuteRef) -> StatuteRef:
    """第385条第1款 is looked for as 第385条."""
    return StatuteRef(ref.law, ref.article, ref.sub)


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
