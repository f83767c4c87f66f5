"""Tell what a text is: title, first lines, body and tail vote, and a low vote is UNKNOWN."""

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick

from kb.model import DocumentKind, Span
from nlp.kind_cues import TITLE_CUES, Cue
from nlp.kind_text_cues import HEAD_CUES, TAIL_CUES
from nlp.kind_voice import analysis_weight, confession_weight
from nlp.kind_words import BODY_WORDS, GUIDING_HEADINGS

_HEAD = 600
_TITLE_LONGEST = 200
_TAIL = 600
_LONG_BODY = 9_000
_THRESHOLD = 0.5
_NAME_SHARE = 0.3

# 第十条　…… / 第二十一条之一 ……, but not 第十条规定的……
_ARTICLE_LINE = re.compile(r"\n[ \t　]*+第[一二三四五六七八九十百千零〇\d]{1,8}条(?!第|规定|的|、)")
# 一、……
_NUMBERED_LINE = re.compile(r"\n[ \t　]*+[一二三四五六七八九十]{1,3}、")
# 3.某县某局原局长张某违规收受礼品礼金问题。2018年…… (also with ● or no mark at all)
_CASE_LINE = re.compile(
    r"\n[ \t　]*+(?:●|[◆■▲]|\d{1,2}[.、．]|[一二三四五六七八九十]{1,3}、)?[ \t]*+"
    r"[^\n。●]{6,120}(?:问题|案)(?:。|(?=\n))"
)
# 某局原局长张某受贿案一审宣判: news of a verdict
_NEWS = re.compile(
    r"(?:宣判|开庭|受审|获刑|提起公诉|被公诉|被?判处?(?:刑|有期|无期|死刑|死缓)"
    r"|被逮捕|决定逮捕)[^书\n]{0,12}$"
)
# 关于作风建设工作检查情况的通报: a circular about work, no one is punished in it
_WORK_CIRCULAR = re.compile(
    r"(?:工作|检查|督[查导]|考核|调研|排名|进展|落实|评比)[^\n]{0,12}情况的?通报"
)
_COURT_WORDS = 3
_NOT_OF_A_COURT = (
    DocumentKind.DISCIPLINE_BULLETIN,
    DocumentKind.CONFESSION,
    DocumentKind.CLUE_RECORD,
    DocumentKind.INVESTIGATION_NOTICE,
    DocumentKind.RECTIFICATION_REPORT,
)
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What the text is, how sure, and the words (in the text) that say so."""

    kind: DocumentKind
    confidence: float
    evidence: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Ballot:
    """Votes so far: for each kind the share of doubt left, and the words seen."""

    doubt: dict[DocumentKind, float]
    evidence: dict[DocumentKind, list[Span]]

    def vote(self, kind: DocumentKind, weight: float, span: Span | None = None) -> None:
        self.doubt[kind] = self.doubt.get(kind, 1.0) * (1.0 - weight)
        if span is not None:
            self.evidence.setdefault(kind, []).append(span)

    def score(self, kind: DocumentKind) -> float:
        return 1.0 - self.doubt.get(kind, 1.0)

    def veto(self, kind: DocumentKind) -> None:
        self.doubt.pop(kind, None)


def detect_kind(text: str, *, title: str = "", name: str = "") -> KindGuess:
    """The kind of ``text``; ``title`` counts as its title, ``name`` (of the file) is a weak hint.

    ``…人民法院 刑事判决书 （2020）某0101刑初8号 公诉机关…`` is a first-instance judgment;
    ``某局原局长张某受贿案一审宣判`` is news of one and stays UNKNOWN, as do bare facts.
    """
    ballot = _Ballot({}, {})
    title = title.strip()[:_TITLE_LONGEST]
    titles = _titles(text, title)
    head_end = min(len(text), _HEAD)
    for span in titles:
        _count_cues(ballot, TITLE_CUES, span.of(text), offset=span.start)
    if title and not any(span.of(text) == title for span in titles):
        _count_cues(ballot, TITLE_CUES, title, offset=None)
    if name:
        _count_cues(ballot, TITLE_CUES, _stem(name), offset=None, share=_NAME_SHARE)
    _count_cues(ballot, HEAD_CUES, text[:head_end], offset=0)
    tail = max(0, len(text) - _TAIL)
    _count_cues(ballot, TAIL_CUES, text[tail:], offset=tail)
    _count_words(ballot, text)
    _count_shapes(ballot, text)
    _apply_vetoes(ballot, text, " ".join([title, *(span.of(text) for span in titles)]).strip())
    return _result(ballot)


def _titles(text: str, title: str) -> list[Span]:
    """The lines that may be the title: the first lines of the text that end in no full stop."""
    spans: list[Span] = []
    start = 0
    for _ in range(6):
        end = text.find("\n", start, start + 200)
        if end < 0:
            end = len(text) if len(text) - start <= 120 else -1
        if end < 0:
            break
        line = text[start:end].strip()
        if line and (len(line) > 90 or line[-1] in "。；，：:"):
            break
        if line:
            at = text.index(line, start)
            spans.append(Span(at, at + len(line)))
        start = end + 1
        if start >= len(text) or len(spans) == (2 if title else 3):
            break
    return spans


def _stem(name: str) -> str:
    leaf = name.replace("\\", "/").rsplit("/", 1)[-1]
    return leaf.rsplit(".", 1)[0] if "." in leaf[-6:] else leaf


def _count_cues(
    ballot: _Ballot, cues: tuple[Cue, ...], zone: str, *, offset: int | None, share: float = 1.0
) -> None:
    for cue in cues:
        found = cue.pattern.search(zone)
        if found:
            span = None
            if offset is not None:
                span = Span(offset + found.start(), offset + found.end())
            ballot.vote(cue.kind, cue.weight * share, span)


def _count_words(ballot: _Ballot, text: str) -> None:
    places = _first_places(text, 0, min(_LONG_BODY, len(text)))
    if len(text) > _LONG_BODY:
        places = _first_places(text, len(text) - _LONG_BODY // 3, len(text)) | places
    for group in BODY_WORDS:
        word = next((word for word in group.words if word in places), None)
        if word is not None:
            ballot.vote(group.kind, group.weight, Span(places[word] - len(word), places[word]))


def _first_places(text: str, start: int, end: int) -> dict[str, int]:
    """Where each of the words ends that stand in a part of the text, the first time."""
    places: dict[str, int] = {}
    for last, word in _body_words().iter(text, start, end):
        places.setdefault(word, last + 1)
    return places


@cache
def _body_words() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in {word for group in BODY_WORDS for word in group.words}:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _count_shapes(ballot: _Ballot, text: str) -> None:
    """What only the whole shape tells: articles, case after case, first person, a narrative."""
    body = "\n" + text[:_LONG_BODY]
    articles = [_span(m) for m in _ARTICLE_LINE.finditer(body)]
    if len(articles) >= 3 or (articles and len(body) < 1_500):
        ballot.vote(DocumentKind.REGULATION, 0.75, articles[0])
    elif len(_NUMBERED_LINE.findall(body)) >= 3 and ballot.score(DocumentKind.REGULATION) > 0.6:
        ballot.vote(DocumentKind.REGULATION, 0.3)
    headings = [_span(m) for m in GUIDING_HEADINGS.finditer(body)]
    if len(headings) >= 3:
        ballot.vote(DocumentKind.GUIDING_CASE, 0.85, headings[0])
    cases = [_span(m) for m in _CASE_LINE.finditer(body)]
    if len(cases) >= 3:
        ballot.vote(DocumentKind.DISCIPLINE_BULLETIN, 0.55, cases[0])
    _count_voice(ballot, body, len(text), many_cases=len(cases) >= 3)


def _span(found: re.Match[str]) -> Span:
    """Of a match in the text with a line end put before it."""
    return Span(max(0, found.start() - 1), found.end() - 1)


def _count_voice(ballot: _Ballot, body: str, length: int, *, many_cases: bool) -> None:
    if confessed := confession_weight(body):
        ballot.vote(DocumentKind.CONFESSION, confessed)
    if many_cases or body.count("被告人") >= _COURT_WORDS:
        return
    if analysed := analysis_weight(body, length=length):
        ballot.vote(DocumentKind.CASE_ANALYSIS, analysed)


def _apply_vetoes(ballot: _Ballot, text: str, title: str) -> None:
    written = "书" in title
    if _NEWS.search(title) and not written:
        for kind in DocumentKind:
            if kind not in (DocumentKind.CASE_ANALYSIS, DocumentKind.CONFESSION):
                ballot.veto(kind)
    if _WORK_CIRCULAR.search(title) and "处分" not in text[:_LONG_BODY]:
        ballot.veto(DocumentKind.DISCIPLINE_BULLETIN)
    if text.count("被告人", 0, _LONG_BODY) >= _COURT_WORDS:
        for kind in _NOT_OF_A_COURT:
            ballot.veto(kind)
    judged = max(ballot.score(kind) for kind in _JUDGMENTS)
    if judged > 0.75:
        ballot.veto(DocumentKind.REGULATION)


def _result(ballot: _Ballot) -> KindGuess:
    ranked = sorted(ballot.doubt, key=ballot.score, reverse=True)
    if not ranked:
        return KindGuess(DocumentKind.UNKNOWN, 0.0)
    best = ranked[0]
    rival = ballot.score(ranked[1]) if len(ranked) > 1 else 0.0
    confidence = ballot.score(best) * (1.0 - 0.4 * rival)
    evidence = tuple(sorted(set(ballot.evidence.get(best, ()))))
    if ballot.score(best) < _THRESHOLD:
        return KindGuess(DocumentKind.UNKNOWN, round(1.0 - ballot.score(best), 3), evidence)
    return KindGuess(best, round(confidence, 3), evidence)
