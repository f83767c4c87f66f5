"""《类案检索报告》: query, scope, versions, cases and reasons, a paper for people to sign."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from kb.model import DocumentKind, TaggedDocument
from kb.official_paper import OfficialPaper
from kb.retrieval.explain import Comparison, Item
from kb.retrieval.receipt import Receipt
from kb.retrieval.similar import SimilarCase
from kb.retrieval.sources import Quote
from kb.retrieval.words import (
    FACET_LABELS,
    PART_MEANINGS,
    SILENCE,
    part_label,
    punishment,
    yuan,
)
from kb.terms import Taxonomy

_BEIJING = timezone(timedelta(hours=8))
_EXCERPT = 200
_BAR = 8
_MOST_ISSUERS = 2
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
_NUMERALS = "一二三四五六七八九十"
_VERSIONS = {
    "application": "程序",
    "index": "索引",
    "embedding": "向量模型",
    "labels": "标签模型",
    "charges": "罪名模型",
    "dictionary": "分词词典",
    "taxonomy": "词表",
    "ranking": "得分权重",
}
_NOTES = (
    "本报告由程序检索生成，机器提出，由人决定；得分只表示案情相近的程度，不是对责任、罪名或量刑的意见。",
    "异同只据文书写明的内容列出；“未写明”不等于没有。标签与情节由程序读出，可能有误，采纳前请核对原文。",
    "检索只及于上述库中的文书，不代表全部类案。存证文件可用 lianjian receipt verify 重跑核对。",
    "本报告未作脱敏，含当事人姓名与新案案情，请按内部敏感材料保管；对外使用前须另行脱敏。",
)


def similar_report(
    new: TaggedDocument, cases: Sequence[SimilarCase], receipt: Receipt, taxonomy: Taxonomy
) -> bytes:
    """The report as DOCX; an empty result is reported as one."""
    made = datetime.fromisoformat(receipt.time)
    paper = OfficialPaper("类案检索报告")
    paper.paragraph("（内部敏感材料；机器提出，由人决定）", centred=True)
    paper.heading("一、检索概况")
    _overview(paper, new, receipt, made.astimezone(_BEIJING), taxonomy)
    paper.heading("二、得分的构成")
    _scoring(paper, cases)
    paper.heading("三、类案一览")
    _listing(paper, cases, taxonomy)
    if cases:
        paper.heading("四、逐案理由")
    for rank, one in enumerate(cases, start=1):
        _case(paper, rank, one, taxonomy)
    paper.heading("五、说明" if cases else "四、说明")
    for number, note in enumerate(_NOTES, start=1):
        paper.paragraph(f"{number}. {note}")
    paper.table(
        (),
        [("检索人", "", "审核人", "", "日期", "")],
        widths=(2, 4, 2, 4, 2, 4),
    )
    return paper.to_bytes(made=made)


def _overview(
    paper: OfficialPaper, new: TaggedDocument, receipt: Receipt, when: datetime, taxonomy: Taxonomy
) -> None:
    store = receipt.store
    years = f"，{store.first_year} 至 {store.last_year} 年" if store.first_year else ""
    newest = f"，最近入库 {_moment(store.newest)}" if store.newest else ""
    kept = receipt.query.document
    named = receipt.query.title or receipt.query.name
    mark, own = (f"（库中文书 {kept[:10]}）", "；本案除外") if kept else ("", "")
    text = " ".join(receipt.query.text.split())
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}……"
    versions = receipt.versions
    rows = [
        ("检索时间", f"{when:%Y}年{when.month}月{when.day}日 {when:%H:%M}（北京时间）"),
        ("新案", f"{named}{mark}，全文 {len(receipt.query.text)} 字"),
        ("案情摘录", excerpt),
        ("新案要素", _elements(new, taxonomy)),
        ("筛选条件", "；".join(receipt.filters) or "无"),
        ("检索范围", f"文书 {store.documents} 份，案件 {store.cases} 件{years}{newest}{own}"),
        ("返回", f"至多 {receipt.limit} 件，得 {len(receipt.results)} 件"),
        ("版本", "；".join(f"{name} {getattr(versions, key)}" for key, name in _VERSIONS.items())),
        ("新案校验值", receipt.query.sha256),
        ("结果校验值", receipt.results_sha256),
        ("存证校验值", receipt.sha256),
    ]
    paper.table((), rows, widths=(2, 9))


def _elements(new: TaggedDocument, taxonomy: Taxonomy) -> str:
    """What was read of the new case: 罪名 受贿罪；领域 工程建设；数额 60 万元."""
    said = []
    for facet, name in (
        ("offence", "罪名"),
        ("domain", "领域"),
        ("position", "岗位"),
        ("circumstance", "情节"),
    ):
        if terms := new.terms_of(facet):
            labels = "、".join(taxonomy.label(f"{facet}:{one}") for one in terms)
            said.append(f"{name} {labels}")
    if new.amount:
        said.append(f"数额 {yuan(new.amount.low)}")
    keys = dict.fromkeys(label.key for label in new.labels)
    if keys:
        said.append(f"标签 {'、'.join(taxonomy.label(key) for key in keys)}")
    return "；".join(said) or "未读出罪名、领域、岗位、数额与标签，只按案情文字检索"


def _scoring(paper: OfficialPaper, cases: Sequence[SimilarCase]) -> None:
    paper.paragraph(
        "每件类案的得分是下列各项之和；每项得分 = 取值（0 至 1）× 权重。新案没有写明的项目不计分。"
    )
    if cases:
        rows = [
            (part_label(part.name), f"{part.weight:.3f}", PART_MEANINGS.get(part.name, ""))
            for part in cases[0].parts
        ]
        paper.table(("项目", "权重", "含义"), rows, widths=(3, 2, 9))


def _listing(paper: OfficialPaper, cases: Sequence[SimilarCase], taxonomy: Taxonomy) -> None:
    if not cases:
        paper.paragraph("在上述范围与条件内未检得类案。")
        return
    rows = [
        (
            str(rank),
            one.case.title,
            _numbers(one, taxonomy),
            _issuers(one),
            "、".join(taxonomy.label(f"offence:{term}") for term in one.case.offences) or "—",
            yuan(one.case.amount) if one.case.amount else "—",
            punishment(one.outcome.penalty) if one.outcome else "—",
            f"{one.score:.3f}",
        )
        for rank, one in enumerate(cases, start=1)
    ]
    header = ("序", "标题", "案号或文种", "法院或机关", "罪名", "数额", "处理结果", "得分")
    paper.table(header, rows, widths=(1, 4, 3.2, 2.8, 2.3, 1.9, 2.6, 1.9))


def _numbers(one: SimilarCase, taxonomy: Taxonomy) -> str:
    numbers = dict.fromkeys(paper.case_no for paper in one.papers if paper.case_no)
    kinds = dict.fromkeys(taxonomy.label(f"kind:{paper.kind.value}") for paper in one.papers)
    return "；".join(numbers) or "、".join(kinds)


def _issuers(one: SimilarCase) -> str:
    """The courts that judged the case; of a case never judged, whoever told of it."""
    judged = [paper.issuer for paper in one.papers if paper.kind in _JUDGMENTS and paper.issuer]
    issuers = list(dict.fromkeys(judged or [paper.issuer for paper in one.papers if paper.issuer]))
    more = "等" if len(issuers) > _MOST_ISSUERS else ""
    return "；".join(issuers[:_MOST_ISSUERS]) + more or "—"


def _case(paper: OfficialPaper, rank: int, one: SimilarCase, taxonomy: Taxonomy) -> None:
    paper.subheading(f"（{_numeral(rank)}）{one.case.title}（得分 {one.score:.3f}）")
    _parts(paper, one, taxonomy)
    _pairs(paper, one)
    rows = [_compared(comparison) for comparison in one.card.comparisons]
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
        prefix = "" if part.name == "labels" else f"{part.name}:"
        shared = "、".join(taxonomy.label(prefix + term) for term in part.shared)
        filled = min(max(round(_BAR * part.value), 0), _BAR)
        bar = "■" * filled + "□" * (_BAR - filled)
        figures = (f"{part.value:.3f}", f"{part.weight:.3f}", f"{part.contribution:.3f}")
        rows.append((part_label(part.name), *figures, bar, shared or "—"))
    rows.append(("合计", "", "", f"{one.score:.3f}", "", ""))
    header = ("得分项目", "取值", "权重", "得分", "图示", "相同之处")
    paper.table(header, rows, widths=(2.6, 1.4, 1.4, 1.4, 3.4, 4))


def _pairs(paper: OfficialPaper, one: SimilarCase) -> None:
    names = {document.id: document.title for document in one.documents}
    rows = []
    for pair in one.pairs:
        quote = pair.quote
        source = f"{names[quote.document_id]}，{_place(quote)}"
        ours = f"{pair.query_text.strip()}（字 {pair.query.start}–{pair.query.end}）"
        rows.append((ours, quote.text.strip(), source, f"{pair.similarity:.2f}"))
    if rows:
        paper.table(("新案的句子", "旧案的句子", "出处", "相似"), rows, widths=(5, 5, 3.4, 1.2))


def _compared(one: Comparison) -> tuple[str, str, str, str, str]:
    told = [f"原文“{' '.join(quote.text.split())}”（{_place(quote)}）" for quote in one.sources]
    notes = [words for words in (one.detail, SILENCE[one.silent], *told) if words]
    sides = (_labels(one.shared), _labels(one.only_new), _labels(one.only_past))
    return (FACET_LABELS[one.facet], *sides, "；".join(notes) or "—")


def _place(quote: Quote) -> str:
    page = f"第 {quote.page} 页，" if quote.page else ""
    return f"{page}字 {quote.span.start}–{quote.span.end}"


def _labels(items: Sequence[Item]) -> str:
    return "、".join(item.label for item in items) or "—"


def _moment(iso: str) -> str:
    when = datetime.fromisoformat(iso).astimezone(_BEIJING)
    return f"{when.year}年{when.month}月{when.day}日"


def _numeral(number: int) -> str:
    """11 → 十一, 21 → 二十一, 100 → 一百."""
    if number == 100:
        return "一百"
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")
