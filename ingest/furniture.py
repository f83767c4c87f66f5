"""Lines that belong to a web page or a site, not to the document that was copied from it."""

import re
from collections.abc import Sequence

_HEAD_LINES = 12
_TAIL_LINES = 12
_LONGEST = 160

_BUTTONS = (
    r"扫一扫.{0,16}|打印(?:本页|页面|文章|本文)|关闭(?:窗口|本页)|返回(?:顶部|首页|列表)|复制链接"
    r"|分享(?:到|至)[:：]?.{0,20}|分享按钮|点击(?:收听|播放).{0,10}"
)
# what is a button on a page may be a word in a text
_PAGE_BUTTONS = (
    r"打印|关闭|收藏|分享|字号|大|中|小|A[+-]?|编辑|首页|阅读全文|收起|展开全文|微信|微博"
)
# 【字体：大 中 小】 打印 ; 字号:T|T
_FONT_SIZE = (
    r"[【\[（(]?\s*(?:字体|字号|文字大小)(?:大小)?\s*[:：]"
    r"[\s大中小特T|｜/+\-A]{0,16}[】\]）)]?.{0,12}"
)
# 发布时间：2024-03-01 来源：某市纪委监委 浏览：12 ; a bare “时间：” may open a record
_WHEN = r"\d{4}\s*[-/年.]\s*\d{1,2}\s*[-/月.]\s*\d{1,2}\s*日?"
_ISSUED = (
    r"[【\[（(]?(?:发布|发表|更新|发稿|录入)(?:时间|日期|于)\s*[:：]?\s*\d{4}.{0,110}"
    rf"|(?:(?:时间|日期)\s*[:：]\s*)?{_WHEN}\s*(?:\d\d:\d\d(?::\d\d)?.{{0,80}}|.{{0,40}}(?:来源|浏览|点击).{{0,60}})"
    r"|(?:浏览|阅读|点击)(?:次数|量|数)?\s*[:：]\s*\d*\s*次?"
)
# （来源：某员网） ; 责任编辑：某某 ; “来源：信访举报” is a finding, so an outlet must be named
_OUTLET = r"(?:网|[日时晚早周]报|通讯社|新华社|杂志|电视台|频道|公众号|客户端|微信|微博)"
_CREDITS = (
    rf"[（(【\[]?(?:文章|稿件|信息|新闻|本文)?来源\s*[:：].{{0,40}}{_OUTLET}.{{0,12}}"
    r"|[（(【\[]?(?:责任|数字|本期|新媒体|网络|美术)?"
    r"(?:编辑|责编|审核|校对|校审|初审|复审|终审|统建|格鉴|谏议|监制|供稿|投稿邮箱|值班编委)\s*[:：].{0,60}"
)
_NEIGHBOURS = (
    r"(?:上一篇|下一篇|上一条|下一条|相关(?:链接|阅读|新闻|文章)|延伸阅读|推荐阅读|热门推荐)"
    r"\s*[:：]?.{0,80}"
)
_PATH = r"(?:您?(?:现在|当前|所在)的?位置|当前位置)\s*[:：].{0,100}"
_RIGHTS = (
    r"[^。；，]{0,60}(?:版权所有|版权及免责声明|Copyright|All Rights Reserved|ICP[备证]|公网安备"
    r"|网站标识码).{0,140}"
    r"|凡本网.{0,20}(?:注明|来源).{0,160}|未经.{0,12}授权.{0,20}(?:转载|使用).{0,80}"
)
_PAGE_CREDITS = (
    r"[（(【\[]?来源\s*[:：].{0,60}|(?:主办|承办|技术支持|邮编|网站地图)(?:单位)?\s*[:：].{0,80}"
)
_EDGES = re.compile(
    rf"(?:{_ISSUED}|{_CREDITS}|{_RIGHTS}|{_BUTTONS}|{_FONT_SIZE}|{_PATH}|{_NEIGHBOURS})"
)
_PAGE = re.compile(rf"(?:{_BUTTONS}|{_PAGE_BUTTONS}|{_FONT_SIZE}|{_NEIGHBOURS}|{_PATH})")
_PAGE_EDGES = re.compile(rf"(?:{_PAGE_CREDITS}|{_WHEN})")
# after this heading nothing is the document's
_END = re.compile(r".{0,20}(?:版权及免责声明|免责声明)\s*[:：]?")


def without_furniture(lines: Sequence[str], *, page: bool = False) -> list[str]:
    """The lines less the site's own: “【字体：大 中 小】”, “责任编辑：某某”, “浙ICP备…号”.

    Only the first and last lines are looked at, for “来源：” may open a paragraph of a report;
    in a web ``page`` buttons and “上一篇” go wherever they stand.
    """
    kept = [line for line in lines if line.strip()]
    tail = max(0, len(kept) - _TAIL_LINES)
    for index in range(tail, len(kept)):
        if index > _HEAD_LINES and _END.fullmatch(kept[index].strip()):
            kept = kept[:index]
            break
    tail = max(0, len(kept) - _TAIL_LINES)
    return [
        line
        for index, line in enumerate(kept)
        if not _is_furniture(line.strip(), edge=index < _HEAD_LINES or index >= tail, page=page)
    ]


def _is_furniture(line: str, *, edge: bool, page: bool) -> bool:
    if len(line) > _LONGEST:
        return False
    if edge and _EDGES.fullmatch(line):
        return True
    return page and bool(_PAGE.fullmatch(line) or (edge and _PAGE_EDGES.fullmatch(line)))
