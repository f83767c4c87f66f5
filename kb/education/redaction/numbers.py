"""Numbers of persons and accounts, in any disguise that keeps the order of the digits.

Each pattern lets gaps stand between the digits (1 3 8-0013\\n8000), and is tried on the text and
on the text with Chinese digits read as Arabic ones. What a gap joins by chance (the years of two
dates) is told from a number by how the gaps lie, by dates inside and by check digits.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.education.redaction.folding import GAP, Folded, figures
from kb.education.redaction.found import Found, Kind

_G = rf"{GAP}{{0,4}}"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LEAST_CHINESE = 5
_LOOK_BACK = 24
_GAPS = re.compile(GAP)
_PIECES = re.compile(rf"{GAP}+")
# 130759334.33元 is money
_SUM_AFTER = re.compile(r"(?:\.\d{1,2})?[ ]?(?:余|多)?(?:元|万|亿|美元|港|欧元|吨|平方|股|千瓦)")
_ACCOUNT_WORDS = re.compile(r"[账帐]户|[账帐]号|卡号|银行|存折|尾号|卡")
_CODE_WORDS = re.compile(r"信用代码|机构代码|注册号|税号|营业执照|识别号")
_PHONE_WORDS = re.compile(r"电话|手机|座机|联系|号码|传真|热线|拨打|致电")
_PASSPORT_WORDS = re.compile(r"护照|通行证|证件|证号|返乡证|回乡证|军官证|居住证|驾驶证|警号")


def _row(count: str, sign: str = r"\d") -> str:
    """``count`` signs with gaps between them: 17, or 14,17."""
    low, _, high = count.partition(",")
    more = f"{int(low) - 1},{int(high) - 1}" if high else str(int(low) - 1)
    return rf"{sign}(?:{_G}{sign}){{{more}}}"


@dataclass(frozen=True, slots=True)
class _Number:
    """One shape; ``holds`` says of the signs without gaps, the words before and the pieces."""

    kind: Kind
    pattern: re.Pattern[str]
    holds: Callable[[str, str, tuple[str, ...]], bool]


def find_numbers(folded: Folded) -> Iterator[Found]:
    """Identity cards, credit codes, passports, telephones, accounts, masked numbers."""
    texts = [folded.text]
    if (spelt := figures(folded.text)) != folded.text:
        texts.append(spelt)
    for text in texts:
        for number in _NUMBERS:
            for hit in number.pattern.finditer(text):
                if text is spelt and not _spelt(folded.text[hit.start() : hit.end()]):
                    continue
                if _SUM_AFTER.match(text, hit.end()):
                    continue
                value = _GAPS.sub("", hit.group()).upper()
                before = text[max(0, hit.start() - _LOOK_BACK) : hit.start()]
                pieces = tuple(_PIECES.split(hit.group()))
                if number.holds(value, before, pieces):
                    yield Found(number.kind, folded.span(*hit.span()), value)


def identity_valid(value: str) -> bool:
    """Whether the last sign of an 18-sign identity number is the one the others ask for."""
    if not re.fullmatch(r"\d{17}[\dX]", value):
        return False
    total = sum(int(sign) * weight for sign, weight in zip(value, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == value[17]


def luhn_valid(value: str) -> bool:
    """Whether the last digit of a card is the one the others ask for."""
    doubled = [int(sign) * (1 + rank % 2) for rank, sign in enumerate(reversed(value))]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def credit_code_valid(value: str) -> bool:
    """Whether the last sign of a 统一社会信用代码 is the one the others ask for."""
    if len(value) != 18 or any(sign not in _CODE_SIGNS for sign in value):
        return False
    total = sum(_CODE_SIGNS.index(sign) * pow(3, rank, 31) for rank, sign in enumerate(value[:17]))
    return _CODE_SIGNS[(31 - total % 31) % 31] == value[17]


def _spelt(words: str) -> bool:
    return sum(not one.isascii() for one in words) >= _LEAST_CHINESE


def _even(pieces: tuple[str, ...]) -> bool:
    """One piece, sign by sign, or a few groups, as people write and disguise numbers."""
    return len(pieces) <= 6 or all(len(one) == 1 for one in pieces)


def _identity(value: str, _before: str, pieces: tuple[str, ...]) -> bool:
    del pieces
    month, day = int(value[10:12]), int(value[12:14])
    return 1 <= month <= 12 and 1 <= day <= 31 and value[6:8] in ("18", "19", "20")


def _identity_15(value: str, before: str, pieces: tuple[str, ...]) -> bool:
    month, day = int(value[8:10]), int(value[10:12])
    dated = 1 <= month <= 12 and 1 <= day <= 31 and "11" <= value[:2] <= "82"
    return dated and (len(pieces) == 1 or "证" in before or all(len(one) == 1 for one in pieces))


def _card(value: str, before: str, pieces: tuple[str, ...]) -> bool:
    told = bool(_ACCOUNT_WORDS.search(before))
    if len(value) < 16 or len(value) > 19:
        return told and _even(pieces)
    return len(pieces) == 1 or (_even(pieces) and (told or luhn_valid(value)))


def _mobile(_value: str, before: str, pieces: tuple[str, ...]) -> bool:
    told = bool(_PHONE_WORDS.search(before))
    return len(pieces) <= (6 if told else 3) or all(len(one) == 1 for one in pieces)


def _landline(value: str, before: str, pieces: tuple[str, ...]) -> bool:
    if value[0] in "48":
        return (value[:3] in ("400", "800") and len(pieces) > 1) or bool(
            _PHONE_WORDS.search(before)
        )
    return _even(pieces)


def _local(_value: str, before: str, _pieces: tuple[str, ...]) -> bool:
    return bool(re.search(r"(?:电话|座机|传真)[^\d，。；]{0,6}$", before))


def _code(value: str, before: str, _pieces: tuple[str, ...]) -> bool:
    if re.fullmatch(r"\d{17}[\dX]", value) and identity_valid(value):
        return False
    return credit_code_valid(value) or bool(_CODE_WORDS.search(before))


def _told_code(_value: str, before: str, _pieces: tuple[str, ...]) -> bool:
    return bool(_CODE_WORDS.search(before))


def _passport(value: str, before: str, pieces: tuple[str, ...]) -> bool:
    told = bool(_PASSPORT_WORDS.search(before))
    plain = bool(re.fullmatch(r"[EGDSPHM]\d{8}|E[A-HJ-NP-Z]\d{7}|[HM]\d{10}", value))
    return told or (plain and _even(pieces))


def _always(_value: str, _before: str, _pieces: tuple[str, ...]) -> bool:
    return True


def _masked(value: str, _before: str, _pieces: tuple[str, ...]) -> bool:
    return sum(sign.isdigit() for sign in value) >= 3


_HEAD, _TAIL = r"(?<![\dA-Za-z])", r"(?![\dA-Za-z])"
_X = r"[\dXx×]"
_MASK = r"[*×xX●■□＊#]"
_NUMBERS = (
    _Number(Kind.IDENTITY, re.compile(rf"(?<!\d)[1-9](?:{_G}\d){{16}}{_G}{_X}(?!\d)"), _identity),
    _Number(Kind.IDENTITY, re.compile(rf"(?<!\d)[1-9](?:{_G}\d){{14}}(?!\d)"), _identity_15),
    _Number(
        Kind.CREDIT_CODE,
        re.compile(rf"{_HEAD}{_row('18', '[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]')}{_TAIL}"),
        _code,
    ),
    _Number(Kind.CREDIT_CODE, re.compile(rf"{_HEAD}{_row('8,15', '[0-9A-Z]')}{_TAIL}"), _told_code),
    _Number(
        Kind.PASSPORT,
        re.compile(rf"{_HEAD}[A-Za-z]{_G}[A-Za-z]?(?:{_G}\d){{7,10}}{_TAIL}"),
        _passport,
    ),
    _Number(
        Kind.PHONE,
        re.compile(rf"(?<!\d)(?:\+?{_G}8{_G}6{_G})?1{_G}[3-9](?:{_G}\d){{9}}(?!\d)"),
        _mobile,
    ),
    _Number(
        Kind.PHONE,
        re.compile(
            rf"(?<!\d)[(（]?0{_G}[1-9](?:{_G}\d){{1,2}}[)）]?{_G}[2-9](?:{_G}\d){{6,7}}(?!\d)"
        ),
        _landline,
    ),
    _Number(Kind.PHONE, re.compile(rf"(?<!\d)[48]{_G}0{_G}0(?:{_G}\d){{7}}(?!\d)"), _landline),
    _Number(Kind.PHONE, re.compile(rf"(?<!\d)[2-9](?:{_G}\d){{6,7}}(?!\d)"), _local),
    _Number(Kind.ACCOUNT, re.compile(rf"(?<!\d){_row('16,19')}(?!\d)"), _card),
    _Number(Kind.ACCOUNT, re.compile(rf"(?<!\d){_row('10,28')}(?!\d)"), _card),
    _Number(
        Kind.MASKED,
        re.compile(
            rf"(?<![\dA-Za-z])[A-Z]?{_G}[\dA-Z](?:{_G}\d){{1,9}}{_G}{_MASK}(?:{_G}{_MASK}){{1,14}}"
            rf"(?:{_G}\d){{0,12}}(?:{_G}[Xx])?(?!\d)"
        ),
        _masked,
    ),
)
