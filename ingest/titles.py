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
    r"(?:网|网站|在线|频道|门户|平台|新闻|首页|委员会|人民政府|监委|检察院|法院|客户端|日报"
    r"|专栏|栏目|官网|公众号|裁判文书公开|政务公开)\s*$"
)
_NO_TITLE_END = re.compile(r"[。；，、！：:;,]$")
# 一、工作部署 ／ （一）复测 ／ 第一章　总则 ／ 1.修订细则: a part of the document, never its name
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,5}[章节编部条]|[一二三四五六七八九十]{1,3}[、.．\s]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[、．]|\.(?!\d)))"
)
_BARE_PART = re.compile(
    r"^(?:(?:案件)?(?:基本(?:情况|案情|事实)|概况|简介|回[顾放])|案情(?:简介|回顾|概[述况]|速[写览])?"
    r"|前言|引言|导语|概述|目\s*录|摘要|正文|总\s*则|关键词|要旨|工作部署|整改(?:落实)?情况)[：:]?$"
)
# 某市中级人民法院 ⏎ 刑事判决书: the issuer stands on a line of its own above the name;
# 中共某区纪委　某区监委: two of them may share the line
_ORGAN = (
    r"(?:法院|检察院|委员会|纪委|监委|监委会|政府|局|厅|部|院|中心|办公室|办|党组|党委|党工委"
    r"|公司|集团|医院|学校|大学|协会|纪检监察组)"
)
_ISSUER = re.compile(
    rf"^(?!关于)[\u4e00-\u9fff×（）()]{{2,40}}{_ORGAN}"
    rf"(?:[\s、][\u4e00-\u9fff×（）()]{{2,40}}{_ORGAN}){{0,3}}$"
)
# 某市监察委员会文件: the red head of a letter
_RED_HEAD = re.compile(rf"^[\u4e00-\u9fff\s×（）()]{{2,60}}{_ORGAN}\s?文件$")
# 关于……的通报 ／ “三重一大”决策制度实施办法（试行）
_FORM = re.compile(
    r"^[^。；：，！？\t]{0,70}(?:书|决定|通知|通报|报告|意见|公告|函|纪要|令|办法|规定|细则|制度|方案"
    r"|规则|规程|规范|章程|总结|汇报|登记表|情况|回复|解释|批复|条例|准则|答复|法)\s?(?:[（(][^（）()]{1,12}[）)])?$"
)
# 关于对某局存在问题的监察建议书整改落实 ⏎ 情况的报告
_UNFINISHED = re.compile(r"^[^。；：！？\t]{0,30}关于[^。；：！？\t]{4,70}$")
# ——某局原局长张某案剖析, but not ——某局原出纳　丁某, who wrote it
_SUBTITLE = re.compile(r"^(?:—{1,3}|-{2,3}|――)\s?(?=[^\s—-])[^。；]{2,60}$")
_BYLINE = re.compile(r"\s[\u4e00-\u9fff某]{2,4}$")
_FEW_LINES = 7
_BRACKETED = re.compile(r"^[（(【\[].*[）)】\]]$")
_ANNEX = re.compile(r"^附件?\s?[一二三四五六七八九十\d]{0,3}[：:]?$")


def choose(text: str, *, stated: str = "", metadata: str = "") -> str:
    """The name of a document: as stated in it, else its metadata if the text opens with that too,
    else its opening lines, else the metadata alone; "" when nothing is sensible."""
    opening = opening_title(text)
    named, own = sensible(metadata), sensible(stated)
    if own and opening.startswith(own):
        return opening
    if named and named not in text[:_OPENING].replace("\n", ""):
        return own or opening or named
    return own or named or opening


def sensible(candidate: str) -> str:
    """The candidate without a program's or a site's additions, or "" when it names nothing.

    “Microsoft Word - 整改报告.doc” gives “整改报告”; “未命名文档”, “a1b2.pdf”, “一、工作部署” and
    “基本情况” give "".
    """
    title = " ".join(candidate[:_OPENING].split())
    title = _WORD_PREFIX.sub("", title)
    title = _FILE_SUFFIX.sub("", title) if _CHINESE.search(title) else title
    shorter = _SITE_SUFFIX.sub("", title)
    title = shorter if len(shorter) >= 4 else title
    if not _CHINESE.search(title) or _LEFT_OVER.search(title) or not 2 <= len(title) <= _LONGEST:
        return ""
    return "" if _NUMBERED.match(title) or _BARE_PART.match(title) else title


def opening_title(text: str) -> str:
    """The title at the head of a text, or "": “某市某区人民法院刑事判决书” from its two lines.

    “中共某区纪委　某区监委⏎关于……的通报” and “鱼塘钱⏎——某村书记张某案剖析” are joined too.
    """
    lines = [line.strip() for line in text[:_OPENING].split("\n")[:_FEW_LINES]]
    while len(lines) > 2 and (_RED_HEAD.match(lines[0]) or _ANNEX.match(lines[0])):
        lines = lines[1:]
    if len(lines) < 2 or len(lines[0]) > _LONGEST or _NO_TITLE_END.search(lines[0]):
        return ""
    if _ISSUER.match(lines[0]):
        return _issued(lines)
    if _BRACKETED.match(lines[0]) or "\t" in lines[0]:
        return ""
    first, second = sensible(lines[0]), lines[1]
    if first and _SUBTITLE.match(second) and not _BYLINE.search(second):
        return sensible(first + second) or first
    if first and _UNFINISHED.match(first) and not _FORM.match(first) and _FORM.match(second):
        return sensible(first + second) or first
    return first


def _issued(lines: list[str]) -> str:
    """Issuers, up to three lines of them, with the name below; "" where no name follows."""
    issuers = 1
    while issuers < min(3, len(lines) - 1) and _ISSUER.match(lines[issuers]):
        issuers += 1
    name = lines[issuers]
    if not _FORM.match(name) or _NUMBERED.match(name) or _BARE_PART.match(name):
        return ""
    joined = "".join(lines[: issuers + 1])
    return joined if len(joined) <= _LONGEST else name
