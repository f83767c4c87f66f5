"""The name of a document: joined where it runs over lines, never the heading of a part."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from ingest.reading import read
from ingest.titles import opening_title, sensible
from kb.model import RawFile


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(
            "中共某区纪委　某区监委\n关于某局原局长张某违纪违法案件的通报\n某纪通〔2024〕7号\n文。",
            "中共某区纪委　某区监委关于某局原局长张某违纪违法案件的通报",
            id="two_issuers_on_a_line",
        ),
        pytest.param(
            "中共某镇委员会\n某镇人民政府\n关于某纪监建〔2022〕9号建议书整改情况的报告\n区纪委监委：",
            "中共某镇委员会某镇人民政府关于某纪监建〔2022〕9号建议书整改情况的报告",
            id="two_issuers_on_two_lines",
        ),
        pytest.param(
            "某集团有限公司\n大额资金使用管理办法（试行）\n第一章 总则\n第一条 为规范",
            "某集团有限公司大额资金使用管理办法（试行）",
            id="company_and_rules",
        ),
        pytest.param(
            "某市监察委员会文件\n某市监察委员会\n关于规范某事管理的监察建议书\n某监建〔2025〕3号",
            "某市监察委员会关于规范某事管理的监察建议书",
            id="red_head_is_skipped",
        ),
        pytest.param(
            "一把钥匙开几把锁\n——某村原党支部书记张某案剖析\n张某，2008年起任职。",
            "一把钥匙开几把锁——某村原党支部书记张某案剖析",
            id="subtitle",
        ),
        pytest.param(
            "我被那个念头毁了\n——原某局出纳 张某\n我今年三十岁。",
            "我被那个念头毁了",
            id="byline_is_no_subtitle",
        ),
        pytest.param("某市人民医院\n张某到医院后。\n又及。", "", id="issuer_without_a_name"),
        pytest.param("一、工作部署\n局党组召开会议。", "", id="numbered_heading"),
        pytest.param(
            "关于办理某类案件若干问题的解释 （2012）\n某某机关公告\n第一条",
            "关于办理某类案件若干问题的解释 （2012）",
            id="a_finished_title_takes_no_more",
        ),
    ],
)
def test_opening_title(text: str, title: str) -> None:
    assert opening_title(text) == title


@pytest.mark.parametrize(
    "heading",
    ["一、工作部署", "（一）修订细则", "第一章　总则", "一　概况", "1.完善制度", "基本情况",
     "案件概况", "总 则"],
)  # fmt: skip
def test_headings_of_parts_name_nothing(heading: str) -> None:
    assert sensible(heading) == ""


@pytest.mark.parametrize("title", ["一张签证单背后的“价码”", "2023年度整改报告", "十年贪腐路"])
def test_titles_that_open_with_numbers(title: str) -> None:
    assert sensible(title) == title


def word_file(*paragraphs: tuple[str, str, bool]) -> bytes:
    file = docx.Document()
    for text, style, centred in paragraphs:
        paragraph = file.add_paragraph(text, style=style or None)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("paragraphs", "title"),
    [
        pytest.param(
            [
                ("关于张某案的剖析报告", "", True),
                ("从业务骨干到阶下囚", "Heading 1", False),
                ("张某，男。", "", False),
            ],
            "关于张某案的剖析报告",
            id="centred_line_before_the_first_heading",
        ),
        pytest.param(
            [
                ("关于某局整改情况的报告", "", False),
                ("一、工作部署", "Heading 1", False),
                ("召开会议。", "", False),
            ],
            "关于某局整改情况的报告",
            id="numbered_heading_is_no_title",
        ),
        pytest.param(
            [("关于张某案的剖析报告", "Heading 1", False), ("张某，男。", "", False)],
            "关于张某案的剖析报告",
            id="a_heading_at_the_very_head",
        ),
    ],
)
def test_titles_of_word_files(paragraphs: list[tuple[str, str, bool]], title: str) -> None:
    assert read(RawFile("a.docx", word_file(*paragraphs))).title == title


@pytest.mark.parametrize(
    ("window", "heading", "title"),
    [
        pytest.param(
            "张某受贿一审刑事判决书 - 某县人民法院裁判文书公开专栏",
            "",
            "张某受贿一审刑事判决书",
            id="column_of_a_court",
        ),
        pytest.param(
            "一塘鱼的账——某村书记张某案剖析_某县政法网",
            "一塘鱼的账",
            "一塘鱼的账——某村书记张某案剖析",
            id="window_holds_the_subtitle",
        ),
    ],
)
def test_titles_of_pages(window: str, heading: str, title: str) -> None:
    page = f"<html><head><title>{window}</title></head><body><h1>{heading}</h1><p>正文在此。</p>"
    assert read(RawFile("a.html", page.encode())).title == title
