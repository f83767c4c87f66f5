"""The one name of a law, however it is cited.

《中华人民共和国刑法》, 中华人民共和国刑法(2020年修正) and 《刑法》 are 刑法; a judicial
interpretation is named without the courts that issued it, since half the judgments leave them out
or write them before the book-title marks.
"""

import re

_BLANK = re.compile(r"\s+")
_WRAPPED = re.compile(r"^《(.*)》((?:[（(][^（）()]*[）)])?)$")
_ANGLES = str.maketrans("《》﹤﹥<>＜＞(){}_", "〈〉〈〉〈〉〈〉（）（）、")
# （2018年修正）, （2012-11-22）, （1997修订）; （试行）, （一） and （九） belong to the name
_VERSION = re.compile(
    r"（(?:\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{4}-\d{1,2}-\d{1,2}|(?:19|20)\d{2})"
    r"(?:第[一二三四五六]次)?(?:修正|修订|修改|公布|通过|施行|版|文本|发布|实施)?(?:版|文本|案)?）"
)
_YEAR_FIRST = re.compile(r"^\d{4}年?(?:修[正订改]后?的?)?(?=[\u4e00-\u9fa5])")
_ISSUERS = (
    "最高人民法院|最高人民检察院|公安部|国家安全部|司法部|国家监察委员会|全国人大常委会法制工作委员会"
    "|全国人大常委会|全国人民代表大会常务委员会|两高|最高法院|最高法|最高检"
)
# 最高人民法院、最高人民检察院〈关于……的解释〉
_ISSUED = re.compile(rf"^(?:(?:{_ISSUERS})(?:、|和|与|及|，)?)+(?=〈?关于|印发|〈)")
# 〈关于……的解释〉, 关于〈办理……的解释〉, 关于印发〈……的意见〉的通知
_ANGLED = re.compile(r"^(?:关于)?(?:(?:印发|发布|转发)?〈(?P<whole>.+)〉(?:的通知)?)$")
_AMENDMENT = re.compile(r"^刑法修正案([一二三四五六七八九十]{1,3})$")
# a contract or an expert's opinion has articles too, but is no law
_PAPER = re.compile(
    r"(?:书|表|证|证明|合同|协议|报告|单|笔录|公告|记录|档案|会议纪要|图|鉴定意见|检验意见"
    r"|报|遗嘱|台账)"
    r"(?:（[^（）]*）)?$"
)
_STATUTE = re.compile(
    r"(?:法|法典|通则|总则|条例|规定|办法|细则|解释|意见|准则|规则|决定|决议|通知|章程|批复"
    r"|纪要|修正案|规范"
    r"|标准|制度|方案|公约|答复|规程|要求|指引|指南|措施|补充规定|守则|纲要|命令|复函|公告|函)"
    r"(?:（[^（）]{1,16}）)*〉?$"
)
# bare names that may stand without book-title marks
KNOWN_LAWS = (
    "宪法|刑法修正案（[一二三四五六七八九十]{1,3}）|刑法修正案[一二三四五六七八九十]{1,3}|刑法|刑事诉讼法|刑诉法"
    "|民事诉讼法|民诉法|行政诉讼法|监察法实施条例|监察法|监察官法|公职人员政务处分法|政务处分法|公务员法"
    "|中国共产党纪律处分条例|纪律处分条例|中国共产党[\u4e00-\u9fa5]{2,18}(?:条例|准则|规定|规则|办法)"
    "|民法典|民法通则|民法总则|合同法|物权法|侵权责任法|公司法|企业国有资产法|招标投标法实施条例|招标投标法"
    "|政府采购法|土地管理法|城乡规划法|行政处罚法|行政许可法|行政强制法|行政复议法|国家赔偿法|预算法|审计法"
    "|会计法|税收征收管理法|商业银行法|证券法|反洗钱法|反不正当竞争法|村民委员会组织法|农村土地承包法|森林法"
    "|矿产资源法|安全生产法|建筑法|教育法|高等教育法|教师法|药品管理法|食品安全法|环境保护法|档案法"
    "|检察官法|法官法|人民警察法|人民法院组织法|人民检察院组织法|监狱法|社区矫正法|立法法|治安管理处罚法"
    "|国际刑事司法协助法|反有组织犯罪法|城市房地产管理法|国有土地上房屋征收与补偿条例|企业破产法|价格法|统计法"
)
_SHORT = {"刑诉法": "刑事诉讼法", "民诉法": "民事诉讼法", "政务处分法": "公职人员政务处分法"}
_SHORT |= {"纪律处分条例": "中国共产党纪律处分条例"}


def law_name(title: str) -> str:
    """The canonical name: ``law_name("《中华人民共和国监察法》(2018年修正)") == "监察法"``."""
    name = (
        _WRAPPED.sub(r"\1\2", _BLANK.sub("", title))
        .translate(_ANGLES)
        .replace("中华人民共和国", "")
    )
    name = _YEAR_FIRST.sub("", _VERSION.sub("", name))
    name = _ISSUED.sub("", name)
    angled = _ANGLED.match(name)
    if angled:
        name = _ISSUED.sub("", angled["whole"])
        name = name if name.startswith("关于") or "印发" in title else f"关于{name}"
    name = _AMENDMENT.sub(r"刑法修正案（\1）", name)
    return _SHORT.get(name, name)


def is_law_title(name: str) -> bool:
    """Whether the words within book-title marks name a rule that has articles."""
    plain = name.translate(_ANGLES)
    return bool(_STATUTE.search(plain)) and not _PAPER.search(plain)
