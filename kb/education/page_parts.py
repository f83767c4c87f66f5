"""Pieces of a pack's page: cases, tables, bars, questions. Here every word of it is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

from kb.education.pack_content import (
    TEACHING_NAMES,
    ComparedTable,
    CountChart,
    FacilitatorStep,
    PackSource,
    Passage,
    QuestionKind,
    QuizQuestion,
    TaughtCase,
    TaughtMeasure,
    Teaching,
    TeachingSection,
)
from kb.education.pack_words import (
    QUESTION_NAMES,
    answer_of,
    case_name,
    clean,
    match_of,
    options_of,
    short_digest,
    told,
    unchecked_of,
)


class PageParts:
    """Marks of passages lead to the rows of ``sources``."""

    def __init__(self, sources: Sequence[PackSource]) -> None:
        self._sources = sources
        self._places: Mapping[str, str] = {
            one.mark: f"source-{rank}" for rank, one in enumerate(sources, start=1)
        }

    def case(self, case: TaughtCase, *, leading: bool) -> str:
        """A case with its sections; with the match where the reader leads the session."""
        sections = "".join(self._section(one) for one in told(case))
        return (
            f'<article class="part" id="case-{case.number}"><p class="eyebrow">{case_name(case)}'
            f"</p><h2>{text(case.title)}</h2>{_match(case) if leading else ''}{sections}</article>"
        )

    def measures(self, measures: Sequence[TaughtMeasure]) -> str:
        """What the audience's own posts can do."""
        items = "".join(
            f"{self._passage(Passage(one.text, one.sources, one.label))}"
            f'<p class="quiet">成效：{text(one.grade)}</p>'
            for one in measures
        )
        return part("measures", "可以采取的措施", items)

    def quiz(self, questions: Sequence[QuizQuestion], *, leading: bool) -> str:
        """Answers shut until asked for; open where the reader leads the session."""
        asked = "".join(
            self._question(number, one, leading=leading)
            for number, one in enumerate(questions, start=1)
        )
        hint = "" if leading else '<p class="quiet hint">先独立作答，再点“核对答案”。</p>'
        return part("quiz", "测验", hint + asked)

    def sources(self) -> str:
        """What stands behind each mark."""
        rows = "".join(
            f'<tr id="{self._places[one.mark]}"><th scope="row">{text(one.mark)}</th>'
            f'<td>{text(one.kind)}</td><td class="digest">{text(short_digest(one))}</td></tr>'
            for one in self._sources
        )
        heads = _heads("标记", "材料种类", "引文校验值（前十二位）")
        table = _scrolled("材料来源", f"{heads}<tbody>{rows}</tbody>")
        said = "<p>文中右上角的标记对应下列材料。完整校验值见随附清单，可核对引文没有改动。</p>"
        return part("sources", "材料来源", said + table)

    def _section(self, section: TeachingSection) -> str:
        head = f"<h3>{TEACHING_NAMES[section.kind]}</h3>"
        if not section.passages:
            return f'<section>{head}<p class="quiet">（{text(section.missing)}）</p></section>'
        said = "".join(self._passage(one) for one in section.passages)
        if section.kind is Teaching.CONFESSION:
            said = f"<blockquote>{said}</blockquote>"
        return f"<section>{head}{said}</section>"

    def _passage(self, passage: Passage) -> str:
        term = f'<b class="term">{text(passage.term)}</b>' if passage.term else ""
        said = unchecked_of(passage)
        mark = f'<small class="unchecked">{text(said)}</small>' if said else ""
        return f"<p>{term}{mark}{text(passage.text)}{self._marks(passage.sources)}</p>"

    def _marks(self, marks: Sequence[str]) -> str:
        return "".join(f"<sup>{self._mark(one)}</sup>" for one in marks)

    def _mark(self, mark: str) -> str:
        place = self._places.get(mark)
        if place is None:
            return text(mark)
        return f'<a href="#{place}" aria-label="来源 {text(mark)}">{text(mark)}</a>'

    def _question(self, number: int, question: QuizQuestion, *, leading: bool) -> str:
        kind = "checkbox" if question.kind is QuestionKind.MULTIPLE else "radio"
        options = "".join(
            f'<label class="option"{" data-right" if index in question.answers else ""}>'
            f'<input type="{kind}" name="q{number}" value="{index}"><span>{text(words)}</span>'
            "</label>"
            for index, words in enumerate(options_of(question))
        )
        answer = (
            f"<p><b>正确答案：{text(answer_of(question))}</b></p>"
            f"<p>{text(question.explanation)}{self._marks(question.sources)}</p>"
        )
        return (
            f'<fieldset><legend><span class="kind">{QUESTION_NAMES[question.kind]}</span>{number}. '
            f"{text(question.stem)}</legend><div>{options}</div>"
            f'<p class="verdict" role="status" hidden></p><details class="answer"'
            f"{' open' if leading else ''}><summary>核对答案</summary>{answer}</details></fieldset>"
        )


def text(words: str) -> str:
    """Words as the page shows them: no sign of them is markup."""
    return escape(clean(words), quote=True)


def part(anchor: str, title: str, inner: str) -> str:
    """A part of the page, printed on pages of its own."""
    return f'<section class="part" id="{anchor}"><h2>{text(title)}</h2>{inner}</section>'


def comparison(table: ComparedTable) -> str:
    """Cases side by side; the page scrolls it sideways where it is narrow."""
    body = "".join(
        f'<tr><th scope="row">{text(row[0])}</th>'
        + "".join(f"<td>{text(one)}</td>" for one in row[1:])
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{text(table.title)}</caption>"
    inner = f"{caption}{_heads(*table.columns)}<tbody>{body}</tbody>"
    return part("compare", "案例对照", _scrolled(table.title, inner, look="scroll wide"))


def charts(found: Sequence[CountChart]) -> str:
    """Counts as tables whose bars are drawn beside the number."""
    return part("counts", "数据一览", "".join(_chart(one) for one in found))


def steps(found: Sequence[FacilitatorStep], minutes: int) -> str:
    """How the session runs."""
    rows = "".join(
        f'<tr><td class="number">第{one.start}分钟</td><td class="number">{one.minutes}分钟</td>'
        f'<th scope="row">{text(one.title)}</th><td>{text(one.text)}</td></tr>'
        for one in found
    )
    heads = _heads("起于", "用时", "环节", "做什么、说什么")
    said = f"<p>全程{minutes}分钟。开始前请确认在场人员均在接收单位名单之内。</p>"
    table = _scrolled("环节安排", f"{heads}<tbody>{rows}</tbody>")
    return part("run", "主持人手册", said + table)


def _scrolled(label: str, table: str, *, look: str = "scroll") -> str:
    """A table that a keyboard can move sideways where the screen is narrower."""
    return (
        f'<div class="{look}" tabindex="0" role="region" aria-label="{text(label)}">'
        f"<table>{table}</table></div>"
    )


def _heads(*names: str) -> str:
    cells = "".join(f'<th scope="col">{text(one)}</th>' for one in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _match(case: TaughtCase) -> str:
    rows = "".join(
        f'<tr><th scope="row">{text(one.name)}</th><td class="number">{one.score:.2f}</td>'
        f'<td class="number">{one.most:.2f}</td><td>{text(one.why)}</td></tr>'
        for one in case.match
    )
    if not rows:
        return ""
    caption = f"<caption>与听课对象的匹配度：{match_of(case)}</caption>"
    heads = _heads("方面", "得分", "满分", "理由")
    return _scrolled(f"{case_name(case)}的匹配度", f"{caption}{heads}<tbody>{rows}</tbody>")


def _chart(chart: CountChart) -> str:
    most = max((count for _, count in chart.bars), default=0)
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th><td><svg aria-hidden="true" focusable="false">'
        f'<rect width="{100 * count / max(most, 1):.1f}%" height="100%"/></svg></td>'
        f'<td class="number">{count}{text(chart.unit)}</td></tr>'
        for name, count in chart.bars
    )
    note = f'<p class="quiet">{text(chart.note)}</p>' if chart.note else ""
    return f'<h3>{text(chart.title)}</h3><table class="bars"><tbody>{rows}</tbody></table>{note}'
