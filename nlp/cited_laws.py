"""The laws a text names, and which of them a provision at a given place belongs to."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from nlp.law_names import KNOWN_LAWS, is_law_title, law_name

# 《最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释》 is nested in older texts
_TITLE = re.compile(r"《([^《》\n]{1,90}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?)》")
# after a title: （以下简称《解释》）, （2018年修正）, 的, 总则, 中; then its provision
_AFTER_TITLE = re.compile(
    r"(?:[ \u3000\n:：]|[（(\[［](?:[^（）()\[\]［］]"
    r"|[（(][^（）()]{1,10}[）)]){1,40}[）)\]］]|的|中|之|总则|分则|规定|附则"
    r"|第[一二三四五六七八九十]{1,3}[编章节]){0,5}"
)
# （以下简称“《意见》”）, （下称刑法）
_ALIAS = re.compile(
    r"[（(](?:以下简称|以下称|下称"
    r"|简称)[“\"《〈]{0,2}([^“”\"《》〈〉（）()]{2,20})[”\"》〉]{0,2}[）)]"
)
_KNOWN = re.compile(rf"(?:中华人民共和国)?({KNOWN_LAWS})(?:的|总则|分则|中|规定的)?[ \u3000]?$")
# 同法第五条, 上述解释第一条: the nearest law of that sort named before
_ANAPHORA = re.compile(
    r"(同法|该法|前法|同条例|(?:该|前述|上述|同一)(?:法|法律|司法解释|解释|意见|规定|条例"
    r"|办法|决定|准则|规则))$"
)
_OWN = re.compile(
    r"(?:本)(法|条例|规定|办法|解释|细则|准则|规则|意见|决定|章程|通则|规程|制度)(?:的)?$"
)
# without marks: 最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释第七十七条
_BARE_INTERPRETATION = re.compile(
    r"(?:最高人民(?:法院|检察院)[、和]?){1,2}关于[^，。；\n]{4,60}?(?:解释|意见|规定"
    r"|批复)(?:（[一二三四]）)?的?$"
)
# a bare name off the list: …违反某某管理条例第五条
_UNKNOWN = re.compile(r"[\u4e00-\u9fa5]{2,24}(?:法|条例)(?:实施细则|实施办法)?$")
_BEFORE_NAME = re.compile(
    r"^.*(?:依照|依据|根据|按照|参照|适用|违反|触犯|符合|属于|执行|遵守|引用|我国|国家|现行"
    r"|修订后的?|修正后的?"
    r"|修改后的?|修正前的?|修订前的?|以及|[为以和及与或在由对按是有的据将])"
)
_NO_NAME = re.compile(
    r"^(?:本|该|此|其他|有关|相关|上述)|(?:方|办|非|违|合|司|执|立|守|用|手|看|说|想|做|枉"
    r"|依|无|不|新|旧|原)法$"
    r"|^(?:法|条例|法律|宪法法律|[新旧原前后]?法|普通法|特别法)$"
)
# the articles printed after a judgment: 附：相关法律条文, 附本判决适用的法律依据
_ANNEX = re.compile(
    r"附[录件]?[:：、，一 \u3000]{0,3}[^，。；]{0,26}?(?:法条|条文|法律|刑法|法规|条款|规定|解释)"
)
_SENTENCE_HEAD = "。；;：:》\n!！？?…〉”）)］]章节.．"
_LIST_NUMBER = re.compile(r"(?:^|[^\d])(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．]$")
_SHORT = 3000
_SORTS = {"法律": "法", "司法解释": "解释"}


@dataclass(frozen=True, slots=True)
class CitedLaws:
    """The titles of a text in order, its aliases and where its annex of articles begins."""

    text: str
    own_law: str
    ends: tuple[int, ...]
    starts: tuple[int, ...]
    names: tuple[str, ...]
    aliases: dict[str, str]
    annex: int
    recent: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    cited: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, *, own_title: str) -> "CitedLaws":
        """Read the titles once; 本法 means ``own_title`` where one is given."""
        hits: list[re.Match[str]] = []
        aliases: dict[str, str] = {}
        aliased = 0
        for hit in _TITLE.finditer(text):
            if hit.start() < aliased or not is_law_title(hit.group(1)):
                continue
            hits.append(hit)
            alias = _ALIAS.match(text, hit.end())
            if alias:
                aliased = alias.end()
                aliases[alias.group(1)] = law_name(hit.group(1))
        return cls(
            text=text,
            own_law=law_name(own_title) if own_title else "",
            ends=tuple(hit.end() for hit in hits),
            starts=tuple(hit.start() for hit in hits),
            names=tuple(law_name(hit.group(1)) for hit in hits),
            aliases=aliases,
            annex=len(text) if own_title else _annex(text),
        )

    def before(self, start: int) -> tuple[str, int]:
        """The law named right before ``start`` and where its name begins; ("", start) if none."""
        rank = bisect_right(self.ends, start) - 1
        # two tries: 《刑法》（《刑法修正案（九）》施行前）第三百八十三条
        for nth in (rank, rank - 1):
            close = nth >= 0 and start - self.ends[nth] <= 60
            if close and _AFTER_TITLE.fullmatch(self.text, self.ends[nth], start):
                return self._titled(nth), self.starts[nth]
        window = self.text[max(0, start - 32) : start].rstrip()
        if window[-1:] and window[-1] not in "法例定法释则见程度）)的中一二三四五六七八九十”》":
            return "", start
        return self._named(window, start)

    def in_annex(self, start: int, article: str) -> str:
        """The law printed in the annex at ``start``, where a sentence begins there.

        The last title that heads a part of the annex; without one, the law of the same article
        in the judgment itself.
        """
        if start < self.annex or not self._opens_sentence(start):
            return ""
        rank = bisect_right(self.ends, start) - 1
        while rank >= 0 and self.ends[rank] > self.annex and not self._heads(rank):
            rank -= 1
        title = rank >= 0 and self.ends[rank] > self.annex
        if self.headings and (not title or self.headings[-1][0] > self.ends[rank]):
            return self.headings[-1][1]
        return self._titled(rank) if title else self.cited.get(article, "")

    def remember(self, law: str, opening: int, article: str) -> None:
        """A provision of ``law`` is cited with words from ``opening``: 同法 may mean it later."""
        self.recent.append((opening, law))
        if opening < self.annex:
            self.cited[article] = law
        elif self._opens_sentence(opening) and self.text[opening] != "第":
            self.headings.append((opening, law))

    def _opens_sentence(self, start: int) -> bool:
        head = self.text[max(0, start - 8) : start]
        plain = head.rstrip(" \u3000\t*#")
        if not plain or plain[-1] in _SENTENCE_HEAD or head[-1] in " \u3000\n":
            return True
        return bool(_LIST_NUMBER.search(head))

    def _heads(self, rank: int) -> bool:
        return self._opens_sentence(self.starts[rank]) or self.starts[rank] - self.annex < 30

    def _titled(self, rank: int) -> str:
        name = self.names[rank]
        if name in self.aliases:
            return self.aliases[name]
        if len(name) <= 2 and name not in ("刑法", "宪法"):
            return self._nearest(name, self.starts[rank])
        return name

    def _named(self, window: str, start: int) -> tuple[str, int]:
        for alias, law in self.aliases.items():
            if window.endswith(alias):
                return law, start - len(alias)
        own = _OWN.search(window)
        if own:
            law = self.own_law or (
                self._nearest(own.group(1), start, within=200)
                if start < self.annex
                else self._nearest("", start)
            )
            return law, start - len(window) + own.start()
        known = _KNOWN.search(window)
        if known:
            return law_name(known.group(1)), start - len(window) + known.start()
        if window.endswith(("解释", "意见", "规定", "批复", "）", "的")):
            wide = self.text[max(0, start - 96) : start]
            issued = _BARE_INTERPRETATION.search(wide)
            if issued:
                return law_name(issued.group().removesuffix("的")), start - len(
                    wide
                ) + issued.start()
        anaphora = _ANAPHORA.search(window)
        if anaphora:
            sort = re.sub(r"^(?:同一|该|前述|上述|同|前)", "", anaphora.group(1))
            law = self._nearest(_SORTS.get(sort, sort), start)
            return law, start - len(anaphora.group(1))
        return self._unlisted(window, start)

    def _unlisted(self, window: str, start: int) -> tuple[str, int]:
        hit = _UNKNOWN.search(window)
        name = _BEFORE_NAME.sub("", hit.group().replace("中华人民共和国", "")) if hit else ""
        if len(name) < 3 or _NO_NAME.search(name):
            return "", start
        return law_name(name), start - len(name)

    def _nearest(self, sort: str, start: int, *, within: int = 10**9) -> str:
        """The law of that sort (法, 解释, 条例; "" for any) named last before ``start``."""
        best, place = "", max(0, start - within) - 1
        rank = bisect_right(self.ends, start) - 1
        while rank >= 0 and self.ends[rank] > place:
            if _is_of(self.names[rank], sort):
                best, place = self.names[rank], self.ends[rank]
                break
            rank -= 1
        for at, law in reversed(self.recent):
            if at <= place:
                break
            if _is_of(law, sort):
                return law
        return best


def _is_of(law: str, sort: str) -> bool:
    if law in ("刑法", "宪法"):
        return sort in ("法", "")
    plain = law.rstrip("）一二三四五六七八九十（")
    if sort == "法" and plain.endswith(("办法", "解释", "规定", "意见")):
        return False
    return len(law) > 2 and sort in plain[-6:]


def _annex(text: str) -> int:
    """Where the printed articles begin; the length of the text where there are none."""
    floor = len(text) // 3 if len(text) > _SHORT else 0
    signed = text.rfind("书记员", floor)
    for found in _ANNEX.finditer(text, floor):
        if text.find("条", found.end(), found.end() + 80) >= 0 and (
            signed < 0 or found.start() > signed - 200
        ):
            return found.start()
    return signed if signed >= 0 and text.find("条", signed) >= 0 else len(text)
