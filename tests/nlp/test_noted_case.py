"""The domain of a case that is pasted as a note of some hundred words."""

import pytest

from kb.model import DocumentKind, Header
from nlp.asked_case import LONGEST as LONGEST_QUESTION
from nlp.case_tags import tag_case
from nlp.noted_case import LONGEST, is_noted, noted_domains
from tests.benchmarks.pasted_bench import figures

HOSPITAL = (
    "县二院的事，拿来请教一下。举报信写的是院长庄某和设备科长，买核磁、彩超和一批呼吸机，总价三千来万，"
    "中标的都是同一个老板的两家公司。药品和耗材那边也有人反映，医药公司每个月按量返点，打到院工会的账户，"
    "不进财务报表，用来发节日福利、招待、考察。院长自己有没有拿，还不清楚；供货老板逢年过节送过东西，"
    "据说给设备科长的是二十万。人还没有采取措施，请给点类似案件参考，尤其是单位收的钱和个人收的钱怎么分。"
    "科室有人说价格比隔壁县贵了三成，院长在会上说不要再议，会议记录里只有一句同意。"
)
SAYS_LITTLE = (
    "老张你好，上次说的那个人，我这边又问了几个朋友，都说不太清楚。他平时话不多，见了谁都客客气气，"
    "逢人先递烟。有人讲他前几年发了财，也有人讲他是家里老人留下来的底子。具体是哪个口子上的人、"
    "管什么，到现在也没人说得上来，只知道天天早出晚归。等我下个星期再去打听打听，有了准信再告诉你，"
    "这事先不要往外讲，讲出去对谁都不好。你那边要是有什么消息也捎个话过来，咱们碰一碰。"
    "另外你托我带的茶叶已经寄了，收到回一声，天冷了多穿一件，孩子放假记得带他回来看看奶奶。"
)


def tagged(text: str, kind: DocumentKind, facet: str = "domain") -> list[str]:
    tags = tag_case(text, kind, (), Header(), (), (), "")
    return [tag.term for tag in tags if tag.facet == facet]


def test_the_words_of_a_trade_tell_it_where_no_post_is_named() -> None:
    assert len(HOSPITAL) > LONGEST_QUESTION
    assert tagged(HOSPITAL, DocumentKind.UNKNOWN)[0] == "healthcare"
    [first, *_] = noted_domains(HOSPITAL)
    shown = [HOSPITAL[span.start : span.end] for span in first.evidence]
    assert {"院长", "核磁"} <= set(shown) and first.confidence > 0.5


def test_a_note_that_says_too_little_is_left_open() -> None:
    assert len(SAYS_LITTLE) > LONGEST_QUESTION
    assert tagged(SAYS_LITTLE, DocumentKind.UNKNOWN) == []


def test_a_unit_in_passing_does_not_outweigh_the_matter() -> None:
    passing = HOSPITAL + "他爱人在税务所上班，弟弟开饭店。"
    assert tagged(passing, DocumentKind.UNKNOWN)[0] == "healthcare"


def test_a_post_is_told_of_the_domain_alone() -> None:
    others = HOSPITAL + "他姐夫是村支书，同学在派出所当民警，民警也来问过。"
    assert tagged(others, DocumentKind.UNKNOWN, "position") == ["medical_manager"]
    assert tagged(SAYS_LITTLE + "民警问过他。", DocumentKind.UNKNOWN, "position") == []


@pytest.mark.parametrize(
    ("length", "kind", "noted"),
    [
        pytest.param(LONGEST_QUESTION, DocumentKind.UNKNOWN, False, id="a question"),
        pytest.param(LONGEST_QUESTION + 1, DocumentKind.UNKNOWN, True, id="a note"),
        pytest.param(LONGEST + 1, DocumentKind.UNKNOWN, False, id="a whole text"),
        pytest.param(500, DocumentKind.CLUE_RECORD, False, id="a document"),
    ],
)
def test_only_notes_are_read_so(length: int, kind: DocumentKind, noted: bool) -> None:
    assert is_noted("字" * length, kind) is noted


def test_the_figures_of_the_bench() -> None:
    told = figures([["a"], [], ["b", "c"]], [["a"], ["d"], ["c"]])
    assert told == "P 0.67 R 0.67 F1 0.67，首项对 1/3"
