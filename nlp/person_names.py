"""Persons in a document, for replacing their names: recall before precision.

Three sources together: the parties and the persons under investigation, the officers who sign, and
what the document's own words show to be names (``nlp.name_evidence``). A word that is no name costs
a reader little; a name left standing costs a person much. Some will be missed all the same, so a
list of them is no release gate.
"""

import re
from collections.abc import Iterator, Sequence

from kb.education.redaction.people import Person, Role
from kb.model import Section
from nlp.document_kind import detect_kind
from nlp.investigated import find_investigated
from nlp.name_evidence import find_names
from nlp.parties import read_parties
from nlp.protected_words import PERSON
from nlp.sections import cut_sections

# a masked name gives nobody away: 张某, 李某甲, 王××
_MASKED = re.compile(r"某|[×xX＊*○]")
# 审判长张三人民陪审员李四书记员王五, also without breaks between
_OFFICER = re.compile(
    r"(?:审判长|审判员|代理审判员|陪审员|书记员|法官助理|检察员|检察官|检察官助理)[：:\s]{0,3}"
    r"(?P<name>[\u4e00-\u9fff]{2,4}?)"
    r"(?=审判|人民|代理|二[〇○０零Ｏ]|书记|法官|检察|本件|附|[，。、；\s\d]|出庭|到庭|$)"
)
_MINORITY = re.compile(r"[\u4e00-\u9fff]{1,7}[·•][\u4e00-\u9fff]{1,8}")
_NOT_PEOPLE = ("机关", "单位")
_NO_OFFICER = re.compile(
    r"无异议|助理|出庭|依法|组成|独任|担任|公开|不公开|宣读|意见|认为|提出|当庭|发表"
)
_SHORTEST, _LONGEST_PARTY = 2, 12
_SIDE = 14
# what stands right before or after a name and tells who it is; the first that fits counts
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words))
    for role, words in (
        (Role.MINOR, r"(?:未成年人|儿童|女童|男童|幼女|幼童|女生|男生|学生|小学生|中学生)@"),
        (Role.REPORTER, r"(?:举报人|控告人|检举人|信访人|反映人)@"),
        (
            Role.ACCUSED,
            r"(?:被告人|上诉人|原审被告人|罪犯|被审查人|被调查人|犯罪嫌疑人|被不起诉人)@",
        ),
        (Role.VICTIM, r"(?:被害人|受害人)@"),
        (
            Role.MERCHANT,
            r"(?:行贿人|请托人|老板|商人|包工头|承包人|总经理|董事长|项目经理|法定代表人|股东)@",
        ),
        (
            Role.RELATIVE,
            r"(?:其|的)?(?:妻子?|丈夫|儿子|女儿|[其的]?[子女父母弟兄]|父亲|母亲|弟弟|哥哥|妹妹|姐姐|外甥|侄子|女婿|岳父|岳母|亲属|情妇)@",
        ),
        (Role.LAWYER, r"(?:辩护人|诉讼代理人|律师)@"),
        (
            Role.OFFICER,
            r"(?:审判长|审判员|陪审员|书记员|法官助理|检察员|检察官|检察官助理)[：: ]?@",
        ),
        (Role.WITNESS, r"证人@|@的?(?:证言|证词|证实)"),
    )
)
_AGE = re.compile(
    r"@[，（](?:[男女]，)?(?:[^，。；@]{1,6}，)?(?:时年|现年|年仅|当时)?(?P<age>\d{1,2})周?岁"
)
_OF_AGE = 18


def find_person_names(text: str, sections: Sequence[Section]) -> tuple[str, ...]:
    """Each name once, in no order that means anything; masked names are left out."""
    return tuple(sorted(one for one in set(_names(text, sections)) if not _MASKED.search(one)))


def find_people(text: str, sections: Sequence[Section]) -> tuple[Person, ...]:
    """Each name once with its role, those that a court has masked (张某甲) as well."""
    parties = read_parties(text, sections)
    no_people = {one.name for one in parties if one.role.endswith(_NOT_PEOPLE)}
    masked = {hit.group() for hit in PERSON.finditer(text)}
    names = (set(_names(text, sections)) | masked) - no_people
    return tuple(Person(name, _role(text, name)) for name in sorted(names))


def people_in(text: str) -> tuple[Person, ...]:
    """The persons of a text that stands alone, of whatever kind it is."""
    return find_people(text, cut_sections(text, detect_kind(text).kind))


def _names(text: str, sections: Sequence[Section]) -> Iterator[str]:
    parties = [one for one in read_parties(text, sections) if not one.role.endswith(_NOT_PEOPLE)]
    for one in (*parties, *find_investigated(text)):
        if _SHORTEST <= len(one.name) <= _LONGEST_PARTY:
            yield one.name
    for hit in _OFFICER.finditer(text):
        if not _NO_OFFICER.search(hit["name"]):
            yield hit["name"]
    for hit in _MINORITY.finditer(text):
        yield hit.group()
    yield from find_names(text)


def _role(text: str, name: str) -> Role:
    """By the words at the places where the name stands."""
    places = [hit.span() for hit in re.finditer(re.escape(name), text)]
    sides = "\n".join(
        f"{text[max(0, start - _SIDE) : start]}@{text[end : end + _SIDE]}" for start, end in places
    )
    aged = _AGE.search(sides)
    if aged and int(aged["age"]) < _OF_AGE:
        return Role.MINOR
    return next((role for role, words in _ROLES if words.search(sides)), Role.OTHER)
