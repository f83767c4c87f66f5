"""Names of crimes in a text, the longest first: 非国家工作人员受贿罪 is never read as 受贿罪."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kb.model import Span
from kb.terms import load_taxonomy

# half of a 选择性罪名, old names, and what clerks make of long names; value: id in the taxonomy
_VARIANTS = {
    r"国(?:有|家)(?:公司|企业|事业|单位|、|，|和){1,8}(?:工作)?人员滥用职权": "soe_abuse_of_power",
    r"国有(?:公司|企业|事业单位)滥用职权": "soe_abuse_of_power",
    r"国(?:有|家)(?:公司|企业|事业|单位|、|，|和){1,8}(?:工作)?人员(?:失职"
    r"|玩忽职守)": "soe_dereliction",
    r"民事枉法裁判|行政枉法裁判": "civil_admin_perversion",
    r"徇私舞弊(?:减刑|假释|暂予监外执行)": "commutation_favouritism",
    r"(?:食品(?:安全)?|药品)监管渎职": "food_drug_supervision_malfeasance",
    r"强令(?:他人)?违章冒险作业|组织他人违章冒险作业": "forced_risky_operation",
    r"非法(?:转让|倒卖)土地使用权": "illegal_land_transfer",
    r"国家机关工作人员(?:签订|履行)合同失职被骗": "official_contract_fraud_dereliction",
    r"(?:签订|履行)合同失职被骗": "contract_fraud_dereliction",
    r"(?:向|对)?非国家(?:机关)?工作人员行贿|对公司、?企业人员行贿": "non_state_bribery_giving",
    r"非国家机关工作人员受贿|(?:公司|企业|公司、?企业)人员受贿": "non_state_bribery_taking",
    r"徇私舞弊(?:不征|少征)税款": "tax_undercollection",
    r"徇私舞弊(?:发售发票|抵扣税款|出口退税)": "tax_invoice_favouritism",
    r"执行(?:判决|裁定)滥用职权": "execution_abuse",
    r"执行(?:判决|裁定)失职": "execution_dereliction",
    r"非法批准(?:征收|征用|占用)土地": "illegal_land_approval",
    r"徇私舞弊低价(?:折股|出售)[\u4e00-\u9fa5、]{0,8}资产": "asset_undersale",
    r"非法出具金融票证": "irregular_financial_instruments",
    r"用?账外客户资金非法拆借、?发放贷款": "off_book_deposits",
    r"违法向关系人发放贷款|违法发放贷款": "illegal_loan_issuance",
    r"向单位行贿": "unit_directed_bribery",
    r"巨额财产来源不明": "unexplained_wealth",
}
# frequent crimes that are no duty crimes: named, with no id. Those with 、 or 犯罪 inside must be
# known by name, or a list of crimes could not be cut
_OUTSIDE = (
    "掩饰、隐瞒犯罪所得、犯罪所得收益|掩饰、隐瞒犯罪所得收益|掩饰、隐瞒犯罪所得|隐瞒犯罪所得|包庇|窝藏、包庇|窝藏|贩卖毒品|非法持有毒品"
    "|走私、贩卖、运输、制造毒品|容留他人吸毒|合同诈骗|贷款诈骗|保险诈骗|集资诈骗|信用卡诈骗|票据诈骗|诈骗|盗窃|抢劫|抢夺|敲诈勒索|故意伤害|故意杀人"
    "|寻衅滋事|聚众斗殴|开设赌场|赌博|非法经营|串通投标|强迫交易|虚开增值税专用发票、用于骗取出口退税、抵扣税款发票|虚开增值税专用发票、抵扣税款发票"
    "|虚开增值税专用发票|虚开用于抵扣税款发票|虚开抵扣税款发票|虚开发票|逃税|偷税|骗取出口退税|骗取贷款、票据承兑、金融票证|骗取贷款、票据承兑|骗取贷款、金融票证|骗取票据承兑、金融票证|骗取贷款|骗取票据承兑|骗取金融票证"
    "|非法吸收公众存款|高利转贷|洗钱|虚报注册资本|抽逃出资|虚假出资、抽逃出资|虚假出资|非法占用农用地|滥伐林木|盗伐林木|非法采矿|破坏性采矿|污染环境"
    "|妨害作证|帮助毁灭、伪造证据|帮助伪造证据|帮助毁灭证据|虚假诉讼|妨害公务|伪证|伪造、变造、买卖国家机关公文、证件、印章"
    "|伪造、变造、买卖国家机关证件|伪造国家机关公文、印章|伪造国家机关印章|伪造国家机关公文|伪造国家机关证件|伪造、买卖国家机关证件|买卖国家机关证件"
    "|伪造公司、企业、事业单位、人民团体印章|伪造公司、企业印章|伪造公司印章|伪造事业单位印章|隐匿、故意销毁会计凭证、会计[账帐]簿、财务会计报告"
    "|隐匿、故意销毁会计凭证、会计[账帐]簿|隐匿、故意销毁会计凭证"
    "|隐匿会计凭证、会计[账帐]簿|故意销毁会计凭证、会计[账帐]簿、财务会计报告|故意销毁会计凭证、会计[账帐]簿|故意销毁会计凭证|隐匿会计凭证"
    "|组织、领导、参加黑社会性质组织|组织、领导黑社会性质组织|参加黑社会性质组织|包庇、纵容黑社会性质组织|非法持有、私藏枪支、弹药|非法持有枪支、弹药|非法持有枪支"
    "|私藏枪支、弹药|非法持有弹药|危险驾驶|交通肇事|故意毁坏财物|聚众冲击国家机关|聚众扰乱社会秩序|聚众扰乱公共场所秩序、交通秩序|侵占|拒不支付劳动报酬"
    "|生产、销售假药|销售假药|生产、销售伪劣产品|生产、销售有毒、有害食品|销售伪劣产品|假冒注册商标|销售假冒注册商标的商品|侵犯商业秘密|侵犯公民个人信息"
    "|重婚|强奸|强制猥亵妇女|强制猥亵、侮辱|猥亵儿童|组织卖淫|介绍、容留妇女卖淫|容留、介绍卖淫|协助组织卖淫|组织、领导传销活动|提供虚假证明文件|出具证明文件重大失实"
    "|伪造金融票证|变造、伪造金融票证|内幕交易、泄露内幕信息|内幕交易|泄露内幕信息|操纵证券、期货市场|非法处置查封、扣押、冻结的财产|拒不执行判决、裁定"
    "|擅自设立金融机构|走私普通货物、物品|走私普通货物|走私|非法制造、买卖、运输、邮寄、储存枪支、弹药、爆炸物|非法买卖枪支|非法储存爆炸物|投放危险物质|放火|失火|爆炸"
    "|伪造、变造居民身份证|伪造居民身份证|买卖身份证件|使用虚假身份证件|招摇撞骗|诬告陷害|破坏生产经营|妨害清算|虚假破产|隐匿公司财产|挪用特定款物"
)
_GENERIC = re.compile(r"[\u4e00-\u9fa5]{2,16}?罪(?![行名责过犯状嫌证])")
_IMPLAUSIBLE = re.compile(
    r"[犯第其被了的条款各等你我她他所该本此两三四五六七八九]|被告|上诉"
    r"|[数认前后定同种轻重余漏一无有之悔赎问治论判]罪$|构成|涉嫌|规定|应当|[以将按依]|公诉"
    r"|指控|事实|主动"
)
_JOIN = re.compile(r"(?:罪)?[ \u3000]*(?:、|，|和|及|以及|与|并)[ \u3000]*(?:犯(?!罪))?")


@dataclass(frozen=True, slots=True)
class NamedOffence:
    """A name as the law has it, its id ("" outside the taxonomy) and its place."""

    name: str
    offence: str
    span: Span


class OffenceLexicon:
    """The crimes of the taxonomy by any name, and those outside it that have a plausible one."""

    def __init__(self, names: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """``names``: any name → id; ``titles``: id → the present name of the crime."""
        self._titles = dict(titles)
        self._ids: dict[str, str] = {}
        stems: set[str] = set()
        for name, offence in (*names.items(), *((title, one) for one, title in titles.items())):
            stem = name.removesuffix("罪")
            stems.add(stem)
            self._ids[_plain(stem)] = offence
        patterns = [*stems, *_OUTSIDE.split("|")]
        patterns.sort(key=lambda one: len(_plain(one)), reverse=True)
        known = _by_first_sign(_spelled(one) for one in patterns)
        variants = "|".join(f"(?:{one})" for one in _VARIANTS)
        self._known = re.compile(rf"(?:{variants}|{known})(?:罪)?")
        self._variants = tuple((re.compile(one), offence) for one, offence in _VARIANTS.items())

    def match(self, text: str, start: int, end: int) -> NamedOffence | None:
        """The crime named exactly at ``start``: 贩卖毒品罪 too, with ``offence`` ""."""
        known = self._known.match(text, start, end)
        if known:
            stem = known.group().removesuffix("罪")
            offence = self._id(stem)
            name = self._titles.get(offence, f"{stem}罪")
            return NamedOffence(name, offence, Span(start, known.end()))
        generic = _GENERIC.match(text, start, end)
        if generic and not _IMPLAUSIBLE.search(generic.group()):
            return NamedOffence(generic.group(), "", Span(start, generic.end()))
        return None

    def match_row(self, text: str, start: int, end: int) -> tuple[NamedOffence, ...]:
        """受贿罪、玩忽职守罪和贪污罪 from ``start`` on; () where no crime stands there."""
        row: list[NamedOffence] = []
        position = start
        while True:
            named = self.match(text, position, end)
            if named is None:
                return tuple(row)
            row.append(named)
            joined = _JOIN.match(text, named.span.end, end)
            if joined is None:
                return tuple(row)
            position = joined.end()

    def search(self, text: str, start: int, end: int) -> Iterator[NamedOffence]:
        """Every known crime between two places, e.g. in the title 张某受贿、滥用职权案."""
        for hit in self._known.finditer(text, start, end):
            named = self.match(text, hit.start(), end)
            if named:
                yield named

    def _id(self, stem: str) -> str:
        plain = _plain(stem)
        if plain in self._ids:
            return self._ids[plain]
        for pattern, offence in self._variants:
            if pattern.fullmatch(stem):
                return offence
        return ""


@cache
def default_lexicon() -> OffenceLexicon:
    """The lexicon of the taxonomy that ships."""
    taxonomy = load_taxonomy()
    titles = {offence.id: offence.name for offence in taxonomy.offences.values()}
    names = {
        alias: offence.id for offence in taxonomy.offences.values() for alias in offence.aliases
    }
    return OffenceLexicon(names, titles)


def _by_first_sign(patterns: Iterable[str]) -> str:
    """贪污|受贿|受贿赂 as 贪(?:污)|受(?:贿|贿赂): most places are passed over at the first sign."""
    rest: dict[str, list[str]] = {}
    for pattern in patterns:
        rest.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{first}(?:{'|'.join(ends)})" for first, ends in rest.items())


def _plain(name: str) -> str:
    return re.sub(r"[、，,（）()\s]", "", name)


def _spelled(name: str) -> str:
    """国有公司、企业 may be written 国有公司企业; （边） may be 边."""
    return re.sub(r"[、（）]", lambda sign: {"、": "[、，,]?"}.get(sign.group(), "[（）()]?"), name)
