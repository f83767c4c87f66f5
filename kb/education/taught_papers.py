"""The papers of a case as they may be taught: one story each, seen through a window of the text.

A notice of five cases is five stories; what a story tells is what stands in its window.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kb.model import Amount, DocumentKind, Party, SectionKind, Sentence, Span, TaggedDocument
from kb.parts import CONFESSION
from kb.prevention.report_words import PaperWords, Said, flat
from kb.prevention.source_refs import parse_source

JUDGMENTS = frozenset({DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE})
# papers that tell what was done and what became of it
TELLING = JUDGMENTS | {
    DocumentKind.DISCIPLINE_BULLETIN,
    DocumentKind.CONFESSION,
    DocumentKind.CASE_ANALYSIS,
    DocumentKind.GUIDING_CASE,
}
# papers that tell of loopholes alone
ANALYSING = frozenset(
    {
        DocumentKind.RISK_ANALYSIS_REPORT,
        DocumentKind.SUPERVISION_SUGGESTION,
        DocumentKind.PROCURATORIAL_SUGGESTION,
        DocumentKind.JUDICIAL_SUGGESTION,
    }
)
ACCUSED = frozenset(
    {
        "被告人",
        "被告单位",
        "上诉人",
        "原审被告人",
        "被审查人",
        "被调查人",
        "犯罪嫌疑人",
        "当事人",
    }
)
_CONFESSES = re.compile(r"忏悔|我")
_MOST_POST, _OPENING = 60, 800
_HEAD = (
    r"书记|主任|处长|科长|局长|部长|经理|院长|校长|股长|总监|组长|所长|站长|队长|行长|会计"
    r"|出纳|主席|干事|员"
)
# 我曾任某县医保局副局长 ／ 时任某镇财政所出纳
_STATED_POST = re.compile(
    rf"(?:担任|时任|原任|曾任|先后任|历任|原系|我是|我成了|(?<![责主信])任(?![务何由意职性]))"
    rf"([^，。；：“”、是在与]{{3,30}}?(?:{_HEAD}))"
)
# 利用担任某县财政所出纳的职务便利
_USED_POST = re.compile(
    r"利用其?(?:先后)?(?:担任|任)([^，。；]{4,50}?)(?:的)?(?:职务|职权|便利|工作)"
)
# a grade of the profession is no post
_TITLE_ALONE = re.compile(
    r"(?:系|原)?(?:正|副|高级|主管|主任|副主任|注册|助理)*(?:主任|会计|工程|医|护|经济|药|教|审计)*(?:师|教授|护士长?)"
)
POST_WORD = re.compile(_HEAD)
_POST_PREFIX = re.compile(
    r"^(?:关于)?(?:捕前|案发前|曾|历|现|时|原)?(?:系|任|担任)?(?:[自从]?\d{4}年(?:\d{1,2}月)?起?(?:至[^任]{0,12})?任)?(?:原)?"
)


@dataclass(frozen=True)
class TaughtPaper:
    """A paper and the window that the story has in it."""

    words: PaperWords
    window: Span

    @property
    def tagged(self) -> TaggedDocument:
        """The paper as it was read."""
        return self.words.tagged

    @property
    def text(self) -> str:
        """The whole text; spans count in it."""
        return self.tagged.document.text

    @property
    def kind(self) -> DocumentKind:
        """What it is."""
        return self.tagged.kind

    @property
    def whole(self) -> bool:
        """Whether the story is all of the paper."""
        return self.window == Span(0, len(self.text))

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """Labelled sentences of the window that may be quoted."""
        return tuple(one for one in self.words.said() if self.window.covers(span_of(one.anchor)))

    @property
    def sentences(self) -> Iterator[tuple[Sentence, SectionKind]]:
        """Sentences of the window with the part that each stands in."""
        for one in self.tagged.sentences:
            if self.window.covers(one.span):
                yield one, self.tagged.sections[one.section].kind

    @property
    def parties(self) -> tuple[Party, ...]:
        """Those of whom the story tells."""
        return tuple(
            one
            for one in self.tagged.header.parties
            if one.role in ACCUSED and self.window.covers(one.span)
        )

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """What they were, each once; where no head of a paper says it, what its opening says."""
        told = [one.position for one in self.parties if one.position]
        words = flat(self.window.of(self.text))
        if not told and self.kind in JUDGMENTS:
            told = [hit.group(1) for hit in _USED_POST.finditer(words)][:1]
        elif not told and self.kind in TELLING:
            told = [hit.group(1) for hit in _STATED_POST.finditer(words[:_OPENING])][:1]
        return tuple(dict.fromkeys(one for post in told if (one := plain_post(post))))

    @property
    def amount(self) -> Amount | None:
        """The figure of the story: of the whole case, else the largest total of the window."""
        if self.whole:
            return self.tagged.amount
        told = [one for one in self.tagged.amounts if self.window.covers(one.span)]
        sums = [one for one in told if one.kind not in ("fine", "confiscated", "other")]
        return max(sums, key=lambda one: one.low, default=None)

    @property
    def confesses(self) -> bool:
        """Whether a part of it is in the person's own words."""
        return any(
            part in CONFESSION
            and self.window.covers(one.span)
            and _CONFESSES.search(one.span.of(self.text))
            for one, part in self.sentences
        )


def span_of(anchor: str) -> Span:
    """The span of words of a document (``3f9a…:120-164``)."""
    span = parse_source(anchor).span
    if span is None:
        raise ValueError(f"no words of a document: {anchor}")
    return span


def plain_post(words: str) -> str:
    """``原系某县医院设备科科长`` → 某县医院设备科科长; up to the clause that names the post."""
    post = _POST_PREFIX.sub("", re.sub(r"（[^）]*）|\([^)]*\)", "", flat(words)))
    clauses = [
        _POST_PREFIX.sub("", one)
        for one in re.split(r"[，；。,;]", post)
        if one.strip("、") and not _TITLE_ALONE.fullmatch(one.strip())
    ]
    told = next((at for at, one in enumerate(clauses) if POST_WORD.search(one)), 0)
    return "".join(clauses[: told + 1])[:_MOST_POST]


def stories(paper: PaperWords) -> tuple[TaughtPaper, ...]:
    """The stories of a paper: its case items where it lists several, else all of it."""
    items = [one for one in paper.tagged.sections if one.kind is SectionKind.CASE_ITEM]
    if len(items) > 1:
        return tuple(TaughtPaper(paper, one.span) for one in items)
    return (TaughtPaper(paper, Span(0, len(paper.tagged.document.text))),)
