"""The posts a document says its subject held when the acts were done.

    >>> [post.words for post in held_posts("被告人张某利用担任某县农业局局长的职务便利，收受…", 0)]
    ['某县农业局局长']

A career told step by step is not read: only the words tied to the acts, to the accused, or to
the head of a notice.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from kb.model import Span

_BEFORE = (
    r"利用(?:其|本人)?(?:先后|同时)?(?:担任|任|身为|系|负责|作为)|"
    r"(?:在|其|先后|并|兼|曾)(?:担任|任职|任)|身为|作为|(?:案发|捕)前[系任为]?|"
    r"原[系任是]|系(?!列|统|因|自|在|投|从|初|累|主|通|被告|国家工作|该)|担任|(?:任命|聘任|聘用|选举)[^，。]{0,4}[为任]|"
    r"(?<![担曾主责信委时现])任(?!务|何|职|意|命|期|用|性|某|务)"
)
_POST = (
    r"(?P<post>[^，。；：！？、（(\n]{3,36}?(?:[（(][^）)]{1,24}[）)][^，。；：！？、（(\n]{1,16}?)?"
    r"(?:、[^，。；：！？\n]{2,24}?)?)"
)
_AFTER = r"(?:的?(?:职务|工作)(?:上的|之)?(?:便利|便)|期间|一职|的职权|职务|[，。；]|$)"
# 利用担任某县农业局局长的职务便利
_HELD = re.compile(rf"(?:{_BEFORE})(?:了|的)?{_POST}{_AFTER}")
# 时任某村村委会主任的被告人张某: without 被告人 it may be the post of another
_THEN = re.compile(rf"时任{_POST}的?(?:原审)?(?:被告人|上诉人)")
# 某区教育局原局长张某 opens a notice; 1.某镇某村党总支书记李某违规……问题
_POST_WORD = (
    r"书记|主任|局长|处长|科长|股长|所长|站长|院长|校长|董事长|经理|行长|主席|部长|县长|区长|市长|镇长|乡长|"
    r"会计|出纳|教师|民警|队长|调研员|委员|常委|干部|员工|报账员|园长|厅长|秘书长|总工程师|厂长|巡视员|秘书|文书"
)
_OPENS = re.compile(rf"(?P<post>[^，。；：！？\n“”《》|]{{2,40}}?(?:{_POST_WORD}))")
_ANOTHER = re.compile(r"(?:证人|被害人|辩护人|律师|公诉|审判)[^，。]{0,6}$")


class HeldPost(NamedTuple):
    """The words of a post, where they stand, and how surely the subject held it."""

    words: str
    span: Span
    weight: float


def held_posts(words: str, offset: int) -> Iterator[HeldPost]:
    """Posts tied to the acts (利用担任……) or to a person's state (系……, 原任……)."""
    for found in chain(_HELD.finditer(words), _THEN.finditer(words)):
        if _ANOTHER.search(words[max(0, found.start() - 12) : found.start()]):
            continue
        post = found["post"]
        weight = 1.0 if found[0].startswith(("利用", "在", "身为")) else 0.7
        start = offset + found.start("post")
        yield HeldPost(post, Span(start, start + len(post)), weight)


def opening_posts(words: str, offset: int) -> Iterator[HeldPost]:
    """The post a notice opens with, e.g. 某市某局原副局长 before the name."""
    found = _OPENS.search(words)
    if found:
        span = Span(offset + found.start("post"), offset + found.end("post"))
        yield HeldPost(found["post"], span, 0.8)
