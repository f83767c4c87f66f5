"""Cut any text of a known kind into its parts."""

import re

from kb.model import DocumentKind, Section, SectionKind
from nlp.bulletin_sections import cut_bulletin, cut_notice
from nlp.cutting import Cut, title_cut, to_sections
from nlp.judgment_sections import cut_judgment
from nlp.regulation import cut_regulation
from nlp.report_sections import cut_confession, cut_report
from nlp.section_cues import FAMILY_OF

_OF_COURTS = (
    DocumentKind.JUDGMENT_FIRST_INSTANCE,
    DocumentKind.JUDGMENT_SECOND_INSTANCE,
    DocumentKind.INDICTMENT,
    DocumentKind.NON_PROSECUTION,
)
# A fragment of a judgment: only the charge, the facts, or the reasons
_COURT_WORDS = re.compile(
    r"经(?:依法)?(?:开庭)?审理查明|本院认为|公诉机关指控|人民检察院指控|判决如下"
)
_APPEAL_WORDS = re.compile(
    r"原判认定|原审(?:判决|法院)认定|上诉人[^。]{0,20}(?:上诉|提出)|驳回上诉"
)
_BULLETIN_WORDS = re.compile(
    r"(?:^|[。\n])[ \t　]*+经查[，,：:]|违反(?:政治|组织|廉洁|群众|工作|生活)纪律"
)
# a title of a judgment names itself; 某省某市中级人民法院 alone is the head, not a title
_JUDGMENT_TITLE = re.compile(
    r"[^\n]{3,}(?:判决书|裁定书|起诉书|决定书)(?:[（(][^）)\n]{1,12}[）)])?\s*\Z"
)
# the head of a letter or circular, not what it is called: 中共某市纪律检查委员会文件
_ISSUER = re.compile(r"(?:文件|委员会|人民法院|人民检察院|监委|纪委|办公室|[一-龥]公司)\Z")
_COURT_NAME = re.compile(r"\A\s*[^\n]{2,30}(?:人民法院|人民检察院)")


def cut_sections(text: str, kind: DocumentKind) -> tuple[Section, ...]:
    """The parts of ``text`` in order, covering it without gap or overlap; () for a blank text.

    A first-instance judgment gives HEAD, PARTIES, PROCEDURE, CHARGE, DEFENCE, FACTS (at level 1 its
    numbered counts), EVIDENCE, OPINION, STATUTES, RULING, APPEAL, SIGN: those that are there.
    """
    if not text.strip():
        return ()
    title = title_cut(text)
    if title and kind in _OF_COURTS and not _names_itself(text[title[0] : title[1]]):
        title = None
    if title and _ISSUER.search(text[title[0] : title[1]].strip()):
        title = None
    start = title[1] if title else 0
    cuts, opening = _cuts(text, kind, start)
    if title:
        words = text[title[0] : title[1]].strip()
        first = min((cut.start for cut in cuts), default=len(text))
        if first <= start:
            return to_sections(text, cuts, opening=SectionKind.TITLE)
        cuts = (Cut(0, SectionKind.TITLE, words), Cut(start, opening), *cuts)
    return to_sections(text, cuts, opening=opening)


def _names_itself(line: str) -> bool:
    return bool(_JUDGMENT_TITLE.search(line)) and not _COURT_NAME.match(line)


def _cuts(text: str, kind: DocumentKind, start: int) -> tuple[tuple[Cut, ...], SectionKind]:
    if kind in _OF_COURTS:
        return cut_judgment(text, kind, start=start), SectionKind.HEAD
    if kind is DocumentKind.REGULATION:
        return cut_regulation(text, start=start), SectionKind.PREAMBLE
    if kind is DocumentKind.DISCIPLINE_BULLETIN:
        return cut_bulletin(text, start=start), SectionKind.LEAD
    if kind is DocumentKind.INVESTIGATION_NOTICE:
        return cut_notice(text, start=start), SectionKind.BODY
    if kind is DocumentKind.CONFESSION:
        return cut_confession(text, start=start), SectionKind.REFLECTION
    family = FAMILY_OF.get(kind)
    if family:
        return cut_report(text, kind, start=start), family.opening
    return _cut_unknown(text, start), SectionKind.BODY


def _cut_unknown(text: str, start: int) -> tuple[Cut, ...]:
    """By whatever cues it has: of a court, of a bulletin, else of an analysis."""
    if _COURT_WORDS.search(text):
        second = _APPEAL_WORDS.search(text)
        kind = (
            DocumentKind.JUDGMENT_SECOND_INSTANCE
            if second
            else DocumentKind.JUDGMENT_FIRST_INSTANCE
        )
        return cut_judgment(text, kind, start=start)
    if _BULLETIN_WORDS.search(text):
        return tuple(c for c in cut_bulletin(text, start=start) if c.kind is not SectionKind.LEAD)
    return cut_report(text, DocumentKind.CASE_ANALYSIS, start=start)
