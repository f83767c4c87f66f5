"""Sentences of a case that tell what no label tells: how it began, what it cost, what it teaches.

Nothing is written here: an excerpt is the words of its anchor, chosen by the part that it stands
in and by words that such sentences have.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kb.education.pack_content import Passage
from kb.education.taught_papers import TaughtPaper
from kb.education.teaching_case import TeachingCase
from kb.model import DocumentKind, SectionKind, Span
from kb.parts import CONFESSION
from kb.prevention.report_words import flat, quoted_span
from kb.retrieval.roles import ESTABLISHED, Role, role_of

_LEAST, _MOST, _LEAST_TOLD = 12, 170, 20
_BULLETS = "●·•◆■★▲ 　"
# 第一次收钱时很紧张 ／ 从此一发不可收拾 ／ 心理防线慢慢松了
_TURNS = re.compile(
    r"第一[次笔回]|头一[次回]|起初|起先|刚开始|一开始|最初|尝到甜头|一发不可收|从此|自此|此后便|渐渐|慢慢"
    r"|逐渐|久而久之|防线|开了头|口子|胆子越来越|越陷越深|失守|半推半就|习以为常|心安理得|来者不拒"
)
_PROPERTY = re.compile(
    r"追缴|没收|罚金|退缴|退赃|上缴国库|违法所得|收缴|退赔|返还[^。]{0,12}(?:单位|被害)"
)
_DISCIPLINE = re.compile(
    r"开除党籍|开除公职|撤销党内|党内严重警告|政务(?:处分|撤职|记|降)|取消其?(?:享受的)?待遇"
)
_SENTENCE = re.compile(r"判处|有期徒刑|拘役|无期徒刑|死刑|免予刑事处罚|缓刑")
_FAMILY = re.compile(
    r"(?:妻子|爱人|丈夫|儿子|女儿|孩子|父母|母亲|父亲|老人|家人|家庭|亲人)"
    r"[^。；]{0,50}(?:对不起|愧|悔|泪|哭|抬不起头|离婚|离散|见不到|探视|病|毁|痛|牵连|蒙羞|失去|破碎|一场空)"
    r"|(?:对不起|愧对|毁了|辜负|连累|失去)[^。；]{0,24}"
    r"(?:妻子|爱人|丈夫|儿子|女儿|孩子|父母|母亲|父亲|家人|家庭|亲人)"
)
_WARNS = re.compile(
    r"教训|警示|警醒|告诫|引以为[戒鉴]|启示|莫伸手|伸手必|敬畏|底线|红线|侥幸|不是[^。]{2,20}(?:理由|借口)"
)
# outside a part that teaches, only what says that it teaches
_TAUGHT = re.compile(
    r"教训|警示|警醒|告诫|引以为[戒鉴]|启示|莫伸手|伸手必|不是[^。]{2,20}(?:理由|借口)|切不可|千万不"
)
_BREAKS = re.compile(r"违反[^。；]{0,30}(?:纪律|规定|条例|准则|制度)|构成[^。；]{2,24}罪")
# 某某忏悔道：“……” ／ 张某说：“……” where 张某 is accused
_OWN_WORDS = re.compile(
    r"(?P<before>[^。“”\n]{0,16})(?P<verb>忏悔|坦言|自述|反思|写道|自称|说道?|交代|供述)[^“。]{0,14}[：:，,]?"
    r"“(?P<words>[^”]{12,160})”"
)
_CONFESSING = frozenset({"忏悔", "自述", "反思"})
_TELLS = frozenset(
    {
        SectionKind.FACTS,
        SectionKind.FINDINGS,
        SectionKind.BASIC_FACTS,
        SectionKind.CASE_ITEM,
        SectionKind.LEAD,
        SectionKind.BODY,
        SectionKind.PRIOR_JUDGMENT,
        SectionKind.FEATURES,
        SectionKind.EXPERIENCE,
    }
)
_TEACHES = frozenset({SectionKind.LESSONS, SectionKind.SIGNIFICANCE, SectionKind.EXHORTATION})
_DID = re.compile(
    r"利用|收受|侵吞|挪用|套取|骗取|索取|滥用|违规|送给|占为己有|贪污|私分|截留|失职|未认真|不认真"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence that may be quoted, and where it stands."""

    text: str
    anchor: str
    part: SectionKind
    role: Role
    paper: DocumentKind

    @property
    def passage(self) -> Passage:
        """As a passage of the pack."""
        return Passage(self.text, (self.anchor,))


def excerpts(case: TeachingCase) -> tuple[Excerpt, ...]:
    """Every sentence that tells what is established, in the order of the papers."""
    return tuple(one for paper in case.told for one in _of_paper(paper))


def lead(told: Iterable[Excerpt], *, most: int = 2) -> list[Passage]:
    """What was done, in the first sentences of the facts that say it."""
    good = (
        one
        for one in told
        if one.part in _TELLS and len(one.text) >= _LEAST_TOLD and _DID.search(one.text)
    )
    return _first(good, most)


def turning(told: Iterable[Excerpt], *, most: int = 3) -> list[Passage]:
    """How it began: in confessions and analyses first."""
    found = [one for one in told if _TURNS.search(one.text) and one.role is not Role.RULING]
    found.sort(key=lambda one: _is_judgment(one))
    return _first(found, most)


def own_words(case: TeachingCase, told: Iterable[Excerpt], *, most: int = 4) -> list[Passage]:
    """The person's own words: of a confession, else what a paper quotes of them."""
    spoken = [
        one
        for one in told
        if (one.part in CONFESSION or one.paper is DocumentKind.CONFESSION)
        and re.search("我|自己", one.text)
    ]
    if spoken:
        best = sorted(spoken, key=lambda one: -_weight(one.text))[:most]
        return [one.passage for one in spoken if one in best]
    return list(_quoted(case, most))


def consequences(told: Iterable[Excerpt]) -> Iterator[Passage]:
    """The sentence, the discipline, the property, the family; each once."""
    known = list(told)
    taken: set[str] = set()
    for pattern, roles in (
        (_SENTENCE, frozenset({Role.RULING, Role.TOLD, Role.PRIOR})),
        (_DISCIPLINE, frozenset({Role.TOLD, Role.RULING})),
        (_PROPERTY, frozenset({Role.RULING, Role.TOLD})),
        (_FAMILY, frozenset({Role.TOLD, Role.CONFESSION})),
    ):
        good = [one for one in known if one.role in roles and pattern.search(one.text)]
        good = [one for one in good if not one.text.startswith("撤销")] or good
        good.sort(key=lambda one: ("决定执行" not in one.text, one.role is not Role.RULING))
        for one in good:
            if one.anchor not in taken:
                taken.add(one.anchor)
                yield one.passage
                break


def warnings(told: Iterable[Excerpt], *, most: int = 2) -> list[Passage]:
    """What a paper says is to be learnt."""
    known = list(told)
    good = [one for one in known if one.part in _TEACHES and _WARNS.search(one.text)]
    good += [one for one in known if _TAUGHT.search(one.text) and not _is_judgment(one)]
    return _first(dict.fromkeys(good), most)


def broken(told: Iterable[Excerpt], *, most: int = 2) -> list[Passage]:
    """What a paper says was broken, in its words."""
    good = [one for one in told if _BREAKS.search(one.text)]
    good.sort(key=lambda one: one.part not in (SectionKind.CHARACTERISATION, SectionKind.OPINION))
    return _first(good, most)


def _of_paper(paper: TaughtPaper) -> Iterator[Excerpt]:
    text = paper.text
    for sentence, part in paper.sentences:
        role = role_of(text, sentence.span, section=part.value, kind=paper.kind)
        if part in (SectionKind.TITLE, SectionKind.SIGN, SectionKind.HEAD, SectionKind.ATTACHMENT):
            continue
        if role not in ESTABLISHED:
            continue
        if part in CONFESSION:
            role = Role.CONFESSION
        span = quoted_span(text, Span(sentence.span.start, sentence.span.start), sentence.span)
        while span.end > span.start and text[span.start] in _BULLETS:
            span = Span(span.start + 1, span.end)
        words = flat(span.of(text))
        if _LEAST <= len(words) <= _MOST:
            yield Excerpt(words, paper.words.anchor(span), part, role, paper.kind)


def _quoted(case: TeachingCase, most: int) -> Iterator[Passage]:
    found = 0
    for paper in case.told:
        if paper.kind in (
            DocumentKind.JUDGMENT_FIRST_INSTANCE,
            DocumentKind.JUDGMENT_SECOND_INSTANCE,
        ):
            continue
        names = {one.name for told in case.told for one in told.parties}
        for hit in _OWN_WORDS.finditer(paper.text, paper.window.start, paper.window.end):
            theirs = hit["verb"] in _CONFESSING or any(one in hit["before"] for one in names)
            if theirs and found < most:
                found += 1
                span = Span(*hit.span("words"))
                yield Passage(flat(span.of(paper.text)), (paper.words.anchor(span),))


def _first(found: Iterable[Excerpt], most: int) -> list[Passage]:
    taken: dict[str, Excerpt] = {}
    for one in found:
        if len(taken) == most:
            break
        taken.setdefault(one.text, one)
    return [one.passage for one in taken.values()]


def _weight(words: str) -> int:
    """How much a sentence of a confession tells of why: turning points, family, what it taught."""
    hits: tuple[Callable[[str], object], ...] = (_TURNS.search, _FAMILY.search, _WARNS.search)
    return 2 * sum(bool(one(words)) for one in hits) + (30 <= len(words) <= 120)


def _is_judgment(one: Excerpt) -> bool:
    return one.paper in (
        DocumentKind.JUDGMENT_FIRST_INSTANCE,
        DocumentKind.JUDGMENT_SECOND_INSTANCE,
    )
