"""Steps of risk analysis reports that are refused, and what is missing for them."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "REPORT_BLOCKED": Answer(409, "报告还不能审定：{gaps}", "请补上出处或改正后重新送会审"),
    "REVIEW_MISSING": Answer(409, "还没有会审：{bodies}", "请两家机关都会审后再审定"),
    "REVIEW_CONFLICT": Answer(409, "两家意见不同，尚未处理：{sections}", "请由第三人署名处理分歧"),
    "REVIEW_REJECTED": Answer(409, "两家都不同意：{sections}", "请退回修改"),
    "NO_CONFLICT": Answer(422, "两家对“{value}”没有分歧", "请核对是哪一部分"),
    "SAME_BODY": Answer(403, "会审须由两家机关不同部门的人分别办理", "请由另一家机关的人来办"),
}
