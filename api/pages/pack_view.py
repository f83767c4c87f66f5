"""A pack as its pages show it: how it stands, which steps are open to whom and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.shown_names import unit_names
from kb.education.listeners import RANKS, Rank
from kb.education.pack_content import TEACHING_NAMES
from kb.education.pack_facts import EDITIONS, PACK_STEPS, PACKS, PackFacts, PackFile
from kb.education.pack_levels import part_name
from kb.education.packs import Packs
from kb.governance.access import Permission, Principal
from kb.governance.names import people_names
from kb.prevention.chain_facts import UNIT_KINDS, UnitKind
from kb.prevention.steps import open_steps
from kb.registers.records import Event, Kept
from kb.store.register_events import events_of
from kb.store.registry import Registry

TONES = {"draft": "", "review": "info", "returned": "warn", "released": "good", "withdrawn": ""}
SECTION_NAMES: Mapping[str, str] = {one.value: words for one, words in TEACHING_NAMES.items()}
KIND_NAMES: Mapping[str, str] = {
    "identity": "身份证号",
    "credit_code": "统一社会信用代码",
    "passport": "护照号",
    "email": "电子邮箱",
    "phone": "电话",
    "account": "账号",
    "plate": "车牌",
    "social": "社交账号",
    "masked": "掩去一部分的号码",
    "case_number": "案号",
    "address": "住址",
    "unit": "单位名称",
    "person": "姓名",
    "place": "地名",
    "birth": "出生日期",
    "amount": "精确金额",
    "time": "精确日期",
}
_TEACHES = frozenset({"submit", "withdraw"})
_RELEASES = frozenset({"send_back", "approve", "withdraw"})


VIEWS = {
    "cases": "案例",
    "redaction": "脱敏对照",
    "compare": "对照与图表",
    "quiz": "测验",
    "guide": "主持流程",
    "check": "检查与放行",
}
# the way of a pack, and the part of it where each stop is seen
_WAY = (
    ("audience", "给谁讲"),
    ("cases", "案例"),
    ("redaction", "脱敏对照"),
    ("quiz", "测验"),
    ("check", "审批"),
    ("export", "导出"),
)
# how many stops lie behind a pack in each state
_BEHIND = {"": 0, "draft": 2, "returned": 2, "review": 4, "released": 5, "withdrawn": 5}


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the way; ``path`` is empty where there is nothing to see yet."""

    words: str
    path: str
    done: bool
    here: bool


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in the list; ``changes`` says what has changed since it was made."""

    id: str
    title: str
    recipient: str
    edition: str
    cases: int
    state_name: str
    tone: str
    made_by: str
    made: str
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class PackView:
    """One pack; ``steps`` are those that are open to the person, ``barred`` why one is not."""

    id: str
    version: int
    facts: PackFacts
    state: str
    state_name: str
    tone: str
    level: int
    edition: str
    audience: Sequence[tuple[str, str]]
    files: Sequence[PackFile]
    doubts: Sequence[str]
    made_by: str
    submitted_by: str
    approved_by: str
    steps: frozenset[str]
    barred: str
    timeline: Sequence[Mapping[str, object]]

    @property
    def is_draft(self) -> bool:
        """Whether its files are yet to be made."""
        return self.state in ("draft", "returned")


def way_of(here: str, *, state: str = "", path: str = "") -> Sequence[Stop]:
    """The stops of the way as far as a pack has come; ``here`` is what is shown."""
    behind = _BEHIND[state]
    return [
        Stop(
            words,
            path and view_path(path, "check" if name == "export" else name) * (name != "audience"),
            rank < behind,
            name == here,
        )
        for rank, (name, words) in enumerate(_WAY)
    ]


def view_path(path: str, view: str) -> str:
    """Where a part of a pack is seen."""
    return f"{path}/redaction" if view == "redaction" else f"{path}?view={view}"


def tabs_of(path: str, view: str) -> Sequence[tuple[str, str, bool, None]]:
    """The parts of a pack as tabs."""
    return [(view_path(path, one), words, one == view, None) for one, words in VIEWS.items()]


def packs_listed(
    steps: Packs, found: Sequence[Kept[PackFacts]], people: Mapping[str, str]
) -> Sequence[PackLine]:
    """Lines, each asked anew whether what it rests on has changed."""
    return [
        PackLine(
            id=one.id,
            title=one.facts.title,
            recipient=one.facts.recipient,
            edition=EDITIONS[one.facts.edition],
            cases=one.facts.cases,
            state_name=PACKS.states[one.state],
            tone=TONES[one.state],
            made_by=people.get(one.head.created_by, one.head.created_by),
            made=one.head.created_at.isoformat(),
            changes=_changes(steps, one),
        )
        for one in found
    ]


def _changes(steps: Packs, kept: Kept[PackFacts]) -> Sequence[str]:
    if kept.state == "withdrawn":
        return ()
    return [part_name(number) for number in sorted(steps.changes(kept.id))]


def pack_view(registry: Registry, kept: Kept[PackFacts], who: Principal) -> PackView:
    """The pack for the person who looks."""
    facts, people = kept.facts, people_names(registry.session)
    own = who.account in (kept.head.created_by, facts.submitted_by)
    allowed = _TEACHES if Permission.TEACH in who.permissions else frozenset[str]()
    if Permission.TEACH_APPROVE in who.permissions:
        allowed |= _RELEASES
    steps = {one.action for one in open_steps(PACK_STEPS, kept.state)} & allowed
    barred = ""
    if own and "approve" in steps:
        steps -= {"approve"}
        barred = "您制作或送审了这个包，须由另一位有审签权的人放行。"
    elif kept.state == "review" and not steps & {"approve"}:
        barred = "等待有审签权的人放行或退回。"
    return PackView(
        id=kept.id,
        version=kept.head.version,
        facts=facts,
        state=kept.state,
        state_name=PACKS.states[kept.state],
        tone=TONES[kept.state],
        level=int(kept.head.level),
        edition=EDITIONS[facts.edition],
        audience=_audience(registry, facts),
        files=facts.files,
        doubts=sorted({doubt for one in facts.files for doubt in one.doubts}),
        made_by=people.get(kept.head.created_by, kept.head.created_by),
        submitted_by=people.get(facts.submitted_by, facts.submitted_by),
        approved_by=people.get(facts.approved_by, facts.approved_by),
        steps=frozenset(steps),
        barred=barred,
        timeline=[_moment(one, people) for one in reversed(events_of(registry.session, kept.id))],
    )


def _audience(registry: Registry, facts: PackFacts) -> Sequence[tuple[str, str]]:
    label = registry.taxonomy.label
    return [
        ("接收单位", unit_names(registry).get(facts.unit, facts.recipient)),
        ("单位类别", UNIT_KINDS[UnitKind(facts.unit_kind)] if facts.unit_kind else ""),
        ("领域", "、".join(label(f"domain:{one}") for one in facts.domains)),
        ("岗位", "、".join(label(f"position:{one}") for one in facts.positions)),
        ("职务用语", "、".join(facts.posts)),
        ("层级", RANKS[Rank(facts.rank)] if facts.rank else ""),
        ("主题", facts.theme),
        ("时长", f"{facts.minutes} 分钟"),
        ("同类下限", f"{facts.k} 件"),
    ]


def _moment(event: Event, people: Mapping[str, str]) -> Mapping[str, object]:
    known = {"create": "生成草稿", "place": "改级别", "edit": "修改"}
    words = known.get(event.action)
    return {
        "at": event.at,
        "words": words or PACK_STEPS[event.action].zh,
        "by": people.get(event.actor, event.actor),
        "note": "" if event.action == "create" else event.reason,
    }
