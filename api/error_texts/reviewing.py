"""Reviews of labels that do not hold."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "REVIEWER_MISSING": Answer(
        400, "没有说明复核人（1 到 {limit} 字）", "请用 --by 或环境变量 LIANJIAN_REVIEWER 写明"
    ),
    "PROPOSAL_UNKNOWN": Answer(409, "没有这条待复核的标签：{id}", "请重新取复核队列"),
    "PROPOSAL_STALE": Answer(
        409, "这条标签已由另一版本的模型（{model}）重新提出", "请重新查看后再作决定"
    ),
    "LABEL_PROPOSED": Answer(409, "这一句已有这个标签：{id}", "请直接接受、修改或驳回"),
    "LABEL_UNKNOWN": Answer(422, "词表里没有这个标签，或已停用：{key}", "请核对标签的代码或名称"),
    "SPAN_OUTSIDE": Answer(
        422, "证据的起止不在同一句之内：{span}", "写作“起:止”，以全文的字符计，不可跨句"
    ),
    "EDIT_UNCHANGED": Answer(422, "修改前后完全一样", "没有要改的，请用“接受”"),
    "WORDS_NOT_FOUND": Answer(422, "原文里没有这些字：{words}", "请照原文一字不差地摘录"),
    "WORDS_AMBIGUOUS": Answer(
        422, "这些字在原文里出现 {count} 次：{words}", "请多摘几个字，或写明起止"
    ),
}
