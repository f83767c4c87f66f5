"""Steps of clues, cases and letters that are refused, and what is missing for them."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "REASON_NEEDED": Answer(422, "“{to}”须写明理由", "请写明理由后再办"),
    "SOURCE_INVALID": Answer(
        422,
        "看不懂这个出处：{value}",
        "写成 文书编号:起-止、案件或记录的编号，或 taxonomy:positions:代码",
    ),
    "PRE_JUDGEMENT_MISSING": Answer(
        409,
        "线索还没有风险预判：有出处的风险点 {found} 个，至少要 {needed} 个",
        "请先提出风险点；只出自词表的须经人确认才算数",
    ),
    "CHECKLIST_EMPTY": Answer(409, "案件还没有风险排查事项", "请先登记排查事项并作答"),
    "CHECKS_OPEN": Answer(
        409, "还有 {count} 项风险排查没有答：{records}", "请逐项作答，附证据或写明没有证据的理由"
    ),
    "ANSWER_UNSUPPORTED": Answer(
        422, "排查事项的结论没有证据，也没有写明理由", "请附证据，或写明为什么没有"
    ),
    "RESULT_MISSING": Answer(422, "没有写明处理结果", "请写明处分或刑罚"),
    "MEASURES_MISSING": Answer(
        409,
        "没有采用预防措施，或有 {count} 个漏洞没有措施对应：{records}",
        "请为每个确认的漏洞采用措施，或记录不制定措施的理由",
    ),
    "WAIVER_MISSING": Answer(409, "没有记录不制定措施的理由", "有措施的案件须先整改、评估，再归档"),
    "LETTER_NOT_SERVED": Answer(409, "案件还没有已送达的建议书", "请先审签并送达建议书"),
    "ITEMS_OPEN": Answer(
        409, "还没有整改事项，或有 {count} 项没有办结：{records}", "请待全部销号后再办"
    ),
    "ITEMS_STARTED": Answer(409, "整改已经开始，不能撤回建议书：{records}", "请就这些事项另行处理"),
    "EVALUATION_MISSING": Answer(409, "没有能支持这一步的已核定评估", "请先评估并核定"),
    "EVALUATION_FAILED": Answer(409, "整改评估不合格：{records}", "请返工后重新评估"),
    "CASE_CONCLUDED": Answer(409, "案件已审结，措施不能再收回：{id}", "请另行登记新的措施"),
    "DATE_INVALID": Answer(422, "日期不合：{value}", "不能晚于今天，也不能早于上一步"),
    "LETTER_UNPAIRED": Answer(
        422, "问题 {problems} 条，建议 {suggestions} 条，没有一一对应", "请逐条对应"
    ),
    "NOT_COSIGNER": Answer(403, "您不在会签人之列", "请由名单上的人会签"),
    "ALREADY_SIGNED": Answer(409, "您已会签过", "不必重复会签"),
    "COUNTERSIGN_MISSING": Answer(409, "还有人没有会签：{people}", "请待全部会签后再审签"),
    "DECISION_MISSING": Answer(
        422, "这种建议书须经{body}决定或审议", "请写明决定或审议的时间与结果"
    ),
    "OBJECTION_CLOSED": Answer(
        409, "建议书没有给异议期，或异议期已过（{due}）", "请按建议书办理，或另行沟通"
    ),
    "SUGGESTION_UNKNOWN": Answer(422, "建议书里没有第 {value} 条建议", "请核对序号"),
}
