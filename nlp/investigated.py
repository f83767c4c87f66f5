"""Persons of bulletins and notices: 张某，某市原副市长 / 某局原党组书记、局长张某涉嫌……"""

import re
from collections.abc import Iterable, Iterator

from kb.model import Party, Span
from nlp.births import birth_year
from nlp.case_headings import HeadedPersons
from nlp.surnames import SURNAMES

_ROLE = "被审查人"
_TITLE = (
    r"书记|主任|局长|处长|科长|股长|部长|厅长|院长|校长|所长|站长|队长|镇长|乡长|县长|市长"
    r"|区长|州长|省长|行长|社长|团长|组长|会长|厂长"
    r"|台长|馆长|场长|园长|董事长?|经理|总裁|总监|监事|会计|出纳|干部|职员|职工|工作人员"
    r"|报账员|科员|办事员|民警|警察|医师|医生|教师|教授|法官"
    r"|检察官|负责人|法定代表人|委员|主席|常委|巡视员|调研员|工程师|秘书长?|助理|司机|专员"
    r"|成员|副总|教练|员工|秘书长|董事|村民"
)
# 张某某, 李×, 周某甲, 欧阳某; a full name of two to four signs
_NAME = (
    r"(?:[\u4e00-\u9fa5]某{1,2}[甲乙丙丁\d]?|[\u4e00-\u9fa5][×xX＊*]{1,2}|[\u4e00-\u9fa5]{2,3}?)"
)
_DEEDS = (
    r"涉嫌|严重|违规|违反|违法|违纪|收受|接受|受贿|贪污|醉驾|失职|利用|挪用|套取|骗取|滥用"
    r"|私自|默许|超标准|公款|性骚扰|猥亵|等\d*人|一案"
    r"|索取|侵占|虚报|酒后|受到|被开除|被查|因|(?<![立破])案|履职|履行|不作为|不担当|落实|同志|套用"
    r"|私设|私分|骗领|组织|吃空饷|形式主义|玩忽|以权"
    r"|冒领|截留|优亲|徇私|对抗|搞|在.{2,12}工作中|、"
)
# 某县某局原党组书记、局长张某某违规收受礼品问题。
_POST_THEN_NAME = re.compile(
    r"(?:(?<=[\n。：:“”；])|(?<=\A))[ \u3000*#●]{0,6}(?:\d{1,2}[.．、]"
    r"|[（(]?[一二三四五六七八九十]{1,3}[)）、])?[ \u3000]?"
    rf"(?P<post>[\u4e00-\u9fa5×（）()、·\dA-Za-z]{{3,70}}?(?:{_TITLE})(?:（[^（）]{{1,16}}）)?)"
    rf"(?P<name>{_NAME})(?=(?:（[^（）]{{1,12}}）)?(?:{_DEEDS}))"
)
# 张某，男，1966年6月生，某县某局原局长。 / 张某，某省某市原市长，曾任……
_NAME_THEN_POST = re.compile(
    rf"(?:(?<=[\n：:。])|(?<=\A))[ \u3000*]{{0,6}}(?P<name>{_NAME})，"
    r"(?P<details>(?:男|女|曾用名|汉族|中共党员|群众|19\d\d年|原|曾"
    r"|[^，。\n]{2,60}?原?)[^\n]{0,420})"
)
_DEED_IN_POST = re.compile(r"收受|要求|从|查处|为了|多次|接受|送给|请托")
_ROW_OF_TITLE = re.compile(rf"(?:{_TITLE})(?:等(?:职务?)?|职务|（[^（）]{{1,30}}）)?$")
_LISTED = re.compile(r"等职务?$|等$")
_NO_NAME = re.compile(
    r"^(?:经查|目前|其中|近日|日前|据悉|同时|此外|但是|然而|最终|于是|后来|因此|当时|当年"
    r"|随后|之后|期间|案发|事后|为了|作为|对此|对于|今年|去年|截至"
    r"|原来|如今|其间|首先|其次|再次|最后|总之|可见|另外|不过|所以|一是|二是|三是|那时|这时"
    r"|有时|平时|从此|各位|同志|因为|通过|按照|根据|面对|随着"
    r"|全国|各级|一个|多名|一些|此案|本案|不久|很快|而且|并且|甚至|例如|比如|可是|只要|只有"
    r"|就在|正是|或许|的确|显然|久而|事实|对比|说到|起初)"
)
_LONGEST_POST = 90
_HEADED = HeadedPersons(_TITLE)
# 曾任某镇镇长；某县副县长；某市科技局局长；2023年1月退休
_SERVED = re.compile(r"曾任|历任")
# 2005年到2016年任职某大学党委书记
_WHEN_SERVED = re.compile(
    r"^(?:(?:19|20)\d{2}年(?:\d{1,2}月)?[至到—-]?){0,2}(?:曾任职?|历任|时任|现任|任职|担任|任)"
)


def find_investigated(text: str) -> tuple[Party, ...]:
    """Each person once, in order, with the post as it stands and the year of birth if given."""
    headed = {(party.name, party.position): party for party in _headed(_HEADED.in_headings(text))}
    known = {name for name, _ in headed}
    places = {party.span.start for party in headed.values()}
    found: dict[str, Party] = {}
    told = sorted((*_by_name(text), *_by_post(text)), key=lambda one: one.span)
    for party in (*told, *_headed(_HEADED.in_title(text))):
        if party.name in known or party.span.start in places:
            continue
        earlier = found.get(party.name)
        if earlier is None or (not earlier.position and party.position):
            found[party.name] = party
    return tuple(sorted((*headed.values(), *found.values()), key=lambda one: one.span))


def _headed(persons: Iterable[tuple[str, int, str]]) -> Iterator[Party]:
    for name, start, post in persons:
        yield Party(name, _ROLE, Span(start, start + len(name)), post[-_LONGEST_POST:])


def _by_name(text: str) -> Iterator[Party]:
    for hit in _NAME_THEN_POST.finditer(text):
        if _NO_NAME.match(hit["name"]) or hit["name"][0] not in SURNAMES:
            continue
        first = re.split(r"[。\n]", hit["details"], maxsplit=2)
        post = _post(first[0]) or (_post(first[1]) if len(first) > 1 else "")
        year = birth_year(hit["details"][:120])
        if post or year:
            yield Party(hit["name"], _ROLE, Span(hit.start("name"), hit.end("name")), post, year)


def _by_post(text: str) -> Iterator[Party]:
    for hit in _POST_THEN_NAME.finditer(text):
        believed = hit["name"][0] in SURNAMES or "原" in hit["post"]
        if believed and not _NO_NAME.match(hit["post"]) and not _DEED_IN_POST.search(hit["post"]):
            place = Span(hit.start("name"), hit.end("name"))
            yield Party(hit["name"], _ROLE, place, hit["post"][-_LONGEST_POST:])


def _post(sentence: str) -> str:
    """The clause that ends in a title, with 原 before the others: 某区某局原党委委员、原支队长.

    Of 曾任某镇镇长；某县副县长 the last, for a career is told in its order.
    """
    clauses = [clause.strip() for clause in re.split(r"[，,；]", sentence)]
    posts = [clause for clause in clauses if _ROW_OF_TITLE.search(clause) and len(clause) <= 70]
    former = [clause for clause in posts if "原" in clause and not _SERVED.match(clause)]
    if not posts:
        return ""
    chosen = former[0] if former else posts[-1 if _SERVED.search(sentence) else 0]
    return _LISTED.sub("", _WHEN_SERVED.sub("", chosen))[:_LONGEST_POST]
