"""Passages: sentences of one section together, one article each, nothing of formulas."""

import json
import lzma
from itertools import pairwise
from pathlib import Path

import pytest

from kb.model import DocumentKind as K
from kb.model import Passage
from kb.model import SectionKind as S
from nlp.document_kind import detect_kind
from nlp.passages import build_passages
from nlp.sections import cut_sections
from nlp.sentences import split_sentences


def _build(text: str, kind: K, *, target: int = 320, maximum: int = 480) -> tuple[Passage, ...]:
    sections = cut_sections(text, kind)
    sentences = split_sentences(text, sections)
    return build_passages(text, kind, sections, sentences, target=target, maximum=maximum)


_LAW = (
    "某市监督条例\n（2020年通过）\n目录\n第一章 总则\n第二章 监督\n第一章 总则"
    "\n第一条 为了监督。\n第二条 依法监督。\n"
    "第二章 监督\n第三条 {long}\n前款适用于各级机关，由某局负责解释并组织实施。\n"
)


def test_one_article_is_one_passage_headed_by_its_chapter() -> None:
    text = _LAW.format(long="应当公开。").replace(
        "为了监督。", "为了监督，" + "规范采购行为，" * 20
    )
    assert [p.heading for p in _build(text, K.REGULATION)] == [
        "第一章 总则 第一条",
        "第一章 总则 第二条",
        "第二章 监督 第三条",
    ]


def test_an_article_too_short_to_tell_its_matter_joins_the_next_of_its_chapter() -> None:
    text = _LAW.format(long="应当公开。")
    passages = _build(text, K.REGULATION)
    assert [p.heading for p in passages] == ["第一章 总则 第一条至第二条", "第二章 监督 第三条"]
    assert {p.section for p in passages} == {S.ARTICLE}
    assert passages[0].span.of(text).endswith("第二条 依法监督。")


def test_a_long_article_is_split_at_its_paragraphs() -> None:
    text = _LAW.format(long="应当公开采购信息，接受社会监督。" * 40)
    parts = [p for p in _build(text, K.REGULATION) if p.heading.endswith("第三条")]
    assert len(parts) > 1
    assert all(len(p.span.of(text)) <= 480 for p in parts)


def test_formulas_make_no_passage() -> None:
    text = (
        "某县人民法院\n刑事判决书\n（2020）某刑初8号\n公诉机关某县人民检察院。\n被告人张某，男。\n"
        "经审理查明，张某收受李某20万元。\n本院认为，张某构成受贿罪。\n依照《刑法》"
        "第三百八十五条，判决如下：\n"
        "张某犯受贿罪，判处有期徒刑三年。\n如不服本判决，可在十日内提出上诉。\n审判"
        "长 王某\n附：法律条文\n刑法第三百八十五条\n"
    )
    kinds = [p.section for p in _build(text, K.JUDGMENT_FIRST_INSTANCE)]
    assert kinds == [S.PARTIES, S.FACTS, S.OPINION, S.STATUTES, S.RULING]


def test_sentences_gather_to_the_target_and_a_short_rest_joins() -> None:
    text = "经审理查明，" + "张某在某局任职期间收受他人财物。" * 30 + "完。"
    passages = _build(text, K.JUDGMENT_FIRST_INSTANCE, target=100, maximum=150)
    lengths = [len(p.span.of(text)) for p in passages]
    assert all(60 <= length <= 150 for length in lengths)
    assert passages[-1].span.of(text).endswith("完。")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("审判长 张某", K.JUDGMENT_FIRST_INSTANCE, id="only_a_signature"),
        pytest.param("某条例\n第一章 总则\n第二章 附则\n", K.REGULATION, id="only_headings"),
        pytest.param("某", K.UNKNOWN, id="one_character"),
    ],
)
def test_a_document_with_text_has_a_passage(text: str, kind: K) -> None:
    assert _build(text, kind)


def test_a_blank_document_has_none() -> None:
    assert _build(" \n", K.UNKNOWN) == ()


@pytest.mark.real
def test_real_judgments_make_ordered_passages(shared_data: Path) -> None:
    with lzma.open(shared_data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as rows:
        for number, line in enumerate(rows):
            if number >= 100:
                break
            text = json.loads(line)["text"]
            passages = _build(text, detect_kind(text).kind)
            assert passages
            assert [p.index for p in passages] == list(range(len(passages)))
            for before, after in pairwise(passages):
                assert before.span.end <= after.span.start
            assert all(0 < p.span.end - p.span.start <= 480 for p in passages)
