"""Word files: everything a person sees, in reading order."""

import io
import zipfile

import docx
import pytest
from docx.document import Document as WordFile

from ingest.reading import read
from kb.model import Document, RawFile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(body: str, **parts: str | bytes) -> bytes:
    """A package around the body's XML; further parts by name, ``numbering`` for short."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        for name, part in parts.items():
            package.writestr(f"word/{name}.xml" if "/" not in name else name, part)
    return stream.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def opened(content: bytes) -> Document:
    return read(RawFile("a.docx", content))


def box(text: str) -> str:
    return f"<wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx>"


@pytest.mark.parametrize(
    ("body", "lines", "warnings"),
    [
        pytest.param(p("甲") + p("乙"), ["甲", "乙"], (), id="paragraphs"),
        pytest.param(
            "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/>"
            "<w:t>丁</w:t></w:r></w:p>", ["甲\t乙", "丙-丁"], (), id="tab_break_hyphen",
        ),
        pytest.param(
            "<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText>"
            "</w:r></w:del><w:r><w:t>留</w:t></w:r></w:p>",
            ["增留"], ("TRACKED_CHANGES",), id="tracked",
        ),
        pytest.param(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val="
            '"0"/></w:rPr><w:t>露</w:t></w:r></w:p>', ["露"], ("HIDDEN_TEXT",), id="hidden",
        ),
        pytest.param(
            "<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r>"
            "<w:t>控</w:t></w:r></w:sdtContent></w:sdt><w:r><w:instrText>PAGE</w:instrText></w:r>"
            "</w:p>", ["链控"], (), id="wrapped_runs",
        ),
        pytest.param(
            "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
            f"{box('框内文字')}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
            f"{p('框内文字')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
            "</w:r></w:p>", ["正文", "框内文字"], (), id="text_box_once",
        ),
        pytest.param(
            f"<w:tbl><w:tr><w:tc>{p('姓名')}</w:tc><w:tc>{p('张某')}</w:tc></w:tr>"
            f"<w:tr><w:tc>{p('简历')}{p('一')}{p('二')}</w:tc></w:tr>"
            f"<w:tr><w:tc><w:tbl><w:tr><w:tc>{p('内')}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>"
            "</w:tbl>", ["姓名\t张某", "简历", "一", "二", "内"], (), id="tables",
        ),
        pytest.param(
            f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('删')}</w:tc></w:tr>"
            f"<w:tr><w:tc>{p('留')}</w:tc></w:tr></w:tbl>",
            ["留"], ("TRACKED_CHANGES",), id="del_row",
        ),
    ],
)  # fmt: skip
def test_body(body: str, lines: list[str], warnings: tuple[str, ...]) -> None:
    document = opened(word(body))
    assert document.text.split("\n") == lines
    assert document.warnings == warnings


def test_sixty_nested_tables_keep_the_innermost_words() -> None:
    body = p("最里层")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"
    assert opened(word(body)).text == "最里层"


def test_notes_come_last_in_the_order_they_are_cited() -> None:
    body = (
        '<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        '<w:p><w:r><w:t>乙</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    )
    notes = "".join(f'<w:footnote w:id="{i}">{p(f"注{i}")}</w:footnote>' for i in (1, 2))
    content = word(body, footnotes=f"<w:footnotes {_NAMESPACES}>{notes}</w:footnotes>")
    assert opened(content).text.split("\n") == ["甲", "乙", "注2", "注1"]


def numbering(*levels: tuple[str, str]) -> str:
    shapes = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (style, pattern) in enumerate(levels)
    )
    return (
        f'<w:numbering {_NAMESPACES}><w:abstractNum w:abstractNumId="0">{shapes}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
    )


def item(text: str, level: int = 0, list_id: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_the_numbers_word_makes_are_read() -> None:
    shapes = numbering(
        ("japaneseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
    )
    body = "".join(
        [item("案情"), item("受贿", 1), item("某笔", 2), item("另笔", 2), item("贪污", 1),
         item("原因"), item("制度", 1), item("重来", 0, 2), p("尾")]
    )  # fmt: skip
    assert opened(word(body, numbering=shapes)).text.split("\n") == [
        "一、案情",
        "（一）受贿",
        "1.某笔",
        "2.另笔",
        "（二）贪污",
        "二、原因",
        "（一）制度",
        "一、重来",
        "尾",
    ]


@pytest.mark.parametrize(
    ("style", "pattern", "labels"),
    [
        ("chineseCountingThousand", "第%1条", ["第一条 甲", "第二条 甲"]),
        ("decimal", "%1．", ["1．甲", "2．甲"]),
        ("decimalEnclosedCircleChinese", "%1", ["①甲", "②甲"]),
        ("ideographTraditional", "%1、", ["甲、甲", "乙、甲"]),
        ("lowerLetter", "%1)", ["a)甲", "b)甲"]),
        ("upperRoman", "%1.", ["I.甲", "II.甲"]),
        ("bullet", "\uf06c", ["甲", "甲"]),
    ],
)
def test_number_styles(style: str, pattern: str, labels: list[str]) -> None:
    content = word(item("甲") * 2, numbering=numbering((style, pattern)))
    assert opened(content).text.split("\n") == labels


def test_a_style_may_number_hide_and_name() -> None:
    styles = (
        f'<w:styles {_NAMESPACES}><w:style w:styleId="a"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:styleId="c"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="d"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    body = "".join(
        p(text, f'<w:pStyle w:val="{style}"/>')
        for text, style in [("某案剖析", "a"), ("甲", "b"), ("乙", "c"), ("藏", "d")]
    )
    document = opened(word(body, styles=styles, numbering=numbering(("chineseCounting", "第%1条"))))
    assert document.text.split("\n") == ["某案剖析", "第一条 甲", "第二条 乙"]
    assert (document.title, document.warnings) == ("某案剖析", ("HIDDEN_TEXT",))


def saved(file: WordFile) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def test_a_file_of_a_word_processor() -> None:
    file = docx.Document()
    file.core_properties.title = "某模板遗留的标题"
    file.add_heading("关于张某案的剖析报告", 0)
    file.add_paragraph("基本情况", style="List Number")
    file.add_paragraph("主要问题", style="List Number")
    table = file.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "张某"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "合并格"
    file.sections[0].header.paragraphs[0].text = "页眉"
    document = opened(saved(file))
    assert document.text.split("\n") == [
        "关于张某案的剖析报告",
        "1.基本情况",
        "2.主要问题",
        "姓名\t张某",
        "合并格",
    ]
    assert document.title == "关于张某案的剖析报告"


def test_the_extension_does_not_decide() -> None:
    document = read(RawFile("a.pdf", word(p("甲"))))
    assert document.media_type.endswith("wordprocessingml.document")
    assert document.warnings == ("TYPE_MISMATCH",)


def test_long_paragraphs_and_many_runs() -> None:
    assert len(opened(word(p("字" * 3_000_000))).text) == 3_000_000
    runs = "<w:r><w:t>字</w:t></w:r>" * 50_000
    assert len(opened(word(f"<w:p>{runs}</w:p>")).text) == 50_000
