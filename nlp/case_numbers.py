"""Case numbers of courts and document numbers of other bodies, in one written form.

A court's number keeps full-width round brackets, （2017）鲁0102刑初365号; every other body's
number keeps tortoise-shell brackets, 某检刑诉〔2019〕12号 (GB/T 9704). Typists mix them up.
"""

import re

from kb.model import Mention, Span

_OPEN, _CLOSE = r"[（(\[［【〔﹝]", r"[）)\]］】〕﹞]"
_MASK = "×xX＊*Ｘ✕"
_GAP = r"[ \t\u3000]{0,3}"
# l and I are what scanners make of 1: （20l4）某刑终字第153号
_YEAR = rf"(?P<year>[12１２][\dlI][\dlI{_MASK}]{{2}})"
_SERIAL = (
    rf"(?:[\dlI]{{1,7}}(?:[-—－]\d{{1,4}})?|[{_MASK}]{{1,8}}\d{{0,4}}|\d{{1,5}}[{_MASK}]{{1,4}})"
)
# （2017）鲁0102刑初365号, （2012）望刑初字第00088号, [2018]最高法刑核×号, (2019)京0101执12号之一
_COURT = re.compile(
    rf"{_OPEN}{_GAP}{_YEAR}{_GAP}年?{_CLOSE}{_GAP}"
    rf"(?P<code>[\u4e00-\u9fa5][\u4e00-\u9fa5\d{_MASK} \u3000]{{1,18}}?)"
    rf"(?P<link>{_GAP}字{_GAP}第?{_GAP}|{_GAP}第?{_GAP})(?P<serial>{_SERIAL})"
    rf"(?P<more>(?:[、，,]{_GAP}{_SERIAL}){{0,5}}){_GAP}号(?P<sub>之[一二三四五六七八九十\d]{{1,3}})?"
)
_KINDS_OF_CASE = re.compile(r"刑|民|行|执|赔|商|知|破|监|辖|减|假|核|他|督|清|财保|司惩|委")
# notaries, police and procuratorates number in brackets too: （2014）某证内经字第12号
_NOT_A_COURT = re.compile(r"证内|证经|经证|证字|证民|鉴|检|公刑|公诉|公预|公\(|评|价认|令|税")

_TAIL_WORDS = "诉建发释办函规字令通电监纪综文政党组人财审检认纲"
# 某检公诉刑诉〔2017〕103号, 法释〔2016〕9号, 某法建［2024］3号, 某检刑诉一（2013）185、191号
_DOCUMENT = re.compile(
    rf"(?P<open>{_OPEN}){_GAP}{_YEAR}{_GAP}年?{_CLOSE}{_GAP}第?{_GAP}"
    rf"(?P<serial>{_SERIAL}(?:[、，,]{_GAP}{_SERIAL}){{0,5}}){_GAP}号"
)
_ISSUING_WORDS = re.compile(rf"[\u4e00-\u9fa5{_MASK}A-Z][\u4e00-\u9fa5{_MASK}A-Z\d]{{0,15}}{_GAP}$")
# what may stand before a number and is no part of it: 人民检察院以|某检刑诉
_BEFORE = re.compile(
    r"^.*(?:人民检察院以|检察院以|人民检察院于|公诉机关以|分别以|依据|根据|按照|依照|印发|收到|发布"
    r"|作出|制发|发出|编号|文号|字号|文件|号|以|据|的|了|见|附|由|经|为|在|将|向)(?=.{2})"
)
# the body's own name, written out before its number: 某县人民政府|某政办发〔2014〕3号
_BODY = re.compile(
    r"^.*(?:员会|政府|检察院|分院|局|中心|事务所|公司|鉴定所|小组|办公室|组织部|财政部"
    r"|国务院|厅|县委|市委"
    r"|区委|省委|工委|纪委|日)(?=[^\d].{1,9}$)"
)
_AND = re.compile(r"^.*[\u4e00-\u9fa5].*(?:以及|和|及|与)(?=.{3})")
_WIDE = str.maketrans("０１２３４５６７８９lI", "012345678911")
_MASKS = re.compile(rf"[{_MASK}]")
_BLANK = re.compile(r"\s+")


def find_case_numbers(text: str) -> tuple[Mention, ...]:
    """Every court number, in the form （2017）鲁0102刑初365号, in the order of the text.

    ``(2012) 望刑初字第00088号`` is read too, leading zeros and 字第 kept, and masked serials are
    written with ``×``. Numbers of notaries, police and procuratorates are left out.
    """
    found: list[Mention] = []
    for hit in _COURT.finditer(text):
        code = _plain(hit["code"])
        if not _KINDS_OF_CASE.search(code) or _NOT_A_COURT.search(code + "字"):
            continue
        link = _plain(hit["link"])
        serial = _masked(hit["serial"]) + _masked(hit["more"])
        value = f"（{_masked(hit['year'])}）{code}{link}{serial}号{hit['sub'] or ''}"
        found.append(Mention(value, Span(hit.start(), hit.end())))
    return tuple(found)


def find_document_numbers(text: str) -> tuple[Mention, ...]:
    """Numbers of procuratorates, letters and notices: 某检刑诉〔2019〕12号, 法释〔2016〕9号."""
    found: list[Mention] = []
    for hit in _DOCUMENT.finditer(text):
        before = _ISSUING_WORDS.search(text[max(0, hit.start() - 18) : hit.start()])
        if before is None:
            continue
        words = _AND.sub("", _BODY.sub("", _BEFORE.sub("", before.group())))
        issuer = _plain(words)
        if hit["open"] not in "〔﹝" and issuer[-1:] not in _TAIL_WORDS and "检" not in issuer:
            continue
        value = f"{issuer}〔{_masked(hit['year'])}〕{_masked(hit['serial'])}号"
        found.append(Mention(value, Span(hit.start() - len(words), hit.end())))
    return tuple(found)


def _plain(words: str) -> str:
    return _BLANK.sub("", words).translate(_WIDE)


def _masked(words: str) -> str:
    return _MASKS.sub("×", _plain(words))
