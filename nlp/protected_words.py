"""Words that no dictionary holds, found by rule before the dictionary cuts.

Every pattern is bounded, so that hostile text costs no more than honest text.
"""

import re

from nlp.numerals import article_number

_OPEN = "（(〔［["
_HAN = r"[\u4e00-\u9fff]"
_YEAR = r"(?:19|20)\d{2}\s?[）)〕］\]]"
_NUMERAL = r"[0-9〇零一二三四五六七八九十百千两]"

# surnames of nine people in ten; those that are also function words are kept apart
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易"
    "常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢路岳齐梅莫庄辛管"
    "祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴席卫查屈鲍位覃霍翁隋甘景薄单包柏宁柯阮桂闵"
    "解柴车冉房辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫嵺苟简娄桑占闫仇付代肖仲党晏冷冀匡卓双商靖喻宗"
    "宣封尚岑巫巩幸戈扈揭敖楚窦缪麦习佟储农母丰邝鄢郁郎栾胥燕皮穆巴寇苍沙楼蓝虞诸冶姬蒯荆栗阿岩"
    "邰伞勾戢疏湛蒙谈舒干木者"
)
_FUNCTION_SURNAMES = "于向任时成和应方明公边计华强来全"
_COMPOUND = (
    "(?:(?<=欧)阳|(?<=司)[马徒]|(?<=上)官|(?<=诸)葛|(?<=皇)甫|(?<=慕)容|(?<=令)狐|(?<=夏)侯)"
)
_COMPOUND_HEADS = "欧司上诸皇慕令夏"

# 张某、张某甲、李某某、李某1；“江某市”“张某公司”不是人名
_NOT_A_NAME = "(?![市县省镇乡]|公司|银行|单位|集团)"
_NOT_A_NAME_AFTER_FUNCTION = (
    "(?![市县省镇乡区村街路局厅院所处地日年月时种些项]|小区|公司|大学|银行|酒店|宾馆)"
)
_NAME_TAIL = (
    r"(?:某|[甲乙丙丁戊己庚辛壬癸]|[0-9]{1,2}(?![0-9年月日元万余次人个克时点号])|[A-Z](?![A-Za-z]))"
)
_MASKED = rf"某{_NAME_TAIL}{{0,2}}"
_CROSSED = r"(?:[×＊*]{1,3}|[Xx]{1,3}(?![A-Za-z]))"

_NAME = (
    rf"(?:(?<=[{_SURNAMES}]){_MASKED}{_NOT_A_NAME}"
    rf"|(?<=[{_FUNCTION_SURNAMES}]){_MASKED}{_NOT_A_NAME_AFTER_FUNCTION}"
    rf"|{_COMPOUND}{_MASKED}"
    rf"|(?<=[{_SURNAMES}]){_CROSSED})"
)
# （2017）湘0405刑初149号、（2013）沪二中刑终字第56号之一
_CASE_NUMBER = (
    rf"(?<=[{_OPEN}]){_YEAR}\s?{_HAN}{{1,8}}?[0-9]{{0,4}}"
    rf"[刑民行执赔商知经破仲]{_HAN}{{0,4}}?[字初终再申监执更抗复核撤辖审减假立提诉]第?\s?[0-9]{{1,7}}(?:-[0-9]{{1,3}})?号"
    r"(?:之[一二三四五六七八九十])?"
)
# 国发〔2024〕12号 中的〔2024〕12号
_DOCUMENT_NUMBER = rf"(?<=[{_OPEN}]){_YEAR}\s?第?[0-9]{{1,5}}号"
# 《中华人民共和国刑法》
_TITLE = r"(?<=《)(?P<title>[^《》\n]{2,60})》"
# 第三百八十五条之一、第385条
_ARTICLE = rf"(?<=第){_NUMERAL}{{1,8}}条(?:之{_NUMERAL}{{1,3}})?"
# 26.76、1,234,567.80、12.5%
_DECIMAL = r"(?<=[0-9])(?<![0-9][0-9])[0-9]{0,14}(?:[.,．][0-9]{1,14})+%?"
# １２３
_WIDE_NUMBER = r"(?<=[０-９])[０-９]{0,31}"

# one set of first characters in front lets the regex engine skip all others at once
_FIRST = f"[{re.escape(_OPEN)}《第0-9０-９{_SURNAMES}{_FUNCTION_SURNAMES}{_COMPOUND_HEADS}]"
PROTECTED = re.compile(
    f"{_FIRST}(?:{_NAME}|{_TITLE}|{_CASE_NUMBER}|{_DOCUMENT_NUMBER}|{_ARTICLE}|{_DECIMAL}|{_WIDE_NUMBER})"
)
PERSON = re.compile(f"[{_SURNAMES}{_FUNCTION_SURNAMES}{_COMPOUND_HEADS}]{_NAME}")
NUMBER = re.compile(r"[0-9０-９.,．:%]+")

WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ．％－]")
FOLDED = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide).isalnum()} | {
    ord("．"): ord("."),
    ord("％"): ord("%"),
    ord("－"): ord("-"),
}

_ARTICLE_WORD = re.compile(_ARTICLE.replace("(?<=第)", "第"))
_NUMBERED_WORD = re.compile(rf"[{_OPEN}][0-9]{{4}}.{{2,40}}号.{{0,2}}")
_ROUND = str.maketrans(dict.fromkeys(_OPEN, "(") | dict.fromkeys("）〕］]", ")"))


def article_term(word: str) -> str:
    """``第三百八十五条`` and ``第385条`` are both ``第385条``; "" for any other word."""
    numbered = article_number(word) if _ARTICLE_WORD.fullmatch(word) else None
    if numbered is None:
        return ""
    article, sub = numbered
    return f"第{article}条之{sub}" if sub else f"第{article}条"


def number_term(word: str) -> str:
    """``（2017）湘0405刑初149号`` with round half-width brackets; "" for any other word."""
    if not _NUMBERED_WORD.fullmatch(word):
        return ""
    return word.translate(_ROUND).replace(" ", "")
