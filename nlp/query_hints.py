"""Words that say what kind of paper is wanted, not what it is about: 措施, 案例, 忏悔.

They stand in the set phrases of every paper; taken for the subject they outweigh it.
"""

from collections.abc import Collection, Iterable, Iterator

from kb.model import DocumentKind as Kind
from kb.model import SectionKind as Part
from kb.parts import CONFESSION, PARTS
from kb.retrieval.word_query import Hint
from kb.terms import Taxonomy

_SUGGESTIONS = (
    Kind.SUPERVISION_SUGGESTION,
    Kind.PROCURATORIAL_SUGGESTION,
    Kind.JUDICIAL_SUGGESTION,
)
_JUDGMENTS = (Kind.JUDGMENT_FIRST_INSTANCE, Kind.JUDGMENT_SECOND_INSTANCE)
_MEASURES = PARTS["措施"]
_LONG_NAME = 3
_Row = tuple[str, tuple[Kind, ...], tuple[Part, ...]]
_ROWS: tuple[_Row, ...] = (
    (
        "措施 举措 整改 整改措施 整改做法 整改情况 防控 防控措施 防范 防治 预防 对策 做法 经验做法"
        " 建议 机制 整治 治理 堵塞 堵 堵住 落实 完善 健全",
        (Kind.RECTIFICATION_REPORT, *_SUGGESTIONS, Kind.CASE_ANALYSIS, Kind.RISK_ANALYSIS_REPORT),
        _MEASURES,
    ),
    (
        "廉政风险 廉洁风险 风险 风险点 廉政 廉洁 漏洞 隐患 薄弱环节 清单",
        (
            *(Kind.RISK_ANALYSIS_REPORT, Kind.CASE_ANALYSIS, Kind.RECTIFICATION_REPORT),
            *_SUGGESTIONS,
        ),
        (Part.RISK_POINTS, Part.PROBLEMS, Part.CAUSES, *_MEASURES),
    ),
    (
        "案例 案件 典型案例 警示案例 案子 类案 案",
        (
            *(Kind.DISCIPLINE_BULLETIN, Kind.GUIDING_CASE, Kind.CASE_ANALYSIS, *_JUDGMENTS),
            *(Kind.CONFESSION, Kind.INDICTMENT, Kind.NON_PROSECUTION, Kind.INVESTIGATION_NOTICE),
        ),
        (),
    ),
    ("通报", (Kind.DISCIPLINE_BULLETIN, Kind.INVESTIGATION_NOTICE), (Part.CASE_ITEM,)),
    ("剖析 教训 警示 警示教育", (Kind.CASE_ANALYSIS,), (Part.CAUSES, Part.LESSONS, Part.FEATURES)),
    ("忏悔 忏悔书 忏悔录 悔过 悔过书 检讨 节选", (Kind.CONFESSION,), CONFESSION),
    ("判决 判决书 裁判", _JUDGMENTS, (Part.OPINION, Part.RULING)),
    ("建议书 监察建议 检察建议 司法建议", _SUGGESTIONS, (Part.SUGGESTIONS, Part.PROBLEMS)),
    ("整改报告", (Kind.RECTIFICATION_REPORT,), (Part.RECTIFICATION, Part.RESULTS)),
    ("规定 条文 法规 条例 法律 依据", (Kind.REGULATION,), (Part.ARTICLE,)),
    (
        "如何 怎样 怎么 怎么办 哪些 什么 相关 有关 情况 问题 方面 进行 工作 以及 可操作 请 给出"
        " 一份 最好 需要 建立 加强",
        (),
        (),
    ),
)
_HINTS = {word: (kinds, parts) for words, kinds, parts in _ROWS for word in words.split()}


def is_soft(word: str) -> bool:
    """Whether the word names a kind of paper or is empty of matter: 措施, 案例, 如何."""
    return word in _HINTS


def hint_of(words: Iterable[str]) -> Hint:
    """The kinds and sections that some words make likely."""
    found = [_HINTS[word] for word in words if word in _HINTS]
    return Hint(
        kinds=frozenset(kind.value for kinds, _ in found for kind in kinds),
        sections=frozenset(part.value for _, parts in found for part in parts),
    )


def named_terms(
    typed: str, words: Collection[str], taxonomy: Taxonomy
) -> Iterator[tuple[str, str]]:
    """The terms of the vocabulary that are named, as (key, the name that was used).

    A name or an indicator counts where it stands in what was typed; one of two characters (出纳)
    only where it is a word of its own.
    """
    for key, names in _vocabulary(taxonomy):
        for name in names:
            if name in words if len(name) < _LONG_NAME else name in typed:
                yield key, name


def _vocabulary(taxonomy: Taxonomy) -> Iterator[tuple[str, tuple[str, ...]]]:
    terms = (one for one in taxonomy.terms.values() if not one.deprecated)
    yield from ((one.key, (one.name, *one.indicators)) for one in terms)
    positions, domains, offences = taxonomy.positions, taxonomy.domains, taxonomy.offences
    yield from ((f"position:{one.id}", (one.name, *one.indicators)) for one in positions.values())
    yield from ((f"domain:{one.id}", (one.name, *one.indicators)) for one in domains.values())
    yield from ((f"offence:{one.id}", (one.name, *one.aliases)) for one in offences.values())
