"""Web pages: the article comes out, the site stays behind."""

import pytest

from ingest.reading import read
from kb.model import RawFile

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>某局原局长张某案剖析_某市纪委监委网站</title><script>document.write("脚本")</script></head><body>
<div class="top"><a href="/">首页</a> <a href="x">要闻</a></div>
<div id="nav"><ul><li><a>审查调查</a><li><a>通知公告</a><li><a>曝光台</a></ul></div>
<form action="x"><div class="crumb">当前位置：首页 &gt; 审查调查</div>
<h1>某局原局长张某案剖析</h1>
<div>发布时间：2024-03-01 来源：某市纪委监委 浏览：12 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<div class="TRS_Editor"><p>　　经查，张某利用职务
便利，为他人谋取利益。</p><p>一、基本案情<br>　　张某，男。</p>
<table><tr><td>姓名</td><td>张某</td></tr>
<tr><td colspan=2><p>简历一</p><p>简历二</p></td></tr></table>
<p style="display:none">藏起的字</p><iframe src="file:///etc/passwd">框</iframe></div>
<p>责任编辑：某某</p><p>上一篇：<a href="1">某某被查</a></p></form>
<div class="footer">版权所有：某市纪委监委 某ICP备0号</div></body></html>"""

LINES = [
    "某局原局长张某案剖析",
    "经查，张某利用职务便利，为他人谋取利益。",
    "一、基本案情",
    "张某，男。",
    "姓名\t张某",
    "简历一",
    "简历二",
]


@pytest.mark.parametrize(
    ("content", "warnings"),
    [
        pytest.param(PAGE.encode(), (), id="utf8"),
        pytest.param(PAGE.encode("gbk"), ("ENCODING_GUESSED",), id="gbk_that_says_utf8"),
        pytest.param(PAGE.replace("utf-8", "gb2312").encode("gbk"), (), id="gbk"),
        pytest.param(PAGE.replace("utf-8", "gb2312").encode(), ("ENCODING_GUESSED",), id="lie"),
    ],
)
def test_an_article(content: bytes, warnings: tuple[str, ...]) -> None:
    document = read(RawFile("a.html", content))
    assert document.text.split("\n") == LINES
    assert (document.title, document.warnings) == ("某局原局长张某案剖析", warnings)
    assert document.media_type == "text/html"


def test_a_bare_fragment_is_all_content() -> None:
    assert (
        read(RawFile("a.htm", "<p>张某受贿。</p><p>属实。</p>".encode())).text
        == "张某受贿。\n属实。"
    )


def test_the_editors_own_title_wins() -> None:
    page = '<html><head><title>某网</title><meta name="ArticleTitle" content="关于张某案的通报">'
    page += "</head><body><p>经查，张某受贿。</p></body></html>"
    document = read(RawFile("a", page.encode()))
    assert (document.title, document.text) == (
        "关于张某案的通报",
        "关于张某案的通报\n经查，张某受贿。",
    )


def test_a_hundred_thousand_levels() -> None:
    page = "<html><body>" + "<div>" * 100_000 + "深处的字" + "</div>" * 100_000 + "<p>后文</p>"
    document = read(RawFile("a.html", page.encode()))
    assert document.text == "深处的字\n后文"
    assert document.warnings == ("STRUCTURE_LIMIT",)


def test_entities_and_scripts_are_harmless() -> None:
    page = "<html><body><p>" + "&#24352;" * 100_000 + "</p><p onclick=x>尾<img src=//h/x></p>"
    document = read(RawFile("a.html", page.encode()))
    assert document.text == "张" * 100_000 + "\n尾"


def test_link_lists_inside_the_article_go_but_a_quoted_link_stays() -> None:
    words = "张某利用职务便利为他人谋取利益。" * 9
    links = "".join(f"<li><a href={n}>某某被查处的消息第{n}则</a></li>" for n in range(5))
    page = f"<div class=content><p>{words}见<a href=y>通报</a>。</p><ul>{links}</ul></div>"
    text = read(RawFile("a.html", f"<html><body>{page}</body></html>".encode())).text
    assert text == f"{words}见通报。"
