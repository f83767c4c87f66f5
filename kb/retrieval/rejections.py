"""Accusations that the court did not find, told from its own words: 指控……证据不足，不予认定.

Only what the court says itself counts, never what the defence asks for; and where it only calls
the crime by another name (罪名不当, 应以职务侵占罪定罪) the acts stand. In doubt nothing is marked.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.model import DocumentKind, Passage, SectionKind, Span
from kb.retrieval.roles import Role, role_of

_SENTENCE = re.compile(r"[^。；\n]+")
_NOT_FOUND = (
    r"(?:(?:均|亦|也|应)?不能成立|不予认定|不成立|不予支持|证据(?:均)?不(?:足|充分|够充分)|存疑"
    r"|经查，(?:并?没有|无|尚无)(?:充分)?证据(?:能够?)?(?:表明|证明|证实)|经查，[^。；，]{0,12}(?:不能|无法)(?:证明|证实|认定))"
)
# 公诉机关指控张某收受李某五万元的事实不能成立 ／ 对张某收受李某五万元的指控，证据不足
_REJECTED = re.compile(
    rf"(?:指控|对于?(?=[^。；\n]{{4,140}}的(?:此[项节笔])?指控))(?P<act>[^。；\n]{{0,160}}?){_NOT_FOUND}"
)
# 指控张某犯滥用职权罪不能成立 ／ 不宜以滥用职权罪定罪处罚
_CRIMES_REJECTED = (
    re.compile(rf"指控(?P<crimes>[^。；\n]{{0,60}}?){_NOT_FOUND}"),
    re.compile(
        r"(?:不宜|不应|不能)以(?P<crimes>[^。；，\n]{2,24}?罪)[^。；\n]{0,12}(?:定罪|处罚|论处)"
    ),
)
# 用以证实指控不能成立 and 辩护人提出……证据不足的意见 are not the court's words
_CLAIMED = re.compile(r"意见|理由|辩[解称护]|申诉|上诉|抗诉|(?:用以|拟|以|欲)(?:证明|证实)")
# most passages reject nothing: what any rejection holds is looked for first, since it is cheap
_MAYBE = re.compile(
    r"不(?:能成立|成立|予认定|予支持|[宜应能]以)|证据均?不(?:足|充分|够充分)|存疑|经查，"
)
_CLAIM_FOLLOWS = re.compile(r"^[^，。]{0,12}(?:意见|辩解|理由|观点|主张)")
_EXAMINED = re.compile(r"经查|经审[查理]|本院")
_RENAMED = re.compile(
    r"罪名不当|定性不[当准]|罪名有误|更正|应(?:当)?(?:以|认定为|定)[^，。；]{2,16}罪|变更|而?(?:是|应)?构成[^，。；]{2,16}罪$"
)
_ONLY_PART = re.compile(r"(?:数额|金额)[^。；，]{0,10}(?:有误|不当|不准)|部分")
# what the accusation comes to in law is no act
_NO_ACT = re.compile(
    r"指控(?:的)?(?:事实)?成立|予以(?:支持|认定|确认)|(?:公诉机关|检察院|据此)?认为[，：,]"
)
_MONEY = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(?:余|多)?(万|亿)?余?元")
_UNIT = {"": 1.0, "万": 1e4, "亿": 1e8}
# words that any accusation shares
_FORMULA = re.compile(
    r"公诉机关|检察院|起诉书|指控|被告人|利用|担任|职务(?:上的|之)?便利|人民币|非法|收受|行为|构成|贿赂|现金"
)
_HEADING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]\s*(?:关于)?(?P<words>[^。；，：\n]{2,24})"
)
_HEADING_REACH = 6_000
_COURT_PARTS = (SectionKind.FACTS, SectionKind.EVIDENCE, SectionKind.OPINION)
_LIKE, _LIKE_WITHOUT_SUMS, _LEAST_PAIRS = 0.5, 0.65, 10


class _Rejection(NamedTuple):
    """An act charged and not found: where the court says so, its pairs of signs, its sums."""

    span: Span
    pairs: frozenset[str]
    sums: frozenset[float]


@dataclass(frozen=True, slots=True)
class Rejections:
    """What was charged in one judgment and its court did not find.

    ``crimes``: charged crimes that the court rejects by name; ``charged`` all of them.
    """

    text: str
    acts: tuple[_Rejection, ...] = ()
    crimes: tuple[str, ...] = ()
    charged: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        text: str,
        kind: DocumentKind,
        passages: Sequence[Passage],
        *,
        charged: Collection[str] = (),
        found: Collection[str] = (),
    ) -> "Rejections":
        """``charged`` and ``found`` are names of crimes: 滥用职权罪.

        A crime that was found but never charged tells of a change of name: then no crime counts
        as rejected.
        """
        acts: list[_Rejection] = []
        crimes: list[str] = []
        renamed = bool(set(found) - set(charged))
        unfound = [] if renamed or not found else [one for one in charged if one not in found]
        for span in _of_court(text, kind, passages):
            words = span.of(text)
            hit = _REJECTED.search(words)
            if hit and _courts_own(words, hit):
                acts.append(_Rejection(span, _pairs(hit["act"]), _sums(hit["act"])))
            crimes += [one for one in unfound if _rejects(words, one)]
        return cls(text, tuple(acts), tuple(dict.fromkeys(crimes)), tuple(charged))

    def covers(self, sentence: Span, role: Role) -> bool:
        """Whether the sentence tells an act that the court says it does not find."""
        if any(_overlap(sentence, one.span) for one in self.acts):
            return True
        words = sentence.of(self.text)
        if role not in (Role.ACCUSATION, Role.FINDING) or _NO_ACT.search(words):
            return False
        pairs, sums = _pairs(words), _sums(words)
        accused = role is Role.ACCUSATION
        return self._under_rejected_crime(sentence) or (
            accused and any(_same_act(one, pairs, sums) for one in self.acts)
        )

    def _under_rejected_crime(self, sentence: Span) -> bool:
        """Whether the last heading before it that names a charged crime names a rejected one."""
        if not self.crimes:
            return False
        floor = max(0, sentence.start - _HEADING_REACH)
        last = ""
        for heading in _HEADING.finditer(self.text, floor, sentence.start):
            last = next(
                (one for one in self.charged if one.removesuffix("罪") in heading["words"]), last
            )
        return last in self.crimes


def _of_court(text: str, kind: DocumentKind, passages: Sequence[Passage]) -> Iterator[Span]:
    """The court's own sentences that may reject something."""
    for passage in passages:
        told = passage.section in _COURT_PARTS
        if not told or not _MAYBE.search(text, passage.span.start, passage.span.end):
            continue
        for sentence in _SENTENCE.finditer(text, passage.span.start, passage.span.end):
            words = sentence.group()
            if "指控" not in words and "罪" not in words:
                continue
            if _RENAMED.search(words) or _ONLY_PART.search(words):
                continue
            span = Span(sentence.start(), sentence.end())
            role = role_of(text, span, section=passage.section.value, kind=kind)
            if role not in (Role.COUNSEL, Role.DEFENDANT, Role.APPEAL):
                yield span


def _rejects(words: str, crime: str) -> bool:
    """Whether they reject the crime and not one sum or act of it."""
    name = crime.removesuffix("罪")
    hits = (pattern.search(words) for pattern in _CRIMES_REJECTED)
    named = [hit for hit in hits if hit and name in hit["crimes"]]
    return any(_courts_own(words, hit) and not _sums(hit["crimes"]) for hit in named)


def _courts_own(words: str, hit: re.Match[str]) -> bool:
    """Whether the court itself says so: no claim of a party, unless the court looked into it."""
    if _CLAIM_FOLLOWS.match(words[hit.end() :]):
        return False
    claimed = _CLAIMED.search(words, 0, hit.end())
    return claimed is None or bool(_EXAMINED.search(words, claimed.end(), hit.end()))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _same_act(one: _Rejection, pairs: frozenset[str], sums: frozenset[float]) -> bool:
    if len(one.pairs) < _LEAST_PAIRS or (one.sums and not one.sums & sums):
        return False
    like = len(one.pairs & pairs) / len(one.pairs)
    return like >= (_LIKE if one.sums else _LIKE_WITHOUT_SUMS)


def _pairs(words: str) -> frozenset[str]:
    plain = re.sub(r"[^\u4e00-\u9fff]", "", _FORMULA.sub("", words))
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _sums(words: str) -> frozenset[float]:
    return frozenset(
        float(re.sub("[,，]", "", number)) * _UNIT[unit] for number, unit in _MONEY.findall(words)
    )
