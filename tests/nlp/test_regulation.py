"""The outline of a law: parts, chapters, divisions, articles; within an article 款 and 项."""

import tarfile
from pathlib import Path

import pytest

from kb.model import DocumentKind as K
from kb.model import SectionKind as S
from nlp.regulation import article_parts, find_article
from nlp.sections import cut_sections

_LAW = """某市监督条例
（2020年1月1日某市人民代表大会通过）
目　录
第一章　总　则
第二章　监督
　第一节　日常监督
第三章　附则
第一章　总　则
第一条　为了加强监督，制定本条例。
第二条　监督应当遵循下列原则：
（一）依法；
（二）公正。
前款规定适用于各级机关。
第二章　监督
　第一节　日常监督
第三条 有下列情形之一的，应当处理：（一）收受财物的；（二）索取财物的。
第三条之一　按照
第三条规定处理的，应当备案。
第三章　附则
第四条　本条例自2020年3月1日起施行。
附件：文书样式
"""


def _of(text: str, kind: S) -> list[str]:
    return [s.heading for s in cut_sections(text, K.REGULATION) if s.kind is kind]


def test_contents_are_no_chapters() -> None:
    assert _of(_LAW, S.CHAPTER) == ["第一章 总则", "第二章 监督", "第三章 附则"]
    assert _of(_LAW, S.DIVISION) == ["第一节 日常监督"]


def test_articles_and_a_wrapped_reference() -> None:
    assert _of(_LAW, S.ARTICLE) == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]


def test_levels_give_the_outline() -> None:
    levels = {s.kind: s.level for s in cut_sections(_LAW, K.REGULATION)}
    assert (levels[S.CHAPTER], levels[S.DIVISION], levels[S.ARTICLE]) == (1, 2, 3)


def test_what_follows_the_articles_is_an_annex() -> None:
    assert cut_sections(_LAW, K.REGULATION)[-1].kind is S.ATTACHMENT


@pytest.mark.parametrize(
    ("number", "sub", "words"),
    [
        pytest.param(2, None, "第二条　监督应当", id="plain"),
        pytest.param(3, 1, "第三条之一　按照\n第三条规定处理", id="inserted"),
    ],
)
def test_find_article(number: int, sub: int | None, words: str) -> None:
    found = find_article(cut_sections(_LAW, K.REGULATION), number, sub)
    assert found is not None
    assert found.span.of(_LAW).startswith(words)


def test_find_article_that_is_not_there() -> None:
    assert find_article(cut_sections(_LAW, K.REGULATION), 99, None) is None
    assert find_article(cut_sections(_LAW, K.REGULATION), 2, 1) is None


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        pytest.param(1, ["第一款"], id="one_paragraph"),
        pytest.param(2, ["第一款", "（一）", "（二）", "第二款"], id="items_on_lines"),
        pytest.param(3, ["第一款", "（一）", "（二）"], id="items_in_the_line"),
    ],
)
def test_article_parts(number: int, parts: list[str]) -> None:
    article = find_article(cut_sections(_LAW, K.REGULATION), number, None)
    assert article is not None
    found = article_parts(_LAW, article)
    assert [part.heading for part in found] == parts
    assert all(article.span.covers(part.span) for part in found)


def test_items_say_their_own_words() -> None:
    article = find_article(cut_sections(_LAW, K.REGULATION), 3, None)
    assert article is not None
    assert article_parts(_LAW, article)[1].span.of(_LAW) == "（一）收受财物的；"


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        pytest.param(
            "某解释\n为办案，解释如下：\n一、数额较大。\n二、数额巨大。\n三、本解释自公"
            "布之日起施行。\n",
            ["一、", "二、", "三、"],
            id="numbered",
        ),
        pytest.param(
            "某纪要\n会议要求：\n一、提高认识\n认识要高。\n二、严格执法\n执法要严。\n",
            ["一、提高认识", "二、严格执法"],
            id="numbered_with_titles",
        ),
        pytest.param(
            "某办法 第一章 总则 第一条 为了规范，制定本办法。 第二条 本办法适用于本市。"
            " 第三条 自公布之日起施行。",
            ["第一条", "第二条", "第三条"],
            id="without_lines",
        ),
        pytest.param(
            "某规定\n第1条 为了规范。\n第2条 适用于本市。\n",
            ["第1条", "第2条"],
            id="arabic_numbers",
        ),
    ],
)
def test_other_ways_to_number(text: str, articles: list[str]) -> None:
    assert _of(text, S.ARTICLE) == articles


def test_numbered_articles_are_found_too() -> None:
    text = "某解释\n为办案，解释如下：\n一、数额较大。\n二、数额巨大。\n"
    found = find_article(cut_sections(text, K.REGULATION), 2, None)
    assert found is not None
    assert found.span.of(text) == "二、数额巨大。\n"


def test_a_general_programme_before_the_articles_is_kept() -> None:
    text = (
        "某章程\n总　纲\n本会坚持为人民服务。\n第一章 会员\n第一条 年满十八岁的可以"
        "入会。\n第二条 入会自愿。\n"
    )
    kinds = [s.kind for s in cut_sections(text, K.REGULATION)]
    assert kinds == [S.TITLE, S.CHAPTER, S.BODY, S.CHAPTER, S.ARTICLE, S.ARTICLE]


@pytest.mark.real
def test_real_laws_count_their_articles_without_a_gap(shared_data: Path) -> None:
    checked = broken = 0
    with tarfile.open(shared_data / "statutes" / "statutes.tar.xz") as archive:
        for member in archive:
            if not member.name.endswith(".md") or "经济法" not in member.name:
                continue
            stream = archive.extractfile(member)
            assert stream is not None
            text = "\n".join(
                line.lstrip("# ") for line in stream.read().decode("utf-8").splitlines() if line
            )
            numbers = [s.heading for s in cut_sections(text, K.REGULATION) if s.kind is S.ARTICLE]
            if len(numbers) < 5 or not numbers[0].startswith("第"):
                continue
            checked += 1
            sections = cut_sections(text, K.REGULATION)
            last = sum("之" not in heading for heading in numbers)
            broken += find_article(sections, last, None) is None
            broken += find_article(sections, last + 1, None) is not None
    assert checked > 60
    assert broken <= 2
