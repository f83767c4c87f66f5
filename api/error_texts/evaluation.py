"""Evaluation sheets and ratings that are refused."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "EVALUATION_RULES_INVALID": Answer(
        503,
        "评分规则不合规：{field}",
        "请核对 LIANJIAN_EVALUATION_RULES 所指的文件，分值合计须为 100",
    ),
    "EVALUATION_VALUE_INVALID": Answer(
        422,
        "评估数据不合规：{value}",
        "写成 指标代码:分子/分母，每项一次，比率不超过 1；降幅写成 报告期/基期",
    ),
    "EVALUATION_VETO_UNKNOWN": Answer(422, "没有这个否决项：{value}", "请用规则里列出的代码"),
    "EVALUATION_PERIOD": Answer(
        422,
        "评估期或基期不合规：{field}",
        "评估期须已结束；降幅的评估期至少 180 天，基期与它等长并在它之前",
    ),
    "EVALUATION_MISMATCH": Answer(
        409, "按现有数据与规则重算，结果与提交时不一致", "请退回重填后再提交"
    ),
    "SHORTCOMINGS_MISSING": Answer(422, "评为不合格，须写明主要不足", "请补上后再提交"),
    "APPEAL_LATE": Answer(409, "已过申请复核的期限（{last}）", "如确有新情况，请另作评估"),
}
