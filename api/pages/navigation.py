"""Where people go of themselves: the rooms by subject, each for whoever has the right to it."""

from dataclasses import dataclass

from kb.governance.access import Permission, Principal


@dataclass(frozen=True, slots=True)
class Room:
    """A link of the navigation; ``key`` after ``g`` goes there. Any one permission opens it.

    Pages under the paths of ``also`` belong to it too.
    """

    path: str
    label: str
    permissions: tuple[Permission, ...]
    key: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms of one subject."""

    label: str
    rooms: tuple[Room, ...]


_RECORDS = (Permission.REGISTERS_READ, Permission.LEDGER_READ)
NAVIGATION = (
    Group(
        "",
        (Room("/", "工作台", (Permission.SIGNED_IN,), "h"),),
    ),
    Group(
        "研判",
        (
            Room("/search", "检索", (Permission.LIBRARY_READ,), "s", ("/saved", "/matches")),
            Room("/similar", "类案检索", (Permission.LIBRARY_READ,), "x"),
            Room("/documents", "文书", (Permission.LIBRARY_READ,), "d"),
            Room("/intake", "入库", (Permission.LIBRARY_WRITE,), "i"),
            Room("/reviews", "标签复核", (Permission.LABELS_REVIEW,), "r"),
        ),
    ),
    Group(
        "办案",
        (
            Room("/cases", "线索与案件", (Permission.REGISTERS_READ,), "c", ("/clues",)),
            Room("/reports", "风险分析报告", _RECORDS, "a"),
            Room("/letters", "建议书", _RECORDS, "j"),
            Room("/registers", "登记", _RECORDS, "e", ("/records",)),
        ),
    ),
    Group(
        "预防",
        (
            Room("/ledger", "整改台账", (Permission.LEDGER_READ,), "t"),
            Room("/inspections", "督查", (Permission.REGISTERS_READ, Permission.LEDGER_READ), "u"),
            Room(
                "/evaluations",
                "整改评估",
                (Permission.REGISTERS_READ, Permission.LEDGER_READ),
                "v",
            ),
            Room("/measures", "措施库", (Permission.LIBRARY_READ,), "m"),
            Room("/board", "看板", (Permission.REGISTERS_READ,), "k"),
            Room("/warnings", "预警", (Permission.REGISTERS_READ,), "w"),
        ),
    ),
    Group(
        "宣教",
        (
            Room("/packs", "教育包", (Permission.TEACH, Permission.TEACH_APPROVE), "p"),
            Room("/trainings", "活动", (Permission.TEACH, Permission.TEACH_APPROVE)),
        ),
    ),
    Group(
        "管理",
        (
            Room("/admin/accounts", "账号", (Permission.ACCOUNTS,)),
            Room("/admin/departments", "部门", (Permission.DEPARTMENTS, Permission.ACCOUNTS)),
            Room("/admin/grants", "案件授权", (Permission.GRANTS,)),
            Room("/admin/audit", "审计", (Permission.AUDIT,)),
            Room("/admin/system", "系统", (Permission.SYSTEM,)),
            Room("/admin/calendar", "工作日", (Permission.SIGNED_IN,)),
            Room("/admin/vocabulary", "词典与词表", (Permission.SIGNED_IN,)),
            Room("/admin/models", "模型", (Permission.SIGNED_IN,)),
            Room("/me", "登录与密钥", (Permission.SIGNED_IN,)),
        ),
    ),
)


def navigation_for(who: Principal) -> tuple[Group, ...]:
    """The groups with the rooms that the person may enter; empty groups are left out."""
    allowed = who.permissions
    groups = (
        Group(group.label, tuple(one for one in group.rooms if allowed & set(one.permissions)))
        for group in NAVIGATION
    )
    return tuple(group for group in groups if group.rooms)


def current_room(path: str) -> str:
    """The path of the room that a page belongs to: the longest that it begins with."""
    paths = (
        (under, room.path)
        for group in NAVIGATION
        for room in group.rooms
        for under in (room.path, *room.also)
    )
    within = [
        (under, room)
        for under, room in paths
        if path == under or (under != "/" and path.startswith(f"{under}/"))
    ]
    return max(within, key=lambda pair: len(pair[0]), default=("", ""))[1]
