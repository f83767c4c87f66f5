"""What the papers of a case say that a report may quote: labelled sentences and fields, with spans.

Words of the defence, of proofs, of what the court did not
find, and formulas are left out. What prosecutors charge is kept with a note that says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from kb.governance.access import Level
from kb.model import CaseId, DocumentKind, Label, SectionKind, Span, TaggedDocument
from kb.prevention.source_refs import words_source
from kb.retrieval.rejections import Rejections
from kb.retrieval.roles import ESTABLISHED, Role, role_of
from kb.review.decisions import BY_REVIEWER, Status, gathered
from kb.store.access_filter import readable_documents
from kb.store.documents import DocumentStore
from kb.store.registry import Registry
from kb.store.reviews import ReviewStore
from kb.store.rows import DocumentSummary
from kb.store.tables import DocumentRow

_LONGEST = 160
_SHORTEST = 8  # 挪用公款部分 names a part and says nothing
_FULL_LINE = 30  # characters of a line that was broken by its width
_ENDS = "。！？；：!?;:"
_ENDED = re.compile(f"[{_ENDS}][”’）)」』]*")
_ROLE_NOTES = {
    Role.ACCUSATION: "指控",
    Role.PRIOR: "原审认定",
    Role.OPINION: "本院认为",
    Role.CONFESSION: "本人反思",
}
# they tell of what was done since, or hold for everybody
_NOT_QUOTED = (DocumentKind.RECTIFICATION_REPORT, DocumentKind.REGULATION)
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
_STANDING = frozenset({Status.ACCEPTED, Status.EDITED})
# what names or signs a paper says nothing of the case
_NO_STATEMENT = frozenset(
    {SectionKind.TITLE, SectionKind.HEAD, SectionKind.SIGN, SectionKind.ATTACHMENT}
)
# （一）, 4. and 二、 before a sentence, ； behind it
_ORDINAL = re.compile(
    r"\s*[（(]?[一二三四五六七八九十\d]{1,3}(?:[）)]|[、.．](?!\d)|[.．](?=\d{4}年))\s*"
)
_LOOSE = "；，、;,"
_BREAK = re.compile(r"[，。；：！？、,;\n]")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """A labelled sentence: ``text`` is the words of ``anchor`` without line breaks."""

    key: str
    text: str
    anchor: str
    section: SectionKind
    note: str
    confirmed: bool
    confidence: float
    established: bool


class PaperWords:
    """One paper as it was read, with the labels that stand."""

    def __init__(
        self, tagged: TaggedDocument, labels: Sequence[tuple[Label, bool]], level: Level
    ) -> None:
        self.tagged = tagged
        self.level = level
        self._labels = labels

    @property
    def title(self) -> str:
        """What the paper is called."""
        return self.tagged.document.title or self.tagged.document.name

    @property
    def is_judgment(self) -> bool:
        """Whether a court speaks."""
        return self.tagged.kind in _JUDGMENTS

    def said(self) -> Iterator[Said]:
        """Its labelled sentences that may be quoted."""
        text = self.tagged.document.text
        for label, confirmed in self._labels:
            sentence = self.tagged.sentences[label.sentence]
            part = self.tagged.sections[sentence.section].kind
            role = role_of(text, sentence.span, section=part.value, kind=self.tagged.kind)
            quotable = role in ESTABLISHED or role is Role.ACCUSATION
            if (
                part in _NO_STATEMENT
                or not quotable
                or label.boilerplate
                or self._rejected.covers(sentence.span, role)
            ):
                continue
            span = quoted_span(text, label.span, sentence.span)
            words = flat(span.of(text))
            if len(words) < _SHORTEST:
                continue
            yield Said(
                key=label.key,
                text=words,
                anchor=self.anchor(span),
                section=part,
                note=_ROLE_NOTES.get(role, ""),
                confirmed=confirmed,
                confidence=label.confidence,
                established=role in ESTABLISHED,
            )

    def around(self, span: Span) -> Span:
        """The sentence that holds a span, or the clauses around it; outside all, its line."""
        text = self.tagged.document.text
        for sentence in self.tagged.sentences:
            if sentence.span.covers(span) and sentence.span != span:
                return quoted_span(text, span, sentence.span)
        end = text.find("\n", span.end)
        line = Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))
        return quoted_span(text, span, line)

    def anchor(self, span: Span) -> str:
        """Words of the paper as a source."""
        return words_source(self.tagged.document.id, span)

    @cached_property
    def _rejected(self) -> Rejections:
        named: dict[str, list[str]] = {"found": [], "alleged": []}
        for mention in self.tagged.offences:
            named[mention.status].append(mention.name)
        return Rejections.of(
            self.tagged.document.text,
            self.tagged.kind,
            self.tagged.passages,
            charged=tuple(dict.fromkeys(named["alleged"])),
            found=tuple(dict.fromkeys(named["found"])),
        )


def papers_of(registry: Registry, case_id: CaseId) -> tuple[PaperWords, ...]:
    """The papers of a case that the person may read, judgments first; none is no error."""
    session, row = registry.session, DocumentRow
    query = (
        select(row.id, row.level)
        .where(
            row.case_id == case_id,
            readable_documents(registry.principal),
        )
        .order_by(row.created_at, row.id)
    )
    documents, reviews = DocumentStore(session), ReviewStore(session)
    papers = []
    for one in session.execute(query):
        tagged = documents.get(one.id)
        if tagged.kind in _NOT_QUOTED:
            continue
        reviewed = gathered(one.id, tagged.labels, tuple(reviews.decisions(one.id)))
        labels = [
            (label, each.verdict.status in _STANDING or label.method == BY_REVIEWER)
            for each in reviewed
            if (label := each.verdict.standing) is not None
        ]
        papers.append(PaperWords(tagged, labels, Level(one.level)))
    return tuple(sorted(papers, key=lambda one: not one.is_judgment))


def leading_paper(papers: Sequence[DocumentSummary]) -> DocumentSummary | None:
    """The first judgment, else the first paper that tells the case; None where none does."""
    telling = [one for one in papers if one.kind not in _NOT_QUOTED]
    judged = [one for one in telling if one.kind in _JUDGMENTS]
    return next(iter((*judged, *telling)), None)


def flat(words: str) -> str:
    """Words on one line: a paper breaks lines where its pages end."""
    return _BLANK.sub("", words)


def quoted_span(text: str, label: Span, sentence: Span) -> Span:
    """The sentence without its number and loose ends; of a long one, clauses around the label."""
    sentence = _unbroken(text, sentence)
    start, end = sentence.start, sentence.end
    if end - start > _LONGEST:
        start, end = _clauses(text, label, sentence)
    if numbered := _ORDINAL.match(text, start, end):
        start = numbered.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _LOOSE):
        end -= 1
    return Span(start, end)


def _unbroken(text: str, sentence: Span) -> Span:
    """The sentence beyond the ends of full lines: some texts break their lines by width."""
    start, end = sentence.start, sentence.end
    while start and text[start - 1] == "\n":
        line = text.rfind("\n", 0, start - 1) + 1
        if start - 1 - line < _FULL_LINE or text[start - 2] in _ENDS:
            break
        start = max([line, *(hit.end() for hit in _ENDED.finditer(text, line, start - 1))])
    while end < len(text) and text[end] == "\n" and text[end - 1] not in _ENDS:
        if end - text.rfind("\n", 0, end) - 1 < _FULL_LINE:
            break
        following = text.find("\n", end + 1)
        line = following if following >= 0 else len(text)
        stop = _ENDED.search(text, end + 1, line)
        end = stop.end() if stop else line
    return Span(start, end)


def _clauses(text: str, label: Span, sentence: Span) -> tuple[int, int]:
    """From the break before the label to one behind it, as many clauses as fit."""
    breaks = [hit.end() for hit in _BREAK.finditer(text, sentence.start, sentence.end)]
    edges = [sentence.start, *breaks]
    ends = [*breaks, sentence.end]
    start = max((one for one in edges if one <= label.start), default=sentence.start)
    end = min((one for one in ends if one >= label.end), default=sentence.end)
    further = [one for one in ends if one - start <= _LONGEST]
    end = max([end, *further])
    earlier = [one for one in edges if end - one <= _LONGEST]
    return min([start, *earlier]), end
