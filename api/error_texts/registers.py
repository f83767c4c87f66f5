"""Records of the registers: what is entered, which version, which step."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "TRANSITION_ILLEGAL": Answer(409, "“{state}”的记录不能走这一步", "请刷新后按列出的下一步办理"),
    "EVIDENCE_MISSING": Answer(409, "这一步还缺材料或记录", "请补齐后再办"),
    "SAME_PERSON": Answer(403, "同一个人不能办这两步", "请由另一个人来办"),
    "EDIT_CLOSED": Answer(409, "“{state}”的记录不能再改", "请走相应的步骤"),
    "FIELD_NEEDED": Answer(422, "没有填写：{field}", "请补上后再提交"),
    "FIELD_TOO_LONG": Answer(422, "“{field}”超过上限 {limit}", "请缩短"),
    "FIELD_INVALID": Answer(422, "“{field}”的值不合规：{value}", "请核对"),
    "VERSION_STALE": Answer(412, "这条记录已被别人改过：{id}", "请重新读取后再改"),
    "PRECONDITION_REQUIRED": Answer(
        428, "没有说明所改的是哪一版", "请把读取时的 ETag 放进 If-Match 请求头"
    ),
    "IDEMPOTENCY_REUSED": Answer(422, "这个幂等键已用于另一次请求：{key}", "请换一个键"),
    "NOT_YET": Answer(404, "那一刻还没有这条记录", "请取晚一些的时刻"),
    "LEVEL_ABOVE_CLEARANCE": Answer(
        403, "不能登记高于自己权限的级别：{level}", "请由有相应权限的人登记"
    ),
    "STEP_NOT_ALLOWED": Answer(409, "当前状态不允许这一步", "请刷新后重试"),
}
