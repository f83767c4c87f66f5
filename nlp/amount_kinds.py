"""What a sum of money was, by the nearest predicate of its clause: 收受 a bribe, 罚金 a fine."""

import re

_KINDS = {
    "fine": r"罚金|罚款|经济处罚",
    "confiscated": r"没收|收缴",
    "recovered": (
        r"追缴|退缴|退赃|退赔|退出|(?<![未不])上缴|退回|回款|发还|挽回|扣押|冻结|暂扣|补缴|缴纳|代缴|退交"
        r"|(?<![未不])上交|主动交出|归还|返还|退还"
    ),
    "loss": r"损失|流失|少收|少征|漏征|亏损|被骗",
    "misappropriated": r"挪[用归作出于走给]|借用公款|超过三个月未还|用于(?:营利|个人)",
    "embezzled": (
        r"贪污|侵吞|侵占|骗取(?![^，。；]{0,12}(?:贷款|保函))|套取|窃取|据为己有|占为己有|占为已有|据为已有|非法占有"
        r"|诈骗(?![罪数案所])|虚报冒领|冒领|骗领|私分|截留|[未不]上[交缴]|[未不]入账|个人占有|骗得|窃得"
    ),
    "bribe": (
        r"收受|受贿|索要|索取|索贿|收取|收到|收下|贿赂|贿款|收了|收过|获取好处"
        r"|接受(?!处罚|执行|调查|审查|委托|讯问|询问|组织)"
    ),
    "given": r"行贿|送给|给予|给付|送予|贿送|送了|送去|给了|所送|送上|赠送|馈赠|送",
}
_STRONG = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()))
_WEAK_KINDS = {
    "bribe": r"好处费|感谢费|辛苦费|回扣|礼金|红包|提成|疏通关系|打点|茶水费|活动费|协调费",
    "illicit": r"违法所得|非法所得|犯罪所得|赃款|获利|非法获利|所得",
}
_WEAK = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _WEAK_KINDS.items()))
_CLAUSE_ENDS = "，。；,;\n"
_SENTENCE_ENDS = "。；;\n"
_CLAUSE, _SENTENCE, _AHEAD, _REST = 48, 160, 18, 50
_NEXT_CLAUSE = re.compile(r"[，。；、,;\n（(]")
# 24万元（以下币种均为人民币）占为己有
_ASIDE = re.compile(r"^（[^（）]{1,24}）")
_TOTAL = re.compile(
    r"(?:共计|合计|总计|累计|折合|总额|总金额|总价值|总共|共(?=收受|索取|贪污|挪用|侵占"
    r"|骗取|非法|得款|获)|计|(?<=[，,])(?:数额|金额)达)"
    r"[^，。；、0-9]{0,16}$"
)
# 收受他人财物63万元，数额巨大 / 将90万元资金占为己有，数额巨大 / 22万元，为他人谋取利益，数额巨大
_MEASURED = re.compile(
    r"(?:余|左右)?(?:人民币)?[^，。；、0-9]{0,12}(?:[，,](?:并|且)?为(?:他人|[^，。；]{1,6})谋取[^，。；]{0,4}利益)?"
    r"[，,]?(?:且|属|已达|均系|系)?数额(?:特别)?(?:巨大|较大)"
)
# 挪用资金27万元，具体事实如下
_ITEMISED = re.compile(r"余?(?:人民币)?[，。；,](?:具体|分述|其?犯罪)[^，。；]{0,10}(?:如下|分述)")
_OTHER_SUM = re.compile(r"[0-9万]余?元")
# 数额在三万元以上不满二十万元: the law's threshold, nobody's money
_THRESHOLD_BEFORE = re.compile(r"(?:超过|不满|满|达到|不足|以下|以上)(?:人民币)?$")
_THRESHOLD_AFTER = re.compile(r"以上|以下|的，应当|的，处")
# 继续追缴违法所得人民币四十二万五千元: what was gained, not what came back
_TO_BE_RECOVERED = re.compile(
    r"(?:追缴|没收|收缴)[^，。；]{0,24}(?:违法所得|非法所得|犯罪所得|受贿所得|受贿款"
    r"|赃款)(?:共计|合计)?(?:人民币)?$"
)
# 奖励资金2565万元，致使国家利益遭受重大损失 / 造成2780万元未能收回
_LOST = re.compile(
    r"(?:余|人民币)?(?:，(?:致使?|造成|使)[^。；，]{0,20}损失"
    r"|[^。；，]{0,8}(?:未能|无法|不能)(?:收回|追回|挽回))"
)
_MADE_GOOD = re.compile(r"(?:弥补|挽回|赔偿)[^，。；]{0,10}损失")
# 尚未退出的违法所得48万元继续予以追缴
_NOT_GIVEN_BACK = re.compile(
    r"未(?:能)?(?:退|追|上?缴|到案|归案)[^，。；]{0,12}(?:违法所得|非法所得|犯罪所得|赃款|受贿款)"
)
# 指控……挪用71万元的犯罪事实，经查……: alleged, and not found
_REFUTED = re.compile(
    r"[^。；]{0,36}(?:经查|证据不足|不予认定|不能认定|有误|不能成立|不予支持|不应认定"
    r"|依据不足|事实不清)"
)
# 差额部分12万元不能说明其来源合法 measures no bribe
_UNEXPLAINED = re.compile(r"[^。；]{0,60}(?:来源(?:合法|不明)|不能说明)|.{0,20}差额部分")
# 未补缴土地出让金27.53万元 is what the state lost, 未缴纳罚金 is not
_UNPAID = re.compile(
    r"(?:未|没有)(?:能)?(?:依法|及时|足额|按规定)?(?:补缴|缴纳|征收|征缴)[^，。；罚]{0,16}$"
)
# 致使某公司骗取国家补贴62万元: in a case of malfeasance the loss
_CAUSED = re.compile(
    r"(?:致使?|导致|造成|使得?)[^，。；]{0,40}(?:骗取|套取|冒领|骗领|骗走|侵占|流失|未能收回|无法收回)"
)
# 尚有人民币35万元未归还
_NOT_RETURNED = re.compile(r"[^借贷，。；、0-9]{0,4}[未没]有?能?(?:归还|返还|退还)")
_GIVEN_BACK = re.compile(r"退|缴纳|上交|已追缴|扣押")
# 收取货款 is trade; 收取李某给予的 is not
_SOFT = ("收取", "收到", "收下", "收了", "收过")
_GIFT = re.compile(
    r"给予|送|好处费|感谢费|回扣|贿|财物|现金|红包|礼金|辛苦费|贿赂|分成|[这该]$|某[甲乙丙丁0-9]?的$"
)
_CRIMES = ("bribe", "embezzled", "misappropriated")
_PAYMENT = re.compile(
    r"(?:缴纳|补缴|代缴|归还|返还|退还|退回|上缴)了?[^，。；]{0,8}?(?:出让金|税|保证金|定金|押金|房款|货款|租金|费用|注册资"
    r"|管理费|配套费|借款|贷款|欠款|本息|利息)"
)
# 注册资本1000万元, 商铺总价32万元: says what it is, whatever the sentence was about
_TRADE = re.compile(
    r"(?:[卖买花]了|造价|工程款|入资|奖励|注册资[本金]|合同(?:总?价款?|总?金额)|单价|总价(?!值)款?|契税|贷款|借款(?!的?名义|的?形式|的?方式|为由))[^，。；]{0,12}$"
)
_PAYS = re.compile(r"[给付垫]|交纳")
# 给20万元保证金, 垫付10万元的房租
_DEPOSIT = re.compile(r"(?:人民币)?的?(?:投标|履约)?(?:保证金|押金|定金|房租|租金|注册资)")
_PAID = ("缴纳", "代缴", "补缴")
_CLAUSE_END = re.compile(r"[，。；,;\n]")
# 将5万元交到张某家中，张某予以收受。
_ENDING = re.compile(r"[，。；后并]|$")
# 收取货款470万元后，将其中110万元占为己有
_NEXT_SUM = re.compile(r"[。；;\n]|其中|[0-9]余?[万元]")
_OWN_SUM = re.compile(r"[^，。；、0-9]{0,14}[0-9]")
_RETURNED = ("归还", "返还", "退还")


def kind_of(text: str, start: int, end: int) -> str:
    """``bribe`` for 非法收受某某给予的好处费人民币12.5万元; ``other`` where nothing says.

    The clause before the sum comes first, then the words after it (30万元予以追缴), then the rest
    of the sentence; 好处费 and 赃款 count only where no verb does.
    """
    before = text[max(0, start - _SENTENCE) : start]
    sentence = before[_after_last(before, _SENTENCE_ENDS) :]
    clause = sentence[_after_last(sentence, _CLAUSE_ENDS) :][-_CLAUSE:]
    if _THRESHOLD_BEFORE.search(clause) or _THRESHOLD_AFTER.match(text, end):
        return "other"
    if _UNEXPLAINED.search(clause) or _UNEXPLAINED.match(text[end : end + 64]):
        return "other"
    if _MADE_GOOD.search(clause):
        return "recovered"
    if _CAUSED.search(clause) or _UNPAID.search(clause) or _LOST.match(text, end):
        return "loss"
    if "指控" in sentence and _REFUTED.match(text, end):
        return "other"
    owed = "欠" in clause or "借" in clause
    if not owed and _NOT_RETURNED.match(text, end) and "挪用" in text:
        return "misappropriated"
    if _NOT_GIVEN_BACK.search(clause):
        return "illicit"
    if _TO_BE_RECOVERED.search(clause) and not _GIVEN_BACK.search(clause):
        return "illicit"
    if _DEPOSIT.match(text, end) and _PAYS.search(clause):
        return "other"
    after = _NEXT_CLAUSE.split(_ASIDE.sub("", text[end : end + 40], count=1)[:_AHEAD], maxsplit=1)[
        0
    ]
    ahead = _STRONG.search(after)
    return (
        _last(clause)
        or (ahead.lastgroup if ahead else None)
        or _weak(clause + after)
        or (None if _TRADE.search(clause) else _inherited(sentence))
        or _weak(sentence)
        or _first(text[end : end + _REST + 20])
        or "other"
    )


def is_total(text: str, start: int, end: int) -> bool:
    """Whether it is a sum of sums: 共计, 累计, 合计, 总计, 折合 before it or 数额巨大 after it."""
    if _TOTAL.search(text[max(0, start - 24) : start]) or _MEASURED.match(text, end):
        return True
    # the last of several sums is no total of what follows
    before = text[max(0, start - _SENTENCE) : start]
    return bool(_ITEMISED.match(text, end)) and not _OTHER_SUM.search(before)


def _inherited(sentence: str) -> str | None:
    """收受甲5万元，乙3万元; a fine is of its own clause only."""
    kind = _last(sentence)
    return None if kind == "fine" else kind


def is_trade(text: str, start: int) -> bool:
    """总价32万元, 注册资本100万元: the words before the sum call it a price or a stake."""
    return bool(_TRADE.search(text, max(0, start - 40), start))


def _after_last(words: str, ends: str) -> int:
    return max(words.rfind(end) for end in ends) + 1


def _last(words: str) -> str | None:
    """The kind of the last verb; 收受……给予的 is a bribe, 挪用公款归还贷款 is misappropriated."""
    kind: str | None = None
    crime = 0
    for hit in _STRONG.finditer(words):
        found = hit.lastgroup
        if kind in _CRIMES and (
            found == "given" or (hit.group() in _RETURNED and kind == "misappropriated")
        ):
            continue
        if hit.group() in _SOFT and not _GIFT.search(words):
            continue
        # 退缴受贿款, 追缴贪污所得: the money is what came back
        if (
            kind in ("recovered", "confiscated")
            and found in ("bribe", "embezzled")
            and (hit.end() < len(words) and words[hit.end()] in "所款赃的违非")
        ):
            continue
        # 挪用客户缴纳的资金: what the money had been before
        if kind in _CRIMES and hit.group() in _PAID and _CLAUSE_END.search(words, crime) is None:
            continue
        # 缴纳土地出让金, 归还银行贷款: a payment, nothing that came back
        if found == "recovered" and _PAYMENT.match(words, hit.start()):
            kind = None
            continue
        kind, crime = found, hit.end()
    return kind


def _first(words: str) -> str | None:
    """收取货款共计32万元，后未上缴而占为己有: what becomes of it in the rest of the sentence.

    支付收购款260万元，非法侵占130万元: that verb has a sum of its own.
    """
    rest = _NEXT_SUM.split(words, maxsplit=1)[0]
    for hit in _STRONG.finditer(rest, 0, _REST):
        own = _OWN_SUM.match(rest, hit.end())
        taken = hit.lastgroup != "bribe" or _ENDING.match(rest, hit.end())
        if hit.lastgroup in _CRIMES and hit.group() not in _SOFT and taken and not own:
            return hit.lastgroup
    return None


def _weak(words: str) -> str | None:
    kind: str | None = None
    for hit in _WEAK.finditer(words):
        kind = hit.lastgroup
    return kind
