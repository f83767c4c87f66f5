"""Invented identifiers in twelve disguises, and the sentences they are planted in.

Nothing of it belongs to anyone: numbers and names are drawn with a seed.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Disguise(StrEnum):
    """How an identifier is written, or where it is put."""

    PLAIN = "plain"
    WIDE = "full_width"
    SPACED = "spaced"
    HYPHENATED = "hyphenated"
    ZERO_WIDTH = "zero_width"
    SPLIT = "newline_split"
    MASKED = "half_masked"
    CHINESE = "chinese_digits"
    CASE = "mixed_case"
    CELL = "table_cell"
    NOTE = "footnote"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Planted:
    """``kind`` of the makers below, the plain ``value``, and as ``shown`` in a disguise."""

    kind: str
    value: str
    disguise: Disguise
    shown: str
    sentence: str


_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾"
    "侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "建国志强秀英桂兰玉梅海涛晓东文静立新永军春燕国华德明丽娟振宇佳慧天佑嘉怡雪莲俊"
    "杰长青友才广林守义淑芬凤霞子轩梓涵雨桐浩然欣怡思远诗琪景行若愚知行承志克勤怀瑾"
    "宏图万里向阳红兵卫民爱国学锋跃进援朝泽民福生有财旺根满仓来喜"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLACES = (
    ("江南省", "云溪市", "临河区"),
    ("岭北省", "安平市", "青石县"),
    ("西川省", "永宁市", "白塔区"),
)
_STREETS = ("解放路", "文化东路", "人民大街", "建设巷", "滨河南路", "朝阳街")
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
_LETTERS = "abcdefghjkmnpqrstuvwxyz"


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def name(dice: random.Random) -> str:
    """Three signs mostly, two at times."""
    pairs = [_GIVEN[i : i + 2] for i in range(0, len(_GIVEN), 2)]
    given = dice.choice(pairs) if dice.random() < 0.8 else dice.choice(_GIVEN)
    return dice.choice(_SURNAMES) + given


def identity(dice: random.Random) -> str:
    """18 signs with the right check sign."""
    born = f"{dice.randint(1945, 2005)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    row = (
        f"{dice.choice(('11', '32', '37', '44', '51'))}0{dice.randint(101, 999)}{born}"
        f"{_digits(dice, 3)}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(one) * weight for one, weight in zip(row, weights, strict=True))
    return row + "10X98765432"[total % 11]


def identity_15(dice: random.Random) -> str:
    """The old kind."""
    born = f"{dice.randint(45, 85)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    return (
        f"{dice.choice(('11', '32', '37', '44', '51'))}0{dice.randint(101, 999)}{born}"
        f"{_digits(dice, 3)}"
    )


def mobile(dice: random.Random) -> str:
    """11 digits."""
    return f"1{dice.choice('3456789')}{_digits(dice, 9)}"


def landline(dice: random.Random) -> str:
    """With the code of the town."""
    return f"0{dice.randint(311, 999)}{dice.choice('2345678')}{_digits(dice, 7)}"


def card(dice: random.Random) -> str:
    """16 or 19 digits with the right check digit."""
    row = "62" + _digits(dice, dice.choice((13, 16)))
    doubled = [int(one) * (2 - rank % 2) for rank, one in enumerate(reversed(row))]
    return row + str(-sum(one // 10 + one % 10 for one in doubled) % 10)


def plate(dice: random.Random) -> str:
    """Of five signs, or six of a new-energy car."""
    head = dice.choice(_PROVINCES) + dice.choice("ABCDEFGHJK")
    if dice.random() < 0.4:
        return f"{head}{dice.choice('DF')}{_digits(dice, 5)}"
    return f"{head}{dice.choice('ABCDEFGHJK')}{_digits(dice, 4)}"


def passport(dice: random.Random) -> str:
    """A letter and eight digits."""
    return dice.choice("EGDSP") + _digits(dice, 8)


def credit_code(dice: random.Random) -> str:
    """18 signs with the right check sign."""
    row = "9" + dice.choice("123") + f"{dice.randint(110000, 659999)}"
    row += "".join(dice.choice(_CODE_SIGNS) for _ in range(9))
    total = sum(_CODE_SIGNS.index(one) * pow(3, rank, 31) for rank, one in enumerate(row))
    return row + _CODE_SIGNS[(31 - total % 31) % 31]


def email(dice: random.Random) -> str:
    """At one of the common houses."""
    user = "".join(dice.choice(_LETTERS) for _ in range(5)) + _digits(dice, 4)
    return f"{user}@{dice.choice(('qq.com', '163.com', 'example.com.cn'))}"


def messenger(dice: random.Random) -> str:
    """What follows 微信号."""
    return "wx" + "".join(dice.choice(_LETTERS) for _ in range(4)) + _digits(dice, 5)


def address(dice: random.Random) -> str:
    """Down to the room."""
    place = "".join(dice.choice(_PLACES))
    return (
        f"{place}{dice.choice(_STREETS)}{dice.randint(1, 300)}号{dice.randint(1, 20)}栋"
        f"{dice.randint(101, 2804)}室"
    )


Maker = Callable[[random.Random], str]
MAKERS: Mapping[str, Maker] = {
    "name": name,
    "identity": identity,
    "identity_15": identity_15,
    "mobile": mobile,
    "landline": landline,
    "card": card,
    "plate": plate,
    "passport": passport,
    "credit_code": credit_code,
    "email": email,
    "messenger": messenger,
    "address": address,
}
_SENTENCES: Mapping[str, tuple[str, ...]] = {
    "name": (
        "证人{}证实，其当日到过现场。",
        "被告人收受{}给予的现金。",
        "其妻{}将该款存入银行。",
        "{}（另案处理）参与分赃。",
        "后经{}介绍，双方相识。",
        "老板{}为承揽工程多次送钱。",
        "被告人与{}共谋，虚开发票。",
        "该款转入{}的账户。",
        "包工头{}找到被告人，请其帮忙。",
        "该局办公室主任{}经手报销。",
    ),
    "identity": ("公民身份号码{}，汉族。", "身份证号为{}。", "经查，{}的持有人到过现场。"),
    "identity_15": ("身份证号{}，汉族。", "旧身份证号码为{}。"),
    "mobile": ("手机号码{}。", "使用{}与其联系。", "经查，机主{}多次通话。"),
    "landline": ("联系电话{}。", "办公电话：{}。"),
    "card": ("银行卡号{}。", "汇入账号{}的账户。", "存入{}，后取出。"),
    "plate": ("车牌号为{}的轿车。", "驾驶{}离开。"),
    "passport": ("护照号码{}。", "持{}出境。"),
    "credit_code": ("统一社会信用代码{}。", "代码为{}，系其控制。"),
    "email": ("电子邮箱{}。", "发送至{}。"),
    "messenger": ("微信号{}。", "微信号为{}的用户。"),
    "address": ("住{}，汉族。", "现住址：{}。", "赃款藏在{}。"),
}
_PLAIN_ONLY = frozenset({Disguise.PLAIN, Disguise.CELL, Disguise.NOTE, Disguise.FILE_NAME})


def planted(count: int, *, seed: int) -> list[list[Planted]]:
    """``count`` identifiers, each in all twelve disguises."""
    dice = random.Random(seed)
    kinds = [*MAKERS, *["name"] * 5]
    rows = []
    for rank in range(count):
        kind = kinds[rank % len(kinds)]
        value = MAKERS[kind](dice)
        sentence = dice.choice(_SENTENCES[kind])
        rows.append([_plant(kind, value, sentence, one, dice) for one in Disguise])
    return rows


def _plant(
    kind: str, value: str, sentence: str, disguise: Disguise, dice: random.Random
) -> Planted:
    shown = value if disguise in _PLAIN_ONLY else disguised(kind, value, disguise, dice)
    words = sentence.format(shown)
    if disguise is Disguise.CELL:
        words = f"\n| 项目 | 内容 |\n| {words} | 有 |\n"
    elif disguise is Disguise.NOTE:
        words = f"［1］{words}"
    elif disguise is Disguise.FILE_NAME:
        words = f"附件：{words[:-1]}.docx "
    return Planted(kind, value, disguise, shown, words)


def disguised(kind: str, value: str, disguise: Disguise, dice: random.Random) -> str:
    """The value written so; a name has no digits and no case, and stays as it is there."""
    match disguise:
        case Disguise.WIDE:
            return value.translate(_WIDE)
        case Disguise.SPACED:
            return " ".join(value)
        case Disguise.HYPHENATED:
            return (
                "-".join(value[i : i + 4] for i in range(0, len(value), 4))
                if len(value) > 4
                else "-".join(value)
            )
        case Disguise.ZERO_WIDTH:
            return "\u200b".join(value)
        case Disguise.SPLIT:
            place = dice.randint(1, len(value) - 1)
            return f"{value[:place]}\n{value[place:]}"
        case Disguise.MASKED:
            return _masked(kind, value)
        case Disguise.CHINESE:
            return value.translate(_CHINESE)
        case Disguise.CASE:
            return "".join(dice.choice((one.lower(), one.upper())) for one in value)
        case _:
            return value


def _masked(kind: str, value: str) -> str:
    """The middle hidden; what is left of a name of two signs tells nobody, so it stays whole."""
    if kind == "name":
        return f"{value[0]}*{value[2:]}" if len(value) > 2 else value
    if kind == "email":
        return f"{value[:2]}***{value[value.index('@') :]}"
    third = max(2, len(value) // 3)
    return f"{value[:third]}{'*' * (len(value) - 2 * third)}{value[-third:]}"
