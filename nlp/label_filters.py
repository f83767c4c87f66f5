"""Whether a phrase is asserted where it stands: sections, negation, exhortation, defence.

The rules follow the annotation guide: a judgment's facts give causes only; what the defence
says gives nothing; 要严禁收受礼金 asserts no gift; 没有人核对余额 asserts a missing control.
They hold for any source of labels, patterns or a trained model alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.model import DocumentKind as Kind
from kb.model import SectionKind as Part
from nlp.label_spans import clause_start

Priors = Mapping[str, float]

_C, _L, _R, _M = "causes", "loopholes", "ideological_roots", "measures"
_NOTHING: Priors = MappingProxyType({})


def _of(**priors: float) -> Priors:
    names = {"c": _C, "l": _L, "r": _R, "m": _M}
    return MappingProxyType({names[short]: prior for short, prior in priors.items()})


_COURT = {
    Part.FACTS: _of(c=1.0),
    Part.BASIC_FACTS: _of(c=1.0),
    Part.PRIOR_JUDGMENT: _of(c=0.9),
    Part.BODY: _of(c=0.9),
}
_BULLETIN = {
    Part.TITLE: _of(c=0.9, r=0.9),
    Part.LEAD: _of(c=0.9, r=0.9, m=0.8),
    Part.FINDINGS: _of(c=1.0, r=1.0),
    Part.CHARACTERISATION: _of(c=0.9, r=0.9),
    Part.CASE_ITEM: _of(c=1.0, r=1.0, l=0.9, m=0.9),
    Part.DECISION: _of(m=0.8),
    Part.BODY: _of(c=0.95, r=0.95, l=0.9, m=0.9),
}
_CONFESSION = {
    Part.TITLE: _of(c=0.9, r=0.9),
    Part.FINDINGS: _of(c=1.0, r=1.0),
    Part.EXPERIENCE: _of(c=1.0, r=1.0),
    Part.REFLECTION: _of(c=1.0, r=1.0, l=0.8),
    Part.CONSEQUENCE: _of(r=0.9),
    Part.BODY: _of(c=1.0, r=1.0, l=0.8),
}
_ANALYSIS = {
    Part.TITLE: _of(c=0.9, r=0.9),
    Part.LEAD: _of(c=0.9, r=0.9),
    Part.BASIC_FACTS: _of(c=1.0, r=0.9),
    Part.FINDINGS: _of(c=1.0, r=1.0),
    Part.FEATURES: _of(c=1.0, l=1.0, r=1.0),
    Part.CAUSES: _of(c=1.0, l=1.0, r=1.0),
    Part.REFLECTION: _of(c=1.0, r=1.0),
    Part.EXPERIENCE: _of(c=1.0, r=1.0),
    Part.RISK_POINTS: _of(l=1.0, c=0.8),
    Part.PROBLEMS: _of(l=1.0, c=0.9),
    Part.LESSONS: _of(m=1.0),
    Part.COUNTERMEASURES: _of(m=1.0),
    Part.SUGGESTIONS: _of(m=1.0),
    Part.BODY: _of(c=0.95, l=0.95, r=0.95, m=0.95),
}
_LETTER = {
    Part.BASIC_FACTS: _of(c=1.0),
    Part.SOURCE: _of(c=0.9),
    Part.PROBLEMS: _of(l=1.0, c=0.9),
    Part.CAUSES: _of(l=1.0, c=1.0),
    Part.SUGGESTIONS: _of(m=1.0),
    Part.BODY: _of(c=0.9, l=0.95, m=0.95),
}
_RECTIFICATION = {
    Part.DEPLOYMENT: _of(m=0.9),
    Part.RECTIFICATION: _of(m=1.0, l=0.9),
    Part.RESULTS: _of(m=0.9),
    Part.PROBLEMS: _of(l=1.0),
    Part.SHORTCOMINGS: _of(l=0.9),
    Part.NEXT_STEPS: _of(m=1.0),
    Part.BODY: _of(m=0.95, l=0.9),
}
_GUIDING = {
    Part.BASIC_FACTS: _of(c=1.0, l=0.9, m=0.8),
    Part.FACTS: _of(c=1.0),
    Part.DUTY_PERFORMANCE: _of(c=0.95, l=0.95, m=1.0),
    Part.OPINION: _of(c=0.8),
    Part.SIGNIFICANCE: _of(c=0.8, l=0.9, m=0.95),
    Part.BODY: _of(c=0.95, l=0.95, r=0.9, m=0.95),
}
_ANY = {
    Part.TITLE: _of(c=0.9, r=0.9),
    **{part: _ANALYSIS[part] for part in (Part.CAUSES, Part.COUNTERMEASURES, Part.PROBLEMS)},
    **{part: _of(c=0.95, r=0.95) for part in (Part.FINDINGS, Part.FACTS, Part.BASIC_FACTS)},
    **{part: _of(m=0.95) for part in (Part.SUGGESTIONS, Part.RECTIFICATION)},
    Part.CASE_ITEM: _BULLETIN[Part.CASE_ITEM],
    Part.LEAD: _BULLETIN[Part.LEAD],
    Part.BODY: _of(c=0.95, l=0.95, r=0.95, m=0.95),
}
_PRIORS: Mapping[Kind, Mapping[Part, Priors]] = {
    Kind.JUDGMENT_FIRST_INSTANCE: _COURT,
    Kind.JUDGMENT_SECOND_INSTANCE: _COURT,
    Kind.INDICTMENT: _COURT,
    Kind.NON_PROSECUTION: _COURT,
    Kind.DISCIPLINE_BULLETIN: _BULLETIN,
    Kind.INVESTIGATION_NOTICE: _BULLETIN,
    Kind.CONFESSION: _CONFESSION,
    Kind.CASE_ANALYSIS: _ANALYSIS,
    Kind.RISK_ANALYSIS_REPORT: _ANALYSIS,
    Kind.SUPERVISION_SUGGESTION: _LETTER,
    Kind.PROCURATORIAL_SUGGESTION: _LETTER,
    Kind.JUDICIAL_SUGGESTION: _LETTER,
    Kind.RECTIFICATION_REPORT: _RECTIFICATION,
    Kind.REGULATION: {},
    Kind.GUIDING_CASE: _GUIDING,
    Kind.CLUE_RECORD: {Part.BODY: _of(c=0.9, l=0.9), Part.BASIC_FACTS: _of(c=0.9)},
    Kind.UNKNOWN: _ANY,
}
# a charge stands for the facts only where the court states none of its own
_CHARGE_ALONE = _of(c=0.85)

_PROBLEMS = frozenset({_C, _L, _R})
# 辩护人提出被告人系自首 / 上诉人张某上诉称未收受该款
_DEFENCE = re.compile(
    r"辩称|辩解(?!中)|辩护人[^。]{0,12}(?:提出|认为|称|辩)|辩护意见|上诉(?:人[^。，]{0,8})?(?:称|提出)|"
    r"不予采(?:信|纳)|不能成立|证据不足|不予认定"
)
# 历任某县财政局科员、局长 / 2009.07—2011.10 某县财政局局长
_CAREER = re.compile(
    r"历任|先后任|先后担任[^。]{0,60}等(?:职务?|岗位)|"
    r"^\s*\d{4}[.年]\d{1,2}月?\s*[—–～至-]+\s*(?:\d{4}[.年]\d{1,2}月?)?[，,\s][^，。]{2,40}$"
)
# 其行为已构成受贿罪 / 系自首，依法从轻处罚: law applied, no act told
_APPLIES_LAW = re.compile(
    r"构成[^，。；]{0,40}罪|以[^，。；]{0,40}罪(?:提起|向|追究|判|定|实行|立案)|犯[^，。；、]{2,30}罪(?=[，。]|$)|"
    r"判处|量刑|认罪认罚|从宽|从轻|减轻处罚|免除处罚|累犯|如实供述|立功|坦白|数罪并罚|罪与非罪|法益|应当认定|应予认定|"
    r"提起公诉|提起[^，。；]{0,6}(?:公益)?诉讼|级?人民法院管辖|人民检察院管辖|"
    r"的，(?:应当|应|可以|依法|不)"
)
# 根据《某条例》第五条规定，……
_STATUTE = re.compile(
    r"^[^，。]{0,20}(?:根据|依照|按照|依据)?《[^》]{2,40}》[^，。]{0,25}规定[：:，“\"]|"
    r"第[一二三四五六七八九十百\d]+条[^，。]{0,14}(?:规定|：)"
)
_CONDITION = re.compile(r"如果|一旦|倘若|假如|若是|如有|万一|哪怕|即使")
# 必须严禁收受礼金 / 坚决反对特权思想: what is asked for, not what happened
_EXHORTED = re.compile(
    r"(?:^|[，、；：:“\"（\s]|党员|干部|我们|一定|都|又|既|也)(?:要|须|必须|应当?|务必|切莫|切勿|切忌|切不可|不要|希望|坚持|"
    r"坚决|着力|坚定|牢记|引以为戒|以案为鉴)[^。；;]{0,40}$|"
    r"(?:严禁|不得|不准|防止|避免|杜绝|摒弃|警惕|谨防|破除|反对|禁止|预防|防范|铲除|清除|根治|纠治|整治|纠正|"
    r"遏制|打击|严惩|惩治|严厉查处|重点查处|引导|教育)[^，。；;]{0,24}$"
)
# 未收受 / 未发现该所监管不到位; 没有人核对余额 begins with its own 没有 and is asserted
_NEGATED = re.compile(
    r"(?:并无|从未|没有|并未|不是|拒绝|不曾|未|无|绝不|不|不能有?|不可有?)$|"
    r"(?:未发现|没有发现|不存在|没有出现)[^，。；]{0,12}$"
)
_NOT_FOUND = re.compile(r"(?:未|没有|没|尚未)发现")
_UNDONE = re.compile(
    r"(?:未|没有|没|从未|不|缺乏|缺少|怠于|拒不|疏于|忽视|尚未|难以)[^，。；;]{0,6}$"
)
# an offence is named, an act is not told: 犯串通投标罪
_NAMES_OFFENCE = re.compile(r"[^，。；;]{0,8}?罪(?![行责])|案(?!发|件)|犯罪(?:案件|$)")
# 要进一步完善制度: an appeal unless it stands among the suggestions
_URGED = re.compile(
    r"\s*(?:同时|并|也|还|又|[^，。；]{0,14}?(?:机关|部门|单位|干部|检察院|委员会))?"
    r"(?:要|应当?|必须|须|可以|坚持|坚决|积极|不断|始终|切实|务必|既要|旨在|为|为了|希望|继续)"
)
# 该公司已建立制度并严格执行 / 虽印发了采购办法: a rule that stands, not a measure taken
_STANDING = re.compile(
    r"^[^，。；]{0,10}已(?:经)?(?:建立|制定|有)[^，。；]{0,30}严格执行|^[^，。；]{0,8}(?:虽|尽管)"
)
# （一）严厉打击重点领域行贿犯罪，维护市场秩序
_HEADING = re.compile(r"\s*[（(][一二三四五六七八九十]+[）)][^。；]{0,45}。?\s*$")
_MEASURE_VERB = re.compile(
    r"建立|健全|完善|制定|修订|修改|出台|印发|开展|组织|推行|推进|推动|实行|实施|落实|加强|强化|规范|"
    r"严格|深化|加大|发挥|设立|聘请|公布|纳入|清理|排查|整治|建议|督促|举办|召开|启动|搭建|细化"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: what each layer's labels are worth there."""

    index: int
    start: int
    kind: Kind
    part: Part
    priors: Priors


def priors_at(kind: Kind, part: Part, *, court_states_facts: bool) -> Priors:
    """The worth (0..1) of each layer in a part of a kind of document; absent is forbidden."""
    if part is Part.CHARGE and not court_states_facts:
        return _CHARGE_ALONE if _PRIORS[kind] is _COURT else _NOTHING
    return _PRIORS[kind].get(part, _NOTHING)


def says_nothing(sentence: str) -> bool:
    """Whether the whole sentence is out: the defence speaks, a career is told, law is applied."""
    return bool(
        _DEFENCE.search(sentence) or _CAREER.search(sentence) or _APPLIES_LAW.search(sentence)
    )


def asserted(
    layer: str, sentence: str, start: int, end: int, *, literal: bool, dedicated: bool
) -> bool:
    """Whether ``sentence[start:end]`` is asserted as a label of the layer.

    ``dedicated`` says the part is there for the layer (countermeasures for measures), where
    应当修订采购办法 is a measure; elsewhere it is an appeal.
    """
    lead = sentence[:start]
    if any(sentence.count("《", 0, at) > sentence.count("》", 0, at) for at in (start, end)):
        return False
    if layer in _PROBLEMS:
        return not (
            (not literal and _NOT_FOUND.match(sentence, start))
            or _EXHORTED.search(lead[-60:])
            or _NEGATED.search(lead[-16:])
            or _CONDITION.search(lead[-40:])
            or _STATUTE.search(lead)
            or _NAMES_OFFENCE.match(sentence, end)
        )
    if _UNDONE.search(lead[-10:]) or _CONDITION.search(lead[-40:]) or _HEADING.match(sentence):
        return False
    clause = sentence[clause_start(sentence, start) : end]
    if not dedicated and (
        _URGED.match(clause) or _STANDING.search(clause + sentence[end : end + 20])
    ):
        return False
    return not literal or bool(_MEASURE_VERB.search(clause))
