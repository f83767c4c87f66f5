"""Steps of the rectification ledger that are refused, and what is missing for them."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "CONFIRMATION_MISSING": Answer(409, "责任人还没有签认", "请由责任人签认后再申请销号"),
    "ACCEPTANCE_MISSING": Answer(409, "这一事项没有验收标准", "请先由督办方写明验收标准"),
    "ACCEPTANCE_UNCHECKED": Answer(
        422, "第 {standards} 条验收标准没有勾选", "逐条核实并勾选后才能销号；做不到的请退回"
    ),
    "EVIDENCE_REPEATED": Answer(409, "这份文件已作为本事项的佐证：{name}", "请勿重复提交"),
    "EVIDENCE_STRUCK": Answer(409, "这份佐证已剔除，或属于前一轮整改", "请核对佐证的编号"),
    "EVIDENCE_ALTERED": Answer(
        500, "佐证的字节与登记的 sha256 不符，可能被改动过：{id}", "请停止使用并告知管理员"
    ),
    "SAME_UNIT": Answer(403, "责任单位的人不能替督办、复核一方办理", "请由单位以外的人来办"),
    "OTHER_UNIT": Answer(403, "这不是您单位的整改事项", "请由该单位的人来办"),
    "NOT_THE_OWNER": Answer(
        403, "只有责任人本人可以签认", "责任人书面签认的，由督办方代录并注明来文"
    ),
    "ITEM_PAUSED": Answer(409, "整改计时已暂停，不能走这一步", "请先恢复计时"),
    "ITEM_NOT_PAUSED": Answer(409, "整改计时没有暂停", "不必恢复"),
    "DEADLINE_PASSED": Answer(409, "已过时限", "延期与暂停须在到期前申请"),
    "EXTENSIONS_SPENT": Answer(409, "最多延期 {limit} 次，已用完", "请按期完成，或按逾期处理"),
    "DATE_TOO_EARLY": Answer(422, "“{field}”须晚于 {than}：{value}", "请改为更晚的日期"),
    "DATE_IN_FUTURE": Answer(422, "“{field}”不能晚于今天：{value}", "请核对日期"),
    "EXPORT_TOO_LARGE": Answer(
        413, "要导出 {count} 行，超过上限 {limit} 行", "请用筛选条件缩小范围后分次导出"
    ),
}
