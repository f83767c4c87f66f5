"""How far a case meets each thing that is asked of an audience: a value of 0 to 1 and why."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kb.education.listeners import RANKS, Listeners, Rank
from kb.education.teaching_case import TeachingCase
from kb.education.teaching_cases import related_positions
from kb.prevention.chain_facts import UNIT_KINDS, UnitKind
from kb.prevention.report_words import flat
from kb.terms import Taxonomy

_NOT_FOUND, _TAGGED, _RELATED, _UNTOLD = 0.85, 0.35, 0.4, 0.8
_AKIN: Mapping[frozenset[UnitKind], float] = MappingProxyType(
    {
        frozenset({UnitKind.SCHOOL, UnitKind.UNIVERSITY}): 0.6,
        frozenset({UnitKind.TOWNSHIP, UnitKind.VILLAGE}): 0.4,
        frozenset({UnitKind.TOWNSHIP, UnitKind.PARTY_GOVERNMENT}): 0.6,
        frozenset({UnitKind.PARTY_GOVERNMENT, UnitKind.PUBLIC_INSTITUTION}): 0.5,
        frozenset({UnitKind.PARTY_GOVERNMENT, UnitKind.CONGRESS}): 0.6,
        frozenset({UnitKind.STATE_ENTERPRISE, UnitKind.FINANCIAL}): 0.5,
    }
)
_UNKNOWN = 0.3


def match_values(
    case: TeachingCase, listeners: Listeners, taxonomy: Taxonomy
) -> Iterator[tuple[str, tuple[float, str]]]:
    """Of what is asked alone: ``position``, ``domain`` … with the value and why."""
    if listeners.positions or listeners.posts:
        yield "position", _position(case, listeners, taxonomy)
    if listeners.domains:
        yield "domain", _domain(case, listeners, taxonomy)
    if listeners.unit_kind:
        yield "unit_kind", _unit_kind(case, listeners.unit_kind)
    if listeners.theme or listeners.theme_keys:
        yield "theme", _theme(case, listeners, taxonomy)
    if listeners.rank:
        yield "rank", _rank(case, listeners.rank)
    yield "material", _material(case)


def _position(case: TeachingCase, listeners: Listeners, taxonomy: Taxonomy) -> tuple[float, str]:
    asked = set(listeners.positions)
    said = [word for word in listeners.posts if any(word in post for post in case.posts)]
    own = sorted(asked & case.post.positions)
    if own or (said and not asked):
        names = "、".join([*said, *(taxonomy.label(f"position:{one}") for one in own)])
        value = 1.0 if said or not listeners.posts else _NOT_FOUND
        return value, f"当事人的职务是{names}"
    tagged = max((case.positions.get(one, 0.0) for one in asked), default=0.0)
    if tagged and not case.posts:
        return _UNTOLD * tagged, "文书写到这个岗位，没有写明当事人的职务"
    related = related_positions(listeners.positions, taxonomy) & case.post.positions
    if related:
        names = "、".join(taxonomy.label(f"position:{one}") for one in sorted(related))
        return _RELATED, f"当事人的职务相近：{names}"
    if tagged:
        return _TAGGED * tagged, "文书写到这个岗位，但当事人的职务不是"
    told = "、".join(taxonomy.label(f"position:{one}") for one in sorted(case.post.positions)[:3])
    return 0.0, f"岗位不同（{told or '没有写明'}）"


def _domain(case: TeachingCase, listeners: Listeners, taxonomy: Taxonomy) -> tuple[float, str]:
    met = {one: case.domains[one] for one in listeners.domains if one in case.domains}
    if met:
        best = max(met, key=lambda one: met[one])
        return met[best], f"领域：{taxonomy.label(f'domain:{best}')}"
    told = "、".join(taxonomy.label(f"domain:{one}") for one in list(case.domains)[:2])
    return 0.0, f"领域不同（{told or '没有写明'}）"


def _unit_kind(case: TeachingCase, asked: UnitKind) -> tuple[float, str]:
    kinds = frozenset({case.unit.kind}) if case.unit else case.post.unit_kinds
    if not kinds:
        return _UNKNOWN, "单位类别没有写明"
    value = max(1.0 if one is asked else _AKIN.get(frozenset({one, asked}), 0.0) for one in kinds)
    names = "、".join(UNIT_KINDS[one] for one in UnitKind if one in kinds)
    return value, f"单位类别：{names}"


def _theme(case: TeachingCase, listeners: Listeners, taxonomy: Taxonomy) -> tuple[float, str]:
    known = {*case.labels, *(f"offence:{one}" for one in case.offences)}
    known |= {f"domain:{one}" for one in case.domains}
    met = [one for one in listeners.theme_keys if one in known]
    words = [one for one in listeners.theme.split() if len(one) > 1]
    text = "".join(flat(one.window.of(one.text)) for one in case.told)
    said = [one for one in words if one in text]
    by_keys = len(met) / len(listeners.theme_keys) if listeners.theme_keys else 0.0
    by_words = len(said) / len(words) if words else 0.0
    names = "、".join([*(taxonomy.label(one) for one in met), *said])
    return max(by_keys, by_words), f"主题：{names}" if names else "没有说到这个主题"


def _rank(case: TeachingCase, asked: Rank) -> tuple[float, str]:
    if case.post.rank is None:
        return 0.5, "层级没有写明"
    order = list(Rank)
    apart = abs(order.index(case.post.rank) - order.index(asked))
    return max(0.0, 1 - apart / 2), f"层级：{RANKS[case.post.rank]}"


def _material(case: TeachingCase) -> tuple[float, str]:
    there = {
        "手段": causes_of_group(case, "means"),
        "思想根源": any(one.startswith("ideological_roots:") for one in case.labels),
        "本人自述": any(one.confesses for one in case.told),
        "制度漏洞": any(one.startswith("loopholes:") for one in case.labels),
        "处理结果": any(one.tagged.penalties for one in case.told),
    }
    has = [name for name, yes in there.items() if yes]
    return len(has) / len(there), f"有{'、'.join(has)}" if has else "没有可摘的材料"


def causes_of_group(case: TeachingCase, group: str) -> frozenset[str]:
    """The causes of a group (``means``, ``motive``) that its papers bear."""
    return frozenset(
        one
        for one in case.labels
        if one.startswith("causes:") and case.taxonomy.terms[one].group == group
    )
