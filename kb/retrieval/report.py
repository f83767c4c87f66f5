"""《类案检索报告》: query, scope, versions, cases and reasons, a paper for people to sign."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from kb.model import DocumentKind, TaggedDocument
from kb.official_paper import OfficialPaper
from kb.retrieval.nearness import nearest
from kb.retrieval.receipt import Receipt
from kb.retrieval.redaction import Hide, Redaction, hide_nothing
from kb.retrieval.report_case import add_case
from kb.retrieval.similar import SimilarCase
from kb.retrieval.words import (
    NEARNESS,
    PART_MEANINGS,
    part_label,
    punishment,
    yuan,
)
from kb.terms import Taxonomy

_BEIJING = timezone(timedelta(hours=8))
_EXCERPT = 200
_MOST_ISSUERS = 2
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
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
    "对照句前写明是谁的话：指控、辩解、辩护意见、证据、认定事实、本院认为等，由程序按分段与用语判断；"
    "标“未予认定”的，是法院写明不予认定的指控。指控与辩解不是事实，引用前请核对原文。",
)
_NAMED = "本报告未作脱敏，含当事人姓名与新案案情，请按内部敏感材料保管；对外使用前须另行脱敏。"
_HIDDEN = (
    "本报告中自然人的姓名已由程序替换为“张某”“张某甲”一类的化名，同一人在全文中化名相同，"
    "名单上有 {count} 个姓名；"
    "机关、单位、地名、案号、数额、时间与新案案情未改，仍可由此反查到人。程序找人名会有遗漏，"
    "这不是公开前的审查，对外使用前须由人逐页核对。检索存证仍含新案原文。"
)


def similar_report(
    new: TaggedDocument,
    cases: Sequence[SimilarCase],
    receipt: Receipt,
    taxonomy: Taxonomy,
    *,
    redaction: Redaction | None = None,
) -> bytes:
    """The report as DOCX; an empty result is reported as one.

    With a ``redaction`` the names of persons are replaced throughout, and the report says so.
    """
    ours = redaction.in_new if redaction else hide_nothing
    made = datetime.fromisoformat(receipt.time)
    paper = OfficialPaper("类案检索报告")
    hidden = "；姓名已替换" if redaction else ""
    paper.paragraph(f"（内部敏感材料；机器提出，由人决定{hidden}）", centred=True)
    paper.heading("一、检索概况")
    _overview(paper, new, receipt, made.astimezone(_BEIJING), taxonomy, ours, cases)
    paper.heading("二、得分的构成")
    _scoring(paper, cases)
    paper.heading("三、类案一览")
    _listing(paper, cases, taxonomy, redaction)
    if cases:
        paper.heading("四、逐案理由")
    for rank, one in enumerate(cases, start=1):
        theirs = redaction.of_case(one.case.id) if redaction else hide_nothing
        add_case(paper, rank, one, taxonomy, ours=ours, theirs=theirs)
    paper.heading("五、说明" if cases else "四、说明")
    about_names = _HIDDEN.format(count=redaction.count) if redaction else _NAMED
    for number, note in enumerate((*_NOTES, about_names), start=1):
        paper.paragraph(f"{number}. {note}")
    paper.table(
        (),
        [("检索人", "", "审核人", "", "日期", "")],
        widths=(2, 4, 2, 4, 2, 4),
    )
    return paper.to_bytes(made=made)


def _overview(
    paper: OfficialPaper,
    new: TaggedDocument,
    receipt: Receipt,
    when: datetime,
    taxonomy: Taxonomy,
    ours: Hide,
    cases: Sequence[SimilarCase],
) -> None:
    known = {one.case_id for one in receipt.results}
    found, told = len(known), sum(one.case.id in known for one in cases)
    selected = f"，检索人从中选列 {told} 件" if told < found else ""
    if beside := len(cases) - told:
        selected += f"，另列先前钉住、本次未检出的 {beside} 件"
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
        ("新案", f"{ours(named)}{mark}，全文 {len(receipt.query.text)} 字"),
        ("案情摘录", ours(excerpt)),
        ("新案要素", _elements(new, taxonomy)),
        ("筛选条件", "；".join(receipt.filters) or "无"),
        ("检索范围", f"文书 {store.documents} 份，案件 {store.cases} 件{years}{newest}{own}"),
        ("返回", f"至多 {receipt.limit} 件，得 {found} 件{selected}"),
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


def _listing(
    paper: OfficialPaper,
    cases: Sequence[SimilarCase],
    taxonomy: Taxonomy,
    redaction: Redaction | None,
) -> None:
    if not cases:
        paper.paragraph("在上述范围与条件内未检得类案。")
        return
    if notice := NEARNESS[nearest(one.nearness for one in cases)]:
        paper.paragraph(notice)
    rows = [
        (
            str(rank),
            redaction.of_case(one.case.id)(one.case.title) if redaction else one.case.title,
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


def _moment(iso: str) -> str:
    when = datetime.fromisoformat(iso).astimezone(_BEIJING)
    return f"{when.year}年{when.month}月{when.day}日"
