"""The chain 线索受理 → 初核 → 立案调查 → 案件审结 → 后续整改 → 评估完善: its steps and its loop.

The tables say what may follow what; what must be there besides (the gates) stands with the steps
themselves in ``clues`` and ``case_files``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kb.prevention.steps import step, table

CLUE_STEPS = table(
    step("preliminary", "初步核实", "clue_intake held inquiry", "preliminary"),
    step("inquiry", "谈话函询", "clue_intake held", "inquiry"),
    step("hold", "暂存待查", "clue_intake preliminary", "held", reasoned=True),
    step("close", "了结", "clue_intake preliminary inquiry held", "closed_clue", reasoned=True),
    step("file", "立案", "clue_intake preliminary", "filed", reasoned=True),
    step("return", "退回受理", "held inquiry closed_clue", "clue_intake", reasoned=True),
)
CASE_STEPS = table(
    step("waive", "记录不制定措施", "investigation conclusion", "", reasoned=True),
    step("conclude", "审结", "investigation", "conclusion"),
    step("withdraw", "撤案", "investigation", "withdrawn", reasoned=True),
    step("rectify", "转入整改", "conclusion", "rectification"),
    step("improve", "转入评估完善", "rectification", "improvement"),
    step("rework", "退回整改", "improvement", "rectification", reasoned=True),
    step("archive", "归档", "improvement conclusion", "archived"),
)
CHECK_STEPS = table(
    step("answer", "作答", "open answered", "answered"),
)
FINDING_STEPS = table(
    step("confirm", "确认", "proposed", "confirmed"),
    step("dismiss", "排除", "proposed", "dismissed", reasoned=True),
    step("reconsider", "重新考虑", "confirmed dismissed", "proposed", reasoned=True),
)
MEASURE_STEPS = table(
    step("adopt", "采用", "proposed", "adopted"),
    step("drop", "不采用", "proposed", "dropped", reasoned=True),
    step("reconsider", "重新考虑", "adopted dropped", "proposed", reasoned=True),
)
LETTER_STEPS = table(
    step("submit", "送审", "draft", "review"),
    step("send_back", "退回修改", "review", "draft", reasoned=True),
    step("countersign", "会签", "review", "review"),
    step("approve", "审签", "review", "approved"),
    step("serve", "送达", "approved", "served"),
    step("object", "提出异议", "served", "objection"),
    step("maintain", "维持", "objection", "served", reasoned=True),
    step("amend", "修改后重发", "objection", "draft", reasoned=True),
    step("reply", "答复", "served", "replied"),
    step("conclude", "总销号", "replied", "concluded"),
    step("withdraw", "撤回", "draft review approved served objection", "withdrawn", reasoned=True),
)
REPORT_STEPS = table(
    step("submit", "送会审", "draft returned", "review"),
    step("review", "会审", "review", "review"),
    step("resolve", "处理分歧", "review", "review", reasoned=True),
    step("send_back", "退回修改", "review", "returned", reasoned=True),
    step("approve", "审定", "review", "approved"),
)

# the six nodes of the loop, and the state of a case in which each is worked on
LOOP: Mapping[str, str] = MappingProxyType(
    {
        "investigate": "调查",
        "analyse": "分析",
        "decide": "施策",
        "carry_out": "落实",
        "evaluate": "评估",
        "improve": "完善",
    }
)
# an item is done with in these states; a letter or a case waits for all of its items
CLOSED_ITEM = frozenset({"written_off", "closed_by_accountability", "withdrawn"})
PASSING_GRADES = frozenset({"excellent", "qualified"})
FAILING_GRADE = "unqualified"
