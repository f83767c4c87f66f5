"""A problem told in words (怎么堵？), understood: loopholes, roots, domain, post, and its vectors.

People tell problems as they speak, so besides what the label model is sure of, words of the
vocabulary that merely stand there count in part.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from kb.index.port import SparseVector
from kb.model import Document, DocumentKind
from kb.prevention.measure_terms import words_of
from kb.retrieval.measure_fit import Problem
from kb.retrieval.measure_papers import AskedWords, Scale
from kb.terms import load_taxonomy
from nlp.asked_case import asked_domains, asked_positions
from nlp.pipeline import LawReader
from nlp.query_hints import is_soft
from nlp.sparse import term_index
from nlp.term_rows import TermRows

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_SURE, _WORDED, _MEANT = 1.0, 0.8, 0.6
_NEAR, _BESIDE, _TYPICAL, _MOST_MEANT = 0.40, 0.10, 0.10, 3
# 有没有先例 ／ 廉政风险点清单: words of the question, not of its subject
_ASKING = re.compile(
    r"(?:廉政|廉洁)(?:风险点?)?(?:清单)?$|岗位$|对应$|先例$|起草$|一份$|近.年$|优秀$|办法$"
)
# 不要只写加强教育
_NOT_EDUCATION = re.compile(r"(?:不要|不能|别|避免|而不是)[^，。；]{0,6}(?:教育|培训|谈话)")
_LAYERS = {"loopholes": "loopholes", "ideological_roots": "roots"}
_GAP = "……"
_MOST_CHARS = 200


def read_problem(document: Document, reader: LawReader) -> Problem:
    """What the words say. Loopholes that no word names are told by meaning, and are less sure."""
    tagged = reader.read(document)
    text = document.text
    found: dict[str, dict[str, float]] = {"loopholes": {}, "ideological_roots": {}}
    alone = [one for part in _SENTENCE.finditer(text) for one in reader.label_sentence(part[0])]
    for label in (*tagged.labels, *alone):
        if label.layer in found and not label.boilerplate:
            found[label.layer][label.term] = _SURE
    for layer, term in _worded(text):
        found[layer].setdefault(term, _WORDED)
    domains, positions = tagged.terms_of("domain"), tagged.terms_of("position")
    if tagged.kind is DocumentKind.UNKNOWN and len(text) <= _MOST_CHARS:
        domains = domains or tuple(one.term for one in asked_domains(text))
        positions = positions or tuple(one.term for one in asked_positions(text))
    for term, sure in _meant(text, domains, reader):
        found["loopholes"].setdefault(term, sure)
    return Problem(
        text=text,
        loopholes=found["loopholes"],
        roots=found["ideological_roots"],
        domains=domains,
        positions=positions,
        set_aside=frozenset({"education"}) if _NOT_EDUCATION.search(text) else frozenset(),
    )


def problem_words(text: str, reader: LawReader) -> AskedWords:
    """The words of the subject as vectors; words that ask for a kind of paper (措施) left out."""
    terms = _subject(text, reader)
    if not terms:
        return AskedWords()
    indices, values = reader.sparse.encode_query(terms)
    numbers = np.fromiter(map(term_index, terms), np.uint32, len(terms))
    shares = reader.sparse.rarity(numbers)
    return AskedWords(
        reader.encode([" ".join(terms)], terms=TermRows.of([terms]))[0],
        SparseVector(indices, values),
        tuple((one, float(share)) for one, share in zip(terms, shares, strict=True)),
    )


def measure_meanings(words: AskedWords, reader: LawReader) -> Mapping[str, float]:
    """How near (0..1) the words are to each measure of the vocabulary."""
    if words.dense is None:
        return {}
    terms = [one for one in load_taxonomy().layer("measures") if not one.deprecated]
    cosines = reader.encode(list(map(words_of, terms))) @ words.dense
    near = Scale.of(cosines).of_all(cosines)
    return {term.id: one for term, one in zip(terms, near, strict=True)}


def _meant(text: str, domains: Sequence[str], reader: LawReader) -> Iterator[tuple[str, float]]:
    """Loopholes whose definition and indicators are near in meaning, those of the field before."""
    words = problem_words(text, reader)
    if words.dense is None:
        return
    taxonomy = load_taxonomy()
    typical = {one for domain in domains for one in taxonomy.domains[domain].typical_loopholes}
    terms = [one for one in taxonomy.layer("loopholes") if not one.deprecated]
    cosines = reader.encode(list(map(words_of, terms))) @ words.dense
    near = {
        term.id: float(cosine) + _TYPICAL * (term.id in typical)
        for term, cosine in zip(terms, cosines, strict=True)
    }
    best = max(near.values())
    likely = sorted((-at, term) for term, at in near.items() if at >= max(_NEAR, best - _BESIDE))
    for at, term in likely[:_MOST_MEANT]:
        yield term, _MEANT * -at / best


def _subject(text: str, reader: LawReader) -> list[str]:
    """The words that mean something, each once, shorter words inside them too."""
    found: dict[str, None] = {}
    for word in reader.segmenter.words(text):
        terms = reader.segmenter.terms(word)
        if terms and not (is_soft(terms[0]) or _ASKING.match(terms[0])):
            found.update(dict.fromkeys(terms))
    return list(found)


def _worded(text: str) -> list[tuple[str, str]]:
    """Terms of which a name or an indicator stands in the text."""
    taxonomy = load_taxonomy()
    return [
        (term.layer, term.id)
        for layer in _LAYERS
        for term in taxonomy.layer(layer)
        if not term.deprecated and any(_said(one, text) for one in (term.name, *term.indicators))
    ]


def _said(words: str, text: str) -> bool:
    """Whether the words stand in the text, the parts of ``未建立……制度`` near each other."""
    if _GAP not in words:
        return words in text
    return bool(re.search("[^，。；]{0,12}".join(map(re.escape, words.split(_GAP))), text))
