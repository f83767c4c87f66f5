"""The operative part of a judgment as clauses: who, of what crime, with what sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.model import Span
from nlp.numerals import integer
from nlp.offence_lexicon import NamedOffence, OffenceLexicon

_ACCUSED = (
    r"(?:原审被告人|原审被告单位|上诉人|上诉单位|被告人|被告单位|罪犯|申诉人|原审上诉人|被告)"
)
# 被告人张某甲、李某乙犯受贿罪 / 上诉人（原审被告人）王某 / 对被告人赵某
_WHO = re.compile(
    rf"{_ACCUSED}(?:[（(][^（）()]{{1,24}}[）)])?[：:]?"
    r"(?P<names>[^，。；：:（）()\s]{2,60}?)"
    r"(?=犯(?!罪所得)|无罪|免[予于除]|的|因|在|退|所|违法|受贿|贪污|身为|宣告|判处|以|分"
    r"|适用|不构成|撤销|贿|，|。|；|、?(?:继续)?追缴|$)"
)
# 一、 in the ruling itself; 1、 as often in the recital of the court below
_ITEM = re.compile(
    r"(?:(?<=[。；：:\s）)])|\A)(?P<number>[一二三四五六七八九十]{1,3}(?=、)|\d{1,2}(?=[、.．](?!\d)))[、.．]"
)
# 犯贪污罪，判处有期徒刑五年；总和刑期十一年，决定执行…… adds up, nobody serves it
_SUM = re.compile(r"总[和合]刑期|刑期总和|总?合计刑期|总刑期")
_CRIME = re.compile(
    r"(?<![前原曾])犯(?!罪(?!所得))(?:有)?"
    r"|以(?:[^，。；犯]{2,12}犯)?(?=[^，。；]{2,40}?罪[，]?(?:分别|依法|一审"
    r"|作出[^，。；]{0,6}，)?判)|构成(?!.{0,3}犯罪)"
)
_COMBINED = re.compile(
    r"决定(?:合并)?(?:对其)?执行|合并(?:决定)?执行|(?<![日起以前确定暂])执行(?=有期徒刑|无期|死刑|拘役)|并罚[，,]?(?:判处|执行)"
)
_PENALTY = re.compile(
    r"有期徒刑|拘役|无期徒刑|死刑|免[予于除]刑事处[罚分]|免[予于除]处罚|缓刑|剥夺政治权利"
    r"|罚金|没收(?:其)?(?:个人)?(?:全部|部分)?(?:个人)?财产|管制"
)
# 撤销某某法院……刑事判决第一项 strikes what follows 即; 撤销……缓刑部分，决定执行 does not
_REVOKED = re.compile(r"撤销(?:“[^”]{0,200}”|[^。；，“即]){0,220}+(?=[，。；即]|$)")
_KEPT = re.compile(r"维持|改判|驳回")
_NO_NAME = re.compile(r"扣押|退缴|退出|财产|违法|所得|冻结|查封|尚未|继续|名下|家属|提出")
_TRAIL = " \u3000\n，；。"
_NAME_REACH = 30
_THAT_IS = re.compile(r"[，。（(]?\s*(?:即|内容为)")
_ASIDE = re.compile(
    r"[（(]\s*(?:刑期|缓刑|罚金|已|限|自|均|其中|没收|上述|在案|扣|该|以上|此|未|从|先行"
    r"|被告人?的?刑期|判决|考验)[^（）()]{0,400}(?:[（(][^（）()]{0,60}[）)][^（）()]{0,200})?[）)]?"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """犯受贿罪，判处有期徒刑三年，并处罚金二十万元: one crime of one or more defendants."""

    defendants: tuple[str, ...]
    offences: tuple[NamedOffence, ...]
    span: Span
    item: int = 0
    combined: bool = False
    punished: bool = False


@dataclass(slots=True)
class _Reader:
    """What holds at the place reached: whose punishment, for what, struck down or not."""

    words: str
    offset: int
    who: tuple[str, ...] = ()
    item: int = 0
    revoked: bool = False
    listing: bool = False
    summing: bool = False
    open_clause: Clause | None = None
    done: list[Clause] = field(default_factory=list)

    def start(self, clause: Clause | None, end: int) -> None:
        """Close the clause being read at ``end`` and open the next."""
        last = self.open_clause
        if last is not None and (last.offences or last.punished):
            length = len(
                self.words[last.span.start - self.offset : end - self.offset].rstrip(_TRAIL)
            )
            self.done.append(replace(last, span=Span(last.span.start, last.span.start + length)))
        self.open_clause = None if self.revoked else clause


def read_clauses(
    text: str, span: Span, lexicon: OffenceLexicon, *, names: Sequence[str] = ()
) -> tuple[Clause, ...]:
    """The clauses of a ruling; what is struck down (撤销……，即……) is left out.

    ``names`` are those of the head of the judgment, to part 张某甲、李某 from 和.
    """
    words = _without_asides(text, span)
    reader = _Reader(words, span.start)
    for hit in _TOKENS.finditer(words):
        _take(reader, hit, words, span, lexicon, names)
    reader.start(None, span.end)
    return tuple(reader.done)


_TOKENS = re.compile(
    rf"(?P<item>{_ITEM.pattern})|(?P<revoked>{_REVOKED.pattern})|(?P<kept>{_KEPT.pattern})"
    rf"|(?P<who>{_WHO.pattern})|(?P<combined>{_COMBINED.pattern})|(?P<sum>{_SUM.pattern})"
    rf"|(?P<crime>{_CRIME.pattern})"
    rf"|(?P<penalty>{_PENALTY.pattern})|(?P<stop>[。；])"
)


def _take(
    reader: _Reader,
    hit: re.Match[str],
    words: str,
    span: Span,
    lexicon: OffenceLexicon,
    names: Sequence[str],
) -> None:
    at = span.start + hit.start()
    fresh = Clause(reader.who, (), Span(at, at), item=reader.item)
    if hit["item"]:
        # 撤销第一项，即一、……；二、……: the numbers of the struck list are not those of this ruling
        number = integer(hit["number"]) or 0
        if reader.listing and (number != reader.item + 1 or hit["number"].isdecimal()):
            return
        reader.start(None, at)
        reader.item = number
        reader.who, reader.revoked, reader.listing = (), False, False
    elif hit["revoked"]:
        reader.start(None, at)
        reader.revoked = reader.listing = bool(_THAT_IS.match(words, hit.end()))
    elif hit["kept"]:
        reader.revoked = False
        reader.listing = reader.item > 0
    elif hit["who"]:
        reader.start(None, at)
        reader.who = _names(hit["names"], names)
    elif hit["combined"]:
        reader.start(replace(fresh, combined=True), at)
    elif hit["sum"]:
        reader.start(None, at)
        reader.summing = True
        return
    elif hit["crime"]:
        row = lexicon.match_row(words, hit.end(), len(words))
        if row:
            placed = tuple(_shifted(one, span.start) for one in row)
            if not reader.who:
                # 三、张某犯受贿罪: the name alone, without 被告人
                before = words[max(0, hit.start() - _NAME_REACH) : hit.start()]
                fresh = replace(fresh, defendants=_last_name(before, names))
                reader.who = fresh.defendants
            reader.start(replace(fresh, offences=placed), at)
    elif hit["penalty"] and not reader.summing:
        if reader.open_clause is None and reader.who:
            reader.start(fresh, at)
        if reader.open_clause is not None:
            reader.open_clause = replace(reader.open_clause, punished=True)
    elif hit["stop"] == "。" and reader.revoked and not reader.item:
        # 撤销……第二项。即以受贿罪判处……: what is struck down follows the full stop
        reader.revoked = bool(_THAT_IS.match(words, hit.start()))
    if not hit["penalty"]:
        reader.summing = False


def _last_name(before: str, names: Sequence[str]) -> tuple[str, ...]:
    return next(((name,) for name in names if before.endswith(name)), ())


def _shifted(named: NamedOffence, by: int) -> NamedOffence:
    return replace(named, span=Span(named.span.start + by, named.span.end + by))


def _names(words: str, known: Sequence[str]) -> tuple[str, ...]:
    """张某甲、李某乙: by the names of the head, longest first, else cut at the signs of a list."""
    found = {words.find(name): name for name in sorted(known, key=len) if name in words}
    if found and sum(map(len, found.values())) >= len(words) // 2:
        return tuple(name for _, name in sorted(found.items()))
    rough = re.sub(rf"{_ACCUSED}(?:[（(][^（）()]*[）)])?", "、", words)
    parts = re.split(r"[、和及与]+", rough)
    return tuple(part for part in parts if 2 <= len(part) <= 30 and not _NO_NAME.search(part))


def _without_asides(text: str, span: Span) -> str:
    """（刑期从判决执行之日起计算……） blanked out, every other character in its place."""
    words = text[span.start : span.end]
    return _ASIDE.sub(lambda aside: "　" * len(aside.group()), words)


def spans_of_offences(clauses: Sequence[Clause]) -> Iterator[tuple[NamedOffence, str]]:
    """Each crime with each defendant it was found of."""
    for clause in clauses:
        for named in clause.offences:
            for defendant in clause.defendants or ("",):
                yield named, defendant
