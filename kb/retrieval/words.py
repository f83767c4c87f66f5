"""How parts, facets, sums and punishments are said in Chinese, on cards and in reports alike."""

from kb.model import Penalty
from kb.retrieval.nearness import Nearness
from kb.retrieval.roles import Role
from kb.terms import Taxonomy

PART_LABELS = {
    "meaning": "案情语义",
    "wording": "用词重合",
    "crime": "罪名倾向",
    "offence": "罪名",
    "labels": "动因手段与漏洞",
    "domain": "领域",
    "position": "岗位",
    "amount": "数额",
    "statutes": "法条",
    "authority": "文书权威",
}
LAYER_LABELS = {
    "causes": "动因与手段",
    "loopholes": "制度漏洞",
    "ideological_roots": "思想根源",
    "measures": "防治措施",
}
FACET_LABELS = {
    "offence": "罪名",
    "domain": "领域",
    "position": "岗位",
    "means": LAYER_LABELS["causes"],
    "loopholes": LAYER_LABELS["loopholes"],
    "roots": LAYER_LABELS["ideological_roots"],
    "amount": "数额",
    "circumstances": "量刑情节",
    "outcome": "处理结果",
}
PART_MEANINGS = {
    "meaning": "新案案情与旧案最接近的三段在语义上的平均相似度",
    "wording": "新案的用词有几成见于旧案全文：越罕见的词占得越多，旧案说得越多越足",
    "crime": "新案的罪名倾向（写明的，或由案情与近邻推得，不限职务犯罪）有几成为旧案所有",
    "offence": "新案的罪名有多少为旧案所有",
    "labels": "新案的动因手段、漏洞、思想根源与措施有多少为旧案所有",
    "domain": "新案的领域有多少为旧案所有",
    "position": "新案的岗位有多少为旧案所有",
    "amount": "两案数额相近的程度，相差百倍为零",
    "statutes": "新案引用的法条有多少为旧案所引",
    "authority": "旧案作为先例的分量：指导性与典型案例满分，最高法、高院、中院依次递减",
}
ROLE_LABELS = {
    Role.ACCUSATION: "指控",
    Role.DEFENDANT: "被告人辩解",
    Role.COUNSEL: "辩护意见",
    Role.APPEAL: "上诉或抗诉理由",
    Role.EVIDENCE: "证据",
    Role.FINDING: "认定事实",
    Role.PRIOR: "原审裁判所述",
    Role.OPINION: "本院认为",
    Role.RULING: "主文",
    Role.TOLD: "材料叙述",
    Role.CONFESSION: "本人陈述",
    Role.OTHER: "其他",
}
REJECTED = "未予认定"
NEARNESS = {
    Nearness.NEAR: "",
    Nearness.PARTIAL: "未找到相近案例，以下只是部分相近，请逐件核对后再用。",
    Nearness.NONE: "未找到相近案例，以下各案与新案的相似程度不高于无关案件，仅备查考。",
}
SILENCE = {"new": "新案未写明", "past": "旧案未写明", "": ""}
_MOST_NAMED = 4


def part_label(name: str) -> str:
    """``meaning`` → 案情语义; a part without a name of its own keeps its code."""
    return PART_LABELS.get(name, name)


def shared_term(part: str, term: str) -> str:
    """The key of what two cases share in a part: ``offence:bribery_taking``, ``labels`` as is."""
    return term if part == "labels" else f"{part}:{term}"


def shared_label(part: str, term: str, taxonomy: Taxonomy) -> str:
    """Its Chinese name: 受贿罪; of cited articles 《刑法》第385条."""
    if part == "statutes":
        law, _, article = term.rpartition(":")
        return f"《{law}》第{article}条"
    return taxonomy.label(shared_term(part, term))


def named(labels: tuple[str, ...]) -> str:
    """受贿罪、贪污罪; of many the first four: 甲、乙、丙、丁等 6 项."""
    shown = "、".join(labels[:_MOST_NAMED])
    return f"{shown}等 {len(labels)} 项" if len(labels) > _MOST_NAMED else shown


def yuan(amount: float) -> str:
    """800000 → 80 万元; 123456789 → 1.2346 亿元; 900 → 900 元."""
    for unit, name in ((1e8, "亿元"), (1e4, "万元")):
        if amount >= unit:
            return f"{round(amount / unit, 4):g} {name}"
    return f"{amount:g} 元"


def standing(role: Role, *, rejected: bool) -> str:
    """指控; where the court says that it does not find it, 指控·未予认定."""
    return f"{ROLE_LABELS[role]}·{REJECTED}" if rejected else ROLE_LABELS[role]


def term_of_months(months: int) -> str:
    """62 → 5 年 2 个月."""
    years, rest = divmod(months, 12)
    return " ".join(
        one for one in (f"{years} 年" if years else "", f"{rest} 个月" if rest else "") if one
    )


def punishment(penalty: Penalty) -> str:
    """有期徒刑 3 年，缓刑 4 年，罚金 20 万元."""
    parts: list[str] = []
    if penalty.death:
        parts.append("死刑，缓期二年执行" if penalty.probation_months else "死刑")
    if penalty.life:
        parts.append("无期徒刑")
    for kind, months in (
        ("有期徒刑", penalty.imprisonment_months),
        ("拘役", penalty.detention_months),
        ("缓刑", None if penalty.death else penalty.probation_months),
    ):
        if months:
            parts.append(f"{kind} {term_of_months(months)}")
    if penalty.exempt:
        parts.append("免予刑事处罚")
    if penalty.fine:
        parts.append(f"罚金 {yuan(penalty.fine)}")
    return "，".join(parts)


def amounts(ours: float | None, theirs: float | None) -> str:
    """新案 60 万元，旧案 80 万元，旧案是新案的 1.3 倍; what is not stated is not said."""
    said = [f"{name} {yuan(value)}" for name, value in (("新案", ours), ("旧案", theirs)) if value]
    if ours and theirs:
        said.append("数额相同" if ours == theirs else f"旧案是新案的 {theirs / ours:.2g} 倍")
    return "，".join(said)
