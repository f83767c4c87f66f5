"""The forms of the steps on an item: what each asks for, and the body that the API takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from api.pages.bodies import body_of, whole_numbers
from api.pages.entered import Entered
from api.schemas.item_steps import AskedStep
from api.schemas.ledger_steps import ItemStepIn
from kb.errors import InvalidQuery
from kb.prevention.ledger_facts import ItemFacts

Kind = Literal["words", "line", "day", "number", "lines", "terms", "ticks", "choice"]
# what the fields of a form hold, by their names
Filled: TypeAlias = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One field; ``needed``: it may not be left empty."""

    name: str
    zh: str
    kind: Kind
    needed: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class StepForm:
    """How a step is offered: the words of its button, what it means, what it asks for.

    ``weight`` says how it looks: the way on (main), aside (plain), or hard to take back (danger).
    """

    words: str
    asks: tuple[Ask, ...] = ()
    hint: str = ""
    weight: Literal["main", "plain", "danger"] = "plain"
    sure: str = ""


_MANY = ("terms", "ticks")
_REASON = Ask("reason", "理由", "words")
_OPINION = Ask("opinion", "复核意见", "words", hint="看了什么、在哪里看的、够不够")
FORMS: Mapping[str, StepForm] = MappingProxyType(
    {
        "issue": StepForm(
            "下达",
            (Ask("issued", "下达日期", "day", needed=False, hint="不填为今天"),),
            "交给责任单位，等它签收。",
            "main",
        ),
        "withdraw": StepForm("下达前撤回", (_REASON,), weight="danger", sure="撤回这一事项？"),
        "sign": StepForm("签收", hint="责任单位签收，整改开始。", weight="main"),
        "object": StepForm("提出异议", (_REASON,), "由发出机关复核。"),
        "resolve": StepForm(
            "异议复核",
            (Ask("upheld", "异议是否成立", "choice"), _REASON),
            "成立则撤回，不成立则开始整改。",
            "main",
        ),
        "arrange": StepForm(
            "调整措施与责任",
            (
                Ask("owner", "责任人", "line", hint="账号或姓名"),
                Ask("supervisor", "督办人", "line", needed=False),
                Ask("measure", "措施", "words"),
                Ask("measures", "措施类别", "terms", needed=False),
                Ask("acceptance", "验收标准", "lines", hint="一行一条，要能核查"),
                _REASON,
            ),
            "原有的签认随之失效。",
        ),
        "report": StepForm(
            "填报进展",
            (Ask("progress", "进展（%）", "number"), Ask("note", "进展说明", "words")),
            weight="main",
        ),
        "confirm": StepForm(
            "责任人签认",
            (
                Ask(
                    "note",
                    "书面签认的来文",
                    "words",
                    needed=False,
                    hint="责任人本人签认不用填；由督办方代录时写明来文",
                ),
            ),
            "责任人确认整改已完成、佐证属实。",
            "main",
        ),
        "submit": StepForm(
            "申请销号", hint="须有本轮佐证与责任人签认；之后由另一人复核。", weight="main"
        ),
        "take-up": StepForm("继续整改", weight="main"),
        "verify": StepForm("开始复核", hint="您将作为复核人。", weight="main"),
        "write-off": StepForm(
            "销号",
            (Ask("checked", "逐条核实的验收标准", "ticks"), _OPINION),
            "每一条验收标准都核实后才能销号。",
            "main",
            "确认逐条核实、予以销号？",
        ),
        "return": StepForm("退回补正", (_OPINION,), "佐证不足或措施虚化的，退回责任单位。"),
        "reopen": StepForm(
            "复发重启",
            (
                Ask("recurrence", "复发事实", "words"),
                Ask("due", "新的时限", "day"),
                Ask(
                    "clue",
                    "新线索的编号",
                    "line",
                    needed=False,
                    hint="没有线索的写理由",
                ),
                Ask("reason", "理由", "words", needed=False),
            ),
            "开始新的一轮：须重新提交佐证。",
            "danger",
        ),
        "extend": StepForm(
            "准予延期",
            (
                Ask("until", "延至", "day"),
                _REASON,
                Ask("approval", "批准件", "line", hint="书面批准的文号或名称"),
            ),
            "到期前申请，最多两次。",
        ),
        "pause": StepForm("暂停计时", (_REASON,), "自今天起不计工作日；恢复时时限顺延。"),
        "resume": StepForm(
            "恢复计时", (Ask("reason", "理由", "words", needed=False),), weight="main"
        ),
        "urge": StepForm(
            "督办", (Ask("note", "督办情况", "words", hint="已提醒、已约谈、对方怎样答复"),)
        ),
        "escalate": StepForm(
            "移交问责", (_REASON,), "由人决定，与层级无关。", "danger", "把这一事项移交问责？"
        ),
        "order-again": StepForm(
            "责令继续整改", (Ask("due", "新的时限", "day"), _REASON), weight="main"
        ),
        "close-by-accountability": StepForm(
            "问责后办结",
            (Ask("accountability", "问责情况", "words", hint="对谁、依据什么、作了什么处理"),),
            "须有整改完成的佐证，由第二人办。",
        ),
    }
)


def asked_body(step: AskedStep, entered: Entered) -> ItemStepIn:
    """The body for a step from what was entered; FIELD_NEEDED and FIELD_INVALID name the field."""
    asks = FORMS[step.name].asks
    values = {ask.name: value for ask in asks if (value := _value(ask, entered)) is not None}
    return body_of(step.body, values, {ask.name: ask.zh for ask in asks})


def standing_values(facts: ItemFacts) -> Mapping[str, Filled]:
    """What the fields of a form hold before anybody fills it in, by the name of the step."""
    return {
        "arrange": {
            "owner": facts.owner,
            "supervisor": facts.supervisor,
            "measure": facts.measure,
            "measures": facts.measures,
            "acceptance": "\n".join(facts.acceptance),
        },
        "report": {"progress": str(facts.progress), "note": facts.note},
    }


def entered_values(name: str, entered: Entered) -> Filled:
    """What was filled in, to be shown again beside the refusal."""
    return {
        ask.name: entered.many(ask.name)
        if ask.kind in ("terms", "ticks")
        else entered.one(ask.name)
        for ask in FORMS[name].asks
    }


def _value(ask: Ask, entered: Entered) -> object:
    match ask.kind:
        case "lines":
            value: object = list(entered.lines(ask.name))
        case "terms":
            value = list(entered.told(ask.name))
        case "ticks":
            return whole_numbers(entered.told(ask.name))
        case "choice":
            value = {"yes": True, "no": False}.get(entered.one(ask.name))
            if value is not None:
                return value
        case "day":
            value = entered.day(ask.name, ask.zh)
        case "number":
            value = entered.number(ask.name, ask.zh)
            if value is not None:
                return value
        case _:
            value = entered.one(ask.name)
    if ask.needed and not value:
        raise InvalidQuery("FIELD_NEEDED", field=ask.zh)
    return value or None
