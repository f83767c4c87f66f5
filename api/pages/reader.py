"""A document as it lies on the page: sheets of lines, its outline, its marks, its fields."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.documents import WholeDocument
from api.pages.bodies import whole_numbers
from api.pages.marking import Mark, Piece, pieces
from api.pages.section_names import SECTION_NAMES
from api.schemas.reviews import LAYER_NAMES, STATUS_NAMES
from kb.model import DocumentId, Penalty, Section, SectionKind, Span, StatuteRef, TaggedDocument
from kb.retrieval.words import punishment, yuan
from kb.review.decisions import ReviewedLabel, Status
from kb.terms import Taxonomy

_LONGEST_HEADING = 60
_LONGEST_HEAD = 24
_MOST_MARKS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. ``kind``: title, heading, sign or body; ``anchor`` where a section begins."""

    pieces: Sequence[Piece]
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the original, or the whole text where there are no pages (``number`` 0)."""

    number: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline."""

    words: str
    anchor: str
    level: int


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label in the panel: its words, where they stand, what became of the proposal."""

    key: str
    layer: str
    words: str
    quote: str
    anchor: str
    status: str
    settled: bool
    rejected: bool
    confidence: float


def highlight_spans(given: Iterable[str]) -> list[Span]:
    """``["120-180"]`` as spans; what is none is left out, for a link may be old."""
    found = []
    for one in list(given)[:_MOST_MARKS]:
        ends = whole_numbers(one.split("-"))
        if len(ends) == 2 and ends[0] < ends[1]:
            found.append(Span(*ends))
    return found


def sheets(whole: WholeDocument, at: Sequence[Span], taxonomy: Taxonomy) -> list[Sheet]:
    """The text, page by page, with labels, references and hits marked."""
    tagged = whole.tagged
    document = tagged.document
    marks = [*_label_marks(whole.labels, taxonomy), *_statute_marks(tagged), *_hit_marks(at)]
    pages = document.pages or (Span(0, len(document.text)),)
    paged = bool(document.pages)
    return [
        Sheet(number if paged else 0, _lines(tagged, page, marks))
        for number, page in enumerate(pages, start=1)
    ]


def outline(tagged: TaggedDocument) -> list[Entry]:
    """The sections by their headings, else by what they are."""
    found = []
    for number, section in enumerate(tagged.sections):
        words = section.heading.strip() or SECTION_NAMES.get(section.kind, "")
        if words and section.kind is not SectionKind.PARAGRAPH:
            found.append(Entry(words[:_LONGEST_HEADING], f"s{number}", min(section.level, 3)))
    return found


def label_lines(whole: WholeDocument, taxonomy: Taxonomy) -> list[LabelLine]:
    """The labels in reading order, rejected ones among them."""
    text = whole.tagged.document.text
    found = []
    for reviewed in whole.labels:
        verdict = reviewed.verdict
        label = verdict.standing or reviewed.label
        found.append(
            LabelLine(
                key=label.key,
                layer=label.layer,
                words=taxonomy.label(label.key),
                quote=label.span.of(text),
                anchor=_anchor(reviewed),
                status=STATUS_NAMES[verdict.status],
                settled=verdict.status in (Status.ACCEPTED, Status.EDITED),
                rejected=verdict.standing is None,
                confidence=label.confidence,
            )
        )
    return found


def fields(tagged: TaggedDocument, taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """What the text says of itself, in a reader's words."""
    header = tagged.header
    mentions = (
        ("案号", header.case_no),
        ("文号", header.document_no),
        ("法院", header.court),
        ("检察院", header.procuratorate),
        ("发文单位", header.issuer),
        ("主送", header.recipient),
        ("日期", header.date),
    )
    found = [(name, one.value) for name, one in mentions if one]
    parties = [f"{one.name}（{one.role}）" for one in header.parties]
    offences = dict.fromkeys(one.name for one in tagged.offences)
    penalties = dict.fromkeys(_penalty(one) for one in tagged.penalties)
    found += [
        ("当事人", "、".join(dict.fromkeys(parties))),
        ("罪名", "、".join(offences)),
        ("案值", yuan(tagged.amount.low) if tagged.amount else ""),
        ("处刑", "；".join(one for one in penalties if one)),
        ("关联案号", "、".join(dict.fromkeys(one.value for one in header.related_case_nos))),
    ]
    if tagged.time_span:
        found.append(("作案期间", f"{tagged.time_span.start} 至 {tagged.time_span.end}"))
    for facet, name in (("domain", "领域"), ("position", "岗位"), ("circumstance", "情节")):
        terms = tagged.terms_of(facet)
        found.append((name, "、".join(taxonomy.label(f"{facet}:{one}") for one in terms)))
    return [(name, words) for name, words in found if words]


def article_path(ref: StatuteRef) -> str:
    """Where the article of a law is opened."""
    asked = {"law": ref.law, "article": str(ref.article)}
    if ref.sub:
        asked["sub"] = str(ref.sub)
    return f"/articles?{urlencode(asked)}"


def place_path(document_id: DocumentId, span: Span) -> str:
    """An exact place of a document, marked and scrolled to; what every quote leads to."""
    return f"/documents/{document_id}?at={span.start}-{span.end}#hit"


def search_path(words: str) -> str:
    """Where words are looked for."""
    return f"/search?{urlencode({'q': words})}"


def _penalty(one: Penalty) -> str:
    said = punishment(one)
    return f"{one.defendant}：{said}" if said and one.defendant else said


def _label_marks(labels: Iterable[ReviewedLabel], taxonomy: Taxonomy) -> list[Mark]:
    found = []
    for reviewed in labels:
        verdict = reviewed.verdict
        label = verdict.standing
        if label is None:
            continue
        state = STATUS_NAMES[verdict.status]
        words = f"{LAYER_NAMES[label.layer]}：{taxonomy.label(label.key)}（{state}）"
        found.append(Mark(label.span, label.layer, words, id=_anchor(reviewed)))
    return found


def _statute_marks(tagged: TaggedDocument) -> list[Mark]:
    return [
        Mark(one.span, "statute", f"打开{one.ref}", article_path(one.ref))
        for one in tagged.statutes
    ]


def _hit_marks(at: Sequence[Span]) -> list[Mark]:
    return [Mark(one, "hit", id="hit" if not number else "") for number, one in enumerate(at)]


def _anchor(reviewed: ReviewedLabel) -> str:
    return f"l{reviewed.id.sentence}-{reviewed.id.key.replace(':', '-')}"


def _lines(tagged: TaggedDocument, page: Span, marks: Sequence[Mark]) -> list[Line]:
    text = tagged.document.text
    starts = {section.span.start: number for number, section in enumerate(tagged.sections)}
    found = []
    start = page.start
    for raw in page.of(text).split("\n"):
        span = Span(start, start + len(raw))
        if raw.strip():
            number = next((starts[at] for at in range(span.start, span.end) if at in starts), None)
            section = tagged.sections[number] if number is not None else None
            words = pieces(text, marks, within=span)
            anchor = f"s{number}" if number is not None else ""
            found.append(Line(words, _kind(tagged, section, raw, span), anchor))
        start = span.end + 1
    return found


def _kind(tagged: TaggedDocument, opens: Section | None, raw: str, span: Span) -> str:
    """What a line is, by the section it opens or stands in."""
    words = raw.strip()
    if words == tagged.document.title.strip():
        return "title"
    heading = opens.heading.strip() if opens else ""
    if heading and words.startswith(heading) and len(words) <= _LONGEST_HEADING:
        return "heading"
    starts = [section.span.start for section in tagged.sections]
    within = tagged.sections[max(0, bisect_right(starts, span.start) - 1)] if starts else None
    if within is None or not within.span.covers(Span(span.start, span.start)):
        return "body"
    if within.kind is SectionKind.HEAD and len(words) <= _LONGEST_HEAD and "。" not in words:
        number = tagged.header.case_no
        return "sign" if number and number.span.start in range(span.start, span.end) else "title"
    return {SectionKind.TITLE: "title", SectionKind.SIGN: "sign"}.get(within.kind, "body")
