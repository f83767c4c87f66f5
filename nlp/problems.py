"""A problem told in words (怎么堵？), understood: loopholes, roots, domain, post, and its vectors.

People tell problems as they speak, so besides what the label model is sure of, words of the
vocabulary that merely stand there count in part, and so do the loopholes that the model thinks
likeliest without being sure.
"""

import math
import re
from collections.abc import Iterator, Mapping

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
_CLAUSE = re.compile(r"[^，。！？；\n]{6,}")
_SURE, _WORDED, _LIKELY = 1.0, 0.8, 0.8
_MOST_LIKELY, _LEAST_SHARE, _FLOOR = 3, 0.2, 1e-4
_MODEL = 0.4  # of how near a measure is; the rest is by the vocabulary's words for it
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
    """What the words say. Loopholes that no word names are the likeliest ones, and less sure."""
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
    for term, sure in _likely(text, reader):
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


def measure_meanings(text: str, words: AskedWords, reader: LawReader) -> Mapping[str, float]:
    """How near (0..1) the words are to each measure of the vocabulary.

    By the vocabulary's words for it, and by how likely the label model finds it in ``text``.
    """
    if words.dense is None:
        return {}
    terms = [one for one in load_taxonomy().layer("measures") if not one.deprecated]
    cosines = reader.encode(list(map(words_of, terms))) @ words.dense
    near = dict(zip((one.id for one in terms), Scale.of(cosines).of_all(cosines), strict=True))
    sure = _weighed(text, reader, "measures")
    if not sure:
        return near
    logs = np.log(np.fromiter((sure[one.id] for one in terms), np.float32, len(terms)))
    modelled = Scale.of(logs, least=1.0).of_all(logs)
    return {
        term: (1 - _MODEL) * near[term] + _MODEL * one
        for term, one in zip(near, modelled, strict=True)
    }


def _likely(text: str, reader: LawReader) -> Iterator[tuple[str, float]]:
    """The likeliest loopholes, the less sure the further behind the first."""
    sure = _weighed(text, reader, "loopholes")
    best = max(sure.values(), default=1.0)
    for term, at in sorted(sure.items(), key=lambda one: (-one[1], one[0]))[:_MOST_LIKELY]:
        share = math.sqrt(at / best)
        if share >= _LEAST_SHARE:
            yield term, _LIKELY * share


def _weighed(text: str, reader: LawReader, layer: str) -> dict[str, float]:
    """How likely each term of a layer is: in the whole text, and in the clause that says it most.

    The geometric mean of both; of a long text the sentence that says it most. Empty where nothing
    is said, or labels go by rules.
    """
    if reader.weigh_labels is None or not text.strip():
        return {}
    if len(text) <= _MOST_CHARS:
        whole, *parts = reader.weigh_labels([text, *_CLAUSE.findall(text)])
        parts = parts or [whole]
    else:
        whole, parts = {}, list(reader.weigh_labels(_SENTENCE.findall(text)))
    found = {}
    for one in load_taxonomy().layer(layer):
        if not one.deprecated:
            most = max(each.get(one.key, 0.0) for each in parts)
            found[one.id] = math.sqrt((most + _FLOOR) * (whole.get(one.key, most) + _FLOOR))
    return found


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
