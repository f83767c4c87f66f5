"""E-mail, accounts of messengers, plates of cars and numbers of cases."""

import re
from collections.abc import Iterator

from kb.education.redaction.folding import GAP, Folded, figures
from kb.education.redaction.found import Found, Kind

_G = rf"{GAP}{{0,4}}"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = r"[A-Za-z0-9]"
# abc_1@qq.com, a b c @ q q . c o m, ab***@qq.com
_EMAIL = re.compile(
    rf"{_SIGN}(?:[ \n]?[A-Za-z0-9._+*\-]){{0,60}}[ \n\-*]{{0,4}}@[ \n\-]{{0,4}}"
    rf"{_SIGN}(?:[ \n]?[A-Za-z0-9\-*]){{0,40}}"
    r"(?:[ \n\-]{0,3}\.[ \n\-]{0,3}[A-Za-z0-9](?:[ \n\-]?[A-Za-z0-9]){1,20}){1,4}"
)
# 鲁A12345, 京A·D12345 (new energy), 鲁 A-1 2 3 4 5, 鲁A1***5
_TAIL = r"[A-HJ-NP-Za-hj-np-z0-9]"
_PLATE = re.compile(
    rf"[{_PROVINCES}]{_G}[A-Za-z](?![A-Za-z]{{6}}){_G}{_TAIL}(?:{_G}[A-HJ-NP-Za-hj-np-z0-9*×]){{3,4}}"
    rf"{_G}(?:[A-HJ-NP-Za-hj-np-z0-9*×]|[挂学警港澳领使])(?:{_G}\d(?!\d))?(?![A-Za-z0-9])"
)
_MASKED_PLATE = re.compile(
    rf"[{_PROVINCES}]{_G}[A-Za-z]{_G}[A-Za-z0-9]?(?:{_G}[A-Za-z0-9])?{_G}[*×●○](?:{_G}[A-Za-z0-9*×●○]){{2,5}}"
)
# 微信号：abc_123 ／ QQ 12345678
_SOCIAL = re.compile(
    rf"(?:微{_G}信|[Ww]e[Cc]hat|(?<![A-Za-z])[Qq]{_G}[Qq]|支{_G}付{_G}宝|抖{_G}音)"
    r"(?:[ \n]*(?:号码?|ID|id|帐号|账号|账户|昵称|名))?[ \n]*(?:[：:]|为|是|叫)?[ \n“\"（(]*"
    rf"(?P<id>[A-Za-z0-9](?:{_G}[A-Za-z0-9*×]){{4,24}})"
)
# （2021）某0102刑初35号
_CASE_NUMBER = re.compile(
    r"[（(\[〔［【][ ]?(?:19|20)\d{2}[ ]?[)）\]〕］】][ ]?[\u4e00-\u9fff]{1,8}?\d{0,4}"
    r"[刑民行执赔商知经破仲认][\u4e00-\u9fff]{0,4}?第?[ ]?\d{1,7}(?:-\d{1,3})?[ ]?号"
    r"(?:之[一二三四五])?"
    r"|(?:(?<=以)|(?<![\u4e00-\u9fff]))[\u4e00-\u9fff]{1,5}[检监](?!察)[\u4e00-\u9fff]{0,8}(?:诉|刑诉|公诉|起诉|调|立|移诉|反诉)"
    r"[\u4e00-\u9fff]{0,4}[（(\[〔［【]?(?:19|20)\d{2}[)）\]〕］】]?第?\d{1,7}号"
)
_GAPS = re.compile(GAP)
_LEAST_DIGITS = 2


def find_contacts(folded: Folded) -> Iterator[Found]:
    """Each as it stands, gaps and all; of a messenger's account the account alone."""
    for text in dict.fromkeys((folded.text, figures(folded.text))):
        for hit in _EMAIL.finditer(text):
            yield _found(Kind.EMAIL, folded, hit)
        for hit in _PLATE.finditer(text):
            if sum(sign.isdigit() or sign in "*×" for sign in hit.group()) >= _LEAST_DIGITS:
                yield _found(Kind.PLATE, folded, hit)
        for hit in _MASKED_PLATE.finditer(text):
            yield _found(Kind.PLATE, folded, hit)
        for hit in _SOCIAL.finditer(text):
            yield _found(Kind.SOCIAL, folded, hit, "id")


def find_case_numbers(folded: Folded) -> Iterator[Found]:
    """Numbers by which anyone can look a judgment or indictment up."""
    for hit in _CASE_NUMBER.finditer(folded.text):
        yield _found(Kind.CASE_NUMBER, folded, hit)


def _found(kind: Kind, folded: Folded, hit: re.Match[str], group: int | str = 0) -> Found:
    return Found(kind, folded.span(*hit.span(group)), _GAPS.sub("", hit.group(group)).upper())
