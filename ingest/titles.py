"""Which words name a document? Metadata is often a left-over; the opening lines rarely lie."""

import re

_LONGEST = 80
_OPENING = 600
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LEFT_OVER = re.compile(
    r"^(?:无标题|未命名|新建|空白|Untitled|Document\s*\d*|文档\s*\d+|PowerPoint|Microsoft\s+Word)"
    r"|\.(?:docx?|wps|pdf|html?|txt|md)$",
    re.I,
)
_WORD_PREFIX = re.compile(r"^Microsoft\s+Word\s*[-–]\s*", re.I)
_FILE_SUFFIX = re.compile(r"\.(?:docx?|wps|pdf)$", re.I)
# “…_某市纪委监委网站”, “… - 某网”: what a site hangs behind the title of each of its pages
_SITE_SUFFIX = re.compile(
    r"\s*(?:[-_|–—]{1,3}|>>?)\s*[^-_|–—>]{0,24}"
    r"(?:网|网站|在线|频道|门户|平台|新闻|首页|委员会|人民政府|监委|检察院|法院|客户端|日报)\s*$"
)
_NO_TITLE_END = re.compile(r"[。；，、！：:;,]$")
# 某市中级人民法院 ⏎ 刑事判决书: the issuer stands on a line of its own above the name
_ISSUER = re.compile(
    r"^[\u4e00-\u9fff（）()]{2,40}(?:法院|检察院|委员会|纪委|监委|监委会|政府|局|党组|党委)$"
)
_FORM = re.compile(r"^[\u4e00-\u9fff（）()]{0,20}(?:书|决定|通知|通报|报告|意见|公告|函|纪要|令)$")
_BRACKETED = re.compile(r"^[（(【\[].*[）)】\]]$")


def choose(text: str, *, stated: str = "", metadata: str = "") -> str:
    """The name of a document: as stated in it, else its metadata if the text opens with that too,
    else its opening lines, else the metadata alone; "" when nothing is sensible."""
    named = sensible(metadata)
    if named and named not in text[:_OPENING].replace("\n", ""):
        return sensible(stated) or opening_title(text) or named
    return sensible(stated) or named or opening_title(text)


def sensible(candidate: str) -> str:
    """The candidate without a program's or a site's additions, or "" when it names nothing.

    “Microsoft Word - 整改报告.doc” gives “整改报告”; “未命名文档” and “a1b2.pdf” give "".
    """
    title = " ".join(candidate[:_OPENING].split())
    title = _WORD_PREFIX.sub("", title)
    title = _FILE_SUFFIX.sub("", title) if _CHINESE.search(title) else title
    shorter = _SITE_SUFFIX.sub("", title)
    title = shorter if len(shorter) >= 4 else title
    if not _CHINESE.search(title) or _LEFT_OVER.search(title) or not 2 <= len(title) <= _LONGEST:
        return ""
    return title


def opening_title(text: str) -> str:
    """The title at the head of a text, or "": “某市某区人民法院刑事判决书” from its two lines."""
    lines = text[:_OPENING].split("\n")[:3]
    if len(lines) < 2 or len(lines[0]) > _LONGEST or _NO_TITLE_END.search(lines[0]):
        return ""
    first = lines[0]
    if _ISSUER.match(first):
        return first + lines[1] if _FORM.match(lines[1]) else ""
    if _BRACKETED.match(first) or "\t" in first:
        return ""
    return sensible(first)
