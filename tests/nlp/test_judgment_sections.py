"""Judgments are cut into their parts, broken into lines or not."""

import json
import lzma
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from kb.model import DocumentKind as K
from kb.model import Section
from kb.model import SectionKind as S
from nlp.sections import cut_sections

_FIRST = """某省某县人民法院
刑事判决书
（2020）某0101刑初8号
公诉机关某县人民检察院。
被告人张某，男，1970年生，原系某局局长。
辩护人李某，某律师事务所律师。
某县人民检察院以某检刑诉〔2020〕8号起诉书指控被告人张某犯受贿罪，于2020年3月2日向本院提起公诉。本院依法组成合议庭审理了本案。现已审理终结。
某县人民检察院指控：2015年，被告人张某收受王某20万元。
被告人张某对指控的事实无异议。其辩护人提出张某系初犯。
经审理查明：
一、2015年，被告人张某利用职务便利，收受王某10万元。
二、2016年，被告人张某利用职务便利，收受赵某10万元。
上述事实，有经庭审质证的下列证据证实：
1、证人王某的证言，证明其送钱。
2、某中级人民法院刑事判决书，记载“本院认为，王某犯行贿罪”。
本院认为，被告人张某身为国家工作人员，其行为已构成受贿罪。公诉机关指控的罪名成立。依照《中华人民共和国刑法》第三百八十五条第一款之规定，判决如下：
一、被告人张某犯受贿罪，判处有期徒刑三年。
如不服本判决，可在接到判决书的第二日起十日内提出上诉。
审判长 孙某
二〇二〇年五月六日
附：相关法律条文
《中华人民共和国刑法》第三百八十五条
"""
_FIRST_PARTS = [
    S.HEAD, S.PARTIES, S.PROCEDURE, S.CHARGE, S.DEFENCE, S.FACTS, S.FACTS, S.FACTS, S.EVIDENCE,
    S.OPINION, S.STATUTES, S.RULING, S.APPEAL, S.SIGN, S.ATTACHMENT,
]  # fmt: skip

_SECOND = """某省某市中级人民法院
刑事判决书
（2021）某01刑终9号
原公诉机关某县人民检察院。
上诉人（原审被告人）张某，男。
某县人民法院审理某县人民检察院指控原审被告人张某犯受贿罪一案，于2020年12月1日作出刑事判决。宣判后，张某不服，提出上诉。本院依法组成合议庭。现已审理终结。
原判认定：2015年，被告人张某收受王某20万元。上述事实，有证人证言证实。
原审法院认为，张某构成受贿罪。判决：张某犯受贿罪，判处有期徒刑三年。
上诉人张某上诉提出，其有自首情节，原判量刑过重。
经审理查明，原判认定的事实清楚。上述事实有书证证实。
关于上诉人张某提出的上诉理由，经查不能成立。
本院认为，上诉人张某构成受贿罪。依照《中华人民共和国刑事诉讼法》第二百三十六条之规定，裁定如下：
驳回上诉，维持原判。
本裁定为终审裁定。
审判长 孙某
"""


def _kinds(sections: Sequence[Section]) -> list[S]:
    return [section.kind for section in sections]


def _check_cover(text: str, sections: Sequence[Section]) -> None:
    assert sections[0].span.start == 0
    assert sections[-1].span.end == len(text)
    for before, after in pairwise(sections):
        assert before.span.end == after.span.start


@pytest.mark.parametrize("text", [_FIRST, _FIRST.replace("\n", " ")], ids=["lines", "one_line"])
def test_first_instance(text: str) -> None:
    sections = cut_sections(text, K.JUDGMENT_FIRST_INSTANCE)
    assert _kinds(sections) == _FIRST_PARTS
    _check_cover(text, sections)


def test_the_counts_of_the_facts_are_parts_of_level_one() -> None:
    facts = [s for s in cut_sections(_FIRST, K.JUDGMENT_FIRST_INSTANCE) if s.kind is S.FACTS]
    assert [s.level for s in facts] == [0, 1, 1]
    assert facts[2].span.of(_FIRST).startswith("二、2016年")


def test_evidence_of_one_count_gives_way_to_the_next_count() -> None:
    text = (
        "经审理查明：一、2015年，被告人张某利用职务便利，收受王某10万元。上述事实，有证人证言证实。"
        "1、证人王某的证言，证明送钱。二、2016年，被告人张某利用职务便利，收受赵某10万元。"
        "上述事实，有书证证实。另查明，张某退缴赃款。本院认为，张某构成受贿罪。"
    )
    kinds = _kinds(cut_sections(text, K.JUDGMENT_FIRST_INSTANCE))
    assert kinds == [S.FACTS, S.EVIDENCE, S.FACTS, S.EVIDENCE, S.FACTS, S.OPINION]


@pytest.mark.parametrize("text", [_SECOND, _SECOND.replace("\n", " ")], ids=["lines", "one_line"])
def test_second_instance_keeps_the_first_judgment_apart(text: str) -> None:
    sections = cut_sections(text, K.JUDGMENT_SECOND_INSTANCE)
    assert _kinds(sections) == [
        S.HEAD, S.PARTIES, S.PROCEDURE, S.PRIOR_JUDGMENT, S.APPEAL_REASONS, S.FACTS, S.EVIDENCE,
        S.OPINION, S.OPINION, S.STATUTES, S.RULING, S.APPEAL, S.SIGN,
    ]  # fmt: skip
    _check_cover(text, sections)
    prior = next(s for s in sections if s.kind is S.PRIOR_JUDGMENT).span.of(text)
    assert "原审法院认为" in prior
    assert "上述事实，有证人证言证实" in prior


@pytest.mark.real
def test_real_judgments_have_their_parts(shared_data: Path) -> None:
    wanted = {S.PARTIES, S.PROCEDURE, S.OPINION, S.STATUTES, S.RULING, S.SIGN}
    missing = total = 0
    with lzma.open(shared_data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as rows:
        for number, line in enumerate(rows):
            if number >= 400:
                break
            row = json.loads(line)
            if "一审刑事判决书" not in row["title"]:
                continue
            sections = cut_sections(row["text"], K.JUDGMENT_FIRST_INSTANCE)
            _check_cover(row["text"], sections)
            total += len(wanted)
            missing += len(wanted - {section.kind for section in sections})
    assert total > 1_000
    assert missing / total < 0.02
