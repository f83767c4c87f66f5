"""The persons and units of a case, as the head of a judgment names them."""

import re
from collections.abc import Iterator, Sequence

from kb.model import Party, Section, Span
from nlp import zones
from nlp.births import birth_year, without_born

_ROLES = (
    "附带民事诉讼原告人|附带民事诉讼被告人|原公诉机关|公诉机关|抗诉机关|检察机关|上诉单位|被告单位|原审被告单位|一审被告单位"
    "|被害单位|二审上诉人|原审上诉人|原上诉人|再审被告人|一审被告人|二审被告人|被上诉人|上诉人|原审被告人|被告人|申诉人|自诉人|被害人|罪犯"
    "|被附条件不起诉人|被不起诉人|被不起诉单位|犯罪嫌疑人|诉讼代表人|法定代表人|指定辩护人|委托辩护人|辩护人|诉讼代理人"
    "|委托代理人|被审查人|被调查人|被告(?![人单])"
)
# 上诉人（原审被告人）张某甲，男，…… / 抗诉机关（原公诉机关）某县人民检察院。
_OPENING = re.compile(
    rf"(?:(?<=[。；;\n\t \u3000：:）)*#])"
    rf"|(?<=\A))(?P<role>{_ROLES})(?P<also>[（(][^（）()]{{1,24}}[）)])?(?:自报)?"
    r"(?:暨[^，。；（）()]{1,14})?[ \u3000]{0,4}[：:]?[ \u3000]{0,4}"
    r"(?=[^\s，。；：:、的在对及])(?!于\d)"
)
_NAME = re.compile(
    r"[\u4e00-\u9fa5A-Za-z·•×xX＊*○〇ｘ\d（）()－-]{1,50}?"
    r"(?=[，,。；;、：:\s（(]|[因于](?=涉嫌|本案|\d{4}年)|$)"
)
_AND_OTHERS = re.compile(r"等[\d一二三四五六七八九十]*人$")
_PERSON = re.compile(r"[\u4e00-\u9fa5A-Z×xX＊*○·•\d]{1,12}")
_UNIT_ROLES = ("机关", "单位")
_NO_NAME = re.compile(
    r"指控|认为|提出|辩称|辩护|意见|身为|利用|上诉|供述|户籍|收受|证实|无异议|自愿|归案"
    r"|表示|及其|不服|涉嫌|因本案|[的犯]"
)
_POST = re.compile(
    r"(?:书记|主任|局长|处长|科长|股长|部长|厅长|院长|校长|所长|站长|队长|镇长|乡长|县长"
    r"|市长|区长|州长|省长|行长|社长|团长|组长"
    r"|董事长|村长|司长|段长|会长|厂长|台长|馆长|场长|园长|矿长|董事|经理|总裁|总监|监事|会计师?"
    r"|出纳员?|财务|干部|职员|职工|员工|工作人员|科员"
    r"|办事员|民警|警察|医师|医生|教师|教授|法官|检察官|审判员|检察员|书记员|负责人"
    r"|法定代表人|法人代表?|委员|主席|常委|巡视员|调研员"
    r"|工程师|秘书|助理|司机|主管|代表|村民|农民|个体[^，。；]{0,6}|业务员|保管员|管理员"
    r"|报账员|技术员|顾问|股东|律师|经营者|主办|专员|老师"
    r"|队员|指导员|政委|参谋|合伙人|承包人|护士|药师|药剂士|库管|店长|工人|村主任|理事长?"
    r"|总工|党员|成员|副职|正职|领导)"
    r"(?:职务|之职)?(?:（[^（）]{1,24}）|\([^()]{1,24}\))?$"
)
_HELD = re.compile(
    r"^(?:(?:19|20)\d{2}年.{0,24}?)?(?:案发前|捕前|被捕前|作案时|归案前|案发时|事发前"
    r"|羁押前|现|曾|先后|历|时|兼|原|系|前)*"
    r"(?:系|任|担任|为|是|原|在|职务|单位|职业|曾)*[：:]?"
)
_NO_POST = re.compile(
    r"^(?:住|捕前住|现住|户籍|家住|籍贯|出生|生于|男|女|汉族|因|经|由|被|于|同年|现在|大学"
    r"|大专|中专|高中|初中|小学|文盲|本科|研究生|身份证|公民身份"
    r"|辩护|取保|暂住|居住|文化|中共党员|群众|无党派|中国共产党党员|党员|人大代表|曾因|前科"
    r"|其|该|上诉|不服|此|另|原户籍|(?:19|20)\d\d年(?!.{0,40}(?:任|系|担任)))"
)
_PREFIX_OF_POST = re.compile(
    r"^(?:捕前|案发前|原|系|任|时任|曾任|历任|现任|作案时|担任|现系|职业|职务|被捕前|归案前)"
)
_ENGAGED = re.compile(
    r"\d{4}年\d{0,2}月?(?:\d{1,2}日)?(?:起|至|—|-|任|担任|后)[^，。；]{0,60}(?:任|担任)"
)
_LONGEST_POST = 90
_NEAR = 400


def read_parties(text: str, sections: Sequence[Section]) -> tuple[Party, ...]:
    """Those of the head: 被告人张某甲, with ``position`` 原系某县某局副局长 and the year of birth.

    A bulletin's or notice's persons under investigation come from ``nlp.investigated``.
    """
    zone = zones.opening(text, sections)
    openings = list(_OPENING.finditer(text, zone.start, zone.end))
    found: list[Party] = []
    for rank, hit in enumerate(openings):
        end = openings[rank + 1].start() if rank + 1 < len(openings) else zone.end
        found.extend(_block(text, hit, end))
    return tuple(_unique(found))


def _block(text: str, hit: re.Match[str], end: int) -> Iterator[Party]:
    """One paragraph: 辩护人李某、王某，某某律师事务所律师。 has two names."""
    role = _role(hit["role"], hit["also"] or "")
    start = hit.end()
    names: list[tuple[str, int]] = []
    while start < end:
        named = _NAME.match(text, start, end)
        if named is None or not _is_name(named.group(), role):
            break
        name = without_born(text, _AND_OTHERS.sub("", named.group()), named.end())
        names.append((name, named.start()))
        if text[named.end() : named.end() + 1] != "、":
            break
        start = named.end() + 1
    details = text[names[-1][1] + len(names[-1][0]) : end] if names else ""
    of_unit = role.endswith(_UNIT_ROLES)
    for name, at in names:
        lone = len(names) == 1
        yield Party(
            name=name,
            role=role,
            span=Span(at, at + len(name)),
            position=_position(details, role) if lone else "",
            birth_year=birth_year(details[:_NEAR]) if lone and not of_unit else None,
        )


def _role(role: str, also: str) -> str:
    """原公诉机关 and 抗诉机关（原公诉机关） are 公诉机关; 指定辩护人 is 辩护人."""
    if "公诉机关" in role or "公诉机关" in also or role == "抗诉机关":
        return "公诉机关"
    if role.endswith("辩护人"):
        return "辩护人"
    if role == "被告":
        return "被告人"
    return "上诉人" if role in ("二审上诉人", "原审上诉人", "原上诉人") else role


def _is_name(words: str, role: str) -> bool:
    if role == "公诉机关":
        return words.endswith(("检察院", "分院"))
    if role.endswith(_UNIT_ROLES):
        return len(words) >= 4 and not re.search(r"被告人|一案|指控|认为", words)
    if words.endswith(("律师", "事务所", "工作者")):
        return False
    return bool(_PERSON.fullmatch(words)) and not _NO_NAME.search(words)


def _position(details: str, role: str) -> str:
    """The posts as the text has them; every clause after the first that is a post as well."""
    if role in ("公诉机关", "辩护人") or role.endswith("单位"):
        return ""
    posts: list[str] = []
    for clause in re.split(r"[，,。；;]|(?<=[^\d])\n", details[:700]):
        words = clause.strip()
        if _is_post(words):
            posts.append(words)
        elif posts:
            break
    return "，".join(posts)[:_LONGEST_POST]


def _is_post(words: str) -> bool:
    if not 2 <= len(words) <= 60 or "人大代表" in words or "政协委员" in words:
        return False
    if _PREFIX_OF_POST.match(words) and not re.search(
        r"逮捕|拘留|羁押|居住|文化|党员$|户籍|前住", words
    ):
        return len(_HELD.sub("", words)) >= 2
    return bool(_POST.search(words)) and not _NO_POST.match(words)


def _unique(parties: Sequence[Party]) -> Iterator[Party]:
    seen: set[tuple[str, str]] = set()
    for party in parties:
        if (party.name, party.role) not in seen:
            seen.add((party.name, party.role))
            yield party
