"""Persons named where a case is announced: the heading sentence of one, or 张某：…… as a title.

A heading ends in 问题 or 案 and says of a post and a name what was done, in any words; what tells
the name from the words after it is that the name alone comes again: 某局局长张三默认……。张三……
"""

import re
from collections.abc import Iterator

from nlp.surnames import SURNAMES

# 3.某县某局原党组书记、局长张某、副局长李某默认下属报销旅费问题。
_HEADING = re.compile(
    r"(?:(?<=\n)|(?<=\A))[ \u3000*#●]{0,6}"
    r"(?:\d{1,2}[.．、]|[（(]?[一二三四五六七八九十]{1,3}[)）、])?[ \u3000]?"
    r"(?P<words>[^。\n]{8,200}?(?:问题|(?<![立破办结报本此])案))(?=。|\n)"
)
# 群众反映，某局局长张三有问题。 is told, not a heading
_TOLD = re.compile(r"反映|发现|查处|举报|接到|收到|其中|经查|要求|收受|为了|送给|有的")
_MASKED = re.compile(r"[\u4e00-\u9fa5](?:某{1,2}[甲乙丙丁\d]?|[×xX＊*]{1,2})")
# words that open like a name: 局长应当……, 委员会主任全面……
_NO_NAME = re.compile(
    r"应当|应该|应急|全[国部市面体]|时[任间]|安全|严重|高度|经[济常查]|方[面式便]|成[立为]|相[关互]|常务|权力"
    r"|强化|项目|管理|于是|任[职何免]|单位|文件|巩固|温暖|申请|施工|贺电|申报|明[知确]|文化"
)
_SIGNS = re.compile(r"[\u4e00-\u9fa5]{2,3}")
# 李某：…… ／ 李某、王某、赵某案：……
_TITLE_NAMES = re.compile(
    r"(?:(?<=\n)|(?<=\A))[ \u3000#]{0,4}"
    r"(?P<names>[\u4e00-\u9fa5]{2,4}(?:、[\u4e00-\u9fa5]{2,4}){0,5}?)案?："
)
_TITLE_REACH = 300
_ITEM = 500
_LEAST_MENTIONS = 3
_OF_A_CASE = re.compile(r"审查调查|立案|监察调查|被查|判处|纪委监委|留置")
_POST = r"(?P<post>[\u4e00-\u9fa5（）]{2,30}(?:、[\u4e00-\u9fa5]{2,20}){0,2}?"


class HeadedPersons:
    """Reads the persons a case is announced with; ``title`` matches the last word of a post."""

    def __init__(self, title: str) -> None:
        self._post_end = re.compile(rf"(?:{title})(?:（[^（）]{{1,16}}）)?")
        self._title = title

    def in_headings(self, text: str) -> Iterator[tuple[str, int, str]]:
        """Name, place and post of each: 某县某局局长张三、副局长李四长期吃喝问题 gives two.

        Names joined by 、 share the post: 某小学教师张某某、李某某体罚学生问题.
        """
        for heading in _HEADING.finditer(text):
            start, end = heading.span("words")
            item = text[start : end + _ITEM]
            opening = start
            for word in self._post_end.finditer(text, start, end):
                post, place = self._own_words(text[opening : word.end()]), word.end()
                if _TOLD.search(text, opening, word.end()):
                    break
                while name := _name_at(item, place - start, end - start):
                    yield name, place, post
                    opening = place + len(name)
                    if text[opening : opening + 1] != "、":
                        break
                    place = opening + 1

    def _own_words(self, post: str) -> str:
        """某镇原会计 of 村民来信说，某镇原会计; 某省委原常委，某省原副省长 is kept whole."""
        clauses = post.lstrip("、和及").split("，")
        first = len(clauses) - 1
        while first and ("原" in clauses[first - 1] or self._ends_in_title(clauses[first - 1])):
            first -= 1
        return "，".join(clauses[first:])

    def _ends_in_title(self, clause: str) -> bool:
        return any(word.end() == len(clause) for word in self._post_end.finditer(clause))

    def in_title(self, text: str) -> Iterator[tuple[str, int, str]]:
        """张三：从修路款里伸手, where 张三 is the subject of what follows and was looked into."""
        hit = _TITLE_NAMES.search(text, 0, _TITLE_REACH)
        if hit is None or not _OF_A_CASE.search(text):
            return
        place = hit.start("names")
        for name in hit["names"].split("、"):
            name = name.removesuffix("案")
            if name[0] in SURNAMES and text.count(name) >= _LEAST_MENTIONS:
                yield name, place, self._post_of(text, name)
            place += len(name) + 1

    def _post_of(self, text: str, name: str) -> str:
        """Before the name (某镇原会计张三) or after it (张三曾是某公司总经理)."""
        after = re.search(
            rf"{name}(?:曾是|曾任|原系|系|原为){_POST}(?:{self._title}))(?=[，。])", text
        )
        if after:
            return after["post"]
        before = re.search(rf"(?:(?<=[，。、；：\n])|(?<=\A)){_POST}(?:{self._title})){name}", text)
        return before["post"] if before and "原" in before["post"] else ""


def _name_at(item: str, start: int, end: int) -> str:
    """The name that stands at ``start``: masked, or the signs that come again in the item."""
    masked = _MASKED.match(item, start, end)
    if masked:
        return masked.group()
    signs = _SIGNS.match(item, start, end)
    if signs is None or item[start] not in SURNAMES:
        return ""
    short, long = signs.group()[:2], signs.group()
    name = long if item.count(long) == item.count(short) else short
    again = any(f"{sign}{name}" in item[end:] for sign in "，。；、\n")
    return name if again and not _NO_NAME.match(name) else ""
