"""One case in the 《类案检索报告》: score, aligned sentences with whose words they are, reasons."""

from collections.abc import Sequence

from kb.official_paper import OfficialPaper
from kb.retrieval.explain import Comparison, Item
from kb.retrieval.redaction import Hide
from kb.retrieval.similar import SimilarCase
from kb.retrieval.sources import Quote
from kb.retrieval.words import FACET_LABELS, SILENCE, part_label, shared_label, standing
from kb.terms import Taxonomy

_BAR = 8
_NUMERALS = "一二三四五六七八九十"


def add_case(
    paper: OfficialPaper,
    rank: int,
    one: SimilarCase,
    taxonomy: Taxonomy,
    *,
    ours: Hide,
    theirs: Hide,
) -> None:
    """The pages of one case; ``ours`` and ``theirs`` hide names of the new and the past case."""
    paper.subheading(f"（{_numeral(rank)}）{theirs(one.case.title)}（得分 {one.score:.3f}）")
    for twin in one.twins:
        paper.paragraph(f"同案另有：{twin.case_no}{theirs(twin.title)}，以生效裁判为准。")
    _parts(paper, one, taxonomy)
    _pairs(paper, one, ours=ours, theirs=theirs)
    rows = [_compared(comparison, theirs) for comparison in one.card.comparisons]
    if rows:
        header = ("方面", "相同", "仅新案", "仅旧案", "数字与说明")
        paper.table(header, rows, widths=(1.8, 2.4, 2.4, 2.4, 5))
    for number, gain in enumerate(one.card.gains, start=1):
        lead = "如有下列不同，名次会更靠前：" if number == 1 else ""
        paper.paragraph(f"{lead}{number}. {gain.sentence}。")
    verdict = [("是否采纳", "□ 采纳　　□ 不采纳"), ("理由", "\n\n"), ("填写人与日期", "")]
    paper.table((), verdict, widths=(2, 9))


def _parts(paper: OfficialPaper, one: SimilarCase, taxonomy: Taxonomy) -> None:
    rows = []
    for part in one.parts:
        shared = "、".join(shared_label(part.name, term, taxonomy) for term in part.shared)
        filled = min(max(round(_BAR * part.value), 0), _BAR)
        bar = "■" * filled + "□" * (_BAR - filled)
        figures = (f"{part.value:.3f}", f"{part.weight:.3f}", f"{part.contribution:.3f}")
        rows.append((part_label(part.name), *figures, bar, shared or "—"))
    rows.append(("合计", "", "", f"{one.score:.3f}", "", ""))
    header = ("得分项目", "取值", "权重", "得分", "图示", "相同之处")
    paper.table(header, rows, widths=(2.6, 1.4, 1.4, 1.4, 3.4, 4))


def _pairs(paper: OfficialPaper, one: SimilarCase, *, ours: Hide, theirs: Hide) -> None:
    names = {document.id: document.title for document in one.documents}
    rows = []
    for pair in one.pairs:
        quote = pair.quote
        source = theirs(f"{names[quote.document_id]}，{_place(quote)}")
        asked = f"{ours(pair.query_text.strip())}（字 {pair.query.start}–{pair.query.end}）"
        voice = standing(pair.role, rejected=pair.rejected)
        told = theirs(quote.text.strip())
        rows.append((asked, voice, told, source, f"{pair.similarity:.2f}"))
    if rows:
        header = ("新案的句子", "谁的话", "旧案的句子", "出处", "相似")
        paper.table(header, rows, widths=(4.4, 1.8, 4.4, 3.2, 1.2))


def _compared(one: Comparison, theirs: Hide) -> tuple[str, str, str, str, str]:
    told = [
        f"原文“{theirs(' '.join(quote.text.split()))}”（{_place(quote)}）" for quote in one.sources
    ]
    notes = [words for words in (one.detail, SILENCE[one.silent], *told) if words]
    sides = (_labels(one.shared), _labels(one.only_new), _labels(one.only_past))
    return (FACET_LABELS[one.facet], *sides, "；".join(notes) or "—")


def _place(quote: Quote) -> str:
    page = f"第 {quote.page} 页，" if quote.page else ""
    return f"{page}字 {quote.span.start}–{quote.span.end}"


def _labels(items: Sequence[Item]) -> str:
    return "、".join(item.label for item in items) or "—"


def _numeral(number: int) -> str:
    """11 → 十一, 21 → 二十一, 100 → 一百."""
    if number == 100:
        return "一百"
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")
