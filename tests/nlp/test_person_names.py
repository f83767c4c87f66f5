"""Names of persons in a judgment: parties, those introduced by words, officers of the court."""

import pytest

from kb.model import DocumentKind
from nlp.person_names import find_person_names
from nlp.sections import cut_sections

PAPER = """某县人民法院
刑事判决书
（2020）某0523刑初8号
公诉机关某县人民检察院。
被告人王建国，男，1970年5月出生，原系某镇某村党支部书记。
辩护人赵立新，某某律师事务所律师。
某县人民检察院指派检察员林国徽出庭支持公诉。
经审理查明：2015年至2019年，被告人王建国收受工程老板刘大勇给予的现金八万元，并让其妻陈桂芳存入银行。证人张某证实，其与欧阳志远一起送钱。
本院认为，被告人王建国的行为已构成受贿罪。判决如下：
被告人王建国犯受贿罪，判处有期徒刑三年。
审判长周正平
人民陪审员吴小莉
"""


@pytest.fixture(scope="module")
def names() -> set[str]:
    kind = DocumentKind.JUDGMENT_FIRST_INSTANCE
    return set(find_person_names(PAPER, cut_sections(PAPER, kind)))


@pytest.mark.parametrize(
    "name",
    ["王建国", "赵立新", "林国徽", "刘大勇", "陈桂芳", "欧阳志远", "周正平", "吴小莉"],
)
def test_a_person_is_found(names: set[str], name: str) -> None:
    assert name in names


def test_masked_names_organs_and_words_of_law_are_no_names(names: set[str]) -> None:
    assert not [one for one in names if "某" in one or "检察院" in one]
    assert not names & {"查明", "银行", "证实", "现金", "判处"}
