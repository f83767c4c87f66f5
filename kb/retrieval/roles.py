"""In what role a sentence of a paper speaks: accusation, defence, evidence, finding, reasons.

The section says most of it; words of the sentence, and of the list it is an item of, say the rest,
for a court repeats 辩护人提出…… among its own findings. ``公诉机关指控……`` in the facts is an
accusation, ``辩护人提出……的意见，经查……不能成立`` in the reasons is the court's.
"""

import re
from enum import StrEnum

from kb.model import DocumentKind, SectionKind, Span


class Role(StrEnum):
    """Whose words a sentence is, and with what standing."""

    ACCUSATION = "accusation"
    DEFENDANT = "defendant"
    COUNSEL = "counsel"
    APPEAL = "appeal"
    EVIDENCE = "evidence"
    FINDING = "finding"
    PRIOR = "prior"
    OPINION = "opinion"
    RULING = "ruling"
    TOLD = "told"
    CONFESSION = "confession"
    OTHER = "other"


ESTABLISHED = frozenset(
    {Role.FINDING, Role.OPINION, Role.RULING, Role.PRIOR, Role.TOLD, Role.CONFESSION}
)
_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
# what cannot be told apart by kind may still be cut like a judgment
_CUT_AS_JUDGMENTS = (*_JUDGMENTS, DocumentKind.UNKNOWN)
_ACCUSING = (DocumentKind.INDICTMENT, DocumentKind.CLUE_RECORD)
_OF_SECTION = {
    SectionKind.PROCEDURE: Role.OTHER,
    SectionKind.CHARGE: Role.ACCUSATION,
    SectionKind.DEFENCE: Role.COUNSEL,
    SectionKind.APPEAL_REASONS: Role.APPEAL,
    SectionKind.PRIOR_JUDGMENT: Role.PRIOR,
    SectionKind.FACTS: Role.FINDING,
    SectionKind.EVIDENCE: Role.EVIDENCE,
    SectionKind.OPINION: Role.OPINION,
    SectionKind.STATUTES: Role.OPINION,
    SectionKind.RULING: Role.RULING,
}
# 辩护人张某提出：…… ／ 辩护意见认为
_COUNSEL = r"(?:辩护人|辩护意见|律师)[^。；\n]{0,40}?(?:提出|认为|辩称|辩护|意见|所提|建议|主张)"
# 被告人张某辩称…… ／ 对指控的事实无异议; 其提出给他两万元 may be a witness's or a fact
_DEFENDANT = (
    r"(?:被告(?:人|单位)|上诉(?:人|单位))[^。；\n]{0,40}?"
    r"(?:辩称|辩解|否认|诉称|上诉称|对[^。；，\n]{0,20}(?:没有|无|有|提出)异议)"
)
# 某县人民检察院指控…… ／ 起诉书指控
_ACCUSATION = (
    r"(?:公诉机关|检察院|检察机关|起诉书|公诉人|抗诉机关)[^。；\n]{0,30}?(?:指控|诉称|认为|认定)"
)
# 证人张某证实…… ／ 被告人供述…… ／ 上述事实，有下列证据
_EVIDENCE = (
    r"(?:证人|被害人|行贿人|被告人)?[^。；，：\n]{0,16}(?:的?(?:证言|供述|陈述|笔录)|证实|证明)"
    r"[^。；\n]{0,12}?[：:，,]|书证|鉴定意见"
)
# what the court says in its own name ends a list of claims
_COURT = (
    r"经(?:本院)?(?:审理|审查|庭审)?(?:查明|查|审查)|本院(?:认为|查明|审查)|综上|评判如下|评析如下"
)
_SPEAKERS = re.compile(
    rf"(?P<counsel>{_COUNSEL})|(?P<defendant>{_DEFENDANT})|(?P<accusation>{_ACCUSATION})"
    rf"|(?P<court>{_COURT})"
)
_OPENS_EVIDENCE = re.compile(rf"[\s\d、.．（()）一二三四五六七八九十]*(?:{_EVIDENCE})")
_DECIDES = re.compile(r"经查|本院(?:认为|不予|予以|依法)|不予(?:采纳|支持|认定)|予以(?:采纳|支持)")
# what follows a colon is a list of claims: 辩护人提出如下意见：1.……2.……
_LIST = re.compile(r"[^。；\n]{0,40}[：:]")
_LIST_REACH = 600
_DEFENCE_REACH = 2_500


def role_of(text: str, sentence: Span, *, section: str, kind: DocumentKind) -> Role:
    """The role of a sentence of ``text`` that stands in a part of that kind (``facts`` …)."""
    part = SectionKind(section) if section else SectionKind.BODY
    if kind in _ACCUSING:
        return Role.ACCUSATION
    if kind is DocumentKind.NON_PROSECUTION and part in (SectionKind.FACTS, SectionKind.OPINION):
        return _OF_SECTION[part]
    if kind is DocumentKind.CONFESSION:
        return Role.CONFESSION
    if kind not in _CUT_AS_JUDGMENTS:
        return Role.TOLD
    role = _OF_SECTION.get(part, Role.OTHER if kind in _JUDGMENTS else Role.TOLD)
    if role is Role.COUNSEL:
        return _claimant(text, sentence)
    if role in (Role.TOLD, Role.RULING, Role.APPEAL, Role.OTHER):
        return role
    return _spoken(text, sentence, role)


def _claimant(text: str, sentence: Span) -> Role:
    """Who of the defence speaks: whoever was named last; of nobody named, the defendant."""
    floor = max(0, sentence.start - _DEFENCE_REACH)
    speakers = [
        hit.lastgroup
        for hit in _SPEAKERS.finditer(text, floor, sentence.end)
        if hit.lastgroup in ("counsel", "defendant")
    ]
    return Role.COUNSEL if speakers and speakers[-1] == "counsel" else Role.DEFENDANT


def _spoken(text: str, sentence: Span, role: Role) -> Role:
    """The role that the words give within a part of the court, of the charge, of the proofs."""
    own = next(_SPEAKERS.finditer(text, sentence.start, sentence.end), None)
    if own is not None and own.lastgroup != "court":
        decided = _DECIDES.search(text, own.end(), sentence.end)
        named = Role(own.lastgroup or "")
        if decided or (named is Role.ACCUSATION and role is Role.OPINION):
            return role
        return named
    if own is not None:
        return role
    if role in (Role.FINDING, Role.PRIOR) and _OPENS_EVIDENCE.match(
        text, sentence.start, sentence.end
    ):
        return Role.EVIDENCE
    return _listed(text, sentence) or role


def _listed(text: str, sentence: Span) -> Role | None:
    """The role of the list of claims that a sentence is an item of."""
    floor = max(0, sentence.start - _LIST_REACH)
    before = list(_SPEAKERS.finditer(text, floor, sentence.start))
    last = before[-1] if before else None
    if last is None or last.lastgroup in ("court", "accusation"):
        return None
    return Role(last.lastgroup or "") if _LIST.match(text, last.end(), sentence.start) else None
