"""A pack as a printed handout: A4, cases with marked passages, comparison, bars, quiz, sources.

The facilitator's has the answers, the run of the session and why each case fits; the learner's has
none of them, so that it can be handed out before the quiz.
"""

from kb.education.handout import Handout
from kb.education.pack_content import TEACHING_NAMES, PackContent, Passage, TaughtCase, Teaching
from kb.education.pack_words import (
    QUESTION_NAMES,
    answer_of,
    case_name,
    clean,
    counted,
    facts_of,
    match_of,
    options_of,
    short_digest,
    told,
)
from kb.education.variant import Variant
from kb.education.watermark import Watermark

_PARTS = {
    "run": "主持人手册",
    "compare": "案例对照",
    "counts": "数据一览",
    "measures": "可以采取的措施",
    "quiz": "测验",
    "answers": "测验答案与解析",
    "sources": "材料来源",
}
_MOST_UPRIGHT = 5  # columns that an upright page has room for
_MOST_ACROSS = 6  # cases that a page across has room for


def write_docx(
    content: PackContent, mark: Watermark, *, variant: Variant = Variant.LEARNER
) -> bytes:
    """The handout as a file; the same bytes for the same pack, mark and variant."""
    paper = Handout(mark.line, content.sources)
    leading = variant is Variant.FACILITATOR
    _first_page(paper, content, mark, variant)
    if leading and content.steps:
        _run_of_session(paper, content)
    for case in content.cases:
        _case(paper, case, leading=leading)
    _comparison(paper, content)
    if content.charts:
        paper.heading(_PARTS["counts"], "counts")
        for chart in content.charts:
            paper.subheading(chart.title)
            paper.bars(chart)
    if content.measures:
        _measures(paper, content)
    if content.quiz:
        _quiz(paper, content, leading=leading)
    paper.heading(_PARTS["sources"], "sources")
    paper.plain("文中右上角的标记对应下列材料。完整校验值见随附清单，可核对引文没有改动。")
    paper.sources([(clean(s.mark), clean(s.kind), short_digest(s)) for s in content.sources])
    return paper.to_bytes()


def _first_page(paper: Handout, content: PackContent, mark: Watermark, variant: Variant) -> None:
    paper.title(content.title, variant.shown)
    given = (
        ("接收单位", mark.recipient),
        *facts_of(content),
        ("制作日期", mark.day),
        ("份号", f"第{mark.copy}份"),
    )
    pairs = [(*given[at], *given[at + 1]) for at in range(0, len(given), 2)]
    paper.table((), pairs, widths=(1, 3, 1, 2.2))
    paper.boxed(content.declaration)
    paper.plain("内容", bold=True, indent=False)
    cases = [(_anchor(one), f"{case_name(one)}　{clean(one.title)}") for one in content.cases]
    present = {
        "compare": True,
        "counts": bool(content.charts),
        "measures": bool(content.measures),
        "quiz": bool(content.quiz),
        "sources": True,
    }
    if variant is Variant.FACILITATOR:
        present |= {"run": bool(content.steps), "answers": bool(content.quiz)}
    parts = [(key, name) for key, name in _PARTS.items() if present.get(key)]
    first = [one for one in parts if one[0] == "run"]
    paper.contents([*first, *cases, *(one for one in parts if one[0] != "run")])


def _anchor(case: TaughtCase) -> str:
    return f"case{case.number}"


def _run_of_session(paper: Handout, content: PackContent) -> None:
    paper.heading(_PARTS["run"], "run")
    paper.plain(f"全程{content.minutes}分钟。开始前请确认在场人员均在接收单位名单之内。")
    paper.table(
        ("起于", "用时", "环节", "做什么、说什么"),
        [
            (f"第{one.start}分钟", f"{one.minutes}分钟", clean(one.title), clean(one.text))
            for one in content.steps
        ],
        widths=(2, 1.6, 3, 9),
    )


def _case(paper: Handout, case: TaughtCase, *, leading: bool) -> None:
    paper.heading(f"{case_name(case)}　{clean(case.title)}", _anchor(case))
    if leading and case.match:
        paper.plain(f"与听课对象的匹配度：{match_of(case)}", bold=True, indent=False)
        paper.table(
            ("方面", "得分", "满分", "理由"),
            [(one.name, f"{one.score:.2f}", f"{one.most:.2f}", one.why) for one in case.match],
            widths=(1.5, 1.2, 1.2, 8),
        )
    for rank, section in enumerate(told(case), start=1):
        paper.subheading(f"（{counted(rank)}）{TEACHING_NAMES[section.kind]}")
        for passage in section.passages:
            paper.passage(passage, quoted=section.kind is Teaching.CONFESSION)
        if not section.passages:
            paper.missing(section.missing)


def _comparison(paper: Handout, content: PackContent) -> None:
    table = content.comparison
    wide = len(table.columns) > _MOST_UPRIGHT
    if wide:
        paper.turned(landscape=True)
    paper.heading(f"{_PARTS['compare']}：{clean(table.title)}", "compare", new_page=not wide)
    for start in range(1, len(table.columns), _MOST_ACROSS):
        places = (0, *range(start, min(start + _MOST_ACROSS, len(table.columns))))
        paper.table(
            [table.columns[place] for place in places],
            [[row[place] for place in places] for row in table.rows],
            widths=(1, *(1.5 for _ in places[1:])),
        )
    if wide:
        paper.turned(landscape=False)


def _measures(paper: Handout, content: PackContent) -> None:
    paper.heading(_PARTS["measures"], "measures")
    for one in content.measures:
        paper.passage(Passage(one.text, one.sources, one.label))
        paper.missing(f"成效：{clean(one.grade)}")


def _quiz(paper: Handout, content: PackContent, *, leading: bool) -> None:
    paper.heading(_PARTS["quiz"], "quiz")
    for number, question in enumerate(content.quiz, start=1):
        kind = QUESTION_NAMES[question.kind]
        paper.question(f"{number}．［{kind}］{clean(question.stem)}（　　）", options_of(question))
    if leading:
        paper.heading(_PARTS["answers"], "answers")
        for number, question in enumerate(content.quiz, start=1):
            term = f"{number}．{answer_of(question)}"
            paper.passage(Passage(question.explanation, question.sources, term))
