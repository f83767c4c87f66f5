"""A letter as DOCX: each kind with the head that its body uses, the parts in their order.

The program prints no seal and no emblem: their places are left. A letter without a number says
that it is a draft.
"""

from collections.abc import Sequence
from datetime import date

from kb.governance.access import Permission
from kb.official_paper import OfficialPaper
from kb.prevention.chain_facts import UNITS
from kb.prevention.ledger_facts import LETTERS, LetterFacts, LetterKind
from kb.prevention.letter_rules import KIND_RULES
from kb.prevention.report_parts import unended
from kb.registers.days import day_of, in_china
from kb.registers.records import Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry

_CHINESE = "一二三四五六七八九十"
_NOT_STARTED = frozenset({"draft", "review"})


def letter_paper(registry: Registry, letter_id: str) -> bytes:
    """The letter as it stands, audited before it is given."""
    registry.principal.require(Permission.EXPORT)
    letter = registry.get(LETTERS, letter_id)
    registry.audit("letter.export", letter.id, letter.head.level)
    facts = letter.facts
    unit = registry.get(UNITS, facts.unit).facts.name if facts.unit else "（主送单位未填）"
    paper = OfficialPaper(facts.title, opening=True)
    _head(paper, letter)
    paper.recipient(unit)
    _body(paper, facts)
    approved = _approved(registry, letter)
    paper.signature(facts.body, approved)
    if facts.contact:
        paper.paragraph(f"（联系人：{facts.contact}）")
    _imprint(paper, facts, approved)
    return paper.to_bytes(made=in_china(registry.clock()))


def _head(paper: OfficialPaper, letter: Kept[LetterFacts]) -> None:
    facts = letter.facts
    number = facts.number or f"{facts.mark}{KIND_RULES[facts.kind].series}〔    〕  号"
    if letter.state in _NOT_STARTED:
        paper.marks("待审稿")
    if facts.kind is LetterKind.SUPERVISION:
        paper.masthead(facts.body)
        paper.number(number, rule=True)
        paper.title(facts.title)
    elif facts.kind is LetterKind.PROCURATORIAL:
        paper.title(facts.body)
        paper.title("检 察 建 议 书")
        paper.number(number, right=True)
    else:
        paper.cover(facts.body, "司法建议书")
        paper.title(facts.title)
        paper.number(number)


def _body(paper: OfficialPaper, facts: LetterFacts) -> None:
    opening = [unended(one) for one in (facts.source,) if one.strip()]
    basis = "、".join(facts.legal_basis)
    grounds = f"根据{basis}的规定，" if basis else ""
    paper.paragraph(
        f"{'。'.join(opening)}{'。' if opening else ''}{grounds}现提出如下{_NAMES[facts.kind]}。"
    )
    parts: list[tuple[str, Sequence[str]]] = []
    if facts.findings.strip():
        parts.append((_FINDINGS[facts.kind], (facts.findings,)))
    parts.append(("主要问题及原因", _numbered(facts.problems)))
    parts.append(("建议与要求", _numbered(facts.suggestions)))
    parts.append((_REPLY[facts.kind], (reply_words(facts),)))
    for at, (name, words) in enumerate(parts):
        paper.heading(f"{_CHINESE[at]}、{name}")
        for one in words:
            paper.paragraph(one)


def reply_words(facts: LetterFacts) -> str:
    """Until when to reply, and until when to object, as the letter says it."""
    if facts.reply_days:
        within = f"{facts.reply_days}日内"
    else:
        within = f"{_MONTHS[KIND_RULES[facts.kind].reply_months]}内"
    words = f"请自收到本建议书之日起{within}书面回复采纳和整改情况，并附整改方案和佐证材料清单。"
    if facts.objection_days:
        words += f"如有异议，请自收到之日起{facts.objection_days}日内书面提出。"
    return words


_MONTHS = {0: "规定期限", 2: "两个月"}
_NAMES = {
    LetterKind.SUPERVISION: "纪检监察建议",
    LetterKind.PROCURATORIAL: "检察建议",
    LetterKind.JUDICIAL: "司法建议",
}
_FINDINGS = {
    LetterKind.SUPERVISION: "监督调查情况",
    LetterKind.PROCURATORIAL: "认定的案件事实",
    LetterKind.JUDICIAL: "审判执行中发现的情况",
}
_REPLY = {
    LetterKind.SUPERVISION: "反馈要求",
    LetterKind.PROCURATORIAL: "回复与异议期限",
    LetterKind.JUDICIAL: "反馈时限",
}


def _numbered(words: Sequence[str]) -> list[str]:
    return [f"{at}. {one}" for at, one in enumerate(words, start=1)]


def _imprint(paper: OfficialPaper, facts: LetterFacts, approved: date | None) -> None:
    lines = []
    if facts.copies:
        lines.append(f"抄送：{'，'.join(facts.copies)}。")
    if approved:
        printed = f"{approved.year}年{approved.month}月{approved.day}日印发"
        lines.append(f"{facts.body}\t{printed}")
    if lines:
        paper.imprint(*lines)


def _approved(registry: Registry, letter: Kept[LetterFacts]) -> date | None:
    if letter.state in _NOT_STARTED:
        return None
    days = [
        day_of(event.at)
        for event in events_of(registry.session, letter.id)
        if event.action == "approve"
    ]
    return days[-1] if days else None
