"""The main path of reading: text → kind → sections → fields → labels → passages → vectors.

Each step takes values and returns values; a component can be replaced behind its function. The
same segmentation gives the terms of documents and of queries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.errors import AnalysisError, KbError
from kb.index.points import PassageVectors
from kb.model import (
    Article,
    Document,
    DocumentKind,
    Label,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from nlp.amounts import case_amount, find_amounts
from nlp.case_prediction import PredictCharges
from nlp.case_tags import tag_case
from nlp.circumstances import circumstance_tags
from nlp.crime_profile import CrimeModel
from nlp.dates import time_span
from nlp.document_kind import detect_kind
from nlp.encoder import SentenceEncoder
from nlp.header import read_header
from nlp.numerals import article_number
from nlp.offences import find_offences
from nlp.passages import build_passages
from nlp.penalties import find_penalties
from nlp.sections import cut_sections
from nlp.segmentation import Segmenter
from nlp.sentences import split_sentences
from nlp.sparse import SparseEncoder
from nlp.statute_refs import find_statutes
from nlp.term_rows import TermRows

TagSentences = Callable[
    [str, DocumentKind, Sequence[Section], Sequence[Sentence]], tuple[Label, ...]
]
WeighLabels = Callable[[Sequence[str]], Sequence[Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class LawReader:
    """Reads documents and vectorises their passages; built once a process.

    ``label_model`` is the version of what ``tag_sentences`` labels with, ``charge_model`` that of
    what ``predict_charges`` and ``crimes`` go by. ``weigh_labels`` tells of lone sentences how
    sure each label is, kept or not; rules cannot.
    """

    segmenter: Segmenter
    encoder: SentenceEncoder
    sparse: SparseEncoder
    tag_sentences: TagSentences
    weigh_labels: WeighLabels | None = None
    predict_charges: PredictCharges | None = None
    label_model: str = ""
    charge_model: str = ""
    crimes: CrimeModel | None = None

    def read(self, document: Document) -> TaggedDocument:
        """Everything the text says of itself; ``AnalysisError`` never quotes the text."""
        try:
            return self._read(document)
        except KbError:
            raise
        except (ValueError, IndexError, KeyError, ArithmeticError) as error:
            raise AnalysisError(document=document.id[:12], reason=type(error).__name__) from error

    def vectorize(self, tagged: TaggedDocument) -> PassageVectors:
        """Dense and sparse vectors of every passage; articles carry the title of their law."""
        text = tagged.document.text
        above = [_above(tagged, passage) for passage in tagged.passages]
        owns = [passage.span.of(text) for passage in tagged.passages]
        cut = self.segmenter.folded_words
        # a title or chapter stands above many passages and is cut once
        of_above = {one: cut(one) for one in dict.fromkeys(above)}
        words = [[*of_above[one], *cut(own)] for one, own in zip(above, owns, strict=True)]
        terms = self.segmenter.term_rows(words)
        texts = [f"{one}\n{own}" if one else own for one, own in zip(above, owns, strict=True)]
        sparse = self.sparse.encode_documents(terms)
        return PassageVectors(
            dense=self.encode(texts, terms=terms),
            offsets=sparse.offsets,
            indices=sparse.indices,
            values=sparse.values,
            words=self.sparse.encode_words(terms),
        )

    def label_sentence(self, text: str) -> tuple[Label, ...]:
        """Labels of one sentence without a document: its section and kind are unknown."""
        whole = Span(0, len(text))
        body = (Section(SectionKind.BODY, whole),)
        return self.tag_sentences(text, DocumentKind.UNKNOWN, body, (Sentence(0, whole, 0),))

    def likely_crimes(self, tagged: TaggedDocument, facts: NDArray[np.float32]) -> dict[str, float]:
        """Crimes the document names, for sure; where it names none, those its facts speak of."""
        stated = {one.offence or one.name for one in tagged.offences}
        if stated:
            return dict.fromkeys(sorted(stated), 1.0)
        return self.crimes.profile(facts) if self.crimes else {}

    def encode(self, texts: Sequence[str], *, terms: TermRows | None = None) -> NDArray[np.float32]:
        """Dense vectors of texts, float32 [texts, dimension]; ``terms`` where already cut."""
        return self.encoder.encode(texts, terms=terms)

    def _read(self, document: Document) -> TaggedDocument:
        text = document.text
        guess = detect_kind(text, title=document.title, name=document.name)
        kind = guess.kind
        sections = cut_sections(text, kind)
        sentences = split_sentences(text, sections)
        header = read_header(text, kind, sections, title=document.title)
        passages = build_passages(text, kind, sections, sentences)
        own_title = document.title if kind is DocumentKind.REGULATION else ""
        statutes = find_statutes(text, own_title=own_title)
        plain = TaggedDocument(
            document=document,
            kind=kind,
            kind_confidence=guess.confidence,
            header=header,
            sections=sections,
            sentences=sentences,
            passages=passages,
            statutes=statutes,
        )
        if kind is DocumentKind.REGULATION:
            tags = tag_case(text, kind, sections, header, (), statutes, document.title)
            return replace(plain, articles=_articles(sections), tags=tags)
        amounts = find_amounts(_without_proofs(text, sections))
        offences = find_offences(text, kind, sections, title=document.title)
        return replace(
            plain,
            offences=offences,
            amounts=amounts,
            penalties=find_penalties(text, kind, sections),
            amount=case_amount(text, amounts, sections, kind, offences),
            time_span=time_span(text, sections),
            labels=self.tag_sentences(text, kind, sections, sentences),
            tags=(
                *tag_case(
                    text,
                    kind,
                    sections,
                    header,
                    offences,
                    statutes,
                    document.title,
                    predict=self.predict_charges,
                ),
                *circumstance_tags(text, kind, sections),
            ),
        )


def _above(tagged: TaggedDocument, passage: Passage) -> str:
    """What an article must be read under: the title of its law and its chapter."""
    if tagged.kind is not DocumentKind.REGULATION:
        return ""
    chapter = passage.heading.rpartition(" ")[0]
    return f"{tagged.document.title}\n{chapter}".strip()


def _without_proofs(text: str, sections: Sequence[Section]) -> str:
    """The text with its lists of proofs blanked, spans kept: what witnesses say is not found."""
    parts: list[str] = []
    done = 0
    for section in sections:
        if section.kind is SectionKind.EVIDENCE:
            parts += (
                text[done : section.span.start],
                "\n" * (section.span.end - section.span.start),
            )
            done = section.span.end
    return "".join([*parts, text[done:]])


def _articles(sections: Sequence[Section]) -> tuple[Article, ...]:
    found: list[Article] = []
    for section in sections:
        if section.kind is SectionKind.ARTICLE and (number := article_number(section.heading)):
            found.append(Article(number[0], number[1] or 0, section.span))
    return tuple(found)
