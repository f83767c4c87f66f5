"""Plain text, Markdown and their encodings, through ``read``."""

import random
from time import process_time

import pytest

from ingest.reading import ReadLimits, read
from kb.errors import ReadError
from kb.model import RawFile

STORY = (
    "某市人民检察院指控，被告人张某利用职务上的便利，非法收受他人财物共计人民币36.5万元。\n"
    "经审理查明，上述事实清楚，证据确实、充分。\n"
) * 4
OLD_SCRIPT = (
    "被告人張某利用職務上的便利，非法收受他人財物，為他人謀取利益。經審理查明，屬實。\n" * 4
)


@pytest.mark.parametrize(
    ("content", "opening", "warnings"),
    [
        pytest.param(STORY.encode(), "某市人民", (), id="utf8"),
        pytest.param(STORY.encode("utf-8-sig"), "某市人民", (), id="utf8_bom"),
        pytest.param(STORY.encode("gbk"), "某市人民", (), id="gbk"),
        pytest.param(("㐀某𠮷" + STORY).encode("gb18030"), "㐀某𠮷某市", (), id="gb18030_4_bytes"),
        pytest.param(OLD_SCRIPT.encode("big5"), "被告人張某", (), id="big5"),
        pytest.param(b"\xff\xfe" + STORY.encode("utf-16-le"), "某市", (), id="utf16le_bom"),
        pytest.param(b"\xfe\xff" + STORY.encode("utf-16-be"), "某市", (), id="utf16be_bom"),
        pytest.param(STORY.encode("utf-16-le"), "某市", ("ENCODING_GUESSED",), id="utf16le_bare"),
        pytest.param(STORY.encode("utf-16-be"), "某市", ("ENCODING_GUESSED",), id="utf16be_bare"),
        pytest.param(STORY.encode("utf-32"), "某市", ("ENCODING_GUESSED",), id="utf32_bom"),
        pytest.param(STORY.encode()[:-5], "某市", ("ENCODING_LOSSY",), id="cut_in_a_letter"),
        pytest.param(STORY.encode("gbk")[:-2], "某市", ("ENCODING_LOSSY",), id="gbk_cut"),
        pytest.param(STORY.encode() + b"\xed\xa0\x80", "某市", ("ENCODING_LOSSY",), id="cesu"),
        pytest.param(STORY.encode() + b"\xc0\xae/", "某市", ("ENCODING_LOSSY",), id="overlong"),
        pytest.param("张某\x00受贿".encode() * 9, "张某受贿", ("CONTROL_CHARS",), id="nul"),
        pytest.param("受贿罪".encode("gbk"), "受贿罪", (), id="three_letters_of_gbk"),
        pytest.param("刘璐".encode("gbk"), "刘璐", ("ENCODING_GUESSED",), id="bare_name"),
    ],
)
def test_encodings(content: bytes, opening: str, warnings: tuple[str, ...]) -> None:
    document = read(RawFile("a.txt", content))
    assert document.text.startswith(opening)
    assert document.warnings == warnings
    assert "\ufeff" not in document.text


def test_a_gbk_paragraph_inside_utf8_is_read_too() -> None:
    document = read(RawFile("a.txt", STORY.encode() + STORY.encode("gbk")))
    assert document.text.count("经审理查明") == 8
    assert document.warnings == ("ENCODING_LOSSY",)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.txt", b"", "EMPTY_FILE", id="empty"),
        pytest.param("a.txt", " \n　\u200b".encode(), "NO_TEXT", id="blank"),
        pytest.param("a.txt", random.Random(1).randbytes(4000), "TYPE_MISMATCH", id="noise"),
        pytest.param("a", random.Random(1).randbytes(4000), "UNSUPPORTED_TYPE", id="noise_unnamed"),
        pytest.param(
            "a.txt", b"MZ" + b"\0" * 62 + b"PE\0\0" + b"\0" * 99, "TYPE_MISMATCH", id="pe"
        ),
        pytest.param("a.exe", b"MZ" + b"\0" * 62 + b"PE\0\0", "UNSUPPORTED_TYPE", id="exe"),
        pytest.param("a.pdf", b"\x7fELF\x02\x01" + b"\0" * 60, "TYPE_MISMATCH", id="elf_as_pdf"),
        pytest.param("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "TYPE_MISMATCH", id="png_as_pdf"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "UNSUPPORTED_TYPE", id="png"),
        pytest.param("a.rtf", b"{\\rtf1 {\\object}}", "UNSUPPORTED_TYPE", id="rtf"),
        pytest.param("a.svg", b"<svg xmlns='x'><script/></svg>", "UNSUPPORTED_TYPE", id="svg"),
        pytest.param("a.xml", b"<?xml version='1.0'?><a/>", "UNSUPPORTED_TYPE", id="xml"),
        pytest.param(
            "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "UNSUPPORTED_TYPE", id="doc"
        ),
        pytest.param(
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "PASSWORD_REQUIRED",
            id="locked_docx",
        ),
        pytest.param("a.bin", b"\x80\x04\x95" + b"\0" * 40, "UNSUPPORTED_TYPE", id="pickle"),
    ],
)
def test_refusals(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(RawFile(name, content))
    assert caught.value.code == code


def test_text_limit_is_smaller_than_the_file_limit() -> None:
    with pytest.raises(ReadError) as caught:
        read(RawFile("a.txt", b"a" * 101), limits=ReadLimits(max_text_bytes=100))
    assert caught.value.code == "FILE_TOO_LARGE"


def test_a_file_without_extension_is_read_for_what_it_is() -> None:
    assert read(RawFile("noext", "张某受贿案".encode())).media_type == "text/plain"


def test_a_text_that_opens_like_a_picture_is_a_text() -> None:
    assert read(RawFile("a.txt", "BM公司的情况说明".encode())).text == "BM公司的情况说明"


STATUTE = """# 某省某条例

2020年3月1日 某省人民代表大会常务委员会第八次会议通过

<!-- INFO END -->

## 第一章 总 则

**第一条** 为了规范审批行为，制定本条例。\\[2003\\]

第二条 见[某办法](http://a.b/c_(d).html)。
"""


def test_a_statute_comes_out_as_lines() -> None:
    document = read(RawFile("某条例.md", STATUTE.encode()))
    assert document.title == "某省某条例"
    assert document.text.split("\n") == [
        "某省某条例",
        "2020年3月1日 某省人民代表大会常务委员会第八次会议通过",
        "第一章 总则",
        "第一条 为了规范审批行为，制定本条例。[2003]",
        "第二条 见某办法。",
    ]


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        pytest.param("---\na: b\n---\n# 甲乙\n丙", ["甲乙", "丙"], id="front_matter"),
        pytest.param("# 甲\n<!-- 一\n二 -->\n丙", ["甲", "丙"], id="comment"),
        pytest.param(
            "# 甲\n> 引文\n- 项一\n1. 项二", ["甲", "引文", "项一", "1. 项二"], id="marks"
        ),
        pytest.param(
            "# 甲\n|姓名|职务|\n|--|--|\n|张某|局长|",
            ["甲", "姓名\t职务", "张某\t局长"],
            id="table",
        ),
        pytest.param("# 甲\n```\n代码\n```", ["甲", "代码"], id="fence"),
        pytest.param("# 甲\n![图](a.png)文<br>张某&nbsp;男", ["甲", "文", "张某 男"], id="tags"),
        pytest.param("# 甲\n张**、李**受贿", ["甲", "张**、李**受贿"], id="hidden_names_stay"),
        pytest.param(
            "# 警示教育 | 一顿饭的代价\n# source: a/b:1\n\n一顿饭的代价\n张某，男。",
            ["一顿饭的代价", "张某，男。"],
            id="column_and_source",
        ),
    ],
)
def test_markdown_marks(raw: str, lines: list[str]) -> None:
    assert read(RawFile("a.md", raw.encode())).text.split("\n") == lines


def test_floods_of_marks_cost_little() -> None:
    bait = "# 甲\n-->" + "<!--" * 200_000 + "[" * 100_000 + "*" * 100_000 + " " * 100_000 + "尾"
    assert read(RawFile("a.md", bait.encode())).text.endswith("尾")


def test_a_site_is_cut_from_head_and_tail_but_not_from_the_middle() -> None:
    body = [f"第{number}段，来源：某网，属实。" for number in range(40)]
    raw = ["您现在位置：首页 > 要闻", "【字体：大 中 小】", "张某案剖析", *body,
           "（来源：某员网）", "责任编辑：某某", "某站 版权所有 某ICP备0号"]  # fmt: skip
    assert read(RawFile("a.txt", "\n".join(raw).encode())).text.split("\n") == ["张某案剖析", *body]


@pytest.mark.parametrize(
    "line", ["时间：2024年3月1日9时", "来源：信访举报", "2024年3月1日", "联系人：张某"]
)
def test_lines_of_records_are_no_furniture(line: str) -> None:
    assert line in read(RawFile("a.txt", f"谈话笔录\n{line}\n问：姓名？".encode())).text


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("某市中级人民法院\n刑事判决书\n（2020）某刑初1号", "某市中级人民法院刑事判决书"),
        ("关于张某案的剖析报告\n张某，男。", "关于张某案的剖析报告"),
        ("张某利用职务便利。\n属实。", ""),
        ("未命名文档\n正文。", ""),
    ],
)
def test_titles_of_plain_texts(raw: str, title: str) -> None:
    assert read(RawFile("a.txt", raw.encode())).title == title


def test_a_million_empty_lines() -> None:
    assert read(RawFile("a.txt", b"\n" * 1_000_000 + "尾".encode())).text == "尾"


MANY = 200_000
BAIT = {
    "spaced": "字 " * MANY + "x",
    "blanks": "甲" + " " * MANY + "乙",
    "heading": "# 甲" + " " * MANY + "x",
    "row": "# 甲\n|" + " " * MANY + "x",
    "rule": "# 甲\n" + "-" * MANY + "x",
    "links": "# 甲\n" + "[a](" * MANY,
    "tags": "# 甲\n" + "<p " * MANY,
    "marks": "# 甲\n" + " __a" * MANY,
    "escapes": "甲" + "\x1b[0" * MANY,
    "json": '{"text": "' + "甲 " * MANY + '"}',
    "title": "<html><title>" + "甲-" * MANY + "</title><p>乙",
    "lines": "<p>甲" + "\n" * MANY + "x",
    "elements": "<p>甲</p>" + "<div>" * 200 + "<a>" * (MANY // 2),
}


@pytest.mark.parametrize("bait", BAIT.values(), ids=BAIT.keys())
def test_no_text_is_slow_to_read(bait: str) -> None:
    # a neighbour may slow one reading; it does not slow three
    assert any(_seconds(bait) < 3 for _ in range(3))


def _seconds(text: str) -> float:
    started = process_time()
    assert read(RawFile("a.txt", text.encode())).text
    return process_time() - started
